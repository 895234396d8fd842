/** Another person lets a file leave, or not: four eyes, on the request as it was frozen. */
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { sql, type Tx } from '#kernel/tx'
import { exportGranted } from './events.ts'
import type * as doors from './export.api.ts'
import type { ExportDetail, ExportRow } from './export.api.ts'
import { detail, keyOf, one, rowsWhere, steps } from './export.ts'
import { placeOf } from './mark.ts'

/** What waits, the oldest first; or what was decided, the newest first. Never one's own. */
export async function listApprovals(tx: Tx, { decided, after, limit = 50 }: InputOf<typeof doors.listApprovals>): Promise<ReplyOf<typeof doors.listApprovals>> {
  const place = keyOf(after)
  const others = sql`e.staff <> ${tx.who.staff} and e.needs_approval and e.org between ${tx.who.lo} and ${tx.who.hi}`
  const rows = decided
    ? await rowsWhere(tx, sql`${others} and e.state <> 'waiting' and (${place}::bigint is null or e.export < ${place})`, sql`e.export desc`, limit + 1)
    : await rowsWhere(tx, sql`${others} and e.state = 'waiting' and (${place}::bigint is null or e.export > ${place})`, sql`e.export`, limit + 1)
  return { rows: rows.slice(0, limit), next: rows.length > limit ? String(rows[limit - 1]?.export) : null }
}

export function getApproval(tx: Tx, no: number): Promise<ExportDetail> {
  return detail(tx, sql`e.export = ${no} and e.staff <> ${tx.who.staff} and e.needs_approval and e.org between ${tx.who.lo} and ${tx.who.hi}`)
}

export async function approve(tx: Tx, input: InputOf<typeof doors.approveExport>): Promise<ExportRow> {
  await decide(tx, 'approve', input)
  await exportGranted.publish(tx, { export: input.export })
  return one(tx, input.export)
}

export async function reject(tx: Tx, input: InputOf<typeof doors.rejectExport>): Promise<ExportRow> {
  await decide(tx, 'reject', input)
  return one(tx, input.export)
}

/** Of two who decide at once the second finds it decided. Past its term nothing is let. */
async function decide(tx: Tx, step: 'approve' | 'reject', { export: no, version, reason }: { export: number; version: number; reason?: string }): Promise<void> {
  const found = await tx.one<{ staff: string; org: number; state: string; version: number; is_late: boolean; name: string; counted: number }>`
    select staff, org, state, version, decide_by < now() as is_late, name, counted from open.export where export = ${no}`
  if (!found) throw new Refused('not-found')
  if (found.staff === tx.who.staff) throw new Refused('forbidden', { cause: 'oneself' })
  if (found.org < tx.who.lo || found.org > tx.who.hi) throw new Refused('not-found')
  if (found.version !== version) throw new Refused('stale', { yours: {}, theirs: { state: found.state, version: found.version } })
  if (found.state !== 'waiting' || found.is_late) throw new Refused('conflict', { state: found.is_late ? 'expired' : found.state })
  const won = await tx.count`
    update open.export set decided_by = ${tx.who.staff}, decided_at = now(), state = ${step === 'approve' ? 'making' : 'rejected'}, version = version + 1
    where export = ${no} and version = ${version} and state = 'waiting'`
  if (won === 0) throw new Refused('conflict', { state: 'decided' })
  await tx`
    insert into open.export_step (export, name, from_state, to_state, staff, note)
    values (${no}, ${step}, 'waiting', ${steps.steps[step].to}, ${tx.who.staff}, ${reason ?? null})`
  Object.assign(tx.facts, { kind: 'export', reason: reason ?? null, export: no, name: found.name, of: found.staff, counted: found.counted, decision: step })
}

/** Whose file a row left in. */
export async function trace(tx: Tx, mark: string): Promise<ReplyOf<typeof doors.traceRow>> {
  const place = placeOf(mark)
  if (!place) throw new Refused('not-found')
  return { row: place.row, found: await one(tx, place.export) }
}
