/** Makes the files that were let: as the asker sees and may see at this moment, sealed, with the asker's mark on every row. */
import { Type, type TSchema } from 'typebox'
import { personNamed } from '#platform/access'
import { record } from '#kernel/audit'
import { Nullable, Personal, Subject } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { whileAlive } from '#kernel/job'
import { objectName, putObject, removeObject } from '#kernel/object'
import { present, type Looks } from '#kernel/present'
import { type Export, type ExportColumn } from '#kernel/room'
import { formatInstant } from '#kernel/time'
import { engine, transact, type Tx, type Who } from '#kernel/tx'
import { digestOfBytes, steps } from './export.ts'
import { keyNamed } from './key.ts'
import { markOf } from './mark.ts'
import { columnsOf, digestOf, narrowing, planFor } from './plan.ts'
import { write, type Format, type Sheet } from './sheet.ts'

type Frozen = { export: number; name: string; staff: string; purpose: string; filter: Record<string, unknown>; columns: ExportColumn[]; format: Format; language: 'zh' | 'en'; cap: number; digest: string }

/** The job. Killed, it begins again and writes one file; done, it does nothing. */
export async function make(tx: Tx, no: number): Promise<void> {
  const frozen = await tx.one<Frozen>`
    select export, name, staff, purpose, filter, columns, format, language, cap, digest from open.export where export = ${no} and state = 'making' for update`
  if (!frozen) return
  try {
    await whileAlive(tx, fill(tx, frozen))
  } catch (error) {
    if (!(error instanceof Refused) || error.code === 'unavailable' || error.code === 'in-progress') throw error
    await steps.step(tx, no, 'fail', typeof error.facts.cause === 'string' ? error.facts.cause : error.code)
  }
}

async function fill(tx: Tx, frozen: Frozen): Promise<void> {
  const who = await (frozen.staff.startsWith('key:') ? keyNamed : personNamed)(tx, frozen.staff)
  if (!who?.may.has('open.export')) throw new Refused('forbidden', { cause: 'asker' })
  const { rows, looks } = await transact(who, (inner) => gather(inner, frozen))
  const bytes = await write(frozen.format, sheetOf(frozen, who, rows))
  const object = objectName()
  await putObject(object, bytes)
  await tx`
    update open.export set rows = ${rows.length}, bytes = ${bytes.length}, sha256 = ${await digestOfBytes(bytes)}, object = ${object}, ready_at = now(),
      keep_until = now() + (select keep_for from open.export_rule where from_day <= current_date order by from_day desc limit 1)
    where export = ${frozen.export}`
  await steps.step(tx, frozen.export, 'finish', String(rows.length))
  await note(tx, frozen, looks)
}

/** Every row up to the cap, masked for this person. What was frozen must still be what is asked. */
async function gather(tx: Tx, frozen: Frozen): Promise<{ rows: Record<string, unknown>[]; looks: Looks }> {
  const plan = planFor(tx, frozen.name)
  const filter = narrowing(plan, frozen.filter)
  const columns = await columnsOf(tx, plan, frozen.columns.map((column) => column.key))
  if (digestOf({ ...frozen, columns }) !== frozen.digest) throw new Refused('conflict', { cause: 'changed' })
  const rows: Record<string, unknown>[] = []
  for await (const page of pagesOf(tx, plan, filter, frozen.cap)) rows.push(...page)
  const { body, looks } = present(schemaOf(columns), rows, tx.who.clear)
  return { rows: body as Record<string, unknown>[], looks } // the schema is an array of objects
}

const PAGE = 1000

async function* pagesOf(tx: Tx, plan: Export, filter: Record<string, unknown>, cap: number): AsyncGenerator<Record<string, unknown>[]> {
  let after: string | undefined
  for (let left = cap; left > 0; ) {
    const { rows, next } = await plan.page(tx, { ...filter, ...(after !== undefined && { after }), limit: Math.min(PAGE, left) })
    yield rows as Record<string, unknown>[]
    left -= rows.length
    if (next === null || rows.length === 0) return
    after = next
  }
}

/** The columns as a reply schema, so that a file is masked and its looks are noted exactly as a page's. */
function schemaOf(columns: readonly ExportColumn[]): TSchema {
  const shape = (column: ExportColumn): TSchema => (column.subject ? Subject() : column.personal ? Nullable(Personal(column.personal)) : Type.Unknown())
  return Type.Array(Type.Object(Object.fromEntries(columns.map((column) => [column.key, shape(column)]))))
}

function sheetOf(frozen: Frozen, who: Who, rows: Record<string, unknown>[]): Sheet {
  const { language, columns, export: no } = frozen
  const at = formatInstant(new Date())
  const stamp = language === 'zh' ? `${who.name} ${who.staff} ${at} 导出第 ${no} 号` : `${who.name} ${who.staff} ${at} export no. ${no}`
  return { name: frozen.name, columns, rows, language, stamp, marks: rows.map((_, i) => markOf({ export: no, row: i + 1 })) }
}

/** Whose data left, a thousand customers an entry: "who saw this customer" finds the file too. */
async function note(tx: Tx, frozen: Frozen, looks: Looks): Promise<void> {
  const subjects = [...looks.keys()]
  const fields = frozen.columns.map((column) => column.key)
  for (let from = 0; from === 0 || from < subjects.length; from += PAGE) {
    await record(tx, { action: 'open.make', kind: 'export', staff: frozen.staff, subjects: subjects.slice(from, from + PAGE), fields, reason: frozen.purpose, detail: { export: frozen.export, name: frozen.name } })
  }
}

/** What nobody decided in time is off; what was kept long enough is destroyed. */
export async function tidy(tx: Tx): Promise<void> {
  const late = await tx<{ export: number }[]>`select export from open.export where state = 'waiting' and decide_by < now() limit 500`
  for (const { export: no } of late) await steps.step(tx, no, 'expire')
  const old = await tx<{ export: number; object: string }[]>`select export, object from open.export where state = 'ready' and keep_until < now() limit 500`
  for (const each of old) {
    await engine('open', (own) => steps.step(own, each.export, 'forget'))
    await removeObject(each.object)
  }
}
