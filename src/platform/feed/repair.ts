/** A refused line made good by a person: what it says as far as the person may see it, what a correction would do, and the correction kept. */
import { record } from '#kernel/audit'
import { Refused } from '#kernel/error'
import type { Tx } from '#kernel/tx'
import { corrected, correctionsOf, readingOf, recordOn, sealCorrection, stageAgain, type Correction, type Reading } from './again.ts'
import { rehearse } from './chunk.ts'
import { isInline } from './declaration.ts'
import { fieldsFilled } from './line.ts'
import { setOutdatedAside } from './outdated.ts'
import { show } from './personal.ts'
import type { Repairable, Trial } from './repairs.api.ts'
import { openReplay } from './replay.ts'

type At = { run: number; line: number }
type Values = readonly { column: string; value: string }[]

export async function repairable(tx: Tx, { run, line }: At): Promise<Repairable> {
  const reading = await readingFor(tx, run)
  const [{ record: said }, corrections, faults, attempts] = await Promise.all([
    recordOn(tx, reading, line),
    correctionsOf(tx, run, [line]),
    tx<Repairable['faults']>`select column_name as "column", reason from feed.reject where run = ${run} and line = ${line} and replay is null order by seq`,
    attemptsOn(tx, run, line),
  ])
  if (said === undefined) throw new Refused('not-found')
  const fields = fieldsOf(tx, reading, Array.isArray(said) ? said : [], corrections.get(line))
  const clear = fields.flatMap(({ column, isMasked, value }) => (isMasked || value === '' ? [] : [column]))
  await record(tx, { action: 'GET /feed/runs/:run/lines/:line/repair', kind: 'look', fields: clear, detail: { run, line } })
  return { line, version: attempts, isOpen: faults.length > 0 && isStanding(reading), fields, faults }
}

/** Staged and loaded as an import would, and rolled back. */
export async function tryCorrection(tx: Tx, { run, line, values }: At & { values: Values }): Promise<Trial> {
  const reading = await readingFor(tx, run)
  const { block, record: said } = await recordOn(tx, reading, line)
  if (said === undefined) throw new Refused('not-found')
  const correction = { ...(await correctionsOf(tx, run, [line])).get(line), ...correctionFrom(reading, values) }
  const chunk = stageAgain(reading, block, new Set([line]), new Map([[line, correction]]))
  const { rejects: faults, outdated } = await rehearse(chunk, { ...reading.landing, setAside: (bulk) => setOutdatedAside(bulk, reading, { sure: false }) })
  const { map, landing: { shown } } = reading
  const whole = corrected(said, reading.header.names, correction)
  const row = Array.isArray(whole) ? map(whole) : null
  const staged = row === null || Array.isArray(row.reject) ? [] : Object.entries(row as Record<string, string | null>).flatMap(([field, value]) => (value === null ? [] : [{ field, value: show(shown.get(field), value) }]))
  const fate = faults.length > 0 ? 'rejected' : chunk.skipped > 0 ? 'skipped' : outdated.length > 0 ? 'outdated' : 'loads'
  return { fate, faults: faults.map(({ column, reason }) => ({ column, reason })), staged }
}

/** A correction holds what earlier ones of the line said too. It is kept, and the line is loaded again by a job. */
export async function repair(tx: Tx, { run, line, values, why, version }: At & { values: Values; why: string; version: number }): Promise<{ replay: number }> {
  const reading = await readingFor(tx, run)
  const correction: Correction = { ...(await correctionsOf(tx, run, [line])).get(line), ...correctionFrom(reading, values) }
  const attempts = await attemptsOn(tx, run, line)
  if (attempts !== version) throw new Refused('stale', { version: attempts, yours: { version }, theirs: { version: attempts } })
  const kept = await tx.count`
    insert into feed.repair (run, line, attempt, sealed, columns, why, staff)
    values (${run}, ${line}, ${version + 1}, ${sealCorrection(correction)}, ${values.map(({ column }) => column)}::text[], ${why}, ${tx.who.staff})
    on conflict do nothing`
  if (kept === 0) throw new Refused('stale', { version: version + 1, yours: { version }, theirs: { version: version + 1 } })
  const { replay } = await openReplay(tx, { run, line, why })
  tx.facts.reason = why
  tx.facts.fields = values.map(({ column }) => column)
  return { replay }
}

async function readingFor(tx: Tx, run: number): Promise<Reading> {
  // A refused line belongs to no branch yet: only who sees the whole bank sees it.
  if (tx.who.lo !== 0) throw new Refused('not-found')
  return readingOf(tx, run)
}

const isStanding = ({ state }: Reading): boolean => state === 'done' || state === 'failed'

async function attemptsOn(tx: Tx, run: number, line: number): Promise<number> {
  const found = await tx.one<{ attempts: number }>`select coalesce(max(attempt), 0) as attempts from feed.repair where run = ${run} and line = ${line}`
  return found?.attempts ?? 0
}

function correctionFrom({ header }: Reading, values: Values): Correction {
  for (const { column } of values) if (!header.names.includes(column)) throw new Refused('invalid', { field: 'values', column })
  return Object.fromEntries(values.map(({ column, value }) => [column, value.trim()]))
}

function fieldsOf(tx: Tx, { face, header, landing: { shown } }: Reading, said: readonly string[], correction: Correction | undefined): Repairable['fields'] {
  const fills = fieldsFilled(face)
  return header.names.map((column, i) => {
    const how = shown.get(column)
    const isMasked = how === undefined || how === 'hidden' || (how !== 'clear' && !tx.who.clear.has(how))
    const seen = (value: string) => show(isMasked ? how : 'clear', value.trim())
    const change = correction?.[column]
    return {
      column, value: seen(said[i] ?? ''), isMasked, corrected: change === undefined ? null : seen(change), to: fills.get(column) ?? (isInline(face) ? [column] : []), choices: codesFor(face, column),
    }
  })
}

function codesFor(face: Reading['face'], name: string): string[] | null {
  if (isInline(face)) return null
  const column = face.columns[name]
  return column?.type === 'code' ? Object.keys(face.codes[column.set] ?? {}).filter((code) => code !== '*') : null
}
