/**
 * A few arriving or changed records at a time, against the keys of the whole bank. The same comparison, the same model and the same ledger
 * as the batch; what the bank has settled stays together unless a person says otherwise.
 */
import { sql, type Sql, type Tx } from '#kernel/tx'
import { frequencyToken } from './batch.ts'
import { cluster, strongest } from './cluster.ts'
import { shareOf } from './evidence.ts'
import { applyClusters, askDoubts, link, openVerdict, type Applied } from './ledger.ts'
import { narrow, thresholdsOf, type Model } from './model.ts'
import { FIELDS, lockedKeys, openPrint, type Print } from './prints.ts'
import { rarity, Scorer, zoneOf, type Zone } from './score.ts'
import { takeTurns } from './settling.ts'
import { publishedModels, type Kind } from './versions.ts'

/** A key that more records share says too little: as in the batch. */
const FATTEST = 100
const MOST_PHONES = 30

export type ScoredPair = { a: number; b: number; bits: number; code: number; zone: Zone; guards: string[] }
type Neighbour = Print & { customer_no: string; provisional: boolean }

/** Matches the records `recs`, whose fingerprints are made. What came after `upTo` (a seq of `unmatched`) waits for its own turn. */
export async function arrive(tx: Tx, recs: readonly number[], reason: string, upTo = Number.MAX_SAFE_INTEGER): Promise<Applied> {
  const [models, arriving] = await Promise.all([publishedModels(tx), current(tx, recs)])
  await meetAtKeys(tx, arriving, models)
  let model = models.person.model
  const placed: Placed[] = []
  for (const kind of ['person', 'company'] as const) {
    const mine = arriving.filter((print) => print.kind === kind)
    if (mine.length === 0) continue
    model = models[kind].model
    placed.push(await placeKind(tx, mine, models[kind]))
  }
  const [applied] = await Promise.all([settleUpon(tx, placed, { model, reason }), tx`delete from identity.unmatched where rec = any(${recs}::bigint[]) and seq <= ${upTo}::bigint`])
  return applied
}

/** Two who arrive at once and share a key take turns, so that the second finds the first. */
async function meetAtKeys(tx: Tx, arriving: readonly Print[], models: Readonly<Record<Kind, Model>>): Promise<void> {
  const gates = new Set(lockedKeys(arriving, models).map(({ hash }) => Number(BigInt.asUintN(GATE_BITS, hash))))
  // Whoever is before us is waited for, however long a night's load takes.
  await tx`select set_config('lock_timeout', '0', true)`
  await tx`select pg_advisory_xact_lock(hashtext('identity.arrive'), gate) from unnest(${[...gates].toSorted((a, b) => a - b)}::int[]) gate`
}
/** The server has room for a few thousand locks. */
const GATE_BITS = 10

type Placed = { members: readonly Neighbour[]; clusters: Int32Array; doubts: Doubt[] }
type Doubt = ScoredPair & { guard: string | null }

/** Most arrivals stand where they belong, or join one customer: only what is more than that takes the ledger's long way. */
async function settleUpon(tx: Tx, placed: readonly Placed[], verdict: { model: string; reason: string }): Promise<Applied> {
  const doubts = placed.flatMap((each) => each.doubts)
  const joining = placed.flatMap((each) => joiningOf(each) ?? [null])
  const members = placed.flatMap((each) => each.members)
  if (joining.length === 0 && doubts.length === 0) return { linked: 0, merged: 0, asked: 0 }
  await takeTurns(tx)
  const simple = joining.filter((each) => each !== null)
  if (simple.length === joining.length && (await areUnmoved(tx, members))) {
    const linked = simple.length === 0 ? 0 : await link(tx, sql`
      select rec, after, 'match' as reason from unnest(${simple.map(({ rec }) => rec)}::bigint[], ${simple.map(({ after }) => after)}::text[]) j (rec, after)`, verdict)
    return { linked, merged: 0, asked: doubts.length === 0 ? 0 : await askDoubts(tx, verdict.model, null, rowsOf(doubts)) }
  }
  await openVerdict(tx)
  for (const { members, clusters } of placed) await tellClusters(tx, members, clusters)
  if (doubts.length > 0) await tx`insert into pg_temp.doubt (a, b, bits, code, guard) ${rowsOf(doubts)}`
  return applyClusters(tx, verdict)
}

/** Who goes where, if every customer is one cluster and every cluster is one customer, or one that somebody has seen and others that nobody has. Else undefined. */
function joiningOf({ members, clusters }: Placed): { rec: number; after: string }[] | undefined {
  const [seenIn, clusterOf, seen] = [new Map<number, string>(), new Map<string, number>(), new Set<string>()]
  for (const [at, { customer_no, provisional }] of members.entries()) {
    const cluster = clusters[at] ?? at
    if ((clusterOf.get(customer_no) ?? cluster) !== cluster) return undefined
    clusterOf.set(customer_no, cluster)
    if (provisional) continue
    seen.add(customer_no)
    if ((seenIn.get(cluster) ?? customer_no) !== customer_no) return undefined
    seenIn.set(cluster, customer_no)
  }
  const alone = new Map<number, string>()
  for (const [customer, cluster] of clusterOf) {
    if (seenIn.has(cluster)) continue
    if (alone.has(cluster)) return undefined
    alone.set(cluster, customer)
  }
  return members.flatMap(({ rec, customer_no }, at) => {
    const after = seenIn.get(clusters[at] ?? at)
    return after === undefined || after === customer_no || seen.has(customer_no) ? [] : [{ rec, after }]
  })
}

/** Whether they are still whose they were when they were read: between then and now others may have had their turn. */
async function areUnmoved(tx: Tx, members: readonly Neighbour[]): Promise<boolean> {
  const same = await tx.one<{ n: number }>`
    select count(*)::int as n
    from unnest(${members.map(({ rec }) => rec)}::bigint[], ${members.map(({ customer_no }) => customer_no)}::text[], ${members.map(({ provisional }) => provisional)}::boolean[]) k (rec, customer_no, provisional)
    join identity.membership m on m.rec = k.rec and m.to_event is null and m.customer_no = k.customer_no and m.provisional = k.provisional`
  return same?.n === members.length
}

async function placeKind(tx: Tx, arriving: readonly Neighbour[], model: Model): Promise<Placed> {
  const pairs = await scoreAgainstBank(tx, arriving, model)
  const near = new Set(pairs.flatMap(({ a, b, zone }) => (zone === 'reject' ? [] : [a, b])))
  const members = await fellows(tx, [...new Set([...arriving.map(({ rec }) => rec), ...near])])
  const { clusters, refused } = await joinUp(tx, arriving, members, pairs)
  const clusterOf = new Map(members.map(({ rec }, at) => [rec, clusters[at]]))
  const doubts = pairs.filter((pair) => (pair.zone === 'review' || refused.has(pair)) && clusterOf.get(pair.a) !== clusterOf.get(pair.b))
  return { members, clusters, doubts: doubts.map((pair) => ({ ...pair, guard: [...pair.guards, ...(refused.has(pair) ? ['cluster-conflict'] : [])].join(' ') || null })) }
}

/** Every pair of an arriving record that shares a key with a record of the bank, with its weight. */
export async function scoreAgainstBank(tx: Tx, arriving: readonly Neighbour[], model: Model): Promise<ScoredPair[]> {
  const [first] = arriving
  if (!first) return []
  const fitted = narrow(model, new Set(FIELDS[first.kind]))
  const often = await frequencies(tx, fitted, arriving)
  const mine = arriving.map((print) => withoutShared(print, often))
  const candidates = await candidatesOf(tx, mine, model)
  const known = new Map(mine.map((print) => [print.rec, print]))
  const others = await current(tx, [...new Set(candidates.map(([, other]) => other))].filter((rec) => !known.has(rec)))
  // A company and the person who stands for it have one phone, and are two.
  const alike = others.filter(({ kind }) => kind === first.kind)
  const phones = await sharedPhones(tx, first.kind, alike, often)
  for (const print of alike) known.set(print.rec, withoutShared(print, phones))
  const weigh = scaleOf(fitted, often)
  const seen = new Set<string>()
  return candidates.flatMap(([one, other]) => {
    const [a, b] = [Math.min(one, other), Math.max(one, other)]
    const [left, right] = [known.get(a), known.get(b)]
    if (!left || !right || seen.has(`${a} ${b}`)) return []
    seen.add(`${a} ${b}`)
    return [{ a, b, ...weigh(left, right) }]
  })
}

/** Without the phones that the last batch found to be shared by too many: they find nobody and weigh nothing. */
function withoutShared<P extends Print>(print: P, often: Often): P {
  const place = FIELDS[print.kind].indexOf('phone')
  const phones = print.values[place]?.split(' ') ?? []
  const own = phones.filter((phone) => (often.get(`phone ${phone}`) ?? 0) <= MOST_PHONES)
  return own.length === phones.length ? print : { ...print, values: print.values.with(place, own.join(' ') || null) }
}

async function candidatesOf(tx: Tx, arriving: readonly Print[], model: Model): Promise<[number, number][]> {
  const keys = lockedKeys(arriving, { person: model, company: model })
  const rows = await tx<{ rec: number; found: number[] }[]>`
    select k.rec, near.found
    from (select unnest(${keys.map(({ hash }) => hash)}::bigint[]) as hash, unnest(${keys.map(({ rec }) => rec)}::bigint[]) as rec) k
    cross join lateral (select array_agg(rec) as found from (select e.rec from identity.er_key e where e.hash = k.hash limit ${FATTEST + 1}) one) near
    where cardinality(near.found) between 2 and ${FATTEST}`
  return rows.flatMap(({ rec, found }) => found.flatMap((other): [number, number][] => (Number(other) === rec ? [] : [[rec, Number(other)]])))
}

/** Fingerprints of current records with whose they are. */
async function current(tx: Tx, recs: readonly number[]): Promise<Neighbour[]> {
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

/** All records of the customers that these records belong to. */
async function fellows(tx: Tx, recs: readonly number[]): Promise<Neighbour[]> {
  const rows = await tx<Found[]>`
    select f.rec, f.kind, f.source, f.data, m.customer_no, m.provisional
    from (select distinct customer_no from identity.membership where rec = any(${recs}::bigint[]) and to_event is null) c
    join identity.membership m on m.customer_no = c.customer_no and m.to_event is null
    join identity.er_fingerprint f on f.rec = m.rec
    order by f.rec`
  return rows.map(unseal)
}

type Joined = { clusters: Int32Array; refused: Set<ScoredPair> }

/** The strongest pair first. Settled customers stay whole, but for a record that has changed: it is judged anew. */
async function joinUp(tx: Tx, arriving: readonly Neighbour[], members: readonly Neighbour[], pairs: readonly ScoredPair[]): Promise<Joined> {
  const places = new Map(members.map(({ rec }, at) => [rec, at]))
  const known = pairs.filter(({ a, b }) => places.has(a) && places.has(b))
  const edges = { a: Int32Array.from(known, ({ a }) => places.get(a) ?? 0), b: Int32Array.from(known, ({ b }) => places.get(b) ?? 0), bits: Float64Array.from(known, ({ bits }) => bits) }
  const isArriving = new Set(arriving.map(({ rec }) => rec))
  const bounds = await boundsOf(tx, places)
  const found = cluster(members.length, edges, strongest(edges, -Infinity, (edge) => known[edge]?.zone === 'auto'), {
    ...documentsOf(members), cannot: bounds.cannot, must: [...bounds.must, ...households(members, isArriving)],
  })
  return { clusters: found.of, refused: new Set(found.refused.flatMap((edge) => known[edge] ?? [])) }
}

/** Chains the records of each settled customer that have not changed. */
function households(members: readonly Neighbour[], isArriving: ReadonlySet<number>): [number, number][] {
  const last = new Map<string, number>()
  return members.flatMap(({ rec, customer_no, provisional }, at): [number, number][] => {
    if (provisional || isArriving.has(rec)) return []
    const before = last.get(customer_no)
    last.set(customer_no, at)
    return before === undefined ? [] : [[before, at]]
  })
}

function documentsOf(members: readonly Neighbour[]): { document: Int32Array; documentType: Int32Array } {
  const [numbers, types] = [new Map<string, number>(), new Map<string, number>()]
  const documentType: number[] = []
  const document = Int32Array.from(members, ({ values }) => {
    const [id] = values // the first field of either kind
    const [type = '', valid] = (id ?? '').split(':')
    if (!id || valid !== '1') return -1
    if (!types.has(type)) types.set(type, types.size)
    if (!numbers.has(id)) {
      numbers.set(id, numbers.size)
      documentType.push(types.get(type) ?? 0)
    }
    return numbers.get(id) ?? -1
  })
  return { document, documentType: Int32Array.from(documentType) }
}

async function boundsOf(tx: Tx, places: ReadonlyMap<number, number>): Promise<{ must: [number, number][]; cannot: [number, number][] }> {
  const recs = [...places.keys()]
  const pairs = await tx<{ a: number; b: number; kind: 'must' | 'cannot' }[]>`
    select a, b, kind from identity.constraint_pair
    where a = any(${recs}::bigint[]) and b = any(${recs}::bigint[]) and lifted_by is null and (until is null or until > current_date) order by a, b`
  const of = (kind: string) => pairs.flatMap((pair): [number, number][] => {
    const [a, b] = [places.get(pair.a), places.get(pair.b)]
    return pair.kind === kind && a !== undefined && b !== undefined ? [[a, b]] : []
  })
  return { must: of('must'), cannot: of('cannot') }
}

async function tellClusters(tx: Tx, members: readonly Neighbour[], clusters: Int32Array): Promise<void> {
  const cluster = members.map(({ rec }, at) => members[clusters[at] ?? at]?.rec ?? rec)
  await tx`
    insert into pg_temp.cluster (rec, cluster)
    select rec, cluster from unnest(${members.map(({ rec }) => rec)}::bigint[], ${cluster}::bigint[]) c (rec, cluster) on conflict (rec) do nothing`
}

function rowsOf(doubts: readonly Doubt[]): Sql {
  return sql`
    select a, b, bits, code, guard
    from unnest(${doubts.map(({ a }) => a)}::bigint[], ${doubts.map(({ b }) => b)}::bigint[], ${doubts.map(({ bits }) => bits)}::real[], ${doubts.map(({ code }) => code)}::bigint[], ${doubts.map(({ guard }) => guard)}::text[])
      d (a, b, bits, code, guard)`
}
