import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refused } from '#kernel/error'
import { checkDeclaration, findProblems, isInline } from './declaration.ts'

const catalogue = { 'identity.record': { fields: ['name', 'birthday', 'gender', 'org'], required: ['key', 'name', 'org'] } }

test('a declaration is given back with every default filled in', () => {
  const [face] = checkDeclaration(savings()).interfaces
  assert.ok(face && !isInline(face))
  assert.deepEqual([face.delimiter, face.quote, face.header], [',', '"', true])
  assert.deepEqual(face.codes, { sex: { 1: 'M', 2: 'F' } }, 'the sets of the whole source belong to each interface')
})

test('whoever declares wrongly is told every place at once, and what would be right', () => {
  const wrong = savings({ files: [], columns: {} })
  assert.throws(() => checkDeclaration(wrong), (error: unknown) => error instanceof Refused && error.code === 'invalid' && error.facts.source === 'savings')
  assert.deepEqual(codes(savings({ map: { name: 'XM', org: 'BRN', gender: { column: 'SEX', set: 'none' } }, key: ['NO'] })), [
    ['interfaces[savings.customer].key', 'column-unknown'],
    ['interfaces[savings.customer].map.name', 'column-unknown'],
    ['interfaces[savings.customer].map.gender.set', 'code-set-unknown'],
  ])
})

test('a format must tell a whole day, and each part once', () => {
  for (const format of ['YYYYMMDD', 'DD-MMM-YYYY', 'YYYY年MM月DD日', 'YYMMDD']) assert.deepEqual(codes(savings({ columns: born(format) })), [], format)
  for (const format of ['YYYYMM', 'YYYYMMDDHH', 'DDMMYYYYMM', 'day']) assert.deepEqual(codes(savings({ columns: born(format) })), [['interfaces[savings.customer].columns.BIRTH.format', 'format-unknown']], format)
})

test('what a column or a mapping cannot be is named with what it can be', () => {
  const [type] = findProblems(savings({ columns: { ...born('YYYYMMDD'), SEX: { type: 'colour' } } }))
  assert.deepEqual([type?.code, type?.known], ['type-unknown', ['text', 'code', 'date', 'instant', 'amount', 'number', 'integer']])
  const [mapping] = findProblems(savings({ map: { name: { colum: 'NAME' }, org: 'BRN' } }))
  assert.deepEqual([mapping?.code, mapping?.at], ['mapping-unknown', 'interfaces[savings.customer].map.name'])
  assert.deepEqual(codes(savings({ map: { name: { first: ['NAME', { template: '{NICK}' }] }, org: 'BRN' } })), [['interfaces[savings.customer].map.name.first[1]', 'column-unknown']])
})

test('only fields that a room can load may be filled, and those it needs must be', () => {
  assert.deepEqual(findProblems(savings(), catalogue), [])
  assert.deepEqual(codes(savings({ map: { name: 'NAME', shoeSize: 'SEX' } }), catalogue), [
    ['interfaces[savings.customer].map.shoeSize', 'field-unknown'],
    ['interfaces[savings.customer].map', 'field-missing'],
  ])
  assert.deepEqual(codes(savings({ entity: 'identity.ghost' }), catalogue), [['interfaces[savings.customer].entity', 'entity-unknown']])
})

test('rows may stand in the declaration itself', () => {
  const root = { ...savings(), interfaces: [{ name: 'bank.root', title: both, entity: 'identity.record', rows: [{ key: '1', name: '总行', org: '1' }] }] }
  assert.deepEqual(findProblems(root, catalogue), [])
})

test('two interfaces cannot have one name, and a clock must stand somewhere', () => {
  const twice = { ...savings(), zone: 'Asia/Atlantis', interfaces: [...savings().interfaces, ...savings().interfaces] }
  assert.deepEqual(codes(twice), [['zone', 'zone-unknown'], ['interfaces[savings.customer]', 'name-twice']])
})

const both = { zh: '储蓄', en: 'Savings' }

function born(format: string) {
  return { NO_: { type: 'text' }, NAME: { type: 'text' }, SEX: { type: 'code', set: 'sex' }, BRN: { type: 'text' }, BIRTH: { type: 'date', format } }
}

function savings(change: object = {}) {
  const face = {
    name: 'savings.customer', title: both, entity: 'identity.record', files: ['CUST_*.csv'], encoding: 'gb18030', columns: born('YYYYMMDD'), key: ['NO_'],
    map: { name: 'NAME', gender: 'SEX', org: 'BRN', birthday: 'BIRTH' }, ...change,
  }
  return { source: 'savings', title: both, zone: 'Asia/Shanghai', codes: { sex: { 1: 'M', 2: 'F' } }, interfaces: [face] }
}

function codes(declaration: unknown, known?: typeof catalogue): string[][] {
  return findProblems(declaration, known).map(({ at, code }) => [at, code])
}
