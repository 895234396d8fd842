import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { columnReader, negated, Wrong, type ReadValue } from './columns.ts'
import { checkDeclaration, type Column, type FileInterface } from './declaration.ts'
import { compile } from './mapping.ts'
import type { Target } from '#kernel/room'

const reader = (column: Column, zone = 'Asia/Shanghai'): ReadValue => columnReader(column, { sex: { M: 'male', F: 'female', U: '' }, any: { A: 'a', '*': 'other' } }, zone)
const said = (read: ReadValue, raw: string) => {
  const value = read(raw)
  return value instanceof Wrong ? `! ${value.reason}` : value
}
const each = (column: Column, expected: Record<string, string | null>, zone?: string) => {
  for (const [raw, clean] of Object.entries(expected)) assert.equal(said(reader(column, zone), raw), clean, `${column.type} ${raw}`)
}

test('a day is read as its source writes it, and only when there is such a day', () => {
  each({ type: 'date', format: 'YYYYMMDD' }, { '20240229': '2024-02-29', '20230229': '! bad-date', '20241301': '! bad-date', '2024-01-01': '! bad-date', '00000000': '! bad-date', '': null })
  each({ type: 'date', format: 'YYYY/MM/DD' }, { '2024/02/29': '2024-02-29', '2024-02/29': '! bad-date', '２０２４/02/29': '! bad-date' })
  each({ type: 'date', format: 'DD-MMM-YYYY' }, { '03-jan-1999': '1999-01-03', '31-NOV-1999': '! bad-date', '03-XXX-1999': '! bad-date' })
  each({ type: 'date', format: 'YYMMDD', century: 1900 }, { '930101': '1993-01-01', '000229': '! bad-date', '040229': '1904-02-29' })
})

test('an instant stands in the zone of its source', () => {
  each({ type: 'instant', format: 'YYYYMMDDHHmmss' }, { '20260101101112': '2026-01-01T10:11:12+08:00', '19880701120000': '1988-07-01T12:00:00+09:00', '20260101250000': '! bad-date' })
  each({ type: 'instant', format: 'YYYY-MM-DD HH:mm' }, { '1994-07-01 12:30': '1994-07-01T12:30:00+02:00', '1994-01-01 12:30': '1994-01-01T12:30:00+01:00' }, 'Europe/Prague')
  each({ type: 'instant', format: 'iso' }, { '2026-01-01T10:00:00Z': '2026-01-01T10:00:00Z', '2026-01-01 10:00:00+08:00': '2026-01-01T10:00:00+08:00', '2026-01-01T10:00:00': '! bad-date', '2026-02-30T10:00:00Z': '! bad-date' })
  each({ type: 'instant', format: 'epoch-ms' }, { '0': '1970-01-01T00:00:00.000Z', '-1': '! bad-date', '99999999999999999': '! bad-date' })
})

test('an amount is digits, a point and digits, whatever the source counts in', () => {
  each({ type: 'amount' }, { '1234.5': '1234.5', '-0.00': '0.00', '+7': '7', '.5': '0.5', '-.5': '-0.5', '1e400': '! bad-amount', '1,234.00': '! bad-amount', '12.3.4': '! bad-amount', NaN: '! bad-amount', '１２': '! bad-amount', '99999999999999999': '! bad-amount' })
  each({ type: 'amount', scale: 'cents' }, { '7': '0.07', '-123456': '-1234.56', '0': '0.00', '-0': '0.00', '000100': '1.00', '1.5': '! bad-amount' })
  each({ type: 'amount', thousands: true }, { '1,234,567.89': '1234567.89', '12,34': '! bad-amount', '-1,000': '-1000' })
})

test('cents become yuan exactly, and a sign turned twice is the sign', () => {
  fc.assert(fc.property(fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }), (cents) => {
    const yuan = said(reader({ type: 'amount', scale: 'cents' }), String(cents)) as string
    assert.equal(BigInt(yuan.replace('.', '')), cents)
    assert.equal(negated(negated(yuan)), yuan)
  }))
})

test('a code the set does not know is refused, unless the set has a place for all others', () => {
  each({ type: 'code', set: 'sex' }, { M: 'male', U: null, X: '! unknown-code', toString: '! unknown-code', '': null })
  each({ type: 'code', set: 'any' }, { A: 'a', ZZ: 'other' })
})

test('a text is measured in characters, not in units', () => {
  each({ type: 'text', max: 2 }, { 𠮷田: '𠮷田', 欧阳修: '! too-long' })
  each({ type: 'text', pattern: '^\\d{3}$', required: true }, { '123': '123', '12': '! bad-format', '': '! missing' })
})

// ---- mapping

const target = {
  entity: 't.t', fields: { name: 'text', on: 'day', at: 'instant', amount: 'amount', kind: 'text', who: 'text', count: 'integer', isOpen: 'boolean' }, required: ['name'],
} as unknown as Target

function mapper(more: Partial<Pick<FileInterface, 'map' | 'only' | 'columns'>>) {
  const { interfaces: [face] } = checkDeclaration({
    source: 's', title: { zh: '源', en: 's' }, zone: 'Asia/Shanghai',
    interfaces: [{
      name: 's.t', title: { zh: '表', en: 't' }, entity: 't.t', files: ['*.csv'], encoding: 'utf-8', key: ['a', 'b'], only: more.only,
      columns: { a: { type: 'text' }, b: { type: 'text', empty: ['-'] }, d: { type: 'date', format: 'YYYYMMDD' }, m: { type: 'amount' }, f: { type: 'code', set: 'flag' }, ...more.columns },
      codes: { flag: { D: 'debit', C: 'credit' }, words: { D: '支出' } },
      map: { name: 'a', ...more.map },
    }],
  })
  return compile(face as FileInterface, target, 'Asia/Shanghai', ['f', 'm', 'x', 'd', 'b', 'a'])
}

test('a row is mapped by names wherever the columns stand', () => {
  const map = mapper({ map: {
    amount: { column: 'm', sign: { column: 'f', negative: ['D'] } }, on: 'd', at: 'd', kind: { first: [{ column: 'b', set: 'words' }, { column: 'f', set: 'words' }, 'f'] }, who: { template: 'RM-{b}' },
  } })
  assert.deepEqual(map(['D', '1.50', 'ignored', '20260102', ' k ', '张三']), { key: '张三|k', name: '张三', on: '2026-01-02', at: '2026-01-02T00:00:00+08:00', amount: '-1.50', kind: '支出', who: 'RM-k', count: null, isOpen: null })
  assert.deepEqual(map(['C', '1.50', '', '', 'k', '张三']), { key: '张三|k', name: '张三', on: null, at: null, amount: '1.50', kind: 'credit', who: 'RM-k', count: null, isOpen: null })
})

test('every fault of a row is told at once, by the column of the source', () => {
  const map = mapper({ map: { count: 'b' } })
  assert.deepEqual(map(['X', 'abc', '', '2026', 'k', 'n']), { reject: [{ field: 'd', reason: 'bad-date', value: '2026' }, { field: 'm', reason: 'bad-amount', value: 'abc' }, { field: 'f', reason: 'unknown-code', value: 'X' }] })
  assert.deepEqual(map(['D', '1', '', '', 'k', 'n']), { reject: [{ field: 'b', reason: 'bad-number' }] })
  assert.deepEqual(map(['D', '1', '', '', '-', '']), { reject: [{ field: 'a', reason: 'missing' }] })
  assert.deepEqual(map(['D', '1']), { reject: [{ field: '', reason: 'wrong-fields', value: '2/6' }] })
})

test('rows of others are passed over', () => {
  assert.equal(mapper({ only: { f: ['C'] } })(['D', 'no amount', '', '', 'k', 'n']), null)
})
