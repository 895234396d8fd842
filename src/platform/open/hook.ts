/** Subscriptions: who wants to hear of what, at which address, under which secrets. */
import { randomBytes } from 'node:crypto'
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { allEvents } from '#kernel/room'
import { seal } from '#kernel/secret'
import { sql, type Sql, type Tx } from '#kernel/tx'
import { readDestination } from './destination.ts'
import { keyOf } from './export.ts'
import type * as doors from './hook.api.ts'
import type { Delivery, Hook } from './hook.api.ts'

/** What happened, to whoever subscribed, in the transaction in which it happened. */
export async function overhear(tx: Tx, name: string, fact: unknown): Promise<void> {
  await tx`select open.hear(${name}, ${JSON.stringify(fact)}::jsonb)`
}

export async function listHooks(tx: Tx): Promise<ReplyOf<typeof doors.listHooks>> {
  const events = allEvents().flatMap(({ name, title }) => (title ? [{ event: name, title }] : []))
  return { hooks: await hooksWhere(tx, sql`h.state <> 'ended'`), events }
}

export async function addHook(tx: Tx, { name, url, events }: InputOf<typeof doors.addHook>): Promise<ReplyOf<typeof doors.addHook>> {
  wholeBank(tx)
  check({ url, events })
  const made = await tx.one<{ hook: number }>`insert into open.hook (name, url, events, made_by) values (${name.trim()}, ${url}, ${events}, ${tx.who.staff}) returning hook`
  const hook = made?.hook ?? 0
  Object.assign(tx.facts, { hook, events })
  return { secret: await issue(tx, hook), hook: await one(tx, hook) }
}

export async function changeHook(tx: Tx, input: InputOf<typeof doors.changeHook>): Promise<Hook> {
  const before = await held(tx, input)
  check(input)
  const { name = before.name, url = before.url, events = before.events, state = before.state } = input
  await tx`update open.hook set name = ${name.trim()}, url = ${url}, events = ${events}, state = ${state}, version = version + 1 where hook = ${input.hook}`
  Object.assign(tx.facts, { hook: input.hook, before: { events: before.events, state: before.state }, after: { events, state } })
  return one(tx, input.hook)
}

export async function rotateHook(tx: Tx, input: InputOf<typeof doors.rotateHook>): Promise<ReplyOf<typeof doors.rotateHook>> {
  await held(tx, input)
  await tx`update open.hook_secret set until = least(coalesce(until, 'infinity'), now() + make_interval(hours => ${input.overlapHours})) where hook = ${input.hook}`
  await tx`update open.hook set version = version + 1 where hook = ${input.hook}`
  Object.assign(tx.facts, { hook: input.hook, overlapHours: input.overlapHours })
  return { secret: await issue(tx, input.hook), hook: await one(tx, input.hook) }
}

export async function listDeliveries(tx: Tx, { hook, state, after, limit = 50 }: InputOf<typeof doors.listDeliveries>): Promise<ReplyOf<typeof doors.listDeliveries>> {
  const place = keyOf(after)
  const wanted = [
    ...(hook === undefined ? [] : [sql`d.hook = ${hook}`]),
    ...(state === undefined ? [] : [sql`d.state = ${state}`]),
    ...(place === null ? [] : [sql`d.delivery < ${place}`]),
  ]
  const rows = await tx<Delivery[]>`
    select d.delivery, d.hook, h.name as "hookName", d.event, d.state, d.tries, d.at, d.due_at as "dueAt", d.tried_at as "triedAt", d.status, d.cause, d.ms
    from open.delivery d
    join open.hook h on h.hook = d.hook
    where ${wanted.reduce((all, each) => sql`${all} and ${each}`, sql`true`)}
    order by d.delivery desc
    limit ${limit + 1}`
  return { rows: rows.slice(0, limit), next: rows.length > limit ? String(rows[limit - 1]?.delivery) : null }
}

export async function replay(tx: Tx, { hook, delivery }: InputOf<typeof doors.replayDeliveries>): Promise<ReplyOf<typeof doors.replayDeliveries>> {
  await one(tx, hook)
  const replayed = await tx.count`
    update open.delivery set state = 'waiting', tries = 0, due_at = now()
    where hook = ${hook} and state = 'dead' and (${delivery ?? null}::bigint is null or delivery = ${delivery ?? null})`
  Object.assign(tx.facts, { hook, delivery, replayed })
  return { replayed }
}

function wholeBank(tx: Tx): void {
  if (tx.who.lo !== 0) throw new Refused('forbidden', { scope: 'whole-bank' })
}

function check({ url, events = [] }: { url?: string; events?: readonly string[] }): void {
  if (url !== undefined) readDestination(url)
  const unknown = events.find((name) => !allEvents().some((event) => event.name === name && event.title))
  if (unknown) throw new Refused('unprocessable', { field: 'events', event: unknown })
}

async function issue(tx: Tx, hook: number): Promise<string> {
  const secret = `ys_${randomBytes(32).toString('base64url')}`
  await tx`insert into open.hook_secret (hook, sealed) values (${hook}, ${seal(secret)})`
  return secret
}

async function held(tx: Tx, { hook, version }: { hook: number; version: number }): Promise<Hook> {
  const locked = await tx.one`select hook from open.hook where hook = ${hook} for update`
  if (!locked) throw new Refused('not-found')
  const before = await one(tx, hook)
  if (before.version !== version) throw new Refused('stale', { yours: {}, theirs: { version: before.version } })
  if (before.state === 'ended') throw new Refused('conflict', { state: 'ended' })
  return before
}

async function one(tx: Tx, hook: number): Promise<Hook> {
  const [found] = await hooksWhere(tx, sql`h.hook = ${hook}`)
  if (!found) throw new Refused('not-found')
  return found
}

function hooksWhere(tx: Tx, which: Sql): Promise<Hook[]> {
  return tx<Hook[]>`
    select h.hook, h.name, h.url, h.events, h.state, coalesce(s.name, h.made_by) as "madeBy", h.made_at as "madeAt", h.version,
      (select count(*)::int from (select from open.delivery d where d.hook = h.hook and d.state = 'waiting' limit 1000) few) as waiting,
      (select count(*)::int from (select from open.delivery d where d.hook = h.hook and d.state = 'dead' limit 1000) few) as dead,
      (select d.tried_at from open.delivery d where d.hook = h.hook and d.state = 'done' order by d.delivery desc limit 1) as "heardAt"
    from open.hook h
    left join access.staff s on s.staff = h.made_by
    where ${which}
    order by h.hook
    limit 200`
}
