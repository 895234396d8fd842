/**
 * Open pages hear that what they show has changed, and ask again through their usual door. A push carries a topic and a key its viewer named,
 * never a value; whoever no longer sees the thing hears nothing. One LISTEN a process, one NOTIFY a batch.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Gate } from './answer.ts'
import { listen } from './bell.ts'
import { Refused } from './error.ts'
import { allWatched, type Watched } from './room.ts'
import { transactBy, type Tx } from './tx.ts'

const CHANNEL = 'yilan_live'
/** A notification holds 8,000 bytes. */
const KEYS_A_NOTE = 400
/** A batch that touches more than these concerns everybody. */
const MOST_KEYS = 5000

/** Within the transaction that changes them, once: these things are not what they were. */
export async function tellWatchers(tx: Tx, topic: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  const portions = keys.length > MOST_KEYS ? ['*'] : Array.from({ length: Math.ceil(keys.length / KEYS_A_NOTE) }, (_, i) => keys.slice(i * KEYS_A_NOTE, (i + 1) * KEYS_A_NOTE).join(','))
  await tx`select pg_notify(${CHANNEL}, note) from unnest(${portions.map((portion) => `${topic} ${portion}`)}::text[]) note`
}

type Stream = { token: string; keys: string[]; raw: ServerResponse; told: Set<string>; isQueued: boolean; at: number }
type Hub = { gate: Gate; streams: Set<Stream>; watching: Map<string, Set<Stream>>; recent: Map<string, number>; since: number; queue: Stream[]; isPushing: boolean; end: AbortController }

/** As long as a line may be gone before its page must ask again on suspicion. */
const REMEMBERED_MS = 120_000
/** Proxies hang up on silence. */
const BEAT_MS = 20_000
/** So many are told before the loop does something else. */
const ABREAST = 200
const MOST_STREAMS = 12_000
const MOST_WATCHED = 20
/** A page is told twice a second at most. */
const REST_MS = 500

/** `GET /api/live?on=customer:…&age=…`: a stream of events, for as long as a page is looked at. */
export function serveLive(app: FastifyInstance, gate: Gate): void {
  const hub: Hub = { gate, streams: new Set(), watching: new Map(), recent: new Map(), since: 0, queue: [], isPushing: false, end: new AbortController() }
  let beating: NodeJS.Timeout | undefined
  app.get<{ Querystring: { on?: string | string[]; age?: string } }>('/api/live', async (request, reply) => {
    if (hub.streams.size >= MOST_STREAMS) throw new Refused('unavailable', { cause: 'busy' })
    if (!['same-origin', undefined].includes(request.headers['sec-fetch-site'] as string | undefined)) throw new Refused('forbidden', { cause: 'origin' })
    const token = request.cookies[gate.cookie]
    if (!token) throw new Refused('signed-out')
    const keys = await visible(gate, token, [request.query.on ?? []].flat())
    if (keys.length === 0) throw new Refused('not-found')
    if (!beating) {
      hub.since = Date.now()
      await listen(CHANNEL, hub.end.signal, (note) => hear(hub, note), 'app')
      beating = setInterval(() => void beat(hub), BEAT_MS)
    }
    reply.hijack()
    open(hub, { token, keys, raw: reply.raw, told: new Set(), isQueued: false, at: 0 }, reply.getHeaders(), since(request))
  })
  app.addHook('preClose', async () => {
    clearInterval(beating)
    hub.end.abort()
    for (const stream of hub.streams) stream.raw.end()
  })
}

/** Until when the page knows everything: what it was told last, or how old its data are. */
function since(request: FastifyRequest<{ Querystring: { age?: string } }>): number {
  const told = Number(request.headers['last-event-id'])
  const age = Number(request.query.age)
  // Two servers' clocks differ by a moment.
  return told > 0 ? told - 2000 : Date.now() - (age >= 0 ? age + 500 : REMEMBERED_MS)
}

function open(hub: Hub, stream: Stream, headers: Record<string, unknown>, known: number): void {
  stream.raw.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' } as Record<string, string>)
  hub.streams.add(stream)
  for (const key of stream.keys) hub.watching.set(key, (hub.watching.get(key) ?? new Set()).add(stream))
  stream.raw.on('close', () => close(hub, stream))
  const missed = stream.keys.filter((key) => known < hub.since || (hub.recent.get(key) ?? hub.recent.get(`${topicOf(key)}:*`) ?? 0) > known)
  write(stream, 'hello', missed)
}

function close(hub: Hub, stream: Stream): void {
  hub.streams.delete(stream)
  for (const key of stream.keys) {
    const set = hub.watching.get(key)
    set?.delete(stream)
    if (set?.size === 0) hub.watching.delete(key)
  }
}

/** Of what is named, what this session may see: by the permission of the topic and the rows of its room. */
async function visible(gate: Gate, token: string, named: readonly string[]): Promise<string[]> {
  if (named.length === 0 || named.length > MOST_WATCHED || named.some((each) => !/^[a-z]+:[0-9A-Za-z.-]{1,40}$/.test(each))) throw new Refused('invalid', { field: 'on' })
  const topics = Map.groupBy(new Set(named), topicOf)
  return transactBy(gate.enter(token), (row) => gate.become(row), async (tx) => {
    if (tx.who.kind === 'nobody') throw new Refused('signed-out')
    const seen: string[] = []
    for (const [topic, keys] of topics) {
      const watched: Watched | undefined = allWatched()[topic]
      if (!watched || !(watched.may === 'signed-in' || tx.who.may.has(watched.may))) continue
      for (const key of await watched.seen(tx, keys.map((each) => each.slice(topic.length + 1)))) seen.push(`${topic}:${key}`)
    }
    return seen
  })
}

const topicOf = (key: string): string => key.split(':', 1)[0] as string // a split gives at least one piece

function hear(hub: Hub, note: string | null): void {
  if (note === null) {
    // The line was gone: everybody may have missed something.
    hub.since = Date.now()
    for (const stream of hub.streams) enqueue(hub, stream, stream.keys)
    return
  }
  const [topic = '', list = ''] = note.split(' ')
  const now = Date.now()
  for (const name of list.split(',')) {
    const key = `${topic}:${name}`
    hub.recent.set(key, now)
    if (name === '*') for (const stream of hub.streams) enqueue(hub, stream, stream.keys.filter((each) => topicOf(each) === topic))
    else for (const stream of hub.watching.get(key) ?? []) enqueue(hub, stream, [key])
  }
}

function enqueue(hub: Hub, stream: Stream, keys: readonly string[]): void {
  for (const key of keys) stream.told.add(key)
  if (keys.length === 0 || stream.isQueued) return
  stream.isQueued = true
  hub.queue.push(stream)
  if (hub.isPushing) return
  hub.isPushing = true
  void push(hub).finally(() => { hub.isPushing = false })
}

/** One session after another asks again whether it may know; a few hundred pages are told, and requests have their turn. */
async function push(hub: Hub): Promise<void> {
  for (let done = 1; hub.queue.length > 0; done++) {
    const stream = hub.queue.shift() as Stream // the queue is not empty
    const rest = stream.at + REST_MS - Date.now()
    if (rest > 0) setTimeout(() => { stream.isQueued = false; enqueue(hub, stream, [...stream.told]) }, rest).unref()
    else await tell(hub, stream)
    if (done % ABREAST === 0) await breathe()
  }
}

async function tell(hub: Hub, stream: Stream): Promise<void> {
  stream.isQueued = false
  const keys = [...stream.told]
  stream.told.clear()
  stream.at = Date.now()
  if (!hub.streams.has(stream)) return
  try {
    const seen = await visible(hub.gate, stream.token, keys)
    if (seen.length > 0) write(stream, 'change', seen)
  } catch {
    stream.raw.end() // signed out, or the database is away: the page comes back and says how old its data are
  }
}

/** A reader that does not read is let go. */
function write(stream: Stream, event: 'hello' | 'change' | 'beat', keys: readonly string[]): void {
  if (stream.raw.writableLength > 65_536) stream.raw.destroy()
  else stream.raw.write(`event: ${event}\nid: ${Date.now()}\ndata: ${JSON.stringify(keys)}\n\n`)
}

async function beat(hub: Hub): Promise<void> {
  const old = Date.now() - REMEMBERED_MS
  for (const [key, at] of hub.recent) if (at < old) hub.recent.delete(key)
  hub.since = Math.max(hub.since, old)
  let done = 0
  for (const stream of hub.streams) {
    write(stream, 'beat', [])
    if (++done % ABREAST === 0) await breathe()
  }
}
