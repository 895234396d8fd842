/** What a model with other weights would make of the pairs of the last batch. Nothing is kept. */
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { sql, type Sql, type Tx } from '#kernel/tx'
import { wanted } from './models.ts'
import type { Effect, Example, exampleModel, tryModel } from './models.api.ts'
import type { Model } from './model.ts'
import { reasonsBy } from './reasons.ts'
import { unsealed } from './sources.ts'
import { examplesNear, recount, type ExamplePair } from './whatif.ts'

export async function tryOut(tx: Tx, input: InputOf<typeof tryModel>): Promise<Effect> {
  const found = await recount(tx, await wanted(tx, input))
  if (!found) throw new Refused('not-found', { cause: 'no-run' })
  const run = await tx.one<{ at: string | null }>`select ended_at as at from identity.er_run where run = ${found.run}`
  return {
    histogram: found.histogram.map(({ from, counts }) => ({ from, ...counts })),
    zones: { ...found.zones }, customers: found.clusters, records: found.records, refused: found.refused, ms: found.ms, asOf: run?.at ?? null,
  }
}

/** Of each side of a line so many. */
const EACH = 5

export async function examplesOf(tx: Tx, { at, ...input }: InputOf<typeof exampleModel>): Promise<ReplyOf<typeof exampleModel>> {
  const model = await wanted(tx, input)
  const line = input.thresholds[at]
  const near = await examplesNear(tx, model, line, 200)
  const [above, below] = [near.filter(({ bits }) => bits >= line).slice(0, EACH), near.filter(({ bits }) => bits < line).slice(0, EACH)]
  const sides = await sidesOf(tx, [...above, ...below].flatMap(({ a, b }) => [a, b]))
  const shown = (pairs: ExamplePair[]) => pairs.map((pair) => example(pair, model, sides))
  return { above: shown(above), below: shown(below) }
}

function example({ a, b, bits, code }: ExamplePair, model: Model, sides: Map<number, Example['a']>): Example {
  const { fields } = reasonsBy(model, { code, bits, guard: null })
  return { bits, a: sides.get(a) ?? UNSEEN, b: sides.get(b) ?? UNSEEN, fields: fields.map(({ field, kind, level, bits: each }) => ({ field, kind, level, bits: each })) }
}
const UNSEEN: Example['a'] = { name: null, idNumber: null, phone: null, birthday: null, address: null, source: '' }

type Side = { rec: number; customer_no: string; name: string; id_number: string | null; phone: string | null; birthday: string | null; address: string | null; source: string }

/** Pairs are integers; of their records the viewer is shown what lies within the own organisations, masked by the reply. */
async function sidesOf(tx: Tx, recs: readonly number[]): Promise<Map<number, Example['a']>> {
  const rows = await tx<Side[]>`
    select m.rec, m.customer_no, r.name, r.id_number, r.phone, r.birthday::text, r.address, r.source
    from identity.membership m
    join identity.source_record r on r.key = m.key and r.source = m.source and r.valid_to is null
    where m.rec = any (${[...new Set(recs)]}::bigint[]) and m.to_event is null and ${within(tx)}`
  return new Map(rows.map(({ rec, customer_no, id_number, phone, ...side }) => [rec, { ...side, customerNo: customer_no, idNumber: unsealed(id_number), phone: unsealed(phone) }]))
}

const within = (tx: Tx): Sql => sql`(r.org between ${tx.who.lo} and ${tx.who.hi} or exists (select from identity.golden g where g.customer_no = m.customer_no and g.whole and g.org between ${tx.who.lo} and ${tx.who.hi}))`
