/** Rows of a load resolved to organisation and customer, and what follows when an account moves to another organisation. */
import type { Tx } from '#kernel/tx'

/** One empty list per transaction: the accounts of a batch with what they belong to, or what is wrong with them. */
export async function clearResolved(tx: Tx): Promise<void> {
  await tx`
    create temp table if not exists resolved (
      line int, account_no text, org int, customer_no text, customer_key text, parent text, wrong text, value text) on commit delete rows`
  await tx`delete from resolved`
}

/** Whatever belongs to an account lies at the account's organisation. */
export async function moveFacts(tx: Tx): Promise<void> {
  await tx`create temp table if not exists moved_account (account_no text primary key, org int not null) on commit delete rows`
  await tx`delete from moved_account`
  const moved = await tx.count`
    insert into moved_account (account_no, org)
    select distinct r.account_no, a.org
    from resolved r
    cross join lateral (select org from account.account where account_no = r.account_no limit 1) a
    cross join lateral (select 1 from account.holder h where h.account_no = r.account_no and h.until is null and h.org <> a.org limit 1) h`
  if (moved === 0) return
  await tx`update account.holder x set org = m.org from moved_account m where x.account_no = m.account_no`
  await tx`update account.holding x set org = m.org from moved_account m where x.account_no = m.account_no`
  await tx`update account.standing_order x set org = m.org from moved_account m where x.account_no = m.account_no`
  await tx`update account.month x set org = m.org from moved_account m where x.account_no = m.account_no`
  await tx`update account.flow x set org = m.org from moved_account m where x.account_no = m.account_no`
  await tx`update account.transaction x set org = m.org from moved_account m where x.account_no = m.account_no`
}
