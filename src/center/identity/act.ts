/** What stands behind the doors of the ledger: who may do it to whom, whose word it needs, and then it is done. */
import { Refused } from '#kernel/error'
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { addMonths, today } from '#kernel/time'
import type { Tx } from '#kernel/tx'
import { ask, confirmersOf, type Confirmers } from './confirm.ts'
import { pinValue } from './judge.ts'
import type { Done, mergeCustomers, pinGolden, splitCustomer, undoIdentityEvent } from './ledger.api.ts'
import { merge } from './merge.ts'
import { undoEvent } from './reverse.ts'
import { takeTurns } from './settling.ts'
import { split } from './split.ts'

/** A value chosen by hand is looked at again within two years. */
const PIN_MONTHS = 24

export async function mergeTwo(tx: Tx, { customerNo, version, other, otherVersion, reason }: InputOf<typeof mergeCustomers>): Promise<Done> {
  const customers = [customerNo, other]
  await beSeenWhole(tx, customers)
  await takeTurns(tx)
  await beAt(tx, { [customerNo]: version, [other]: otherVersion })
  const word = await confirmersOf(tx, customers)
  Object.assign(tx.facts, { reason, after: { customers } })
  if (!mayDecide(tx, word)) return { event: null, customerNo: null, item: await ask(tx, { kind: 'merge', customers }, reason), waitsFor: word.owners }
  const done = await merge(tx, { customers, reason })
  Object.assign(tx.facts, { event: done.event, survivor: done.survivor })
  return { event: done.event, customerNo: done.survivor, item: null, waitsFor: [] }
}

export async function splitOff(tx: Tx, { customerNo, version, records, reason }: InputOf<typeof splitCustomer>): Promise<Done> {
  await beSeenWhole(tx, [customerNo])
  await takeTurns(tx)
  await beAt(tx, { [customerNo]: version })
  const recs = await recsOf(tx, customerNo, records)
  const word = await confirmersOf(tx, [customerNo])
  Object.assign(tx.facts, { reason, before: { customer: customerNo, records } })
  if (!mayDecide(tx, word)) return { event: null, customerNo: null, item: await ask(tx, { kind: 'split', customers: [customerNo], recs }, reason), waitsFor: word.owners }
  const done = await split(tx, { customer: customerNo, recs, reason })
  Object.assign(tx.facts, { event: done.event, after: { customer: done.customer } })
  return { event: done.event, customerNo: done.customer, item: null, waitsFor: [] }
}

export async function takeBack(tx: Tx, { seq, reason }: InputOf<typeof undoIdentityEvent>): Promise<ReplyOf<typeof undoIdentityEvent>> {
  const concerned = await tx<{ no: string }[]>`
    select distinct customer.current(customer_no) as no from identity.event_customer where seq = ${seq}
    union select distinct m.customer_no from identity.membership b join identity.membership m on m.key = b.key and m.source = b.source and m.to_event is null
      where b.from_event = ${seq} and exists (select from identity.membership w where w.key = b.key and w.source = b.source and w.to_event = ${seq})`
  const customers = concerned.map((each) => each.no)
  if (customers.length === 0) throw new Refused('not-found')
  await beSeenWhole(tx, customers)
  for (const no of customers) {
    const word = await confirmersOf(tx, [no])
    if (!mayDecide(tx, word)) throw new Refused('conflict', { cause: 'owner', waitsFor: word.owners })
  }
  Object.assign(tx.facts, { reason, reverses: seq })
  return undoEvent(tx, { event: seq, reason })
}

export async function pin(tx: Tx, { customerNo, version, attribute, source, key, until, reason }: InputOf<typeof pinGolden>): Promise<ReplyOf<typeof pinGolden>> {
  const latest = addMonths(today(), PIN_MONTHS)
  if (until <= today() || until > latest) throw new Refused('invalid', { field: 'until', latest })
  await beSeenWhole(tx, [customerNo])
  await takeTurns(tx)
  await beAt(tx, { [customerNo]: version })
  Object.assign(tx.facts, { reason, after: { attribute, source, key, until } })
  return pinValue(tx, { customerNo, attribute, source, key, until, reason })
}

/** One does to customers only what one sees whole: of anybody else's one learns nothing. */
export async function beSeenWhole(tx: Tx, customers: readonly string[]): Promise<void> {
  const seen = await tx<{ customer_no: string; whole: boolean }[]>`
    select customer_no, bool_or(whole) as whole from identity.golden
    where customer_no = any(${customers}::text[]) and org between ${tx.who.lo} and ${tx.who.hi}
    group by customer_no`
  if (seen.length < new Set(customers).size) throw new Refused('not-found')
  if (!seen.every((each) => each.whole)) throw new Refused('invalid', { cause: 'part' })
}

/** Whoever was quicker has changed the customer since: what one looked at is no longer so. */
async function beAt(tx: Tx, versions: Record<string, number>): Promise<void> {
  const found = await tx<{ customer_no: string; version: number }[]>`
    select customer_no, version from customer.customer where customer_no = any(${Object.keys(versions)}::text[]) order by customer_no for update`
  const theirs = Object.fromEntries(found.map((each) => [each.customer_no, each.version]))
  if (Object.entries(versions).some(([no, version]) => theirs[no] !== version)) throw new Refused('stale', { yours: versions, theirs })
}

/** Nobody need be asked, or the one to be asked is the one who acts. */
function mayDecide(tx: Tx, { owners, is_key }: Confirmers): boolean {
  if (owners.length === 0) return !is_key || tx.who.roles.includes('head')
  return owners.length === 1 && owners[0] === tx.who.staff
}

async function recsOf(tx: Tx, customerNo: string, records: readonly { source: string; key: string }[]): Promise<number[]> {
  const found = await tx<{ rec: number }[]>`
    select m.rec from identity.membership m
    join unnest(${records.map((each) => each.source)}::text[], ${records.map((each) => each.key)}::text[]) r (source, key) on r.source = m.source and r.key = m.key
    where m.customer_no = ${customerNo} and m.to_event is null`
  if (found.length < records.length) throw new Refused('unprocessable', { cause: 'records' })
  return found.map((each) => each.rec)
}
