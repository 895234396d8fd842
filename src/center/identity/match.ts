/** One batch over a corpus: candidates, codes, weights, zones, clusters. */
import { cluster, strongest, type Clusters, type Constraints, type Edges } from './cluster.ts'
import { countValues, NONE, type Column, type Corpus } from './corpus.ts'
import { learn, type Values } from './learn.ts'
import type { Model } from './model.ts'
import { findPairs, type Candidates, type Pairs, type Scope } from './pairs.ts'
import { levelOf, rarity, Scorer, zoneOf, type Zone } from './score.ts'

export type Matched = {
  readonly model: Model
  readonly pairs: Candidates
  readonly codes: Float64Array
  readonly edges: Edges
  readonly clusters: Clusters
}
export type Wish = Scope & Pick<Constraints, 'must' | 'cannot' | 'single'> & {
  /** Learn the weights from these records first. */
  readonly learn?: boolean
  /** The least average weight at which two clusters of several records join; without it one strong pair is enough. */
  readonly together?: number
  readonly onStep?: (step: string, figures: Record<string, number>) => void
}

export async function match(corpus: Corpus, model: Model, wish: Wish = {}): Promise<Matched> {
  const tell = stopwatch(wish.onStep)
  const pairs = await findPairs(corpus, model.keys, wish)
  tell('pairs', { pairs: pairs.a.length })
  const comparer = new Comparer(corpus, model)
  const codes = comparer.codes(pairs)
  tell('compare', { pairs: codes.length })
  const used = wish.learn ? learn(model, count(codes), count(comparer.codes(randomPairs(corpus, wish))), valuesOf(corpus, model), corpus.count, wish.across ? pairsAcross(corpus) : undefined) : model
  if (wish.learn) tell('learn', { codes: count(codes).size })
  return { ...resolve(corpus, used, pairs, codes, wish, tell), pairs, codes }
}

/** The part that a changed weight or threshold repeats: from codes to clusters. */
export function resolve(corpus: Corpus, model: Model, pairs: Pairs, codes: Float64Array, wish: Wish = {}, tell: Tell = () => {}): Pick<Matched, 'model' | 'edges' | 'clusters'> {
  const scoring = new Scoring(corpus, model)
  const bits = new Float64Array(codes.length)
  for (let at = 0; at < codes.length; at++) bits[at] = scoring.bits(codes[at] as number, pairs.a[at] as number) // one code a pair
  const edges = { a: pairs.a, b: pairs.b, bits }
  tell('score', { pairs: bits.length })
  const order = strongest(edges, model.thresholds.auto, (edge) => scoring.zone(codes[edge] as number, bits[edge] as number) === 'auto') // as above
  const comparer = wish.together === undefined ? undefined : new Comparer(corpus, model)
  const clusters = cluster(corpus.count, edges, order, {
    ...documentsOf(corpus), must: wish.must, cannot: wish.cannot, single: wish.single,
    ...(comparer && { least: wish.together, weigh: (a: number, b: number) => scoring.bits(comparer.code(a, b), a) }),
  })
  tell('cluster', { edges: order.length })
  return { model, edges, clusters }
}

/** Codes of the pairs of a corpus. */
export class Comparer {
  readonly #scorer: Scorer
  readonly #columns: Column[]
  readonly #levels: number[]

  constructor(corpus: Corpus, model: Model) {
    this.#scorer = new Scorer(model)
    this.#columns = model.comparisons.map(({ field }) => corpus.columns[corpus.fields.indexOf(field)] ?? { values: [], of: new Int32Array(corpus.count).fill(NONE) })
    this.#levels = new Array<number>(this.#columns.length).fill(0)
  }

  codes({ a, b }: Pairs): Float64Array {
    const codes = new Float64Array(a.length)
    for (let at = 0; at < a.length; at++) codes[at] = this.code(a[at] as number, b[at] as number) // as long as each other
    return codes
  }

  code(one: number, other: number): number {
    const { comparisons } = this.#scorer.model
    for (let at = 0; at < this.#columns.length; at++) {
      const { of, values } = this.#columns[at] as Column // the loop's own bound
      const [mine, theirs] = [of[one] as number, of[other] as number] // within the corpus
      this.#levels[at] = mine === NONE || theirs === NONE ? 0 : mine === theirs ? 1 : levelOf(comparisons[at] as (typeof comparisons)[number], values[mine] ?? null, values[theirs] ?? null) // as above
    }
    return this.#scorer.join(this.#levels, (given, surname) => this.#text(given, one) === this.#text(surname, other) && this.#text(surname, one) === this.#text(given, other))
  }

  #text(column: number, record: number): string | null {
    const { of, values } = this.#columns[column] ?? { of: [], values: [] }
    return values[of[record] ?? NONE] ?? null
  }
}

/** Bits of pairs, with the frequency of their values in this corpus. */
export class Scoring {
  readonly #scorer: Scorer
  readonly #model: Model
  readonly #rarity: (Float64Array | undefined)[]
  readonly #columns: (Column | undefined)[]

  constructor(corpus: Corpus, model: Model) {
    this.#model = model
    this.#scorer = new Scorer(model)
    this.#columns = model.comparisons.map(({ field }) => corpus.columns[corpus.fields.indexOf(field)])
    this.#rarity = model.comparisons.map(({ tf, levels }, at) => {
      const column = this.#columns[at]
      if (!tf || !column) return undefined
      const { counts, known } = countValues(column)
      return Float64Array.from(counts, (times) => rarity(levels[0]?.u ?? 1, times / Math.max(1, known)))
    })
  }

  /** Of a pair with this code; `one` is either of them, since only equal values have a frequency to speak of. */
  bits(code: number, one: number): number {
    const { bits, tf } = this.#scorer.judge(code)
    return tf.reduce((sum, at) => sum + (this.#rarity[at]?.[this.#columns[at]?.of[one] ?? NONE] ?? 0), bits)
  }

  /** What the frequency of its value adds to one comparison of a pair. */
  rarityOf(comparison: number, code: number, one: number): number {
    return this.#scorer.judge(code).tf.includes(comparison) ? (this.#rarity[comparison]?.[this.#columns[comparison]?.of[one] ?? NONE] ?? 0) : 0
  }

  zone(code: number, bits: number): Zone {
    return zoneOf(bits, this.#scorer.judge(code).guards, this.#model.thresholds)
  }
}

export function count(codes: Float64Array): Map<number, number> {
  const counts = new Map<number, number>()
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1)
  return counts
}

/** Of each record its valid document, by number; two of one type are two people. */
function documentsOf({ fields, columns, count: records }: Corpus): Pick<Constraints, 'document' | 'documentType'> {
  const column = columns[fields.indexOf('id')]
  if (!column) return {}
  const types = new Map<string, number>()
  const documentType = Int32Array.from(column.values, (value) => {
    const [type = ''] = value.split(':')
    if (!types.has(type)) types.set(type, types.size)
    return types.get(type) as number // set in the line before
  })
  const isValid = column.values.map((value) => value.split(':')[1] === '1')
  const document = Int32Array.from({ length: records }, (_, rec) => { const value = column.of[rec] ?? NONE; return value !== NONE && isValid[value] ? value : NONE })
  return { document, documentType }
}

const RANDOM_PAIRS = 490_000
const SEED = 20_261_122

/** Pairs taken at random with a fixed seed, or all pairs of a small corpus. */
function randomPairs(corpus: Corpus, { across }: Scope): Pairs {
  const { count: n, system } = corpus
  const all = (n * (n - 1)) / 2
  const [a, b]: [number[], number[]] = [[], []]
  const take = (one: number, other: number) => {
    if (one === other || (across && system[one] === system[other])) return
    a.push(Math.min(one, other))
    b.push(Math.max(one, other))
  }
  if (all <= 2 * RANDOM_PAIRS) for (let one = 0; one < n; one++) for (let other = one + 1; other < n; other++) take(one, other)
  else for (let random = dice(SEED), tries = 0; tries < RANDOM_PAIRS; tries++) take(Math.floor(random() * n), Math.floor(random() * n))
  return { a: Int32Array.from(a), b: Int32Array.from(b) }
}

/** Mulberry32: the same numbers from the same seed on every machine. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** How likely two records taken at random are equal in each field: sum f(f-1) / (N(N-1)), exact. */
function valuesOf(corpus: Corpus, model: Model): Values[] {
  return model.comparisons.map(({ field }) => {
    const column = corpus.columns[corpus.fields.indexOf(field)]
    if (!column) return { known: 0, agreements: 0, pairs: 0 }
    const { counts, known } = countValues(column)
    let agreements = 0
    for (const times of counts) agreements += (times * (times - 1)) / 2
    return { known, agreements, pairs: (known * (known - 1)) / 2 }
  })
}

function pairsAcross({ system, systems }: Corpus): number {
  const sizes = systems.map((_, at) => system.reduce((sum, mine) => sum + (mine === at ? 1 : 0), 0))
  const all = sizes.reduce((sum, size) => sum + size, 0)
  return (all * all - sizes.reduce((sum, size) => sum + size * size, 0)) / 2
}

export type Tell = (step: string, figures: Record<string, number>) => void

function stopwatch(onStep: Tell | undefined): Tell {
  let since = performance.now()
  return (step, figures) => {
    const now = performance.now()
    onStep?.(step, { ...figures, ms: Math.round(now - since) })
    since = now
  }
}
