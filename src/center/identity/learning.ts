/** 按本行数据学习: expectation maximisation over what the last batch compared. Nobody says which pairs are right. */
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import type { Tx } from '#kernel/tx'
import { learn, type Census, type Values } from './learn.ts'
import { dice } from './match.ts'
import type { Model } from './model.ts'
import type { learnModel } from './models.api.ts'
import { FIELDS, printsOf } from './prints.ts'
import { Scorer } from './score.ts'
import { modelNamed } from './versions.ts'
import { evidenceOf, fitted } from './whatif.ts'

/** Each beside each: some 180,000 pairs of strangers. */
const STRANGERS = 600
const SEED = 20261122

export async function learnFromBank(tx: Tx, { model: name }: InputOf<typeof learnModel>): Promise<ReplyOf<typeof learnModel>> {
  const since = performance.now()
  const named = await modelNamed(tx, name)
  if (!named) throw new Refused('not-found')
  const packed = await evidenceOf(tx, named.kind)
  if (!packed) throw new Refused('not-found', { cause: 'no-run' })
  const model: Model = { ...fitted(named), mode: 'learned' }
  const [random, values] = await Promise.all([strangers(tx, model, packed.recs), valuesOf(tx, model)])
  const found = learn(model, count(packed.evidence.codes), random, values, packed.recs.length)
  return {
    levels: found.comparisons.flatMap(({ field, levels }) => levels.map(({ id, m, u }) => ({ field, level: id, m: Math.min(1, m), u: Math.min(1, u) }))),
    records: packed.recs.length, pairs: packed.evidence.codes.length, ms: Math.round(performance.now() - since),
  }
}

function count(codes: Iterable<number>): Census {
  const census = new Map<number, number>()
  for (const code of codes) census.set(code, (census.get(code) ?? 0) + 1)
  return census
}

/** Records taken at random with a fixed seed, so that the same bank teaches the same. */
async function strangers(tx: Tx, model: Model, recs: Float64Array): Promise<Census> {
  const random = dice(SEED)
  const taken = new Set(Array.from({ length: STRANGERS }, () => recs[Math.floor(random() * recs.length)] ?? 0))
  const prints = await printsOf(tx, [...taken])
  const places = model.comparisons.map(({ field }) => FIELDS[model.kind].indexOf(field))
  const valued = prints.map(({ values }) => places.map((place) => values[place] ?? null))
  const scorer = new Scorer(model)
  return count(valued.flatMap((one, at) => valued.slice(at + 1).map((other) => scorer.code(one, other))))
}

/** How often two records agree in a value by chance: sum f(f-1) / (N(N-1)) over the values that the last batch counted. */
async function valuesOf(tx: Tx, model: Model): Promise<Values[]> {
  const rows = await tx<{ field: string; known: number; agreements: string }[]>`
    select field, max(times) filter (where token = 0) as known, coalesce(sum(times::numeric * (times - 1) / 2) filter (where token <> 0), 0)::text as agreements
    from identity.er_frequency where kind = ${model.kind} group by field`
  const counted = new Map(rows.map((row) => [row.field, row]))
  return model.comparisons.map(({ field, tf }) => {
    const { known = 0, agreements = '0' } = (tf ? counted.get(field) : undefined) ?? {}
    return { known: known ?? 0, agreements: Number(agreements), pairs: ((known ?? 0) * ((known ?? 0) - 1)) / 2 }
  })
}
