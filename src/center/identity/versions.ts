/** Which model holds: the published version of the bank, or the one that ships with the product. */
import type { Tx } from '#kernel/tx'
import { COMPANY, PERSON, type Model } from './model.ts'

export type Kind = Model['kind']

export const shipped = (kind: Kind): Model => (kind === 'person' ? PERSON : COMPANY)

export async function publishedModel(tx: Tx, kind: Kind): Promise<Model> {
  const found = await tx.one<{ body: Model }>`select body from identity.er_model where kind = ${kind} and state = 'published'`
  return found?.body ?? shipped(kind)
}

/** Both kinds at once. */
export async function publishedModels(tx: Tx): Promise<Record<Kind, Model>> {
  const found = await tx<{ kind: Kind; body: Model }[]>`select kind, body from identity.er_model where state = 'published'`
  return { person: PERSON, company: COMPANY, ...Object.fromEntries(found.map(({ kind, body }) => [kind, body])) }
}

/** A version by its name, whatever its state: an old decision is explained by the model it was made with. */
export async function modelNamed(tx: Tx, name: string): Promise<Model | undefined> {
  const found = await tx.one<{ body: Model }>`select body from identity.er_model where model = ${name}`
  return found?.body ?? [PERSON, COMPANY].find((each) => each.model === name)
}

/** The same model under other weights: what is not named keeps its own. */
export function weighed(model: Model, { weights, thresholds, strata, mode, learned: found = [] }: Change): Model {
  const chances = new Map(found.map((each) => [`${each.field} ${each.level}`, { m: each.m, u: each.u }]))
  const typed = new Map(weights.map((weight) => [`${weight.field} ${weight.level}`, weight]))
  return {
    ...model,
    mode,
    comparisons: model.comparisons.map((compared) => ({
      ...compared,
      levels: compared.levels.map((known) => {
        const level = { ...known, ...chances.get(`${compared.field} ${known.id}`) }
        const weight = typed.get(`${compared.field} ${level.id}`)
        const pinned = weight?.pinned ?? level.pinned === true
        const isLearned = mode === 'learned' || (mode === 'mixed' && !pinned)
        return { ...level, bits: isLearned ? learned(level) : (weight?.bits ?? level.bits), pinned }
      }),
    })),
    thresholds: { ...thresholds, ...(strata.length > 0 && { strata: strata.map(({ systems, ...rest }) => ({ ...rest, ...(systems && { systems: [systems[0] ?? '', systems[1] ?? ''] as const }) })) }) },
  }
}

export type Change = {
  weights: { field: string; level: string; bits: number; pinned: boolean }[]
  thresholds: { auto: number; review: number }
  strata: { systems?: string[]; tier?: string; auto: number; review: number }[]
  mode: Model['mode']
  /** What was learned from the bank's own records: it takes the place of what the version knew. */
  learned?: { field: string; level: string; m: number; u: number }[]
}

/** What learning says of a level: log2(m / u). */
export const learned = ({ m, u }: { m: number; u: number }): number => Math.round(Math.log2(m / u) * 100) / 100
