/** The staff as a bank's personnel file tells it. */
import type { Batch, Loaded, Rejection, Target } from '#kernel/room'
import { seal, token } from '#kernel/secret'
import { sql, type BulkTx, type Sql } from '#kernel/tx'
import { CODE } from './orgTarget.ts'

const LOGIN = /^[a-z][a-z0-9._-]{1,39}$/
const ROLE = /^[a-z][a-z-]{1,30}$/

export const staffTarget: Target = {
  entity: 'access.staff',
  title: { zh: '员工', en: 'Staff' },
  rank: 20,
  fields: { key: 'text', name: 'text', login: 'text', org: 'text', role: 'text', phone: 'text', email: 'text', status: 'text' },
  required: ['key', 'name', 'login', 'org'],
  columns: { key: 'text', name: 'text', login: 'text', org: 'text', roles: 'text', phone: 'text', email: 'text', likeness: 'bigint', status: 'text' },
  prepare(row) {
    const login = (row.login ?? '').trim().toLowerCase()
    const roles = (row.role ?? '').split(/[,;、\s]+/).filter(Boolean)
    const { key, name, org, phone, email, status } = row
    const reject: Rejection[] = []
    if (!key || !CODE.test(key)) reject.push({ field: 'key', reason: 'format', value: key ?? '' })
    if (!name) reject.push({ field: 'name', reason: 'required' })
    if (!LOGIN.test(login)) reject.push({ field: 'login', reason: 'format', value: login })
    if (roles.some((role) => !ROLE.test(role))) reject.push({ field: 'role', reason: 'format', value: row.role ?? '' })
    if (status && status !== 'active' && status !== 'disabled') reject.push({ field: 'status', reason: 'code', value: status })
    if (reject.length > 0) return { reject }
    const likeness = phone || email ? token('staff reach', `${phone ?? ''}|${email ?? ''}`) : null
    return [key ?? '', name ?? '', login, org ?? '', roles.toSorted().join(','), phone ? seal(phone) : null, email ? seal(email) : null, likeness, status || null]
  },
  load,
  undo,
  undoesLastOnly: true,
}

async function load(tx: BulkTx, { run }: Batch): Promise<Loaded> {
  await tx`select pg_advisory_xact_lock(7112)`
  await tx`delete from pg_temp.batch b using pg_temp.batch later where later.key = b.key and later.line > b.line`
  const rejected = await refuse(tx)
  const [counted] = await tx<{ added: number; changed: number; lines: number }[]>`
    with noted as (
      insert into access.loaded (run, entity, key, before)
      select ${run}, 'access.staff', b.key, ${IMAGE} from pg_temp.batch b left join access.staff s on s.staff = b.key left join access.reach h on h.staff = b.key
      where s.staff is null or ${DIFFERS}
      on conflict do nothing)
    select count(*) filter (where s.staff is null) as added, count(*) filter (where s.staff is not null and ${DIFFERS}) as changed, count(*) as lines
    from pg_temp.batch b left join access.staff s on s.staff = b.key left join access.reach h on h.staff = b.key`
  await write(tx, run)
  const { added, changed, lines } = counted ?? { added: 0, changed: 0, lines: 0 }
  return { added, changed, same: lines - added - changed, rejected }
}

const HERE = sql`(select o.org from access.org o where o.code = b.org)`
const ROLES = sql`string_to_array(b.roles, ',')`
const HELD = sql`(select coalesce(string_agg(r.role, ',' order by r.role), '') from access.role_of r where r.staff = s.staff)`
const DIFFERS = sql`(
  (s.name, s.login, s.org, h.likeness) is distinct from (b.name, b.login, ${HERE}, b.likeness)
  or (b.status is not null and b.status <> s.status)
  or (b.roles <> '' and not s.by_hand and b.roles <> ${HELD}))`
const IMAGE = sql`case when s.staff is not null then
  jsonb_build_object('name', s.name, 'login', s.login, 'org', s.org, 'status', s.status, 'phone', h.phone, 'email', h.email, 'likeness', h.likeness::text, 'roles', ${HELD}) end`

/** The side a line's roles belong to; null where it names none. */
const SIDE = sql`(select min(r.side) from access.role r where r.role = any (${ROLES}))`
const BY_HAND = sql`exists (select from access.staff s where s.staff = b.key and s.by_hand)`

const REFUSALS: [field: string, reason: string, which: Sql][] = [
  ['org', 'unknown', sql`not exists (select from access.org o where o.code = b.org)`],
  ['role', 'unknown', sql`exists (select from unnest(string_to_array(b.roles, ',')) w where not exists (select from access.role r where r.role = w))`],
  ['login', 'taken', sql`exists (select from access.staff s where s.login = b.login and s.staff <> b.key)
    or exists (select from pg_temp.batch o where o.login = b.login and o.line < b.line)`],
  // Nobody is two of the three, nor one of them and of the business.
  ['role', 'separation', sql`not ${BY_HAND} and (
    (select count(distinct r.side) > 1 or count(*) filter (where r.side = 'administration') > 1 from access.role r where r.role = any (${ROLES}))
    or exists (select from access.staff s where s.staff = b.key and s.side <> ${SIDE}))`],
  // A file may appoint administrators only to a bank that has none: later ones are the security administrator's to name.
  ['role', 'administrator', sql`not ${BY_HAND} and ${SIDE} = 'administration' and exists (select from access.role_of r where r.side = 'administration')
    and not exists (select from access.role_of r where r.staff = b.key and r.role = b.roles)`],
]

async function refuse(tx: BulkTx): Promise<Loaded['rejected']> {
  const rejected: Loaded['rejected'] = []
  for (const [field, reason, which] of REFUSALS) {
    const lines = await tx<{ line: number; value: string }[]>`
      delete from pg_temp.batch where line in (select b.line from pg_temp.batch b where ${which})
      returning line, case ${field}::text when 'org' then org when 'role' then roles else login end as value`
    rejected.push(...lines.map(({ line, value }) => ({ line, field, reason, value })))
  }
  return rejected
}

async function write(tx: BulkTx, run: number): Promise<void> {
  await tx`
    insert into access.staff as s (staff, login, name, org, side, status, run)
    select b.key, b.login, b.name, ${HERE}, coalesce(${SIDE}, 'business'), coalesce(b.status, 'active'), ${run} from pg_temp.batch b
    on conflict (staff) do update set login = excluded.login, name = excluded.name, org = excluded.org,
      status = coalesce((select b.status from pg_temp.batch b where b.key = s.staff), s.status), version = s.version + 1
    where exists (select from access.loaded l where l.run = ${run} and l.entity = 'access.staff' and l.key = s.staff)`
  await tx`
    insert into access.reach as h (staff, org, phone, email, likeness)
    select b.key, ${HERE}, b.phone, b.email, b.likeness from pg_temp.batch b
    on conflict (staff) do update set org = excluded.org, phone = excluded.phone, email = excluded.email, likeness = excluded.likeness
    where (h.org, h.likeness) is distinct from (excluded.org, excluded.likeness)`
  const isFiled = sql`b.roles <> '' and not ${BY_HAND}`
  await tx`delete from access.role_of r using pg_temp.batch b where r.staff = b.key and ${isFiled} and r.role <> all (${ROLES})`
  await tx`
    insert into access.role_of (staff, role, side)
    select b.key, r.role, r.side from pg_temp.batch b join access.role r on r.role = any (${ROLES}) where ${isFiled}
    on conflict do nothing`
}

async function undo(tx: BulkTx, run: number): Promise<{ removed: number; restored: number }> {
  await tx`select pg_advisory_xact_lock(7112)`
  const touched = sql`(select l.key from access.loaded l where l.run = ${run} and l.entity = 'access.staff')`
  const gone = sql`(select l.key from access.loaded l where l.run = ${run} and l.entity = 'access.staff' and l.before is null)`
  await tx`delete from access.role_of r using access.staff s where s.staff = r.staff and not s.by_hand and s.staff in ${touched}`
  await tx`delete from access.reach where staff in ${gone}`
  await tx`delete from access.role_of where staff in ${gone}`
  await tx`delete from auth."user" where "id" in ${gone}`
  const removed = await tx.count`delete from access.staff where staff in ${gone}`
  const restored = await restore(tx, run)
  await tx`delete from access.loaded where run = ${run} and entity = 'access.staff'`
  return { removed, restored }
}

async function restore(tx: BulkTx, run: number): Promise<number> {
  const isOld = sql`l.run = ${run} and l.entity = 'access.staff' and l.before is not null`
  await tx`
    update access.reach h set org = (l.before ->> 'org')::int, phone = l.before ->> 'phone', email = l.before ->> 'email', likeness = (l.before ->> 'likeness')::bigint
    from access.loaded l where ${isOld} and h.staff = l.key`
  await tx`
    insert into access.role_of (staff, role, side)
    select s.staff, r.role, r.side
    from access.loaded l join access.staff s on s.staff = l.key and not s.by_hand join access.role r on r.role = any (string_to_array(l.before ->> 'roles', ','))
    where ${isOld}
    on conflict do nothing`
  return tx.count`
    update access.staff s set name = l.before ->> 'name', login = l.before ->> 'login', org = (l.before ->> 'org')::int, status = l.before ->> 'status', version = s.version + 1
    from access.loaded l where ${isOld} and s.staff = l.key`
}
