/** Schedules as people keep them: begun, changed, started, paused, stopped, and a day run again. */
import { Refused } from '#kernel/error'
import { isDay, today } from '#kernel/time'
import type { Tx } from '#kernel/tx'
import { circleIn, isCron, nextDue, onClock, type Days } from './due.ts'
import type { Schedule } from './schedules.api.ts'

type Plan = Omit<Schedule, 'source' | 'title' | 'state' | 'nextAt'>
type Said = Omit<Plan, 'follows'> & { follows?: string[] }
export type Row = Omit<Schedule, 'nextAt'>

export async function schedules(tx: Tx): Promise<{ schedules: Schedule[]; without: { name: string; title: Schedule['title'] }[] }> {
  const rows = await scheduleRows(tx)
  const without = await tx<{ name: string; title: Schedule['title'] }[]>`
    select distinct on (i.name) i.name, i.title
    from feed.interface i
    where i.declaration ->> 'files' is not null and i.declaration -> 'change' is null and not exists (select from feed.schedule s where s.name = i.name)
    order by i.name, i.version desc`
  return { schedules: rows.map((row) => ({ ...row, nextAt: row.state === 'on' ? nextOf(row) : null })), without }
}

export function scheduleRows(tx: Tx): Promise<Row[]> {
  return tx<Row[]>`
    select s.name, s.source, i.title, s.cron, s.days, s.window_from as "windowFrom", s.window_until as "windowUntil", s.expected_by as "expectedBy", s.follows,
      s.catch_up as "catchUp", s.retries, s.backoff_minutes as "backoffMinutes", s.rows_per_second as "rowsPerSecond", s.max_rejects::float8 as "maxRejects",
      s.max_deviation::float8 as "maxDeviation", s.state, s.version
    from feed.schedule s
    cross join lateral (select title from feed.interface i where i.name = s.name order by i.version desc limit 1) i
    order by s.source, s.name`
}

export async function saveSchedule(tx: Tx, said: Said): Promise<{ version: number }> {
  const plan: Plan = { ...said, follows: said.follows ?? [] }
  await check(tx, plan)
  const saved = plan.version === 0 ? await begin(tx, plan) : await change(tx, plan)
  if (!saved) throw await stale(tx, plan)
  await note(tx, plan.name, plan.version === 0 ? 'begin' : 'change', null)
  return saved
}

const STATES = { start: 'on', pause: 'paused', stop: 'stopped' } as const

/** A start after a stop begins now: what was due meanwhile was not wanted. After a pause it is caught up with. */
export async function switchTo(tx: Tx, { name, to, why }: { name: string; to: keyof typeof STATES; why: string }): Promise<void> {
  const found = await tx.one<{ state: string }>`select state from feed.schedule where name = ${name} for update`
  if (!found) throw new Refused('not-found')
  if (found.state === STATES[to]) throw new Refused('conflict', { state: found.state })
  await tx`
    update feed.schedule set state = ${STATES[to]}, version = version + 1, laid_until = case when ${found.state === 'stopped'} then now() else laid_until end
    where name = ${name}`
  await note(tx, name, to, why)
  tx.facts.reason = why
}

/** The turn of that day is due again; a day without one gets one. */
export async function rerun(tx: Tx, { name, day, why }: { name: string; day: string; why: string }): Promise<void> {
  if (!isDay(day) || day > today()) throw new Refused('invalid', { field: 'day' })
  const known = await tx.one<{ name: string }>`select name from feed.schedule where name = ${name}`
  if (!known) throw new Refused('not-found')
  const again = await tx.count`
    update feed.turn t set state = 'due', attempts = 0, next_try = now(), note = null, asked_by = ${tx.who.staff}
    where t.name = ${name} and t.day = ${day} and t.state <> 'running'
      and t.due_at = (select max(l.due_at) from feed.turn l where l.name = ${name} and l.day = ${day})`
  if (again === 0) {
    await tx`
      insert into feed.turn (name, due_at, day, asked_by) values (${name}, ${onClock(day, '00:00').toISOString()}, ${day}, ${tx.who.staff})
      on conflict do nothing`
  }
  await note(tx, name, 'rerun', `${day} ${why}`)
  tx.facts.reason = why
}

async function check(tx: Tx, plan: Plan): Promise<void> {
  if (!isCron(plan.cron)) throw new Refused('invalid', { field: 'cron' })
  if ((plan.windowFrom === null) !== (plan.windowUntil === null)) throw new Refused('invalid', { field: plan.windowFrom === null ? 'windowFrom' : 'windowUntil' })
  const known = await tx<{ name: string }[]>`select distinct name from feed.interface where name = any (${[plan.name, ...plan.follows]}::text[])`
  if (!known.some(({ name }) => name === plan.name)) throw new Refused('not-found')
  for (const name of plan.follows) if (!known.some((each) => each.name === name)) throw new Refused('invalid', { field: 'follows', name })
  // One at a time, so that two changes made at once close no circle between them.
  await tx`select pg_advisory_xact_lock(hashtext('feed.schedule'))`
  const others = await tx<{ name: string; follows: string[] }[]>`select name, follows from feed.schedule where name <> ${plan.name}`
  const circle = circleIn(new Map([...others, plan].map(({ name, follows }) => [name, follows])))
  if (circle) throw new Refused('invalid', { field: 'follows', circle })
}

function begin(tx: Tx, plan: Plan): Promise<{ version: number } | undefined> {
  return tx.one<{ version: number }>`
    insert into feed.schedule (name, source, cron, days, window_from, window_until, expected_by, follows, catch_up, retries, backoff_minutes, rows_per_second,
      max_rejects, max_deviation, staff)
    select ${plan.name}, i.source, ${plan.cron}, ${plan.days}, ${plan.windowFrom}, ${plan.windowUntil}, ${plan.expectedBy}, ${plan.follows}::text[], ${plan.catchUp},
      ${plan.retries}, ${plan.backoffMinutes}, ${plan.rowsPerSecond}, ${plan.maxRejects}, ${plan.maxDeviation}, ${tx.who.staff}
    from feed.interface i
    where i.name = ${plan.name}
    order by i.version desc
    limit 1
    on conflict do nothing
    returning version`
}

function change(tx: Tx, plan: Plan): Promise<{ version: number } | undefined> {
  return tx.one<{ version: number }>`
    update feed.schedule set
      cron = ${plan.cron}, days = ${plan.days}, window_from = ${plan.windowFrom}, window_until = ${plan.windowUntil}, expected_by = ${plan.expectedBy},
      follows = ${plan.follows}::text[], catch_up = ${plan.catchUp}, retries = ${plan.retries}, backoff_minutes = ${plan.backoffMinutes},
      rows_per_second = ${plan.rowsPerSecond}, max_rejects = ${plan.maxRejects}, max_deviation = ${plan.maxDeviation},
      laid_until = greatest(laid_until, now()), version = version + 1, staff = ${tx.who.staff}, changed_at = now()
    where name = ${plan.name} and version = ${plan.version}
    returning version`
}

async function stale(tx: Tx, plan: Plan): Promise<Refused> {
  const theirs = (await scheduleRows(tx)).find(({ name }) => name === plan.name)
  return theirs ? new Refused('stale', { version: theirs.version, theirs, yours: plan }) : new Refused('not-found')
}

function nextOf({ cron, days }: Row): string | null {
  try {
    return nextDue(cron, days as Days, new Date())?.toISOString() ?? null
  } catch (error) {
    if (error instanceof Refused) return null // no calendar is known that far: the lanes and an alarm say so
    throw error
  }
}

async function note(tx: Tx, name: string, step: string, said: string | null): Promise<void> {
  await tx`insert into feed.watch_step (name, step_name, note, staff) values (${name}, ${step}, ${said}, ${tx.who.staff})`
}
