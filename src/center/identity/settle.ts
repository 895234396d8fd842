/** After a load: the customers it touched are settled. */
import { engine, type Tx } from '#kernel/tx'
import { resolveWaiting } from './resolve.ts'
import { settleSome } from './settling.ts'

/** Above so many, and this share of the bank, the planner's figures are out of date: whoever reads these tables next would take thousands for a handful. */
const MANY = 100
const SHARE = 0.05

/** Matches what came, then settles all that is waiting, batch by batch; a kill in between leaves the rest waiting. Two at once take turns. */
export async function settle(_source: string, progress: (share: number) => void): Promise<void> {
  await resolveWaiting((share) => progress(share / 2))
  const waiting = await engine('identity', (tx) => tx.one<{ n: number; bank: number }>`
    select (select count(distinct customer_no) from identity.dirty) as n, (select reltuples from pg_class where oid = 'customer.customer'::regclass) as bank`)
  const all = Math.max(1, waiting?.n ?? 0)
  for (let done = 0, settled = -1; settled !== 0; done += settled) {
    settled = await engine('identity', (tx) => settleSome(tx))
    progress(0.5 + Math.min(1, (done + settled) / all) / 2)
  }
  if (all > MANY && all > SHARE * (waiting?.bank ?? 0)) await engine('identity', (tx) => tx`select identity.survey()`)
}

/** What an import left waiting when it was killed and nobody took it up again: matched first, in transactions of its own. */
export async function catchUp(tx: Tx): Promise<void> {
  const left = await tx.one`select 1 as left from identity.dirty where at < now() - interval '10 minutes' limit 1`
  if (!left) return
  await resolveWaiting()
  await settleSome(tx)
}
