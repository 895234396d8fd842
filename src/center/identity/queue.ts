/** 客户归并队列: what waits, who has it, and the word a person gives. */
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { sql, type Sql, type Tx } from '#kernel/tx'
import type { claimReview, getReviewCounts, listReviews } from './queue.api.ts'

/** How long an item stays with whoever took it. */
const CLAIM_MINUTES = 5

type Wanted = { kind?: string; need?: string; org?: number; mine?: boolean }
type Rows = ReplyOf<typeof listReviews>['rows']

export async function reviews(tx: Tx, { after, limit = 60, ...wanted }: InputOf<typeof listReviews>): Promise<ReplyOf<typeof listReviews>> {
  const rows = await tx<(Rows[number] & { customers: string[] })[]>`
    select ${ITEM}, i.customers
    from identity.review_item i
    ${CLAIMANT}
    where i.state = 'open' and ${await matching(tx, wanted)} and ${placeAfter(after)}
    order by i.rank desc, i.item desc
    limit ${limit}`
  const briefs = await briefsOf(tx, rows.flatMap((row) => row.customers))
  const last = rows.at(-1)
  return {
    rows: rows.map((row) => ({ ...row, sides: row.customers.map((no) => briefs.get(no) ?? HIDDEN) })),
    next: rows.length === limit && last ? last.item : null,
  }
}

export async function counts(tx: Tx): Promise<ReplyOf<typeof getReviewCounts>> {
  const mine = await matching(tx, { mine: true })
  const [found, branches, done] = await Promise.all([
    tx.one<Omit<ReplyOf<typeof getReviewCounts>, 'today' | 'branches'>>`
      select count(*) as open, count(*) filter (where ${mine}) as mine, count(*) filter (where i.needs = 'owners') as owners, count(*) filter (where i.needs = 'contact') as contact,
        coalesce(sum(${seenValue(tx)}), 0)::text as value, min(i.at)::date as oldest
      from identity.review_item i where i.state = 'open'`,
    tx<ReplyOf<typeof getReviewCounts>['branches']>`
      select o.org, o.name, count(*) as open
      from identity.review_item i
      cross join lateral (select distinct org from unnest(array[i.org_a, i.org_b]) org) side
      join access.org o on o.org = side.org and o.org between ${tx.who.lo} and ${tx.who.hi}
      where i.state = 'open'
      group by o.org, o.name
      order by open desc, o.org
      limit ${MOST_BRANCHES}`,
    tx.one<{ today: number }>`
      select count(*) as today from identity.review_decision d
      where d.who = ${tx.who.staff} and d.at >= date_trunc('day', now() at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai' and d.verdict in ('same', 'different') and ${isHeld}`,
  ])
  return { open: 0, mine: 0, owners: 0, contact: 0, value: '0', oldest: null, ...found, branches, today: done?.today ?? 0 }
}

/** Takes the first item nobody has, or this very one. Whoever takes one leaves what was taken before. */
export async function claim(tx: Tx, { item, passed = [], ...wanted }: InputOf<typeof claimReview>): Promise<ReplyOf<typeof claimReview>> {
  const which = item === undefined ? sql`${await matching(tx, wanted)} and ${decidable(tx)} and i.item <> all (${passed}::bigint[]) and ${unpassed(tx)}` : sql`i.item = ${item}`
  const taken = await tx.one<{ item: string; until: string }>`
    update identity.review_item set claimed_by = ${tx.who.staff}, claimed_until = now() + make_interval(mins => ${CLAIM_MINUTES})
    where item = (
      select i.item from identity.review_item i
      where i.state = 'open' and ${isFree(tx)} and ${which}
      order by i.rank desc, i.item desc
      limit 1
      for update skip locked)
    returning item::text, claimed_until as until`
  if (!taken && item !== undefined) await refuseClaim(tx, item)
  await tx`update identity.review_item set claimed_by = null, claimed_until = null where claimed_by = ${tx.who.staff} and item <> ${taken?.item ?? '0'}`
  return { item: taken?.item ?? null, until: taken?.until ?? null }
}

/** More than one looks through. */
const MOST_BRANCHES = 200

async function refuseClaim(tx: Tx, item: string): Promise<never> {
  const found = await tx.one<{ state: string }>`select state from identity.review_item where item = ${item}`
  if (!found) throw new Refused('not-found')
  throw new Refused('conflict', { cause: found.state === 'open' ? 'claim' : 'decided' })
}

/** A decision `d` that was not taken back. */
const isHeld = sql`not exists (select from identity.review_decision u where u.item = d.item and u.reverses = d.seq)`
const isFree = (tx: Tx): Sql => sql`(i.claimed_until is null or i.claimed_until < now() or i.claimed_by = ${tx.who.staff})`
const unpassed = (tx: Tx): Sql => sql`not exists (select from identity.review_decision d where d.item = i.item and d.who = ${tx.who.staff} and d.verdict in ('unsure', 'same', 'different') and ${isHeld})`

/** Items in which the viewer has a part now: see partOf in decide.ts, which says it once more for one item. */
function decidable(tx: Tx): Sql {
  const parts = [
    tx.who.may.has('identity.decide') ? sql`i.needs in ('steward', 'contact')` : sql`false`,
    tx.who.may.has('identity.confirm') ? sql`(i.needs = 'contact' or i.needs in ('owner', 'owners') and ${tx.who.staff} = any (i.owners))` : sql`false`,
    tx.who.may.has('identity.rule') ? sql`i.needs = 'supervisor' and i.org_a between ${tx.who.lo} and ${tx.who.hi} and coalesce(i.org_b, i.org_a) between ${tx.who.lo} and ${tx.who.hi}` : sql`false`,
  ]
  return sql`(${parts[0]} or ${parts[1]} or ${parts[2]})`
}

async function matching(tx: Tx, { kind, need, org, mine }: Wanted): Promise<Sql> {
  const block = org === undefined ? undefined : await tx.one<{ hi: number }>`select hi from access.org where org = ${org}`
  const within = org === undefined ? sql`true` : sql`(i.org_a between ${org} and ${block?.hi ?? -1} or i.org_b between ${org} and ${block?.hi ?? -1})`
  return sql`(${kind ?? null}::text is null or i.kind = ${kind ?? null}) and (${need ?? null}::text is null or i.needs = ${need ?? null}) and ${within} and ${mine === true ? decidable(tx) : sql`true`}`
}

/** By its number alone: the rank would tell what a hidden side is worth. */
function placeAfter(after: string | undefined): Sql {
  if (after === undefined) return sql`true`
  if (!/^\d{1,18}$/.test(after)) throw new Refused('invalid', { field: 'after' })
  return sql`(i.rank, i.item) < (select p.rank, p.item from identity.review_item p where p.item = ${after}::bigint)`
}

/** Of sides that the viewer does not see nothing is told, not even in a sum. */
const seenValue = (tx: Tx): Sql => sql`case when i.org_a between ${tx.who.lo} and ${tx.who.hi} and coalesce(i.org_b, i.org_a) between ${tx.who.lo} and ${tx.who.hi} then i.value end`

export const ITEM = sql`
  i.item::text, i.kind, i.needs as need, i.state, i.bits, (
    select coalesce(sum(p.aum), 0)::text from account.position p where p.customer_no = any (i.customers) and p.whole) as value, i.at as "madeAt", i.version,
  coalesce(i.claimed_until > now() and i.claimed_by = kernel.staff(), false) as "isMine",
  case when i.claimed_until > now() and i.claimed_by <> kernel.staff() then coalesce(c.name, i.claimed_by) end as "claimedBy"`
export const CLAIMANT = sql`left join access.staff c on c.staff = i.claimed_by`

export type Brief = Rows[number]['sides'][number]
export const HIDDEN: Brief = { isSeen: false, name: null, level: null, branch: null, ownerName: null }

/** What the viewer may know of each of these customers. */
export async function briefsOf(tx: Tx, customers: readonly string[]): Promise<Map<string, Brief>> {
  const rows = await tx<(Brief & { customerNo: string })[]>`
    select distinct on (g.customer_no) g.customer_no as "customerNo", true as "isSeen", g.name, k.level, o.name as branch, s.name as "ownerName"
    from identity.golden g
    join access.org o on o.org = g.org
    left join customer.customer k on k.customer_no = g.customer_no
    left join access.staff s on s.staff = k.owner
    where g.customer_no = any (${[...new Set(customers)]}::text[])
    order by g.customer_no, g.whole desc, g.records desc, g.org`
  return new Map(rows.map((row) => [row.customerNo, row]))
}
