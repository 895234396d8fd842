/** A row's way: from the bytes of the file over our fields, and over what people corrected, to what it became. Everything personal on it is masked, for everyone. */
import { record } from '#kernel/audit'
import { Refused } from '#kernel/error'
import type { Tx } from '#kernel/tx'
import { corrected, openCorrection, readingOf, recordOn, type Correction, type Reading } from './again.ts'
import { columnsIn, isInline, type Interface } from './declaration.ts'
import type { Piece } from './file.ts'
import { show } from './personal.ts'
import type { LineStory } from './runs.api.ts'

type Reason = LineStory['reasons'][number] & { replay: number | null; outdated: boolean }
type Repair = { attempt: number; sealed: string; why: string; staff: string; staffName: string | null; at: string }

export async function storyOf(tx: Tx, run: number, line: number): Promise<LineStory> {
  if (tx.who.lo !== 0) throw new Refused('not-found')
  const reading = await readingOf(tx, run)
  const [{ record: said }, file, reasons, repairs, things] = await Promise.all([
    recordOn(tx, reading, line),
    tx.one<{ file: string | null }>`select file from feed.run where run = ${run}`,
    tx<Reason[]>`select column_name as "column", reason, value, replay, outdated from feed.reject where run = ${run} and line = ${line} order by seq`,
    repairsOf(tx, run, line),
    reading.landing.target.trace?.(tx, run, line) ?? [],
  ])
  await record(tx, { action: 'GET /feed/runs/:run/lines/:line', kind: 'look', fields: ['line'], detail: { run, line } })
  return {
    line, file: file?.file ?? null, things, ...tell(reading, line, said, reasons, repairs.at(-1)),
    reasons: reasons.map(({ column, reason, value }) => ({ column, reason, value })), replay: reasons.find(({ replay }) => replay !== null)?.replay ?? null,
    repairs: repairs.map((repair) => ({ ...repair, changes: changesOf(repair, reading, said) })),
  }
}

export function repairsOf(tx: Tx, run: number, line: number): Promise<Repair[]> {
  return tx<Repair[]>`
    select m.attempt, m.sealed, m.why, m.staff, p.name as "staffName", m.at
    from feed.repair m
    left join access.staff p on p.staff = m.staff
    where m.run = ${run} and m.line = ${line}
    order by m.attempt`
}

type Said = Piece['records'][number] | undefined
type Told = Pick<LineStory, 'fields' | 'fate' | 'staged'>

function tell({ face, landing: { shown }, header, map }: Reading, line: number, said: Said, reasons: readonly Reason[], repair: Repair | undefined): Told {
  if (said === undefined) return { fields: [], fate: header.line === line ? 'header' : 'blank', staged: [] }
  const isRejected = reasons.some(({ replay }) => replay === null)
  const fills = fieldsFilled(face)
  const fields = Array.isArray(said)
    ? said.map((value, i) => ({ column: header.names[i] ?? `#${i + 1}`, value: show(shown.get(header.names[i] ?? ''), value.trim()), to: fills.get(header.names[i] ?? '') ?? [] })).filter(({ value }) => !isInline(face) || value !== '')
    : []
  const whole = corrected(said, header.names, repair && openCorrection(repair.sealed))
  const row = Array.isArray(whole) ? map(whole) : { reject: [] }
  const isRow = row !== null && !Array.isArray(row.reject)
  const staged = isRow ? Object.entries(row as Record<string, string | null>).flatMap(([field, value]) => (value === null ? [] : [{ field, value: show(shown.get(field), value) }])) : []
  return { fields, staged, fate: isRejected ? 'rejected' : row === null ? 'skipped' : reasons.some(({ outdated }) => outdated) ? 'outdated' : reasons.length > 0 ? 'repaired' : 'loaded' }
}

/** What a person changed, before and after, masked alike. */
function changesOf({ sealed }: Repair, { header, landing: { shown } }: Reading, said: Said): LineStory['repairs'][number]['changes'] {
  const correction: Correction = openCorrection(sealed)
  return Object.entries(correction).map(([column, value]) => {
    const raw = Array.isArray(said) ? said[header.names.indexOf(column)] : undefined
    return { column, from: raw === undefined ? null : show(shown.get(column), raw.trim()), to: show(shown.get(column), value) }
  })
}

export function fieldsFilled(face: Interface): Map<string, string[]> {
  const fills = new Map<string, string[]>()
  if (isInline(face)) return fills
  for (const [field, mapping] of Object.entries(face.map)) {
    for (const column of columnsIn(mapping)) fills.set(column, [...new Set([...(fills.get(column) ?? []), field])])
  }
  return fills
}
