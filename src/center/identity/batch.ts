/** The whole bank at once: every fingerprint against every other, in memory, and the ledger is told where the numbers differ from what was found. */
import { bulk, engine, type BulkTx, type Tx } from '#kernel/tx'
import { token } from '#kernel/secret'
import { packEvidence } from './blocks.ts'
import { CorpusBuilder, countValues, dropParts, type Corpus } from './corpus.ts'
import { questions, ZONES, type Evidence } from './evidence.ts'
import { applyClusters, openVerdict, type Applied } from './ledger.ts'
import { match, type Matched } from './match.ts'
import { narrow, type Model } from './model.ts'
import { agreeOn } from './orders.ts'
import { FIELDS, narrowKeys, openPrint, readPrints } from './prints.ts'
import { Scorer } from './score.ts'
import { publishedModel, type Kind } from './versions.ts'

export type Told = (step: string, figures: Record<string, number>) => void
export type BatchFigures = Applied & { records: number; clusters: number; pairs: number; auto: number; review: number; ms: number }

/** Both kinds, one after the other. */
export async function matchAll(reason: string, tell: Told = () => {}): Promise<Partial<Record<Kind, BatchFigures>>> {
  const found: Partial<Record<Kind, BatchFigures>> = {}
  const last = await engine('identity', (tx) => tx.one<{ seq: number }>`select coalesce(max(seq), 0) as seq from identity.unmatched`)
  for (const kind of ['person', 'company'] as const) {
    const figures = await matchKind(kind, reason, tell)
    if (figures) found[kind] = figures
  }
  // What came while this ran is matched by itself; so is what was committed after the fingerprints were made, whatever its number.
  await engine('identity', (tx) => tx`
    delete from identity.unmatched u
    using identity.er_fingerprint f join identity.source_record r on r.rec = f.rec and r.version = f.version and r.valid_to is null
    where u.rec = f.rec and u.seq <= ${last?.seq ?? 0}::bigint`)
  return found
}

async function matchKind(kind: Kind, reason: string, tell: Told): Promise<BatchFigures | undefined> {
  const since = performance.now()
  const bank = await engine('identity', (tx) => readBank(tx, kind))
  if (bank.recs.length === 0) return undefined
  tell(`${kind} read`, { records: bank.recs.length, ms: Math.round(performance.now() - since) })
  const shared = dropParts(bank.corpus, 'phone', MOST_PHONES)
  const matched = await match(bank.corpus, { ...narrow(bank.model, new Set(FIELDS[kind])), keys: narrowKeys(bank.model, kind) }, { ...bank.bounds, memory: '800MB', onStep: (step, figures) => tell(`${kind} ${step}`, figures) })
  const orders = await engine('identity', (tx) => ordersOf(tx, matched.evidence))
  const { of, check } = agreeOn(matched.evidence, matched, orders, bank.bounds)
  const settled = { ...matched, clusters: { ...matched.clusters, of } }
  tell(`${kind} orders`, check)
  const found = figuresOf(bank, settled)
  const applied = await bulk('identity', async (tx) => {
    const run = await begin(tx, bank.model.model)
    await openVerdict(tx)
    await tellClusters(tx, bank, settled)
    await tellDoubts(tx, bank, settled)
    const done = await applyClusters(tx, { model: bank.model.model, reason, run })
    await keepFrequencies(tx, kind, bank.corpus, bank.model, shared)
    await packEvidence(tx, run, kind, bank.recs, matched.evidence)
    await end(tx, run, { kind, ...found, ...done, orders: check, ms: Math.round(performance.now() - since) })
    return done
  })
  tell(`${kind} apply`, { ...applied, ms: Math.round(performance.now() - since) })
  return { ...found, ...applied, ms: Math.round(performance.now() - since) }
}

/** A phone that more records share is a switchboard, or was typed to get past a field. */
const MOST_PHONES = 30

/** The order the bank has settled, else from the largest system to the smallest; and the same backwards. */
async function ordersOf(tx: Tx, { system, systems }: Evidence): Promise<string[][]> {
  const plan = await tx.one<{ sequence: string[] }>`select sequence from identity.merge_plan order by version desc limit 1`
  const sizes = systems.map(() => 0)
  for (const each of system) sizes[each] = (sizes[each] ?? 0) + 1
  const bySize = systems.toSorted((one, other) => (sizes[systems.indexOf(other)] ?? 0) - (sizes[systems.indexOf(one)] ?? 0))
  const order = plan && plan.sequence.length > 0 ? plan.sequence : bySize
  return [order, order.toReversed()]
}

type Bank = {
  model: Model
  recs: Float64Array
  corpus: Corpus
  /** The customer of each record, by number. */
  customer: Int32Array
  bounds: { must: [number, number][]; cannot: [number, number][] }
}

async function readBank(tx: Tx, kind: Kind): Promise<Bank> {
  const model = await publishedModel(tx, kind)
  const builder = new CorpusBuilder(FIELDS[kind], 1 << 16)
  const recs: number[] = []
  const customers: number[] = []
  const numbers = new Map<string, number>()
  for await (const page of readPrints(tx, kind)) {
    for (const { rec, source, data, customer_no } of page) {
      builder.add(openPrint(data), source)
      recs.push(rec)
      let number = numbers.get(customer_no)
      if (number === undefined) numbers.set(customer_no, (number = numbers.size))
      customers.push(number)
    }
  }
  return { model, recs: Float64Array.from(recs), corpus: builder.build(), customer: Int32Array.from(customers), bounds: await boundsOf(tx, recs) }
}

/** What people have decided, by place. */
async function boundsOf(tx: Tx, recs: readonly number[]): Promise<Bank['bounds']> {
  const places = new Map<number, number>()
  const pairs = await tx<{ a: number; b: number; kind: 'must' | 'cannot' }[]>`
    select a, b, kind from identity.constraint_pair where lifted_by is null and (until is null or until > current_date) order by a, b`
  if (pairs.length > 0) recs.forEach((rec, at) => places.set(rec, at))
  const of = (kind: string) => pairs.flatMap((pair): [number, number][] => {
    const [a, b] = [places.get(pair.a), places.get(pair.b)]
    return pair.kind === kind && a !== undefined && b !== undefined ? [[a, b]] : []
  })
  return { must: of('must'), cannot: of('cannot') }
}

/** Only customers whose records and clusters are not one and the same: of a million records a few thousand. */
async function tellClusters(tx: BulkTx, { recs, customer }: Bank, { clusters }: Matched): Promise<void> {
  const [clusterOf, customerOf] = [new Int32Array(recs.length).fill(-1), new Map<number, number>()]
  const [tornClusters, tornCustomers] = [new Set<number>(), new Set<number>()]
  for (let at = 0; at < recs.length; at++) {
    const [cluster, owner] = [clusters.of[at] as number, customer[at] as number] // one each a record
    const [known, knownCluster] = [customerOf.get(cluster), clusterOf[owner] as number] // customers are fewer than records
    if (known === undefined) customerOf.set(cluster, owner)
    else if (known !== owner) tornClusters.add(cluster)
    if (knownCluster === -1) clusterOf[owner] = cluster
    else if (knownCluster !== cluster) tornCustomers.add(owner)
  }
  // A customer touched is told whole, and so is every cluster it has records in.
  for (let at = 0; at < recs.length; at++) if (tornClusters.has(clusters.of[at] as number)) tornCustomers.add(customer[at] as number) // as above
  const told: string[] = []
  for (let at = 0; at < recs.length; at++) {
    if (tornCustomers.has(customer[at] as number) || tornClusters.has(clusters.of[at] as number)) told.push(`${recs[at]}\t${recs[clusters.of[at] as number]}`) // as above
  }
  if (told.length > 0) await tx.copy('copy pg_temp.cluster from stdin', [`${told.join('\n')}\n`])
  await tx`analyze pg_temp.cluster`
}

async function tellDoubts(tx: BulkTx, { recs, customer }: Bank, { model, evidence, edges, zones, clusters }: Matched): Promise<void> {
  const scorer = new Scorer(model)
  const refused = new Set(clusters.refused)
  const rows: string[] = []
  for (let pair = 0; pair < zones.length; pair++) {
    const [a, b] = [evidence.a[pair] as number, evidence.b[pair] as number] // one each a pair
    // In doubt, or strong enough and still apart: a constraint forbids it, or the orders of the systems do not agree.
    if (ZONES[zones[pair] as number] === 'reject' || clusters.of[a] === clusters.of[b] || customer[a] === customer[b]) continue // as above
    const code = evidence.codes[pair] as number // as above
    const guards = [...scorer.judge(code).guards.map(({ id }) => id), ...(refused.has(pair) ? ['cluster-conflict'] : ZONES[zones[pair] as number] === 'auto' ? ['order-dependent'] : [])] // as above
    rows.push([recs[a], recs[b], (edges.bits[pair] as number).toFixed(4), code, guards.join(' ') || '\\N'].join('\t')) // as above
  }
  if (rows.length > 0) await tx.copy('copy pg_temp.doubt from stdin', [`${rows.join('\n')}\n`])
  await tx`analyze pg_temp.doubt`
}

/** How often values occur, for whoever arrives before the next batch; and phones that count for nothing. */
async function keepFrequencies(tx: BulkTx, kind: Kind, corpus: Corpus, model: Model, shared: readonly { value: string; times: number }[]): Promise<void> {
  const rows = shared.map(({ value, times }) => `${kind}\tphone\t${frequencyToken('phone', value)}\t${times}`)
  for (const { field, tf } of model.comparisons) {
    const column = corpus.columns[corpus.fields.indexOf(field)]
    if (!tf || !column) continue
    const { counts, known } = countValues(column)
    rows.push(`${kind}\t${field}\t0\t${known}`)
    column.values.forEach((value, at) => { if ((counts[at] as number) >= FEWEST_TIMES) rows.push(`${kind}\t${field}\t${frequencyToken(field, value)}\t${counts[at]}`) }) // one count a value
  }
  await tx`create temp table if not exists frequency (kind text, field text, token bigint, times int) on commit delete rows`
  await tx`delete from pg_temp.frequency`
  if (rows.length > 0) await tx.copy('copy pg_temp.frequency from stdin', [`${rows.join('\n')}\n`])
  await tx`delete from identity.er_frequency where kind = ${kind}`
  await tx`insert into identity.er_frequency (kind, field, token, times) select distinct on (kind, field, token) kind, field, token, times from pg_temp.frequency order by kind, field, token, times desc`
}

/** Values that come less often are as rare as anything can be (evidence.ts). */
const FEWEST_TIMES = 3
export const frequencyToken = (field: string, value: string): bigint => token(`frequency ${field}`, value)

async function begin(tx: Tx, model: string): Promise<number> {
  const row = await tx.one<{ run: number }>`insert into identity.er_run (kind, model) values ('batch', ${model}) returning run`
  if (!row) throw new Error('an insert without a row')
  return row.run
}

async function end(tx: Tx, run: number, figures: object): Promise<void> {
  await tx`update identity.er_run set ended_at = clock_timestamp(), figures = ${JSON.stringify(figures)}::jsonb where run = ${run}`
}

function figuresOf({ recs }: Bank, matched: Matched): Omit<BatchFigures, keyof Applied | 'ms'> {
  const { clusters, zones } = matched
  return { records: recs.length, clusters: new Set(clusters.of).size, pairs: zones.length, auto: zones.reduce((sum, zone) => sum + (ZONES[zone] === 'auto' ? 1 : 0), 0), review: questions(matched) }
}
