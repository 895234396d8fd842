/** Files that are broken, by accident or by intent: each is read or refused in time, and the house stands. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { crc32, deflateRawSync, gzipSync } from 'node:zlib'
import Excel from 'exceljs'
import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'

const EACH = 400
const folder = mkdtempSync(join(tmpdir(), 'yilan-fuzz-'))
after(() => rmSync(folder, { recursive: true, force: true }))

type Entry = { name: string; data: Buffer; claims?: number; mode?: number }

/** An archive, with claims of its own where a test wants them false. */
function zipOf(entries: Entry[], { overlap = false } = {}): Buffer {
  const [locals, heads]: [Buffer[], Buffer[]] = [[], []]
  let at = 0
  for (const { name, data, claims, mode = 0o100644 } of entries) {
    const packed = deflateRawSync(data)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(data), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(claims ?? data.length, 18)
    common.writeUInt16LE(Buffer.byteLength(name), 22)
    const head = Buffer.alloc(20)
    head.writeUInt32LE(((mode << 16) >>> 0), 10)
    head.writeUInt32LE(overlap ? 0 : at, 14)
    heads.push(Buffer.concat([Buffer.from('504b01020003', 'hex'), common, head.subarray(2), Buffer.from(name)]))
    if (overlap && locals.length > 0) continue
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), common, Buffer.from(name), packed])
    locals.push(local)
    at += local.length
  }
  const directory = Buffer.concat(heads)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...locals, directory, end])
}

const sheet = (xml: string, book = '<workbook xmlns:r="r"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>'): Buffer => zipOf([
  { name: 'xl/workbook.xml', data: Buffer.from(book) },
  { name: 'xl/_rels/workbook.xml.rels', data: Buffer.from('<Relationships><Relationship Id="r1" Target="worksheets/s.xml"/></Relationships>') },
  { name: 'xl/worksheets/s.xml', data: Buffer.from(xml) },
])

/** Bytes turned, cut, doubled and written over, always the same ones. */
function mutants(seed: Buffer, count: number, salt: number): Buffer[] {
  const edit = fc.record({ kind: fc.constantFrom('flip', 'cut', 'insert', 'double', 'word'), at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.integer({ min: 1, max: 64 }), byte: fc.integer({ min: 0, max: 255 }) })
  return fc.sample(fc.array(edit, { minLength: 1, maxLength: 12 }), { numRuns: count, seed: salt }).map((edits) => {
    let bytes = Buffer.from(seed)
    for (const { kind, at, length, byte } of edits) {
      const from = Math.floor(at * bytes.length)
      if (kind === 'flip' && bytes.length > 0) bytes[Math.min(from, bytes.length - 1)] = byte
      else if (kind === 'cut') bytes = Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + length * 4)])
      else if (kind === 'insert') bytes = Buffer.concat([bytes.subarray(0, from), Buffer.alloc(length, byte), bytes.subarray(from)])
      else if (kind === 'double') bytes = Buffer.concat([bytes, bytes.subarray(from, from + length * 16)])
      else if (from + 4 < bytes.length) bytes.writeUInt32LE([0xffffffff, 0x7fffffff, 0x80000000, 0][byte % 4] as number, from)
    }
    return bytes
  })
}

const rows = Array.from({ length: 30 }, (_, i) => ({ id: `C${i}`, name: `陈静${i}`, amount: i * 1.25 }))
const csv = Buffer.from(`编号,姓名,金额,备注\n${rows.map(({ id, name, amount }) => `${id},"${name}",${amount},"甲,乙""丙"`).join('\n')}\n`)
const jsonl = Buffer.from(rows.map((row) => JSON.stringify({ a: row.id, b: { c: row.name }, n: row.amount, list: [1, 2] })).join('\n'))
const parquet = () => Buffer.from(parquetWriteBuffer({ columnData: [
  { name: 'id', data: rows.map(({ id }) => id), type: 'STRING' }, { name: 'amount', data: rows.map(({ amount }) => amount), type: 'DOUBLE' }, { name: 'n', data: rows.map((_, i) => BigInt(i)), type: 'INT64' },
] }))

async function workbook(): Promise<Buffer> {
  const book = new Excel.Workbook()
  const page = book.addWorksheet('客户')
  page.addRow(['编号', '姓名', '金额', '日期'])
  for (const { id, name, amount } of rows) page.addRow([id, name, amount, new Date('2026-03-05')])
  return Buffer.from(await book.xlsx.writeBuffer())
}

const nothing = Buffer.alloc(64 * 1024 * 1024)
const laughs = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, i) => `<!ENTITY ${'bcdefghij'[i]} "${`&${'abcdefghi'[i]};`.repeat(10)}">`).join('')}]><worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>&j;</t></is></c></row></sheetData></worksheet>`
const bombs = (): Record<string, Buffer> => ({
  'zeros.zip': zipOf([{ name: 'a.csv', data: nothing }]), 'liar.zip': zipOf([{ name: 'a.csv', data: nothing, claims: 100 }]), 'nested.zip': zipOf([{ name: 'b.zip', data: zipOf([{ name: 'a.csv', data: csv }]) }]),
  'slip.zip': zipOf([{ name: '../../etc/x.csv', data: csv }]), 'root.zip': zipOf([{ name: '/etc/x.csv', data: csv }]), 'link.zip': zipOf([{ name: 'l.csv', data: Buffer.from('/etc/passwd'), mode: 0o120777 }]),
  'many.zip': zipOf(Array.from({ length: 1001 }, (_, i) => ({ name: `${i}.csv`, data: Buffer.from('a\n') }))), 'overlap.zip': zipOf(Array.from({ length: 50 }, (_, i) => ({ name: `${i}.csv`, data: csv })), { overlap: true }),
  'twice.zip': zipOf([{ name: 'a.csv', data: csv }, { name: 'a.csv', data: csv }]), 'empty.zip': Buffer.alloc(0), 'empty.csv': Buffer.alloc(0), 'empty.xlsx': Buffer.alloc(0), 'empty.parquet': Buffer.alloc(0),
  'laughs.xlsx': sheet(laughs), 'dimensions.xlsx': sheet('<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c></row></sheetData></worksheet>'),
  'beyond.xlsx': sheet('<worksheet><sheetData><row r="999999999"><c><v>1</v></c></row></sheetData></worksheet>'), 'columns.xlsx': sheet('<worksheet><sheetData><row r="1"><c r="ZZZZ1"><v>1</v></c></row></sheetData></worksheet>'),
  'deep.xlsx': sheet(`<worksheet>${'<a>'.repeat(100_000)}`), 'tag.xlsx': sheet(`<worksheet ${'x'.repeat(3_000_000)}`), 'cell.xlsx': sheet(`<worksheet><sheetData><row r="1"><c t="str"><v>${'a'.repeat(8_000_000)}</v></c></row></sheetData></worksheet>`),
  'zeros.csv': gzipSync(nothing), 'nested.csv': gzipSync(gzipSync(csv)), 'picture.csv': Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), csv]), 'program.csv': Buffer.concat([Buffer.from('MZ\0\0'), csv]), 'pdf.csv': Buffer.concat([Buffer.from('%PDF-1.7\n'), csv]),
  'endless.csv': Buffer.alloc(8_000_000, 'a'), 'quotes.csv': Buffer.from('"a\n'.repeat(200_000)), 'commas.csv': Buffer.alloc(4_000_000, ','), 'archive.csv': zipOf([{ name: 'a.csv', data: csv }]),
  'nested.jsonl': Buffer.from(`${'['.repeat(500_000)}\n${'{"a":'.repeat(100_000)}\n`), 'digits.jsonl': Buffer.from(`{"a":1e400,"b":{"c":${'9'.repeat(900_000)}}}\n`), 'halves.jsonl': Buffer.from('{"a":"\\ud800","b":{"c":"\\u0000"}}\n'),
  'claims.parquet': Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(64, 0xff), Buffer.from('ffffff7f', 'hex'), Buffer.from('PAR1')]), 'foot.parquet': Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(4096, 0x19), Buffer.from('00100000', 'hex'), Buffer.from('PAR1')]),
})

type Told = { read: number; refused: number; crashed: string[]; slowest: number; slowestName: string; grown: number }
let told: Told
let bombCount = 0
before(async () => {
  const seeds: [string, Buffer][] = [['csv', csv], ['jsonl', jsonl], ['zip', zipOf([{ name: '客户.csv', data: csv }, { name: 'b/账户.csv', data: csv }])], ['xlsx', await workbook()], ['parquet', parquet()]]
  seeds.forEach(([ending, seed], i) => mutants(seed, EACH, 7000 + i).forEach((bytes, n) => writeFileSync(join(folder, `m${String(n).padStart(3, '0')}.${ending}`), bytes)))
  for (const [name, bytes] of Object.entries(bombs())) {
    writeFileSync(join(folder, name), bytes)
    bombCount++
  }
  const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(new URL('files.ts', import.meta.url)), folder], { maxBuffer: 1 << 24 })
  told = JSON.parse(stdout) as Told
  console.log(JSON.stringify({ ...told, crashed: told.crashed.length }))
})

test('of two thousand broken files and every bomb each is read or refused', () => {
  assert.deepEqual(told.crashed, [])
  assert.equal(told.read + told.refused, 5 * EACH + bombCount)
  assert.ok(told.read > 100 && told.refused > 500, `${told.read} read, ${told.refused} refused`)
})

test('none takes more than two seconds', () => assert.ok(told.slowest <= 2000, `${told.slowestName} took ${told.slowest} ms`))

test('and the memory stays below 256 MB more', () => assert.ok(told.grown < 256, `${told.grown} MB`))
