/** Accounts and positions follow the golden records, and the records behind them: whoever moves to another branch or another number stands there. */
import { regrade } from '#center/customer'
import { forgetHolding, noteHolding } from '#center/identity'
import { sql, type Sql, type Tx } from '#kernel/tx'
import { nameOwners } from './owners.ts'
import { writePositions } from './positions.ts'
import { gradesOfTouched, tellWritten, touchNothing } from './refresh.ts'

/** Writes anew the positions of those customers whose golden rows stand elsewhere by now: a new customer, or another owner. */
export async function followGolden(tx: Tx, customers: readonly string[]): Promise<void> {
  await touchNothing(tx)
  const moved = await tx.count`
    insert into touched_customer (customer_no)
    select customer_no from identity.golden g
    where customer_no = any(${customers}::text[])
      and not exists (select from account.position p where p.customer_no = g.customer_no and p.org = g.org and p.whole = g.whole)
    union
    select customer_no from account.position p
    where customer_no = any(${customers}::text[])
      and not exists (select from identity.golden g where g.customer_no = p.customer_no and g.org = p.org and g.whole = p.whole)`
  if (moved > 0) await writePositions(tx)
}

/** Accounts of `moved (source, key, before, after)` are the other number's now; its positions are written when the golden records stand. */
export async function followRecords(tx: Tx, moved: Sql): Promise<(() => Promise<void>) | undefined> {
  // Who has just arrived mostly has no account yet.
  const held = await tx.one`
    select 1 as held from (${moved}) m
    where exists (select from account.holder h where h.customer_no = m.before) or exists (select from account.position p where p.customer_no = m.before)
      or exists (select from identity.holding i where i.customer_no = m.before)
    limit 1`
  if (!held) return undefined
  await touchNothing(tx)
  await tx`
    with told as (
      update account.holder h set customer_no = m.after
      from (${moved}) m
      where h.customer_no = m.before and h.customer_key = m.key and h.source = m.source and h.until is null
      returning h.account_no)
    insert into touched_account select distinct account_no from told`
  const touched = await tx<{ account_no: string }[]>`select account_no from touched_account`
  const customers = await tx<{ no: string }[]>`select before as no from (${moved}) m union select after from (${moved}) m`
  await nameOwners(tx)
  await tellBranchesOf(tx, customers.map((each) => each.no))
  return () => writeAnew(tx, touched.map((each) => each.account_no), customers.map((each) => each.no))
}

/** A branch knows the customers whose accounts it holds, under the number they have by now. */
async function tellBranchesOf(tx: Tx, customers: readonly string[]): Promise<void> {
  await noteHolding(tx, sql`select h.customer_no, h.org from account.holder h where h.customer_no = any(${customers}::text[]) and h.until is null`)
  await forgetHolding(tx, sql`
    select i.customer_no, i.org from identity.holding i
    where i.customer_no = any(${customers}::text[])
      and not exists (select from account.holder h where h.customer_no = i.customer_no and h.org = i.org and h.until is null)`)
}

async function writeAnew(tx: Tx, accounts: readonly string[], customers: readonly string[]): Promise<void> {
  await touchNothing(tx)
  // What a load has brought and nobody has summed yet is summed by its own settling; whom nobody has seen yet stands nowhere.
  await tx`
    insert into touched_account
    select a.account_no from account.account a
    where a.account_no = any(${accounts}::text[]) and not exists (select from account.unsettled u where u.run = a.run and u.entity <> 'account.transaction')`
  await tx`
    insert into touched_customer
    select customer_no from identity.golden where customer_no = any(${customers}::text[])
    union select customer_no from account.position where customer_no = any(${customers}::text[])`
  await writePositions(tx)
  await regrade(tx, gradesOfTouched)
  await tellWritten(tx)
}
