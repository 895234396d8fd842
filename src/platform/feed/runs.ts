/** What the pages of the data interface show: runs with their counts, steps and refusals. */
import { Refused } from '#kernel/error'
import { sql, type Tx } from '#kernel/tx'
import type { RejectRow, RunDetail, RunRow, Step } from './runs.api.ts'

type Page<Row> = { rows: Row[]; next: string | null }
type Asked = { source?: string; state?: string; withRejects?: boolean; after?: string; limit?: number }

/** The day up to which the data are known, of one source or of all: figures say 数据截至. */
export async function asOf(tx: Tx, source?: string): Promise<string | null> {
  const found = await tx.one<{ day: string | null }>`select feed.as_of(${source ?? null}) as day`
  return found?.day ?? null
}

export async function runsOf(tx: Tx, asked: Asked): Promise<Page<RunRow>> {
  const limit = asked.limit ?? 50
  const rows = await tx<RunRow[]>`
    select ${COLUMNS}
    ${FROM}
    where r.run < ${numberOf(asked.after) ?? 2147483647}
      and (${asked.source ?? null}::text is null or i.source = ${asked.source ?? null})
      and (${asked.state ?? null}::text is null or r.state = ${asked.state ?? null})
      and (not ${asked.withRejects ?? false}::boolean or r.rejected > 0)
    order by r.run desc
    limit ${limit}`
  return { rows, next: rows.length === limit ? String(rows.at(-1)?.run) : null }
}

export async function sources(tx: Tx) {
  const rows = await tx<{ source: string; title: { zh: string; en: string }; interfaces: number; rows: number; asOf: string | null; lastAt: string | null; rejected: number }[]>`
    select s.source, s.title, count(distinct i.name)::int as interfaces, feed.as_of(s.source) as "asOf", max(r.started_at) as "lastAt",
      coalesce(sum(r.added) filter (where r.state in ('done', 'failed', 'running')), 0) as rows,
      coalesce(sum(r.rejected) filter (where r.state = 'done'), 0) as rejected
    from feed.source s
    join feed.interface i on i.source = s.source
    left join feed.run r on r.interface = i.interface
    group by s.source, s.title
    order by s.source`
  return { sources: rows }
}

export async function runDetail(tx: Tx, run: number): Promise<RunDetail> {
  const [found, steps, reasons] = await Promise.all([
    tx.one<Omit<RunDetail, 'steps' | 'reasons'>>`
      select ${COLUMNS}, r.sha256, r.same_as as "sameAs", r.busy_ms as "busyMs", r.settled_at is not null as "isSettled"
      ${FROM}
      where r.run = ${run}`,
    tx<Step[]>`
      select s.step, s.name, s.to_state as "to", s.staff, p.name as "staffName", s.note, s.at
      from feed.step s
      left join access.staff p on p.staff = s.staff
      where s.run = ${run}
      order by s.step`,
    tx<RunDetail['reasons']>`
      select reason, column_name as "column", count(*)::int as count
      from feed.reject
      where run = ${run} and replay is null
      group by reason, column_name
      order by count(*) desc, reason, column_name
      limit 50`,
  ])
  if (!found) throw new Refused('not-found')
  return { ...found, steps, reasons }
}

/** By line, then by the order in which a line's faults were found. */
export async function rejectsOf(tx: Tx, { run, reason, after, limit = 50 }: { run: number; reason?: string; after?: string; limit?: number }): Promise<Page<RejectRow>> {
  const [line, seq] = (after ?? '0.0').split('.').map(numberOf)
  if (line === undefined || seq === undefined) throw new Refused('invalid', { field: 'after' })
  const rows = await tx<RejectRow[]>`
    select line || '.' || seq as key, line, column_name as "column", reason, value
    from feed.reject
    where run = ${run} and replay is null and (line, seq) > (${line}, ${seq}) and (${reason ?? null}::text is null or reason = ${reason ?? null})
    order by line, seq
    limit ${limit}`
  return { rows, next: rows.length === limit ? (rows.at(-1)?.key ?? null) : null }
}

const FROM = sql`
  from feed.run r
  join feed.interface i on i.interface = r.interface
  join feed.source s on s.source = i.source`

// A rate of fewer lines than a thousand says nothing but how long a connection takes.
const COLUMNS = sql`
  r.run, i.source, s.title as "sourceTitle", i.name as interface, i.title, i.version, i.entity, r.file, i.declaration -> 'change' is not null as "isLive", r.bytes, r.state, r.lines, r.added, r.changed, r.same,
  r.skipped, r.rejected, r.repaired, case when r.lines >= 1000 and r.busy_ms > 0 then (r.lines * 1000.0 / r.busy_ms)::int end as "rowsPerSecond", r.as_of as "asOf",
  r.started_at as "startedAt", r.finished_at as "finishedAt"`

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,9}$/.test(text)) throw new Refused('invalid', { field: 'after' })
  return Number(text)
}
