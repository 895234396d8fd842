import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import type { Refused } from '#kernel/error'
import { digestOf, readFirst, readPieces, readRaw } from './file.ts'
import { MAX_LINES_OF_RECORD, split, type Broken, type Layout } from './split.ts'

const csv: Layout = { encoding: 'utf-8', delimiter: ',', quote: '"' }
const records = (text: string, layout = csv) => split(text, layout, 1, true).records
const folder = mkdtempSync(join(tmpdir(), 'yilan-split-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** As RFC 4180 writes: quoted where a sign would mislead, and sometimes where none would. */
function write(rows: string[][], { delimiter, quote }: Layout, end: string, quoteAll: boolean): string {
  const misleads = (field: string) => quoteAll || field === '' || field.trim() !== field || [delimiter, '"', '\n', '\r'].some((sign) => field.includes(sign))
  return rows.map((row) => row.map((field) => (quote !== null && misleads(field) ? quote + field.replaceAll(quote, quote + quote) + quote : field)).join(delimiter) + end).join('')
}

const field = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('', '"', '""', 'a"b', ',', '\n', '\r\n', '张三', '𠮷田', ' x ', '|;\t')).map((text) => text.replaceAll('\0', ''))
const rows = fc.array(fc.array(field, { minLength: 2, maxLength: 5 }), { maxLength: 20 })

test('whatever a reference writer writes is read back, with any delimiter and any line end', () => {
  fc.assert(fc.property(rows, fc.constantFrom(',', ';', '\t', '|'), fc.constantFrom('\n', '\r\n', '\r'), fc.boolean(), (given, delimiter, end, quoteAll) => {
    const layout = { ...csv, delimiter }
    assert.deepEqual(records(write(given, layout, end, quoteAll), layout), given)
  }), { numRuns: 2000 })
})

test('a last line without a line end is a line', () => {
  assert.deepEqual(records('a,b\nc,d'), [['a', 'b'], ['c', 'd']])
  assert.deepEqual(records('a,b\nc,"d"'), [['a', 'b'], ['c', 'd']])
})

test('blank lines are no records but count as lines', () => {
  const { lines, records: found } = split('a,b\n\n  \r\nc,d\n\n', csv, 1, true)
  assert.deepEqual([lines, found], [[1, 4], [['a', 'b'], ['c', 'd']]])
})

test('a record is known by the line on which it begins', () => {
  const { lines, nextLine } = split('h,i\n"two\nlines",x\r\ny,z\n', csv, 1, true)
  assert.deepEqual([lines, nextLine], [[1, 2, 4], 5])
})

test('a quote that was never closed costs its own line and no other', () => {
  assert.deepEqual(records('a,b\n"open,1\nok,2\nok,3\n'), [['a', 'b'], { broken: 'broken-quote' }, ['ok', '2'], ['ok', '3']])
  assert.deepEqual(records('"x" y,1\nok,2\n'), [{ broken: 'broken-quote' }, ['ok', '2']])
  const long = `"open,1\n${'ok,2\n'.repeat(MAX_LINES_OF_RECORD * 3)}"closed",9\n`
  assert.equal(records(long).filter((each) => Array.isArray(each) && each[0] === 'ok').length, MAX_LINES_OF_RECORD * 3)
})

test('a quote within an unquoted field is a sign like any other', () => {
  assert.deepEqual(records('5" pipe,1\n'), [['5" pipe', '1']])
  assert.deepEqual(records('"a",b\n', { ...csv, quote: null }), [['"a"', 'b']])
})

test('a line with NUL is refused, its neighbours are not', () => {
  assert.deepEqual(records('a,b\nc\0,d\ne,f\n"g\0",h\n'), [['a', 'b'], { broken: 'bad-character' }, ['e', 'f'], { broken: 'bad-character' }])
})

test('a thousand fields are a line, more are not', () => {
  assert.equal((records(`${','.repeat(999)}\n`)[0] as string[]).length, 1000)
  assert.deepEqual(records(`${','.repeat(1_000_000)}\n`), [{ broken: 'wrong-fields' }])
})

test('no text makes the splitter throw, hang or lose a line', () => {
  const signs = fc.array(fc.constantFrom('"', '"', ',', '\n', '\r', 'a', '\0', ' ', '\\', '张'), { maxLength: 200 }).map((each) => each.join(''))
  fc.assert(fc.property(signs, fc.boolean(), (text, isEnd) => {
    const { lines, taken, nextLine } = split(text, csv, 1, isEnd)
    assert.ok(!isEnd || taken >= text.length)
    assert.ok(lines.every((line, i) => line > (lines[i - 1] ?? 0) && line < nextLine))
  }), { numRuns: 5000 })
})

test('the hardest text for quotes is read in time', () => {
  for (const text of ['"\n'.repeat(200_000), '""",\n'.repeat(100_000), `"${'a'.repeat(1_000_000)}\n`, '"a","\n'.repeat(100_000)]) {
    const began = performance.now()
    split(text, csv, 1, true)
    assert.ok(performance.now() - began < 5000, JSON.stringify(text.slice(0, 8)))
  }
})

// ---- files

type Found = { records: (string[] | Broken)[]; lines: number[]; raw: Buffer[] }

async function read(bytes: Buffer, layout: Layout, from?: { bytes: number; line: number }): Promise<Found & { places: { bytes: number; line: number }[] }> {
  const path = join(folder, `f${Math.random()}`)
  writeFileSync(path, bytes)
  const found: Found & { places: { bytes: number; line: number }[] } = { records: [], lines: [], raw: [], places: [] }
  for await (const piece of readPieces(path, layout, from)) {
    found.records.push(...piece.records)
    found.lines.push(...piece.lines)
    found.raw.push(piece.raw)
    found.places.push({ bytes: piece.bytesDone, line: piece.nextLine })
  }
  return found
}

const names = ['张三', '欧阳修远', '𠮷田', 'Łukasz', '"引号"', '两\n行', '甲|乙', '']
const many = Array.from({ length: 30_000 }, (_, i) => [`K${i}`, names[i % names.length] as string, `北京市海淀区第${i}号`])

for (const encoding of ['utf-8', 'gb18030'] as const) {
  test(`a large ${encoding} file, packed or not, is read whole, and its pieces are its very bytes`, async () => {
    const layout: Layout = { encoding, delimiter: '|', quote: '"' }
    const bytes = iconv.encode(write(many, layout, '\r\n', false), encoding)
    for (const file of [bytes, gzipSync(bytes)]) {
      const found = await read(file, layout)
      assert.ok(found.places.length > 5)
      assert.deepEqual(found.records, many)
      assert.ok(Buffer.concat(found.raw).equals(bytes))
      const middle = found.places[3] as { bytes: number; line: number }
      const rest = await read(file, layout, middle)
      assert.deepEqual(rest.records, many.slice(many.length - rest.records.length))
      assert.deepEqual(rest.lines, found.lines.slice(-rest.lines.length))
    }
  })
}

test('bytes that are not in the declared encoding cost their own line', async () => {
  const bytes = Buffer.concat([iconv.encode('甲,乙\n', 'gb18030'), Buffer.from([0xd5, 0xc5, 0xff, 0x2c, 0x31, 0x0a]), iconv.encode('丙,丁\n', 'gb18030')])
  assert.deepEqual((await read(bytes, { ...csv, encoding: 'gb18030' })).records, [['甲', '乙'], { broken: 'bad-encoding' }, ['丙', '丁']])
  assert.deepEqual((await read(Buffer.from([0x61, 0x2c, 0xc3, 0x0a, 0x62, 0x2c, 0x63]), csv)).records, [{ broken: 'bad-encoding' }, ['b', 'c']])
})

test('a byte order mark is no part of the first column', async () => {
  assert.deepEqual((await read(Buffer.from('\uFEFFa,b\nc,d\n'), csv)).records[0], ['a', 'b'])
  const path = join(folder, 'bom')
  writeFileSync(path, iconv.encode('\uFEFF甲,b\n', 'gb18030'))
  assert.deepEqual(await readFirst(path, { ...csv, encoding: 'gb18030' }), ['甲', 'b'])
})

test('any bytes at all are read to their end, and no byte is lost', async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.constantFrom('utf-8', 'gb18030'), async (given, encoding) => {
    const bytes = Buffer.from(given)
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return
    const found = await read(bytes, { ...csv, encoding })
    assert.ok(Buffer.concat(found.raw).equals(bytes))
    const again = readRaw(bytes, { ...csv, encoding }, 1)
    assert.deepEqual([again.lines, again.records], [found.lines, found.records])
  }), { numRuns: 300 })
})

test('a line without end and a bomb are turned away while memory is still small', async () => {
  await assert.rejects(read(Buffer.alloc(3_000_000, 'a'), csv), (error: Refused) => error.code === 'too-large')
  await assert.rejects(read(gzipSync(Buffer.alloc(40_000_000, `${'a'.repeat(900)},b\n`)), csv), (error: Refused) => error.code === 'too-large')
  await assert.rejects(read(gzipSync(Buffer.from('a,b\n'.repeat(1000))).subarray(0, 30), csv), (error: Refused) => error.facts.code === 'broken-gzip')
})

test('the same bytes have the same digest', async () => {
  const path = join(folder, 'digest')
  writeFileSync(path, 'abc')
  assert.equal(await digestOf(path), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})
