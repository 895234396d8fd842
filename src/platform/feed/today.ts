/** One business day of the interfaces: a lane for each source, with what is due, waited for, running, done, late, failed. */
import { isDay, isWorkday, today } from '#kernel/time'
import { Refused } from '#kernel/error'
import type { ReplyOf } from '#kernel/endpoint'
import type { Tx } from '#kernel/tx'
import { hasPassed } from './due.ts'
import type { getToday, getTrend, Turn } from './schedules.api.ts'

type Found = Omit<Turn, 'state'> & { source: string; sourceTitle: Turn['title']; said: Exclude<Turn['state'], 'late'>; runState: string | null }

export async function dayOf(tx: Tx, { day = today() }: { day?: string }, now = new Date()): Promise<ReplyOf<typeof getToday>> {
  if (!isDay(day)) throw new Refused('invalid', { field: 'day' })
  const rows = await tx<Found[]>`
    select t.name, i.title, i.source, o.title as "sourceTitle", t.state as said, t.due_at as "dueAt", s.expected_by as "expectedBy", t.note, t.attempts, t.run,
      coalesce(r.lines, 0) as lines, coalesce(r.rejected, 0) as rejected, s.state as switched, r.state as "runState",
      case when t.state <> 'skipped' and t.due_at <= now() then (extract(epoch from coalesce(t.finished_at, now()) - t.due_at) / 60)::int end as "lagMinutes"
    from feed.turn t
    join feed.schedule s on s.name = t.name
    cross join lateral (select title, source from feed.interface i where i.name = t.name order by i.version desc limit 1) i
    join feed.source o on o.source = i.source
    left join lateral (
      select r.run, r.lines, r.rejected, r.state from feed.run r
      where r.run = t.run or t.state in ('due', 'waiting') and r.state = 'running' and r.interface in (select v.interface from feed.interface v where v.name = t.name)
      order by r.run desc limit 1) r on true
    where t.day = ${day}
    order by i.source, t.due_at, t.name`
  const lanes = new Map<string, ReplyOf<typeof getToday>['lanes'][number]>()
  for (const { source, sourceTitle, said, runState, ...turn } of rows) {
    const lane = lanes.get(source) ?? { source, title: sourceTitle, turns: [] }
    lanes.set(source, lane)
    lane.turns.push({ ...turn, state: stateOf(said, runState, turn.expectedBy, day, now) })
  }
  return { day, isWorkday: workdayOrUnknown(day), lanes: [...lanes.values()] }
}

/** The last ninety days. */
export async function trendOf(tx: Tx, { interface: name }: { interface?: string }): Promise<ReplyOf<typeof getTrend>> {
  const days = await tx<ReplyOf<typeof getTrend>['days']>`
    select (r.started_at at time zone 'Asia/Shanghai')::date as day, sum(r.lines)::int as lines, sum(r.added + r.changed + r.same)::int as loaded,
      sum(r.rejected)::int as rejected, sum(r.skipped)::int as skipped
    from feed.run r join feed.interface i on i.interface = r.interface
    where r.started_at > now() - interval '90 days' and r.state in ('done', 'failed', 'running') and (${name ?? null}::text is null or i.name = ${name ?? null})
    group by 1
    order by 1`
  return { days }
}

function stateOf(said: Found['said'], runState: string | null, expectedBy: string | null, day: string, now: Date): Turn['state'] {
  if (said !== 'due' && said !== 'waiting') return said
  if (runState === 'running') return 'running'
  return expectedBy !== null && hasPassed(expectedBy, day, now) ? 'late' : said
}

function workdayOrUnknown(day: string): boolean | null {
  try {
    return isWorkday(day)
  } catch (error) {
    if (error instanceof Refused) return null
    throw error
  }
}
