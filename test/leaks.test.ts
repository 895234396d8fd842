/**
 * A whole `npm start` with its demo bank, used through every door by every role: afterwards no identity number, phone or e-mail address of
 * that bank lies in clear in any table, any file of the database, its write-ahead log, any log or any temporary file.
 */
import assert from 'node:assert/strict'
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { generate } from '../demo/bank/generate.ts'
import { readDeclarations } from '../src/app/declarations.ts'
import { house } from '../src/app/rooms.ts'
import { startCluster, type Cluster } from '../src/kernel/cluster.ts'
import { readConfig } from '../src/kernel/config.ts'
import { readGround } from '../src/kernel/ground.ts'
import { install } from '../src/kernel/room.ts'
import { installKeys } from '../src/kernel/secret.ts'
import { checkDeclaration, type FileInterface } from '../src/platform/feed/declaration.ts'
import { catalogue } from '../src/platform/feed/deliveries.ts'
import { readPieces } from '../src/platform/feed/file.ts'
import { askAtDoor, atOnce, customerDoors, keyOf, learn, questionsFor, sweep, type Subject } from './sweep.ts'
import type { Answer, Client, Person } from './world.ts'

const run = promisify(execFile)
const PEOPLE = 300
const ROOT = fileURLToPath(new URL('../', import.meta.url))
const DECLARED = join(ROOT, 'demo/bank/sources')
/** Everything this bank writes lies in here, but for the copy of its files from which the test learns what to look for. */
const place = mkdtempSync(join(tmpdir(), 'yilan-leaks-'))
const [home, temporary] = [join(place, 'home'), join(place, 'tmp')]
const files = mkdtempSync(join(tmpdir(), 'yilan-leaks-files-'))

let bank: ChildProcess
let said = ''
let address: string
let password: string
let cluster: Cluster | undefined
let secrets: Set<string>
const findings = new Set<string>()

before(async () => {
  chmodSync(place, 0o711)
  for (const folder of [home, temporary]) mkdirSync(folder, { mode: 0o711 })
  chmodSync(temporary, 0o1777)
  bank = spawn(process.execPath, [join(ROOT, 'src/app/start.ts')], {
    env: { ...process.env, YILAN_HOME: home, TMPDIR: temporary, YILAN_DEMO: String(PEOPLE), PORT: '0', YILAN_LOG: 'debug' }, stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [bank.stdout, bank.stderr]) stream?.on('data', (text: Buffer) => void (said += text.toString()))
  while (!/Ctrl-C/.test(said)) {
    assert.equal(bank.exitCode, null, said)
    await pause(50)
  }
  address = /http:\/\/\S+/.exec(said)?.[0] ?? assert.fail(said)
  password = readFileSync(join(home, 'demo-password'), 'utf8').trim()
  const config = readConfig({ YILAN_HOME: home })
  installKeys(config.keys)
  install(house)
  cluster = await startCluster(config)
  secrets = await secretsOf()
})
after(async () => {
  bank.kill('SIGKILL')
  await cluster?.stop()
  for (const folder of [place, files]) rmSync(folder, { recursive: true, force: true })
})

/** What the files of the bank say in the columns of documents, telephones and mail, as it stands there and without its signs. */
async function secretsOf(): Promise<Set<string>> {
  const { day } = await withOwner('yilan', async (client) => (await client.query<{ day: string }>('select max(as_of)::text as day from feed.run')).rows[0] ?? assert.fail('nothing was imported'))
  await generate({ people: PEOPLE, seed: 20260101, asOf: day, out: files })
  const found = new Set<string>()
  for (const json of readDeclarations(DECLARED)) {
    const declaration = checkDeclaration(json, catalogue())
    for (const face of declaration.interfaces as FileInterface[]) {
      const columns = Object.entries(face.map).filter(([field]) => /idNumber|phone|email/i.test(field)).map(([, column]) => column as string)
      for (const path of globSync(face.files.map((name) => `**/${name}`), { cwd: files })) await gather(join(files, path), face, columns, found)
    }
  }
  return found
}

async function gather(path: string, face: FileInterface, columns: readonly string[], found: Set<string>): Promise<void> {
  let header = face.header ? undefined : Object.keys(face.columns)
  for await (const { records } of readPieces(path, face)) {
    for (const record of records) {
      if (!Array.isArray(record)) continue
      header ??= record.map((name) => name.trim())
      for (const column of columns) {
        const value = record[header.indexOf(column)]?.trim() ?? ''
        for (const form of [value, value.replaceAll(/[\s-]/g, ''), value.replaceAll(/[\s-]/g, '').replace(/^(\+|00)?86(?=1\d{10}$)/, '')]) if (form.length >= 8 && /\d{4}|@/.test(form) && !PLACEHOLDER.test(form)) found.add(form)
      }
    }
  }
}

/** What clerks type instead of a phone is nobody's: the rules of data quality name it. */
const PLACEHOLDER = /^1\d{2}(\d)\1{7}$/

// ---- searching

/** Runs of digits are looked at from each of their places, so that a number within a longer text is found; words and addresses as they are. */
function search(text: string, where: string): void {
  for (const [run] of text.matchAll(/[0-9]{8,}[0-9Xx]?/g)) {
    for (let from = 0; from + 8 <= run.length; from++) {
      for (const length of lengths) if (from + length <= run.length) report(run.slice(from, from + length), where)
    }
  }
  for (const [word] of text.matchAll(/[A-Za-z0-9][A-Za-z0-9._+-]{6,40}(@[A-Za-z0-9.-]{3,40})?/g)) report(word, where)
}
let lengths: number[] = []

function report(value: string, where: string): void {
  if (secrets.has(value)) findings.add(`${value} in ${where}`)
}

/** What was found since the last time this was asked. */
function found(): string[] {
  const all = [...findings].toSorted()
  findings.clear()
  return all
}

function searchFolder(folder: string, isLeftOut: (path: string) => boolean = () => false): number {
  let bytes = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || isLeftOut(path)) continue
    const content = contentOf(path)
    bytes += content.length
    search(content.toString('latin1'), path.slice(place.length))
  }
  return bytes
}

/** Of a file that goes while it is looked for, nothing is left to be found. */
function contentOf(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}

// ---- using the bank

function speak(cookie: string): Client {
  const call = async (method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> => {
    const writes: Record<string, string> = method === 'GET' ? {} : { 'x-yilan': '1', 'idempotency-key': randomUUID(), 'content-type': 'application/json' }
    const reply = await fetch(`${address}/api${path}`, { method, headers: { cookie, ...writes, ...headers }, ...(body && { body: JSON.stringify(body) }) })
    const text = await reply.text()
    return { status: reply.status, text, body: text && reply.headers.get('content-type')?.includes('json') ? JSON.parse(text) : undefined, headers: Object.fromEntries(reply.headers) }
  }
  return { cookie, get: (path) => call('GET', path), post: (path, body, headers) => call('POST', path, body, headers), patch: (path, body, headers) => call('PATCH', path, body, headers) }
}

async function as(person: Person): Promise<Client> {
  const reply = await fetch(`${address}/api/access/sign-in`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-yilan': '1' }, body: JSON.stringify({ login: person.login, password }) })
  assert.equal(reply.status, 200, `${person.login}: ${await reply.clone().text()}`)
  return speak(reply.headers.getSetCookie().map((each) => each.split(';')[0]).join('; '))
}

async function withOwner<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: cluster?.url('superuser', database) })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Customers of several branches, asked for by what gives them away. */
async function findSubjects(client: pg.Client): Promise<Subject[]> {
  const { rows } = await client.query<{ customer_no: string; name: string; accounts: string[] }>(`
    select g.customer_no, g.name, array_remove(array_agg(distinct h.account_no), null) as accounts
    from identity.golden g left join account.holder h on h.customer_no = g.customer_no and h.until is null
    where g.whole group by g.customer_no, g.name, g.records order by g.records desc, g.customer_no limit 3`)
  const typed = [...secrets]
  return rows.map(({ customer_no: customerNo, name, accounts }, i) => ({ name, customerNo, owningOrg: '', orgs: [], secrets: [], accountNos: accounts.slice(0, 2), texts: [name, ...typed.slice(i * 4, i * 4 + 4)] }))
}

/** One of each role whom the start has given a password. */
const findStaff = async (client: pg.Client): Promise<Person[]> => (await client.query<Person>(`
  select distinct on (h.role) s.staff, s.login, s.name, '' as org, h.role
  from access.role_of h join access.staff s on s.staff = h.staff and s.status = 'active' join auth.credential c on c.staff = s.staff
  order by h.role, s.staff`)).rows

test('the start leaves nothing of the bank’s own files behind', () => {
  assert.deepEqual(readdirSync(home).filter((name) => /demo/.test(name)), ['demo-password'])
  assert.ok(secrets.size > PEOPLE * 2, `only ${secrets.size} values are looked for`)
  lengths = [...new Set([...secrets].map((value) => value.length))].filter((length) => length <= 20)
})

test('every role uses every door, with real numbers, in order and out of order', async () => {
  const { staff, subjects } = await withOwner('yilan', async (client) => {
    await learn(client)
    return { staff: await findStaff(client), subjects: await findSubjects(client) }
  })
  assert.ok(staff.length >= 10, `only ${staff.length} roles have a sign-on`)
  const clients = new Map<string, Client>()
  for (const person of staff) clients.set(person.staff, await as(person))
  const known = async (person: Person) => clients.get(person.staff) ?? assert.fail(person.name)
  const asked = await sweep({ as: known }, staff, subjects)
  assert.ok(asked.filter(({ answer }) => answer.status === 200).length > 200)
  let revealed = 0
  for (const person of staff) {
    const client = await known(person)
    await atOnce(customerDoors(), (door) => askAtDoor(client, subjects.flatMap((subject) => questionsFor(door, subject)), (question, answer) => {
      assert.ok(answer.status < 500, `${keyOf(question)} → ${answer.text}`)
      if (answer.body?.value) revealed++
    }))
  }
  assert.ok(revealed > 0, 'nobody revealed anything')
  const [someone] = secrets
  const wrong = speak('')
  await wrong.post('/access/sign-in', { login: someone, password: someone })
  await wrong.post(`/access/${someone}`, { text: someone })
  await wrong.get(`/search/customers?text=${someone}`)
})

test('a request that fails does not put into the logs what it was asked with', async () => {
  const [rm] = (await withOwner('yilan', findStaff)).filter(({ role }) => role === 'rm')
  const client = await as(rm ?? assert.fail('no relationship manager has a sign-on'))
  await withOwner('yilan', (owner) => owner.query('alter table search.token rename to put_away'))
  const digits = [...secrets].filter((value) => /^1\d{10}$/.test(value)).slice(0, 20)
  for (const text of digits) assert.equal((await client.post('/search/find', { text })).status, 500)
  await withOwner('yilan', (owner) => owner.query('alter table search.put_away rename to token'))
  assert.match(said, /a request failed/)
})

test('everything that was done is chained, and `bin/audit verify` finds the chain whole while the bank serves', async () => {
  // What was written while an older transaction runs is sealed after it: the tail shrinks as soon as nobody writes.
  for (const until = Date.now() + 60_000; ;) {
    const { stdout } = await run(process.execPath, [join(ROOT, 'src/app/audit.ts'), 'verify'], { env: { ...process.env, YILAN_HOME: home } })
    const [, links, unsealed] = /已核对 (\d+) 环.*尚未封存 (\d+) 条/.exec(stdout) ?? assert.fail(stdout)
    assert.match(stdout, /审计链完整/)
    if (Number(links) > 500 && Number(unsealed) < 50) return
    assert.ok(Date.now() < until, stdout)
  }
})

/** Every row of every table, as text. */
async function searchTables(): Promise<number> {
  let rows = 0
  for (const database of ['yilan', 'postgres']) {
    await withOwner(database, async (client) => {
      const { rows: tables } = await client.query<{ name: string }>(`
        select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'm') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_(toast|temp)'`)
      for (const { name } of tables) {
        const { rows: lines } = await client.query<{ line: string }>(`select t::text as line from ${name} t`)
        for (const { line } of lines) search(line, `table ${name}`)
        rows += lines.length
      }
    })
  }
  return rows
}

/** Every byte of every file of the server, the home and the temporary folder. */
async function searchFiles(): Promise<number> {
  await withOwner('yilan', (client) => client.query('checkpoint'))
  const ground = readGround(home) ?? assert.fail()
  assert.ok(existsSync(join(ground.data, 'pg_wal')) && readdirSync(ground.log).some((name) => name.endsWith('.log')))
  return searchFolder(place) + (ground.folder.startsWith(place) ? 0 : searchFolder(ground.folder))
}

test('Ctrl-C ends it', async () => {
  bank.kill('SIGINT')
  const [code] = (await once(bank, 'exit')) as [number]
  assert.equal(code, 0)
})

test('no value is found in clear in a dump of any table', async () => {
  assert.ok((await searchTables()) > 10_000)
  assert.deepEqual(found().slice(0, 20), [])
})

test('nor in any file of the server, in its write-ahead log, in the logs, in the home or in temporary files', async () => {
  search(said, 'the output of the process')
  assert.match(said, /"msg":"answered"/)
  assert.ok((await searchFiles()) > 50e6)
  assert.deepEqual(found().slice(0, 20), [])
})

test('a value that does lie somewhere in clear is found there', async () => {
  const planted = ['idNumber', 'phone', 'email'].map((_, i) => [...secrets].filter((value) => [/^\d{17}[\dX]$/, /^1\d{10}$/, /@/][i]?.test(value))[0] ?? assert.fail())
  await withOwner('yilan', async (client) => {
    await client.query('create table public.planted (note text)')
    for (const value of planted) await client.query(`insert into public.planted values ('客户说'||$1||'，')`, [value])
  })
  await searchTables()
  assert.deepEqual(found(), planted.map((value) => `${value} in table public.planted`).toSorted())
  await searchFiles()
  const places = found()
  for (const value of planted) for (const folder of ['/pg_wal/', '/base/']) assert.ok(places.some((each) => each.startsWith(value) && each.includes(folder)), `${value} was not found in ${folder}`)
})
