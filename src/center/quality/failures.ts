/** The rows behind a score: what fails, in which system, why, and what another system says instead. */
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { open } from '#kernel/secret'
import { sql, type Sql, type Tx } from '#kernel/tx'
import type { Candidate, FailureDetail, FailureRow, listCustomerFailures, listFailures, Values } from './quality.api.ts'

export async function failures(tx: Tx, asked: InputOf<typeof listFailures>): Promise<ReplyOf<typeof listFailures>> {
  const limit = asked.limit ?? 50
  if (asked.after !== undefined && !/^\d{1,15}$/.test(asked.after)) throw new Refused('invalid', { field: 'after' })
  const said = (value: string | undefined, column: Sql) => (value === undefined ? sql`` : sql`and ${column} = ${value}`)
  const block = asked.org === undefined ? sql`` : sql`and f.org between ${asked.org}::int and (select hi from access.org where org = ${asked.org}::int)`
  const rows = await rowsOf(tx, sql`
    where f.state = ${asked.state ?? 'open'} and f.failure > ${asked.after ?? '0'}::bigint ${block}
      ${said(asked.source, sql`f.source`)} ${said(asked.field, sql`f.field`)} ${said(asked.rule, sql`f.rule`)} ${said(asked.dimension, sql`f.dimension`)} ${said(asked.owner, sql`f.owner`)}
    order by f.failure limit ${limit}`)
  return { rows: await withCandidates(tx, rows), next: rows.length === limit ? String(rows.at(-1)?.failure) : null }
}

export async function failuresOf(tx: Tx, { customerNo }: InputOf<typeof listCustomerFailures>): Promise<ReplyOf<typeof listCustomerFailures>> {
  if (!(await tx.one`select 1 as seen from identity.golden where customer_no = ${customerNo} limit 1`)) throw new Refused('not-found')
  const rows = await rowsOf(tx, sql`where f.customer_no = ${customerNo} and f.state = 'open' order by f.failure limit 100`)
  return { customerNo, failures: await withCandidates(tx, rows) }
}

export async function failure(tx: Tx, { failure: number }: { failure: number }): Promise<FailureDetail> {
  const [found] = await rowsOf(tx, sql`where f.failure = ${number}::bigint limit 1`)
  if (!found) throw new Refused('not-found')
  const [candidates, steps] = await Promise.all([
    candidatesOf(tx, [found]),
    tx<FailureDetail['steps']>`
      select s.step, s.name, s.staff, p.name as "staffName", s.note, s.at
      from quality.step s left join access.staff p on p.staff = s.staff
      where s.failure = ${number}::bigint order by s.step limit 100`,
  ])
  return { ...shown(found), candidate: candidates[0] ?? null, candidates, steps }
}

type Kept = Omit<FailureRow, 'values' | 'candidate' | 'customerNo'> & { customerNo: string | null; said: Record<string, string | null>; flaw: string | null }

function rowsOf(tx: Tx, which: Sql): Promise<Kept[]> {
  return tx<Kept[]>`
    select f.failure, f.customer_no as "customerNo", coalesce(g.name, r.name) as name, f.rule, u.title, u.why, f.dimension, f.entity, f.field,
      (select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each_text(f.facts) where value is not null) as facts, f.source,
      coalesce(s.title, jsonb_build_object('zh', f.source, 'en', f.source)) as "sourceTitle",
      case when f.entity = 'record' then f.key else '****' || right(split_part(f.subject, ':', 2), 4) end as key, f.org, o.name as "orgName", f.owner, p.name as "ownerName",
      f.state, f.how, f.since, f.excused_until as "excusedUntil", f.version,
      case when t.task is not null then jsonb_build_object('task', t.task, 'staff', t.staff, 'staffName', tp.name, 'due', t.due) end as task,
      case f.entity when 'record' then ${saidBy(sql`r`)} else jsonb_build_object('accountNo', a.key, 'product', a.product, 'balance', a.balance::text) end as said,
      r.flaws -> f.field ->> 1 as flaw, f.entity = 'record' and f.field = any (${[...PINNABLE]}::text[]) and coalesce(g.whole, false) as "canCorrect"
    from quality.failure f
    join access.org o on o.org = f.org
    join (select distinct on (rule) rule, title, why from quality.rule order by rule, version desc) u on u.rule = f.rule
    left join feed.source s on s.source = f.source
    left join access.staff p on p.staff = f.owner
    left join identity.source_record r on f.entity = 'record' and r.key = f.key and r.source = f.source and r.valid_to is null
    left join account.account a on f.entity in ('account', 'transaction') and a.account_no = f.subject
    left join lateral (select name, whole from identity.golden where customer_no = f.customer_no order by whole desc, records desc, org limit 1) g on true
    left join quality.task t on t.customer_no = f.customer_no and t.field = f.field and t.kind = 'repair' and t.done_at is null
    left join access.staff tp on tp.staff = t.staff
    ${which}`
}

const saidBy = (r: Sql): Sql => sql`jsonb_build_object('name', ${r}.name, 'idNumber', ${r}.id_number, 'birthday', ${r}.birthday, 'phone', ${r}.phone, 'phone2', ${r}.phone2, 'email', ${r}.email, 'address', ${r}.address,
  'employer', ${r}.employer, 'income', ${r}.income::text, 'legalName', ${r}.legal_name, 'gender', ${r}.gender, 'occupation', ${r}.occupation, 'industry', ${r}.industry, 'openedOn', ${r}.opened_on, 'updatedOn', ${r}.updated_on)`

const SEALED = new Set(['idNumber', 'phone', 'phone2', 'email'])
const ACCOUNT = ['accountNo', 'product', 'balance']

/** Only the field in question is opened, and of an account the number with it. What could not be taken is shown as it was said. */
function shown({ said, flaw, customerNo, ...row }: Kept): FailureRow {
  const fields = row.entity === 'record' ? [row.field] : ACCOUNT
  const values = Object.fromEntries(fields.flatMap((field) => {
    const value = field === row.field && flaw !== null ? open(flaw) : opened(field, said[field] ?? null)
    return value === null ? [] : [[field, value]]
  })) as Values
  return { ...row, ...(customerNo === null ? {} : { customerNo }), values, candidate: null }
}

const opened = (field: string, value: string | null): string | null => (value !== null && SEALED.has(field) ? open(value) : value)

async function withCandidates(tx: Tx, rows: readonly Kept[]): Promise<FailureRow[]> {
  const found = await candidatesOf(tx, rows)
  return rows.map((row) => ({ ...shown(row), candidate: found.find((each) => each.failure === row.failure) ?? null }))
}

type Found = Candidate & { failure: number }
export const PINNABLE = new Set(['name', 'idNumber', 'gender', 'birthday', 'phone', 'email', 'address', 'employer', 'occupation', 'income', 'legalName', 'industry'])

/** What the customer's other records say of the field, where nothing speaks against it: the golden one first, then the newest. For who sees the customer whole. */
async function candidatesOf(tx: Tx, rows: readonly Kept[]): Promise<Found[]> {
  const asked = rows.filter((row) => row.entity === 'record' && row.state === 'open' && row.customerNo !== null && PINNABLE.has(row.field))
  if (asked.length === 0) return []
  const found = await tx<(Omit<Found, 'values'> & { field: string; value: string })[]>`
    select f.failure, f.field, r.source, coalesce(s.title, jsonb_build_object('zh', r.source, 'en', r.source)) as "sourceTitle", r.key, r.updated_on as "updatedOn",
      coalesce(g.winner -> f.field ->> 'source' = r.source and g.winner -> f.field ->> 'key' = r.key, false) as "isGolden", ${saidBy(sql`r`)} ->> f.field as value
    from unnest(${asked.map(({ failure: no }) => no)}::bigint[], ${asked.map(({ customerNo }) => customerNo)}::text[], ${asked.map(({ field }) => field)}::text[],
      ${asked.map(({ source }) => source)}::text[], ${asked.map(({ key }) => key)}::text[]) f (failure, customer_no, field, source, key)
    join identity.golden g on g.customer_no = f.customer_no and g.whole
    join identity.membership m on m.customer_no = f.customer_no and m.to_event is null and (m.source, m.key) <> (f.source, f.key)
    join identity.source_record r on r.key = m.key and r.source = m.source and r.valid_to is null
    left join feed.source s on s.source = r.source
    where ${saidBy(sql`r`)} ->> f.field is not null and (f.field <> 'idNumber' or r.id_valid)
      and not exists (select from quality.failure o where o.source = r.source and o.key = r.key and o.field = f.field and o.state = 'open')
    order by f.failure, "isGolden" desc, r.updated_on desc nulls last, r.source`
  return found.map(({ field, value, ...each }) => ({ ...each, values: { [field]: opened(field, value) ?? '' } as Values }))
}
