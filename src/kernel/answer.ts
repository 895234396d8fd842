/** One call through one door: who, permission, once-only key, the function behind, masking, audit. One transaction. */
import { hash } from 'node:crypto'
import { record } from './audit.ts'
import { isFile, type Door, type FileBytes } from './endpoint.ts'
import { Refused } from './error.ts'
import { present, type Looks } from './present.ts'
import { allAliases, theEntrance, type Call, type Route } from './room.ts'
import { nobody, transact, transactBy, type Sql, type Tx, type Who } from './tx.ts'

/** How a session becomes a person: given by platform/access. */
export type Gate = {
  readonly cookie: string
  enter(token: string): Sql
  become(row: unknown): Who
}

export type Asked = Call & { readonly token: string | undefined; /** Of a program, which has no session. */ readonly bearer: string | undefined; readonly key: string | undefined }

/** Returns the JSON text of the answer, or the file that was asked for; or throws Refused. */
export async function answer(route: Route, input: Record<string, unknown>, asked: Asked, gate: Gate): Promise<string | FileBytes> {
  let who = nobody
  const work = async (tx: Tx) => {
    who = tx.who
    permit(route.door, who)
    return route.door.reads ? look(tx, route, input, asked) : change(tx, route, input, asked)
  }
  try {
    const entrance = theEntrance()
    if (asked.bearer !== undefined && entrance) return await transactBy(entrance.enter(asked.bearer, asked.ip), (row) => entrance.become(row), work, route.door.beyond)
    if (!asked.token) return await transact(nobody, work)
    return await transactBy(gate.enter(asked.token), (row) => gate.become(row), work, route.door.beyond)
  } catch (error) {
    if (error instanceof Refused && error.code === 'forbidden') await noteRefusal(who, route.door, input, asked)
    throw error
  }
}

/** Whether who asks may at all: asked before a file is taken in, so that nobody else can send one. */
export async function admit(door: Door, asked: Asked, gate: Gate): Promise<void> {
  let who = nobody
  try {
    const enter = async (tx: Tx) => {
      who = tx.who
      permit(door, who)
    }
    const entrance = theEntrance()
    if (asked.bearer !== undefined && entrance) await transactBy(entrance.enter(asked.bearer, asked.ip), (row) => entrance.become(row), enter)
    else await (asked.token ? transactBy(gate.enter(asked.token), (row) => gate.become(row), enter) : transact(nobody, enter))
  } catch (error) {
    if (error instanceof Refused && error.code === 'forbidden') await noteRefusal(who, door, {}, asked)
    throw error
  }
}

function permit(door: Door, who: Who): void {
  if (door.may === 'anyone') return
  if (who.kind === 'nobody') throw new Refused('signed-out')
  // What concerns a person's own sign-on is nothing for a program.
  if (door.may === 'signed-in' ? who.kind !== 'staff' : !who.may.has(door.may)) throw new Refused('forbidden', { may: door.may })
}

async function look(tx: Tx, route: Route, input: Record<string, unknown>, asked: Asked): Promise<string | FileBytes> {
  const value = await found(tx, route, input, asked)
  // Who hands out a file audits it: what lies in it was masked when it was made.
  if (isFile(route.door)) return value as FileBytes
  const { body, looks } = present(route.door.reply, value, tx.who.clear)
  // Not awaited: it travels with the commit, and a failed insert turns that commit into an error.
  if (looks.size > 0) noteLooks(tx, route.door, looks, asked).catch(() => {})
  return JSON.stringify(body)
}

/** What a question finds; a name that stands for another one by now (a merged customer's number) is answered as that one. */
async function found(tx: Tx, route: Route, input: Record<string, unknown>, asked: Asked): Promise<unknown> {
  try {
    return await route.run(tx, input as never, asked) // the input was validated against the door's schema before this
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== 'not-found') throw error
    const current = { ...input }
    for (const [name, aliasOf] of allAliases()) if (typeof input[name] === 'string') current[name] = await aliasOf(tx, input[name])
    if (Object.keys(current).every((name) => current[name] === input[name])) throw error
    return route.run(tx, current as never, asked)
  }
}

async function change(tx: Tx, route: Route, input: Record<string, unknown>, asked: Asked): Promise<string> {
  const earlier = await claim(tx, route.door, asked.file ? { ...input, file: asked.file.sha256 } : input, asked)
  if (earlier !== undefined) return earlier
  let status = 200
  const accepted = () => {
    status = 202
    asked.accepted()
  }
  const value = await route.run(tx, input as never, { ...asked, accepted })
  const { body, looks } = present(route.door.reply, value, tx.who.clear)
  await noteChange(tx, route.door, input, looks, asked)
  const text = JSON.stringify(body ?? null)
  if (tx.who.kind !== 'nobody') {
    await tx`update kernel.idempotency set status = ${status}, reply = ${route.door.secret ? null : text}::jsonb where staff = ${tx.who.staff} and key = ${asked.key}`
  }
  return text
}

/** Takes the key for this write. A second call with the same key waits for the first and gets its answer; with another body it is refused. */
async function claim(tx: Tx, door: Door, input: Record<string, unknown>, { key, accepted }: Asked): Promise<string | undefined> {
  if (tx.who.kind === 'nobody') return undefined // signing in is no change of the bank's data
  if (!key || key.length < 8 || key.length > 64) throw new Refused('invalid', { header: 'Idempotency-Key' })
  const requestHash = Buffer.from(hash('sha256', JSON.stringify([door.method, door.path, door.secret ? null : sorted(input)])), 'hex')
  const taken = await tx.count`
    insert into kernel.idempotency (staff, key, door, request_hash)
    values (${tx.who.staff}, ${key}, ${`${door.method} ${door.path}`}, ${requestHash})
    on conflict do nothing`
  if (taken === 1) return undefined
  const before = await tx.one<{ request_hash: Buffer; reply: unknown; status: number | null }>`
    select request_hash, reply, status from kernel.idempotency where staff = ${tx.who.staff} and key = ${key}`
  if (!before || before.status === null) throw new Refused('in-progress')
  if (!before.request_hash.equals(requestHash)) throw new Refused('unprocessable', { header: 'Idempotency-Key' })
  if (door.secret) throw new Refused('conflict', { cause: 'shown-once' })
  if (before.status === 202) accepted()
  return JSON.stringify(before.reply)
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]))
}

function noteLooks(tx: Tx, door: Door, looks: Looks, asked: Asked): Promise<void> {
  return record(tx, { action: `${door.method} ${door.path}`, kind: 'look', subjects: [...looks.keys()], fields: fieldsOf(looks), screen: asked.screen, request: asked.request })
}

async function noteChange(tx: Tx, door: Door, input: Record<string, unknown>, looks: Looks, asked: Asked): Promise<void> {
  const named = typeof input.customerNo === 'string' ? [input.customerNo] : []
  const { kind = 'change', reason = null, staff, fields, ...detail } = tx.facts as { kind?: 'change' | 'reveal' | 'export' | 'sign-on'; reason?: string | null; staff?: string; fields?: string[] }
  await record(tx, {
    action: `${door.method} ${door.path}`,
    kind: door.may === 'anyone' ? 'sign-on' : kind,
    subjects: [...new Set([...named, ...looks.keys()])],
    fields: fields ?? [...new Set([...Object.keys(input), ...fieldsOf(looks)])],
    screen: asked.screen,
    reason,
    request: asked.request,
    staff,
    detail,
  })
}

const fieldsOf = (looks: Looks): string[] => [...new Set([...looks.values()].flatMap((fields) => [...fields]))]

async function noteRefusal(who: Who, door: Door, input: Record<string, unknown>, asked: Asked): Promise<void> {
  const subjects = typeof input.customerNo === 'string' ? [input.customerNo] : []
  await transact(who, (tx) => record(tx, { action: `${door.method} ${door.path}`, kind: 'refusal', subjects, screen: asked.screen, request: asked.request }))
}
