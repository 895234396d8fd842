/** 为什么是同一人: the records compared once more, as they stand now, by the model in use. */
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { sql, type Sql, type Tx } from '#kernel/tx'
import type { explainCustomer, Link } from './explain.api.ts'
import type { Model } from './model.ts'
import { weighing } from './near.ts'
import { isWithin, type Asked } from './part.ts'
import { printOf, type Stored } from './prints.ts'
import type { getReasons } from './queue.api.ts'
import { NO_REASONS, reasonsBy } from './reasons.ts'
import { publishedModel, type Kind } from './versions.ts'

/** Of a customer with more records the first ones are compared: 40 are 780 pairs. */
const MOST = 40

type Held = Stored & { customer_no: string; title: { zh: string; en: string }; key: string; org_name: string; from_event: number }
type Bound = { a: Held; b: Held; code: number; bits: number }

/** How often a value occurs is known beyond the viewer's sight; the records compared are those within it. */
export async function explain(tx: Tx, { customerNo }: InputOf<typeof explainCustomer>): Promise<ReplyOf<typeof explainCustomer>> {
  const held = await recordsWhere(tx, sql`m.customer_no = ${customerNo} and (m.org between ${tx.who.lo} and ${tx.who.hi} or exists (
    select from identity.golden g where g.customer_no = m.customer_no and g.whole and g.org between ${tx.who.lo} and ${tx.who.hi}))`)
  const [first] = held
  if (!first) throw new Refused('not-found')
  const model = await publishedModel(tx, kindOf(first))
  const links = strongestTree(held, await pairsOf(tx, held, model))
  const events = await eventsOf(tx, links.map(({ b }) => b.from_event))
  return { customerNo, model: model.model, records: held.length, links: links.map((link): Link => ({ ...told(link, model), event: events.get(link.b.from_event) ?? null })) }
}

const told = ({ a, b, code, bits }: Bound, model: Model) => ({ a: end(a), b: end(b), bits, ...reasonsBy(model, { code, bits, guard: null }) })
const end = ({ title, org_name, key }: Held) => ({ source: title, orgName: org_name, key })

/** The strongest pair across the sides of an item. It tells levels, so it may look at records that the viewer does not see. */
export async function reasonsFor(tx: Tx, { item: no }: InputOf<typeof getReasons>): Promise<ReplyOf<typeof getReasons>> {
  const item = await tx.one<Asked & { kind: string; customers: string[]; recs: number[] }>`
    select kind, customers, recs::int[] as recs, needs, owners, org_a, coalesce(org_b, org_a) as org_b from identity.review_item where item = ${no}`
  if (!item || !isWithin(tx.who, item)) throw new Refused('not-found')
  const held = await recordsWhere(tx, sql`m.customer_no = any (${item.customers}::text[])`)
  const sideOf = (record: Held) => (item.kind === 'split' ? String(item.recs.includes(record.rec)) : record.customer_no)
  const [first] = held
  if (!first) return { bits: null, ...NO_REASONS }
  const model = await publishedModel(tx, kindOf(first))
  const best = (await pairsOf(tx, held, model)).filter(({ a, b }) => sideOf(a) !== sideOf(b)).toSorted((x, y) => y.bits - x.bits)[0]
  return best ? { bits: best.bits, ...reasonsBy(model, { code: best.code, bits: best.bits, guard: null }) } : { bits: null, ...NO_REASONS }
}

const kindOf = ({ kind }: Held): Kind => (kind === 'retail' ? 'person' : 'company')

/** Each record by its strongest tie to those before it: as many ties as hold all together, and no more. */
function strongestTree(held: Held[], pairs: Bound[]): Bound[] {
  const home = new Map(held.map(({ rec }) => [rec, rec]))
  const rootOf = (rec: number): number => (home.get(rec) === rec ? rec : rootOf(home.get(rec) ?? rec))
  return pairs.toSorted((x, y) => y.bits - x.bits || x.a.rec - y.a.rec || x.b.rec - y.b.rec).filter(({ a, b }) => {
    const [one, other] = [rootOf(a.rec), rootOf(b.rec)]
    if (one !== other) home.set(other, one)
    return one !== other
  })
}

async function pairsOf(tx: Tx, held: Held[], model: Model): Promise<Bound[]> {
  const prints = held.map(printOf)
  const weigh = await weighing(tx, prints, model)
  return held.flatMap((a, n) => held.slice(n + 1).flatMap((b, m) => {
    const [one, other] = [prints[n], prints[n + 1 + m]]
    return one && other ? [{ a, b, ...weigh(one, other) }] : []
  }))
}

function recordsWhere(tx: Tx, which: Sql): Promise<Held[]> {
  return tx<Held[]>`
    select m.rec, m.customer_no, m.from_event, r.source, r.key, r.version, coalesce(f.title, jsonb_build_object('zh', r.source, 'en', r.source)) as title, o.name as org_name, r.kind, r.name, r.id_type, r.id_number,
      coalesce(r.id_valid, false) as id_valid, r.birthday::text, r.phone, r.phone2, r.email, r.door, r.address, r.employer, r.gender, r.legal_name
    from identity.membership m
    join identity.source_record r on r.key = m.key and r.source = m.source and r.valid_to is null
    join access.org o on o.org = r.org
    left join feed.source f on f.source = r.source
    where ${which} and m.to_event is null
    order by m.from_event, m.rec
    limit ${MOST}`
}

async function eventsOf(tx: Tx, seqs: readonly number[]): Promise<Map<number, NonNullable<Link['event']>>> {
  const rows = await tx<(NonNullable<Link['event']> & { seq: number })[]>`
    select e.seq, e.kind, e.model, s.name as "actorName", e.reason, e.at
    from identity.identity_event e left join access.staff s on s.staff = e.actor
    where e.seq = any (${seqs}::bigint[])`
  return new Map(rows.map(({ seq, ...event }) => [seq, event]))
}
