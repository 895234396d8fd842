/** The changes of a PostgreSQL server, transaction by transaction, as it commits them: logical replication with pgoutput. */
import pg from 'pg'
import { LogicalReplicationService, PgoutputPlugin, type Pgoutput } from 'pg-logical-replication'

/** Values are the source's own text; null is NULL. */
export type Tuple = Record<string, string | null>
export type Change = { op: 'c' | 'u' | 'd'; table: string; before: Tuple | null; after: Tuple | null }
export type Table = { table: string; columns: { name: string; type: number; isKey: boolean }[]; identity: string }
/** `end` is where one goes on behind this transaction. Milliseconds of the source's clock. */
export type Heard = {
  table?(table: Table): void
  begin(at: { commit: string; xid: number; ms: number }): void
  change(change: Change): void | Promise<void>
  commit(at: { commit: string; end: string }): void
  /** The source has nothing more to say up to here. */
  idle(upTo: string): void
  truncated?(tables: string[]): void
}
export type Stream = {
  /** All before this is kept on our side: the source may forget it. */
  acknowledge(end: string): Promise<void>
  /** Ends when the stream does; throws what ended it. */
  ended: Promise<void>
  stop(): Promise<void>
}
export type Place = { address: string; slot: string; publication: string; from: string | null }

/** A silent line is no line: the source is asked this often, and must answer before it is asked a third time. */
const ASK_MS = 4000

export async function follow({ address, slot, publication, from }: Place, heard: Heard): Promise<Stream> {
  const service = new LogicalReplicationService(
    { connectionString: address, application_name: 'yilan capture', connectionTimeoutMillis: 8000, keepAlive: true },
    // What is acknowledged is for the caller to say: the library would acknowledge what it has merely received.
    { acknowledge: { auto: false, timeoutSeconds: 0 }, flowControl: { enabled: true } })
  let heardAt = Date.now()
  service.on('data', (_lsn: string, message: Pgoutput.Message) => {
    heardAt = Date.now()
    return tell(message, heard)
  })
  let position = from ?? '0/0'
  service.on('heartbeat', (lsn: string, _at: number, mustAnswer: boolean) => {
    heardAt = Date.now()
    heard.idle(lsn)
    if (mustAnswer) void service.acknowledge(before(position)).catch(() => {})
  })
  const failed = new Promise<never>((_, reject) => void service.on('error', reject))
  const asking = setInterval(() => {
    if (Date.now() - heardAt > 2.5 * ASK_MS) service.emit('error', new Error('silent'))
    else void service.acknowledge(before(position), true).catch(() => {})
  }, ASK_MS)
  const ended = Promise.race([service.subscribe(new PlainPgoutput({ protoVersion: 1, publicationNames: [publication] }), slot, from ?? '0/0'), failed])
    .then(() => {})
    .finally(() => clearInterval(asking))
  ended.catch(() => {}) // whoever follows awaits it
  return {
    ended,
    async acknowledge(end) {
      position = end
      await service.acknowledge(before(end))
    },
    async stop() {
      clearInterval(asking)
      const { _connection: line } = service as unknown as { _connection: { stream: { destroy(): void } } | null } // the library shows no way to its socket
      // A line that was cut does not answer a polite goodbye.
      const goodbye = setTimeout(() => line?.stream.destroy(), 500)
      await service.destroy().catch(() => {})
      clearTimeout(goodbye)
    },
  }
}

/** What the source says of the slot; a slot that is not there is made. A reader of ours that died and still holds it is sent away. */
export async function prepareSlot({ address, slot, publication }: Place): Promise<{ from: string; kept: number; limit: number | null; lost: boolean }> {
  const client = new pg.Client({ connectionString: address, application_name: 'yilan capture', connectionTimeoutMillis: 8000, query_timeout: 10_000 } as pg.ClientConfig)
  client.on('error', () => {})
  await client.connect()
  try {
    const published = await client.query('select 1 from pg_publication where pubname = $1', [publication])
    if (published.rowCount === 0) throw new Error(`no publication ${publication}`)
    const known = await client.query('select 1 from pg_replication_slots where slot_name = $1', [slot])
    if (known.rowCount === 0) await client.query(`select pg_create_logical_replication_slot($1, 'pgoutput')`, [slot])
    await client.query('select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = $1 and active_pid is not null', [slot])
    const { rows } = await client.query<{ from: string; kept: string; safe: string | null; status: string }>(`
      select confirmed_flush_lsn::text as from, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint as kept, safe_wal_size as safe, wal_status as status
      from pg_replication_slots where slot_name = $1`, [slot])
    const found = rows[0] as (typeof rows)[number] // made above when it was missing
    const kept = Number(found.kept ?? 0)
    return { from: found.from, kept, limit: found.safe === null ? null : kept + Number(found.safe), lost: found.status === 'lost' }
  } finally {
    await client.end()
  }
}

/** Values stay the source's own text: an amount is no number of JavaScript, and a day has no hour. */
class PlainPgoutput extends PgoutputPlugin {
  override parse(buffer: Buffer): Pgoutput.Message {
    const message = super.parse(buffer) as Pgoutput.Message // the plugin's own messages
    if (message.tag === 'relation') for (const column of message.columns) column.parser = column.typeOid === TIMESTAMPTZ ? withMinutes : asItIs
    return message
  }
}

function tell(message: Pgoutput.Message, heard: Heard): void | Promise<void> {
  if (message.tag === 'relation') {
    const columns = message.columns.map(({ name, typeOid, flags }) => ({ name, type: typeOid, isKey: (flags & 1) === 1 }))
    heard.table?.({ table: `${message.schema}.${message.name}`, columns, identity: message.replicaIdentity })
  } else if (message.tag === 'begin') heard.begin({ commit: message.commitLsn ?? '0/0', xid: message.xid, ms: Number(message.commitTime as bigint) / 1000 })
  else if (message.tag === 'commit') heard.commit({ commit: message.commitLsn ?? '0/0', end: message.commitEndLsn ?? '0/0' })
  else if (message.tag === 'truncate') heard.truncated?.(message.relations.map((relation) => `${relation.schema}.${relation.name}`))
  else if (message.tag === 'insert') return heard.change({ op: 'c', table: nameOf(message), before: null, after: message.new })
  else if (message.tag === 'update') return heard.change({ op: 'u', table: nameOf(message), before: message.old ?? message.key, after: message.new })
  else if (message.tag === 'delete') return heard.change({ op: 'd', table: nameOf(message), before: message.old ?? message.key, after: null })
}

const nameOf = ({ relation }: { relation: { schema: string; name: string } }) => `${relation.schema}.${relation.name}`
const TIMESTAMPTZ = 1184
const asItIs = (text: string) => text
/** PostgreSQL writes +08; an offset has minutes. */
const withMinutes = (text: string) => text.replace(/([+-]\d\d)$/, '$1:00')

/**
 * The library acknowledges the byte behind the one it is told. Told the end of a transaction it would name a byte too many, and a
 * transaction whose commit begins right there would never be sent again.
 */
function before(lsn: string): string {
  const at = numberOf(lsn)
  return textOf(at > 0n ? at - 1n : 0n)
}

export function numberOf(lsn: string): bigint {
  const [high = '0', low = '0'] = lsn.split('/')
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`)
}

export function textOf(lsn: bigint): string {
  return `${(lsn >> 32n).toString(16).toUpperCase()}/${(lsn & 0xffffffffn).toString(16).toUpperCase()}`
}
