/** 实时采集 as its page shows it, and what people do there: stop, start, bring again. */
import { Refused } from '#kernel/error'
import type { Tx } from '#kernel/tx'
import type { CaptureFace, CaptureRow } from './captures.api.ts'
import { bringAgain } from './portion.ts'
import type { Alarm } from './tables.ts'

export async function captures(tx: Tx): Promise<{ captures: CaptureRow[] }> {
  const [rows, faces] = await Promise.all([
    tx<Omit<CaptureRow, 'faces'>[]>`
      select c.source, s.title, c.wanted, c.state, c.position::text, c.received_at as "receivedAt", c.error, c.error_at as "errorAt",
        c.kept_bytes as "keptBytes", c.kept_limit as "keptLimit", c.version
      from feed.capture c join feed.source s on s.source = c.source
      order by c.source`,
    facesOf(tx),
  ])
  return { captures: rows.map((row) => ({ ...row, faces: faces.filter(({ source }) => source === row.source).map((face) => ({ ...face, alarm: told(face.alarm) })) })) }
}

type Found = Omit<CaptureFace, 'alarm'> & { source: string; alarm: Alarm | null }

function facesOf(tx: Tx): Promise<Found[]> {
  return tx<Found[]>`
    select c.source, f.name, i.title, f."table", coalesce(w.lines, 0) as waiting, greatest(0, coalesce(w.ms, 0)) as "lagMs", k.committed_at as "committedAt", k.taken_at as "takenAt",
      k.error, k.run, t.alarm, coalesce(m.minutes, '[]') as minutes
    from feed.capture c
    cross join lateral feed.change_interfaces(c.source) f
    join feed.interface i on i.interface = f.interface
    left join feed.intake k on k.name = f.name
    left join feed.capture_table t on t.source = c.source and t."table" = f."table"
    left join lateral (
      select sum(last_line - first_line + 1)::int as lines, least(2147483647, coalesce(extract(epoch from now() - min(committed_at)) * 1000, 0))::int as ms
      from feed.portion p where p.name = f.name and p.portion > k.portion) w on true
    left join lateral (
      select jsonb_agg(jsonb_build_object('minute', minute, 'changes', changes, 'rejected', rejected, 'meanMs', (sum_ms / greatest(1, changes))::int, 'worstMs', worst_ms) order by minute) as minutes
      from feed.flow w where w.name = f.name and w.minute > now() - interval '1 hour') m on true
    order by c.source, f.name`
}

function told(alarm: Alarm | null): CaptureFace['alarm'] {
  return alarm && { missing: alarm.missing ?? [], added: alarm.added ?? [], identity: alarm.identity ?? null }
}

/** The reader notices within two seconds. */
export async function want(tx: Tx, { source, version }: { source: string; version: number }, wanted: CaptureRow['wanted']): Promise<{ version: number }> {
  wholeBank(tx)
  const found = await tx.one<{ wanted: string; version: number }>`select wanted, version from feed.capture where source = ${source} for update`
  if (!found) throw new Refused('not-found')
  if (found.version !== version) throw new Refused('stale', { yours: { wanted }, theirs: { wanted: found.wanted, version: found.version } })
  tx.facts.source = source
  tx.facts.before = found.wanted
  await tx`update feed.capture set wanted = ${wanted}, version = version + 1, updated_at = now() where source = ${source}`
  return { version: version + 1 }
}

export async function again(tx: Tx, { source, position, since }: { source: string; position?: string; since?: string }): Promise<{ changes: number }> {
  wholeBank(tx)
  if ((position === undefined) === (since === undefined)) throw new Refused('invalid', { field: 'position' })
  if (since !== undefined && Number.isNaN(Date.parse(since))) throw new Refused('invalid', { field: 'since' })
  const found = await tx.one`select 1 as there from feed.capture where source = ${source}`
  if (!found) throw new Refused('not-found')
  Object.assign(tx.facts, { source, position, since })
  return { changes: await bringAgain(tx, source, { position, since }) }
}

function wholeBank(tx: Tx): void {
  if (tx.who.lo !== 0) throw new Refused('forbidden', { scope: 'whole-bank' })
}
