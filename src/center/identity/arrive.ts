/**
 * A few arriving or changed records at a time, against the keys of the whole bank. The same comparison, the same model and the same ledger
 * as the batch; what the bank has settled stays together unless a person says otherwise.
 */
import { sql, type Sql, type Tx } from '#kernel/tx'
import { cluster, strongest } from './cluster.ts'
import { applyClusters, askDoubts, link, openVerdict, type Applied } from './ledger.ts'
import type { Model } from './model.ts'
import { current, lookAround, type Bound, type KeysOf, type Neighbour, type ScoredPair } from './near.ts'
import { lockedKeys, type Keyed, type Making, type Print } from './prints.ts'
import { takeTurns } from './settling.ts'
import { publishedModels, type Kind } from './versions.ts'

/** Matches the records `recs`, whose fingerprints are made. What came after `upTo` (a seq of `unmatched`) waits for its own turn. */
export async function arrive(tx: Tx, recs: readonly number[], reason: string, upTo = Number.MAX_SAFE_INTEGER, made?: Making): Promise<Applied> {
  const [models, arriving] = await Promise.all([made?.models ?? publishedModels(tx), current(tx, recs)])
  const keys = keysOfAll(arriving, models, made?.keys ?? [])
  const kinds = (['person', 'company'] as const).map((kind) => ({ model: models[kind], mine: arriving.filter((print) => print.kind === kind) })).filter(({ mine }) => mine.length > 0)
  // Sent at once, done one behind the other: nobody is looked for before the turn has come.
  const [, ...placed] = await Promise.all([meetAtKeys(tx, keys), ...kinds.map(({ mine, model }) => placeKind(tx, mine, model, keys))])
  const model = kinds.at(-1)?.model.model ?? models.person.model
  // Not awaited: it travels with what follows, and if it failed the commit would fail.
  tx`delete from identity.unmatched where rec = any(${recs}::bigint[]) and seq <= ${upTo}::bigint`.catch(() => {})
  return settleUpon(tx, placed, { model, reason })
}

/** By record; those already made are taken as they are. */
function keysOfAll(arriving: readonly Print[], models: Readonly<Record<Kind, Model>>, made: readonly Keyed[]): KeysOf {
  const known = new Set(made.map(({ rec }) => rec))
  return Map.groupBy([...made, ...lockedKeys(arriving.filter(({ rec }) => !known.has(rec)), models)], ({ rec }) => rec)
}

/** Two who arrive at once and share a key take turns, so that the second finds the first. */
async function meetAtKeys(tx: Tx, keys: KeysOf): Promise<void> {
  const gates = new Set([...keys.values()].flatMap((own) => own.map(({ hash }) => Number(BigInt.asUintN(GATE_BITS, hash)))))
  // Whoever is before us is waited for, however long a night's load takes.
  await Promise.all([
    tx`select set_config('lock_timeout', '0', true)`,
    tx`select pg_advisory_xact_lock(hashtext('identity.arrive'), gate) from unnest(${[...gates].toSorted((a, b) => a - b)}::int[]) gate`,
  ])
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
  const [, isUnmoved] = await Promise.all([takeTurns(tx), areUnmoved(tx, members)])
  const simple = joining.filter((each) => each !== null)
  if (simple.length === joining.length && isUnmoved) {
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

async function placeKind(tx: Tx, arriving: readonly Neighbour[], model: Model, keys: KeysOf): Promise<Placed> {
  const { pairs, near, bounds } = await lookAround(tx, arriving, model, keys)
  const close = new Set([...arriving.map(({ rec }) => rec), ...pairs.flatMap(({ a, b, zone }) => (zone === 'reject' ? [] : [a, b]))])
  const customers = new Set(near.filter(({ rec }) => close.has(rec)).map((each) => each.customer_no))
  const members = near.filter((each) => customers.has(each.customer_no))
  const { clusters, refused } = joinUp(arriving, members, pairs, bounds)
  const clusterOf = new Map(members.map(({ rec }, at) => [rec, clusters[at]]))
  const doubts = pairs.filter((pair) => (pair.zone === 'review' || refused.has(pair)) && clusterOf.get(pair.a) !== clusterOf.get(pair.b))
  return { members, clusters, doubts: doubts.map((pair) => ({ ...pair, guard: [...pair.guards, ...(refused.has(pair) ? ['cluster-conflict'] : [])].join(' ') || null })) }
}

type Joined = { clusters: Int32Array; refused: Set<ScoredPair> }

/** The strongest pair first. Settled customers stay whole, but for a record that has changed: it is judged anew. */
function joinUp(arriving: readonly Neighbour[], members: readonly Neighbour[], pairs: readonly ScoredPair[], bounds: readonly Bound[]): Joined {
  const places = new Map(members.map(({ rec }, at) => [rec, at]))
  const known = pairs.filter(({ a, b }) => places.has(a) && places.has(b))
  const edges = { a: Int32Array.from(known, ({ a }) => places.get(a) ?? 0), b: Int32Array.from(known, ({ b }) => places.get(b) ?? 0), bits: Float64Array.from(known, ({ bits }) => bits) }
  const isArriving = new Set(arriving.map(({ rec }) => rec))
  const bound = (wanted: Bound['kind']) => bounds.flatMap(({ a, b, kind }): [number, number][] => {
    const [one, other] = [places.get(a), places.get(b)]
    return kind === wanted && one !== undefined && other !== undefined ? [[one, other]] : []
  })
  const found = cluster(members.length, edges, strongest(edges, -Infinity, (edge) => known[edge]?.zone === 'auto'), {
    ...documentsOf(members), cannot: bound('cannot'), must: [...bound('must'), ...households(members, isArriving)],
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
