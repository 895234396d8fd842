/** Whose an account is: its holders bear the number their record has by now, and the account that of its owner. */
import type { Sql, Tx } from '#kernel/tx'

/** Holders among `which` that a merge or a split passed by, since they were ended or being loaded at that moment, take the number their record has now. */
export async function renameHolders(tx: Tx, which: Sql): Promise<void> {
  const many = await tx.count`
    with renamed as (
      update account.holder h set customer_no = m.customer_no
      from identity.membership m
      where ${which} and h.until is null and m.key = h.customer_key and m.source = h.source and m.to_event is null and m.customer_no <> h.customer_no
      returning h.account_no)
    insert into touched_account select distinct account_no from renamed`
  if (many > 0) await nameOwners(tx)
}

/** An account bears the number of its owner: its own word first, else the first owner the source names. */
export async function nameOwners(tx: Tx): Promise<void> {
  await tx`
    with owners as (
      select t.account_no, h.customer_no, h.customer_key
      from (select distinct account_no from touched_account) t
      left join lateral (
        select customer_no, customer_key from account.holder
        where account_no = t.account_no and role = 'owner' and until is null
        order by key <> '@', key limit 1) h on true)
    update account.account a set customer_no = o.customer_no, customer_key = o.customer_key
    from owners o
    where a.account_no = o.account_no and (a.customer_no, a.customer_key) is distinct from (o.customer_no, o.customer_key)`
}
