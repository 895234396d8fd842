/** The model 指纹模型: what is compared, what each level weighs, which pairs are looked at, what stops a match. One JSON for the batch, one arriving record and the command line. */
import { readFileSync } from 'node:fs'
import { COMPARISONS, type Kind } from './compare.ts'

export type Level = {
  readonly id: string
  /** Chances of the level among pairs of one person and among pairs of two. */
  readonly m: number
  readonly u: number
  /** What the level weighs, log2(m/u) unless a person has typed another figure. */
  readonly bits: number
  readonly pinned?: boolean
}
export type Compared = {
  readonly field: string
  readonly kind: Kind
  /** A rare value weighs more than a common one. */
  readonly tf?: boolean
  /** Whatever is learned, no more of one's pairs than this differ altogether here: who shares a door, a phone or a town is another one still. */
  readonly most?: number
  readonly levels: readonly Level[]
}
/**
 * What stands above the sum of the weights. It holds where every field of `when` stands on one of its levels ('none': nothing known), and
 * where nothing outside `only` speaks for a match. veto: never; cap: at most 模糊; force: always 模糊; subtract: `bits`, or `factor` × the
 * lesser weight of the fields of `when`.
 */
export type Guard = {
  readonly id: string
  readonly effect: 'veto' | 'cap' | 'force' | 'subtract'
  readonly when?: Readonly<Record<string, readonly string[]>>
  readonly only?: readonly string[]
  readonly factor?: number
  readonly bits?: number
}
/** Records that share all parts are looked at. Broad keys join only while the pairs stay few. */
export type Key = { readonly id: string; readonly parts: readonly string[]; readonly broad?: boolean }
/** In bits: from `auto` 满足, from `review` 模糊, below 不满足. */
export type Thresholds = { readonly auto: number; readonly review: number }
/** Thresholds of a pair of systems (either order) or of a tier of customers. */
export type Stratum = Thresholds & { readonly systems?: readonly [string, string]; readonly tier?: string }

export type Model = {
  readonly model: string
  readonly kind: 'person' | 'company'
  /** Weights typed by the bank, learned from its data, or learned with some pinned. */
  readonly mode: 'hand' | 'learned' | 'mixed'
  /** log2 of the chance that two records taken at random are one person. */
  readonly prior: number
  readonly comparisons: readonly Compared[]
  readonly keys: readonly Key[]
  readonly guards: readonly Guard[]
  /** What people of one household share, and log2 of how many such pairs there are to one pair of strangers. */
  readonly household?: { readonly shared: readonly string[]; readonly share: number }
  readonly thresholds: Thresholds & { readonly strata?: readonly Stratum[] }
}

export const PERSON = readModel('person.model.json')
export const COMPANY = readModel('company.model.json')

function readModel(name: string): Model {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as Model // our own file; model.test.ts reads it whole
}

/** The model for data that have only some of its fields. */
export function narrow(model: Model, fields: ReadonlySet<string>): Model {
  return {
    ...model,
    comparisons: model.comparisons.filter(({ field }) => fields.has(field)),
    guards: model.guards.filter(({ when, only }) => Object.keys(when ?? {}).every((field) => fields.has(field)) && (only === undefined || STRONG.some((field) => fields.has(field)))),
  }
}

/** Where none of these was ever known, name and birthday are all there is and must do. */
const STRONG = ['id', 'phone', 'email']

export const levelsOf = (compared: Compared): readonly string[] => COMPARISONS[compared.kind].levels

/** Which thresholds hold for two records of these systems and a customer of this tier; the narrowest stratum wins. */
export function thresholdsOf(model: Model, systemA: string, systemB: string, tier?: string): Thresholds {
  const fits = ({ systems, tier: ofTier }: Stratum) =>
    (systems === undefined || (systems.includes(systemA) && systems.includes(systemB) && (systems[0] !== systems[1] ? systemA !== systemB : systemA === systemB))) && (ofTier === undefined || ofTier === tier)
  const weight = ({ systems, tier: ofTier }: Stratum) => (systems ? 2 : 0) + (ofTier ? 1 : 0)
  const [narrowest] = (model.thresholds.strata ?? []).filter(fits).toSorted((a, b) => weight(b) - weight(a))
  return narrowest ?? model.thresholds
}
