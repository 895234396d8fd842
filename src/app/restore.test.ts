import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { appendFileSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { startCluster, type Cluster } from '#kernel/cluster'
import { readGround } from '#kernel/ground'
import { commandOf, processes } from '#kernel/life'
import { serving } from '#kernel/postmaster'
import { backUp } from './backup.ts'
import { readManifest } from './manifest.ts'
import { restore } from './restore.ts'
import { place, segmentsIn } from './wal.ts'

const folder = mkdtempSync(join(tmpdir(), 'yilan-restore-'))
const home = join(folder, 'home')
const backup = join(folder, 'backup')
/** What the client was told: each row with the moment it was asked for and the moment it was confirmed. */
const log: { no: number; text: string; asked: number; confirmed: number }[] = []
const SEALED = 'what was sealed'
let chosen: number
let backupEnd: number

before(async () => {
  chmodSync(folder, 0o711)
  const cluster = await startCluster({ home })
  await ask(cluster, 'create table public.entry (no int primary key, text text not null)')
  const writing = new AbortController()
  const writer = write(cluster, writing.signal)
  await pause(300)
  mkdirSync(join(home, 'objects', 'ab'), { recursive: true })
  writeFileSync(join(home, 'objects', 'ab', 'abcd'), SEALED)
  await backUp({ home }, backup)
  rmSync(join(home, 'objects'), { recursive: true })
  backupEnd = Date.now()
  chosen = (Math.floor(backupEnd / 1000) + 2) * 1000
  await pause(chosen + 700 - Date.now())
  writing.abort()
  await writer
  await cluster.stop()
})
after(() => rmSync(folder, { recursive: true }))

test('a backup taken under load, brought back to a chosen second, holds what the clients had been told by then', async () => {
  const written = await rowsOf(home)
  assert.deepEqual(digest(written), digest(log))
  const head = (at: number) => `${new Date(at).toISOString()} yilan ${at} 00\n`
  writeFileSync(join(home, 'audit.head'), head(backupEnd - 1000) + head(chosen + 300))
  const { reached, aside } = await restore({ home }, backup, new Date(chosen).toISOString())
  const rows = await rowsOf(home)
  const certain = log.filter(({ confirmed }) => confirmed <= chosen)
  const possible = log.filter(({ asked }) => asked <= chosen)
  assert.ok(certain.length > 20 && possible.length < log.length, 'the writer did not write on both sides of the second')
  assert.ok(rows.length >= certain.length && rows.length <= possible.length, `${certain.length} ≤ ${rows.length} ≤ ${possible.length}`)
  assert.deepEqual(digest(rows), digest(log.slice(0, rows.length)))
  assert.ok(Date.parse(reached) <= chosen && chosen - Date.parse(reached) < 500, reached)
  assert.ok(existsSync(join(aside ?? '', 'PG_VERSION')))
  assert.equal(readFileSync(join(home, 'objects', 'ab', 'abcd'), 'utf8'), SEALED, 'a file that a table names is there again')
  assert.equal(readFileSync(join(home, 'audit.head'), 'utf8'), head(backupEnd - 1000), 'a head of a time that is no more still binds')
  assert.equal(readdirSync(home).filter((name) => name.startsWith('audit.head.before-')).length, 1)
})

test('what was committed after a restore and never archived is there at the next one, even after a kill -9', async () => {
  const cluster = await startCluster({ home })
  const before = await ask(cluster, 'select no, text from public.entry order by no')
  for (const no of [1_000_001, 1_000_002]) await ask(cluster, `insert into public.entry values (${no}, 'late')`)
  const pid = serving(readGround(home) ?? assert.fail()) ?? 0
  for (const each of [pid, ...processes().filter((other) => commandOf(other).startsWith(`postgres: yilan-${readGround(home)?.id}: `))]) process.kill(each, 'SIGKILL')
  await cluster.stop()
  await restore({ home }, backup)
  assert.deepEqual(digest(await rowsOf(home)), digest([...before, { no: 1_000_001, text: 'late' }, { no: 1_000_002, text: 'late' }]))
})

test('a quiet moment after the last commit is a moment like any other', async () => {
  const before = await rowsOf(home)
  await pause(1100)
  await restore({ home }, backup, new Date(Math.floor(Date.now() / 1000) * 1000).toISOString())
  assert.deepEqual(digest(await rowsOf(home)), digest(before))
})

test('a backup is whole by itself: an empty home takes it', async () => {
  const other = join(folder, 'other')
  await restore({ home: other }, backup)
  const rows = await rowsOf(other)
  assert.ok(rows.length >= log.filter(({ confirmed }) => confirmed < backupEnd - 1000).length / 2 && rows.length > 0)
  assert.deepEqual(digest(rows), digest(log.slice(0, rows.length)))
})

test('a log with a hole is refused and nothing is touched', async () => {
  const { wal, data } = readGround(home) ?? assert.fail()
  const before = await rowsOf(home)
  const { stopWal } = readManifest(backup)
  const hole = place(stopWal) + 1
  // Every timeline that runs through the hole carries its own copy.
  const filled = [wal, join(data, 'pg_wal')].flatMap((log) => segmentsIn(log).filter((name) => place(name) === hole).map((name) => join(log, name)))
  const kept = filled.map((path) => readFileSync(path))
  for (const path of filled) rmSync(path)
  await assert.rejects(restore({ home }, backup), /日志不全：缺少 [0-9A-F]{24}，现有数据未动/)
  assert.deepEqual(digest(await rowsOf(home)), digest(before))
  filled.filter((path) => path.startsWith(wal)).forEach((path, i) => writeFileSync(path, kept[i] ?? ''))
})

test('a damaged backup is refused and nothing is touched', async () => {
  const before = await rowsOf(home)
  const victim = join(backup, 'data/PG_VERSION')
  const kept = readFileSync(victim)
  appendFileSync(victim, ' ')
  await assert.rejects(restore({ home }, backup), /PG_VERSION 与清单不符/)
  rmSync(victim)
  await assert.rejects(restore({ home }, backup), /PG_VERSION 与清单不符/)
  writeFileSync(victim, kept)
  appendFileSync(join(backup, 'manifest.json'), 'x')
  await assert.rejects(restore({ home }, backup), /manifest.json 与清单不符/)
  assert.deepEqual(digest(await rowsOf(home)), digest(before))
})

test('a restore waits for nobody: while Yilan runs, or to a moment it cannot know, it is refused', async () => {
  const fresh = join(folder, 'fresh')
  const cluster = await startCluster({ home })
  await backUp({ home }, fresh)
  await assert.rejects(restore({ home }, fresh), /正在运行/)
  await cluster.stop()
  await assert.rejects(restore({ home }, fresh, new Date(chosen).toISOString()), /更早的备份/)
  await assert.rejects(restore({ home }, fresh, '2999-01-01T00:00:00Z'), /还没有到/)
  await assert.rejects(restore({ home }, fresh, 'yesterday'), /不是时刻/)
})

test('a backup goes into an empty folder, and is for its owner only', async () => {
  await assert.rejects(backUp({ home }, join(folder, 'fresh')), /不是空目录/)
  assert.equal(statSync(join(folder, 'fresh')).mode & 0o777, 0o700)
})

test('the log is kept as long as the oldest backup needs it, and no longer', async () => {
  const wal = join(home, 'wal')
  const first = segmentsIn(wal)[0]
  rmSync(join(folder, 'fresh'), { recursive: true })
  rmSync(backup, { recursive: true })
  await backUp({ home }, join(folder, 'last'))
  assert.ok((segmentsIn(wal)[0] ?? '') > (first ?? ''))
  assert.ok(readdirSync(join(folder, 'last/wal')).length >= 1)
})

async function write(cluster: Cluster, signal: AbortSignal): Promise<void> {
  const client = new pg.Client({ connectionString: cluster.url('owner') })
  await client.connect()
  for (let no = 1; !signal.aborted; no++) {
    const text = hash('md5', String(no))
    const asked = Date.now()
    await client.query('insert into public.entry values ($1, $2)', [no, text])
    log.push({ no, text, asked, confirmed: Date.now() })
    await pause(2)
  }
  await client.end()
}

type Row = { no: number; text: string }

async function rowsOf(where: string): Promise<Row[]> {
  const cluster = await startCluster({ home: where })
  try {
    return await ask(cluster, 'select no, text from public.entry order by no')
  } finally {
    await cluster.stop()
  }
}

async function ask(cluster: Cluster, statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: cluster.url('owner') })
  await client.connect()
  try {
    return (await client.query<Row>(statement)).rows
  } finally {
    await client.end()
  }
}

function digest(rows: Row[]): { count: number; sha256: string } {
  return { count: rows.length, sha256: hash('sha256', rows.map(({ no, text }) => `${no} ${text}`).join('\n')) }
}
