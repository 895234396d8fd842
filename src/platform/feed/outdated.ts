/** Old lines brought again: of a record that a later run has spoken of since, the later word stands. */
import type { BulkTx } from '#kernel/tx'
import type { Reading } from './again.ts'
import { eachRow } from './saidAgain.ts'

/**
 * Takes those lines out of pg_temp.batch, and tells which. A later run that found its row the same left no trace on the record: to be `sure`,
 * its raw lines are read.
 */
export async function setOutdatedAside(tx: BulkTx, { run, landing: { target, batch } }: Reading, { sure }: { sure: boolean }): Promise<number[]> {
  if (!target.brought) return []
  const standing = await tx<{ line: number; key: string; later: boolean }[]>`
    select b.line, b.key, ${later} or s.run = mine.run and mine.sha256 = 'stream' and s.at > b.line as later
    from pg_temp.batch b
    join (${target.brought(batch.source)}) s on s.line = b.line
    join feed.run mine on mine.run = ${run}
    join feed.run r on r.run = s.run`
  const earlier = standing.filter((each) => !each.later)
  const said = sure && earlier.length > 0 ? await keysSaidSince(tx, run, new Set(earlier.map(({ key }) => key))) : new Set<string>()
  const lines = standing.flatMap((each) => (each.later || said.has(each.key) ? [each.line] : []))
  if (lines.length > 0) await tx`delete from pg_temp.batch where line = any(${lines}::int[])`
  return lines
}

/** By the day the files are of; of one day, by the order they came in. */
const later = { sql: true as const, strings: ['(r.as_of > mine.as_of or coalesce(r.as_of = mine.as_of, true) and r.run > mine.run)'], values: [] }

async function keysSaidSince(tx: BulkTx, run: number, keys: ReadonlySet<string>): Promise<Set<string>> {
  const runs = await tx<{ run: number }[]>`
    select r.run
    from feed.run mine
    join feed.interface m on m.interface = mine.interface
    join feed.interface i on i.source = m.source and i.entity = m.entity
    join feed.run r on r.interface = i.interface
    where mine.run = ${run} and r.run <> mine.run and r.state in ('done', 'failed', 'running') and r.same > 0 and ${later}
    order by r.run`
  const said = new Set<string>()
  for (const other of runs) await eachRow(tx, other.run, (_, row) => void (keys.has(row.key) && said.add(row.key)))
  return said
}
