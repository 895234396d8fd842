import { Refused } from '#kernel/error'
import { sql, type BulkTx } from '#kernel/tx'
import { nameOwners, renameHolders } from './owners.ts'
import { clearResolved, moveFacts } from './moved.ts'
import { refresh, touchNothing } from './refresh.ts'

/** Takes back the accounts of a run. Refused while later facts stand on accounts that would vanish: those runs are undone first. */
export async function undoAccounts(tx: BulkTx, run: number): Promise<{ removed: number; restored: number }> {
  await refuseIfStoodOn(tx, run)
  await touchNothing(tx)
  await clearResolved(tx)
  await tx`insert into resolved (account_no) select account_no from account.account where run = ${run}`
  await tx`
    insert into touched_customer (customer_no)
    select distinct h.customer_no from resolved r join account.holder h on h.account_no = r.account_no`
  await tx`delete from account.holder where run = ${run} and key = '@'`
  await tx`update account.holder set until = null, ended_run = null where ended_run = ${run} and key = '@'`
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

async function refuseIfStoodOn(tx: BulkTx, run: number): Promise<void> {
  const [stood] = await tx<[{ accounts: number }]>`
    select count(*)::int as accounts
    from account.account a
    where a.run = ${run} and not exists (select from account.before b where b.run = ${run} and b.entity = 'account.account' and b.account_no = a.account_no)
      and (exists (select from account.transaction t where t.account_no = a.account_no)
        or exists (select from account.holding g where g.account_no = a.account_no)
        or exists (select from account.standing_order o where o.account_no = a.account_no)
        or exists (select from account.holder h where h.account_no = a.account_no and h.run <> ${run})
        or exists (select from account.account c where c.parent = a.account_no and c.run <> ${run}))`
  if (stood.accounts > 0) throw new Refused('conflict', { entity: 'account.account', run, accounts: stood.accounts })
}

async function restore(tx: BulkTx, run: number): Promise<number> {
  return tx.count`
    update account.account a set
      customer_no = o.customer_no, customer_key = o.customer_key, org = o.org, kind = o.kind, subkind = o.subkind, product = o.product, currency = o.currency,
      told_balance = o.told_balance, principal = o.principal, rate = o.rate, credit_limit = o.credit_limit, overdue = o.overdue, opened_on = o.opened_on,
      closed_on = o.closed_on, matures_on = o.matures_on, status = o.status, parent = o.parent, digest = o.digest, run = o.run, line = o.line,
      version = o.version, updated_at = o.updated_at
    from account.before b cross join lateral jsonb_populate_record(null::account.account, b.before) o
    where b.run = ${run} and b.entity = 'account.account' and a.account_no = b.account_no`
}
