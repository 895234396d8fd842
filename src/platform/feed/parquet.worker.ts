/** The thread behind parquet.ts: decodes row group by row group and hands lines over when asked for more. */
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { parquetMetadata, parquetRead, parquetSchema, type AsyncBuffer, type ColumnData, type FileMetaData, type SchemaElement } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import type { Said } from './parquet.ts'

const PIECE = 128 * 1024
const MAX_FOOT = 16 * 1024 * 1024
const MAX_GROUP_BYTES = 256 * 1024 * 1024
const MAX_GROUP_ROWS = 4_000_000
const MAX_PAGE = 64 * 1024 * 1024

class TooLarge extends Error {}

const port = parentPort
let more = Promise.withResolvers<void>()
port?.on('message', (asked: { path: string } | 'more') => {
  if (asked === 'more') more.resolve()
  else void tell(asked.path)
})

async function tell(path: string): Promise<void> {
  const file = openSync(path, 'r')
  try {
    for await (const lines of linesOf(file, statSync(path).size)) {
      more = Promise.withResolvers<void>()
      say({ lines })
      await more.promise
    }
    say({ done: true })
  } catch (error) {
    // Whatever the decoder stumbles over is the file's fault; the words of it may hold values.
    say({ refused: error instanceof TooLarge ? 'too-large' : 'broken-parquet' })
  } finally {
    closeSync(file)
  }
}

const say = (said: Said) => port?.postMessage(said)

async function* linesOf(file: number, size: number): AsyncGenerator<Uint8Array> {
  const metadata = footOf(file, size)
  const tree = parquetSchema(metadata).children
  const writers = new Map(tree.map(({ element }) => [element.name, writerOf(element)]))
  plainDecimals(metadata)
  const names = [...writers.keys()]
  let text = `${JSON.stringify(names)}\n`
  let from = 0
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows)
    const bytes = group.columns.reduce((sum, { meta_data }) => sum + Number(meta_data?.total_uncompressed_size ?? 0), 0)
    if (bytes > MAX_GROUP_BYTES || rows > MAX_GROUP_ROWS) throw new TooLarge()
    if (rows < 0 || group.columns.some(({ meta_data }) => Number(meta_data?.total_compressed_size ?? 0) > size)) throw new Error('a row group larger than its file')
    const cells = await cellsOf(bufferOf(file, size), metadata, from, from + rows)
    for (let row = 0; row < rows; row++) {
      text += `${JSON.stringify(names.map((name) => (writers.get(name) as Write)(cells.get(name)?.(row))))}\n` // writers hold every name
      if (text.length > PIECE) {
        yield Buffer.from(text)
        text = ''
      }
    }
    from += rows
  }
  if (text !== '') yield Buffer.from(text)
}

function footOf(file: number, size: number): FileMetaData {
  const foot = Buffer.from(slice(file, size - 8, size))
  const length = foot.readUInt32LE(0)
  if (length > size - 12) throw new Error('a foot longer than its file')
  if (length > MAX_FOOT) throw new TooLarge()
  return parquetMetadata(slice(file, size - 8 - length, size), { geoparquet: false })
}

const bufferOf = (file: number, size: number): AsyncBuffer => ({ byteLength: size, slice: (from, to = size) => slice(file, from, to) })

function slice(file: number, from: number, to: number): ArrayBuffer {
  if (!(from >= 0 && to >= from && to - from <= MAX_GROUP_BYTES)) throw new Error('a piece outside of its file')
  const bytes = new ArrayBuffer(to - from)
  readSync(file, new Uint8Array(bytes), 0, to - from, from)
  return bytes
}

type Cell = (row: number) => unknown

/** Column by column as they were decoded: rows are put together one at a time. */
async function cellsOf(file: AsyncBuffer, metadata: FileMetaData, rowStart: number, rowEnd: number): Promise<Map<string, Cell>> {
  const found = new Map<string, ColumnData[]>()
  await parquetRead({
    file, metadata, rowStart, rowEnd, compressors: guarded, utf8: false,
    parsers: {
      timestampFromMilliseconds: (at: bigint) => new Date(Number(at)).toISOString(),
      timestampFromMicroseconds: (at: bigint) => new Date(Number(at / 1000n)).toISOString(),
      timestampFromNanoseconds: (at: bigint) => new Date(Number(at / 1000000n)).toISOString(),
      dateFromDays: (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10),
    } as never, // the library's own parsers give dates; texts are what we write
    onChunk: (chunk: ColumnData) => void found.set(chunk.columnName, [...(found.get(chunk.columnName) ?? []), chunk]),
  })
  return new Map([...found].map(([name, chunks]) => {
    const inOrder = chunks.toSorted((a, b) => a.rowStart - b.rowStart)
    let now = 0
    return [name, (row: number) => {
      while (now < inOrder.length - 1 && rowStart + row >= (inOrder[now] as ColumnData).rowEnd) now++
      const chunk = inOrder[now] as ColumnData // a column has at least the chunk that brought its name
      return chunk.columnData[rowStart + row - chunk.rowStart] as unknown
    }]
  }))
}

/** What a page says it unpacks to is held against a bound before it is believed. */
const guarded = Object.fromEntries(Object.entries({ ...compressors }).map(([codec, unpack]) => [codec, (input: Uint8Array, length: number) => {
  if (length > MAX_PAGE || length > 65_536 + input.length * 1100) throw new TooLarge()
  return (unpack as (input: Uint8Array, length: number) => Uint8Array)(input, length)
}]))

type Write = (value: unknown) => string

/** A decimal of money is no floating point number: its digits are read from its own integer. */
function writerOf({ converted_type: kind, logical_type: logical, scale = 0, children }: SchemaElement & { children?: unknown }): Write {
  if (kind === 'DECIMAL' || logical?.type === 'DECIMAL') return (value) => (value === null || value === undefined ? '' : decimal(value, logical?.type === 'DECIMAL' ? logical.scale : (scale ?? 0)))
  void children
  return written
}

/** Without their mark they come as whole numbers or bytes. */
function plainDecimals(metadata: FileMetaData): void {
  for (const element of metadata.schema) {
    if (element.converted_type === 'DECIMAL') delete element.converted_type
    if (element.logical_type?.type === 'DECIMAL') delete element.logical_type
  }
}

function decimal(value: unknown, scale: number): string {
  const whole = value instanceof Uint8Array ? BigInt.asIntN(value.length * 8, BigInt(`0x${Buffer.from(value).toString('hex') || '0'}`)) : BigInt(value as number | bigint)
  const digits = (whole < 0n ? -whole : whole).toString().padStart(scale + 1, '0')
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`
  return whole < 0n ? `-${text}` : text
}

function written(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8')
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'object') return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner instanceof Uint8Array ? Buffer.from(inner).toString('utf8') : inner))
  return String(value as number | bigint | boolean)
}
