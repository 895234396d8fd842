/** Takes one file into its target, chunk by chunk. While the database takes one chunk in, the next is read: both cores work. */
import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises'
import { Refused } from '#kernel/error'
import type { Batch, Rejection, Target } from '#kernel/room'
import { land, rejectOf, stageRow, type Chunk, type Counts, type Landing } from './chunk.ts'
import { isInline, type FileInterface, type InlineInterface, type Interface } from './declaration.ts'
import { readFirst, readPieces, type Piece, type Place } from './file.ts'
import { columnsOfFields, compile, setsOfColumns, type MapRecord } from './mapping.ts'
import { showings } from './personal.ts'

export type Loading = { face: Interface; target: Target; zone: string; path: string | null; batch: Omit<Batch, 'firstLine'>; from: Place; linesPerSecond?: number }

/** Large enough to load as a set, small enough that two of them weigh nothing. */
export const CHUNK_LINES = 20_000

export async function loadFile(loading: Loading, onChunk: (counts: Counts, packedDone: number) => void): Promise<void> {
  const { face, target, batch } = loading
  const landing: Landing = { target, batch, shown: showings(face, target), columnOf: columnsOfFields(face), setOf: setsOfColumns(face) }
  const header = await headerOf(loading)
  const map = compile(face, target, loading.zone, header)
  let landed: Promise<void> = Promise.resolve()
  let since = performance.now()
  const busyMs = () => performance.now() - since
  try {
    for await (const chunk of prepare(loading, map, landing)) {
      await landed
      landed = land(chunk, landing, busyMs).then(async (counts) => {
        onChunk(counts, chunk.packedDone)
        await rest(chunk.lines, performance.now() - since, loading.linesPerSecond)
        since = performance.now()
      })
      landed.catch(() => {}) // awaited before the next chunk and at the end
    }
  } finally {
    await landed
  }
}

/** Chunks of a few seconds each, so that a slow load rests often and briefly. */
function chunkLines(linesPerSecond: number | undefined): number {
  return linesPerSecond === undefined ? CHUNK_LINES : Math.max(1, Math.min(CHUNK_LINES, linesPerSecond * 5))
}

/** Whoever is throttled waits until its lines have taken as long as they may. */
async function rest(lines: number, tookMs: number, linesPerSecond: number | undefined): Promise<void> {
  const dueMs = linesPerSecond === undefined ? 0 : (lines / linesPerSecond) * 1000 - tookMs
  if (dueMs > 0) await pause(dueMs)
}

/** The columns as they stand in this file, which must hold every declared one. */
async function headerOf({ face, path }: Loading): Promise<string[]> {
  if (isInline(face)) return fieldsOf(face)
  const declared = Object.keys(face.columns)
  if (!face.header) return declared
  const first = await readFirst(path as string, face) // a file interface has a file
  const header = Array.isArray(first) ? first.map((name) => name.trim()) : []
  const missing = declared.filter((name) => !header.includes(name))
  if (missing.length > 0) throw new Refused('unprocessable', { code: 'wrong-header', missing })
  return header
}

async function* prepare(loading: Loading, map: MapRecord, landing: Landing): AsyncGenerator<Chunk> {
  const { face, from } = loading
  const most = chunkLines(loading.linesPerSecond)
  let isHeaderDue = !isInline(face) && face.header && from.line === 1
  let chunk = emptyChunk(from.line)
  for await (const piece of piecesOf(loading)) {
    let first = 0
    if (isHeaderDue && piece.records.length > 0) {
      isHeaderDue = false
      first = 1
    }
    take(chunk, piece, first, map, landing)
    if (chunk.lines >= most) {
      yield chunk
      chunk = emptyChunk(piece.nextLine)
    }
    await breathe() // the database's answers to the chunk before are waiting
  }
  if (chunk.raw.length > 0) yield chunk
}

function take(chunk: Chunk, piece: Piece, first: number, map: MapRecord, landing: Landing): void {
  const context: Batch = { ...landing.batch, firstLine: chunk.firstLine }
  for (let i = first; i < piece.records.length; i++) {
    chunk.lines++
    const line = piece.lines[i] as number // lines and records go in pairs
    try {
      stage(chunk, line, piece.records[i] as Piece['records'][number], map, landing, context)
    } catch (cause) {
      throw new Error(`${landing.batch.interface} cannot read line ${line}`, { cause })
    }
  }
  if (piece.raw.length > 0) chunk.raw.push(piece.raw)
  chunk.nextLine = piece.nextLine
  chunk.bytesDone = piece.bytesDone
  chunk.packedDone = piece.packedDone
}

/** Maps and prepares one record: it becomes a row of the chunk, a refusal, or nothing of ours. */
export function stage(chunk: Chunk, line: number, record: Piece['records'][number], map: MapRecord, landing: Landing, context: Batch): void {
  if (!Array.isArray(record)) {
    chunk.rejects.push({ line, column: '', reason: record.broken, value: null })
    return
  }
  const refuse = (rejections: readonly Rejection[]) => chunk.rejects.push(...rejections.map((rejection) => rejectOf(line, rejection, landing)))
  const row = map(record)
  if (row === null) chunk.skipped++
  else if (isRefused(row)) refuse(row.reject)
  else if (chunk.keys.has(row.key as string)) refuse([{ field: 'key', reason: 'duplicate-key', value: row.key as string }]) // the mapping requires a key
  else {
    const values = landing.target.prepare(row, context)
    if (isRefused(values)) return void refuse(values.reject)
    chunk.keys.add(row.key as string)
    stageRow(chunk, line, values)
  }
}

export const isRefused = (prepared: object): prepared is { reject: Rejection[] } => Array.isArray((prepared as { reject?: unknown }).reject)

export function emptyChunk(line: number): Chunk {
  return { firstLine: line, nextLine: line, bytesDone: 0, packedDone: 0, raw: [], lines: 0, skipped: 0, portions: [], tail: '', stagedLines: [], keys: new Set(), rejects: [] }
}

function piecesOf({ face, path, from }: Loading): AsyncIterable<Piece> {
  return isInline(face) ? rowsOf(face, from) : readPieces(path as string, face as FileInterface, from) // a file interface has a file
}

/** Rows of a declaration as a piece: each is a line of JSON, which is its evidence. */
async function* rowsOf(face: InlineInterface, from: Place): AsyncGenerator<Piece> {
  if (from.line > face.rows.length) return
  const fields = fieldsOf(face)
  const raw = Buffer.from(face.rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  const records = face.rows.map((row) => fields.map((field) => (row[field] ?? '').trim()))
  yield { raw, firstLine: 1, nextLine: records.length + 1, lines: records.map((_, i) => i + 1), records, bytesDone: raw.length, packedDone: raw.length }
}

const fieldsOf = (face: InlineInterface): string[] => [...new Set(face.rows.flatMap((row) => Object.keys(row)))]
