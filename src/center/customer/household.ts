/** 家庭: who lives from one purse. Founded by bringing the second one in; a customer whom one does not see whole cannot be brought. */
import type { InputOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import type { Tx } from '#kernel/tx'
import type { HouseholdMembers, joinHousehold, leaveHousehold } from './household.api.ts'

export async function join(tx: Tx, { customerNo, other, role, reason }: InputOf<typeof joinHousehold>): Promise<HouseholdMembers> {
  await person(tx, customerNo)
  await person(tx, other)
  if (other === customerNo) throw new Refused('unprocessable', { other })
  const [mine, theirs] = [await householdOf(tx, customerNo), await householdOf(tx, other)]
  if (theirs !== null) throw new Refused('conflict', { cause: theirs === mine ? 'already' : 'elsewhere' })
  const household = mine ?? (await found(tx, customerNo, reason))
  await enter(tx, household, other, role, reason)
  Object.assign(tx.facts, { household, other, role, reason })
  return members(tx, household)
}

export async function leave(tx: Tx, { customerNo, reason }: InputOf<typeof leaveHousehold>): Promise<HouseholdMembers> {
  await person(tx, customerNo)
  const household = await householdOf(tx, customerNo)
  if (household === null) throw new Refused('conflict', { cause: 'none' })
  await tx`
    update customer.household_member set until = current_date, ended_by = ${tx.who.staff}, ended_reason = ${reason}
    where customer_no in (select no from customer.numbers(${customerNo}) as mine (no)) and until is null`
  Object.assign(tx.facts, { household, reason })
  return members(tx, household)
}

/** The people in sight of the household this customer belongs to now; none where there is none. */
export async function householdWith(tx: Tx, customerNo: string): Promise<HouseholdMembers> {
  const household = await householdOf(tx, customerNo)
  return household === null ? { household: null, members: [] } : members(tx, household)
}

async function person(tx: Tx, customerNo: string): Promise<void> {
  const seen = await tx.one<{ type: string }>`select type from customer.customer where customer_no = ${customerNo} and state = 'active'`
  if (!seen) throw new Refused('not-found')
  if (!seen.type.startsWith('retail')) throw new Refused('unprocessable', { cause: 'no-person' })
}

async function householdOf(tx: Tx, customerNo: string): Promise<number | null> {
  const found = await tx.one<{ household: number }>`
    select m.household from customer.numbers(${customerNo}) as mine (no) join customer.household_member m on m.customer_no = mine.no
    where m.until is null order by m.at limit 1`
  return found?.household ?? null
}

async function found(tx: Tx, head: string, reason: string): Promise<number> {
  const made = await tx.one<{ household: number }>`
    insert into customer.household (head_no, org, who) select customer_no, org, ${tx.who.staff} from customer.customer where customer_no = ${head} returning household`
  if (!made) throw new Refused('not-found')
  await enter(tx, made.household, head, 'head', reason)
  return made.household
}

async function enter(tx: Tx, household: number, customerNo: string, role: string, reason: string): Promise<void> {
  await tx`insert into customer.household_member (customer_no, household, role, who, reason) values (${customerNo}, ${household}, ${role}, ${tx.who.staff}, ${reason})`
}

async function members(tx: Tx, household: number): Promise<HouseholdMembers> {
  const rows = await tx<HouseholdMembers['members']>`
    select distinct on (customer.current(customer_no)) customer.current(customer_no) as "customerNo", role
    from customer.household_member where household = ${household} and until is null
    order by customer.current(customer_no), role <> 'head'`
  return { household, members: rows.toSorted((a, b) => Number(b.role === 'head') - Number(a.role === 'head') || (a.customerNo < b.customerNo ? -1 : 1)) }
}
