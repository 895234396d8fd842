/** After a load: records that came or changed are matched before anybody sees them, few one by one, many in a batch. */
import { bulk, engine, type Tx } from '#kernel/tx'
import { arrive } from './arrive.ts'
import { matchAll, type Told } from './batch.ts'
import type { Applied } from './ledger.ts'
import { FEW as FEW_PRINTS, makeFew, makePrints, makeSome } from './prints.ts'
import { settleSome } from './settling.ts'

/** Records matched in one transaction. */
const ABREAST = 5000
/** Above so many, or this share of the bank, comparing everything is quicker than asking for each. */
const FEW = 2000
const SHARE = 0.02

/** Matches all that waits. A kill in between leaves the rest waiting; two at once take turns. */
export async function resolveWaiting(progress: (share: number) => void = () => {}, tell: Told = () => {}): Promise<void> {
  const counts = await engine('identity', (tx) => tx.one<{ waiting: number; all: number }>`
    select (select count(distinct rec) from identity.unmatched)::int as waiting, (select greatest(0, reltuples)::int from pg_class where oid = 'identity.er_fingerprint'::regclass) as all`)
  const { waiting = 0, all = 0 } = counts ?? {}
  if (waiting === 0) return
  const since = performance.now()
  if (waiting > Math.max(FEW, SHARE * all)) {
    await makePrints((done) => progress((0.5 * done) / waiting))
    tell('fingerprints', { records: waiting, ms: Math.round(performance.now() - since) })
    await forgetGone()
    // What a large load has changed is unknown to the planner, and every row of the ledger would look through whole tables.
    await engine('identity', (tx) => tx`select identity.survey()`)
    await matchAll('import', tell)
  }
  await matchFew((done) => progress(0.5 + (0.5 * done) / waiting))
  progress(1)
}

/** Matches the whole bank anew and settles whoever it touched. */
export async function matchBank(reason: string, tell: Told = () => {}): ReturnType<typeof matchAll> {
  await makePrints(() => {})
  await forgetGone()
  const found = await matchAll(reason, tell)
  const since = performance.now()
  let customers = 0
  for (let some = -1; some !== 0; customers += some) some = await engine('identity', (tx) => settleSome(tx))
  tell('golden', { customers, ms: Math.round(performance.now() - since) })
  return found
}

/** A record that an undo took away has nothing left to match. */
async function forgetGone(): Promise<void> {
  await engine('identity', (tx) => tx`
    delete from identity.unmatched u where not exists (select from identity.source_record r where r.rec = u.rec and r.valid_to is null)`)
}

async function matchFew(progress: (done: number) => void): Promise<void> {
  for (let done = 0; ;) {
    const waiting = await engine('identity', (tx) => tx<{ rec: number; seq: number }[]>`select rec, max(seq) as seq from identity.unmatched group by rec order by rec limit ${ABREAST}`)
    if (waiting.length === 0) return
    await receive(waiting.map(({ rec }) => rec), 'import', waiting.reduce((last, { seq }) => Math.max(last, seq), 0))
    progress(done += waiting.length)
  }
}

/** Makes the fingerprints of a few records and matches them, in one transaction. */
export async function receive(recs: readonly number[], reason: string, upTo?: number): Promise<Applied> {
  if (recs.length <= FEW_PRINTS) {
    return engine('identity', async (tx) => {
      // Of a few records every plan is the same: making it anew takes longer than running it.
      const [, applied] = await Promise.all([tx`select set_config('plan_cache_mode', 'force_generic_plan', true)`, receiveFew(tx, recs, reason, upTo)])
      return applied
    })
  }
  return bulk('identity', async (tx) => {
    const made = await makeSome(tx, recs)
    return arrive(tx, recs, reason, upTo, made)
  })
}

/** The same for no more than FEW_PRINTS, within a transaction. */
export async function receiveFew(tx: Tx, recs: readonly number[], reason: string, upTo?: number): Promise<Applied> {
  const made = await makeFew(tx, recs)
  const [applied] = await Promise.all([arrive(tx, recs, reason, upTo, made), made.kept])
  return applied
}
