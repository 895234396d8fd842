/** A change of a running source: its few rows are loaded and every summary they touch is written in the same transaction. */
import type { Batch, Loaded } from '#kernel/room'
import { sql, type BulkTx } from '#kernel/tx'
import { transactionsPosted } from './events.ts'
import { renameHolders } from './owners.ts'
import { refresh, touchNothing } from './refresh.ts'
import { SETTLING } from './settle.ts'

type Load = (tx: BulkTx, batch: Batch) => Promise<Loaded>

export function atOnce(entity: string, load: Load): Load {
  return async (tx, batch) => {
    // Before any row is touched: whoever settles a file now holds it, and waits for rows of ours otherwise.
    await tx`select pg_advisory_xact_lock(${SETTLING})`
    const loaded = await load(tx, batch)
    if (loaded.added + loaded.changed === 0) return loaded
    await touchNothing(tx)
    await (entity === 'account.transaction' ? touchMonths(tx) : touchAccounts(tx, batch.run))
    await tx`delete from account.unsettled where run = ${batch.run} and entity = ${entity}`
    await refresh(tx, 'on')
    if (entity === 'account.transaction') await tellPosted(tx, batch.run)
    return loaded
  }
}

async function touchMonths(tx: BulkTx): Promise<void> {
  await tx`
    insert into touched_month (account_no, month)
    select distinct b.account_no, date_trunc('month', b.on_day)::date from pg_temp.batch b join account.account a on a.account_no = b.account_no`
}

async function touchAccounts(tx: BulkTx, run: number): Promise<void> {
  await tx`
    insert into touched_account (account_no)
    select distinct b.account_no from pg_temp.batch b join account.account a on a.account_no = b.account_no`
  await renameHolders(tx, sql`h.account_no = any(array(select account_no from touched_account))`)
  await tx`
    insert into touched_customer (customer_no)
    select distinct h.customer_no
    from account.holder h
    where h.account_no = any(array(select account_no from touched_account)) and h.ended_run = ${run}`
}

async function tellPosted(tx: BulkTx, run: number): Promise<void> {
  const lines = await tx.one<{ first: number; last: number }>`select min(line) as first, max(line) as last from pg_temp.batch`
  await transactionsPosted.publish(tx, { run, ...lines })
}
