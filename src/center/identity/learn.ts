/**
 * The weights learned from the data themselves, without labels: expectation maximisation of Fellegi and Sunter's model,
 * with u fixed from random pairs and m learned in several sessions, each on the pairs that agree on some fields and judged by the others.
 */
import type { Compared, Level, Model } from './model.ts'
import { Scorer } from './score.ts'

/** How often each code occurred. */
export type Census = ReadonlyMap<number, number>
/** What is known of the values of each comparison: how many, and how often two taken at random are equal. */
export type Values = { readonly known: number; readonly agreements: number; readonly pairs: number }

/** Pairs of a session that weigh as much as all that was believed before. */
const BELIEF = 30
const FEWEST = 20
const ROUNDS = 60
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
  const pairs = across ?? (records * (records - 1)) / 2
  const table = decode(scorer, candidates)
  let learned = model
  let share = 1 / Math.max(2, records)
  // u wants to know how many of the random pairs are matches, and that wants u: three rounds settle both.
  for (let round = 0; round < 3; round++) {
    learned = weigh(learned, chancesOfStrangers(learned, decode(scorer, random), values, share))
    learned = weigh(learned, undefined, chancesOfMatches(learned, table))
    share = Math.min(0.5, Math.max(1 / pairs, expectedMatches(learned, table, share, pairs) / pairs))
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
    const seen = new Array<number>(compared.levels.length).fill(0)
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

/** m of each comparison, from the sessions that did not take it for granted, by their expected matches. */
function chancesOfMatches(model: Model, table: Table): (number[] | undefined)[] {
  const sums = model.comparisons.map(({ levels }) => new Array<number>(levels.length).fill(0))
  for (const session of model.sessions) {
    const granted = model.comparisons.flatMap(({ field }, at) => (session.includes(field) ? [at] : []))
    const counts = train(model, table, granted)
    counts?.forEach((mine, at) => mine.forEach((count, step) => { (sums[at] as number[])[step] = ((sums[at] as number[])[step] as number) + count })) // both were made above
  }
  return sums.map((counts, at) => {
    const total = counts.reduce((sum, count) => sum + count, 0)
    if (total === 0) return undefined
    const before = (model.comparisons[at] as Compared).levels // one sum a comparison
    return counts.map((count, step) => (count + BELIEF * (before[step]?.m ?? 0)) / (total + BELIEF))
  })
}

/** Expected counts of each level among the matches of one session; undefined where it has too few pairs. */
function train(model: Model, { levels, counts }: Table, granted: readonly number[]): number[][] | undefined {
  const rows = levels.flatMap((mine, i) => (granted.every((at) => mine[at] === 1) ? [i] : []))
  const pairs = rows.reduce((sum, i) => sum + (counts[i] ?? 0), 0)
  if (pairs < FEWEST) return undefined
  let chances = model.comparisons.map(({ levels: steps }) => steps.map(({ m }) => m))
  let share = 0.5
  let expected: number[][] = []
  for (let round = 0; round < ROUNDS; round++) {
    let matches = 0
    expected = model.comparisons.map(({ levels: steps }) => new Array<number>(steps.length).fill(0))
    for (const i of rows) {
      const mine = levels[i] as number[] // a row of the table
      const posterior = chanceOfMatch(model, chances, mine, share, granted)
      const weight = posterior * (counts[i] ?? 0)
      matches += weight
      mine.forEach((level, at) => { if (level && !granted.includes(at)) (expected[at] as number[])[level - 1] = ((expected[at] as number[])[level - 1] as number) + weight }) // made above
    }
    const next = Math.min(0.999, Math.max(0.001, matches / pairs))
    const isSettled = Math.abs(next - share) < 1e-7
    share = next
    chances = expected.map((mine, at) => mixed(mine, (model.comparisons[at] as Compared).levels)) // one a comparison
    if (isSettled) break
  }
  return expected
}

function mixed(expected: readonly number[], before: readonly Level[]): number[] {
  const total = expected.reduce((sum, count) => sum + count, 0)
  return expected.map((count, step) => (count + BELIEF * (before[step]?.m ?? 0)) / (total + BELIEF))
}

function chanceOfMatch(model: Model, chances: readonly number[][], levels: readonly number[], share: number, granted: readonly number[]): number {
  let odds = share / (1 - share)
  for (let at = 0; at < levels.length; at++) {
    const level = levels[at]
    if (!level || granted.includes(at)) continue
    odds *= Math.max(LEAST, chances[at]?.[level - 1] ?? LEAST) / (model.comparisons[at]?.levels[level - 1]?.u ?? 1)
  }
  return odds / (1 + odds)
}

/** How many of the candidates are matches, if `share` of all pairs are: found where the answer no longer changes. */
function expectedMatches(model: Model, { levels, counts }: Table, begin: number, pairs: number): number {
  const chances = model.comparisons.map(({ levels: steps }) => steps.map(({ m }) => m))
  let share = begin
  let matches = 0
  for (let round = 0; round < 30; round++) {
    matches = levels.reduce((sum, mine, i) => sum + chanceOfMatch(model, chances, mine, share, []) * (counts[i] ?? 0), 0)
    const next = Math.min(0.5, Math.max(1 / pairs, matches / pairs))
    if (Math.abs(next - share) < share * 1e-6) break
    share = next
  }
  return matches
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
