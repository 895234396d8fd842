/** After a load: summaries of whatever its runs touched, told to whoever listens, in one transaction. */
import { bulk, sql, type BulkTx } from '#kernel/tx'
import { transactionsPosted } from './events.ts'
import { renameHolders } from './owners.ts'
import { refresh, touchNothing } from './refresh.ts'

/** One lock for whoever writes summaries of accounts. */
export const SETTLING = 7161

/** Above so many rows the planner's figures are out of date. */
const MANY = 10_000

export async function settle(source: string, progress: (share: number) => void = () => {}): Promise<void> {
  await bulk('account.settle', async (tx) => {
    // Two loads may settle at once and share customers: one after the other.
    await tx`select pg_advisory_xact_lock(${SETTLING})`
    const runs = await tx<{ run: number; entity: string }[]>`delete from account.unsettled where source = ${source} returning run, entity`
    if (runs.length === 0) return
    const rows = await touch(tx, runs)
    if (rows > MANY || (await isNew(tx))) await tx`select account.survey()`
    progress(0.1)
    await refresh(tx, 'on', (share) => progress(0.1 + share * 0.9))
    await tellPosted(tx, runs)
  })
  progress(1)
}

/** A first load: the planner knows nothing of these tables yet. */
async function isNew(tx: BulkTx): Promise<boolean> {
  const found = await tx.one<{ known: number }>`select min(reltuples) as known from pg_class where oid in ('account.account'::regclass, 'account.holder'::regclass)`
  return (found?.known ?? 0) <= 0
}

async function touch(tx: BulkTx, runs: readonly { run: number; entity: string }[]): Promise<number> {
  const of = (...entities: string[]) => runs.filter((each) => entities.includes(each.entity)).map((each) => each.run)
  await touchNothing(tx)
  const months = await tx.count`
    insert into touched_month (account_no, month)
    select distinct account_no, date_trunc('month', on_day)::date from account.transaction where run = any(${of('account.transaction')}::int[])`
  const accounts = await tx.count`
    insert into touched_account (account_no)
    select account_no from account.account where run = any(${of('account.account', 'account.card')}::int[])
    union
    select account_no from account.holder where run = any(${of('account.holder')}::int[])
    union
    select account_no from account.holding where run = any(${of('account.holding')}::int[])`
  await renameHolders(tx, sql`h.run = any(${of('account.account', 'account.card', 'account.holder')}::int[])`)
  await tx`
    insert into touched_customer (customer_no)
    select distinct customer_no from account.holder where ended_run = any(${of('account.account', 'account.card', 'account.holder')}::int[])`
  return months + accounts
}

async function tellPosted(tx: BulkTx, runs: readonly { run: number; entity: string }[]): Promise<void> {
  for (const { run, entity } of runs) if (entity === 'account.transaction') await transactionsPosted.publish(tx, { run })
}
