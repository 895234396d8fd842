/** Reads kept lines again, with what people have corrected, by the declaration as it stands today. */
import { Refused } from '#kernel/error'
import { allTargets, type Target } from '#kernel/room'
import { open, seal } from '#kernel/secret'
import type { Tx } from '#kernel/tx'
import { blockWith, headerOf, recordsIn, type Block, type Header } from './block.ts'
import type { Chunk, Landing } from './chunk.ts'
import { isInline, type Interface } from './declaration.ts'
import type { Piece } from './file.ts'
import { emptyChunk, stage } from './load.ts'
import { columnsOfFields, compile, type MapRecord } from './mapping.ts'
import { showings } from './personal.ts'
import type { RunState } from './run.ts'

/** What should stand on a line, by the name of the column. */
export type Correction = Readonly<Record<string, string>>
export type Reading = { run: number; state: RunState; name: string; face: Interface & { zone: string }; header: Header; map: MapRecord; landing: Landing }
type Found = { state: RunState; source: string; name: string; entity: string; asOf: string | null; declaration: Interface & { zone: string } }

/** `asThen`: by the very declaration the run was read by. */
export async function readingOf(tx: Tx, run: number, asThen = false): Promise<Reading> {
  const found = await tx.one<Found>`
    select r.state, i.source, i.name, i.entity, r.as_of as "asOf", coalesce(i.said, i.declaration::json) as declaration
    from feed.run r join feed.interface i on i.interface = r.interface where r.run = ${run}`
  if (!found) throw new Refused('not-found')
  const target = await targetOf(tx, found.entity)
  const header = await headerOf(tx, run, found.declaration, Object.keys(target.fields))
  const face = asThen ? found.declaration : await faceOfToday(tx, found, header)
  const landing: Landing = {
    target, batch: { run, source: found.source, interface: found.name, asOf: found.asOf }, shown: showings(face, target), columnOf: columnsOfFields(face),
  }
  return { run, state: found.state, name: found.name, face, header, map: compile(face, target, face.zone, header.names), landing }
}

/** The lines of a block that are wanted, staged as an import would stage them. */
export function stageAgain(reading: Reading, block: Block, wanted: ReadonlySet<number>, corrections: ReadonlyMap<number, Correction>): Chunk {
  const chunk = emptyChunk(block.firstLine)
  const { lines, records } = recordsIn(block, reading.face, reading.header)
  lines.forEach((line, i) => {
    if (!wanted.has(line) || line === reading.header.line) return
    chunk.lines++
    const record = corrected(records[i] as Piece['records'][number], reading.header.names, corrections.get(line)) // lines and records go in pairs
    stage(chunk, line, record, reading.map, reading.landing, { ...reading.landing.batch, firstLine: block.firstLine })
  })
  return chunk
}

/** The record on one line as it came; undefined where none begins. */
export async function recordOn(tx: Tx, reading: Reading, line: number): Promise<{ block: Block; record: Piece['records'][number] | undefined }> {
  const block = await blockWith(tx, reading.run, line)
  if (!block) throw new Refused('not-found')
  const { lines, records } = recordsIn(block, reading.face, reading.header)
  return { block, record: line === reading.header.line ? undefined : records[lines.indexOf(line)] }
}

/** The last corrections of lines, by line. */
export async function correctionsOf(tx: Tx, run: number, lines: readonly number[]): Promise<Map<number, Correction>> {
  const rows = await tx<{ line: number; sealed: string }[]>`
    select distinct on (line) line, sealed
    from feed.repair
    where run = ${run} and line = any (${lines}::int[])
    order by line, attempt desc`
  return new Map(rows.map(({ line, sealed }) => [line, openCorrection(sealed)]))
}

export const sealCorrection = (correction: Correction): string => seal(JSON.stringify(correction))
export const openCorrection = (sealed: string): Correction => JSON.parse(open(sealed)) as Correction // written by sealCorrection

export async function targetOf(tx: Tx, entity: string): Promise<Target> {
  const target = allTargets().find((each) => each.entity === entity)
  if (!target) throw new Refused('not-found', { entity })
  return (await target.present?.(tx)) ?? target
}

/** A record that could not be read has no fields but the corrected ones. */
export function corrected(record: Piece['records'][number], names: readonly string[], correction: Correction | undefined): Piece['records'][number] {
  if (correction === undefined) return record
  const said = Array.isArray(record) ? record : []
  return names.map((name, i) => correction[name] ?? said[i] ?? '')
}

/** A code mapped since, a rule made milder: the newest version that reads the same columns of the same layout. */
async function faceOfToday(tx: Tx, { name, declaration }: Found, header: Header): Promise<Interface & { zone: string }> {
  const newest = await tx.one<{ declaration: Interface & { zone: string } }>`
    select coalesce(said, declaration::json) as declaration from feed.interface where name = ${name} order by version desc limit 1`
  const today = newest?.declaration
  return today && readsAlike(today, declaration, header) ? today : declaration
}

function readsAlike(today: Interface, then: Interface, header: Header): boolean {
  if (isInline(today) || isInline(then)) return isInline(today) === isInline(then)
  const layout = ({ encoding, delimiter, quote, header: hasHeader, format, skip, sheet, places }: typeof today) => JSON.stringify([encoding, delimiter, quote, hasHeader, format ?? 'csv', skip, sheet, places])
  const columns = Object.keys(today.columns)
  const hasAll = today.header ? columns.every((column) => header.names.includes(column)) : columns.join('\n') === header.names.join('\n')
  return layout(today) === layout(then) && hasAll
}
