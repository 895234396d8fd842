/** Records and change events that a system sends over HTTP: kept, taken in and answered one by one, on the way every stream goes. */
import { setTimeout as pause } from 'node:timers/promises'
import { Refused } from '#kernel/error'
import { token } from '#kernel/secret'
import { numberOf, type Tuple } from '#kernel/stream'
import { engine, type Tx } from '#kernel/tx'
import { isInline, type FileInterface, type Interface } from './declaration.ts'
import type { Envelope } from './envelope.ts'
import type { ChangeEvent, Taken } from './ingest.api.ts'
import { takeInTowards } from './intake.ts'
import { keepReceived, ring, type Kept } from './portion.ts'

type Sent = { interface: string; records?: Record<string, unknown>[]; changes?: ChangeEvent[] }
type Answer = { run: number | null; firstLine: number | null; accepted: number; rejected: number; results: Taken[] }
type Face = { interface: number; name: string; source: string; entity: string; declaration: FileInterface }

/** How long a caller waits for what it sent to be visible. */
const PATIENCE_MS = 15_000

export async function receive(tx: Tx, sent: Sent): Promise<Answer> {
  if (tx.who.lo !== 0) throw new Refused('forbidden', { scope: 'whole-bank' })
  if ((sent.records === undefined) === (sent.changes === undefined)) throw new Refused('invalid', { field: 'records' })
  const face = await faceNamed(tx, sent.interface)
  const envelopes = sent.records ? sent.records.map((record) => plain({ op: 'c', after: record as ChangeEvent['after'] }, face)) : (sent.changes ?? []).map((change) => plain(change, face))
  const kept = await keep(face, envelopes, sent.changes !== undefined)
  Object.assign(tx.facts, { fields: [], run: kept.portion?.run, lines: kept.fresh.length })
  const isTaken = kept.portion === null || (await takenIn(face.name, kept.portion))
  return answerOf(envelopes.length, kept, isTaken, isTaken && kept.portion ? await refusals(kept.portion) : new Map())
}

async function faceNamed(tx: Tx, name: string): Promise<Face> {
  const found = await tx.one<Omit<Face, 'declaration'> & { declaration: Interface }>`
    select interface, name, source, entity, declaration from feed.interface where name = ${name} order by version desc limit 1`
  if (!found || isInline(found.declaration)) throw new Refused('not-found')
  return found as Face // not inline, as checked
}

/** As the sources of a database write it: text, or nothing. */
function plain({ op, before, after, ts_ms, source }: ChangeEvent, face: Face): Envelope {
  const tuple = (row: ChangeEvent['after']): Tuple | null => row ? Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === null ? null : String(value)])) : null
  const at = source?.ts_ms ?? ts_ms ?? Date.now()
  const lsn = source?.lsn === undefined || source.lsn === null ? null : String(source.lsn)
  return { op, before: tuple(before), after: tuple(after), ts_ms: ts_ms ?? at, source: { db: face.source, table: face.declaration.change?.table ?? face.name, lsn, txId: null, ts_ms: at } }
}

type KeptLines = { portion: Kept | null; fresh: number[] }

/** In one transaction: what is newer than what is known of its key, and that it is known now. */
async function keep(face: Face, envelopes: readonly Envelope[], isOrdered: boolean): Promise<KeptLines> {
  return engine('feed', async (tx) => {
    const fresh = isOrdered ? await newer(tx, face, envelopes) : envelopes.map((_, i) => i)
    if (fresh.length === 0) return { portion: null, fresh }
    const lines = fresh.map((i) => JSON.stringify(envelopes[i]))
    const committedMs = Math.min(...fresh.map((i) => Math.min(Date.now(), (envelopes[i] as Envelope).source.ts_ms))) // indexes of this very list
    const portion = await keepReceived(tx, { face, source: face.source, lines, position: null, committedMs })
    await ring(tx)
    return { portion, fresh }
  })
}

async function newer(tx: Tx, face: Face, envelopes: readonly Envelope[]): Promise<number[]> {
  const keys = envelopes.map(({ before, after }) => token('change', face.declaration.key.map((name) => (after ?? before)?.[name] ?? '').join('|')))
  const wanted = [...new Set(keys)].toSorted((a, b) => (a < b ? -1 : 1)).map(String)
  await tx`insert into feed.newest (name, key, at) select ${face.name}, key, -1 from unnest(${wanted}::bigint[]) key order by key on conflict do nothing`
  const known = await tx<{ key: string; at: string }[]>`
    select key::text, at::text from feed.newest where name = ${face.name} and key = any(${wanted}::bigint[]) order by key for update`
  const newest = new Map(known.map(({ key, at }) => [key, BigInt(at)]))
  const fresh = envelopes.flatMap((envelope, i) => {
    const [key, at] = [String(keys[i]), placeOf(envelope)]
    if (at <= (newest.get(key) ?? -1n)) return []
    newest.set(key, at)
    return [i]
  })
  await tx`
    update feed.newest n set at = f.at from unnest(${[...newest.keys()]}::bigint[], ${[...newest.values()].map(String)}::numeric[]) f (key, at)
    where n.name = ${face.name} and n.key = f.key and n.at < f.at`
  return fresh
}

/** A place in a log is a number, or PostgreSQL's X/Y; without one the clock orders. */
function placeOf({ source: { lsn, ts_ms } }: Envelope): bigint {
  if (lsn === null) return BigInt(ts_ms)
  if (/^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/i.test(lsn)) return numberOf(lsn)
  if (/^\d{1,39}$/.test(lsn)) return BigInt(lsn)
  throw new Refused('invalid', { field: 'source.lsn' })
}

/** Takes in itself what nobody else does meanwhile; false when it must wait. */
async function takenIn(name: string, { portion }: Kept): Promise<boolean> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
    const found = await engine('feed', (tx) => tx.one<{ portion: number; tries: number }>`select portion, tries from feed.intake where name = ${name}`)
    if ((found?.portion ?? 0) >= portion) return true
    const took = await takeInTowards(name).catch((error: unknown) => {
      if (error instanceof Refused && error.code === 'in-progress') return 0
      throw error
    })
    if (took === 0) await pause(50)
  }
  return false
}

async function refusals({ run, firstLine, lastLine }: Kept): Promise<Map<number, Taken['reasons']>> {
  const rows = await engine('feed', (tx) => tx<{ line: number; column: string; reason: string; value: string | null }[]>`
    select line, column_name as "column", reason, value from feed.reject where run = ${run} and line between ${firstLine} and ${lastLine} order by line, seq`)
  return new Map([...Map.groupBy(rows, ({ line }) => line - firstLine)].map(([at, found]) => [at, found.map(({ column, reason, value }) => ({ column, reason, value }))]))
}

function answerOf(sent: number, { portion, fresh }: KeptLines, isTaken: boolean, refused: ReadonlyMap<number, Taken['reasons']>): Answer {
  const results = Array.from({ length: sent }, (_, index): Taken => ({ index, outcome: 'older', reasons: [] }))
  for (const [at, index] of fresh.entries()) {
    const reasons = refused.get(at) ?? []
    results[index] = { index, outcome: reasons.length > 0 ? 'rejected' : isTaken ? 'accepted' : 'waiting', reasons }
  }
  const count = (outcome: Taken['outcome']) => results.filter((each) => each.outcome === outcome).length
  return { run: portion?.run ?? null, firstLine: portion?.firstLine ?? null, accepted: count('accepted'), rejected: count('rejected'), results }
}
