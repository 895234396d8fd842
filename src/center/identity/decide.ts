/** The word a person gives on an item: weighed against what was shown, carried out by the ledger, and taken back while nothing stands on it. */
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import type { Tx } from '#kernel/tx'
import { confirm, refuse } from './judge.ts'
import { merge } from './merge.ts'
import { isWithin, partOf, type Asked, type Part } from './part.ts'
import type { decideReview, undoDecision } from './queue.api.ts'
import { undoEvent } from './reverse.ts'
import { seenOf } from './seen.ts'
import { takeTurns } from './settling.ts'
import { split } from './split.ts'

/** After this a decision is undone on the customer's own page, with a reason. */
const UNDO_MINUTES = 2

type Given = InputOf<typeof decideReview>
type Item = Asked & { item: string; kind: 'pair' | 'merge' | 'split' | 'owner'; customers: string[]; recs: number[]; state: string; version: number; claimed_by: string | null; claimed: boolean }
type Done = { event: number | null; survivor: string | null; state: 'open' | 'done'; needs: string }

/** Behind each of the three doors stands the same decision; the door says in which part. */
export function decideAs(part: Part): (tx: Tx, given: Given) => Promise<ReplyOf<typeof decideReview>> {
  return async (tx, given) => {
    // The ledger's own turn first: whoever waits for it must not hold the item.
    await takeTurns(tx)
    const item = await lock(tx, given.item)
    await refuseStale(tx, item, given)
    if (partOf(tx.who, item) !== part) throw new Refused('forbidden', { cause: 'other-confirmer', needs: item.needs })
    const done = await carryOut(tx, item, given)
    const decision = await note(tx, item, given, done)
    await tx`
      update identity.review_item set state = ${done.state}, needs = ${done.needs}, claimed_by = null, claimed_until = null, version = version + 1
      where item = ${item.item}`
    Object.assign(tx.facts, { target: item.item, kind: 'change', reason: given.note ?? null, answer: given.answer, event: done.event })
    return { item: item.item, state: done.state, need: done.needs as ReplyOf<typeof decideReview>['need'], decision, survivor: done.survivor } // one of the table's own words
  }
}

async function lock(tx: Tx, no: string): Promise<Item> {
  const found = await tx.one<Item>`
    select item::text, kind, customers, recs::int[] as recs, state, version, needs, owners, org_a, coalesce(org_b, org_a) as org_b, claimed_by, coalesce(claimed_until > now(), false) as claimed
    from identity.review_item where item = ${no} for update`
  if (!found || !isWithin(tx.who, found)) throw new Refused('not-found')
  return found
}

async function refuseStale(tx: Tx, item: Item, { version, seen }: Given): Promise<void> {
  const { staff } = tx.who
  if (item.state !== 'open') throw new Refused('stale', { cause: item.state === 'stale' ? 'merged' : 'decided', theirs: { version: item.version } })
  if (item.claimed && item.claimed_by !== staff) throw new Refused('stale', { cause: 'claim', theirs: { version: item.version } })
  if ((await seenOf(tx, item.item)) !== seen) throw new Refused('stale', { cause: 'customers', theirs: { version: item.version } })
  if (item.version !== version) throw new Refused('stale', { cause: 'version', theirs: { version: item.version } })
}

async function carryOut(tx: Tx, item: Item, given: Given): Promise<Done> {
  const stays = { event: null, survivor: null, state: 'open' as const, needs: item.needs }
  if (given.answer === 'unsure') return stays
  if (given.answer === 'contact') return { ...stays, needs: 'contact' }
  if (item.needs === 'owners') {
    const others = await wordsOf(tx, item)
    if ([...others.values()].some((word) => word !== given.answer)) return { ...stays, needs: 'supervisor' }
    if (item.owners.some((owner) => owner !== tx.who.staff && !others.has(owner))) return stays
  }
  return { ...(await act(tx, item, given)), state: 'done', needs: item.needs }
}

/** What the other owners have said and not taken back. */
async function wordsOf(tx: Tx, { item }: Item): Promise<Map<string, string>> {
  const rows = await tx<{ who: string; verdict: string }[]>`
    select distinct on (d.who) d.who, d.verdict
    from identity.review_decision d
    where d.item = ${item} and d.who <> ${tx.who.staff} and d.verdict in ('same', 'different') and not exists (select from identity.review_decision u where u.item = d.item and u.reverses = d.seq)
    order by d.who, d.seq desc`
  return new Map(rows.map((row) => [row.who, row.verdict]))
}

async function act(tx: Tx, { kind, customers, recs }: Item, { answer, note }: Given): Promise<Pick<Done, 'event' | 'survivor'>> {
  const reason = note ?? 'review'
  if (kind === 'owner') return { event: null, survivor: null }
  if (kind === 'split') {
    const [customer = ''] = customers
    const { event } = answer === 'same' ? await confirm(tx, { recs: await recordsOf(tx, customer), reason }) : await split(tx, { customer, recs, reason })
    return { event, survivor: customer }
  }
  if (answer === 'same') return merge(tx, { customers, reason })
  const pairs = customers.flatMap((one, n) => customers.slice(n + 1).map((other) => [one, other]))
  let last = null
  for (const pair of pairs) last = (await refuse(tx, { customers: pair, reason })).event
  return { event: last, survivor: null }
}

async function recordsOf(tx: Tx, customer: string): Promise<number[]> {
  const rows = await tx<{ rec: number }[]>`select rec from identity.membership where customer_no = ${customer} and to_event is null order by rec`
  return rows.map((row) => row.rec)
}

async function note(tx: Tx, item: Item, { answer, note: said }: Given, { event }: Done): Promise<number> {
  const made = await tx.one<{ seq: number }>`
    insert into identity.review_decision (item, verdict, who, reason, event, needed)
    values (${item.item}, ${answer}, ${tx.who.staff}, ${said ?? null}, ${event}::bigint, ${item.needs})
    returning seq`
  if (!made) throw new Error('a decision that is not there')
  return made.seq
}

/** Takes back one's own last word: the ledger's event is undone, and the question stands open as it was. */
export async function takeBack(tx: Tx, { item: no, decision }: InputOf<typeof undoDecision>): Promise<ReplyOf<typeof undoDecision>> {
  await takeTurns(tx)
  const item = await lock(tx, no)
  const made = await tx.one<{ who: string; verdict: string; event: number | null; needed: string; late: boolean; followed: boolean }>`
    select d.who, d.verdict, d.event, d.needed, d.at < now() - make_interval(mins => ${UNDO_MINUTES}) as late,
      exists (select from identity.review_decision n where n.item = d.item and n.seq > d.seq) as followed
    from identity.review_decision d where d.item = ${no} and d.seq = ${decision}`
  if (!made || made.who !== tx.who.staff || made.verdict === 'undo') throw new Refused('not-found')
  if (made.late) throw new Refused('conflict', { cause: 'expired' })
  if (made.followed) throw new Refused('conflict', { cause: 'followed' })
  if (made.event !== null) await undoEvent(tx, { event: made.event, reason: 'review' })
  await tx`
    update identity.review_item set state = 'open', needs = ${made.needed}, version = version + 1, claimed_by = ${tx.who.staff}, claimed_until = now() + interval '5 minutes'
    where item = ${no}`
  await tx`insert into identity.review_decision (item, verdict, who, reverses) values (${no}, 'undo', ${tx.who.staff}, ${decision})`
  Object.assign(tx.facts, { target: item.item, reverses: decision })
  return { item: no, state: 'open' }
}
