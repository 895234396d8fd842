/** Who in the bank is near an arriving record, and how it weighs with each: the comparison, the model and the frequencies of the batch. */
import type { Tx } from '#kernel/tx'
import { frequencyToken } from './batch.ts'
import { shareOf } from './evidence.ts'
import { narrow, thresholdsOf, type Model } from './model.ts'
import { FIELDS, lockedKeys, openPrint, type Keyed, type Print } from './prints.ts'
import { rarity, Scorer, zoneOf, type Zone } from './score.ts'
import type { Kind } from './versions.ts'

/** A key that more records share says too little: as in the batch. */
const FATTEST = 100
const MOST_PHONES = 30

export type ScoredPair = { a: number; b: number; bits: number; code: number; zone: Zone; guards: string[] }
export type Neighbour = Print & { customer_no: string; provisional: boolean }
/** What people have said of two of these records. */
export type Bound = { a: number; b: number; kind: 'must' | 'cannot' }

/** Every pair of an arriving record that shares a key with a record of the bank, with its weight. */
export async function scoreAgainstBank(tx: Tx, arriving: readonly Neighbour[], model: Model): Promise<ScoredPair[]> {
  return (await lookAround(tx, arriving, model, keysUnder(model, arriving))).pairs
}

/** The keys of each record by its number. */
export type KeysOf = ReadonlyMap<number, readonly Keyed[]>

/** `near`: all records of the customers that share a key with one of `arriving`, and of its own. */
export type Around = { pairs: ScoredPair[]; near: Neighbour[]; bounds: Bound[] }

/** How any two of these weigh, by the model and by how often their values occur in the bank. */
export async function weighing(tx: Tx, prints: readonly Print[], model: Model): Promise<(one: Print, other: Print) => Pick<ScoredPair, 'code' | 'bits'>> {
  const fitted = narrow(model, new Set(FIELDS[model.kind]))
  const often = await frequencies(tx, fitted, prints)
  const weigh = scaleOf(fitted, often)
  return (one, other) => weigh(withoutShared(one, often), withoutShared(other, often))
}

/** `keys`: those of all that arrive, among others perhaps. */
export async function lookAround(tx: Tx, arriving: readonly Neighbour[], model: Model, keys: KeysOf): Promise<Around> {
  const [first] = arriving
  if (!first) return { pairs: [], near: [], bounds: [] }
  const fitted = narrow(model, new Set(FIELDS[first.kind]))
  const [often, met] = await Promise.all([frequencies(tx, fitted, arriving), meet(tx, arriving, keys)])
  const mine = arriving.map((print) => withoutShared(print, often))
  const known = new Map(mine.map((print) => [print.rec, print]))
  const changed = mine.filter((print, at) => print !== arriving[at])
  const counting = new Map([...keys, ...changed.map(({ rec }) => [rec, []] as const), ...keysUnder(model, changed)])
  const pairs = pairsOf(met, counting)
  const found = new Set(pairs.flat())
  // A company and the person who stands for it have one phone, and are two.
  const alike = met.filter(({ rec, kind }) => found.has(rec) && kind === first.kind && !known.has(rec))
  const [phones, bounds] = await Promise.all([sharedPhones(tx, first.kind, alike, often), boundsOf(tx, met.map(({ rec }) => rec))])
  for (const print of alike) known.set(print.rec, withoutShared(print, phones))
  const weigh = scaleOf(fitted, often)
  const scored = pairs.flatMap(([a, b]) => {
    const [left, right] = [known.get(a), known.get(b)]
    return left && right ? [{ a, b, ...weigh(left, right) }] : []
  })
  return { pairs: scored, near: met, bounds }
}

function keysUnder(model: Model, prints: readonly Print[]): KeysOf {
  return Map.groupBy(lockedKeys(prints, { person: model, company: model }), ({ rec }) => rec)
}

/** Who met at a key that counts, each two once, the lesser first. */
function pairsOf(met: readonly Met[], counting: KeysOf): [number, number][] {
  const hashesOf = new Map([...counting].map(([rec, keys]) => [rec, new Set(keys.map(({ hash }) => String(hash)))]))
  const pairs = new Map<string, [number, number]>()
  for (const { rec, mines, hashes } of met) {
    for (const [at, hash] of (hashes ?? []).entries()) {
      const one = Number(mines?.[at])
      const pair: [number, number] = [Math.min(one, rec), Math.max(one, rec)]
      if (hashesOf.get(one)?.has(hash)) pairs.set(pair.join(' '), pair)
    }
  }
  return [...pairs.values()]
}

/** Without the phones that the last batch found to be shared by too many: they find nobody and weigh nothing. */
function withoutShared<P extends Print>(print: P, often: Often): P {
  const place = FIELDS[print.kind].indexOf('phone')
  const phones = print.values[place]?.split(' ') ?? []
  const own = phones.filter((phone) => (often.get(`phone ${phone}`) ?? 0) <= MOST_PHONES)
  return own.length === phones.length ? print : { ...print, values: print.values.with(place, own.join(' ') || null) }
}

/** `mines` and `hashes`: which arriving record it met at which key, if it met one at all. */
type Met = Neighbour & { mines: string[] | null; hashes: string[] | null }

/** Who shares a key with an arriving record, and all records of their customers and of its own. A key that too many share says too little. */
async function meet(tx: Tx, arriving: readonly Print[], keysOf: KeysOf): Promise<Met[]> {
  const keys = arriving.flatMap(({ rec }) => keysOf.get(rec) ?? [])
  const rows = await tx<(Met & Found)[]>`
    with met as materialized (
      select k.rec as mine, k.hash, other.rec as other
      from (
        -- In the order of the index, or thousands of keys would touch its pages again and again.
        select * from unnest(${keys.map(({ hash }) => hash)}::bigint[], ${keys.map(({ rec }) => rec)}::bigint[]) k (hash, rec) order by hash) k
      cross join lateral (
        select array_agg(rec) as recs
        from (
          select e.rec from identity.er_key e where e.hash = k.hash
          union all select e.rec from identity.er_key_recent e where e.hash = k.hash
          limit ${FATTEST + 1}) sharing) near
      cross join lateral unnest(near.recs) other (rec)
      where cardinality(near.recs) <= ${FATTEST} and other.rec <> k.rec),
    other as (select other as rec, array_agg(mine) as mines, array_agg(hash) as hashes from met group by other),
    customer as (
      select distinct m.customer_no from identity.membership m
      where m.to_event is null and m.rec in (select rec from other union all select unnest(${arriving.map(({ rec }) => rec)}::bigint[])))
    select f.rec, f.kind, f.source, f.data, m.customer_no, m.provisional, o.mines, o.hashes
    from customer c
    join identity.membership m on m.customer_no = c.customer_no and m.to_event is null
    join identity.er_fingerprint f on f.rec = m.rec
    left join other o on o.rec = f.rec
    order by f.rec`
  return rows.map(({ data, ...row }) => ({ ...row, values: openPrint(data) }))
}

/** Fingerprints of current records with whose they are. */
export async function current(tx: Tx, recs: readonly number[]): Promise<Neighbour[]> {
  if (recs.length === 0) return []
  const rows = await tx<Found[]>`
    select f.rec, f.kind, f.source, f.data, m.customer_no, m.provisional
    from identity.er_fingerprint f join identity.membership m on m.rec = f.rec and m.to_event is null
    where f.rec = any(${recs}::bigint[]) order by f.rec`
  return rows.map(unseal)
}

type Found = Omit<Neighbour, 'values'> & { data: string }
const unseal = ({ data, ...row }: Found): Neighbour => ({ ...row, values: openPrint(data) })

/** How two fingerprints weigh under the model and the frequencies of the last batch. */
function scaleOf(model: Model, often: Often) {
  const scorer = new Scorer(model)
  const places = model.comparisons.map(({ field }) => FIELDS[model.kind].indexOf(field))
  const valued = ({ values }: Print) => places.map((place) => values[place] ?? null)
  return (left: Print, right: Print): Omit<ScoredPair, 'a' | 'b'> => {
    const mine = valued(left)
    const code = scorer.code(mine, valued(right))
    const judged = scorer.judge(code)
    const bits = judged.tf.reduce((sum, at) => {
      const { field = '', levels } = model.comparisons[at] ?? {}
      const u = levels?.[0]?.u ?? 1
      // The batch keeps shares in single precision.
      return sum + rarity(u, Math.fround(shareOf(often.get(`${field} ${mine[at]}`) ?? 0, often.get(`${field} `) ?? 0, u)))
    }, judged.bits)
    return { code, bits, zone: zoneOf(bits, judged.guards, thresholdsOf(model, left.source, right.source)), guards: judged.guards.map(({ id }) => id) }
  }
}

/** By `field value` how often it occurred in the last batch, and by `field ` alone how many records knew the field. Of phones only those are told that many share. */
type Often = ReadonlyMap<string, number>

function frequencies(tx: Tx, model: Model, arriving: readonly Print[]): Promise<Often> {
  const counted = model.comparisons.filter(({ tf }) => tf).map(({ field }) => field)
  return timesOf(tx, model.kind, [...counted.map((field) => [field, ''] as const), ...[...counted, 'phone'].flatMap((field) => wordsOf(field, arriving))])
}

async function sharedPhones(tx: Tx, kind: Kind, prints: readonly Print[], known: Often): Promise<Often> {
  const asked = wordsOf('phone', prints).filter((word) => !known.has(word.join(' ')))
  return asked.length === 0 ? known : new Map([...known, ...(await timesOf(tx, kind, asked))])
}

function wordsOf(field: string, prints: readonly Print[]): (readonly [string, string])[] {
  return prints.flatMap(({ kind, values }) => {
    const value = values[FIELDS[kind].indexOf(field)]
    return value ? (field === 'phone' ? value.split(' ') : [value]).map((each) => [field, each] as const) : []
  })
}

async function timesOf(tx: Tx, kind: Kind, words: readonly (readonly [string, string])[]): Promise<Map<string, number>> {
  const tokens = words.map(([field, value]) => (value === '' ? 0n : frequencyToken(field, value)))
  const rows = await tx<{ nth: number; times: number }[]>`
    select w.nth, f.times
    from unnest(${words.map(([field]) => field)}::text[], ${tokens}::bigint[]) with ordinality w (field, token, nth)
    cross join lateral (select times from identity.er_frequency f where f.kind = ${kind} and f.field = w.field and f.token = w.token limit 1) f`
  return new Map(rows.map(({ nth, times }) => [words[nth - 1]?.join(' ') ?? '', times]))
}

function boundsOf(tx: Tx, recs: readonly number[]): Promise<Bound[]> {
  return tx<Bound[]>`
    select a, b, kind from identity.constraint_pair
    where a = any(${recs}::bigint[]) and b = any(${recs}::bigint[]) and lifted_by is null and (until is null or until > current_date) order by a, b`
}
