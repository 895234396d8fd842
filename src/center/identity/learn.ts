/**
 * The weights learned from the data themselves, without labels: expectation maximisation of Fellegi and Sunter's model,
 * u from random pairs and from the values' own counts, m and the share of matches from the pairs looked at. Where the model knows of households
 * there is a third kind of pair beside one person and strangers: two who share a door, as alike there as one person and as unlike elsewhere as strangers.
 */
import type { Compared, Model } from './model.ts'
import { isMet, Scorer } from './score.ts'

/** How often each code occurred. */
export type Census = ReadonlyMap<number, number>
/** What is known of the values of each comparison: how many, and how often two taken at random are equal. */
export type Values = { readonly known: number; readonly agreements: number; readonly pairs: number }

/** Matches that weigh as much as all that was believed before. */
const BELIEF = 30
const ROUNDS = 100
const LEAST = 1e-8

/**
 * The model with m, u, bits and prior as the data say. Pinned levels keep their bits, and mode `hand` keeps all of them.
 * @param candidates codes of the pairs looked at
 * @param random codes of pairs taken at random (fixed seed)
 * @param records how many records there are
 */
export function learn(model: Model, candidates: Census, random: Census, values: readonly Values[], records: number, across?: number): Model {
  if (model.mode === 'hand') return model
  const scorer = new Scorer(model)
  const pairs = Math.max(1, across ?? (records * (records - 1)) / 2)
  const [looked, strangers] = [decode(scorer, candidates), decode(scorer, random)]
  let learned = model
  let share = 1 / Math.max(2, records)
  for (let round = 0; round < ROUNDS; round++) {
    learned = weigh(learned, chancesOfStrangers(learned, strangers, values, share))
    const { matches, households, counts } = expect(learned, looked, share)
    learned = weigh(learned, undefined, counts.map((mine, at) => believe(mine, model.comparisons[at] as Compared))) // one a comparison
    const next = Math.min(0.5, Math.max(1 / pairs, matches / pairs))
    const doors = Math.max(LEAST, households) / pairs
    const isSettled = Math.abs(next - share) < share * 1e-5 && (!learned.household || Math.abs(Math.log2(doors) - learned.household.share) < 1e-4)
    if (learned.household) learned = { ...learned, household: { ...learned.household, share: Math.log2(doors) } }
    share = next
    if (isSettled) break
  }
  return { ...learned, prior: Math.log2(share / (1 - share)) }
}

/** `lessened`: what the guards leave of the odds. */
type Table = { levels: number[][]; counts: number[]; lessened: number[] }

function decode(scorer: Scorer, census: Census): Table {
  const entries = [...census.entries()].toSorted(([a], [b]) => a - b)
  const levels = entries.map(([code]) => scorer.levels(code))
  return { levels, counts: entries.map(([, count]) => count), lessened: levels.map((mine) => lessenedBy(scorer.model, mine)) }
}

/** Guards say what the weights alone cannot: people of one household agree on much and are not one. */
function lessenedBy(model: Model, levels: readonly number[]): number {
  return model.guards.filter((guard) => guard.when && isMet(guard, model, levels)).reduce((odds, { effect, bits }) => (effect === 'veto' ? 0 : effect === 'subtract' && bits !== undefined ? odds * 2 ** -bits : odds), 1)
}

/** u: exact for the equal level from the values' own counts, by random pairs for the others; what matches put into both is taken out. */
function chancesOfStrangers(model: Model, { levels, counts }: Table, values: readonly Values[], share: number): number[][] {
  return model.comparisons.map((compared, at) => {
    const seen = Array.from<number>({ length: compared.levels.length }).fill(0)
    for (let i = 0; i < counts.length; i++) {
      const level = levels[i]?.[at] ?? 0
      if (level) seen[level - 1] = (seen[level - 1] ?? 0) + (counts[i] ?? 0)
    }
    const known = seen.reduce((sum, count) => sum + count, 0)
    const { agreements = 0, pairs = 0 } = values[at] ?? {}
    return compared.levels.map(({ m, u }, step) => {
      const isExact = step === 0 && pairs > 0
      const [found, among] = isExact ? [agreements, pairs] : [seen[step] ?? 0, known]
      if (among < 100) return u
      return Math.max(LEAST, (Math.max(0, found - share * m * among) + 0.5) / ((1 - share) * among + 1))
    })
  })
}

/**
 * How many of the candidates are matches, and how often each level occurs among them. Pairs nobody looked at count as strangers:
 * the share is of all pairs, so that what blocking grants to every candidate is no evidence.
 */
function expect(model: Model, { levels, counts, lessened }: Table, share: number): { matches: number; households: number; counts: number[][] } {
  const shared = model.comparisons.map(({ field }) => model.household?.shared.includes(field) ?? false)
  const prior = { one: share / (1 - share), household: model.household ? 2 ** model.household.share : 0 }
  const seen = model.comparisons.map(({ levels: steps }) => Array.from<number>({ length: steps.length }).fill(0))
  let [matches, households] = [0, 0]
  for (let i = 0; i < counts.length; i++) {
    const mine = levels[i] as number[] // one row a count
    const found = oddsOf(model, mine, shared)
    const [one, household] = [found.all * (lessened[i] as number) * prior.one, found.shared * prior.household] // as above
    const each = (counts[i] as number) / (1 + one + household) // as above
    const weight = one * each
    matches += weight
    households += household * each
    for (let at = 0; at < mine.length; at++) {
      const level = mine[at] as number // the loop's own bound
      const row = seen[at] as number[] // one a comparison
      if (level) row[level - 1] = (row[level - 1] as number) + weight // one a level
    }
  }
  return { matches, households, counts: seen }
}

/** How much likelier these levels are of one person than of strangers, by all comparisons and by those that a household shares. */
function oddsOf(model: Model, levels: readonly number[], isShared: readonly boolean[]): { all: number; shared: number } {
  let [all, shared] = [1, 1]
  for (let at = 0; at < levels.length; at++) {
    const level = levels[at]
    const step = level ? model.comparisons[at]?.levels[level - 1] : undefined
    if (!step) continue
    const odds = Math.max(LEAST, step.m) / Math.max(LEAST, step.u)
    all *= odds
    if (isShared[at]) shared *= odds
  }
  return { all, shared }
}

/** Few matches change little of what was believed; and one remains one's own, however alike the neighbours are. */
function believe(counts: readonly number[], { levels, most = 1 }: Compared): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0)
  const chances = counts.map((count, step) => (count + BELIEF * (levels[step]?.m ?? 0)) / (total + BELIEF))
  const differs = chances.at(-1) ?? 0
  return differs <= most ? chances : chances.map((chance, step) => (step === chances.length - 1 ? most : (chance * (1 - most)) / (1 - differs)))
}

function weigh(model: Model, us?: readonly number[][], ms?: readonly (number[] | undefined)[]): Model {
  return {
    ...model,
    comparisons: model.comparisons.map((compared, at) => ({
      ...compared,
      levels: compared.levels.map((level, step) => {
        const [m, u] = [ms?.[at]?.[step] ?? level.m, us?.[at]?.[step] ?? level.u]
        return { ...level, m, u, bits: level.pinned ? level.bits : Math.log2(Math.max(LEAST, m) / Math.max(LEAST, u)) }
      }),
    })),
  }
}
