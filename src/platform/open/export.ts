/** Asking for a file, and what one has asked for. */
import { record } from '#kernel/audit'
import type { FileBytes, InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { flow } from '#kernel/flow'
import { getObject } from '#kernel/object'
import { allExports, type Call, type Export, type ExportColumn } from '#kernel/room'
import { sql, type Sql, type Tx } from '#kernel/tx'
import { exportGranted } from './events.ts'
import type * as doors from './export.api.ts'
import type { ExportDetail, ExportRow } from './export.api.ts'
import { columnsOf, digestOf, narrowing, planFor, ruleToday, told, type Rule } from './plan.ts'
import { TYPES, type Format } from './sheet.ts'

/** A state is a step someone took; who decides is written with the step. */
export const steps = flow({
  steps: {
    approve: { from: ['waiting'], to: 'making' },
    reject: { from: ['waiting'], to: 'rejected' },
    withdraw: { from: ['waiting'], to: 'withdrawn' },
    expire: { from: ['waiting'], to: 'expired' },
    finish: { from: ['making'], to: 'ready' },
    fail: { from: ['making'], to: 'failed' },
    forget: { from: ['ready'], to: 'gone' },
  },
  thing: (id) => sql`select state from open.export where export = ${id}`,
  move: (id, to) => sql`update open.export set state = ${to}, version = version + 1 where export = ${id}`,
  log: (id, name, from, to, who, note) => sql`insert into open.export_step (export, name, from_state, to_state, staff, note) values (${id}, ${name}, ${from}, ${to}, ${who}, ${note})`,
})

type Asked = InputOf<typeof doors.askExport>

export async function exportable(tx: Tx): Promise<ReplyOf<typeof doors.listExportable>> {
  const plans = allExports().filter((plan) => tx.who.may.has(plan.may))
  const [rule, exports] = await Promise.all([
    ruleToday(tx),
    Promise.all(plans.map(async (plan) => ({ name: plan.name, title: plan.title, columns: (await columnsOf(tx, plan)).map(shownColumn) }))),
  ])
  return { exports, ...rule }
}

/** Freezes the request. Up to the rule's number of rows it is made at once; more wait for another person. */
export async function askExport(tx: Tx, asked: Asked, call: Call): Promise<ExportRow> {
  const plan = planFor(tx, asked.name)
  const filter = narrowing(plan, asked.filter)
  const rule = await ruleToday(tx)
  if (asked.cap > rule.rowsAtMost) throw new Refused('unprocessable', { field: 'cap', most: rule.rowsAtMost })
  const columns = await columnsOf(tx, plan, asked.columns)
  const counted = await count(tx, plan, filter, Math.min(asked.cap, rule.rowsAtOnce + 1))
  if (counted === 0) throw new Refused('unprocessable', { field: 'filter', cause: 'empty' })
  const needsApproval = counted > rule.rowsAtOnce || counted + (await takenToday(tx)) > rule.rowsADay
  const no = await freeze(tx, { ...asked, filter, columns, counted, needsApproval, language: asked.language ?? 'zh' })
  Object.assign(tx.facts, { kind: 'export', reason: asked.note, export: no, name: asked.name, purpose: asked.purpose, counted, needsApproval, fields: columns.map((column) => column.key) })
  if (needsApproval) call.accepted()
  else await exportGranted.publish(tx, { export: no })
  return one(tx, no)
}

/** The same request while one waits is a conflict, told with that one's number. */
async function freeze(tx: Tx, request: Omit<Asked, 'columns' | 'language'> & { columns: readonly ExportColumn[]; language: 'zh' | 'en'; counted: number; needsApproval: boolean }): Promise<number> {
  const digest = digestOf(request)
  const { name, purpose, note, filter, columns, format, language, cap, counted, needsApproval } = request
  const made = await tx.one<{ export: number }>`
    insert into open.export (name, staff, org, purpose, note, filter, columns, format, language, cap, digest, counted, needs_approval, state, decide_by)
    select ${name}, ${tx.who.staff}, ${tx.who.org}, ${purpose}, ${note}, ${JSON.stringify(filter)}::jsonb, ${JSON.stringify(columns)}::jsonb, ${format}, ${language}, ${cap},
      ${digest}, ${counted}, ${needsApproval}, ${needsApproval ? 'waiting' : 'making'}, case when ${needsApproval} then now() + r.decide_within end
    from (select decide_within from open.export_rule where from_day <= current_date order by from_day desc limit 1) r
    on conflict (staff, digest) where state = 'waiting' do nothing
    returning export`
  if (!made) throw new Refused('conflict', { cause: 'waits', export: (await waiting(tx, digest))?.export })
  await tx`
    insert into open.export_step (export, name, from_state, to_state, staff, note)
    values (${made.export}, 'ask', '', ${needsApproval ? 'waiting' : 'making'}, ${tx.who.staff}, ${note})`
  return made.export
}

function waiting(tx: Tx, digest: string): Promise<{ export: number } | undefined> {
  return tx.one<{ export: number }>`select export from open.export where staff = ${tx.who.staff} and digest = ${digest} and state = 'waiting'`
}

async function count(tx: Tx, plan: Export, filter: Record<string, unknown>, upTo: number): Promise<number> {
  const { rows } = await plan.page(tx, { ...filter, limit: upTo })
  return Math.min(rows.length, upTo)
}

/** Rows this person took in 24 hours without asking anyone. Two requests at once wait for each other. */
async function takenToday(tx: Tx): Promise<number> {
  await tx`select pg_advisory_xact_lock(7150, hashtext(${tx.who.staff}))`
  const taken = await tx.one<{ rows: number }>`
    select coalesce(sum(coalesce(rows, counted)), 0)::int as rows from open.export
    where staff = ${tx.who.staff} and not needs_approval and state <> 'failed' and asked_at > now() - interval '24 hours'`
  return taken?.rows ?? 0
}

export async function listExports(tx: Tx, { state, after, limit = 50 }: InputOf<typeof doors.listExports>): Promise<ReplyOf<typeof doors.listExports>> {
  const place = keyOf(after)
  const rows = await rowsWhere(tx, sql`e.staff = ${tx.who.staff} and (${place}::bigint is null or e.export < ${place}) and (${state ?? null}::text is null or e.state = ${state ?? null})`, sql`e.export desc`, limit + 1)
  return { rows: rows.slice(0, limit), next: rows.length > limit ? String(rows[limit - 1]?.export) : null }
}

export function getExport(tx: Tx, no: number): Promise<ExportDetail> {
  return detail(tx, sql`e.export = ${no} and e.staff = ${tx.who.staff}`)
}

export async function withdraw(tx: Tx, input: InputOf<typeof doors.withdrawExport>): Promise<ExportRow> {
  const mine = await tx.one<{ version: number }>`select version from open.export where export = ${input.export} and staff = ${tx.who.staff} for update`
  if (!mine) throw new Refused('not-found')
  if (mine.version !== input.version) throw new Refused('stale', { yours: {}, theirs: { version: mine.version } })
  await steps.step(tx, input.export, 'withdraw')
  Object.assign(tx.facts, { kind: 'export', export: input.export })
  return one(tx, input.export)
}

/** The file, for who asked for it. Each time is counted and audited; an object that was exchanged is not handed out. */
export async function download(tx: Tx, no: number, call: Call): Promise<FileBytes> {
  const found = await tx.one<{ name: string; format: Format; state: string; object: string; sha256: string }>`
    select name, format, state, object, sha256 from open.export where export = ${no} and staff = ${tx.who.staff} for update`
  if (!found) throw new Refused('not-found')
  if (found.state !== 'ready') throw new Refused('conflict', { state: found.state })
  const bytes = await getObject(found.object)
  if (!bytes || (await digestOfBytes(bytes)) !== found.sha256) throw new Refused('unavailable', { cause: 'object' })
  await tx`update open.export set downloads = downloads + 1 where export = ${no}`
  await record(tx, { action: 'GET /open/exports/:export/file', kind: 'export', screen: call.screen, request: call.request, detail: { export: no, name: found.name, ip: call.ip } })
  const title = allExports().find((plan) => plan.name === found.name)?.title.zh ?? found.name
  return { name: `${title}-${no}.${found.format}`, type: TYPES[found.format], bytes }
}

export async function digestOfBytes(bytes: Buffer): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))).toString('hex')
}

export async function one(tx: Tx, no: number): Promise<ExportRow> {
  const [row] = await rowsWhere(tx, sql`e.export = ${no}`, sql`e.export`, 1)
  if (!row) throw new Refused('not-found')
  return row
}

export async function detail(tx: Tx, which: Sql): Promise<ExportDetail> {
  const [row] = await rowsWhere(tx, which, sql`e.export`, 1)
  if (!row) throw new Refused('not-found')
  const [more, taken] = await Promise.all([
    tx.one<{ columns: ExportColumn[]; sha256: string | null }>`select columns, sha256 from open.export where export = ${row.export}`,
    tx<ExportDetail['steps']>`
      select t.step, t.name, t.to_state as to, t.staff, s.name as "staffName", t.note, t.at
      from open.export_step t left join access.staff s on s.staff = t.staff where t.export = ${row.export} order by t.step`,
  ])
  return { ...row, columns: (more?.columns ?? []).map(shownColumn), sha256: more?.sha256 ?? null, steps: taken }
}

type Found = Omit<ExportRow, 'title' | 'asks' | 'beyond'> & { filter: Record<string, unknown> }

export async function rowsWhere(tx: Tx, which: Sql, order: Sql, limit: number): Promise<ExportRow[]> {
  const [rows, rule] = await Promise.all([
    tx<Found[]>`
      select e.export, e.name, e.staff, coalesce(s.name, e.staff) as "staffName", o.name as "orgName", e.purpose, e.note, e.filter, e.format, e.cap, e.counted,
        e.needs_approval as "needsApproval", e.state, e.asked_at as "askedAt", e.decide_by as "decideBy", coalesce(d.name, e.decided_by) as "decidedBy", e.decided_at as "decidedAt",
        case when e.state = 'rejected' then (select t.note from open.export_step t where t.export = e.export and t.name = 'reject' order by t.step desc limit 1) end as "rejectedFor",
        e.rows, e.bytes, e.ready_at as "readyAt", e.keep_until as "keepUntil", e.downloads, e.version
      from open.export e
      join access.org o on o.org = e.org
      left join access.staff s on s.staff = e.staff
      left join access.staff d on d.staff = e.decided_by
      where ${which}
      order by ${order}
      limit ${limit}`,
    ruleToday(tx),
  ])
  const plans = new Map(allExports().map((plan) => [plan.name, plan]))
  const said = new Map(await Promise.all([...new Set(rows.map(({ name }) => name))].map(async (name) => [name, await plans.get(name)?.says?.(tx)] as const)))
  return rows.map((row) => shown(row, plans.get(row.name), rule, said.get(row.name)))
}

function shown({ filter, ...row }: Found, plan: Export | undefined, rule: Rule, says: Parameters<typeof told>[2]): ExportRow {
  return { ...row, title: plan?.title ?? { zh: row.name, en: row.name }, asks: told(plan, filter, says), beyond: row.counted > rule.rowsAtOnce && row.counted < row.cap }
}

function shownColumn({ key, title, class: dataClass, personal }: ExportColumn): ExportDetail['columns'][number] {
  return { key, title, class: dataClass, masked: personal ?? null }
}

export function keyOf(after: string | undefined): number | null {
  if (after === undefined) return null
  if (!/^\d{1,15}$/.test(after)) throw new Refused('invalid', { field: 'after' })
  return Number(after)
}
