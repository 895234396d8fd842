/** 核心账务系统: a second database with tables of its own, whose changes anybody may follow whom it lets. */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { startCluster, type Cluster } from '#kernel/cluster'

export type Core = {
  cluster: Cluster
  /** The core's own staff. */
  address(): string
  /** Whoever may follow its changes, and nothing else. */
  follower(): string
  open(): Promise<pg.Client>
  stop(): Promise<void>
}
export type CoreCustomer = { khh: string; khmc: string; zjlx: string | null; zjhm: string | null; xb: string | null; csrq: string | null; sjhm: string | null; lxdz: string | null; khjg: string; khjl: string | null; khrq: string | null; whrq: string | null }
export type CoreAccount = { zh: string; khh: string; zhlx: string; cpdm: string | null; bz: string; ye: string; bj: string | null; ll: string | null; khrq: string; dqrq: string | null; xhrq: string | null; zhzt: string; jgh: string }

export const PUBLICATION = 'yilan'
const SCHEMA = readFileSync(new URL('./core.sql', import.meta.url), 'utf8')
export const DECLARATION = JSON.parse(readFileSync(new URL('./core.json', import.meta.url), 'utf8')) as { source: string; interfaces: { name: string }[] }

/** A slot that nobody reads keeps the log for ever: from here on the core forgets rather than fills its disk, and the reader is told. */
const SETTINGS = `wal_level = logical
max_slot_wal_keep_size = 2GB
wal_sender_timeout = 15s
archive_mode = off
max_wal_size = 1GB
`

/** Starts the core in a home of its own, or joins it; its tables are there afterwards. */
export async function startCore(home: string): Promise<Core> {
  const cluster = await startCluster({ home, own: SETTINGS })
  const superuser = await connected(cluster.url('superuser', 'postgres'))
  const known = await superuser.query("select 1 from pg_database where datname = 'core'")
  if (known.rowCount === 0) await superuser.query('create database core')
  await superuser.end()
  const password = secretOf(home)
  const client = await connected(cluster.url('superuser', 'core'))
  const laid = await client.query("select 1 from pg_publication where pubname = 'yilan'")
  if (laid.rowCount === 0) await client.query(SCHEMA)
  await letFollow(client, password)
  await client.end()
  const follower = () => {
    const url = new URL(cluster.url('superuser', 'core'))
    Object.assign(url, { username: 'follower', password })
    return url.href
  }
  const address = () => cluster.url('superuser', 'core')
  return { cluster, address, follower, open: () => connected(address()), stop: () => cluster.stop() }
}

/** Puts customers and accounts into an empty core; one that has some keeps them. */
export async function seedCore(client: pg.Client, customers: readonly CoreCustomer[], accounts: readonly CoreAccount[]): Promise<boolean> {
  const { rowCount } = await client.query('select 1 from hx.khxx limit 1')
  if (rowCount) return false
  await client.query('begin')
  await client.query('insert into hx.khxx select * from json_populate_recordset(null::hx.khxx, $1)', [JSON.stringify(customers)])
  await client.query('insert into hx.zhxx select * from json_populate_recordset(null::hx.zhxx, $1)', [JSON.stringify(accounts)])
  await client.query('commit')
  return true
}

async function letFollow(client: pg.Client, password: string): Promise<void> {
  const known = await client.query("select 1 from pg_roles where rolname = 'follower'")
  if (known.rowCount === 0) await client.query(`create role follower login replication password ${pg.escapeLiteral(password)}`)
  await client.query('grant connect on database core to follower')
  await client.query('grant usage on schema hx to follower')
  await client.query('grant select on all tables in schema hx to follower')
}

function secretOf(home: string): string {
  const path = join(home, 'follower')
  if (!existsSync(path)) writeFileSync(path, randomBytes(18).toString('base64url'), { mode: 0o600 })
  return readFileSync(path, 'utf8')
}

async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, application_name: 'core' })
  client.on('error', () => {}) // the next statement says so
  await client.connect()
  return client
}
