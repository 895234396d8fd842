import assert from 'node:assert/strict'
import { test } from 'node:test'
import { check, constantFrom, integer, property, string } from 'fast-check'
import { encodeGb18030 } from './files.ts'
import { creditCheckDigit, creditCode, fifteenDigits, idCheckDigit, IdOffice, mistype, orgCheckDigit } from './numbers.ts'
import { BIRTH_REGIONS } from './places.ts'
import { Random } from './random.ts'

test('check digits are those of the published examples', () => {
  assert.equal(idCheckDigit('11010519491231002'), 'X', 'the example of GB 11643-1999')
  assert.equal(orgCheckDigit('D2143569'), 'X', 'the example of GB 11714-1997')
  assert.equal(creditCheckDigit('91350100M000100Y4'), '3', 'the example of GB 32100-2015')
})

test('five hundred people of one day, place and sex get five hundred numbers', () => {
  const office = new IdOffice(BIRTH_REGIONS)
  const issued = Array.from({ length: 500 }, () => office.issue('330106', 4000, 'F'))
  assert.equal(new Set(issued).size, 500)
  assert.ok(issued.every((id) => Number(id[16]) % 2 === 0), 'women have even sequences')
})

test('the old number is the new one without century and check digit', () => {
  assert.equal(fifteenDigits('11010519491231002X'), '110105491231002')
})

test('a credit code holds the organisation code and checks', () => {
  check(property(integer({ min: 0, max: 99_999_999 }), constantFrom(...BIRTH_REGIONS), (number, region) => {
    const first8 = String(number).padStart(8, '0')
    const code = creditCode('91', region, first8 + orgCheckDigit(first8).replace('X', '0'))
    return code.length === 18 && creditCheckDigit(code.slice(0, 17)) === code[17] && code.slice(8, 16) === first8
  }))
})

test('a mistyped number is another number', () => {
  check(property(integer(), (seed) => {
    const random = new Random(seed)
    const id = new IdOffice(BIRTH_REGIONS).issue('330106', 4000 + (seed & 4095), 'M')
    return mistype(random, id) !== id
  }), { numRuns: 50 })
})

test('what is written in GB18030 reads back the same, whatever plane it comes from', () => {
  check(property(string({ unit: 'binary', maxLength: 40 }), (text) => {
    // Lone surrogates are no characters; the private area was moved between editions of the standard.
    const clean = text.replace(/[\ud800-\udfff](?![\udc00-\udfff])|[\ue000-\uf8ff]/gu, '')
    return new TextDecoder('gb18030').decode(encodeGb18030(clean)) === clean.replace(/^\ufeff/, '')
  }))
  for (const name of ['䶮', '㛃', '𠮷', '𬭚', '阿依古丽·买买提']) assert.equal(new TextDecoder('gb18030').decode(encodeGb18030(name)), name)
})
