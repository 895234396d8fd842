/** When each value of a customer was last confirmed: by the day of the record that won it, or by a person since. */
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { today } from '#kernel/time'
import { sql, type Sql, type Tx } from '#kernel/tx'
import { FRESH, type confirmValues, type finishTask, type getFreshness, type getVerified, type listStale, type listTasks, type StaleRow, type TaskRow } from './fresh.api.ts'
import { rulesNow, type Rules } from './rules.ts'

const YEAR = 365

/** Made anew each night; a confirmation counts at once. */
export async function keepFresh(tx: Tx, rules: Rules): Promise<void> {
  const rule = rules.get('stale')
  if (!rule?.isOn) return
  await tx`create temp table if not exists dated (customer_no text, org int, owner text, field text, source text, day date, is_stale boolean) on commit delete rows`
  await tx`truncate pg_temp.dated`
  await tx`insert into pg_temp.dated select customer_no, org, owner, field, source, day, is_stale from (${dated(rule.params, sql`true`)}) d`
  await tx`delete from quality.freshness`
  await tx`
    insert into quality.freshness (customer_no, org, owner, days, stale, verified)
    select d.customer_no, min(d.org), min(d.owner), jsonb_object_agg(d.field, d.day), coalesce(array_agg(d.field) filter (where d.is_stale), '{}'), bool_and(d.day > current_date - ${YEAR}::int)
    from pg_temp.dated d
    group by d.customer_no`
  await scoreFresh(tx)
  await remind(tx, Number(rule.params.tasks ?? 20))
}

/** Each value that the whole customer has, with its day. */
const dated = (params: Record<string, unknown>, which: Sql): Sql => sql`
  select g.customer_no, c.org, c.owner, f.field, g.winner -> f.field ->> 'source' as source,
    greatest((g.winner -> f.field ->> 'on')::date, k.day) as day, greatest((g.winner -> f.field ->> 'on')::date, k.day) < current_date - f.most as is_stale, k.by
  from identity.golden g
  join customer.customer c on c.customer_no = g.customer_no and c.state = 'active'
  cross join unnest(${FRESH}::text[], ${daysOf(params)}::int[]) f (field, most)
  left join (
    select distinct on (customer_no, field) customer_no, field, on_day as day, by from quality.confirmation g where ${which} order by customer_no, field, confirmation desc) k
    on k.customer_no = g.customer_no and k.field = f.field
  where g.whole and g.winner -> f.field is not null and ${which}`

const daysOf = (params: Record<string, unknown>): number[] => FRESH.map((field) => Math.round(Number(params[field] ?? YEAR)))

async function scoreFresh(tx: Tx): Promise<void> {
  await tx`delete from quality.score where day = current_date and rule = 'stale'`
  await tx`
    insert into quality.score (day, org, source, rule, field, dimension, checked, failed)
    select current_date, org, source, 'stale', field, 'timeliness', count(*), count(*) filter (where is_stale)
    from pg_temp.dated group by org, source, field`
  await tx`delete from quality.verified where day = current_date`
  await tx`insert into quality.verified (day, org, customers, verified) select current_date, org, count(*), count(*) filter (where verified) from quality.freshness group by org`
}

/** The owners are reminded of the customers most is held of, and of no more at once than a person can ask. */
async function remind(tx: Tx, most: number): Promise<void> {
  await tx`
    update quality.task t set done_at = now(), version = version + 1
    where t.kind = 'confirm' and t.done_at is null and not exists (select from quality.freshness f where f.customer_no = t.customer_no and t.field = any (f.stale))`
  await tx`
    insert into quality.task (customer_no, field, kind, org, staff, due, by)
    select w.customer_no, w.field, 'confirm', w.org, w.owner, current_date + 30, ${tx.who.staff}
    from (
      select f.customer_no, f.org, f.owner, f.stale[1] as field, row_number() over (partition by f.owner order by coalesce(p.aum, 0) desc, f.customer_no) as nth
      from quality.freshness f
      join access.staff s on s.staff = f.owner and s.status = 'active'
      left join account.position p on p.customer_no = f.customer_no and p.whole
      where f.stale <> '{}') w
    where w.nth <= ${most}::int - (select count(*) from quality.task t where t.staff = w.owner and t.kind = 'confirm' and t.done_at is null)
    on conflict do nothing`
}

export async function stale(tx: Tx, { field, owner, org, after, limit = 50 }: InputOf<typeof listStale>): Promise<ReplyOf<typeof listStale>> {
  const [, from, no] = /^(\d{1,10})\.(\d{11})$/.exec(after ?? '') ?? []
  if (after !== undefined && no === undefined) throw new Refused('invalid', { field: 'after' })
  const block = org === undefined ? sql`` : sql`and f.org between ${org}::int and (select hi from access.org where org = ${org}::int)`
  const found = await tx<(Omit<StaleRow, 'fields'> & { org: number; days: Record<string, string>; stale: string[] })[]>`
    select f.customer_no as "customerNo", g.name, o.name as "orgName", f.org, f.owner, s.name as "ownerName", f.days, f.stale
    from quality.freshness f
    join identity.golden g on g.customer_no = f.customer_no and g.whole
    join access.org o on o.org = f.org
    left join access.staff s on s.staff = f.owner
    where f.stale <> '{}' ${block} ${owner === undefined ? sql`` : sql`and f.owner = ${owner}`} ${field === undefined ? sql`` : sql`and ${field} = any (f.stale)`}
      and (${from ?? null}::int is null or (f.org, f.customer_no) > (${from ?? null}::int, ${no ?? null}::text))
    order by f.org, f.customer_no limit ${limit}`
  const rows = found.map(({ org: _org, days, stale: old, ...row }) => ({ ...row, fields: FRESH.flatMap((each) => (days[each] === undefined ? [] : [{ field: each, on: days[each], isStale: old.includes(each) }])) }))
  const last = found.at(-1)
  return { rows, next: found.length === limit && last ? `${last.org}.${last.customerNo}` : null }
}

export async function verified(tx: Tx): Promise<ReplyOf<typeof getVerified>> {
  const [branches, trend] = await Promise.all([
    tx<ReplyOf<typeof getVerified>['branches']>`
      select v.org, o.name as "orgName", v.customers, v.verified from quality.verified v join access.org o on o.org = v.org
      where v.day = (select max(day) from quality.verified) order by v.verified::float8 / greatest(v.customers, 1), v.org limit 100`,
    tx<{ on: string; share: number }[]>`
      select day as on, sum(verified)::float8 / greatest(sum(customers), 1) as share from quality.verified where day > current_date - 30 group by day order by day`,
  ])
  const sum = (key: 'customers' | 'verified') => branches.reduce((all, each) => all + each[key], 0)
  return { on: trend.at(-1)?.on ?? null, customers: sum('customers'), verified: sum('verified'), branches, trend }
}

export async function freshness(tx: Tx, { customerNo }: InputOf<typeof getFreshness>): Promise<ReplyOf<typeof getFreshness>> {
  const seen = await tx.one<{ whole: boolean }>`select bool_or(whole) as whole from identity.golden where customer_no = ${customerNo} having count(*) > 0`
  if (!seen) throw new Refused('not-found')
  const rule = (await rulesNow(tx)).get('stale')
  const rows = seen.whole ? await tx<{ field: (typeof FRESH)[number]; on: string; isStale: boolean; byName: string | null }[]>`
    select d.field, d.day as on, d.is_stale as "isStale", s.name as "byName" from (${dated(rule?.params ?? {}, sql`g.customer_no = ${customerNo}`)}) d left join access.staff s on s.staff = d.by` : []
  return { customerNo, whole: seen.whole, fields: FRESH.flatMap((field) => rows.filter((row) => row.field === field)) }
}

/** Said by the customer to one of the bank: it counts from today, and whoever was asked to do it has done it. */
export async function confirm(tx: Tx, { customerNo, fields, channel }: InputOf<typeof confirmValues>): Promise<ReplyOf<typeof confirmValues>> {
  const customer = await tx.one<{ org: number }>`select org from customer.customer where customer_no = ${customerNo} and state = 'active'`
  if (!customer) throw new Refused('not-found')
  const now = await freshness(tx, { customerNo })
  const lacking = fields.find((field) => !now.fields.some((each) => each.field === field))
  if (lacking) throw new Refused('unprocessable', { field: lacking })
  await tx`
    insert into quality.confirmation (customer_no, field, org, by, channel)
    select ${customerNo}, f, ${customer.org}::int, ${tx.who.staff}, ${channel} from unnest(${fields}::text[]) f`
  await tx`
    update quality.task set done_at = now(), done_by = ${tx.who.staff}, version = version + 1
    where customer_no = ${customerNo} and kind = 'confirm' and field = any (${fields}) and done_at is null`
  const after = await freshness(tx, { customerNo })
  await tx`
    update quality.freshness set days = ${JSON.stringify(Object.fromEntries(after.fields.map(({ field, on }) => [field, on])))}::jsonb,
      stale = ${after.fields.filter(({ isStale }) => isStale).map(({ field }) => field)}::text[], verified = ${after.fields.every(({ isStale }) => !isStale)}::boolean
    where customer_no = ${customerNo}`
  Object.assign(tx.facts, { fields, channel })
  return { customerNo, on: today() }
}

export async function tasks(tx: Tx, { after, limit = 50 }: InputOf<typeof listTasks>): Promise<ReplyOf<typeof listTasks>> {
  const [, due, no] = /^(\d{4}-\d{2}-\d{2})\.(\d{1,12})$/.exec(after ?? '') ?? []
  if (after !== undefined && no === undefined) throw new Refused('invalid', { field: 'after' })
  const rows = await tx<TaskRow[]>`
    select t.task, t.kind, t.customer_no as "customerNo", g.name, t.field, t.due, t.note, s.name as "byName", t.failure, t.version
    from quality.task t
    join lateral (select name from identity.golden where customer_no = t.customer_no order by whole desc, org limit 1) g on true
    left join access.staff s on s.staff = t.by
    where t.staff = ${tx.who.staff} and t.done_at is null and (${due ?? null}::date is null or (t.due, t.task) > (${due ?? null}::date, ${no ?? null}::bigint))
    order by t.due, t.task limit ${limit}`
  const last = rows.at(-1)
  return { rows, next: rows.length === limit && last ? `${last.due}.${last.task}` : null }
}

export async function finish(tx: Tx, { task, version }: InputOf<typeof finishTask>): Promise<ReplyOf<typeof finishTask>> {
  const found = await tx.one<{ version: number; done: boolean }>`select version, done_at is not null as done from quality.task where task = ${task}::bigint and staff = ${tx.who.staff} for update`
  if (!found) throw new Refused('not-found')
  if (found.version !== version || found.done) throw new Refused('stale', { yours: { version }, theirs: { version: found.version } })
  await tx`update quality.task set done_at = now(), done_by = ${tx.who.staff}, version = version + 1 where task = ${task}::bigint and staff = ${tx.who.staff}`
  return { task, version: version + 1 }
}
