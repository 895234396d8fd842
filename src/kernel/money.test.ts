import { test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { add, compare, format, isNegative, isZero, minorDigits, negate, round, share, subtract, sum } from './money.ts'

/** Amounts in fen, as the core bank would count them. */
const fen = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n })
const yuan = (amount: bigint) => {
  const digits = String(amount < 0n ? -amount : amount).padStart(3, '0')
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

test('sums are exact to the fen, however large', () => {
  fc.assert(fc.property(fen, fen, (a, b) => assert.equal(add(yuan(a), yuan(b)), yuan(a + b))))
  fc.assert(fc.property(fen, fen, (a, b) => assert.equal(subtract(yuan(a), yuan(b)), yuan(a - b))))
  fc.assert(fc.property(fc.array(fen, { maxLength: 200 }), (all) => assert.equal(sum([...all.map(yuan), '0.00']), yuan(all.reduce((a, b) => a + b, 0n)))))
  assert.equal(add('0.1', '0.2'), '0.3')
  assert.equal(add('1.10', '2.2'), '3.30')
  assert.equal(sum([]), '0')
  assert.equal(add('-0.01', '0.01'), '0.00')
})

test('amounts sort by what they are worth', () => {
  fc.assert(
    fc.property(fen, fen, (a, b) => {
      assert.equal(compare(yuan(a), yuan(b)), a < b ? -1 : a > b ? 1 : 0)
      assert.equal(isNegative(yuan(a)), a < 0n)
      assert.equal(negate(negate(yuan(a))), yuan(a))
    }),
  )
  assert.equal(isZero('0.00'), true)
  assert.equal(isNegative('-0.00'), false)
})

test('an amount is written as the bank writes it', () => {
  assert.equal(format('1234567.5'), '¥1,234,567.50')
  assert.equal(format('-1234.5'), '-¥1,234.50')
  assert.equal(format('-0.001'), '¥0.00')
  assert.equal(format('1234.5', { signed: true }), '+¥1,234.50')
  assert.equal(format('0', { signed: true }), '¥0.00')
  assert.equal(format('123456.00', { unit: 'wan' }), '¥12.35万')
  assert.equal(format('120000000', { unit: 'yi' }), '¥1.20亿')
  assert.equal(format('123456', { unit: 'wan', language: 'en' }), '¥123.46K')
  assert.equal(format('120000000', { unit: 'yi', language: 'en' }), '¥120.00M')
  assert.equal(format('1234.5', { currency: 'USD' }), 'US$1,234.50')
  assert.equal(format('1234.5', { currency: 'JPY' }), 'JP¥1,235')
  assert.equal(format('2.675'), '¥2.68', 'half away from zero, which a float would miss')
  assert.equal(format('-2.675'), '-¥2.68')
  assert.equal(format('90071992547409931234.56'), '¥90,071,992,547,409,931,234.56', 'beyond what a float can hold')
})

test('every digit written is a digit of the amount', () => {
  fc.assert(fc.property(fen, (amount) => assert.equal(format(yuan(amount)).replace(/[¥,]/g, ''), yuan(amount))))
})

test('each currency has its own smallest coin', () => {
  assert.deepEqual(['CNY', 'JPY', 'KWD'].map(minorDigits), [2, 0, 3])
  assert.equal(round('1234.5', 'JPY'), '1235')
  assert.equal(round('-0.005'), '-0.01')
  assert.equal(round('-0.004'), '0.00')
})

test('a part is told in per cent, and nothing has no parts', () => {
  assert.equal(share('1', '3'), '33.3')
  assert.equal(share('1', '0.00'), null)
})

test('what is not an amount is not taken for one', () => {
  for (const wrong of ['', 'NaN', '1e5', '1,000', '0x10', ' 1', '.5', '1.']) assert.throws(() => add(wrong, '1'), RangeError, wrong)
})
