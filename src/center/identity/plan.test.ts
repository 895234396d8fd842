import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { engine } from '#kernel/tx'
import { layQuestions } from '#test/doubts'
import { openWorld, people, type World } from '#test/world'
import { measure } from './measure.ts'
import { dispersion, orderBy } from './plan.ts'

let bank: World
before(async () => {
  bank = await openWorld()
  await layQuestions()
})
after(() => bank.close())

test('two systems lie the farther apart the fewer are customers of both', async () => {
  const plan = (await (await bank.as(people.qian)).get('/identity/plan')).body
  const between = (a: string, b: string) => plan.matrix.find((pair: { a: string; b: string }) => pair.a === a && pair.b === b)
  assert.deepEqual(between('card', 'savings'), { a: 'card', b: 'savings', shared: 2, dispersion: 0 }, 'both card holders also save')
  assert.equal(between('card', 'corporate').dispersion, 1)
})

test('the most valuable system first, then the farthest; each step tells what it brought', async () => {
  const plan = (await (await bank.as(people.qian)).get('/identity/plan')).body
  assert.deepEqual(plan.steps.map(({ source, joined, own }: Record<string, unknown>) => [source, joined, own]), [['savings', 0, 6], ['corporate', 0, 1], ['card', 2, 0]])
  assert.equal(plan.byHand, false)
})

test('an order by hand holds, with its reason, until another is saved; a lost race shows both', async () => {
  const qian = await bank.as(people.qian)
  const wanted = { version: 0, rule: 'max', against: 'merged', start: 'card', order: ['card', 'savings', 'corporate'], note: '先归并信用卡，客户信息最全' }
  const saved = await qian.patch('/identity/plan', wanted)
  assert.equal(saved.status, 200, saved.text)
  assert.deepEqual(saved.body.steps.map((step: { source: string }) => step.source), wanted.order)
  assert.deepEqual([saved.body.savedBy, saved.body.note, saved.body.byHand], [people.qian.name, wanted.note, true])
  assert.equal((await qian.patch('/identity/plan', wanted)).status, 412)
  assert.equal((await qian.patch('/identity/plan', { ...wanted, version: 1, order: ['nowhere'] })).status, 422)
  const feng = await bank.as(people.feng)
  assert.equal((await feng.get('/identity/plan')).status, 200)
  assert.equal((await feng.patch('/identity/plan', { ...wanted, version: 1 })).status, 403)
})

test('the strong pairs are joined in other orders too, and the page says whether that makes a difference', async () => {
  const { check } = (await (await bank.as(people.qian)).get('/identity/plan')).body
  assert.ok(check.orders > 1)
  assert.deepEqual([check.differing, check.queued], [0, 0])
  assert.ok(check.same >= 6)
})

const sources = ['a', 'b', 'c', 'd', 'e']
const figures = fc.record({
  documents: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 5, maxLength: 5 }),
  shared: fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 10, maxLength: 10 }),
  start: fc.constantFrom(...sources),
})
test('whatever the figures, an order names every system once, begins at its start, and each step takes the farthest that is left', () => {
  fc.assert(fc.property(figures, ({ documents, shared, start }) => {
    const systems = sources.map((source, n) => ({ source, records: 1, documents: documents[n] ?? 1, value: '0' }))
    const pairs = sources.flatMap((a, n) => sources.slice(n + 1).map((b) => ({ a, b })))
    const apart = pairs.map(({ a, b }, n) => ({ a, b, shared: Math.min(shared[n] ?? 0, documents[sources.indexOf(a)] ?? 0, documents[sources.indexOf(b)] ?? 0), doubts: 0 }))
    const order = orderBy(systems, apart, { start, rule: 'max', against: 'merged' })
    assert.deepEqual(order.toSorted(), sources)
    assert.equal(order[0], start)
    const distance = (source: string, merged: string[]) => Math.min(...merged.map((other) => dispersion(systems, apart, source, other)))
    order.slice(1).forEach((source, n) => {
      const merged = order.slice(0, n + 1)
      for (const other of order.slice(n + 2)) assert.ok(distance(source, merged) >= distance(other, merged))
    })
  }))
})

test('coverage says how many are resolved, why the others are not, and what a branch sees is its own', async () => {
  const whole = (await (await bank.as(people.qian)).get('/identity/coverage')).body
  assert.deepEqual([whole.all.customers, whole.records], [7, 9])
  assert.equal(whole.all.customers - whole.all.resolved, 4)
  assert.deepEqual(whole.unresolved.map(({ reason, customers }: Record<string, unknown>) => [reason, customers]), [['pair', 4]])
  assert.deepEqual(whole.high, { customers: 1, resolved: 1 })
  const n1 = (await (await bank.as(people.shen)).get('/identity/coverage')).body
  assert.deepEqual([n1.scope, n1.all.customers, n1.all.resolved], ['青石桥支行', 4, 2])
})

test('one customer is worth more than the same person twice, by the bank’s own parameters', async () => {
  const qian = await bank.as(people.qian)
  const { worth, information } = (await qian.get('/identity/coverage')).body
  assert.ok(Number(information.now) > Number(information.apart))
  const saved = await qian.patch('/identity/worth', { version: worth.version, k: 1, uses: 24, gain: 0.1, cost: 0.2, note: '按上季度实际使用次数' })
  assert.equal(saved.status, 200, saved.text)
  assert.equal((await qian.patch('/identity/worth', { version: worth.version, k: 2, uses: 24, gain: 0.1, cost: 0.2, note: '迟到的一次' })).status, 412)
  const after = (await qian.get('/identity/coverage')).body
  assert.equal(after.information.now, (24 * 0.1 * crossed(information, worth) - information.items * 0.2).toFixed(2))
  assert.equal(after.worth.savedBy, people.qian.name)
})

/** Items × records, out of the value that was shown. */
function crossed({ now, items }: { now: string; items: number }, { k, uses, gain, cost }: { k: number; uses: number; gain: number; cost: number }): number {
  return Math.round((Number(now) + items * cost) / (k * uses * gain))
}

test('a merge tells what it gained', async () => {
  const qian = await bank.as(people.qian)
  const { item } = (await qian.post('/identity/review-claims', {})).body
  const { version, seen, gain } = (await qian.get(`/identity/reviews/${item}`)).body
  assert.equal((await qian.post(`/identity/reviews/${item}/decide`, { version, seen, answer: 'same' })).status, 200)
  const { rows } = (await qian.get('/identity/gains')).body
  assert.equal(rows[0].gain, gain)
  await engine('test', measure)
  assert.equal((await qian.get('/identity/coverage')).body.all.customers, 6)
})
