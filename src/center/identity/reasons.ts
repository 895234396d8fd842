/** 为什么, from the code of a pair: the levels say equal or different without a value, so that it may be told to whoever sees only one side. */
import type { Tx } from '#kernel/tx'
import type { ReviewDetail, ReviewField } from './queue.api.ts'
import { Scorer } from './score.ts'
import { modelNamed } from './versions.ts'

type Reasons = Pick<ReviewDetail, 'prior' | 'thresholds' | 'fields' | 'guards' | 'rarity' | 'lessened'>
const NONE: Reasons = { prior: null, thresholds: null, fields: [], guards: [], rarity: 0, lessened: 0 }

export async function reasonsOf(tx: Tx, { model: name, code, bits, guard }: { model: string | null; code: number | null; bits: number | null; guard: string | null }): Promise<Reasons> {
  const guards = guard === null ? [] : guard.split(/[ ,]+/).filter((each) => each !== '')
  const model = name === null ? undefined : await modelNamed(tx, name)
  if (!model) return { ...NONE, guards }
  const lines = { auto: model.thresholds.auto, review: model.thresholds.review }
  if (code === null) return { ...NONE, prior: model.prior, thresholds: lines, guards }
  const judged = new Scorer(model).judge(code)
  const fields = model.comparisons.map(({ field, kind, levels }, at): ReviewField => {
    const level = levels[(judged.levels[at] ?? 0) - 1]
    return { field, kind, level: level?.id ?? 'missing', bits: level?.bits ?? 0, verdict: verdictOf(level?.id) }
  })
  const sum = fields.reduce((all, { bits: each }) => all + each, model.prior)
  return {
    prior: model.prior, thresholds: lines, fields: fields.filter(({ verdict }) => verdict !== 'missing'), guards: [...new Set([...judged.guards.map(({ id }) => id), ...guards])],
    rarity: bits === null ? 0 : round(bits - judged.bits), lessened: round(sum - judged.bits),
  }
}

const DIFFERENT = new Set(['else', 'veto', 'surname', 'district', 'year', 'initial'])

function verdictOf(level: string | undefined): ReviewField['verdict'] {
  if (level === undefined) return 'missing'
  if (level === 'equal') return 'same'
  return DIFFERENT.has(level) ? 'different' : 'similar'
}

const round = (value: number): number => Math.round(value * 100) / 100
