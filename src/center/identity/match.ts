/** One batch over a corpus: candidates, codes, weights, zones, clusters. */
import type { Constraints } from './cluster.ts'
import { countValues, NONE, type Column, type Corpus } from './corpus.ts'
import { shareOf, weighAll, type Evidence, type Weighed } from './evidence.ts'
import { learn, type Values } from './learn.ts'
import type { Model } from './model.ts'
import { findPairs, type Candidates, type Pairs, type Scope } from './pairs.ts'
import { levelOf, rarity, Scorer } from './score.ts'

export type Matched = Weighed & { readonly model: Model; readonly evidence: Evidence; readonly dropped: Candidates['dropped'] }
export type Wish = Scope & Pick<Constraints, 'must' | 'cannot' | 'single'> & {
  /** Learn the weights from these records first. */
  readonly learn?: boolean
  /** The least average weight at which two clusters of several records join; without it one strong pair is enough. */
  readonly together?: number
  readonly onStep?: Tell
}

export async function match(corpus: Corpus, model: Model, wish: Wish = {}): Promise<Matched> {
  const tell = stopwatch(wish.onStep)
  const pairs = await findPairs(corpus, model.keys, wish)
  tell('pairs', { pairs: pairs.a.length })
  const comparer = new Comparer(corpus, model)
  const codes = comparer.codes(pairs)
  tell('compare', { pairs: codes.length })
  const used = wish.learn ? learn(model, count(codes), count(comparer.codes(randomPairs(corpus, wish))), valuesOf(corpus, model), corpus.count, wish.across ? pairsAcross(corpus) : undefined) : model
  if (wish.learn) tell('learn', { prior: Math.round(used.prior * 100) / 100 })
  const evidence = { ...pairs, codes, records: corpus.count, shares: sharesOf(corpus, model, pairs), ...documentsOf(corpus), system: corpus.system, systems: corpus.systems }
  const weighed = weighAll(evidence, used, { must: wish.must, cannot: wish.cannot, single: wish.single, ...(wish.together !== undefined && { least: wish.together, weigh: between(corpus, used, comparer) }) })
  tell('cluster', { pairs: codes.length })
  return { model: used, evidence, dropped: pairs.dropped, ...weighed }
}

/** Bits of any two records, looked at or not. */
function between(corpus: Corpus, model: Model, comparer: Comparer): (a: number, b: number) => number {
  const scorer = new Scorer(model)
  const shares = frequenciesOf(corpus, model)
  return (a, b) => scorer.bits(comparer.code(a, b), (at) => rarity(model.comparisons[at]?.levels[0]?.u ?? 1, shares[at]?.(a) ?? 1))
}

/** Of each comparison whose frequency counts, the share of a record's value. */
function frequenciesOf(corpus: Corpus, model: Model): (((record: number) => number) | undefined)[] {
  return model.comparisons.map(({ field, tf, levels }) => {
    const column = corpus.columns[corpus.fields.indexOf(field)]
    if (!tf || !column) return undefined
    const { counts, known } = countValues(column)
    return (record) => shareOf(counts[column.of[record] ?? NONE] ?? 0, known, levels[0]?.u ?? 1)
  })
}

function sharesOf(corpus: Corpus, model: Model, { a }: Pairs): Map<string, Float32Array> {
  const shares = new Map<string, Float32Array>()
  frequenciesOf(corpus, model).forEach((share, at) => { if (share) shares.set(model.comparisons[at]?.field ?? '', Float32Array.from(a, share)) })
  return shares
}

/** Codes of the pairs of a corpus. */
export class Comparer {
  readonly #scorer: Scorer
  readonly #columns: Column[]
  readonly #levels: number[]

  constructor(corpus: Corpus, model: Model) {
    this.#scorer = new Scorer(model)
    this.#columns = model.comparisons.map(({ field }) => corpus.columns[corpus.fields.indexOf(field)] ?? { values: [], of: new Int32Array(corpus.count).fill(NONE) })
    this.#levels = Array.from<number>({ length: this.#columns.length }).fill(0)
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

export function count(codes: Float64Array): Map<number, number> {
  const counts = new Map<number, number>()
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1)
  return counts
}

/** Of each record its valid document, by number; two of one type are two people. */
function documentsOf({ fields, columns, count: records }: Corpus): { document: Int32Array; documentType: Int32Array } {
  const column = columns[fields.indexOf('id')]
  if (!column) return { document: new Int32Array(records).fill(NONE), documentType: new Int32Array(0) }
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
export function dice(seed: number): () => number {
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
