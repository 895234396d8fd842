import assert from 'node:assert/strict'
import { test } from 'node:test'
import ExcelJS from 'exceljs'
import { parquetReadObjects } from 'hyparquet'
import type { ExportColumn } from '#kernel/room'
import { write, type Sheet } from './sheet.ts'

const column = (key: string, kind: ExportColumn['kind'], more: Partial<ExportColumn> = {}): ExportColumn => ({ key, kind, class: 'none', title: { zh: key, en: key }, ...more })
const sheet = (columns: ExportColumn[], rows: Record<string, unknown>[]): Sheet => ({ name: '清单', columns, rows, language: 'zh', stamp: '吴敏 E1001', marks: rows.map((_, i) => `M${i}`) })

const LEADS = ['=', '+', '-', '@', '\t', '\r', '\u0000', '＝', '＋', '－', '＠', ' =', '\n=', '\t@']
const BODIES = ['cmd|\' /C calc\'!A0', 'SUM(1+1)*cmd', 'HYPERLINK("http://x","y")', '1+1', 'a', 'DDE("x";"y")', '"quoted"', 'a,b', 'IMPORTXML()', '2+5+cmd', '+', '=', '0', '中文', '@SUM']
const hostile = LEADS.flatMap((lead) => BODIES.map((body) => lead + body))

test('no cell of a CSV begins as a spreadsheet’s formula, and a negative number stays a number', async () => {
  assert.ok(hostile.length >= 200)
  const text = (await write('csv', sheet([column('text', 'text'), column('amount', 'amount')], hostile.map((each) => ({ text: each, amount: '-5.20' }))))).toString()
  const cells = parse(text).slice(1)
  assert.equal(cells.length, hostile.length)
  for (const [i, [first, amount]] of cells.entries()) {
    const clean = (hostile[i] ?? '').replaceAll('\u0000', '')
    assert.equal(first, /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(clean) ? `'${clean}` : clean)
    assert.doesNotMatch(first ?? '', /^[=+\-@＝＋－＠\t\r]/)
    assert.equal(amount, '-5.20')
  }
})

test('a field that claims to be an amount and is none is text', async () => {
  const text = (await write('csv', sheet([column('amount', 'amount')], [{ amount: '=1+1' }, { amount: '-1-cmd' }, { amount: '-12.5' }]))).toString()
  assert.deepEqual(parse(text).slice(1).map(([cell]) => cell), ['\'=1+1', '\'-1-cmd', '-12.5'])
})

test('in XLSX every text is text, and what a double would round stays text', async () => {
  const bytes = await write('xlsx', sheet([column('text', 'text'), column('amount', 'amount')], [...hostile.filter((each) => !each.includes('\u0000')).map((text) => ({ text, amount: '-5.2' })), { text: 'x', amount: '12345678901234567.89' }]))
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer)
  const page = book.worksheets[0] ?? assert.fail()
  page.eachRow((row) => row.eachCell((cell) => assert.notEqual(cell.type, ExcelJS.ValueType.Formula)))
  assert.equal(page.getCell('B2').value, -5.2)
  assert.equal(page.getCell(`B${page.rowCount}`).value, '12345678901234567.89')
  assert.match(String(page.headerFooter.oddHeader), /吴敏 E1001/)
})

test('Parquet keeps kinds: days, instants, decimals, empties; codes stay codes', async () => {
  const columns = [column('no', 'text'), column('on', 'day'), column('at', 'instant'), column('amount', 'amount'), column('whole', 'boolean'), column('level', 'text', { words: { gold: { zh: '金卡', en: 'Gold' } } })]
  const bytes = await write('parquet', sheet(columns, [
    { no: '10000000018', on: '2026-03-31', at: '2026-03-31T01:02:03.000Z', amount: '-99999999999.99', whole: true, level: 'gold' },
    { no: null, on: null, at: null, amount: null, whole: null, level: null },
  ]))
  const [first, second] = await parquetReadObjects({ file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer })
  assert.deepEqual(first, { no: '10000000018', on: new Date('2026-03-31'), at: new Date('2026-03-31T01:02:03Z'), amount: -99999999999.99, whole: true, level: 'gold', _watermark: '吴敏 E1001', _trace: 'M0' })
  assert.equal(second?.amount, null)
})

test('an empty list is still a file of each kind', async () => {
  for (const format of ['csv', 'xlsx', 'parquet'] as const) assert.ok((await write(format, sheet([column('text', 'text')], []))).length > 20)
})

/** Cells as a reader of RFC 4180 finds them. */
function parse(text: string): string[][] {
  const lines: string[][] = [[]]
  for (const [, quoted, plain, end] of text.replace(/^\uFEFF/, '').matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    lines.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))
    if (end === '\r\n') lines.push([])
  }
  return lines.slice(0, -1)
}
