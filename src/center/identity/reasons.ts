/** 为什么, from the code of a pair: the levels say equal or different without a value, so that it may be told to whoever sees only one side. */
import type { Tx } from '#kernel/tx'
import { narrow, type Model } from './model.ts'
import { FIELDS } from './prints.ts'
import type { Reasons, ReviewField } from './queue.api.ts'
import { Scorer } from './score.ts'
import { modelNamed } from './versions.ts'

export const NO_REASONS: Reasons = { model: null, prior: null, thresholds: null, fields: [], guards: [], rarity: 0, lessened: 0 }

type Coded = { code: number | null; bits: number | null; guard: string | null }

export async function reasonsOf(tx: Tx, { model: name, ...coded }: Coded & { model: string | null }): Promise<Reasons> {
  const model = name === null || coded.code === null ? undefined : await modelNamed(tx, name)
  return model ? reasonsBy(model, coded) : { ...NO_REASONS, model: name, guards: guardsOf(coded.guard) }
}

/** Codes are of the fields that the bank's own records have. */
export function reasonsBy(whole: Model, { code, bits, guard }: Coded): Reasons {
  const model = narrow(whole, new Set(FIELDS[whole.kind]))
  const judged = new Scorer(model).judge(code ?? 0)
  const fields = model.comparisons.map(({ field, kind, levels }, at): ReviewField => {
    const level = levels[(judged.levels[at] ?? 0) - 1]
    return { field, kind, level: level?.id ?? 'missing', bits: level?.bits ?? 0, verdict: verdictOf(level?.id) }
  })
  const sum = fields.reduce((all, { bits: each }) => all + each, model.prior)
  return {
    model: model.model, prior: model.prior, thresholds: { auto: model.thresholds.auto, review: model.thresholds.review }, fields: fields.filter(({ verdict }) => verdict !== 'missing'),
    guards: [...new Set([...judged.guards.map(({ id }) => id), ...guardsOf(guard)])], rarity: bits === null ? 0 : round(bits - judged.bits), lessened: round(sum - judged.bits),
  }
}

const guardsOf = (guard: string | null): string[] => (guard ?? '').split(/[ ,]+/).filter((each) => each !== '')

const DIFFERENT = new Set(['else', 'veto', 'surname', 'district', 'year', 'initial'])

function verdictOf(level: string | undefined): ReviewField['verdict'] {
  if (level === undefined) return 'missing'
  if (level === 'equal') return 'same'
  return DIFFERENT.has(level) ? 'different' : 'similar'
}

const round = (value: number): number => Math.round(value * 100) / 100
