/** From two fingerprints to one integer code, and from the code to bits, zone and reasons 偏差法. */
import { COMPARISONS } from './compare.ts'
import type { Compared, Guard, Model, Thresholds } from './model.ts'

/** The values of one record, in the order of the model's comparisons; null where nothing is known. */
export type Fingerprint = readonly (string | null)[]
export type Zone = 'auto' | 'review' | 'reject'

/** Compares by one model: a code is the levels in mixed radix, 0 for nothing known, 1 for the first level. */
export class Scorer {
  readonly model: Model
  readonly #radix: number[]
  readonly #read: Map<number, Judged> = new Map()
  readonly #swap: [given: number, surname: number] | undefined
  readonly #covered: { by: number; fields: number[] } | undefined
  /** Parts of one place, the finest first. */
  readonly #places: number[]
  readonly #shared: boolean[]

  constructor(model: Model) {
    this.model = model
    let radix = 1
    this.#radix = model.comparisons.map(({ levels }) => {
      const mine = radix
      radix *= levels.length + 1
      return mine
    })
    if (radix > Number.MAX_SAFE_INTEGER) throw new RangeError('a code of so many comparisons is no integer any more')
    const at = (field: string) => model.comparisons.findIndex((compared) => compared.field === field)
    if (at('given') >= 0 && at('surname') >= 0) this.#swap = [at('given'), at('surname')]
    this.#shared = model.comparisons.map(({ field }) => model.household?.shared.includes(field) ?? false)
    this.#places = PLACES.map(at).filter((field) => field >= 0)
    if (at('id') >= 0) this.#covered = { by: at('id'), fields: [at('birthday'), at('gender')].filter((field) => field >= 0) }
  }

  /** The code of two records. */
  code(a: Fingerprint, b: Fingerprint): number {
    const levels = this.model.comparisons.map((compared, at) => levelOf(compared, a[at] ?? null, b[at] ?? null))
    return this.join(levels, (given, surname) => a[given] !== null && a[given] === b[surname] && a[surname] === b[given])
  }

  /** The code of levels found one by one. */
  join(levels: number[], isSwapped: (given: number, surname: number) => boolean): number {
    // A birthday or sex read from the same identity number is no second witness.
    if (this.#covered && levels[this.#covered.by] === 1) for (const field of this.#covered.fields) levels[field] = 0
    if (this.#swap && levels[this.#swap[0]] !== 1 && levels[this.#swap[1]] !== 1 && isSwapped(...this.#swap)) {
      levels[this.#swap[0]] = 0
      levels[this.#swap[1]] = SWAPPED
    }
    if (this.#places.length > 1) this.#sayOnce(levels)
    let code = 0
    for (let at = 0; at < levels.length; at++) code += (levels[at] as number) * (this.#radix[at] as number) // one radix a comparison
    return code
  }

  /** A postcode lies in a town, a town in a region: where the finer is equal, the coarser says nothing new; where the coarser differs, nor does the finer. */
  #sayOnce(levels: number[]): void {
    const finest = this.#places.findIndex((at) => levels[at] === 1)
    if (finest >= 0) for (const at of this.#places.slice(finest + 1)) if (levels[at] === 1) levels[at] = 0
    const isElse = (at: number) => levels[at] === this.model.comparisons[at]?.levels.length
    const coarsest = this.#places.findLastIndex(isElse)
    if (coarsest >= 0) for (const at of this.#places.slice(0, coarsest)) if (isElse(at)) levels[at] = 0
  }

  /** The levels of a code, 0 for nothing known. */
  levels(code: number): number[] {
    return this.model.comparisons.map(({ levels }, at) => Math.floor(code / (this.#radix[at] as number)) % (levels.length + 1)) // as above
  }

  /** What a pair weighs in all: `rarityOf` tells what the frequency of its value adds to a comparison on its first level. */
  bits(code: number, rarityOf: (comparison: number) => number): number {
    const { bits, tf } = this.judge(code)
    return tf.reduce((sum, at) => sum + rarityOf(at), bits) - this.household(code, rarityOf)
  }

  /** Bits taken off because people of one household agree on as much: log2(1 + odds of a household). */
  household(code: number, rarityOf: (comparison: number) => number): number {
    const { household } = this.model
    if (!household) return 0
    const { shared, tf } = this.judge(code)
    return Math.log2(1 + 2 ** tf.reduce((sum, at) => sum + (this.#shared[at] ? rarityOf(at) : 0), household.share + shared))
  }

  /** What a code weighs and which guards it meets, remembered: a million pairs have a few thousand codes. */
  judge(code: number): Judged {
    let judged = this.#read.get(code)
    if (!judged) this.#read.set(code, (judged = judge(this.model, this.levels(code))))
    return judged
  }
}

export function levelOf({ kind, levels }: Compared, a: string | null, b: string | null): number {
  if (a === null || b === null) return 0
  if (a === b) return 1
  const found = COMPARISONS[kind].level(a, b)
  return found === null ? 0 : levels.findIndex(({ id }) => id === found) + 1
}

const PLACES = ['postcode', 'locality', 'region']
const SWAPPED = COMPARISONS.surname.levels.indexOf('swapped') + 1

export type Judged = {
  /** Prior and all weights, after guards that subtract; without the frequency of the values and what is taken off for households. */
  readonly bits: number
  /** Of the weights those of what people of one household share. */
  readonly shared: number
  /** Comparisons on their first level whose values' frequency counts. */
  readonly tf: readonly number[]
  readonly guards: readonly Guard[]
  readonly levels: readonly number[]
}

function judge(model: Model, levels: number[]): Judged {
  const weights = model.comparisons.map(({ levels: steps }, at) => (levels[at] ? (steps[(levels[at] as number) - 1]?.bits ?? 0) : 0)) // 0 is nothing known
  const guards = model.guards.filter((guard) => holds(guard, model, levels, weights))
  const lessened = guards.filter(({ effect }) => effect === 'subtract').reduce((sum, { when, bits, factor = 1 }) => sum + (bits ?? factor * leastOf(model, weights, Object.keys(when ?? {}))), 0)
  return {
    bits: weights.reduce((sum, weight) => sum + weight, model.prior) - lessened,
    shared: weights.reduce((sum, weight, at) => sum + (model.household?.shared.includes(model.comparisons[at]?.field ?? '') ? weight : 0), 0),
    tf: model.comparisons.flatMap(({ tf }, at) => (tf && levels[at] === 1 ? [at] : [])),
    guards,
    levels,
  }
}

/** Whether what a guard asks of the levels is so. */
export function isMet({ when }: Guard, model: Model, levels: readonly number[]): boolean {
  return Object.entries(when ?? {}).every(([field, allowed]) => {
    const at = model.comparisons.findIndex((compared) => compared.field === field)
    const level = levels[at] ? model.comparisons[at]?.levels[(levels[at] as number) - 1]?.id : 'none' // 0 is nothing known
    return level !== undefined && allowed.includes(level)
  })
}

function holds(guard: Guard, model: Model, levels: readonly number[], weights: readonly number[]): boolean {
  const { only } = guard
  return isMet(guard, model, levels) && (only === undefined || model.comparisons.every(({ field }, at) => (weights[at] as number) < SUPPORT || only.includes(field))) // one weight a comparison
}

/** Bits from which a field speaks for a match: the same district says nothing yet. */
const SUPPORT = 3

function leastOf(model: Model, weights: readonly number[], fields: readonly string[]): number {
  return Math.max(0, Math.min(...model.comparisons.flatMap(({ field }, at) => (fields.includes(field) ? [weights[at] as number] : [])))) // as above
}

/** 满足, 模糊 or 不满足. */
export function zoneOf(bits: number, guards: readonly Guard[], { auto, review }: Thresholds): Zone {
  if (guards.some(({ effect }) => effect === 'veto')) return 'reject'
  if (guards.some(({ effect }) => effect === 'force')) return 'review'
  if (bits < review) return 'reject'
  return bits >= auto && !guards.some(({ effect }) => effect === 'cap') ? 'auto' : 'review'
}

/**
 * What a value's frequency adds to its field's equal level, in bits: log2(u / f), damped, since values are misspelled into rarity.
 * @param f the value's share of all values of the field
 */
export function rarity(u: number, f: number): number {
  return DAMPING * Math.log2(u / Math.max(f, RAREST))
}
const DAMPING = 0.8
/** Two in a million: below, a frequency is chance. */
export const RAREST = 2e-6
