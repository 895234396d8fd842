/** Takes back the accounts of a run, whichever came after it. */
import { beginUndo } from '#kernel/undone'
import { sql, type BulkTx } from '#kernel/tx'
import { unchain, unchainHolders } from './chain.ts'
import { clearResolved, moveFacts } from './moved.ts'
import { nameOwners, renameHolders } from './owners.ts'
import { refresh, touchNothing } from './refresh.ts'
import { clearVanishing } from './vanish.ts'

export async function undoAccounts(tx: BulkTx, run: number, cascade = false): Promise<{ removed: number; restored: number }> {
  await beginUndo(tx)
  await touchNothing(tx)
  await clearVanishing(tx, run, cascade)
  await clearResolved(tx)
  await tx`
    insert into resolved (account_no)
    select account_no from account.account where run = ${run}
    union
    select account_no from account.holder where run = ${run} or ended_run = ${run}`
  await tx`
    insert into touched_customer (customer_no)
    select distinct h.customer_no from resolved r join account.holder h on h.account_no = r.account_no`
  await unchainHolders(tx, run)
  await unchain(tx, run, 'account.account')
  await tx`
    insert into pg_temp.unsaid (key, base)
    select a.key, coalesce((b.before ->> 'run')::int, 0)
    from account.account a
    left join account.before b on b.account_no = a.account_no and b.entity = 'account.account' and b.key = '' and b.run = ${run}
    where a.run = ${run}`
  const restored = await restore(tx, run)
  const removed = await tx.count`delete from account.account where run = ${run}`
  await tx`delete from account.before where run = ${run} and entity = 'account.account'`
  await tx`insert into touched_account select r.account_no from resolved r join account.account a on a.account_no = r.account_no`
  await renameHolders(tx, sql`h.account_no in (select account_no from resolved)`)
  await nameOwners(tx)
  await moveFacts(tx)
  await tx`delete from account.unsettled where run = ${run} and entity in ('account.account', 'account.card')`
  await refresh(tx, 'back')
  return { removed, restored }
}

async function restore(tx: BulkTx, run: number): Promise<number> {
  return tx.count`
    update account.account a set
      customer_no = o.customer_no, customer_key = o.customer_key, org = o.org, kind = o.kind, subkind = o.subkind, product = o.product, currency = o.currency,
      told_balance = o.told_balance, principal = o.principal, rate = o.rate, credit_limit = o.credit_limit, overdue = o.overdue, opened_on = o.opened_on,
      closed_on = o.closed_on, matures_on = o.matures_on, status = o.status, parent = o.parent, digest = o.digest, run = o.run, line = o.line,
      version = o.version, updated_at = o.updated_at
    from account.before b cross join lateral jsonb_populate_record(null::account.account, b.before) o
    where b.run = ${run} and b.entity = 'account.account' and a.account_no = b.account_no and a.run = ${run}`
}
