/** Reads a bank's file piece by piece: unpacks it, decodes it, splits it, and knows of every piece which bytes it was. Memory stays flat. */
import { createHash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { Refused } from '#kernel/error'
import { convertedLines, encodingOf, holdAgainst, isConverted, splitBy, type Layout } from './format.ts'
import { kindOfBytes } from './kind.ts'
import { MAX_LENGTH_OF_RECORD, type Broken } from './split.ts'

/** Whole records and the very bytes they came from. */
export type Piece = {
  raw: Buffer
  firstLine: number
  nextLine: number
  lines: number[]
  records: (string[] | Broken)[]
  /** Of the unpacked file, behind this piece. */
  bytesDone: number
  /** Of the file as it lies there: for the progress. */
  packedDone: number
}
export type Place = { bytes: number; line: number }

/** Enough to pay for a turn of the event loop, little enough that the database's answers are heard in between. */
const PIECE_BYTES = 128 * 1024
/** gzip itself packs 1000 to 1; files of a bank pack 4 to 15. */
const MAX_UNPACKING = 200

/** The records of a file from a place on, which must be the end of a piece read before. */
export async function* readPieces(path: string, layout: Layout, from: Place = { bytes: 0, line: 1 }): AsyncGenerator<Piece> {
  const decoder = new Decoder(layout)
  let rest: Buffer = Buffer.alloc(0)
  let { bytes, line } = from
  for await (const { chunk, packedDone, isEnd } of chunksFrom(path, layout, from.bytes)) {
    const waiting = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const whole = isEnd ? waiting : waiting.subarray(0, lastLineEnd(waiting))
    const { text, badLines } = decoder.decode(whole, line)
    const found = splitBy(text, layout, line, isEnd)
    const used = found.taken >= text.length ? whole.length : bytesOfLines(whole, found.nextLine - line)
    if (waiting.length - used > MAX_LENGTH_OF_RECORD + PIECE_BYTES) throw new Refused('too-large', { line: found.nextLine, bytes: waiting.length - used })
    markBad(found.lines, found.records, found.nextLine, badLines)
    bytes += used
    yield { raw: waiting.subarray(0, used), firstLine: line, nextLine: found.nextLine, lines: found.lines, records: found.records, bytesDone: bytes, packedDone }
    rest = Buffer.from(waiting.subarray(used))
    line = found.nextLine
  }
}

/** The records of bytes that were one or more pieces of a file: a kept block, read again. */
export function readRaw(raw: Buffer, layout: Layout, firstLine: number): Pick<Piece, 'lines' | 'records'> {
  const { text, badLines } = new Decoder(layout).decode(raw, firstLine)
  const { lines, records, nextLine } = splitBy(text, layout, firstLine, true)
  markBad(lines, records, nextLine, badLines)
  return { lines, records }
}

/** The first record: the names of the columns, where the file has a header. */
export async function readFirst(path: string, layout: Layout): Promise<string[] | Broken | undefined> {
  for await (const { records } of readPieces(path, layout)) {
    if (records.length > 0) return records[0]
  }
  return undefined
}

export async function digestOf(path: string): Promise<string> {
  const sum = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), sum)
  return sum.digest('hex')
}

type Source = { chunk: Buffer; packedDone: number; isEnd: boolean }

async function* chunksFrom(path: string, layout: Layout, skip: number): AsyncGenerator<Source> {
  const kind = holdAgainst(path, layout.format)
  let left = skip
  for await (const { chunk, packedDone } of isConverted(layout.format) ? converted(path, layout) : unpacked(path, kind === 'gzip')) {
    const rest = chunk.subarray(Math.min(left, chunk.length))
    left -= chunk.length - rest.length
    if (rest.length > 0) yield { chunk: rest, packedDone, isEnd: false }
  }
  yield { chunk: Buffer.alloc(0), packedDone: statSync(path).size, isEnd: true }
}

type Bytes = AsyncGenerator<{ chunk: Buffer; packedDone: number }>

/** Nobody knows how far into a workbook its n-th line stands: the progress jumps at its end. */
async function* converted(path: string, layout: Layout): Bytes {
  for await (const chunk of convertedLines(path, layout)) yield { chunk, packedDone: 0 }
}

async function* unpacked(path: string, isPacked: boolean): Bytes {
  const file = createReadStream(path, { highWaterMark: PIECE_BYTES })
  const stream = isPacked ? file.pipe(createGunzip({ chunkSize: PIECE_BYTES })) : file
  if (isPacked) file.on('error', (error) => stream.destroy(error))
  let total = 0
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      // What was packed in what was packed is never opened.
      if (isPacked && total === 0 && !['text', 'program', 'empty'].includes(kindOfBytes(chunk))) throw new Refused('unprocessable', { code: 'nested-archive', kind: kindOfBytes(chunk) })
      total += chunk.length
      if (isPacked && total > 16 * PIECE_BYTES + MAX_UNPACKING * file.bytesRead) throw new Refused('too-large', { packed: file.bytesRead, unpacked: total })
      yield { chunk, packedDone: file.bytesRead }
    }
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code?.startsWith('Z_') ? new Refused('unprocessable', { code: 'broken-gzip' }) : error
  } finally {
    file.destroy()
  }
}

/** Behind the last LF, or CR that no LF can follow any more. Neither byte is ever part of a longer sign, in UTF-8 or in GB18030. */
function lastLineEnd(bytes: Buffer): number {
  const feed = bytes.lastIndexOf(10)
  const back = bytes.lastIndexOf(13, -2)
  return Math.max(feed, bytes.length > 1 ? back : -1) + 1
}

function bytesOfLines(bytes: Buffer, lines: number): number {
  let at = 0
  for (let left = lines; left > 0 && at < bytes.length; at++) {
    if (bytes[at] === 10 || (bytes[at] === 13 && bytes[at + 1] !== 10)) left--
  }
  return at
}

class Decoder {
  private readonly strict: TextDecoder
  private readonly lenient: TextDecoder

  constructor(layout: Layout) {
    const encoding = encodingOf(layout)
    this.strict = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
    this.lenient = new TextDecoder(encoding, { ignoreBOM: true })
  }

  /** The text, and the lines that are not in the encoding the file claims. */
  decode(bytes: Buffer, firstLine: number): { text: string; badLines: Set<number> } {
    const strict = this.tryStrict(bytes)
    const text = strict ?? this.lenient.decode(bytes)
    // A byte order mark opens a file; anywhere else the sign is the bank's own.
    return { text: firstLine === 1 && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, badLines: strict === undefined ? this.findBad(bytes, firstLine) : NONE }
  }

  private findBad(bytes: Buffer, firstLine: number): Set<number> {
    const bad = new Set<number>()
    let line = firstLine
    for (let at = 0; at < bytes.length; line++) {
      const end = at + bytesOfLines(bytes.subarray(at), 1)
      if (this.tryStrict(bytes.subarray(at, end)) === undefined) bad.add(line)
      at = end
    }
    return bad
  }

  private tryStrict(bytes: Buffer): string | undefined {
    try {
      return this.strict.decode(bytes)
    } catch {
      return undefined // a TextDecoder has no way to ask but to try
    }
  }
}

const NONE: Set<number> = new Set()
const BAD_ENCODING: Broken = { broken: 'bad-encoding' }

/** A record is bad when one of its lines is. */
function markBad(lines: number[], records: (string[] | Broken)[], nextLine: number, bad: Set<number>): void {
  if (bad.size === 0) return
  lines.forEach((line, i) => {
    for (let each = line; each < (lines[i + 1] ?? nextLine); each++) if (bad.has(each)) records[i] = BAD_ENCODING
  })
}
