/**
 * The weights learned from the data themselves, without labels: expectation maximisation of Fellegi and Sunter's model,
 * u from random pairs and from the values' own counts, m and the share of matches from the pairs looked at.
 */
import type { Compared, Level, Model } from './model.ts'
import { Scorer } from './score.ts'

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
    const { matches, counts } = expect(learned, looked, share)
    learned = weigh(learned, undefined, counts.map((mine, at) => believe(mine, (model.comparisons[at] as Compared).levels))) // one a comparison
    const next = Math.min(0.5, Math.max(1 / pairs, matches / pairs))
    const isSettled = Math.abs(next - share) < share * 1e-5
    share = next
    if (isSettled) break
  }
  return { ...learned, prior: Math.log2(share / (1 - share)) }
}

type Table = { levels: number[][]; counts: number[] }

function decode(scorer: Scorer, census: Census): Table {
  const entries = [...census.entries()].toSorted(([a], [b]) => a - b)
  return { levels: entries.map(([code]) => scorer.levels(code)), counts: entries.map(([, count]) => count) }
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
function expect(model: Model, { levels, counts }: Table, share: number): { matches: number; counts: number[][] } {
  const seen = model.comparisons.map(({ levels: steps }) => Array.from<number>({ length: steps.length }).fill(0))
  let matches = 0
  for (let i = 0; i < counts.length; i++) {
    const mine = levels[i] as number[] // one row a count
    const weight = chanceOfMatch(model, mine, share) * (counts[i] as number) // as above
    matches += weight
    for (let at = 0; at < mine.length; at++) {
      const level = mine[at] as number // the loop's own bound
      const row = seen[at] as number[] // one a comparison
      if (level) row[level - 1] = (row[level - 1] as number) + weight // one a level
    }
  }
  return { matches, counts: seen }
}

function chanceOfMatch(model: Model, levels: readonly number[], share: number): number {
  let odds = share / (1 - share)
  for (let at = 0; at < levels.length; at++) {
    const level = levels[at]
    const step = level ? model.comparisons[at]?.levels[level - 1] : undefined
    if (step) odds *= Math.max(LEAST, step.m) / Math.max(LEAST, step.u)
  }
  return odds / (1 + odds)
}

/** Few matches change little of what was believed. */
function believe(counts: readonly number[], before: readonly Level[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return counts.map((count, step) => (count + BELIEF * (before[step]?.m ?? 0)) / (total + BELIEF))
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
