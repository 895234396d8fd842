/** What other runs said just the same as the one that is taken back: nothing of it was kept but their raw lines, which are read once more. */
import type { BulkTx, Tx } from '#kernel/tx'
import { corrected, correctionsOf, readingOf, type Reading } from './again.ts'
import { blockWith, recordsIn, type Block } from './block.ts'
import { loadStaged, rejectOf, stageRow, type Chunk } from './chunk.ts'
import type { Piece } from './file.ts'
import { emptyChunk } from './load.ts'

/**
 * Runs that may have said the same as this one, in order. Those before it count only where one before them was taken back: what they called the
 * same was that one's word.
 */
export async function runsAlike(tx: Tx, run: number): Promise<{ run: number; same: number }[]> {
  return tx<{ run: number; same: number }[]>`
    with mine as (select i.source, i.entity from feed.run r join feed.interface i on i.interface = r.interface where r.run = ${run})
    select r.run, r.same
    from feed.run r
    join feed.interface i on i.interface = r.interface
    join mine m on m.source = i.source and m.entity = i.entity
    where r.run <> ${run} and r.state in ('done', 'failed', 'running') and r.same > 0
      and (r.run > ${run} or exists (
        select from feed.run u join feed.interface v on v.interface = u.interface
        where u.state = 'undone' and u.run < r.run and v.source = m.source and v.entity = m.entity))
    order by r.run`
}

/** The keys of a run's rows that others say too. */
export async function keysSaidBy(tx: Tx, run: number, others: readonly { run: number }[]): Promise<string[]> {
  if (others.length === 0) return []
  const mine = new Set<string>()
  await eachRow(tx, run, (_, row) => void mine.add(row.key))
  const said = new Set<string>()
  for (const other of others) await eachRow(tx, other.run, (_, row) => void (mine.has(row.key) && said.add(row.key)))
  return [...said]
}

/** Loads what the others say of the keys in `unsaid`, oldest first, as if they came now; their counts are put right. */
export async function sayAgain(tx: BulkTx, others: readonly { run: number }[]): Promise<void> {
  const rows = await tx<{ key: string; base: number }[]>`select key, base from pg_temp.unsaid`
  if (rows.length === 0) return
  const bases = new Map(rows.map(({ key, base }) => [key, base]))
  for (const { run } of others) await sayOf(tx, run, (key) => (bases.get(key) ?? run) < run)
}

async function sayOf(tx: BulkTx, run: number, isWanted: (key: string) => boolean): Promise<void> {
  const chunks = new Map<number, { chunk: Chunk; reading: Reading }>()
  await eachRow(tx, run, (block, row, reading) => {
    if (!isWanted(row.key)) return
    const at = chunks.get(block.firstLine) ?? { chunk: emptyChunk(block.firstLine), reading }
    chunks.set(block.firstLine, at)
    const values = reading.landing.target.prepare(row.values, { ...reading.landing.batch, firstLine: block.firstLine })
    if (Array.isArray(values)) stageRow(at.chunk, row.line, values)
  })
  for (const { chunk, reading } of chunks.values()) await loadAgain(tx, run, chunk, reading)
}

async function loadAgain(tx: BulkTx, run: number, chunk: Chunk, { landing }: Reading): Promise<void> {
  await tx`drop table if exists pg_temp.batch`
  const portions = [...chunk.portions, ...(chunk.tail === '' ? [] : [Buffer.from(chunk.tail, 'utf8')])]
  const loaded = await loadStaged(tx, portions, chunk, landing)
  const rejects = loaded.rejected.map(({ line, ...rejection }) => rejectOf(line, rejection, landing))
  await tx`
    update feed.run set added = added + ${loaded.added}, changed = changed + ${loaded.changed}, rejected = rejected + ${rejects.length},
      same = same - ${loaded.added + loaded.changed + rejects.length}, settled_at = null
    where run = ${run}`
  for (const { line, column, reason, value } of rejects) {
    await tx`
      insert into feed.reject (run, line, seq, column_name, reason, value)
      select ${run}, ${line}, coalesce(max(seq), 0) + 1, ${column}, ${reason}, ${value} from feed.reject where run = ${run} and line = ${line}`
  }
}

type Row = { line: number; key: string; values: Record<string, string | null> }

/** Every row of a run that was taken in, by the declaration of its day and with what was corrected since. */
export async function eachRow(tx: Tx, run: number, take: (block: Block, row: Row, reading: Reading) => void): Promise<void> {
  const reading = await readingOf(tx, run, true)
  const rows = await tx<{ first: number; last: number }[]>`select first_line as first, last_line as last from feed.block where run = ${run} order by first_line`
  for (const { first, last } of rows) {
    const block = await blockWith(tx, run, first)
    if (!block) continue
    const refused = await refusedIn(tx, run, first, last)
    const corrections = await correctionsOf(tx, run, await repairedIn(tx, run, first, last))
    const { lines, records } = recordsIn(block, reading.face, reading.header)
    lines.forEach((line, i) => {
      if (line === reading.header.line || refused.has(line)) return
      const record = corrected(records[i] as Piece['records'][number], reading.header.names, corrections.get(line)) // lines and records go in pairs
      const values = Array.isArray(record) ? reading.map(record) : null
      if (values !== null && !Array.isArray(values.reject)) take(block, { line, key: String((values as Row['values']).key), values: values as Row['values'] }, reading)
    })
  }
}

async function refusedIn(tx: Tx, run: number, first: number, last: number): Promise<Set<number>> {
  const rows = await tx<{ line: number }[]>`select distinct line from feed.reject where run = ${run} and line between ${first} and ${last} and replay is null`
  return new Set(rows.map(({ line }) => line))
}

async function repairedIn(tx: Tx, run: number, first: number, last: number): Promise<number[]> {
  const rows = await tx<{ line: number }[]>`select distinct line from feed.repair where run = ${run} and line between ${first} and ${last}`
  return rows.map(({ line }) => line)
}
