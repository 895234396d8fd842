/** Every kind of row that ought to lead to a customer: how many there are, how many lead to none, and why. */
import { KINDS } from '#center/archive/kinds.api'
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { sql, type Sql, type Tx } from '#kernel/tx'
import { ORPHAN_KINDS, type getOrphans, type listOrphans, type OrphanRow } from './orphan.api.ts'

export async function countOrphans(tx: Tx): Promise<void> {
  await tx`delete from quality.orphan`
  await tx`delete from quality.orphan_count where day = current_date`
  for (const [kind, { total, orphans }] of Object.entries(KIND_SQL)) {
    await tx`insert into quality.orphan (subject, kind, cause, source, org, rows) select subject, ${kind}, cause, source, org, rows from (${orphans}) o (subject, cause, source, org, rows)`
    await tx`
      insert into quality.orphan_count (day, org, kind, cause, orphans, total)
      select current_date, coalesce(t.org, o.org), ${kind}, coalesce(o.cause, ''), coalesce(o.rows, 0), coalesce(t.total, o.rows)
      from (${total}) t (org, total)
      full join (select org, cause, sum(rows)::int as rows from quality.orphan where kind = ${kind} group by org, cause) o on o.org = t.org`
  }
}

const nobody = sql`not exists (select from account.holder h where h.account_no = a.account_no and h.until is null)`
const causeOfAccount = sql`case when a.status = 'closed' then 'closed' when exists (select from account.holder h where h.account_no = a.account_no) then 'ended' else 'never' end`
/** A customer that is there: its own number, or the one that stands for it. */
const gone = (no: Sql): Sql => sql`not exists (select from customer.customer c where c.customer_no = ${no} and c.state <> 'withdrawn')`

type Counting = { total: Sql; orphans: Sql }
const ofAccount = (table: Sql): Counting => ({
  total: sql`select org, count(*) from ${table} group by org`,
  orphans: sql`select a.account_no, 'account', a.source, a.org, count(*)::int from account.account a join ${table} x on x.account_no = a.account_no where ${nobody} group by a.account_no, a.source, a.org`,
})
const words = (text: string): Sql => ({ sql: true, strings: [text], values: [] }) // names of the archive's own tables
const ofArchive = (table: Sql): Counting => ({
  total: sql`select org, count(*) from ${table} group by org`,
  orphans: sql`select x.customer_no, 'customer', x.source, x.org, count(*)::int from ${table} x where ${gone(sql`x.customer_no`)} group by x.customer_no, x.source, x.org`,
})

const KIND_SQL: Record<string, Counting> = {
  record: {
    total: sql`select org, count(*) from identity.source_record where valid_to is null group by org`,
    orphans: sql`
      select r.source || ':' || r.key, 'released', r.source, r.org, 1 from identity.source_record r
      where r.valid_to is null and not exists (select from identity.membership m where m.key = r.key and m.source = r.source and m.to_event is null)`,
  },
  membership: {
    total: sql`select org, count(*) from identity.membership where to_event is null group by org`,
    orphans: sql`select m.source || ':' || m.key, 'customer', m.source, m.org, 1 from identity.membership m where m.to_event is null and ${gone(sql`m.customer_no`)}`,
  },
  account: {
    total: sql`select org, count(*) from account.account group by org`,
    orphans: sql`select a.account_no, ${causeOfAccount}, a.source, a.org, 1 from account.account a where ${nobody}`,
  },
  holder: {
    total: sql`select org, count(*) from account.holder where until is null group by org`,
    orphans: sql`select h.account_no, 'customer', h.source, h.org, 1 from account.holder h where h.until is null and ${gone(sql`h.customer_no`)}`,
  },
  transaction: {
    total: sql`select org, sum(count) from account.month group by org`,
    orphans: sql`
      select a.account_no, 'account', a.source, a.org, sum(m.count)::int from account.account a join account.month m on m.account_no = a.account_no
      where ${nobody} group by a.account_no, a.source, a.org`,
  },
  holding: ofAccount(sql`account.holding`),
  order: ofAccount(sql`account.standing_order`),
  ...Object.fromEntries(Object.entries(KINDS).map(([kind, { table }]) => [kind, ofArchive(words(table))])),
}

export async function orphansOf(tx: Tx): Promise<ReplyOf<typeof getOrphans>> {
  const rows = await tx<{ day: string; kind: (typeof ORPHAN_KINDS)[number]; cause: 'never'; orphans: number; total: number }[]>`
    select max(day) as day, kind, cause, sum(orphans)::int as orphans, (select sum(t.total)::float8 from (select distinct on (org) org, total from quality.orphan_count i where i.day = o.day and i.kind = o.kind order by org) t) as total
    from quality.orphan_count o where day = (select max(day) from quality.orphan_count) group by day, kind, cause order by kind, cause`
  const kinds = ORPHAN_KINDS.map((kind) => {
    const own = rows.filter((row) => row.kind === kind)
    const causes = own.filter(({ orphans }) => orphans > 0).map(({ cause, orphans }) => ({ cause, orphans }))
    return { kind, total: own[0]?.total ?? 0, orphans: causes.reduce((sum, { orphans }) => sum + orphans, 0), causes }
  })
  return { on: rows[0]?.day ?? null, kinds }
}

export async function orphanRows(tx: Tx, { kind, cause, after, limit = 50 }: InputOf<typeof listOrphans>): Promise<ReplyOf<typeof listOrphans>> {
  if (after !== undefined && !/^\d{1,15}$/.test(after)) throw new Refused('invalid', { field: 'after' })
  const rows = await tx<OrphanRow[]>`
    select r.orphan, r.source, coalesce(s.title, jsonb_build_object('zh', r.source, 'en', r.source)) as "sourceTitle",
      case when position(':' in r.subject) > 0 then split_part(r.subject, ':', 2) else r.subject end as key, o.name as "orgName", r.cause, r.rows
    from quality.orphan r
    join access.org o on o.org = r.org
    left join feed.source s on s.source = r.source
    where r.kind = ${kind} and r.orphan > ${after ?? '0'}::bigint and (${cause ?? null}::text is null or r.cause = ${cause ?? null})
    order by r.orphan limit ${limit}`
  return { rows, next: rows.length === limit ? String(rows.at(-1)?.orphan) : null }
}
