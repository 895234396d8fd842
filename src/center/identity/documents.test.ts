import { test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { idCheckDigit, isBankCard, isOrgCode, isUscc, lengthen, orgCodeCheck, orgCodeOf, readIdNumber, usccCheck } from './documents.ts'

const SIGNS = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const digits = (length: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((all) => all.join(''))
const birthdays = fc.date({ min: new Date('1900-01-01'), max: new Date('2026-01-01'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10))
const cards = fc
  .tuple(fc.constantFrom('110101', '330106', '440305', '510104', '659001', '810000', '460200'), birthdays, digits(3))
  .map(([region, birthday, order]) => ({ birthday, order, number: withCheck(region + birthday.replaceAll('-', '') + order) }))
const usccs = fc
  .tuple(fc.constantFrom('91', '92', '12', '93'), fc.constantFrom('330106', '100000', '440300'), fc.array(fc.constantFrom(...SIGNS), { minLength: 9, maxLength: 9 }))
  .map(([kind, region, body]) => kind + region + body.join(''))
  .map((body) => body + usccCheck(body))

test('10,000 right identity cards are right, and say birthday and sex', () => {
  fc.assert(
    fc.property(cards, ({ number, birthday, order }) => {
      const read = readIdNumber(number)
      assert.deepEqual(read, { type: number.startsWith('81') ? 'hmt-residence' : 'id-card', number, valid: true, birthday, sex: Number(order[2]) % 2 ? 'male' : 'female' })
    }),
    { numRuns: 10_000 },
  )
})

test('10,000 identity cards with one digit wrong are all found out', () => {
  fc.assert(
    fc.property(cards, fc.integer({ min: 0, max: 17 }), fc.integer({ min: 1, max: 9 }), ({ number }, at, by) => {
      const wrong = number.slice(0, at) + (at === 17 && number[17] === 'X' ? String(by) : ((Number(number[at]) || 0) + by) % 10) + number.slice(at + 1)
      fc.pre(wrong !== number)
      assert.equal(readIdNumber(wrong)?.valid ?? false, false)
    }),
    { numRuns: 10_000 },
  )
})

test('two neighbouring digits exchanged are found out', () => {
  fc.assert(
    fc.property(cards, fc.integer({ min: 0, max: 15 }), ({ number }, at) => {
      fc.pre(number[at] !== number[at + 1])
      const wrong = number.slice(0, at) + number[at + 1] + number[at] + number.slice(at + 2)
      assert.equal(readIdNumber(wrong)?.valid ?? false, false)
    }),
  )
})

test('15 digits and the 18 made from them are one card', () => {
  assert.equal(lengthen('330106850307123').length, 18)
  const old = readIdNumber('330106 850307 123')
  assert.deepEqual(old, readIdNumber(lengthen('330106850307123')))
  assert.deepEqual([old?.valid, old?.birthday, old?.sex], [true, '1985-03-07', 'male'])
})

test('a known card of the standard reads as the standard says', () => {
  assert.deepEqual(readIdNumber('11010519491231002x'), { type: 'id-card', number: '11010519491231002X', valid: true, birthday: '1949-12-31', sex: 'female' })
  assert.equal(readIdNumber('440524188001010014')?.valid, false, 'born before 1900: not plausible today')
})

test('a day that never was, a province that is not, a birthday to come: not valid', () => {
  for (const body of ['33010619850230123', '99010619850307123', '00010619850307123', '33010620990307123']) {
    assert.equal(readIdNumber(withCheck(body))?.valid, false, body)
  }
})

test('passports and permits are told from identity cards', () => {
  assert.deepEqual(readIdNumber('E12345678')?.type, 'passport')
  assert.deepEqual(readIdNumber('EA1234567')?.type, 'passport')
  assert.deepEqual(readIdNumber('G12345678')?.type, 'passport')
  assert.equal(readIdNumber('AB1234567', 'passport')?.valid, true)
  assert.deepEqual(readIdNumber('H1234567801'), { type: 'hk-macau-permit', number: 'H12345678', valid: true, birthday: null, sex: null }, 'the renewal count is not the holder')
  assert.equal(readIdNumber('M12345678')?.type, 'hk-macau-permit')
  assert.equal(readIdNumber('12345678', 'taiwan-permit')?.valid, true)
  assert.equal(readIdNumber('12345678')?.type, 'other')
  assert.equal(readIdNumber('33010619850307123', 'id-card')?.valid, false, 'a digit missing')
})

test('foreign permanent residents are known by both forms of their card', () => {
  const number = withCheck('91184019850307123')
  assert.deepEqual(readIdNumber(number), { type: 'foreign-residence', number, valid: true, birthday: '1985-03-07', sex: 'male' })
  assert.deepEqual([readIdNumber('USA310085030711')?.type, readIdNumber('USA310085030711')?.birthday], ['foreign-residence', '1985-03-07'])
})

test('blank and placeholder numbers are no documents', () => {
  for (const raw of ['', '  ', '无', '000000000000000000', '111111111111111', '123']) assert.equal(readIdNumber(raw), null, raw)
})

test('10,000 right 统一社会信用代码 are right, and one sign wrong is found out', () => {
  fc.assert(
    fc.property(usccs, fc.integer({ min: 0, max: 17 }), fc.constantFrom(...SIGNS), (code, at, sign) => {
      assert.equal(isUscc(code), true, code)
      fc.pre(code[at] !== sign)
      assert.equal(isUscc(code.slice(0, at) + sign + code.slice(at + 1)), false)
    }),
    { numRuns: 10_000 },
  )
  assert.equal(isUscc('91350100M000100Y43'), true, 'the example of GB 32100')
  assert.equal(readIdNumber('91350100-M000100Y43', 'uscc')?.valid, true)
})

test('10,000 organisation codes hold, and one sign wrong is found out', () => {
  const bodies = fc.array(fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'), { minLength: 8, maxLength: 8 }).map((all) => all.join(''))
  fc.assert(
    fc.property(bodies, fc.integer({ min: 0, max: 7 }), fc.integer({ min: 1, max: 9 }), (body, at, by) => {
      const code = body + orgCodeCheck(body)
      assert.equal(isOrgCode(code), true, code)
      fc.pre(/\d/.test(code[at] as string)) // at is within the 9 signs
      assert.equal(isOrgCode(code.slice(0, at) + ((Number(code[at]) + by) % 10) + code.slice(at + 1)), false)
    }),
    { numRuns: 10_000 },
  )
  assert.equal(orgCodeOf('91350100M000100Y43'), 'M000100Y4')
  assert.equal(isOrgCode('M000100Y4'), true)
  assert.equal(isOrgCode('D2143569X'), true)
})

test('10,000 bank cards pass Luhn, and one digit wrong does not', () => {
  fc.assert(
    fc.property(digits(18), fc.integer({ min: 0, max: 18 }), fc.integer({ min: 1, max: 9 }), (body, at, by) => {
      const card = [...'0123456789'].map((check) => body + check).find(isBankCard) as string // one of ten always fits
      assert.equal(isBankCard(card.slice(0, at) + ((Number(card[at]) + by) % 10) + card.slice(at + 1)), false)
    }),
    { numRuns: 10_000 },
  )
  assert.equal(isBankCard('4111111111111111'), true)
  assert.equal(isBankCard('4111111111111112'), false)
})

function withCheck(body17: string): string {
  return body17 + idCheckDigit(body17)
}
