/** 列表视图: kept for one's own, shared with one's branch and all below it. */
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { sql, type Sql, type Tx } from '#kernel/tx'
import type { changeView, dropView, keepView, listViews, View } from './view.api.ts'

/** More than one person looks through. */
const MOST = 60

export async function viewsOf(tx: Tx, { page }: InputOf<typeof listViews>): Promise<ReplyOf<typeof listViews>> {
  return { views: await viewsWhere(tx, sql`v.page = ${page}`) }
}

export async function keep(tx: Tx, { page, name, shared, body }: InputOf<typeof keepView>): Promise<View> {
  const made = await tx.one<{ view: number }>`
    insert into admin.view (page, name, staff, org, hi, shared, body)
    select ${page}, ${name}, ${tx.who.staff}, ${tx.who.lo}, ${tx.who.hi}, ${shared}, ${JSON.stringify(body)}::jsonb
    where (select count(*) from admin.view where staff = ${tx.who.staff} and page = ${page}) < ${MOST}
    on conflict (staff, page, name) do nothing
    returning view`
  if (!made) throw new Refused('conflict', { cause: 'name', name })
  return theView(tx, made.view)
}

export async function change(tx: Tx, { view, version, name, shared, body }: InputOf<typeof changeView>): Promise<View> {
  const now = await own(tx, view, version)
  const taken = name !== undefined && name !== now.name && (await tx.one`
    select 1 from admin.view v join admin.view mine on mine.view = ${view} and mine.page = v.page where v.staff = ${tx.who.staff} and v.name = ${name}`)
  if (taken) throw new Refused('conflict', { cause: 'name', name })
  await tx`
    update admin.view set name = ${name ?? now.name}, shared = ${shared ?? now.shared}, body = ${JSON.stringify(body ?? now.body)}::jsonb, version = version + 1
    where view = ${view}`
  return theView(tx, view)
}

export async function drop(tx: Tx, { view, version }: InputOf<typeof dropView>): Promise<Record<string, never>> {
  await own(tx, view, version)
  await tx`delete from admin.view where view = ${view}`
  return {}
}

/** One's own, in the version one knows; another's is there to be used, not to be changed. */
async function own(tx: Tx, view: number, version: number): Promise<View> {
  await tx`select 1 from admin.view where view = ${view} and staff = ${tx.who.staff} for update`
  const now = await theView(tx, view)
  if (!now.isMine) throw new Refused('forbidden', { cause: 'not-own' })
  if (now.version !== version) throw new Refused('stale', { yours: { version }, theirs: now })
  return now
}

async function theView(tx: Tx, view: number): Promise<View> {
  const [found] = await viewsWhere(tx, sql`v.view = ${view}`)
  if (!found) throw new Refused('not-found')
  return found
}

function viewsWhere(tx: Tx, which: Sql): Promise<View[]> {
  return tx<View[]>`
    select v.view, v.name, v.shared, v.staff = ${tx.who.staff} as "isMine", s.name as "ownerName", v.body, v.version
    from admin.view v left join access.staff s on s.staff = v.staff
    where ${which}
    order by v.staff <> ${tx.who.staff}, v.name, v.view
    limit ${2 * MOST}`
}
