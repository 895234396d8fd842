import type { Static } from 'typebox'
import { Refused } from '#kernel/error'
import { open, seal } from '#kernel/secret'
import { sql, type Sql, type Tx } from '#kernel/tx'
import { resetPassword } from './credential.ts'
import { within } from './org.ts'
import type * as doors from './staff.api.ts'
import type { Staff, StaffRow } from './staff.api.ts'

const PAGE = 50

/** Colleagues of one's own block, by staff number. */
export async function listStaff(tx: Tx, input: Static<typeof doors.listStaff.input>): Promise<Static<typeof doors.listStaff.reply>> {
  const { after = '', limit = PAGE, text, org, role, status } = input
  const wanted = [
    sql`s.staff > ${after}`,
    ...(text ? [sql`(position(${text.trim()} in s.name) > 0 or starts_with(s.login, ${text.trim().toLowerCase()}) or starts_with(s.staff, ${text.trim()}))`] : []),
    ...(org === undefined ? [] : [sql`s.org between ${org} and (select b.hi from access.org b where b.org = ${org})`]),
    ...(role ? [sql`exists (select from access.role_of h where h.staff = s.staff and h.role = ${role})`] : []),
    ...(status ? [sql`s.status = ${status}`] : []),
  ]
  const rows = await staffWhere(tx, wanted.reduce((all, each) => sql`${all} and ${each}`), limit + 1)
  return { rows: rows.slice(0, limit), next: rows.length > limit ? (rows[limit - 1]?.staff ?? null) : null }
}

export async function getStaff(tx: Tx, staff: string): Promise<Staff> {
  const [[row], reach, signOn] = await Promise.all([
    staffWhere(tx, sql`s.staff = ${staff}`, 1),
    tx.one<{ phone: string | null; email: string | null }>`select phone, email from access.reach where staff = ${staff}`,
    tx.one<NonNullable<Staff['signOn']>>`
      select must_change as "mustChange", has_second_factor as "secondFactor", changed_at as "changedAt", sessions from access.sign_ons(${staff})`,
  ])
  if (!row) throw new Refused('not-found')
  return { ...row, phone: reach?.phone ? open(reach.phone) : null, email: reach?.email ? open(reach.email) : null, signOn: signOn ?? null }
}

/** A new colleague, without any role yet: that is the security administrator's to give. */
export async function addStaff(tx: Tx, input: Static<typeof doors.addStaff.input>): Promise<Static<typeof doors.addStaff.reply>> {
  const { staff, login, name, org, phone, email } = input
  await within(tx, org)
  const taken = await tx<{ staff: string; login: string }[]>`select staff, login from access.staff where staff = ${staff} or login = ${login}`
  if (taken.length > 0) throw new Refused('conflict', { field: taken.some((each) => each.staff === staff) ? 'staff' : 'login', cause: 'taken' })
  await tx`insert into access.staff (staff, login, name, org, by_hand) values (${staff}, ${login}, ${name.trim()}, ${org}, true)`
  await tx`insert into access.reach (staff, org, phone, email) values (${staff}, ${org}, ${phone ? seal(phone) : null}, ${email ? seal(email) : null})`
  return { staff, login, password: await resetPassword(tx, staff) }
}

/** Changes or disables a colleague; a disabled one is out within the next request. */
export async function changeStaff(tx: Tx, input: Static<typeof doors.changeStaff.input>): Promise<Staff> {
  const { staff, version, phone, email, ...yours } = input
  if (staff === tx.who.staff && yours.status === 'disabled') throw new Refused('conflict', { field: 'status', cause: 'oneself' })
  const before = await locked(tx, staff)
  if (before.version !== version) throw stale(yours, before)
  if (yours.org !== undefined) await within(tx, yours.org)
  const { name = before.name, org = before.org, status = before.status } = yours
  await tx`update access.staff set name = ${name.trim()}, org = ${org}, status = ${status}, version = version + 1 where staff = ${staff}`
  await tx`
    insert into access.reach as h (staff, org, phone, email) values (${staff}, ${org}, ${phone ? seal(phone) : null}, ${email ? seal(email) : null})
    on conflict (staff) do update set org = excluded.org,
      phone = case when ${phone !== undefined} then excluded.phone else h.phone end,
      email = case when ${email !== undefined} then excluded.email else h.email end, likeness = null`
  if (status === 'disabled' || org !== before.org) await tx`select access.expel(${staff})`
  Object.assign(tx.facts, { target: staff, before: { org: before.org, status: before.status }, after: { org, status } })
  return getStaff(tx, staff)
}

export async function resetFor(tx: Tx, staff: string): Promise<Static<typeof doors.resetPassword.reply>> {
  if (staff === tx.who.staff) throw new Refused('conflict', { field: 'staff', cause: 'oneself' })
  const { login } = await locked(tx, staff)
  tx.facts.target = staff
  return { staff, login, password: await resetPassword(tx, staff) }
}

export async function takeSecondFactor(tx: Tx, staff: string): Promise<Record<string, never>> {
  if (staff === tx.who.staff) throw new Refused('conflict', { field: 'staff', cause: 'oneself' })
  await locked(tx, staff)
  tx.facts.target = staff
  await tx`select access.forget_factor(${staff})`
  return {}
}

export type Kept = { login: string; name: string; org: number; side: string; status: 'active' | 'disabled'; version: number }

/** Holds the colleague until the end of the transaction; who stands outside one's block is not there. */
export async function locked(tx: Tx, staff: string): Promise<Kept> {
  const kept = await tx.one<Kept>`
    select login, name, org, side, status, version from access.staff
    where staff = ${staff} and org between ${tx.who.lo} and ${tx.who.hi} for update`
  if (!kept) throw new Refused('not-found')
  return kept
}

function stale(yours: Record<string, unknown>, { name, org, status, version }: Kept): Refused {
  return new Refused('stale', { yours, theirs: { name, org, status, version } })
}

function staffWhere(tx: Tx, which: Sql, limit: number): Promise<StaffRow[]> {
  return tx<StaffRow[]>`
    select s.staff, s.login, s.name, s.org, o.name as "orgName", s.status, s.version,
      (select coalesce(jsonb_agg(jsonb_build_object('code', r.role, 'title', jsonb_build_object('zh', r.zh, 'en', r.en)) order by r.sort), '[]')
        from access.role_of h join access.role r on r.role = h.role where h.staff = s.staff) as roles
    from access.staff s join access.org o on o.org = s.org
    where s.org between ${tx.who.lo} and ${tx.who.hi} and ${which}
    order by s.staff
    limit ${limit}`
}
