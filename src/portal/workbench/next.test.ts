import { test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { press, rank, type Fact } from './next.ts'
import type { Reason } from './workbench.api.ts'

const reason = (code: Reason['code'], more: Partial<Reason> = {}): Reason => ({ code, day: null, days: null, amount: null, currency: null, what: null, ...more })
const fact = (customerNo: string, of: Reason, aum = '100000.00'): Fact => ({ customerNo, name: customerNo, level: null, aum, currency: 'CNY', reason: of })

test('a late debt comes before a birthday, and a deposit that ends this week before one that ends this month', () => {
  const next = rank([fact('1', reason('birthday', { days: 0 })), fact('2', reason('overdue', { amount: '900.00' })), fact('3', reason('matures', { days: 20 })), fact('4', reason('matures', { days: 3 }))])
  assert.deepEqual(next.map((each) => each.customerNo), ['2', '4', '1', '3'])
})

test('several facts of one kind are one reason: the most pressing, then the largest', () => {
  const [next] = rank([fact('1', reason('matures', { days: 20, amount: '9' })), fact('1', reason('matures', { days: 5, amount: '1' })), fact('1', reason('matures', { days: 6, amount: '2' }))])
  assert.deepEqual(next?.reasons.map(({ days }) => days), [6])
})

const anyReason = fc.record({
  code: fc.constantFrom<Reason['code']>('overdue', 'loan-due', 'matures', 'large-out', 'large-in', 'shrinking', 'nearing', 'birthday', 'idle'),
  days: fc.option(fc.integer({ min: 0, max: 30 })), amount: fc.option(fc.integer({ min: 0, max: 9_999_999 }).map(String)),
}).map(({ code, days, amount }) => reason(code, { days, amount }))
const anyFacts = fc.array(fc.tuple(fc.constantFrom('11', '22', '33', '44'), anyReason), { maxLength: 30 }).map((all) => all.map(([no, of]) => fact(no, of)))

test('the order of the facts does not matter, and one more reason never puts a customer further back', () => {
  fc.assert(fc.property(anyFacts, anyReason, (facts, more) => {
    const order = (of: Fact[]) => rank(of).map((each) => each.customerNo)
    assert.deepEqual(order(facts), order(facts.toReversed()))
    const place = (all: string[]) => (all.includes('22') ? all.indexOf('22') : all.length)
    assert.ok(place(order([...facts, fact('22', more)])) <= place(order(facts)))
  }))
})

test('every reason presses, and none is shown twice', () => {
  fc.assert(fc.property(anyFacts, (facts) => {
    for (const { reasons } of rank(facts)) {
      assert.ok(reasons.length > 0 && reasons.every((each) => press(each) > 0))
      assert.equal(new Set(reasons.map(({ code }) => code)).size, reasons.length)
    }
  }))
})
