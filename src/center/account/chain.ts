/** The chain of what stood before: taken apart in the middle, so that any run can be taken back and what came later stays. */
import type { BulkTx } from '#kernel/tx'

export type Entity = 'account.account' | 'account.holding' | 'account.order'

/** Rows that a later run changed: what stood before that change is now what had stood before this run, or nothing. */
export async function unchain(tx: BulkTx, run: number, entity: Entity): Promise<void> {
  await tx`
    with later as (
      select b.account_no, b.key, b.run, e.before
      from account.before b
      left join account.before e on e.account_no = b.account_no and e.entity = b.entity and e.key = b.key and e.run = ${run}
      where b.entity = ${entity} and (b.before ->> 'run')::int = ${run} and b.run <> ${run}),
    gone as (
      delete from account.before b using later l
      where l.before is null and b.account_no = l.account_no and b.entity = ${entity} and b.key = l.key and b.run = l.run)
    update account.before b set before = l.before
    from later l
    where l.before is not null and b.account_no = l.account_no and b.entity = ${entity} and b.key = l.key and b.run = l.run`
}

/** Of the mapping: whoever this run's word had ended is ended by whatever ended that word, or holds again. */
export async function unchainHolders(tx: BulkTx, run: number): Promise<{ removed: number; restored: number }> {
  await tx`
    update account.holder p set until = m.until, ended_run = m.ended_run
    from account.holder m
    where m.run = ${run} and m.ended_run is distinct from ${run} and p.ended_run = ${run} and p.run <> ${run}
      and p.source = m.source and p.key = m.key and (m.key <> '@' or p.account_no = m.account_no)`
  const removed = await tx.count`delete from account.holder where run = ${run}`
  const restored = await tx.count`update account.holder set until = null, ended_run = null where ended_run = ${run}`
  return { removed, restored }
}
