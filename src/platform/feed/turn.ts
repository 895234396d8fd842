/** Takes turns: what is due is laid from the table, and each turn is taken by one process, however many look. Nothing lives in a process. */
import { basename } from 'node:path'
import { Refused } from '#kernel/error'
import { today } from '#kernel/time'
import { bulk, engine, type Tx } from '#kernel/tx'
import { callOff, raise } from './alarm.ts'
import type { Interface } from './declaration.ts'
import { dayInName } from './deliveries.ts'
import { digestOnce, dropOf, filesIn } from './drop.ts'
import { dueBetween, hasPassed, isWithin, type Days } from './due.ts'
import { importFolder, type RunSummary } from './import.ts'
import { judge } from './judge.ts'
import type { Schedule } from './schedules.api.ts'

type Plan = Pick<Schedule, 'name' | 'source' | 'cron' | 'days' | 'windowFrom' | 'windowUntil' | 'expectedBy' | 'follows' | 'catchUp' | 'retries' | 'backoffMinutes' | 'rowsPerSecond' | 'maxRejects' | 'maxDeviation'>
export type Taken = Plan & { dueAt: string; day: string; attempts: number }

/** One look at the table: lays what has become due, tells of what is late, and takes every turn that can be taken. */
export async function look(now = new Date()): Promise<void> {
  await engine('feed.schedule', (tx) => lay(tx, now))
  await engine('feed.schedule', (tx) => tellLate(tx, now))
  while (await takeOne(now)) { /* each is a transaction of its own */ }
}

async function lay(tx: Tx, now: Date): Promise<void> {
  const rows = await tx<(Plan & { laidUntil: string })[]>`
    select s.name, s.cron, s.days, s.catch_up as "catchUp", s.laid_until as "laidUntil"
    from feed.schedule s
    where s.state = 'on' and s.laid_until < ${now.toISOString()}
    for update skip locked`
  for (const plan of rows) await layOne(tx, plan, new Date(plan.laidUntil), now)
}

/** Longer ago than this, a turn was missed: nobody was there to take it. */
const MISSED_MS = 30 * 60_000

async function layOne(tx: Tx, { name, cron, days, catchUp }: Plan, after: Date, now: Date): Promise<void> {
  let due
  try {
    due = dueBetween(cron, days as Days, after, now)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return raise(tx, { kind: 'calendar', name, day: today('Asia/Shanghai', now), facts: { calendar: String(error.facts.calendar ?? '') } })
  }
  const missed = due.filter(({ at }) => now.getTime() - at.getTime() > MISSED_MS)
  const skipped = catchUp === 'all' ? [] : catchUp === 'last' ? missed.filter((each) => each !== due.at(-1)) : missed
  for (const each of due) {
    const isSkipped = skipped.includes(each)
    await tx`
      insert into feed.turn (name, due_at, day, state, note, next_try, finished_at)
      values (${name}, ${each.at.toISOString()}, ${each.day}, ${isSkipped ? 'skipped' : 'due'}, ${isSkipped ? 'missed' : null}, ${now.toISOString()},
        case when ${isSkipped} then ${now.toISOString()}::timestamptz end)
      on conflict do nothing`
  }
  await tx`update feed.schedule set laid_until = ${now.toISOString()} where name = ${name}`
}

/** The file that should be there by now and is not. */
async function tellLate(tx: Tx, now: Date): Promise<void> {
  const rows = await tx<{ name: string; day: string; expectedBy: string }[]>`
    select t.name, t.day, s.expected_by as "expectedBy"
    from feed.turn t join feed.schedule s on s.name = t.name
    where t.state in ('due', 'waiting') and s.expected_by is not null and s.state = 'on'
      and not exists (select from feed.alarm a where a.name = t.name and a.day = t.day and a.kind = 'late')`
  for (const { name, day, expectedBy } of rows) if (hasPassed(expectedBy, day, now)) await raise(tx, { kind: 'late', name, day, facts: { expectedBy } })
}

/** Takes the turn that waits longest. Its row stays locked while it is worked on, so that no other process takes it, and one that dies lets it go. */
async function takeOne(now: Date): Promise<boolean> {
  return bulk('feed.schedule', async (tx) => {
    const turn = await tx.one<Taken>`
      select t.name, s.source, s.cron, s.days, s.window_from as "windowFrom", s.window_until as "windowUntil", s.expected_by as "expectedBy", s.follows, s.catch_up as "catchUp",
        s.retries, s.backoff_minutes as "backoffMinutes", s.rows_per_second as "rowsPerSecond", s.max_rejects::float8 as "maxRejects", s.max_deviation::float8 as "maxDeviation",
        t.due_at as "dueAt", t.day, t.attempts
      from feed.turn t join feed.schedule s on s.name = t.name
      where t.state in ('due', 'waiting', 'running') and t.next_try <= ${now.toISOString()} and (s.state = 'on' or t.asked_by is not null)
      order by t.next_try, t.due_at, t.name
      limit 1
      for update of t skip locked`
    if (!turn) return false
    await settleTurn(tx, turn, await work(turn, now), now)
    return true
  })
}

type Outcome = { state: 'waiting' | 'done' | 'failed' | 'again'; note: string | null; runs: RunSummary[] }

async function work(turn: Taken, now: Date): Promise<Outcome> {
  if (!isWithin(turn.windowFrom, turn.windowUntil, now)) return { state: 'waiting', note: 'window', runs: [] }
  const missing = await engine('feed.schedule', (tx) => firstMissing(tx, turn))
  if (missing !== null) return { state: 'waiting', note: `follows: ${missing}`, runs: [] }
  const files = await engine('feed.schedule', (tx) => newFiles(tx, turn, now))
  if (files.length === 0) return { state: 'waiting', note: 'no-file', runs: [] }
  const runs = await bring(turn, files)
  if (runs.some(({ state }) => state === 'busy')) return { state: 'waiting', note: 'busy', runs }
  const failed = runs.find(({ state }) => state === 'failed')
  if (!failed) return { state: 'done', note: null, runs }
  return { state: turn.attempts < turn.retries ? 'again' : 'failed', note: failed.note, runs }
}

async function settleTurn(tx: Tx, turn: Taken, { state, note, runs }: Outcome, now: Date): Promise<void> {
  const run = runs.findLast((each) => each.run !== null)?.run ?? null
  const isOver = state === 'done' || state === 'failed'
  // A minute when it waits; the longer the oftener it failed: 1, 2, 4 … times the schedule's own pause, a day at most.
  const waitMinutes = state === 'again' ? Math.min(1440, turn.backoffMinutes * 2 ** turn.attempts) : 1
  await tx`
    update feed.turn set
      state = ${state === 'again' ? 'waiting' : state}, note = ${note}, run = coalesce(${run}, run), attempts = attempts + ${runs.length > 0 && state !== 'waiting' ? 1 : 0},
      next_try = ${new Date(now.getTime() + waitMinutes * 60_000).toISOString()}, started_at = coalesce(started_at, case when ${runs.length > 0} then now() end),
      finished_at = case when ${isOver} then clock_timestamp() end
    where name = ${turn.name} and due_at = ${turn.dueAt}`
  if (state === 'done') await callOff(tx, turn.name, turn.day, ['late', 'failed'])
  if (state === 'failed') await raise(tx, { kind: 'failed', name: turn.name, day: turn.day, run, facts: { note: note ?? '' } })
  for (const each of runs) if (each.state === 'done' && each.run !== null) await judge(tx, turn, { ...each, run: each.run })
}

/** The first interface whose file of the day is not in yet. */
async function firstMissing(tx: Tx, { follows, day }: Taken): Promise<string | null> {
  const found = await tx.one<{ name: string }>`
    select f.name
    from unnest(${follows}::text[]) with ordinality as f (name, n)
    where not exists (select from feed.turn t where t.name = f.name and t.day = ${day} and t.state = 'done')
      and not exists (
        select from feed.run r join feed.interface i on i.interface = r.interface
        where i.name = f.name and r.state in ('done', 'same') and (r.as_of = ${day} or r.started_at >= ${`${day}T00:00:00+08:00`}::timestamptz and r.started_at < ${`${day}T00:00:00+08:00`}::timestamptz + interval '1 day'))
    order by f.n
    limit 1`
  return found?.name ?? null
}

/** Files of the day or before it, written to the end, whose bytes were not taken in yet. */
async function newFiles(tx: Tx, turn: Taken, now: Date): Promise<string[]> {
  const folder = dropOf(turn.source)
  const found = await tx.one<{ declaration: Interface }>`select coalesce(said, declaration::json) as declaration from feed.interface where name = ${turn.name} order by version desc limit 1`
  if (folder === null || !found || !('files' in found.declaration)) return []
  const face = found.declaration
  const fresh: string[] = []
  for (const path of filesIn(folder, now)) {
    if (!face.files.some((pattern) => fits(pattern, basename(path))) || (dayInName(path) ?? turn.day) > turn.day) continue
    const sha256 = await digestOnce(path)
    const known = await tx.one<{ run: number }>`
      select r.run from feed.run r join feed.interface i on i.interface = r.interface
      where i.name = ${turn.name} and r.sha256 = ${sha256} and r.state in ('done', 'same')
      limit 1`
    if (!known) fresh.push(path)
  }
  return fresh
}

const fits = (pattern: string, name: string): boolean => new RegExp(`^${pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`).test(name)

/** By the declaration as it is stored, its newest version. */
async function bring(turn: Taken, files: readonly string[]): Promise<RunSummary[]> {
  const found = await engine('feed.schedule', (tx) => tx.one<{ interface: number; title: object; declaration: Interface & { zone: string } }>`
    select i.interface, s.title, coalesce(i.said, i.declaration::json) as declaration
    from feed.interface i join feed.source s on s.source = i.source
    where i.name = ${turn.name} order by i.version desc limit 1`)
  if (!found) return []
  const { zone, ...face } = found.declaration
  const { runs } = await importFolder({
    folder: dropOf(turn.source), declarations: [{ source: turn.source, title: found.title, zone, interfaces: [face] }], registered: new Map([[turn.name, found.interface]]),
    isWanted: (path) => files.includes(path), linesPerSecond: turn.rowsPerSecond ?? undefined, asOf: turn.day,
  })
  return runs
}
