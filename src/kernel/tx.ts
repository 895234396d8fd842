/** The only handle to the database. A tag over `pg`: every statement is named and prepared, independent reads share a round trip. */
import { hash } from 'node:crypto'
import type { Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { Refused } from './error.ts'

/** Who acts. A service is a batch or a job acting for the bank itself. */
export type Who = {
  readonly staff: string
  readonly name: string
  readonly kind: 'staff' | 'service' | 'nobody'
  /** The block of organisations whose rows are seen: [lo, hi]; `org` is the actor's own. */
  readonly org: number
  readonly lo: number
  readonly hi: number
  readonly roles: readonly string[]
  readonly may: ReadonlySet<string>
  /** The kinds of personal data this actor sees in clear. */
  readonly clear: ReadonlySet<string>
}

export const nobody: Who = { staff: 'nobody', name: '', kind: 'nobody', org: 0, lo: 1, hi: 0, roles: [], may: new Set(), clear: new Set() }

export type Sql = { readonly sql: true; readonly strings: readonly string[]; readonly values: readonly unknown[] }

/** A piece of a statement, to be set into a tx`…`. Values stay values. */
export function sql(strings: TemplateStringsArray, ...values: unknown[]): Sql {
  return { sql: true, strings, values }
}

export type Tx = {
  <Rows extends readonly unknown[]>(strings: TemplateStringsArray, ...values: unknown[]): Promise<Rows>
  /** The first row, or undefined. */
  one<Row>(strings: TemplateStringsArray, ...values: unknown[]): Promise<Row | undefined>
  /** How many rows the statement touched. */
  count(strings: TemplateStringsArray, ...values: unknown[]): Promise<number>
  readonly who: Who
  /** Facts a handler adds to the audit entry of its own call: what was before, what is after. */
  readonly facts: Record<string, unknown>
}
/** A transaction of a batch: a plain connection, where COPY is allowed. */
export type BulkTx = Tx & {
  /** `copy kernel.x (a, b) from stdin` fed with text-format lines. */
  copy(statement: string, lines: Iterable<Buffer | string> | AsyncIterable<Buffer | string>): Promise<void>
}

export type Connections = { app: string; engine: string }
type Pools = { app: pg.Pool; engine: pg.Pool; bulk: pg.Pool }
let pools: Pools | undefined
let addresses: Connections | undefined

for (const [type, read] of [
  [20, Number],
  [1082, (day: string) => day],
  [1184, (instant: string) => new Date(instant).toISOString()],
] as const) {
  // `as never`: the numeric type ids are literals of pg's own list, which its types spell as an enum.
  pg.types.setTypeParser(type as never, read as never)
}

/** Opens the pools: once, at the start of a process. 4-8 connections saturate two cores; more only queue. */
export function connect(urls: Connections, sizes: { app?: number; engine?: number; bulk?: number } = {}): void {
  const open = (connectionString: string, max: number, options: string, pipelined: boolean) => {
    // `pipeline` reaches the client through the pool's options, which the types of pg 8.23 do not list yet.
    const pool = new pg.Pool({ connectionString, max, options, connectionTimeoutMillis: 8000, idleTimeoutMillis: 60_000, pipeline: pipelined } as pg.PoolConfig)
    pool.on('error', () => {}) // an idle connection died with its server: the pool drops it, the next request opens another
    pool.on('connect', (client) => client.on('error', () => {})) // one in use died between two statements: the next statement says so
    return pool
  }
  addresses = urls
  const limits = '-c jit=off -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000'
  pools = {
    app: open(urls.app, sizes.app ?? 6, `${limits} -c statement_timeout=10000`, true),
    engine: open(urls.engine, sizes.engine ?? 4, limits, true),
    bulk: open(urls.engine, sizes.bulk ?? 8, '-c jit=off', false),
  }
}

/** A connection of its own, outside every pool: for what the kernel keeps open as long as a process stands (a lock, a LISTEN). */
export async function standingConnection(as: keyof Connections, onEnd: () => void): Promise<pg.Client> {
  if (!addresses) throw new Error('the database is not connected: call connect() first')
  const client = new pg.Client({ connectionString: addresses[as], application_name: 'yilan standing', connectionTimeoutMillis: 8000, keepAlive: true })
  client.on('error', () => {}) // the end follows
  client.on('end', onEnd)
  await client.connect()
  return client
}

export async function disconnect(): Promise<void> {
  const open = pools
  pools = undefined
  if (open) await Promise.all([open.app.end(), open.engine.end(), open.bulk.end()])
}

/** How many requests wait for a connection: the measure of overload. */
export function waiting(): number {
  return pools ? pools.app.waitingCount : 0
}

/** Runs `work` in one transaction as `who`, under row security. Commits, or throws and leaves nothing. */
export function transact<T>(who: Who, work: (tx: Tx) => Promise<T>): Promise<T> {
  return within(need().app, assume(who), who, work)
}

/** Like transact, but the first statement itself finds out who acts (a session becomes a Who in the same round trip). `beyond`: over all rows, in this person's name. */
export function transactBy<Row, T>(entry: Sql, become: (row: Row | undefined) => Who | Promise<Who>, work: (tx: Tx) => Promise<T>, beyond = false): Promise<T> {
  return within(beyond ? need().engine : need().app, entry, (rows) => Promise.resolve(become(rows[0] as Row | undefined)), work)
}

/** Runs `work` as a named service over all rows: jobs and batches, never a request. */
export function engine<T>(service: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  const who = serviceNamed(service)
  return within(need().engine, assume(who), who, work)
}

/** Like engine, on a plain connection where COPY is allowed. */
export function bulk<T>(service: string, work: (tx: BulkTx) => Promise<T>): Promise<T> {
  const who = serviceNamed(service)
  // `as BulkTx`: within gives a transaction on the bulk pool the copy method.
  return within(need().bulk, assume(who), who, (tx) => work(tx as BulkTx))
}

export function serviceNamed(service: string): Who {
  return { staff: `service:${service}`, name: service, kind: 'service', org: 0, lo: 0, hi: 2147483647, roles: [], may: new Set(), clear: new Set() }
}

function need(): Pools {
  if (!pools) throw new Error('the database is not connected: call connect() first')
  return pools
}

function assume(who: Who): Sql {
  return sql`select kernel.assume(${who.kind === 'nobody' ? '' : who.staff}, ${who.lo}, ${who.hi})`
}

/** Who acts is known, or is found by the first statement: only then must its answer be waited for. */
async function within<T>(pool: pg.Pool, entry: Sql, become: Who | ((rows: unknown[]) => Promise<Who>), work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await acquire(pool)
  const turn = pool === pools?.bulk ? inTurn() : atOnce(client)
  const begun = quiet(turn(() => client.query('begin')))
  const entered = quiet(turn(() => client.query(statement(entry))))
  try {
    const tx = tagOver(client, turn, typeof become === 'function' ? await become((await entered).rows) : become)
    const result = await work(tx)
    const done = await turn(() => client.query('commit'))
    // A pipelined commit after a failed statement resolves all the same, as ROLLBACK.
    if (done.command !== 'COMMIT') throw new Error('the transaction was rolled back: an earlier statement had failed')
    client.release()
    return result
  } catch (error) {
    await turn(() => client.query('rollback')).then(
      () => client.release(),
      (fault) => client.release(fault as Error),
    )
    // What went wrong at the door is the cause of whatever failed behind it.
    throw translated(await Promise.all([begun, entered]).then(() => error, (first: unknown) => first))
  }
}

type Turn = <T>(send: () => Promise<T>) => Promise<T>

/** What is sent in one turn of the event loop leaves as one packet. */
function atOnce(client: pg.PoolClient): Turn {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection // pg's types do not show it
  let isHeld = false
  return (send) => {
    if (!isHeld) {
      isHeld = true
      stream.cork()
      process.nextTick(() => {
        isHeld = false
        stream.uncork()
      })
    }
    return send()
  }
}

/** A plain connection takes one statement at a time: those that are sent at once wait their turn here. */
function inTurn(): Turn {
  let last: Promise<unknown> = Promise.resolve()
  return (send) => {
    const answer = last.then(send)
    last = answer.catch(() => {})
    return answer
  }
}

async function acquire(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    throw new Refused('unavailable', { cause: (error as Error).message })
  }
}

/** Marks a promise as looked after: it is awaited later, and a failure before that is no unhandled rejection. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}

function tagOver(client: pg.PoolClient, turn: Turn, who: Who): Tx {
  const run = (strings: readonly string[], values: readonly unknown[]) => quiet(turn(() => client.query(statement({ sql: true, strings, values }))))
  const tag = async (strings: TemplateStringsArray, ...values: unknown[]) => (await run(strings, values)).rows
  const more = {
    one: async (strings: TemplateStringsArray, ...values: unknown[]) => (await run(strings, values)).rows[0],
    count: async (strings: TemplateStringsArray, ...values: unknown[]) => (await run(strings, values)).rowCount ?? 0,
    copy: (text: string, lines: Iterable<Buffer | string>) => turn(() => pipeline(Readable.from(lines, { objectMode: true }), client.query(copyFrom(text)))),
    who,
    facts: {},
  }
  return Object.assign(tag, more) as unknown as Tx // the tag is generic in its rows; what it returns is whatever the SQL selects
}

const names = new Map<string, string>()

/** Flattens fragments into one text with $1… and names it by its hash, so that the server prepares it once a connection. */
export function statement(piece: Sql): { name: string; text: string; values: unknown[] } {
  const values: unknown[] = []
  const text = flatten(piece, values)
  let name = names.get(text)
  if (!name) names.set(text, (name = hash('sha1', text).slice(0, 24)))
  return { name, text, values }
}

function flatten(piece: Sql, values: unknown[]): string {
  let text = piece.strings[0] ?? ''
  piece.values.forEach((value, i) => {
    if (isSql(value)) text += flatten(value, values)
    else text += `$${values.push(value === undefined ? null : value)}`
    text += piece.strings[i + 1] ?? ''
  })
  return text
}

function isSql(value: unknown): value is Sql {
  return typeof value === 'object' && value !== null && 'sql' in value && (value as Sql).sql === true
}

/** Faults of the database that have a meaning for the caller. Everything else is a bug and stays as it is. */
function translated(error: unknown): unknown {
  const code = (error as { code?: string } | undefined)?.code
  if (code === '55P03') return new Refused('in-progress')
  if (code === '57014') return new Refused('unavailable', { cause: 'timeout' })
  if (code && /^(08|57P|53)/.test(code)) return new Refused('unavailable', { cause: code })
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'EPIPE') return new Refused('unavailable', { cause: code })
  return error
}
