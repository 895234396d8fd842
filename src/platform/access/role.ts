import type { Static } from 'typebox'
import { Refused } from '#kernel/error'
import { allPermissions, rooms } from '#kernel/room'
import { sql, type Sql, type Tx } from '#kernel/tx'
import type * as doors from './role.api.ts'
import type { Role } from './role.api.ts'
import { getStaff, locked } from './staff.ts'
import type { Staff } from './staff.api.ts'

export async function listRoles(tx: Tx): Promise<Static<typeof doors.listRoles.reply>> {
  const permissions = rooms().flatMap((room) =>
    Object.entries(room.permissions ?? {}).map(([permission, title]) => ({ permission, title, room: room.title, forAdministration: isForAdministration(permission) })))
  return { roles: await rolesWhere(tx, sql`true`), permissions }
}

/** What a role may do and see unmasked, whole: it counts from the holders' next request on. */
export async function saveRole(tx: Tx, { role, permissions, clear, version }: Static<typeof doors.saveRole.input>): Promise<Role> {
  const held = await tx.one<{ side: Role['side']; version: number }>`select side, version from access.role where role = ${role} for update`
  if (!held) throw new Refused('not-found')
  const before = await one(tx, role)
  if (held.version !== version) throw new Refused('stale', { yours: { permissions, clear }, theirs: { permissions: before.permissions, clear: before.clear, version: held.version } })
  refuseForeign(held.side, permissions, clear)
  await tx`delete from access.granted where role = ${role} and permission <> all (${permissions})`
  await tx`delete from access.clear where role = ${role} and kind <> all (${clear})`
  await tx`insert into access.granted (role, side, permission) select ${role}, ${held.side}, p from unnest(${permissions}::text[]) p on conflict do nothing`
  await tx`insert into access.clear (role, side, kind) select ${role}, ${held.side}, k from unnest(${clear}::text[]) k on conflict do nothing`
  await tx`update access.role set version = version + 1 where role = ${role}`
  const after = await one(tx, role)
  Object.assign(tx.facts, { target: role, ...difference(before, after) })
  return after
}

/** Gives a colleague exactly these roles. Of the three administrators nobody is two, and none is of the business. */
export async function giveRoles(tx: Tx, { staff, roles, version }: Static<typeof doors.giveRoles.input>): Promise<Staff> {
  if (staff === tx.who.staff) throw new Refused('conflict', { field: 'staff', cause: 'oneself' })
  const kept = await locked(tx, staff)
  const before = await getStaff(tx, staff)
  const held = before.roles.map((each) => each.code)
  if (kept.version !== version) throw new Refused('stale', { yours: { roles }, theirs: { roles: held, version: kept.version } })
  const side = await sideOf(tx, roles)
  await tx`delete from access.role_of where staff = ${staff}`
  await tx`update access.staff set side = ${side}, by_hand = true, version = version + 1 where staff = ${staff}`
  await tx`insert into access.role_of (staff, role, side) select ${staff}, r, ${side} from unnest(${roles}::text[]) r`
  await tx`select access.expel(${staff})`
  Object.assign(tx.facts, { target: staff, before: held, after: roles })
  return getStaff(tx, staff)
}

async function sideOf(tx: Tx, roles: readonly string[]): Promise<Role['side']> {
  const found = await tx<{ role: string; side: Role['side'] }[]>`select role, side from access.role where role = any (${roles})`
  if (found.length < roles.length) throw new Refused('unprocessable', { field: 'roles', cause: 'unknown' })
  const administrators = found.filter((each) => each.side === 'administration').length
  if (administrators > 1 || (administrators === 1 && found.length > 1)) throw new Refused('conflict', { field: 'roles', cause: 'separation' })
  return administrators === 1 ? 'administration' : 'business'
}

function refuseForeign(side: Role['side'], permissions: readonly string[], clear: readonly string[]): void {
  const known = allPermissions()
  const unknown = permissions.find((each) => !(each in known))
  if (unknown) throw new Refused('unprocessable', { field: 'permissions', cause: 'unknown', permission: unknown })
  const foreign = side === 'administration' ? permissions.find((each) => !isForAdministration(each)) : undefined
  if (foreign || (side === 'administration' && clear.length > 0)) throw new Refused('conflict', { field: 'permissions', cause: 'separation', permission: foreign })
}

/** The same line the table access.granted draws: no administrator touches a customer. */
function isForAdministration(permission: string): boolean {
  return /^(access|audit|admin|open\.key|open\.hook)\./.test(permission) || permission === 'feed.read'
}

function difference(before: Role, after: Role): Record<string, string[]> {
  const held = (role: Role) => [...role.permissions, ...role.clear.map((kind) => `clear:${kind}`)]
  const [old, now] = [held(before), held(after)]
  return { granted: now.filter((each) => !old.includes(each)), withdrawn: old.filter((each) => !now.includes(each)) }
}

async function one(tx: Tx, role: string): Promise<Role> {
  const [found] = await rolesWhere(tx, sql`r.role = ${role}`)
  if (!found) throw new Refused('not-found')
  return found
}

function rolesWhere(tx: Tx, which: Sql): Promise<Role[]> {
  return tx<Role[]>`
    select r.role, jsonb_build_object('zh', r.zh, 'en', r.en) as title, r.side, r.version,
      array(select g.permission from access.granted g where g.role = r.role order by g.permission) as permissions,
      array(select c.kind from access.clear c where c.role = r.role order by c.kind) as clear,
      (select count(*) from access.role_of h join access.staff s on s.staff = h.staff and s.status = 'active' where h.role = r.role) as staff
    from access.role r
    where ${which}
    order by r.sort`
}
