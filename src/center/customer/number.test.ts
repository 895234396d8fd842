import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { engine } from '#kernel/tx'
import { openWorld, type World } from '#test/world'
import { checkDigit, isCustomerNo, numberFrom } from './number.ts'

let bank: World
before(async () => {
  bank = await openWorld()
})
after(() => bank.close())

const ten = fc.integer({ min: 0, max: 9_999_999_999 })

test('a customer number is ten digits and the check digit of ISO 7064 MOD 11,10', () => {
  assert.equal(checkDigit('0794'), '5') // the example of the standard
  fc.assert(fc.property(ten, (n) => isCustomerNo(numberFrom(n))))
})

test('one wrong digit is always found', () => {
  fc.assert(
    fc.property(ten, fc.integer({ min: 0, max: 10 }), fc.integer({ min: 1, max: 9 }), (n, at, by) => {
      const no = numberFrom(n)
      const wrong = no.slice(0, at) + ((Number(no[at]) + by) % 10) + no.slice(at + 1)
      assert.ok(!isCustomerNo(wrong), wrong)
    }),
  )
})

test('the database and the program compute the same number', async () => {
  const sample = fc.sample(ten, 2000)
  const rows = await engine('test', (tx) => tx<{ n: number; no: string }[]>`select n, customer.number(n) as no from unnest(${sample}::bigint[]) n`)
  assert.equal(rows.length, sample.length)
  for (const { n, no } of rows) assert.equal(no, numberFrom(n))
})
