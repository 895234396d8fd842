import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { layQuestions } from '#test/doubts'
import { bring, card, record } from '#test/bring'
import { openWorld, people, type World } from '#test/world'
import { PERSON } from './model.ts'
import { interval } from './precision.ts'
import { publishedModel, weighed } from './versions.ts'
import { sampleJoined } from './sample.ts'
import { settle } from './settle.ts'
import { engine } from '#kernel/tx'

let bank: World
before(async () => {
  bank = await openWorld()
  const twins = Array.from({ length: 30 }, (_, n) => [record(`M${n}a`, { name: `赵晓${'一二三四五六七八九十'[n % 10]}${n}`, birthday: '1981-02-03', phone: `1370000${1000 + n}` }), record(`M${n}b`, { name: `赵晓${'一二三四五六七八九十'[n % 10]}${n}`, birthday: '1981-02-03', phone: n % 2 ? `1370000${1000 + n}` : `1360000${2000 + n}` })])
  await bring('savings', [...twins.flat(), record('D1', { idType: 'id-card', idNumber: card(3) })])
  await settle('test', () => {})
  await layQuestions()
})
after(() => bank.close())

const { auto, review } = PERSON.thresholds
const unchanged = { weights: [], thresholds: { auto, review }, strata: [], mode: PERSON.mode }

test('the shipped model is in use until the bank has one of its own', async () => {
  const qian = await bank.as(people.qian)
  const { rows } = (await qian.get('/identity/models?kind=person')).body
  assert.deepEqual(rows.map(({ model, state }: Record<string, string>) => [model, state]), [[PERSON.model, 'published']])
  const shown = (await qian.get(`/identity/models/${PERSON.model}`)).body
  assert.deepEqual(shown.differences, [])
  assert.equal(shown.comparisons[0].levels[0].learned, Math.round(Math.log2((PERSON.comparisons[0]?.levels[0]?.m ?? 1) / (PERSON.comparisons[0]?.levels[0]?.u ?? 1)) * 100) / 100)
})

test('all pairs are counted anew under other lines, and the zones add up', async () => {
  const qian = await bank.as(people.qian)
  const now = await qian.post(`/identity/models/${PERSON.model}/try`, unchanged)
  assert.equal(now.status, 200, now.text)
  const { zones, histogram, customers, records } = now.body
  const pairs = zones.auto + zones.review + zones.reject
  assert.ok(pairs > 20, `${pairs} pairs`)
  assert.equal(histogram.reduce((sum: number, bin: Record<string, number>) => sum + (bin.auto ?? 0) + (bin.review ?? 0) + (bin.reject ?? 0), 0), pairs)
  assert.ok(customers < records)
  const strict = (await qian.post(`/identity/models/${PERSON.model}/try`, { ...unchanged, thresholds: { auto: 60, review: 50 } })).body
  assert.ok(strict.zones.auto < zones.auto && strict.customers > customers, 'a stricter line makes more customers')
  assert.equal(strict.zones.auto + strict.zones.review + strict.zones.reject, pairs)
  assert.equal((await qian.post(`/identity/models/${PERSON.model}/try`, { ...unchanged, thresholds: { auto: 1, review: 5 } })).body.facts.cause, 'order')
})

test('the weights are learned from the bank’s own records without a label, and count only once they are chosen', async () => {
  const qian = await bank.as(people.qian)
  const told = await qian.post(`/identity/models/${PERSON.model}/learn`, {})
  assert.equal(told.status, 200, told.text)
  const { levels, pairs } = told.body as { levels: { field: string; level: string; m: number; u: number }[]; pairs: number }
  assert.ok(pairs > 20)
  const phone = levels.find(({ field, level }) => field === 'phone' && level === 'equal') ?? assert.fail('no phone')
  const before = PERSON.comparisons.find(({ field }) => field === 'phone')?.levels.find(({ id }) => id === 'equal') ?? assert.fail('no phone')
  assert.ok(phone.m < before.m, 'half of these twins have changed their phone')
  assert.deepEqual((await qian.post(`/identity/models/${PERSON.model}/learn`, {})).body.levels, levels, 'the same records teach the same')
  const zonesUnder = async (change: object) => (await qian.post(`/identity/models/${PERSON.model}/try`, { ...unchanged, ...change })).body.zones
  assert.deepEqual(await zonesUnder({ mode: 'hand', learned: levels }), await zonesUnder({ mode: 'hand' }), 'weights by hand stay')
  assert.notDeepEqual(await zonesUnder({ mode: 'learned', learned: levels }), await zonesUnder({ mode: 'hand' }))
})

test('pairs on both sides of a line are shown masked', async () => {
  const answer = await (await bank.as(people.qian)).post(`/identity/models/${PERSON.model}/examples`, { ...unchanged, at: 'auto' })
  assert.equal(answer.status, 200, answer.text)
  for (const one of answer.body.above) assert.ok(one.bits >= auto && one.fields.length > 0)
  for (const one of answer.body.below) assert.ok(one.bits < auto)
  assert.doesNotMatch(answer.text, /13[67]0000\d{4}/)
})

test('of what the matcher joined by itself a part is laid before a person, and the answers say how precise it is', async () => {
  const drawn = await engine('test', (tx) => sampleJoined(tx, 1))
  assert.ok(drawn > 5, `${drawn} drawn`)
  assert.equal(await engine('test', (tx) => sampleJoined(tx, 1)), 0, 'drawn once')
  const qian = await bank.as(people.qian)
  for (const word of ['same', 'same', 'same', 'different']) {
    const { item } = (await qian.post('/identity/review-claims', { kind: 'split' })).body
    const { version, seen } = (await qian.get(`/identity/reviews/${item}`)).body
    const said = await qian.post(`/identity/reviews/${item}/decide`, { version, seen, answer: word })
    assert.equal(said.status, 200, said.text)
  }
  const { precision } = (await qian.get(`/identity/models/${PERSON.model}`)).body
  assert.deepEqual([precision.asked, precision.right], [4, 3])
  assert.ok(precision.low < 0.75 && precision.high > 0.75)
})

const phones = { ...unchanged, mode: 'mixed', weights: [{ field: 'phone', level: 'else', bits: -6, pinned: true }], thresholds: { auto: 9, review: 0 }, note: '手机换号多，不同不应扣得太少' }

test('a version is published by another than its maker, exactly as it was frozen', async () => {
  const [qian, feng] = [await bank.as(people.qian), await bank.as(people.feng)]
  const made = await qian.post(`/identity/models/${PERSON.model}/propose`, phones)
  assert.equal(made.status, 200, made.text)
  const { model, version } = made.body
  assert.equal(made.body.state, 'proposed')
  assert.equal((await qian.post(`/identity/models/${model}/judge`, { version, verdict: 'publish' })).status, 403, 'the steward has no such permission')
  await engine('test', (tx) => tx`insert into access.granted (role, side, permission) values ('steward', 'business', 'identity.model.publish') on conflict do nothing`)
  const own = await qian.post(`/identity/models/${model}/judge`, { version, verdict: 'publish' })
  assert.deepEqual([own.status, own.body.facts.cause], [409, 'own'], 'and with it never one’s own')
  assert.equal((await qian.post(`/identity/models/${PERSON.model}/propose`, phones)).body.facts.cause, 'pending')
  const shown = (await feng.get(`/identity/models/${model}`)).body
  assert.deepEqual(shown.differences.filter((one: { field: string }) => ['auto', 'review', 'phone'].includes(one.field)).map(({ field, level, after }: Record<string, unknown>) => [field, level, after]), [['auto', null, 9], ['review', null, 0], ['phone', 'else', -6]])
  const published = await feng.post(`/identity/models/${model}/judge`, { version, verdict: 'publish' })
  assert.equal(published.status, 200, published.text)
  assert.deepEqual([published.body.state, published.body.makerName, published.body.checkerName], ['published', people.qian.name, people.feng.name])
  const held = await engine('test', (tx) => publishedModel(tx, 'person'))
  assert.equal(held.model, model)
  assert.deepEqual(held.thresholds, { auto: 9, review: 0 })
  assert.equal((await feng.post(`/identity/models/${model}/judge`, { version: version + 1, verdict: 'publish' })).body.facts.state, 'published')
})

test('what is sent back says why, and an earlier version comes back the same way', async () => {
  const [qian, feng] = [await bank.as(people.qian), await bank.as(people.feng)]
  const made = (await qian.post(`/identity/models/${PERSON.model}/propose`, { ...unchanged, note: '恢复出厂权重' })).body
  assert.equal((await feng.post(`/identity/models/${made.model}/judge`, { version: made.version, verdict: 'refuse' })).status, 400, 'not without a reason')
  const back = await feng.post(`/identity/models/${made.model}/judge`, { version: made.version, verdict: 'refuse', reason: '先看一周的抽查结果' })
  assert.deepEqual([back.body.state, back.body.refusal], ['refused', '先看一周的抽查结果'])
  const again = (await qian.post(`/identity/models/${made.model}/propose`, { ...unchanged, note: '抽查已看，恢复' })).body
  assert.equal((await feng.post(`/identity/models/${again.model}/judge`, { version: again.version, verdict: 'publish' })).status, 200)
  const { thresholds } = await engine('test', (tx) => publishedModel(tx, 'person'))
  assert.deepEqual(thresholds, { auto, review })
  const { rows } = (await qian.get('/identity/models?kind=person')).body
  assert.equal(rows.filter(({ state }: Record<string, string>) => state === 'published').length, 1)
})

test('by hand, learned, or learned with some fixed: the mode says which figure counts', () => {
  const change = { ...unchanged, weights: [{ field: 'phone', level: 'equal', bits: 30, pinned: true }, { field: 'name', level: 'equal', bits: 5, pinned: false }] }
  const bits = (mode: 'hand' | 'learned' | 'mixed', field: string) => weighed(PERSON, { ...change, mode }).comparisons.find((one) => one.field === field)?.levels[0]?.bits
  assert.deepEqual([bits('hand', 'phone'), bits('hand', 'name')], [30, 5])
  assert.equal(bits('mixed', 'phone'), 30)
  assert.notEqual(bits('mixed', 'name'), 5)
  assert.ok((bits('learned', 'phone') ?? 0) < 30)
})

test('the interval of a precision stays within what can be', () => {
  assert.deepEqual(interval(0, 0), { low: null, high: null })
  const all = interval(40, 40)
  assert.ok(all.high === 1 && (all.low ?? 0) > 0.9 && (all.low ?? 1) < 1)
})
