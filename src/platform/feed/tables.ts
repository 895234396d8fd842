/** What the tables of a source look like now, and what that means for their interfaces: an alarm, never a guess. */
import type { Table } from '#kernel/stream'
import { engine } from '#kernel/tx'
import type { Face } from './inbox.ts'

export type Alarm = { missing?: string[]; added?: string[]; identity?: string }

/** Told whenever the source speaks of a table for the first time on a line, or after its shape has changed. */
export function noteTable(source: string, { table, columns, identity }: Table, faces: readonly Face[]): void {
  const face = faces.find((each) => each.table === table)
  if (!face) return
  const present = columns.map(({ name }) => name)
  const missing = Object.keys(face.declaration.columns).filter((name) => !present.includes(name))
  void engine('feed', async (tx) => {
    const known = await tx.one<{ columns: { interface: number; names: string[] } }>`
      select columns from feed.capture_table where source = ${source} and "table" = ${table}`
    // What the table had when the present version of its interface first met it; a new version means that somebody has looked.
    const first = known?.columns.interface === face.interface ? known.columns.names : present
    const added = present.filter((name) => !first.includes(name))
    const alarm: Alarm = { ...(missing.length > 0 && { missing }), ...(added.length > 0 && { added }), ...(identity !== 'full' && { identity }) }
    await tx`
      insert into feed.capture_table (source, "table", columns, alarm)
      values (${source}, ${table}, ${JSON.stringify({ interface: face.interface, names: first })}, ${Object.keys(alarm).length > 0 ? JSON.stringify(alarm) : null})
      on conflict (source, "table") do update set columns = excluded.columns, alarm = excluded.alarm, seen_at = now()`
  }).catch(() => {}) // our own database is away: the stream ends, and the next line tells it again
}
