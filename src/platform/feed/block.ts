/** The kept bytes of a run, a block of lines at a time, and the records that stand in them. */
import { openBlock } from '#kernel/secret'
import type { Tx } from '#kernel/tx'
import { readEnvelope } from './envelope.ts'
import { isInline, type FileInterface, type Interface } from './declaration.ts'
import { readRaw, type Piece } from './file.ts'

export type Block = { firstLine: number; raw: Buffer }
/** Pairs of a line and the record that begins on it. */
export type Records = Pick<Piece, 'lines' | 'records'>
export type Header = { names: string[]; line: number }

/** The block with a line, for who sees the whole bank. */
export async function blockWith(tx: Tx, run: number, line: number): Promise<Block | undefined> {
  const found = await tx.one<{ firstLine: number; sealed: Buffer }>`select first_line as "firstLine", sealed from feed.sealed(${run}, ${line})`
  return found && { firstLine: found.firstLine, raw: openBlock(found.sealed) }
}

/** The names of the columns as they stand in the very file, and on which line. */
export async function headerOf(tx: Tx, run: number, face: Interface, fields: readonly string[]): Promise<Header> {
  if (isInline(face)) return { names: ['key', ...fields], line: 0 }
  if (face.change || !face.header) return { names: Object.keys(face.columns), line: 0 }
  const first = await blockWith(tx, run, 1)
  const { lines, records } = first ? readRaw(first.raw, face, 1) : { lines: [], records: [] }
  const names = Array.isArray(records[0]) ? records[0].map((name) => name.trim()) : []
  return { names, line: lines[0] ?? 0 }
}

export function recordsIn(block: Block, face: Interface, header: Header): Records {
  if (!isInline(face) && face.change) return changeRecords(block, header)
  return isInline(face) ? inlineRecords(block, header) : readRaw(block.raw, face as FileInterface, block.firstLine)
}

/** What a change says the row is; of a deleted one, what it was. */
function changeRecords({ raw, firstLine }: Block, { names }: Header): Records {
  const said = raw.toString('utf8').split('\n').slice(0, -1).map(readEnvelope)
  const records = said.map((change) => (change ? names.map((name) => (change.after ?? change.before)?.[name] ?? '') : { broken: 'bad-character' } as const))
  return { lines: said.map((_, i) => firstLine + i), records }
}

/** Rows of a declaration are kept as lines of JSON, written by load.ts. */
function inlineRecords({ raw, firstLine }: Block, { names }: Header): Records {
  const rows = raw.toString('utf8').split('\n').filter((text) => text !== '').map((text) => JSON.parse(text) as Record<string, string | null>)
  return { lines: rows.map((_, i) => firstLine + i), records: rows.map((row) => names.map((name) => (row[name] ?? '').trim())) }
}
