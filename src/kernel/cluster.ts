import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { alone } from './alone.ts'
import type { Config, Role } from './config.ts'
import { Misconfigured } from './error.ts'
import { findGround, keepSecrets, readGround, takeRestored, write, type Ground, type Secrets } from './ground.ts'
import { birth } from './life.ts'
import { halt, initialize, launch, serving } from './postmaster.ts'

export type Cluster = {
  /** The address of a database for one of the roles; ask anew after a restart. */
  url(role: Role | 'superuser', database?: string): string
  /** Leaves the server, and stops it when nobody else uses it. */
  stop(): Promise<void>
  /** Brings a killed server back by itself and tells; returns the way to stop watching. */
  watch(onRestart: () => void, onTrouble?: (error: unknown) => void): () => void
  createDatabase(name: string, template?: string): Promise<void>
  dropDatabase(name: string): Promise<void>
}

/** The name in PostgreSQL of each role. */
export const LOGIN: Record<Role | 'superuser', string> = {
  superuser: 'postgres', owner: 'yilan_owner', app: 'yilan_app', engine: 'yilan_engine', queue: 'yilan_queue', auth: 'yilan_auth',
}
const ROLES_SQL = readFileSync(new URL('./roles.sql', import.meta.url), 'utf8')
const BEAT_MS = 250

/** The database of this installation: the bank's own server when one is set, else the embedded one, started or joined. `own`: settings beside ours. */
export async function startCluster(config: Pick<Config, 'home' | 'database'> & { own?: string }): Promise<Cluster> {
  if (config.database) return ownServer(config.database)
  const place = lockName(config.home)
  const server = await alone(place, async () => {
    const ground = await findGround(config.home)
    takeRestored(ground)
    const secrets = keepSecrets(ground.home, !existsSync(ground.data))
    if (!existsSync(ground.data)) initialize(ground, secrets.superuser)
    if (config.own !== undefined) write(join(ground.data, 'own.conf'), config.own, 0o600, ground.user)
    const lease = takeLease(ground.home)
    if (!serving(ground)) await launch(ground)
    await furnish(ground, secrets)
    return { ground, secrets, lease }
  })
  return embedded(server, place)
}

/** The name under which a home's server is started and stopped by one process at a time. */
export function lockName(home: string): string {
  return `cluster ${home}`
}

/** Processes of Yilan that use this home's server now. */
export function tenants(home: string): number[] {
  const folder = join(home, 'leases')
  if (!existsSync(folder)) return []
  const alive: number[] = []
  for (const name of readdirSync(folder)) {
    const [pid = '', born] = name.split('.')
    if (birth(Number(pid)) === born) alive.push(Number(pid))
    else rmSync(join(folder, name), { force: true })
  }
  return alive
}

type Server = { ground: Ground; secrets: Secrets; lease: string }

function embedded({ ground, secrets, lease }: Server, place: string): Cluster {
  const watches = new Set<() => void>()
  const url: Cluster['url'] = (role, database = 'yilan') =>
    `postgresql://${LOGIN[role]}:${secrets[role]}@127.0.0.1:${ground.port}/${encodeURIComponent(database)}`
  const order = (statements: string[]) => command(url('superuser', 'postgres'), statements)
  return {
    url,
    async stop() {
      for (const end of watches) end()
      await alone(place, async () => {
        rmSync(lease, { force: true })
        if (tenants(ground.home).length === 0) await halt(ground)
      })
    },
    watch(onRestart, onTrouble = console.error) {
      const end = watchOver(ground, place, onRestart, onTrouble)
      watches.add(end)
      return end
    },
    createDatabase: (name, template = 'template0') => order(foundDatabase(name, template)),
    dropDatabase: (name) => order([`drop database if exists ${pg.escapeIdentifier(name)} with (force)`]),
  }
}

function ownServer(urls: Record<Role, string>): Cluster {
  const refuse = (): never => {
    throw new Misconfigured('行方数据库由行方管理：此操作只用于内嵌数据库', 'the bank’s own server is in the bank’s hands: this works on the embedded one only')
  }
  return {
    url(role, database) {
      if (role === 'superuser') return refuse()
      const url = new URL(urls[role])
      if (database) url.pathname = `/${encodeURIComponent(database)}`
      return url.href
    },
    stop: async () => {},
    watch: () => () => {},
    createDatabase: refuse,
    dropDatabase: refuse,
  }
}

let leases = 0

function takeLease(home: string): string {
  const folder = join(home, 'leases')
  const lease = join(folder, `${process.pid}.${birth(process.pid)}.${++leases}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(lease, '')
  return lease
}

/** The roles and the database of a new server, or of one whose first start was cut short. */
async function furnish(ground: Ground, secrets: Secrets): Promise<void> {
  const client = await connect(`postgresql://postgres:${secrets.superuser}@127.0.0.1:${ground.port}/postgres`)
  try {
    // The last statement of roles.sql is the sign that all of them ran.
    const { rowCount } = await client.query("select 1 from pg_database where datname = 'yilan' and datacl::text like '%yilan_auth=%'")
    if (rowCount) return
    for (const statement of rolesSql((name) => pg.escapeLiteral(secrets[name]))) {
      await client.query(statement).catch((error: { code?: string }) => {
        if (!['42710', '42P04'].includes(error.code ?? '')) throw error // the role or the database is there already
      })
    }
  } finally {
    await client.end()
  }
}

function rolesSql(password: (role: Role) => string): string[] {
  return ROLES_SQL.replace(/^--.*$/gm, '')
    .replace(/:'(\w+)'/g, (_, role: Role) => password(role))
    .split(';').map((statement) => statement.trim()).filter(Boolean)
}

/** What roles.sql does for the database yilan, for another: rights and settings are not copied from a template. */
function foundDatabase(name: string, template: string): string[] {
  return rolesSql(() => '').filter((statement) => / database yilan /.test(statement)).map((statement) => statement
    .replace(/ database yilan /, ` database ${pg.escapeIdentifier(name)} `)
    .replace(/ template template0 .*/, ` template ${pg.escapeIdentifier(template)}`))
}

async function command(url: string, statements: string[]): Promise<void> {
  const client = await connect(url)
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, application_name: 'yilan cluster' })
  client.on('error', () => {}) // the server may die under us; the next statement says so
  await client.connect()
  return client
}

function watchOver(ground: Ground, place: string, onRestart: () => void, onTrouble: (error: unknown) => void): () => void {
  let isWatching = true
  let pid = serving(ground)
  const beat = async () => {
    while (isWatching) {
      await pause(BEAT_MS, undefined, { ref: false })
      if (!isWatching || (pid && serving(ground) === pid)) continue
      try {
        await alone(place, () => revive(ground, () => isWatching))
        if (!isWatching) return
        pid = serving(ground)
        onRestart()
      } catch (error) {
        onTrouble(error)
      }
    }
  }
  void beat()
  return () => { isWatching = false }
}

async function revive(ground: Ground, isWanted: () => boolean): Promise<void> {
  if (!isWanted()) return
  // Whoever was quicker may have chosen another port.
  ground.port = readGround(ground.home)?.port ?? ground.port
  if (!serving(ground)) await launch(ground, [], false)
}
