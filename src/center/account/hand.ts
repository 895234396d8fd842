/** Holders by hand: rows of the mapping are added and ended, the account stays untouched, and the positions of everyone concerned are written anew at once. */
import { regrade } from '#center/customer'
import { Refused } from '#kernel/error'
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import type { Tx } from '#kernel/tx'
import { refOf } from './account.ts'
import type { endHolder, giveAccount } from './hand.api.ts'
import { writePositions } from './positions.ts'
import { gradesOfTouched, tellWritten, touchNothing } from './refresh.ts'

export async function give(tx: Tx, { customerNo, ref, other, role, reason }: InputOf<typeof giveAccount>): Promise<ReplyOf<typeof giveAccount>> {
  await both(tx, customerNo, other)
  const account = await held(tx, customerNo, ref)
  const isOther = await tx.one<{ role: string }>`select role from account.holder where account_no = ${account.account_no} and customer_no = ${other} and until is null and (role = ${role} or role = 'owner') limit 1`
  if (isOther) throw new Refused('conflict', { cause: 'already', role: isOther.role })
  if (role === 'owner') await end(tx, account.account_no, customerNo, 'owner', reason)
  await add(tx, account, other, role, reason)
  return settled(tx, account.account_no, { customerNo, other, role, reason })
}

export async function endHand(tx: Tx, { customerNo, ref, other, reason }: InputOf<typeof endHolder>): Promise<ReplyOf<typeof endHolder>> {
  await both(tx, customerNo, other)
  const account = await held(tx, customerNo, ref)
  await end(tx, account.account_no, other, null, reason)
  return settled(tx, account.account_no, { customerNo, other, role: null, reason })
}

/** The call runs over all rows: both must be customers whom this person sees whole. */
async function both(tx: Tx, customerNo: string, other: string): Promise<void> {
  const seen = await tx<{ no: string }[]>`
    select customer_no as no from customer.customer
    where customer_no in (${customerNo}, ${other}) and state = 'active' and org between ${tx.who.lo} and ${tx.who.hi}`
  if (!seen.some(({ no }) => no === customerNo) || !seen.some(({ no }) => no === other)) throw new Refused('not-found')
  if (customerNo === other) throw new Refused('unprocessable', { other })
}

type Held = { account_no: string; org: number; source: string }

async function held(tx: Tx, customerNo: string, ref: string): Promise<Held> {
  const rows = await tx<Held[]>`
    select distinct a.account_no, a.org, a.source from account.holder h join account.account a on a.account_no = h.account_no where h.customer_no = ${customerNo} and h.until is null`
  const found = rows.find((row) => refOf(row.account_no) === ref)
  if (!found) throw new Refused('not-found')
  await tx`select 1 from account.account where account_no = ${found.account_no} for update`
  return found
}

async function end(tx: Tx, accountNo: string, customerNo: string, role: 'owner' | null, reason: string): Promise<void> {
  const ended = await tx.count`
    update account.holder set until = current_date, ended_by = ${tx.who.staff}, ended_reason = ${reason}
    where account_no = ${accountNo} and customer_no = ${customerNo} and until is null and (role = 'owner') = ${role === 'owner'}`
  if (ended === 0) throw new Refused('conflict', { cause: 'no-holder' })
}

/** The row bears one of the other's own records, so that it goes with that record when numbers are merged or split. */
async function add(tx: Tx, { account_no: accountNo, org, source }: Held, other: string, role: string, reason: string): Promise<void> {
  await tx`
    insert into account.holder (account_no, key, source, customer_no, customer_key, role, org, since, run, line, said_by, who, reason)
    select ${accountNo}, 'hand:' || nextval('account.hand_seq'), coalesce(m.source, ${source}), ${other}, coalesce(m.key, ''), ${role}, ${org}, current_date, 0, 0, 'person', ${tx.who.staff}, ${reason}
    from (select 1) as one left join lateral (
      select source, key from identity.membership where customer_no = ${other} and to_event is null order by source <> ${source}, source, key limit 1) m on true`
}

async function settled(tx: Tx, accountNo: string, told: { customerNo: string; other: string; role: string | null; reason: string }): Promise<ReplyOf<typeof giveAccount>> {
  await touchNothing(tx)
  await tx`insert into touched_account values (${accountNo})`
  await tx`insert into touched_customer values (${told.customerNo}), (${told.other})`
  await writePositions(tx)
  await regrade(tx, gradesOfTouched)
  await tellWritten(tx)
  Object.assign(tx.facts, told)
  const holders = await tx<{ customerNo: string; role: string }[]>`
    select customer_no as "customerNo", role from account.holder h
    where account_no = ${accountNo} and until is null and exists (select from customer.customer c where c.customer_no = h.customer_no and c.org between ${tx.who.lo} and ${tx.who.hi})
    order by role <> 'owner', customer_no`
  return { customerNo: told.customerNo, holders }
}
