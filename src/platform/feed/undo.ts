/** Takes any run of an interface back: its target restores what stood there before, what came later stays, the raw lines stay as evidence. */
import { record } from '#kernel/audit'
import { Refused } from '#kernel/error'
import type { Burden } from '#kernel/room'
import { bulk, engine, type BulkTx, type Tx } from '#kernel/tx'
import { beginUndo } from '#kernel/undone'
import { readingOf, targetOf } from './again.ts'
import { undoAsked } from './events.ts'
import { lastRun, steps } from './run.ts'
import { keysSaidBy, runsAlike, sayAgain } from './saidAgain.ts'
import { settle } from './settle.ts'

export type Preview = { later: number; same: number; isExact: boolean; lastOnly: number | null; standing: Burden[] }
type Found = { state: string; entity: string; name: string; source: string }

/** More equal lines than this are not read again only to look: the counts are then an upper bound. */
const LOOK_LINES = 200_000

/** What has been built on a run since, and what its undoing would mean for it. */
export async function previewUndo(tx: Tx, run: number): Promise<Preview> {
  const found = await findRun(tx, run)
  const target = await targetOf(tx, found.entity)
  const alike = await runsAlike(tx, run)
  const same = alike.reduce((sum, each) => sum + each.same, 0)
  const isExact = same <= LOOK_LINES
  await beginUndo(tx)
  await tx`delete from pg_temp.said_again`
  if (isExact) await noteSaid(tx, await keysSaidBy(tx, run, alike))
  const [standing, later] = [(await target.stands?.(tx, run)) ?? [], await laterRuns(tx, run)]
  await tx`delete from pg_temp.said_again`
  const last = target.undoesLastOnly === true ? await lastRun(tx, found.name) : undefined
  return { later, same, isExact, lastOnly: last && last.run !== run ? last.run : null, standing }
}

/** Refused where rows of a later run stand on every row of this one. */
export async function askUndo(tx: Tx, run: number, reason: string, cascade = false): Promise<void> {
  if (tx.who.lo !== 0) throw new Refused('forbidden', { scope: 'whole-bank' })
  const found = await findRun(tx, run)
  const target = await targetOf(tx, found.entity)
  const last = target.undoesLastOnly === true ? await lastRun(tx, found.name) : undefined
  if (last && last.run !== run) throw new Refused('conflict', { later: last.run })
  await steps.step(tx, run, cascade ? 'ask-undo-all' : 'ask-undo', reason)
  await undoAsked.publish(tx, { run })
}

/** Does what was asked: at once for the command line and tests, or in the job. All of it in one transaction; a second call finds it done. */
export async function undo(run: number): Promise<{ removed: number; restored: number } | null> {
  const undone = await bulk('feed', async (tx) => {
    const found = await tx.one<Found>`
      select r.state, i.entity, i.name, i.source from feed.run r join feed.interface i on i.interface = r.interface where r.run = ${run} for update of r`
    if (found?.state !== 'undoing') return null
    await lockOut(tx, found)
    const target = await targetOf(tx, found.entity)
    const alike = await runsAlike(tx, run)
    await beginUndo(tx)
    await noteSaid(tx, await keysSaidBy(tx, run, alike))
    const counts = await target.undo(tx, run, await mayCascade(tx, run))
    await sayAgain(tx, alike)
    const dropped = await refuseDropped(tx)
    await steps.step(tx, run, 'undo', `${counts.removed} ${counts.restored}${dropped === 0 ? '' : ` ${dropped}`}`)
    await tx`update feed.run set settled_at = null, finished_at = now() where run = ${run}`
    await record(tx, { action: 'feed.undo', kind: 'batch', detail: { run, ...counts, dropped } })
    return counts
  }).catch((error: unknown) => giveBack(run, error))
  await settle()
  return undone
}

async function findRun(tx: Tx, run: number): Promise<Found> {
  if (tx.who.lo !== 0) throw new Refused('not-found')
  const found = await tx.one<Found>`
    select r.state, i.entity, i.name, i.source from feed.run r join feed.interface i on i.interface = r.interface where r.run = ${run}`
  if (!found) throw new Refused('not-found')
  return found
}

async function laterRuns(tx: Tx, run: number): Promise<number> {
  const found = await tx.one<{ runs: number }>`
    select count(*)::int as runs
    from feed.run mine
    join feed.interface i on i.interface = mine.interface
    join feed.interface v on v.name = i.name
    join feed.run r on r.interface = v.interface
    where mine.run = ${run} and r.run > ${run} and r.state not in ('same', 'undone')`
  return found?.runs ?? 0
}

/** No import and no replay of what fills the same things meanwhile. */
async function lockOut(tx: BulkTx, { source, entity }: Found): Promise<void> {
  await tx`select set_config('lock_timeout', '5000', true)`
  const names = await tx<{ name: string }[]>`select distinct name from feed.interface where source = ${source} and entity = ${entity} order by name`
  for (const { name } of names) await tx`select pg_advisory_xact_lock(hashtext(${`feed.run ${name}`}))`
  await tx`select set_config('lock_timeout', '0', true)`
}

async function noteSaid(tx: Tx, keys: readonly string[]): Promise<void> {
  if (keys.length > 0) await tx`insert into pg_temp.said_again (key) select distinct unnest(${keys}::text[])`
}

/** Whether who asked let go what stands on it. */
async function mayCascade(tx: Tx, run: number): Promise<boolean> {
  const asked = await tx.one<{ name: string }>`select name from feed.step where run = ${run} and name in ('ask-undo', 'ask-undo-all') order by step desc limit 1`
  return asked?.name === 'ask-undo-all'
}

/** Rows of other runs that went with it are refusals of theirs: once what they refer to comes again, they can be loaded again. */
async function refuseDropped(tx: BulkTx): Promise<number> {
  const runs = await tx<{ run: number; field: string; added: number; changed: number }[]>`
    select run, field, count(*) filter (where fate = 'added')::int as added, count(*) filter (where fate = 'changed')::int as changed
    from pg_temp.dropped group by run, field order by run, field`
  for (const { run, field, added, changed } of runs) {
    const column = (await readingOf(tx, run, true)).landing.columnOf.get(field) ?? field
    await tx`
      insert into feed.reject (run, line, seq, column_name, reason)
      select d.run, d.line, coalesce((select max(x.seq) from feed.reject x where x.run = d.run and x.line = d.line), 0) + 1, ${column}, 'unknown-reference'
      from (select distinct run, line from pg_temp.dropped where run = ${run} and field = ${field}) d
      on conflict do nothing`
    await tx`update feed.run set added = added - ${added}, changed = changed - ${changed}, rejected = rejected + ${added + changed} where run = ${run}`
  }
  return runs.reduce((sum, { added, changed }) => sum + added + changed, 0)
}

/** The target may refuse, when others stand on what the run brought: the run is as it was, and says why. */
async function giveBack(run: number, error: unknown): Promise<null> {
  if (!(error instanceof Refused) || error.code === 'unavailable' || error.code === 'in-progress') throw error
  await engine('feed', (tx) => steps.step(tx, run, 'refuse-undo', `${error.code}: ${Object.entries(error.facts).map(([name, fact]) => `${name} ${String(fact)}`).join(', ')}`))
  return null
}
