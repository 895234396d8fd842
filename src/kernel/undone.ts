/** What a target leaves behind when it takes a run back, for feed to finish: the lists live as long as the transaction. */
import type { Tx } from './tx.ts'

/**
 * `unsaid`: keys whose present row was the run's, with the run of the row that holds again (0: none). Later runs may have said the same, so that
 * nothing of them was kept: feed reads their lines once more.
 * `said_again`: keys that other runs say just the same: what stands on them does not fall. Feed fills it before, if there are any.
 * `dropped`: rows of other runs that stood on what vanished and went with it; `fate` is what they had been counted as. They become refusals.
 */
export async function beginUndo(tx: Tx): Promise<void> {
  await tx`create temp table if not exists unsaid (key text not null, base int not null) on commit delete rows`
  await tx`create temp table if not exists dropped (run int not null, line int not null, field text not null, fate text not null) on commit delete rows`
  await tx`create temp table if not exists said_again (key text primary key) on commit delete rows`
  await tx`delete from pg_temp.unsaid`
  await tx`delete from pg_temp.dropped`
}
