import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { engine, type Tx } from '#kernel/tx'
import { settleDown, townsfolk } from '#test/town'
import { openWorld, type World } from '#test/world'
import { scoreAgainstBank } from './near.ts'
import { unpackEvidence } from './blocks.ts'
import { weighAll, ZONES } from './evidence.ts'
import { COMPANY, narrow, PERSON, type Model } from './model.ts'
import { FIELDS, printsOf } from './prints.ts'
import { settle } from './settle.ts'
import { publishedModel, type Kind } from './versions.ts'

const PEOPLE = Number(process.env.YILAN_PEOPLE ?? 1600)
const SEED = 20261122
const ABREAST = 500

let bank: World
before(async () => {
  bank = await openWorld()
  // So that there are many pairs, and many that are nearly something, every key is for everybody.
  for (const model of [PERSON, COMPANY]) await publish({ ...model, model: `${model.kind}-wide`, keys: [...model.keys.map(({ id, parts }) => ({ id, parts })), ...BROAD[model.kind].map((parts) => ({ id: parts.join('+'), parts }))] })
  await forgetKeys()
  const folk = townsfolk({ people: PEOPLE, companies: PEOPLE / 10, seed: SEED, errors: 'unseen' })
  // A switchboard, and a phone that many share and not too many.
  folk.forEach(({ row }, at) => { if (at % 60 === 7) row.phone = at < 2100 ? '02584441234' : '13955551234' })
  await settleDown(folk.toSorted((a, b) => (a.source < b.source ? -1 : a.source > b.source ? 1 : 0)))
  await settle('test', () => {})
})
after(() => bank.close())

const BROAD = { person: [['family', 'year'], ['family', 'district'], ['month-day']], company: [['district']] }
/** The people of the world came before this model, and its keys are others. */
const forgetKeys = () => engine('test', async (tx) => {
  await tx`delete from identity.er_key`
  await tx`delete from identity.er_key_recent`
  await tx`delete from identity.er_fingerprint`
  await tx`insert into identity.unmatched (rec) select rec from identity.source_record where valid_to is null order by rec`
})
const publish = (model: Model) => engine('test', (tx) => tx`insert into identity.er_model (model, kind, state, body, made_by) values (${model.model}, ${model.kind}, 'published', ${JSON.stringify(model)}::jsonb, 'test')`)

for (const kind of ['person', 'company'] as const) {
  test(`whether all at once or one by one, the same ${kind} records are compared, with the same code, bits and zone`, async (t) => {
    const [batch, online] = [await engine('test', (tx) => inBatch(tx, kind)), await engine('test', (tx) => oneByOne(tx, kind))]
    t.diagnostic(`${batch.size} pairs of ${kind} records`)
    const [missing, more] = [[...batch.keys()].filter((pair) => !online.has(pair)), [...online.keys()].filter((pair) => !batch.has(pair))]
    assert.deepEqual({ missing: missing.slice(0, 5), more: more.slice(0, 5) }, { missing: [], more: [] }, `${missing.length} pairs only in the batch, ${more.length} only online`)
    const others = [...batch].filter(([pair, said]) => online.get(pair) !== said).map(([pair, said]) => `${pair}: ${said} in the batch, ${online.get(pair)} online`)
    assert.deepEqual(others.slice(0, 5), [], `${others.length} pairs weigh differently`)
    const zones = new Set([...batch.values()].map((said) => said.split(' ')[2]))
    assert.deepEqual(zones, new Set(['auto', 'review', 'reject']), 'pairs of every zone are among them')
    assert.ok(batch.size >= (kind === 'person' ? 20_000 : 1000), `${batch.size} pairs are too few to say so`)
  })
}

const said = (code: number, bits: number, zone: string) => `${code} ${bits} ${zone}`

/** By `a b`, what the last batch made of the pair. */
async function inBatch(tx: Tx, kind: Kind): Promise<Map<string, string>> {
  const packed = (await unpackEvidence(tx, kind)) ?? assert.fail('no batch has run')
  const { evidence, recs } = packed
  const { edges, zones } = weighAll(evidence, narrow(await publishedModel(tx, kind), new Set(FIELDS[kind])))
  const pairs = new Map<string, string>()
  for (let pair = 0; pair < zones.length; pair++) {
    const [a, b] = [recs[evidence.a[pair] ?? 0] ?? 0, recs[evidence.b[pair] ?? 0] ?? 0]
    pairs.set(`${Math.min(a, b)} ${Math.max(a, b)}`, said(evidence.codes[pair] ?? 0, edges.bits[pair] ?? 0, ZONES[zones[pair] ?? 0] ?? ''))
  }
  return pairs
}

/** The same of every record as if it arrived now. */
async function oneByOne(tx: Tx, kind: Kind): Promise<Map<string, string>> {
  const model = await publishedModel(tx, kind)
  const all = await tx<{ rec: number }[]>`select rec from identity.er_fingerprint where kind = ${kind} order by rec`
  const pairs = new Map<string, string>()
  for (let from = 0; from < all.length; from += ABREAST) {
    const arriving = (await printsOf(tx, all.slice(from, from + ABREAST).map(({ rec }) => rec))).map((print) => ({ ...print, customer_no: '', provisional: true }))
    for (const { a, b, code, bits, zone } of await scoreAgainstBank(tx, arriving, model)) pairs.set(`${a} ${b}`, said(code, bits, zone))
  }
  return pairs
}
