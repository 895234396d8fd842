/** A row's way: from the bytes of the file over our fields to what it became. Everything personal on it is masked, for everyone. */
import { record } from '#kernel/audit'
import { Refused } from '#kernel/error'
import { allTargets, type Target } from '#kernel/room'
import { openBlock } from '#kernel/secret'
import type { Tx } from '#kernel/tx'
import { columnsIn, isInline, type Interface } from './declaration.ts'
import { readRaw, type Piece } from './file.ts'
import { compile } from './mapping.ts'
import { show, showings } from './personal.ts'
import type { LineStory } from './runs.api.ts'

export async function storyOf(tx: Tx, run: number, line: number): Promise<LineStory> {
  const found = await tx.one<{ file: string | null; declaration: Interface & { zone: string } }>`
    select r.file, i.declaration from feed.run r join feed.interface i on i.interface = r.interface where r.run = ${run}`
  if (!found || tx.who.lo !== 0) throw new Refused('not-found')
  const face = found.declaration
  const target = await targetOf(tx, face.entity)
  const [lines, reasons, things] = await Promise.all([
    recordsAround(tx, run, line, face),
    tx<LineStory['reasons']>`select column_name as "column", reason, value from feed.reject where run = ${run} and line = ${line} order by seq`,
    target.trace?.(tx, run, line) ?? [],
  ])
  await record(tx, { action: 'GET /feed/runs/:run/lines/:line', kind: 'look', fields: ['line'], detail: { run, line } })
  return { line, file: found.file, reasons, things, ...tell(lines, face, target, reasons.length > 0) }
}

type Around = { header: string[]; record: Piece['records'][number] | undefined; isHeader: boolean }
type Told = Pick<LineStory, 'fields' | 'fate' | 'staged'>

function tell({ header, record: said, isHeader }: Around, face: Interface & { zone: string }, target: Target, isRejected: boolean): Told {
  if (said === undefined || isHeader) return { fields: [], fate: isHeader ? 'header' : 'blank', staged: [] }
  const shown = showings(face, target)
  if (!Array.isArray(said)) return { fields: [], fate: 'rejected', staged: [] }
  const fills = fieldsFilled(face)
  const fields = said.map((value, i) => ({ column: header[i] ?? `#${i + 1}`, value: show(shown.get(header[i] ?? ''), value.trim()), to: fills.get(header[i] ?? '') ?? [] }))
  const row = compile(face, target, face.zone, header)(said)
  const isRow = row !== null && !Array.isArray(row.reject)
  const staged = isRow ? Object.entries(row as Record<string, string | null>).flatMap(([field, value]) => (value === null ? [] : [{ field, value: show(shown.get(field), value) }])) : []
  return { fields, staged, fate: isRejected ? 'rejected' : row === null ? 'skipped' : 'loaded' }
}

/** The record that begins on a line, read again from the kept block, and the names of its columns. */
async function recordsAround(tx: Tx, run: number, line: number, face: Interface): Promise<Around> {
  const block = await blockWith(tx, run, line)
  if (!block) throw new Refused('not-found')
  if (isInline(face)) return inlineRecord(block, line)
  const { lines, records } = readRaw(block.raw, face, block.first_line)
  const head = face.header ? await firstRecord(tx, run, block, face) : { names: Object.keys(face.columns), line: 0 }
  return { header: head.names, record: records[lines.indexOf(line)], isHeader: head.line === line }
}

async function firstRecord(tx: Tx, run: number, block: Block, face: Exclude<Interface, { rows: unknown }>): Promise<{ names: string[]; line: number }> {
  const first = block.first_line === 1 ? block : await blockWith(tx, run, 1)
  const { lines, records } = first ? readRaw(first.raw, face, 1) : { lines: [], records: [] }
  const names = Array.isArray(records[0]) ? records[0].map((name) => name.trim()) : []
  return { names, line: lines[0] ?? 0 }
}

function inlineRecord({ raw }: Block, line: number): Around {
  const text = raw.toString('utf8').split('\n')[line - 1]
  const row = text ? (JSON.parse(text) as Record<string, string | null>) : undefined // written by load.ts as JSON
  return { header: Object.keys(row ?? {}), record: row && Object.values(row).map((value) => value ?? ''), isHeader: false }
}

type Block = { first_line: number; raw: Buffer }

async function blockWith(tx: Tx, run: number, line: number): Promise<Block | undefined> {
  const found = await tx.one<{ first_line: number; sealed: Buffer }>`select first_line, sealed from feed.sealed(${run}, ${line})`
  return found && { first_line: found.first_line, raw: openBlock(found.sealed) }
}

function fieldsFilled(face: Interface): Map<string, string[]> {
  const fills = new Map<string, string[]>()
  if (isInline(face)) return fills
  for (const [field, mapping] of Object.entries(face.map)) {
    for (const column of columnsIn(mapping)) fills.set(column, [...new Set([...(fills.get(column) ?? []), field])])
  }
  return fills
}

async function targetOf(tx: Tx, entity: string): Promise<Target> {
  const target = allTargets().find((each) => each.entity === entity)
  if (!target) throw new Refused('not-found', { entity })
  return (await target.present?.(tx)) ?? target
}
