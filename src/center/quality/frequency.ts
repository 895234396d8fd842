/**
 * What a field's own distribution says: how often it is filled, which values are too common to be true, which amounts lie beyond their like.
 *
 * Placeholders nobody listed ("disguised missing data": Pearson, SIGKDD Explorations 8(1), 2006; Hua and Pei, KDD 2007) are values whose count
 * is an outlier among the counts of all values of the field in that system: above mean + `deviations` standard deviations, both of the counts
 * without their upper hundredth, so that the placeholders themselves do not move the bound; and at least `least` rows. Fields whose values
 * repeat by nature (names, occupations) are not judged so.
 *
 * Amounts: the logarithm's median ± `deviations` × 1.4826 × the median absolute deviation (Iglewicz and Hoaglin, 1993), by system and kind.
 */
import { phoneToken } from '#center/identity'
import { sql, type Sql, type Tx } from '#kernel/tx'
import { tokens } from './checks.ts'
import type { Rules } from './rules.ts'

export async function study(tx: Tx, rules: Rules): Promise<void> {
  await countFilled(tx)
  await findCommon(tx, rules)
  await findShared(tx, rules)
  await findBounds(tx, rules)
}

async function countFilled(tx: Tx): Promise<void> {
  await tx`delete from quality.filled`
  await tx`
    insert into quality.filled (source, org, kind, field, rows, filled)
    select s.source, s.org, s.kind, f.field, s.rows, f.filled
    from (
      select source, org, kind, count(*) as rows, count(id_number) as id_number, count(gender) as gender, count(birthday) as birthday, count(phone) as phone, count(phone2) as phone2,
        count(email) as email, count(address) as address, count(employer) as employer, count(occupation) as occupation, count(income) as income, count(legal_name) as legal_name,
        count(industry) as industry, count(opened_on) as opened_on, count(updated_on) as updated_on, count(city) as city
      from identity.source_record where valid_to is null
      group by source, org, kind) s
    cross join lateral (values ('key', rows), ('name', rows), ('idNumber', id_number), ('gender', gender), ('birthday', birthday), ('phone', phone), ('phone2', phone2), ('email', email),
      ('address', address), ('employer', employer), ('occupation', occupation), ('income', income), ('legalName', legal_name), ('industry', industry),
      ('openedOn', opened_on), ('updatedOn', updated_on)) f (field, filled)
    union all
    select source, org, 'account', f.field, count(*), count(*) filter (where f.has)
    from account.account a
    cross join lateral (values ('accountNo', true), ('holder', status <> 'closed'), ('product', product is not null), ('balance', balance is not null), ('at', last_on is not null)) f (field, has)
    group by source, org, f.field`
}

async function findCommon(tx: Tx, rules: Rules): Promise<void> {
  const { least = 20, deviations = 10 } = rules.get('placeholder')?.params ?? {}
  await tx`delete from quality.common`
  await tx`
    with counted as materialized (
      select v.field, r.source, v.token, count(*)::int as count
      from identity.source_record r
      cross join ${tokens}
      where r.valid_to is null and v.token is not null and (v.field <> 'idNumber' or r.id_valid is false)
      group by v.field, r.source, v.token),
    usual as (
      select field, source, percentile_disc(0.99) within group (order by count) as most
      from counted group by field, source),
    bounded as (
      select c.field, c.source, greatest(${Number(least)}::int, ceil(avg(c.count) + ${Number(deviations)}::int * stddev_pop(c.count)))::int as bound
      from counted c join usual u on u.field = c.field and u.source = c.source and c.count <= u.most
      group by c.field, c.source)
    insert into quality.common (field, source, token, kind, count, bound)
    select c.field, c.source, c.token, 'placeholder', c.count, b.bound
    from counted c join bounded b on b.field = c.field and b.source = c.source
    where c.count >= b.bound`
  await nameListed(tx, rules)
}

/** Those that the bank knows and identity takes for numbers. */
async function nameListed(tx: Tx, rules: Rules): Promise<void> {
  const listed = rules.get('placeholder')?.params.phones
  const phones = Array.isArray(listed) ? listed.filter((each) => typeof each === 'string') : []
  await tx`
    insert into quality.common (field, source, token, kind, count, bound)
    select 'phone', '*', token, 'placeholder', 0, 0 from unnest(${phones.map((phone) => String(phoneToken(phone)))}::bigint[]) token
    on conflict do nothing`
}

/** Numbers of more customers than a household or an office has; those of a crowd are placeholders already. */
async function findShared(tx: Tx, rules: Rules): Promise<void> {
  const { customers = 5 } = rules.get('shared')?.params ?? {}
  await tx`
    insert into quality.common (field, source, token, kind, count, bound)
    select 'phone', '*', r.phone_token, 'shared', count(distinct m.customer_no), ${Number(customers)}
    from identity.source_record r
    join identity.membership m on m.key = r.key and m.source = r.source and m.to_event is null
    where r.valid_to is null and r.phone_token is not null and r.kind = 'retail'
      and not exists (select from quality.common c where c.field = 'phone' and c.token = r.phone_token)
    group by r.phone_token
    having count(*) > ${Number(customers)}::int and count(distinct m.customer_no) > ${Number(customers)}::int`
}

async function findBounds(tx: Tx, rules: Rules): Promise<void> {
  await tx`delete from quality.bound`
  await bound(tx, 'income', rules.get('outlier')?.params, sql`select source, kind, ln(income) as value from identity.source_record where valid_to is null and income > 0`)
  await bound(tx, 'balance', rules.get('amount')?.params, sql`select source, kind, ln(abs(balance)) as value from account.account where balance <> 0 and currency = 'CNY'`)
}

async function bound(tx: Tx, field: string, { least = 50, deviations = 8 }: Record<string, unknown> = {}, values: Sql): Promise<void> {
  await tx`
    with v as materialized (${values}),
    middle as (select source, kind, count(*)::int as n, percentile_cont(0.5) within group (order by value) as median from v group by source, kind having count(*) >= ${Number(least)}::int),
    spread as (
      select m.source, m.kind, percentile_cont(0.5) within group (order by abs(v.value - m.median)) as mad
      from v join middle m on m.source = v.source and m.kind = v.kind
      group by m.source, m.kind)
    insert into quality.bound (field, source, kind, low, high, median, count)
    select ${field}, m.source, m.kind, round(exp(m.median - w)::numeric, 2), round(exp(m.median + w)::numeric, 2), round(exp(m.median)::numeric, 2), m.n
    from middle m join spread s on s.source = m.source and s.kind = m.kind
    -- A field that is nearly always the same has no spread of its own: a factor of ten either way is granted.
    cross join lateral (select greatest(${Number(deviations)}::float8 * 1.4826 * s.mad, ln(10.0)) as w) width`
}
