/**
 * The audit chain. Every second one process links the committed entries: each hash covers the one before, so that no entry can be changed,
 * taken out, put in or moved without breaking it. Sealing apart from writing keeps the chain from being a lock on every request.
 */
import { hash } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { job, type Job } from './room.ts'
import { sql, type Sql, type Tx } from './tx.ts'

export const sealing: Job = job({ name: 'kernel.seal', every: { seconds: 1 }, run: async (tx) => void (await seal(tx)) })

/** Links what has been committed since the last time; how many entries. Nothing is left behind: a later commit has a later horizon. */
export async function seal(tx: Tx): Promise<number> {
  const turn = await tx.one<{ mine: boolean }>`select pg_try_advisory_xact_lock(${SEAL_LOCK}) as mine`
  if (!turn?.mine) return 0
  const head = await readHead(tx)
  noteHead(head)
  const { entries, horizon } = await committedSince(tx, head.horizon)
  if (entries.length) await link(tx, head, entries, horizon)
  return entries.length
}

export type Entry = {
  id: number
  xid: string
  at: string
  staff: string
  org: number
  action: string
  kind: string
  subjects: string[]
  fields: string[]
  screen: string | null
  reason: string | null
  request: string | null
  detail: string
}

/** An entry as it is sealed: time to the microsecond and detail as text, so that no digit of it is outside the hash. */
export const ENTRY: Sql = sql`
  e.id, e.xid::text as xid, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, e.staff, e.org, e.action, e.kind,
  e.subjects, e.fields, e.screen, e.reason, e.request, e.detail::text as detail`

/** SM3(previous hash ‖ number of the link ‖ canonical JSON of the entry). */
export function chain(previous: Buffer, link: number, entry: Entry): Buffer {
  const number = Buffer.alloc(8)
  number.writeBigUInt64BE(BigInt(link))
  return hash('sm3', Buffer.concat([previous, number, Buffer.from(canonical(entry))]), 'buffer')
}

/** RFC 8785: keys in order, strings and whole numbers as JavaScript writes them. */
function canonical({ action, at, detail, fields, id, kind, org, reason, request, screen, staff, subjects, xid }: Entry): string {
  return JSON.stringify({ action, at, detail, fields, id, kind, org, reason, request, screen, staff, subjects, xid })
}

export const GENESIS = hash('sm3', '一览', 'buffer')

export type Head = { database: string; link: number; hash: Buffer; horizon: string }

/** Where heads are noted outside the database, so that a tail cut off, or a chain written anew, is found. Called once at the start. */
export function keepHeads(file: string): void {
  headFile = file
}

export type NotedHead = { at: string; link: number; hash: string }

export function notedHeads(file: string, database: string): NotedHead[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter((words) => words.length === 4 && words[1] === database)
    .map(([at = '', , link = '', hashed = '']) => ({ at, link: Number(link), hash: hashed }))
}

/** Heads noted later than the moment of a restore speak of a chain that is no more: they go into a file beside, the others still bind. */
export function setHeadsAside(file: string, moment: Date): void {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
  const still = lines.filter((line) => Date.parse(line.split(' ')[0] ?? '') <= moment.getTime())
  if (still.length === lines.length) return
  renameSync(file, `${file}.before-${new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)}`)
  writeFileSync(file, still.map((line) => `${line}\n`).join(''), { mode: 0o600, flush: true })
}

const SEAL_LOCK = 7102
const AT_ONCE = 20_000
const NOTE_EVERY_MS = 60_000
const NOTE_EVERY_LINKS = 10_000

let headFile: string | undefined
let noted = { link: 0, atMs: 0 }

async function readHead(tx: Tx): Promise<Head> {
  const head = tx.one<Head>`select current_database()::text as database, link, hash, horizon::text as horizon from kernel.audit_head`
  return (await head) ?? begin(tx)
}

async function begin(tx: Tx): Promise<Head> {
  await tx`insert into kernel.audit_head (horizon, link, hash) values ('0', 0, ${GENESIS})`
  return readHead(tx)
}

/** Only a head read here is noted, never the one about to be written: what is noted has been committed. */
function noteHead({ database, link, hash: hashed }: Head): void {
  const isDue = link - noted.link >= NOTE_EVERY_LINKS || Date.now() - noted.atMs >= NOTE_EVERY_MS
  if (!headFile || link === noted.link || !isDue) return
  appendFileSync(headFile, `${new Date().toISOString()} ${database} ${link} ${hashed.toString('hex')}\n`, { mode: 0o600, flush: true })
  noted = { link, atMs: Date.now() }
}

/**
 * A transaction older than every running one is over: what it wrote is seen, and nothing can join it. The bound is asked for first,
 * so that the statement after it sees all that lies before.
 */
async function committedSince(tx: Tx, since: string): Promise<{ entries: Entry[]; horizon: string }> {
  const bound = await tx.one<{ xmin: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text as xmin`
  const entries = await tx<Entry[]>`
    select ${ENTRY}
    from kernel.audit_entry e
    where e.xid >= ${since}::xid8 and e.xid < ${bound?.xmin}::xid8
    order by e.xid
    fetch first ${AT_ONCE} rows with ties`
  const last = entries.at(-1)
  const horizon = last && entries.length >= AT_ONCE ? String(BigInt(last.xid) + 1n) : (bound?.xmin ?? since)
  return { entries: entries.toSorted(bySealingOrder), horizon }
}

export function bySealingOrder(a: Pick<Entry, 'xid' | 'id'>, b: Pick<Entry, 'xid' | 'id'>): number {
  return Number(a.xid) - Number(b.xid) || a.id - b.id
}

async function link(tx: Tx, head: Head, entries: readonly Entry[], horizon: string): Promise<void> {
  const hashes: string[] = []
  let last = head.hash
  for (const [at, entry] of entries.entries()) {
    last = chain(last, head.link + at + 1, entry)
    hashes.push(last.toString('hex'))
  }
  await tx`
    insert into kernel.audit_link (link, entry, hash)
    select ${head.link} + n, entry, decode(hash, 'hex')
    from unnest(${entries.map((entry) => entry.id)}::bigint[], ${hashes}::text[]) with ordinality as sealed (entry, hash, n)`
  await tx`update kernel.audit_head set horizon = ${horizon}::xid8, link = ${head.link + entries.length}, hash = ${last}, at = now()`
}
