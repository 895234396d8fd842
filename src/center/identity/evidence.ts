/** What a comparison of many records leaves: the pairs, their codes, and what is needed to weigh and join them again under other weights. */
import { cluster, strongest, type Clusters, type Constraints, type Edges } from './cluster.ts'
import { thresholdsOf, type Model, type Thresholds } from './model.ts'
import { rarity, RAREST, Scorer, zoneOf, type Zone } from './score.ts'

export type Evidence = {
  readonly records: number
  readonly a: Int32Array
  readonly b: Int32Array
  readonly codes: Float64Array
  /** By field whose frequency counts: of each pair the share of its value among all, where the two are equal. */
  readonly shares: ReadonlyMap<string, Float32Array>
  /** Of each record its valid document by number, or -1, and of each document its type. */
  readonly document: Int32Array
  readonly documentType: Int32Array
  readonly system: Int32Array
  readonly systems: readonly string[]
}
export type Weighed = { readonly edges: Edges; readonly zones: Uint8Array; readonly clusters: Clusters }
/** As `zones` has them. */
export const ZONES: readonly Zone[] = ['reject', 'review', 'auto']
export type Joining = Pick<Constraints, 'must' | 'cannot' | 'single' | 'weigh' | 'least'>

/** Weighs and joins: the part that a changed weight or threshold repeats. */
export function weighAll(evidence: Evidence, model: Model, joining: Joining = {}): Weighed {
  const scale = new Scale(model, evidence)
  const { a, b, codes } = evidence
  const bits = new Float64Array(codes.length)
  const zones = new Uint8Array(codes.length)
  for (let pair = 0; pair < codes.length; pair++) {
    bits[pair] = scale.bits(pair)
    zones[pair] = ZONES.indexOf(scale.zone(pair, bits[pair] as number)) // set in the line before
  }
  const edges = { a, b, bits }
  const order = strongest(edges, -Infinity, (pair) => zones[pair] === AUTO)
  return { edges, zones, clusters: cluster(evidence.records, edges, order, { document: evidence.document, documentType: evidence.documentType, ...joining }) }
}
const AUTO = ZONES.indexOf('auto')

/** Pairs that a person should look at: in doubt, and not answered by what else joins their records. */
export function questions({ edges: { a, b }, zones, clusters }: Weighed): number {
  return zones.reduce((sum, zone, pair) => sum + (ZONES[zone] === 'review' && clusters.of[a[pair] ?? 0] !== clusters.of[b[pair] ?? 0] ? 1 : 0), 0)
}

/** Weighs the pairs of one body of evidence. */
export class Scale {
  readonly #scorer: Scorer
  readonly #evidence: Evidence
  readonly #shares: (Float32Array | undefined)[]
  readonly #thresholds: Thresholds[][]

  constructor(model: Model, evidence: Evidence) {
    this.#scorer = new Scorer(model)
    this.#evidence = evidence
    this.#shares = model.comparisons.map(({ field }) => evidence.shares.get(field))
    this.#thresholds = evidence.systems.map((one) => evidence.systems.map((other) => thresholdsOf(model, one, other)))
  }

  bits(pair: number): number {
    return this.#scorer.bits(this.#evidence.codes[pair] as number, (at) => this.rarity(at, pair)) // one code a pair
  }

  /** What is taken off a pair because a household agrees on as much. */
  household(pair: number): number {
    return this.#scorer.household(this.#evidence.codes[pair] as number, (at) => this.rarity(at, pair)) // as above
  }

  /** What the frequency of its value adds to one comparison of a pair. */
  rarity(comparison: number, pair: number): number {
    const share = this.#shares[comparison]?.[pair]
    const isEqual = this.#scorer.judge(this.#evidence.codes[pair] as number).tf.includes(comparison) // as above
    return share && isEqual ? rarity(this.#scorer.model.comparisons[comparison]?.levels[0]?.u ?? 1, share) : 0
  }

  zone(pair: number, bits: number): Zone {
    const { a, b, codes, system } = this.#evidence
    const [one, other] = [system[a[pair] as number] as number, system[b[pair] as number] as number] // pairs name records
    return zoneOf(bits, this.#scorer.judge(codes[pair] as number).guards, this.#thresholds[one]?.[other] ?? this.#scorer.model.thresholds) // as above
  }
}

/**
 * The share of a value among all of its field: how often it comes beside the pair in question, and, where few records are known, what is
 * believed of any value (u). What came once or twice is as rare as anything can be.
 */
export function shareOf(times: number, known: number, u: number): number {
  return Math.max(RAREST, (Math.max(times - 2, 0.5) + BELIEF * u) / (known + BELIEF))
}
/** Records whose counts weigh as much as the belief. */
const BELIEF = 2000
