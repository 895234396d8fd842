import assert from 'node:assert/strict'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, matchesGlob } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { room as access } from '#platform/access/room'
import { checkDeclaration, type Declaration } from '#platform/feed'
import { room as account } from '#center/account/room'
import { room as archive } from '#center/archive/room'
import { room as identity } from '#center/identity/room'
import { room as product } from '#center/product/room'
import { LAYOUTS } from './books.ts'
import type { Layout } from './files.ts'
import { generate } from './generate.ts'
import { readHeader, readRows } from './reading.ts'

type FileFace = Extract<Declaration['interfaces'][number], { files: string[] }>
const targets = [access, account, archive, identity, product].flatMap((room) => room.targets ?? [])
const catalogue = Object.fromEntries(targets.map((target) => [target.entity, { fields: Object.keys(target.fields), required: target.required }]))
const here = fileURLToPath(new URL('./sources/', import.meta.url))
const declarations = globSync('*.json', { cwd: here }).sort().map((file) => checkDeclaration(JSON.parse(readFileSync(join(here, file), 'utf8')), catalogue))
const faces = declarations.flatMap((declaration) => declaration.interfaces).filter((face): face is FileFace => 'files' in face)
const DAY = '20260302'
let work = ''

before(async () => {
  work = mkdtempSync(join(tmpdir(), 'yunxiu-'))
  await generate({ people: 600, seed: 3, asOf: '2026-03-02', out: work })
})
after(() => rmSync(work, { recursive: true }))

test('there is a declaration for each system, for the staff and for the products', () => {
  assert.deepEqual(declarations.map((one) => one.source), ['card', 'corporate', 'credit', 'ebank', 'fund', 'hr', 'loan', 'mobile', 'product', 'savings', 'wealth'])
})

test('each file of the bank is claimed by exactly one interface, and the truth by none', () => {
  for (const layout of LAYOUTS) {
    const claims = faces.filter((face) => claimed(layout, face))
    assert.equal(claims.length, layout.path.startsWith('.truth') ? 0 : 1, layout.path)
  }
})

test('the columns declared are the columns written, in the same encoding and with the same separators', () => {
  for (const [layout, face] of pairs()) {
    assert.deepEqual(Object.keys(face.columns), readHeader(work, layout, DAY), face.name)
    assert.equal(face.encoding, layout.encoding, face.name)
    assert.equal(face.delimiter, layout.delimiter, face.name)
    assert.equal(face.quote, layout.quote === 'never' ? null : '"', face.name)
  }
})

test('every value written is what its declaration says, but for the rows that testers left', () => {
  for (const [layout, face] of pairs()) {
    const wrong = readRows(work, layout, DAY).flatMap((row) => Object.entries(face.columns).filter(([name, column]) => !fits(row[name] ?? '', column, face)).map(([name]) => `${name}=${row[name]}`))
    assert.deepEqual([...new Set(wrong)], face.name === 'savings.customer' ? ['CERT_TYPE=99'] : [], face.name)
  }
})

test('the key of an interface names one row', () => {
  for (const [layout, face] of pairs()) {
    const keys = readRows(work, layout, DAY).map((row) => face.key.map((name) => row[name]).join('|'))
    assert.equal(new Set(keys).size, keys.length, face.name)
  }
})

function pairs(): [Layout, FileFace][] {
  return LAYOUTS.flatMap((layout) => faces.filter((face) => claimed(layout, face)).map((face): [Layout, FileFace] => [layout, face]))
}

function claimed(layout: Layout, face: FileFace): boolean {
  return face.files.some((pattern) => matchesGlob(basename(layout.path).replace('{day}', DAY), pattern))
}

const NUMERIC = /^-?\d+(\.\d+)?$/

function fits(value: string, column: FileFace['columns'][string], face: FileFace): boolean {
  if (value === '' || column.empty?.includes(value)) return column.required !== true
  switch (column.type) {
    case 'code': return value in (face.codes[column.set] ?? {})
    case 'date': return pattern(column.format).test(value)
    case 'instant': return column.format === 'iso' ? /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/.test(value) : pattern(column.format).test(value)
    case 'amount': return (column.scale === 'cents' ? /^-?\d+$/ : NUMERIC).test(column.thousands ? value.replaceAll(',', '') : value)
    case 'integer': return /^-?\d+$/.test(value)
    case 'number': return NUMERIC.test(value)
    case 'text': return [...value].length <= (column.max ?? Infinity) && (column.pattern === undefined || new RegExp(column.pattern, 'u').test(value))
  }
}

function pattern(format: string): RegExp {
  return new RegExp(`^${format.replace('MMM', '[A-Z]{3}').replace('YYYY', '(19|20)\\d\\d').replace(/MM|DD|HH|mm|ss/g, '\\d\\d')}$`)
}
