/** `bin/backup DIR`: the whole embedded server as it stands, taken while it serves. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync, type Dirent } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import pg from 'pg'
import { startCluster } from '#kernel/cluster'
import { readConfig, type Config } from '#kernel/config'
import { Misconfigured } from '#kernel/error'
import { readGround, type Ground } from '#kernel/ground'
import { byBytes } from './bytes.ts'
import { leave } from './leave.ts'
import { copyHashed, writeManifest, type Item, type Manifest } from './manifest.ts'
import { keepLog, knownBackups, place, rememberBackups, segmentsIn, trimLog } from './wal.ts'

/** Rebuilt by every start, or of the running server only (PostgreSQL, Making a Base Backup Using the Low Level API). */
const EMPTIED = new Set(['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans'])
const LEFT_OUT = /^(postmaster\.(pid|opts)|backup_label(\.old)?|tablespace_map(\.old)?|current_logfiles|pg_internal\.init.*|pgsql_tmp.*|.*\.signal|yilan\.conf\.\d+)$/
/** Archiving that takes longer than this has failed. */
const ARCHIVE_MS = 300_000

/** Takes a backup into an empty folder. The server goes on serving; it is started for the backup when it is not running. */
type Wanted = Pick<Config, 'home' | 'database'> & Partial<Pick<Config, 'objects'>>

export async function backUp(config: Wanted, folder: string, signal?: AbortSignal): Promise<Manifest> {
  if (config.database) {
    throw new Misconfigured('行方数据库由行方备份，此命令只用于内嵌数据库', 'the bank backs up its own server; this command is for the embedded one')
  }
  const isNew = openFolder(folder)
  const cluster = await startCluster(config)
  const ground = readGround(config.home)
  const client = new pg.Client({ connectionString: cluster.url('superuser'), statement_timeout: ARCHIVE_MS })
  try {
    if (!ground) throw new Error('a started cluster has its ground')
    await client.connect()
    return await take(client, ground, { folder, objects: objectsOf(config) }, signal)
  } catch (error) {
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true })
    if (isNew) rmSync(folder, { recursive: true, force: true })
    if (ground) trimLog(ground.wal, knownBackups(config.home))
    throw error
  } finally {
    await client.end()
    await cluster.stop()
  }
}

function openFolder(folder: string): boolean {
  const isNew = !existsSync(folder)
  if (!isNew && readdirSync(folder).length > 0) {
    throw new Misconfigured(`${folder} 不是空目录，备份只写入空目录`, `${folder} is not empty; a backup goes into an empty folder`)
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return isNew
}

/** The folder of sealed files, where they lie in one: a bucket is backed up by whoever keeps it. */
export const objectsOf = ({ home, objects = { folder: join(home, 'objects') } }: Wanted): string | undefined => ('folder' in objects ? objects.folder : undefined)

async function take(client: pg.Client, ground: Ground, { folder, objects }: { folder: string; objects: string | undefined }, signal?: AbortSignal): Promise<Manifest> {
  // Before the backup begins: from its first segment on, the log is kept.
  keepLog(ground.wal)
  const started = await begin(client)
  const { folders, files } = await copyData(ground.data, folder, signal)
  const { label, startWal, stopWal, finished, system } = await finish(client)
  files.push(await put(folder, 'data/backup_label', label))
  files.push(...await copyLog(ground.wal, folder, startWal, stopWal))
  files.push(...await copySecrets(ground.home, folder))
  if (objects !== undefined) files.push(...await copyObjects(objects, folder))
  // One flush for thousands of files.
  spawnSync('sync', ['-f', folder])
  const manifest: Manifest = { yilan: 1, system, started, finished, startWal, stopWal, folders, files }
  writeManifest(folder, manifest)
  const backups = [...knownBackups(ground.home).filter((each) => each.folder !== folder), { folder, startWal }]
  rememberBackups(ground.home, backups)
  trimLog(ground.wal, backups)
  return manifest
}

async function begin(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ started: string }>("select now()::text as started, pg_backup_start('yilan', fast => true)")
  return rows[0]?.started ?? ''
}

/** Ends the backup and waits until the log it needs is archived. */
async function finish(client: pg.Client) {
  const { rows: [end] } = await client.query<{ label: string; stop_wal: string; finished: string; system: string }>(`
    select s.labelfile as label, pg_walfile_name(s.lsn) as stop_wal, clock_timestamp()::text as finished, c.system_identifier::text as system
    from pg_backup_stop(wait_for_archive => true) s, pg_control_system() c`)
  const startWal = /\(file ([0-9A-F]{24})\)/.exec(end?.label ?? '')?.[1]
  if (!end || !startWal) throw new Error(`a backup label without a start: ${end?.label}`)
  return { label: end.label, startWal, stopWal: end.stop_wal, finished: end.finished, system: end.system }
}

async function copyData(data: string, folder: string, signal?: AbortSignal): Promise<Pick<Manifest, 'folders' | 'files'>> {
  const entries = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => isWanted(entry, data))
  const pathOf = (entry: Dirent) => join('data', relative(data, join(entry.parentPath, entry.name)))
  const folders = ['data', ...entries.filter((entry) => entry.isDirectory()).map(pathOf)].toSorted()
  for (const path of folders) mkdirSync(join(folder, path), { mode: 0o700 })
  const paths = entries.filter((entry) => entry.isFile()).map(pathOf)
  const sizes = paths.map((path) => statSync(join(data, relative('data', path)), { throwIfNoEntry: false })?.size ?? 0)
  const { counted, done } = byBytes('· 备份', sizes.reduce((sum, size) => sum + size, 0))
  const files: Item[] = []
  for (const path of paths) {
    signal?.throwIfAborted()
    const item = await copyIfThere(join(data, relative('data', path)), join(folder, path), counted)
    if (item) files.push({ path, ...item })
  }
  done()
  return { folders, files }
}

function isWanted(entry: Dirent, data: string): boolean {
  const [top = '', ...rest] = relative(data, join(entry.parentPath, entry.name)).split('/')
  return !LEFT_OUT.test(entry.name) && !(EMPTIED.has(top) && rest.length > 0)
}

/** A table dropped in the meantime has no file any more; the log knows. */
function copyIfThere(from: string, to: string, onBytes: (bytes: number) => void) {
  return copyHashed(from, to, onBytes).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return undefined
  })
}

async function copyLog(wal: string, folder: string, startWal: string, stopWal: string): Promise<Item[]> {
  mkdirSync(join(folder, 'wal'), { mode: 0o700 })
  const histories = readdirSync(wal).filter((name) => name.endsWith('.history'))
  const needed = segmentsIn(wal).filter((name) => place(name) >= place(startWal) && place(name) <= place(stopWal))
  const files: Item[] = []
  for (const name of [...needed, ...histories]) {
    files.push({ path: `wal/${name}`, ...await copyHashed(join(wal, name), join(folder, 'wal', name), () => {}) })
  }
  return files
}

/** The roles' passwords, and the demo's own keys without which its personal data stay sealed. */
async function copySecrets(home: string, folder: string): Promise<Item[]> {
  const files: Item[] = []
  for (const name of ['secrets.json', 'keys'].filter((each) => existsSync(join(home, each)))) {
    files.push({ path: name, ...await copyHashed(join(home, name), join(folder, name), () => {}) })
  }
  return files
}

/** After the tables, so that every file they name is there; one that was destroyed meanwhile is named no more. */
async function copyObjects(objects: string, folder: string): Promise<Item[]> {
  if (!existsSync(objects)) return []
  const found = readdirSync(objects, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const files: Item[] = []
  for (const entry of found) {
    const path = join('objects', relative(objects, join(entry.parentPath, entry.name)))
    mkdirSync(dirname(join(folder, path)), { recursive: true, mode: 0o700 })
    const item = await copyIfThere(join(entry.parentPath, entry.name), join(folder, path), () => {})
    if (item) files.push({ path, ...item })
  }
  return files
}

async function put(folder: string, path: string, content: string): Promise<Item> {
  writeFileSync(join(folder, path), content, { mode: 0o600 })
  return { path, ...await copyHashed(join(folder, path), undefined, () => {}) }
}

if (import.meta.main) await command().catch(leave)

async function command(): Promise<void> {
  const [folder] = process.argv.slice(2)
  if (!folder) throw new Misconfigured('用法：bin/backup 目录', 'usage: bin/backup DIR')
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => interrupted.abort(new Misconfigured('备份已中断，未留下文件', 'the backup was interrupted; nothing is left of it')))
  }
  const { files, finished } = await backUp(readConfig(), resolve(folder), interrupted.signal)
  const megabytes = Math.ceil(files.reduce((sum, { size }) => sum + size, 0) / 2 ** 20)
  console.log(`已备份 ${files.length} 个文件，${megabytes} MB：${resolve(folder)}，可恢复到 ${finished} 及以后任一时刻`)
  console.log(`Backed up ${files.length} files, ${megabytes} MB; any moment from ${finished} on can be restored.`)
  console.log('其中有数据库口令与演示密钥，请妥善保管。It holds the passwords and, in the demo, the keys: keep it closed.')
}
