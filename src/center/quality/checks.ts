/**
 * What each rule looks for, as a set: rows (subject, field, source, key, org, facts) of whatever fails. Nothing here opens a sealed value:
 * what could only be judged in clear was judged when the record came in (identity/flaws.ts), the rest goes by tokens.
 */
import { sql, type Sql } from '#kernel/tx'
import { broken, type Scope } from './chain.ts'
import { cities, districts } from './divisions.ts'

export type Params = Record<string, unknown>
export type Check = (params: Params, scope: Scope) => Sql

export const recordChecks: Readonly<Record<string, Check>> = {
  missing: (params, scope) => union(Object.entries(MAY_LACK).map(([field, isEmpty]) => {
    const kinds = Object.entries(params).flatMap(([kind, required]) => (Array.isArray(required) && required.includes(field) ? [kind] : []))
    return sql`
      select r.customer_no, ${field}::text, r.source, r.key, r.org, '{}'::jsonb
      from ${records(scope)}
      join (select source, kind from quality.filled where field = ${field} and kind = any (${kinds}::text[]) group by source, kind having sum(filled) > 0) d on d.source = r.source and d.kind = r.kind
      where ${current} and r.source <> 'yilan' and ${isEmpty} and not coalesce(r.flaws ? ${field}::text, false)`
  })),
  placeholder: (_, scope) => sql`
    ${flawed(scope, sql`f.value ->> 0 = 'placeholder'`)}
    union all
    ${common(scope, 'placeholder')}`,
  name: (params, scope) => sql`
    select r.customer_no, 'name', r.source, r.key, r.org, '{}'::jsonb
    from ${records(scope)}
    where ${current} and r.name ~* case r.kind when 'retail' then ${textOf(params.retail)} else ${textOf(params.corporate)} end`,
  document: (_, scope) => sql`
    select r.customer_no, 'idNumber', r.source, r.key, r.org, '{}'::jsonb
    from ${records(scope)}
    where ${current} and r.id_valid is false
      and not exists (select from quality.common c where c.field = 'idNumber' and c.source = r.source and c.token = r.id_token)`,
  phone: (_, scope) => flawed(scope, sql`f.key in ('phone', 'phone2') and f.value ->> 0 = 'invalid'`),
  email: (_, scope) => flawed(scope, sql`f.key = 'email' and f.value ->> 0 = 'invalid'`),
  day: (params, scope) => sql`
    select r.customer_no, d.field, r.source, r.key, r.org, jsonb_build_object('age', ${Number(params.age)}::int)
    from ${records(scope)}
    cross join lateral (values
      ('birthday', coalesce(r.flaws -> 'birthday' ->> 0 in ('future', 'invalid'), false) or r.birthday > current_date or r.birthday < current_date - ${Number(params.age)}::int * interval '1 year'),
      ('openedOn', r.opened_on > current_date + 1), ('updatedOn', r.updated_on > current_date + 1)) d (field, is_wrong)
    where ${current} and d.is_wrong`,
  address: (_, scope) => sql`
    select r.customer_no, 'address', r.source, r.key, r.org, jsonb_build_object('city', r.city, 'district', r.district)
    from ${records(scope)}
    join (select distinct city from unnest(${cities}::text[]) city) known on known.city = r.city
    where ${current} and r.district = any (${districts}::text[])
      and not exists (select from unnest(${cities}::text[], ${districts}::text[]) d (city, district) where d.city = r.city and d.district = r.district)`,
  outlier: (_, scope) => sql`
    select r.customer_no, 'income', r.source, r.key, r.org, jsonb_build_object('low', b.low::text, 'high', b.high::text)
    from ${records(scope)}
    join quality.bound b on b.field = 'income' and b.source = r.source and b.kind = r.kind
    where ${current} and r.income > 0 and (r.income < b.low or r.income > b.high)`,
  duplicate: (_, scope) => sql`
    select r.customer_no, 'key', r.source, r.key, r.org, jsonb_strip_nulls(jsonb_build_object('other', case when d.orgs[1] = r.org then d.keys[1] end))
    from (
      select m.customer_no, m.source, array_agg(m.key order by m.rec) as keys, array_agg(m.org order by m.rec) as orgs
      from identity.membership m
      where m.to_event is null and m.source <> 'yilan' ${scope === 'full' ? sql`` : sql`and m.customer_no in (
        select c.customer_no from pg_temp.looked l join identity.membership c on c.key = l.key and c.source = l.source and c.to_event is null)`}
      group by m.customer_no, m.source
      having count(*) > 1) d
    cross join lateral unnest(d.keys[2:]) k (key)
    join identity.source_record r on r.key = k.key and r.source = d.source
    where ${current}`,
  contradiction: (_, scope) => flawed(scope, sql`f.value ->> 0 = 'contradicts'`),
  shared: (_, scope) => common(scope, 'shared'),
  code: (_, scope) => flawed(scope, sql`f.value ->> 0 = 'unknown-code'`),
}

export const accountChecks: Readonly<Record<string, Check>> = {
  card: (_, scope) => sql`
    select a.account_no, 'accountNo', a.source, a.key, a.org, '{}'::jsonb
    from ${accounts(scope)}
    where (a.key ~ '^62[0-9]{14,17}$' or a.kind = 'card' and a.key ~ '^[0-9]{13,19}$') and not quality.luhn(a.key)`,
  ownerless: (_, scope) => sql`
    select a.account_no, 'holder', a.source, a.key, a.org, '{}'::jsonb
    from ${accounts(scope)}
    where a.status <> 'closed' and not exists (select from account.holder h where h.account_no = a.account_no and h.until is null)`,
  product: (_, scope) => sql`
    select a.account_no, 'product', a.source, a.key, a.org, jsonb_build_object('code', a.product)
    from ${accounts(scope)}
    where a.product is not null and not exists (select from product.product p where p.product = a.product)
      and exists (select from product.product)`,
  amount: (_, scope) => sql`
    select a.account_no, 'balance', a.source, a.key, a.org, jsonb_build_object('low', b.low::text, 'high', b.high::text)
    from ${accounts(scope)}
    join quality.bound b on b.field = 'balance' and b.source = a.source and b.kind = a.kind
    where a.currency = 'CNY' and abs(a.balance) > b.high`,
  balance: (_, scope) => broken(scope, accounts(scope)),
  closed: (_, scope) => sql`
    select a.account_no, 'at', a.source, t.key, a.org, jsonb_build_object('closed', a.closed_on, 'day', t.on_day)
    from ${accounts(scope)}
    join account.transaction t on t.account_no = a.account_no and t.on_day > a.closed_on
    where a.closed_on is not null`,
}

const current = sql`r.valid_to is null`

/** What a rule may require, and when it is lacking. */
const MAY_LACK: Readonly<Record<string, Sql>> = {
  idNumber: sql`r.id_number is null`, phone: sql`r.phone is null`, birthday: sql`r.birthday is null`, address: sql`r.address is null`, legalName: sql`r.legal_name is null`,
  email: sql`r.email is null`, employer: sql`r.employer is null`, occupation: sql`r.occupation is null`, industry: sql`r.industry is null`,
}

const union = ([first, ...others]: readonly Sql[]): Sql => others.reduce((all, each) => sql`${all} union all ${each}`, first ?? sql`select null, null, null, null, null, null where false`)

function records(scope: Scope): Sql {
  return scope === 'full' ? sql`identity.source_record r` : sql`(pg_temp.looked l join identity.source_record r on r.key = l.key and r.source = l.source)`
}

function accounts(scope: Scope): Sql {
  return scope === 'full' ? sql`account.account a` : sql`(pg_temp.touched u join account.account a on a.account_no = u.account_no)`
}

function flawed(scope: Scope, which: Sql): Sql {
  return sql`
    select r.customer_no, f.key as field, r.source, r.key, r.org, '{}'::jsonb as facts
    from ${records(scope)}
    cross join lateral jsonb_each(r.flaws) f
    where ${current} and r.flaws is not null and ${which}`
}

/** What stands for a value that may be too common, field by field. */
const TOKENS: Readonly<Record<string, Sql>> = {
  phone: sql`r.phone_token`, phone2: sql`r.phone2_token`, email: sql`r.email_token`, idNumber: sql`r.id_token`,
  birthday: sql`hashtextextended(r.birthday::text, 0)`, address: sql`hashtextextended(r.address, 0)`,
}
export const tokens = sql`
  lateral (values ${Object.entries(TOKENS).map(([field, token]) => sql`(${field}::text, ${token})`).reduce((all, each) => sql`${all}, ${each}`)}) v (field, token)`

function common(scope: Scope, kind: 'placeholder' | 'shared'): Sql {
  const fields = kind === 'shared' ? ['phone'] : Object.keys(TOKENS)
  return union(fields.map((field) => sql`
    select r.customer_no, ${field}::text, r.source, r.key, r.org, jsonb_build_object('bound', c.bound)
    from quality.common c
    join ${records(scope)} on ${TOKENS[field] ?? sql`null`} = c.token and c.source in (r.source, '*')
    where c.field = ${field} and c.kind = ${kind} and ${current}`))
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '(?!)')
