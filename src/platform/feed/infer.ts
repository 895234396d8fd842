/** Reads a sample of a file that nobody has described yet: how it is made, what its columns are called and what they hold. */
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { createGunzip } from 'node:zlib'
import { createReadStream } from 'node:fs'
import { Refused } from '#kernel/error'
import type { FileInterface, Format } from './declaration.ts'
import { readRaw } from './file.ts'
import { convertedLines, type Layout } from './format.ts'
import { namesIn } from './jsonl.ts'
import { kindOf } from './kind.ts'
import { recognise, type Recognised } from './recognise.ts'
import { sheetsOf } from './xlsx.ts'

/** The first lines as they will be read, their very bytes, and what was found out about them. */
export type Sample = {
  layout: Pick<FileInterface, 'format' | 'encoding' | 'delimiter' | 'quote' | 'header'> & Partial<Pick<FileInterface, 'skip' | 'sheet' | 'places'>>
  sheets: string[]
  names: string[]
  rows: string[][]
  lines: number[]
  raw: Buffer
  columns: Map<string, Recognised>
}

const SAMPLE_BYTES = 256 * 1024
const SAMPLE_ROWS = 1000

export async function inferFile(path: string, wanted: { sheet?: string } = {}): Promise<Sample> {
  const { format, raw, sheets } = await beginningOf(path, wanted.sheet)
  const sample = format === 'csv' ? inferText(raw) : inferOther(format, raw)
  return { ...sample, sheets, layout: { ...sample.layout, ...(wanted.sheet !== undefined && { sheet: wanted.sheet }) } }
}

/** The same bytes read by a layout that a person has corrected. */
export function rereadSample(raw: Buffer, layout: Sample['layout'], names: readonly string[]): Pick<Sample, 'names' | 'rows' | 'lines'> {
  return rowsOf(raw, layout, names)
}

async function beginningOf(path: string, sheet: string | undefined): Promise<{ format: Format; raw: Buffer; sheets: string[] }> {
  const kind = kindOf(path)
  if (kind === 'empty') throw new Refused('unprocessable', { code: 'empty-file' })
  if (kind === 'zip') {
    const sheets = await sheetsOf(path)
    return { format: 'xlsx', raw: await firstLines(convertedLines(path, { ...PLAIN, format: 'xlsx', sheet })), sheets }
  }
  if (kind === 'parquet') return { format: 'parquet', raw: await firstLines(convertedLines(path, { ...PLAIN, format: 'parquet' })), sheets: [] }
  if (kind !== 'text' && kind !== 'gzip' && kind !== 'program') throw new Refused('unprocessable', { code: 'wrong-format', kind })
  const raw = kind === 'gzip' ? await firstLines(unzipped(path)) : cutAtLine(headOf(path), statSync(path).size <= SAMPLE_BYTES)
  if (raw.includes(0)) throw new Refused('unprocessable', { code: 'wrong-format', kind: 'program' })
  return { format: isObjects(raw) ? 'jsonl' : 'csv', raw, sheets: [] }
}

const PLAIN: Layout = { encoding: 'utf-8', delimiter: ',', quote: '"' }

async function firstLines(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const held: Buffer[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    held.push(chunk)
    bytes += chunk.length
    if (bytes >= SAMPLE_BYTES) return cutAtLine(Buffer.concat(held), false)
  }
  return Buffer.concat(held)
}

async function* unzipped(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path)
  const stream = file.pipe(createGunzip())
  file.on('error', (error) => stream.destroy(error))
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) yield chunk
  } catch {
    throw new Refused('unprocessable', { code: 'broken-gzip' })
  } finally {
    file.destroy()
  }
}

function headOf(path: string): Buffer {
  const head = Buffer.alloc(SAMPLE_BYTES)
  const file = openSync(path, 'r')
  try {
    return head.subarray(0, readSync(file, head, 0, SAMPLE_BYTES, 0))
  } finally {
    closeSync(file)
  }
}

function cutAtLine(bytes: Buffer, isWhole: boolean): Buffer {
  const end = Math.max(bytes.lastIndexOf(10), bytes.lastIndexOf(13)) + 1
  return isWhole || end === 0 ? bytes : bytes.subarray(0, end)
}

function isObjects(raw: Buffer): boolean {
  const [line = ''] = raw.toString('utf8').trimStart().split('\n', 1)
  return line.startsWith('{') && namesIn(line).size > 0
}

function inferOther(format: Exclude<Format, 'csv'>, raw: Buffer): Omit<Sample, 'sheets'> {
  const base = { ...PLAIN, format, header: format !== 'jsonl' }
  if (format !== 'jsonl') return described(raw, withHeader(raw, base))
  let names = new Set<string>()
  for (const line of raw.toString('utf8').split('\n').slice(0, SAMPLE_ROWS)) names = namesIn(line, names)
  return described(raw, base, [...names])
}

function inferText(raw: Buffer): Omit<Sample, 'sheets'> {
  const encoding = encodingOf(raw)
  const found = delimiterOf(raw, encoding)
  if (found !== null) return described(raw, withHeader(raw, { encoding, delimiter: found.delimiter, quote: found.quote, header: true }))
  const places = placesOf(raw, encoding)
  if (places === null) return described(raw, withHeader(raw, { encoding, delimiter: ',', quote: '"', header: true }))
  const names = Object.keys(places.columns)
  return described(raw, { encoding, delimiter: ',', quote: null, header: false, format: 'fixed', places }, names)
}

function encodingOf(raw: Buffer): 'utf-8' | 'gb18030' {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(raw, { stream: true })
    return 'utf-8'
  } catch {
    return 'gb18030' // a TextDecoder has no way to ask but to try
  }
}

const DELIMITERS = [',', '\t', '|', ';', '^', '\u0001', '~', '!', '，', '@']

/** The one that cuts the lines into the same number of fields, more than one; with quotes, unless they break lines (17" stands in a text). */
function delimiterOf(raw: Buffer, encoding: 'utf-8' | 'gb18030'): { delimiter: string; quote: string | null } | null {
  const tries = DELIMITERS.map((delimiter) => {
    const [quoted, plain] = ['"', null].map((quote) => ({ delimiter, quote, ...evenness(raw, { encoding, delimiter, quote }) })) as [Try, Try] // one each
    return quoted.even >= plain.even - 0.02 ? quoted : plain
  })
  const [best] = tries.filter(({ even, width }) => width > 1 && even >= 0.75).toSorted((a, b) => b.even * Math.log(b.width + 1) - a.even * Math.log(a.width + 1))
  return best ? { delimiter: best.delimiter, quote: best.quote } : null
}

type Try = { delimiter: string; quote: string | null; even: number; width: number }

function evenness(raw: Buffer, layout: Layout): { even: number; width: number } {
  const records = readRaw(raw.subarray(0, 64 * 1024), layout, 1).records.slice(0, 200)
  const counts = new Map<number, number>()
  for (const record of records) if (Array.isArray(record)) counts.set(record.length, (counts.get(record.length) ?? 0) + 1)
  const [width = 0, times = 0] = [...counts].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? []
  return { even: records.length === 0 ? 0 : times / records.length, width }
}

/** Blanks that stand below one another in every line part the columns. Counted in the bytes of the encoding, as such files are made. */
function placesOf(raw: Buffer, encoding: 'utf-8' | 'gb18030'): NonNullable<FileInterface['places']> | null {
  const lines = linesOfBytes(raw).slice(0, 300)
  const width = Math.max(0, ...lines.map((line) => line.length))
  if (lines.length < 3 || width < 10 || lines.filter((line) => line.length >= width * 0.7).length < lines.length * 0.9) return null
  const blank = Array.from({ length: width }, (_, at) => lines.every((line) => at >= line.length || line[at] === 32))
  const begins = blank.flatMap((isBlank, at) => (!isBlank && (at === 0 || blank[at - 1]) ? [at] : []))
  if (begins.length < 2) return null
  const columns = Object.fromEntries(begins.map((from, i) => [`c${i + 1}`, { from: from + 1, width: (begins[i + 1] ?? width) - from }]))
  return { unit: encoding === 'gb18030' || !raw.some((byte) => byte > 127) ? 'bytes' : 'bytes', columns }
}

function linesOfBytes(raw: Buffer): Buffer[] {
  const lines: Buffer[] = []
  for (let at = 0; at < raw.length; ) {
    const feed = raw.indexOf(10, at)
    const end = feed < 0 ? raw.length : feed
    const line = raw.subarray(at, raw[end - 1] === 13 ? end - 1 : end)
    if (line.length > 0) lines.push(line)
    at = end + 1
  }
  return lines
}

/** Titles above the table are passed over; a first line of names is a header, one of values is not. */
function withHeader(raw: Buffer, layout: Sample['layout']): Sample['layout'] {
  const { lines, records } = readRaw(raw, layout, 1)
  const filled = records.map((record) => (Array.isArray(record) ? record.filter((each) => each.trim() !== '').length : 0))
  const usual = filled.slice(0, 50).toSorted((a, b) => b - a)[0] ?? 0
  const first = filled.findIndex((count) => count >= Math.max(1, usual * 0.6))
  const head = records[first]
  if (!Array.isArray(head)) return layout
  const skip = (lines[first] ?? 1) - 1
  const looks = head.map((name) => name.trim())
  const named = looks.filter((name) => name !== '')
  const isNames = named.length >= looks.length * 0.8 && new Set(named).size === named.length && named.every((name) => !/^[+-]?[\d,.]+$/.test(name) && name.length <= 60 && !/^\d{4}[-/年]\d/.test(name))
  return { ...layout, header: isNames, ...(skip > 0 && { skip }) }
}

function described(raw: Buffer, layout: Sample['layout'], names: readonly string[] = []): Omit<Sample, 'sheets'> {
  const read = rowsOf(raw, layout, names)
  return { layout, raw, ...read, columns: new Map(read.names.map((name, i) => [name, recognise(name, read.rows.map((row) => row[i] ?? ''))])) }
}

function rowsOf(raw: Buffer, layout: Sample['layout'], declared: readonly string[]): Pick<Sample, 'names' | 'rows' | 'lines'> {
  const columns = Object.fromEntries(declared.map((name) => [name, { type: 'text' as const }]))
  const { lines, records } = readRaw(raw, { ...layout, columns }, 1)
  const from = layout.header ? 1 : 0
  const head = layout.header && Array.isArray(records[0]) ? records[0] : null
  const kept = records.map((record, i) => ({ record, line: lines[i] as number })).slice(from, from + SAMPLE_ROWS) // lines and records go in pairs
  const rows = kept.flatMap(({ record, line }) => (Array.isArray(record) ? [{ record, line }] : []))
  const width = head?.length ?? (declared.length > 0 ? declared.length : (rows[0]?.record.length ?? 0))
  const names = distinctNames(head ?? (declared.length >= width ? declared : Array.from({ length: width }, (_, i) => `c${i + 1}`)))
  return { names, rows: rows.map(({ record }) => record), lines: rows.map(({ line }) => line) }
}

function distinctNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return names.map((said, i) => {
    const name = said.trim() || `c${i + 1}`
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name}#${times}`
  })
}

/** `客户信息_20261120.csv.gz` → `客户信息_*`: the files that will come are called alike but for their day. */
export function patternOf(name: string): string {
  const found = basename(name).replace(/(19|20)\d{2}[-_]?\d{2}[-_]?\d{2}/, '*').replace(/\*?\d{6,}/, '*')
  return found.includes('*') ? found : found.replace(/(\.[^.]+(\.gz)?)?$/, (ending) => `*${ending}`)
}
