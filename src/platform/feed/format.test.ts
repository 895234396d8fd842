import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import Excel from 'exceljs'
import { parquetWriteBuffer } from 'hyparquet-writer'
import iconv from 'iconv-lite'
import { Refused } from '#kernel/error'
import { readPieces } from './file.ts'
import type { Layout } from './format.ts'
import { unpackZip } from './zip.ts'

const folder = mkdtempSync(join(tmpdir(), 'yilan-format-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const base: Layout = { encoding: 'utf-8', delimiter: ',', quote: '"' }
let files = 0
const keep = (bytes: Buffer | string) => {
  const path = join(folder, `${++files}`)
  writeFileSync(path, bytes)
  return path
}

async function all(path: string, layout: Layout, from?: { bytes: number; line: number }) {
  const found: [number, unknown][] = []
  for await (const { lines, records } of readPieces(path, layout, from)) lines.forEach((line, i) => found.push([line, records[i]]))
  return found
}
const refusedFor = async (path: string, layout: Layout) => all(path, layout).then(() => undefined, (error: Refused) => error.facts.code ?? error.code)

test('columns of fixed width are cut by the bytes of GB18030, a rare character counting four', async () => {
  const columns = { 户名: {}, 账号: {}, 余额: {} } as unknown as Layout['columns']
  const layout: Layout = { ...base, encoding: 'gb18030', format: 'fixed', columns, places: { unit: 'bytes', columns: { 户名: { from: 1, width: 8 }, 账号: { from: 9, width: 6 }, 余额: { from: 15, width: 5 } } } }
  const path = keep(iconv.encode('陈静    A00001  120\n𠮷田    A00002   50\n王芳\n一AAAAAAA张三\n', 'gb18030'))
  assert.deepEqual(await all(path, layout), [
    [1, ['陈静    ', 'A00001', '  120']], [2, ['𠮷田  ', '  A000', '02   ']], [3, ['王芳', '', '']], [4, ['一AAAAAA', 'A张三', '']],
  ])
})

test('columns of fixed width may be counted in characters', async () => {
  const layout: Layout = { ...base, format: 'fixed', skip: 1, columns: { a: {}, b: {} } as unknown as Layout['columns'], places: { unit: 'characters', columns: { a: { from: 1, width: 2 }, b: { from: 3, width: 3 } } } }
  assert.deepEqual(await all(keep('HEAD\n𠮷田abc\n陈静x\n'), layout), [[2, ['𠮷田', 'abc']], [3, ['陈静', 'x', ]]])
})

test('lines of JSON give columns by name or path, and figures as they were written', async () => {
  const layout: Layout = { ...base, format: 'jsonl', columns: { id: {}, 'holder.name': {}, ok: {} } as unknown as Layout['columns'] }
  const path = keep('{"id":320102198804123022,"holder":{"name":"陈静"},"ok":true}\n\n[1]\n{"id":"x","__proto__":{"ok":1},"holder":null}\n{"id":\n{"id":"a\\u0000"}\n')
  assert.deepEqual(await all(path, layout), [
    [1, ['320102198804123022', '陈静', 'true']], [3, { broken: 'broken-json' }], [4, ['x', '', '']], [5, { broken: 'broken-json' }], [6, { broken: 'bad-character' }],
  ])
})

test('a workbook is read by its rows: days, amounts, texts and gaps, its title left out', async () => {
  const book = new Excel.Workbook()
  const sheet = book.addWorksheet('客户')
  sheet.getCell('A1').value = '客户清单'
  sheet.addRow(['客户号', '姓名', '开户日', '余额', '备注'])
  sheet.addRow(['C1', '陈静', new Date(Date.UTC(2026, 2, 5)), 0.1 + 0.2, '<甲 & 乙>'])
  sheet.getCell('A6').value = 'C2'
  sheet.getCell('C6').value = new Date(Date.UTC(2026, 2, 5, 9, 30))
  sheet.getCell('D6').value = 123456789012.34
  const path = keep(Buffer.from(await book.xlsx.writeBuffer()))
  const layout: Layout = { ...base, format: 'xlsx', skip: 1 }
  const rows = await all(path, layout)
  assert.deepEqual(rows.slice(0, 2), [[2, ['客户号', '姓名', '开户日', '余额', '备注']], [3, ['C1', '陈静', '2026-03-05', '0.3', '<甲 & 乙>']]])
  assert.equal(rows[2]?.[0], 6)
  assert.equal((rows[2] as [number, string[]])[1][3], '123456789012.34')
  assert.equal(await refusedFor(path, { ...layout, sheet: '账户' }), 'sheet-missing')
  assert.equal(await refusedFor(path, base), 'wrong-format')
})

test('a workbook goes on from any row, with the same lines', async () => {
  const book = new Excel.Workbook()
  const sheet = book.addWorksheet('a')
  for (let i = 1; i <= 5000; i++) sheet.addRow([`C${i}`, `张${i}`.padEnd(80, '备'), i / 100])
  const path = keep(Buffer.from(await book.xlsx.writeBuffer()))
  const layout: Layout = { ...base, format: 'xlsx' }
  const whole = await all(path, layout)
  assert.equal(whole.length, 5000)
  let at = { bytes: 0, line: 1 }
  for await (const piece of readPieces(path, layout)) {
    at = { bytes: piece.bytesDone, line: piece.nextLine }
    break
  }
  assert.ok(at.line < 5000)
  assert.deepEqual(await all(path, layout, at), whole.slice(at.line - 1))
})

test('Parquet gives every cent and every day', async () => {
  const buffer = parquetWriteBuffer({ columnData: [
    { name: 'id', data: ['A', 'B', 'C'], type: 'STRING' },
    { name: 'n', data: [1n, -2n, 9007199254740993n], type: 'INT64' },
    { name: 'day', data: [new Date('2026-03-05'), null, new Date('2026-03-06')] as unknown[] as never, type: 'TIMESTAMP', nullable: true } as never,
    { name: 'v', data: [1.5, 2, null] as never, type: 'DOUBLE', nullable: true } as never,
  ] })
  const rows = await all(keep(Buffer.from(buffer)), { ...base, format: 'parquet' })
  assert.deepEqual(rows.map(([, row]) => row), [['id', 'n', 'day', 'v'], ['A', '1', '2026-03-05T00:00:00.000Z', '1.5'], ['B', '-2', '', '2'], ['C', '9007199254740993', '2026-03-06T00:00:00.000Z', '']])
})

test('what is something else than it claims is refused at once', async () => {
  assert.equal(await refusedFor(keep(''), { ...base, format: 'xlsx' }), 'wrong-format')
  assert.equal(await refusedFor(keep('a,b\n1,2\n'), { ...base, format: 'parquet' }), 'wrong-format')
  assert.equal(await refusedFor(keep('PAR1xxxxxxxxxxxxxxxxxxxxPAR1'), { ...base, format: 'parquet' }), 'broken-parquet')
  assert.equal(await refusedFor(keep('PK\u0003\u0004 not a zip'), { ...base, format: 'xlsx' }), 'broken-zip')
  await assert.rejects(unpackZip(keep('PK\u0003\u0004 not a zip'), folder), Refused)
})
