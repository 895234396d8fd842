/** Keys of programs: what they may, where they may come from, how one becomes whoever acts. */
import { hash, randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { rooms, type Entrance } from '#kernel/room'
import { addMonths, today } from '#kernel/time'
import { nobody, sql, type Sql, type Tx, type Who } from '#kernel/tx'
import type * as doors from './key.api.ts'
import type { Key } from './key.api.ts'
import { keyOf } from './export.ts'

/** The key of a request, in its first statement. */
export const entrance: Entrance = {
  enter: (token, ip) => sql`select open.enter(${hash('sha256', token)}, ${ip}::inet) as holder`,
  become(row) {
    const holder = (row as { holder: Holder | null } | undefined)?.holder // open.enter returns this shape or null
    if (!holder) return nobody
    spend(holder)
    return whoOf(holder)
  },
}

/** Who a key is now, for work done later in its name; undefined when it opens nothing any more. */
export async function keyNamed(tx: Tx, staff: string): Promise<Who | undefined> {
  const found = await tx.one<{ holder: Holder | null }>`select open.key_holder(${Number(staff.slice('key:'.length))}) as holder`
  return found?.holder ? whoOf(found.holder) : undefined
}

export async function listKeys(tx: Tx, { ended, after, limit = 50 }: InputOf<typeof doors.listKeys>): Promise<ReplyOf<typeof doors.listKeys>> {
  const place = keyOf(after)
  const live = ended ? sql`(k.ended_at is not null or k.expires_at <= now())` : sql`k.ended_at is null and k.expires_at > now()`
  const rows = await keysWhere(tx, sql`${live} and (${place}::bigint is null or k.key < ${place})`, limit + 1)
  return { rows: rows.slice(0, limit), next: rows.length > limit ? String(rows[limit - 1]?.key) : null }
}

export async function scopes(tx: Tx): Promise<ReplyOf<typeof doors.listScopes>> {
  const orgs = await tx<{ org: number; name: string }[]>`select org, name from access.org where org between ${tx.who.lo} and ${tx.who.hi} order by org limit 500`
  return { scopes: rooms().flatMap((room) => Object.entries(room.permissions ?? {}).filter(([scope]) => isForPrograms(scope)).map(([scope, title]) => ({ scope, title, room: room.title }))), orgs }
}

export async function addKey(tx: Tx, input: InputOf<typeof doors.addKey>): Promise<ReplyOf<typeof doors.addKey>> {
  check(input)
  const block = await tx.one`select org from access.org where org = ${input.org} and org between ${tx.who.lo} and ${tx.who.hi}`
  if (!block) throw new Refused('unprocessable', { field: 'org' })
  const made = await tx.one<{ key: number }>`
    insert into open.key (name, note, org, scopes, clear, networks, calls_a_minute, expires_at, made_by)
    values (${input.name.trim()}, ${input.note}, ${input.org}, ${input.scopes}, ${input.clear}, ${input.networks}::inet[], ${input.callsAMinute}, ${input.expiresOn}::date + 1, ${tx.who.staff})
    on conflict (name) where ended_at is null do nothing
    returning key`
  if (!made) throw new Refused('conflict', { field: 'name', cause: 'taken' })
  Object.assign(tx.facts, { key: made.key, after: { scopes: input.scopes, org: input.org, clear: input.clear } })
  return { token: await issue(tx, made.key, input.org), key: await one(tx, made.key) }
}

export async function changeKey(tx: Tx, input: InputOf<typeof doors.changeKey>): Promise<Key> {
  const before = await held(tx, input)
  const wanted = { ...before, expiresOn: undefined, ...input } as InputOf<typeof doors.changeKey>
  check(input)
  await tx`
    update open.key set note = ${wanted.note}, scopes = ${wanted.scopes}, clear = ${wanted.clear}, networks = ${wanted.networks}::inet[], calls_a_minute = ${wanted.callsAMinute},
      expires_at = case when ${input.expiresOn !== undefined} then ${input.expiresOn ?? null}::date + 1 else expires_at end, version = version + 1
    where key = ${input.key}`
  Object.assign(tx.facts, { key: input.key, before: { scopes: before.scopes, clear: before.clear, networks: before.networks }, after: { scopes: wanted.scopes, clear: wanted.clear, networks: wanted.networks } })
  return one(tx, input.key)
}

export async function rotateKey(tx: Tx, input: InputOf<typeof doors.rotateKey>): Promise<ReplyOf<typeof doors.rotateKey>> {
  const before = await held(tx, input)
  await tx`
    update open.key_secret set until = least(coalesce(until, 'infinity'), now() + make_interval(hours => ${input.overlapHours}))
    where key = ${input.key}`
  await tx`update open.key set version = version + 1 where key = ${input.key}`
  Object.assign(tx.facts, { key: input.key, overlapHours: input.overlapHours })
  return { token: await issue(tx, input.key, before.org), key: await one(tx, input.key) }
}

export async function endKey(tx: Tx, input: InputOf<typeof doors.endKey>): Promise<Key> {
  await held(tx, input)
  await tx`update open.key set ended_at = now(), version = version + 1 where key = ${input.key}`
  Object.assign(tx.facts, { key: input.key, reason: input.reason })
  return one(tx, input.key)
}

type Holder = { staff: string; key: number; name: string; org: number; lo: number; hi: number; may: string[]; clear: string[]; rate: number }

function whoOf({ staff, name, org, lo, hi, may, clear }: Holder): Who {
  return { staff, name, kind: 'service', org, lo, hi, roles: [], may: new Set(may), clear: new Set(clear) }
}

/** What only people do: keep the house, let others, see digits in clear for a reason, decide who is one customer. */
const PEOPLE_ONLY = /^(access|audit|admin|open\.key|open\.hook)\.|\.(approve|trace|reveal|merge|assign|undo|model)$/

function isForPrograms(scope: string): boolean {
  return !PEOPLE_ONLY.test(scope)
}

const MONTHS_AT_MOST = 12

function check({ scopes: wanted = [], networks = [], expiresOn }: { scopes?: readonly string[]; networks?: readonly string[]; expiresOn?: string }): void {
  const known = new Set(rooms().flatMap((room) => Object.keys(room.permissions ?? {})))
  const wrong = wanted.find((scope) => !known.has(scope) || !isForPrograms(scope))
  if (wrong) throw new Refused('unprocessable', { field: 'scopes', scope: wrong })
  const foreign = networks.find((network) => !isNetwork(network))
  if (foreign !== undefined) throw new Refused('unprocessable', { field: 'networks', network: foreign })
  if (expiresOn !== undefined && (expiresOn < today() || expiresOn > addMonths(today(), MONTHS_AT_MOST) || Number.isNaN(Date.parse(expiresOn)))) throw new Refused('unprocessable', { field: 'expiresOn', latest: addMonths(today(), MONTHS_AT_MOST) })
}

function isNetwork(text: string): boolean {
  const [ip = '', bits, more] = text.split('/')
  const widest = isIP(ip) === 4 ? 32 : 128
  return isIP(ip) !== 0 && !ip.includes('%') && more === undefined && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= widest))
}

/** `yk_` and the key's number, so that a secret found in a log says at once what it opens. Only its digest is kept. */
async function issue(tx: Tx, key: number, org: number): Promise<string> {
  const token = `yk_${key}_${randomBytes(32).toString('base64url')}`
  const hint = token.slice(0, `yk_${key}_`.length + 4)
  await tx`insert into open.key_secret (key, org, digest, hint) values (${key}, ${org}, ${hash('sha256', token)}, ${hint})`
  return token
}

async function held(tx: Tx, { key, version }: { key: number; version: number }): Promise<Key> {
  const locked = await tx.one`select key from open.key where key = ${key} for update`
  if (!locked) throw new Refused('not-found')
  const before = await one(tx, key)
  if (before.version !== version) throw new Refused('stale', { yours: {}, theirs: { version: before.version } })
  if (before.endedAt) throw new Refused('conflict', { state: 'ended' })
  return before
}

async function one(tx: Tx, key: number): Promise<Key> {
  const [found] = await keysWhere(tx, sql`k.key = ${key}`, 1)
  if (!found) throw new Refused('not-found')
  return found
}

function keysWhere(tx: Tx, which: Sql, limit: number): Promise<Key[]> {
  return tx<Key[]>`
    select k.key, k.name, k.note, k.org, o.name as "orgName", k.scopes, k.clear, k.networks::text[] as networks, k.calls_a_minute as "callsAMinute", k.expires_at as "expiresAt", k.ended_at as "endedAt",
      coalesce(s.name, k.made_by) as "madeBy", k.made_at as "madeAt", u.used_at as "usedAt", host(u.used_from) as "usedFrom", k.version,
      (select coalesce(jsonb_agg(jsonb_build_object('hint', e.hint, 'until', e.until) order by e.secret desc), '[]') from open.key_secret e where e.key = k.key and (e.until is null or e.until > now())) as hints
    from open.key k
    join access.org o on o.org = k.org
    left join access.staff s on s.staff = k.made_by
    left join lateral (select used_at, used_from from open.key_secret e where e.key = k.key and e.used_at is not null order by e.used_at desc limit 1) u on true
    where ${which}
    order by k.key desc
    limit ${limit}`
}

const MINUTE_MS = 60_000
const spent = new Map<number, { since: number; calls: number }>()

/** Each key has its calls a minute, in each process. */
function spend({ key, rate }: Holder): void {
  const now = Date.now()
  const before = spent.get(key)
  const minute = before && now - before.since < MINUTE_MS ? before : { since: now, calls: 0 }
  minute.calls++
  spent.set(key, minute)
  if (minute.calls > rate) throw new Refused('too-many', { waitMs: minute.since + MINUTE_MS - now })
}
