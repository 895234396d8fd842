/** The audit log as 合规 and 审计 read it: by customer and by member of staff, newest first, by key. */
import { record } from '#kernel/audit'
import { Refused } from '#kernel/error'
import { sql, type Sql, type Tx } from '#kernel/tx'
import type { Look } from './looks.api.ts'

type Asked = { after?: string; limit?: number }
type Row = {
  entry: number; at: string; stamp: string; staff: string; staff_name: string | null; branch: string | null; kind: Look['kind']
  action: string; screen: string | null; reason: string | null; fields: string[]; subjects: string[]
}
type Page = { rows: Look[]; next: string | null }

export async function whoSaw(tx: Tx, asked: Asked & { customerNo: string }): Promise<Page> {
  const page = await read(tx, asked, (before, limit) => sql`admin.looks_at(${asked.customerNo}, ${before.at}::timestamptz, ${before.entry}::bigint, ${limit})`)
  await record(tx, { action: 'GET /admin/customers/:customerNo/looks', kind: 'look', subjects: [asked.customerNo], fields: ['looks'] })
  return page
}

export async function whatSaw(tx: Tx, asked: Asked & { staff: string }): Promise<Page> {
  const page = await read(tx, asked, (before, limit) => sql`admin.looks_by(${asked.staff}, ${before.at}::timestamptz, ${before.entry}::bigint, ${limit})`)
  await record(tx, { action: 'GET /admin/staff/:staff/looks', kind: 'look', fields: ['looks'], detail: { of: asked.staff } })
  return page
}

async function read(tx: Tx, asked: Asked, from: (before: { at: string | null; entry: string | null }, limit: number) => Sql): Promise<Page> {
  const limit = asked.limit ?? 50
  const rows = await tx<Row[]>`
    select e.id as entry, e.at, e.at::text as stamp, e.staff, s.name as staff_name, o.name as branch, e.kind, e.action, e.screen, e.reason, e.fields, e.subjects
    from ${from(keyOf(asked.after), limit)} e
    left join access.staff s on s.staff = e.staff
    left join access.org o on o.org = e.org
    order by e.at desc, e.id desc`
  const last = rows.length === limit ? rows.at(-1) : undefined
  return { rows: rows.map(shown), next: last ? `${last.stamp}|${last.entry}` : null }
}

function shown({ staff_name: staffName, subjects, ...row }: Row): Look {
  return { ...row, staffName, customers: subjects.slice(0, 20), count: subjects.length }
}

function keyOf(after: string | undefined): { at: string | null; entry: string | null } {
  if (after === undefined) return { at: null, entry: null }
  const [, at, entry] = /^(\d{4}-\d\d-\d\d[ T][\d:.+-]+)\|(\d+)$/.exec(after) ?? []
  if (!at || !entry) throw new Refused('invalid', { field: 'after' })
  return { at, entry }
}

export async function chainState(tx: Tx): Promise<{ links: number; at: string | null; unsealed: number }> {
  return (await tx.one<{ links: number; at: string; unsealed: number }>`select links, at, unsealed from admin.chain()`) ?? { links: 0, at: null, unsealed: 0 }
}

export async function staffLike(tx: Tx, text: string): Promise<{ staff: { staff: string; name: string; branch: string; disabled: boolean }[] }> {
  const staff = await tx<{ staff: string; name: string; branch: string; disabled: boolean }[]>`
    select s.staff, s.name, o.name as branch, s.status <> 'active' as disabled
    from access.staff s
    join access.org o on o.org = s.org
    where s.name like ${`${text}%`} or s.login like ${`${text.toLowerCase()}%`} or s.staff = ${text}
    order by s.org, s.staff
    limit 20`
  return { staff }
}
