/** Takes the last run of an interface back: its target restores what stood there before, the raw lines stay as evidence. */
import { record } from '#kernel/audit'
import { Refused } from '#kernel/error'
import { allTargets, type Target } from '#kernel/room'
import { bulk, engine, type Tx } from '#kernel/tx'
import { undoAsked } from './events.ts'
import { lastRun, steps } from './run.ts'
import { settle } from './settle.ts'

/** Refused when a later run of the same interface stands in the way. */
export async function askUndo(tx: Tx, run: number, reason: string): Promise<void> {
  if (tx.who.lo !== 0) throw new Refused('forbidden', { scope: 'whole-bank' })
  const found = await tx.one<{ name: string }>`
    select i.name from feed.run r join feed.interface i on i.interface = r.interface where r.run = ${run}`
  if (!found) throw new Refused('not-found')
  const last = await lastRun(tx, found.name)
  if (last && last.run !== run) throw new Refused('conflict', { later: last.run })
  await steps.step(tx, run, 'ask-undo', reason)
  await undoAsked.publish(tx, { run })
}

/** Does what was asked: at once for the command line and tests, or in the job. A second call finds it done. */
export async function undo(run: number): Promise<{ removed: number; restored: number } | null> {
  const undone = await bulk('feed', async (tx) => {
    const found = await tx.one<{ state: string; entity: string }>`
      select r.state, i.entity from feed.run r join feed.interface i on i.interface = r.interface where r.run = ${run} for update of r`
    if (found?.state !== 'undoing') return null
    const counts = await targetOf(found.entity).undo(tx, run)
    await steps.step(tx, run, 'undo', `${counts.removed} ${counts.restored}`)
    await tx`update feed.run set settled_at = null, finished_at = now() where run = ${run}`
    await record(tx, { action: 'feed.undo', kind: 'batch', detail: { run, ...counts } })
    return counts
  }).catch((error: unknown) => giveBack(run, error))
  await settle()
  return undone
}

/** The target may refuse, when others stand on what the run brought: the run is as it was, and says why. */
async function giveBack(run: number, error: unknown): Promise<null> {
  if (!(error instanceof Refused) || error.code === 'unavailable' || error.code === 'in-progress') throw error
  await engine('feed', (tx) => steps.step(tx, run, 'refuse-undo', `${error.code}: ${Object.entries(error.facts).map(([name, fact]) => `${name} ${String(fact)}`).join(', ')}`))
  return null
}

function targetOf(entity: string): Target {
  const target = allTargets().find((each) => each.entity === entity)
  if (!target) throw new Error(`no room loads ${entity}`)
  return target
}
