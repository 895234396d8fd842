/** Opens a private copy of the named world (bank.ts) for one test file, behind the real server. */
import { createHash, randomUUID } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { alone } from '../src/kernel/alone.ts'
import { startCluster, type Cluster } from '../src/kernel/cluster.ts'
import { readConfig } from '../src/kernel/config.ts'
import { drain } from '../src/kernel/job.ts'
import { createLog, serve } from '../src/kernel/serve.ts'
import { disconnect } from '../src/kernel/tx.ts'
import { openDatabase } from '../src/app/open.ts'
import { closeSignOn, gate, openSignIn, openSignOn } from '../src/platform/access/index.ts'
import { importFolder } from '../src/platform/feed/index.ts'
import { AS_OF, declarations, PASSWORD, people, type Person } from './bank.ts'

export { accounts, AS_OF, cardRecords, cards, companies, PASSWORD, people, records, transactions, type Person } from './bank.ts'

export type Answer = { status: number; body: any; text: string; headers: Record<string, unknown> } // answers are as different as doors: tests read what they expect
export type Client = {
  cookie: string
  get(path: string): Promise<Answer>
  post(path: string, body?: object, headers?: Record<string, string>): Promise<Answer>
  patch(path: string, body?: object, headers?: Record<string, string>): Promise<Answer>
}
export type World = {
  app: FastifyInstance
  cluster: Cluster
  database: string
  urls: { owner: string; app: string; engine: string; queue: string; auth: string; superuser: string }
  home: string
  /** Signs a person in through the real door, once, and speaks as that person. */
  as(person: Person): Promise<Client>
  /** Speaks as nobody. */
  nobody: Client
  /** Runs every job that is due, and fails with what a job said that does not come off. */
  drain(): Promise<void>
  /** Another copy of the world, untouched by this one; it goes with it. */
  copy(): Promise<string>
  /** What the server has written to its log so far, at the level that says most. */
  logged: string[]
  close(): Promise<void>
}

const ROOT = fileURLToPath(new URL('../', import.meta.url))

export async function openWorld(options: { empty?: boolean } = {}): Promise<World> {
  const config = readConfig({ YILAN_HOME: process.env.YILAN_TEST_CLUSTER ?? join(tmpdir(), `yilan-test-${process.getuid?.() ?? 0}`), YILAN_PROFILE: 'demo' })
  const cluster = await startCluster(config)
  const template = await alone(`world ${config.home}`, () => ensureTemplate(cluster, config))
  const copies: string[] = []
  const copy = async (): Promise<string> => {
    const name = `w_${randomUUID().replaceAll('-', '').slice(0, 16)}`
    await cluster.createDatabase(name, options.empty ? 'template0' : template)
    copies.push(name)
    return name
  }
  const database = await copy()
  const { urls } = await openDatabase(cluster, config, database)
  openSignOn(urls.auth, config)
  const logged: string[] = []
  const app = await serve({ gate, log: createLog('debug', { write: (line) => void logged.push(line) }), secure: false, callsPerMinute: 1_000_000, maxDelayMs: 0 })
  const signedIn = new Map<string, Promise<Client>>()
  return {
    app,
    cluster,
    database,
    urls: { ...urls, superuser: cluster.url('superuser', database) },
    home: config.home,
    nobody: clientOf(app, ''),
    as: (person) => {
      const known = signedIn.get(person.login) ?? signIn(app, person)
      signedIn.set(person.login, known)
      return known
    },
    drain: () => drainWhole(urls.queue),
    copy,
    logged,
    async close() {
      await app.close()
      await closeSignOn()
      await disconnect()
      for (const each of copies) await cluster.dropDatabase(each)
      await cluster.stop()
    },
  }
}

async function drainWhole(queueUrl: string): Promise<void> {
  const undone = await drain(queueUrl)
  if (undone.length > 0) throw new Error(undone.map(({ job, error }) => `${job}: ${error}`).join('\n'))
}

export async function signIn(app: FastifyInstance, person: Pick<Person, 'login'>, password = PASSWORD): Promise<Client> {
  const answer = await clientOf(app, '').post('/access/sign-in', { login: person.login, password })
  if (answer.status !== 200) throw new Error(`${person.login} cannot sign in: ${answer.text}`)
  const cookies = [answer.headers['set-cookie']].flat() as string[] // the door sets exactly its own cookies
  return clientOf(app, cookies.map((cookie) => cookie.split(';')[0]).join('; '))
}

function clientOf(app: FastifyInstance, cookie: string): Client {
  const ask = async (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> => {
    const writes = method === 'GET' ? {} : { 'x-yilan': '1', 'idempotency-key': randomUUID() }
    const reply = await app.inject({ method, url: `/api${path}`, headers: { ...(cookie && { cookie }), ...writes, ...headers }, ...(body && { payload: body }) })
    const isJson = String(reply.headers['content-type']).includes('json')
    return { status: reply.statusCode, body: isJson && reply.body ? reply.json() : undefined, text: reply.body, headers: reply.headers }
  }
  return { cookie, get: (path) => ask('GET', path), post: (path, body, headers) => ask('POST', path, body, headers), patch: (path, body, headers) => ask('PATCH', path, body, headers) }
}

/** One database holding the whole world, made anew when any source of it changed; the files' copies are cloned from it. */
async function ensureTemplate(cluster: Cluster, config: ReturnType<typeof readConfig>): Promise<string> {
  const name = `world_${fingerprint()}`
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: cluster.url('superuser', 'postgres') })
  await client.connect()
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
  await client.end()
  if (rowCount) return name
  const draft = `draft_${randomUUID().slice(0, 8)}`
  await cluster.createDatabase(draft)
  const { urls } = await openDatabase(cluster, config, draft)
  openSignOn(urls.auth, config)
  await importFolder({ folder: null, declarations, asOf: AS_OF })
  await drainWhole(urls.queue)
  for (const { staff } of Object.values(people)) await openSignIn(staff, PASSWORD, { mustChange: false })
  await closeSignOn()
  await disconnect()
  await rename(cluster, draft, name)
  return name
}

async function rename(cluster: Cluster, from: string, to: string): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: cluster.url('superuser', 'postgres') })
  await client.connect()
  await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = $1`, [from])
  await client.query(`alter database "${from}" rename to "${to}"`)
  await client.end()
}

function fingerprint(): string {
  const hash = createHash('sha256')
  const server = (file: string) => /\.(ts|sql)$/.test(file) && !/\.(test|page)\./.test(file)
  for (const folder of ['src/kernel', 'src/platform', 'src/center', 'src/portal', 'src/app']) {
    for (const file of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter(server).toSorted()) hash.update(readFileSync(join(ROOT, folder, file)))
  }
  return hash.update(readFileSync(join(ROOT, 'test/bank.ts'))).digest('hex').slice(0, 16)
}
