/** `bin/restore DIR [--to MOMENT]`: brings the embedded server back to a chosen second. The present data stay until the restored ones are proven. */
import { copyFileSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { alone } from '#kernel/alone'
import { lockName, LOGIN, tenants } from '#kernel/cluster'
import { readConfig, type Config } from '#kernel/config'
import { Misconfigured } from '#kernel/error'
import { choosePort, findGround, makeFolder, readGround, takeRestored, write, type Ground, type Secrets } from '#kernel/ground'
import { halt, launch, NotStarted, shellPath } from '#kernel/postmaster'
import { setHeadsAside } from '#kernel/seal'
import { objectsOf } from './backup.ts'
import { byBytes } from './bytes.ts'
import { leave } from './leave.ts'
import { copyHashed, damaged, readManifest, type Item, type Manifest } from './manifest.ts'
import { gap, gatherWritten, place, segmentsIn, timeline } from './wal.ts'

/** The moment of the last commit that is in, and where the data that were there before now lie. */
export type Restored = { reached: string; aside?: string }

/** Restores a backup and the log after it up to `to`, or to the last commit there is. */
export async function restore(config: Pick<Config, 'home' | 'database'> & Partial<Pick<Config, 'objects'>>, folder: string, to?: string): Promise<Restored> {
  if (config.database) {
    throw new Misconfigured('行方数据库由行方恢复，此命令只用于内嵌数据库', 'the bank restores its own server; this command is for the embedded one')
  }
  const moment = to === undefined ? undefined : readMoment(to)
  const manifest = readManifest(folder)
  if (moment && Date.parse(moment) < Date.parse(manifest.finished)) {
    throw new Misconfigured(`此备份完成于 ${manifest.finished}，只能恢复到其后；更早的时刻请用更早的备份`,
      `this backup was finished at ${manifest.finished}: choose a later moment, or an earlier backup`)
  }
  return alone(lockName(config.home), () => replace(config.home, { folder, objects: objectsOf(config) }, manifest, moment))
}

async function replace(home: string, { folder, objects }: { folder: string; objects: string | undefined }, manifest: Manifest, moment: string | undefined): Promise<Restored> {
  const ground = await findGround(home)
  await close(ground)
  takeRestored(ground)
  refuseOtherKeys(home, folder)
  const draft = { ...draftOf(ground), port: await choosePort() }
  const present = join(ground.folder, 'wal.present')
  await halt(draft)
  for (const path of [draft.data, present]) rmSync(path, { recursive: true, force: true })
  try {
    await lay(manifest, folder, draft, objects)
    makeFolder(present, ground.user)
    const written = gatherWritten(ground.data, manifest.system, present)
    const reached = await recover(draft, { folder, manifest, moment, present, written })
    // Before the exchange: killed in between, the present data merely lack some notes.
    setHeadsAside(join(home, 'audit.head'), new Date(reached))
    renameSync(draft.data, `${ground.data}.restored`)
    const aside = takeRestored(ground)
    keepHistory(ground)
    return { reached, aside }
  } finally {
    for (const path of [draft.data, present]) rmSync(path, { recursive: true, force: true })
  }
}

/** A server of its own beside the present one, left over when a restore was killed. */
function draftOf(ground: Ground): Ground {
  return { ...ground, id: `${ground.id}-restore`, data: `${ground.data}.restoring` }
}

/** 2026-11-22T10:00:00+08:00; without a zone it is the bank's own time. */
function readMoment(to: string): string {
  const [, day, time, zone = '+08:00'] = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z|[+-]\d\d:?\d\d)?$/.exec(to) ?? []
  // PostgreSQL knows no names of zones yet when it reads this setting.
  const moment = `${day}T${time}${zone === 'Z' ? '+00:00' : zone}`
  if (!day || Number.isNaN(Date.parse(moment))) {
    throw new Misconfigured(`--to “${to}” 不是时刻，例如 2026-11-22T10:00:00+08:00`, `--to "${to}" is no moment, such as 2026-11-22T10:00:00+08:00`)
  }
  if (Date.parse(moment) > Date.now()) throw new Misconfigured(`--to ${to} 还没有到`, `--to ${to} is still to come`)
  return moment
}

async function close(ground: Ground): Promise<void> {
  const users = tenants(ground.home)
  if (users.length > 0) {
    throw new Misconfigured(`一览正在运行（进程 ${users.join('、')}），请先停止再恢复`, `Yilan is running (process ${users.join(', ')}): stop it before restoring`)
  }
  await halt(ground)
}

/** Restored data are sealed with the keys of their backup; a home with others would never open them. */
function refuseOtherKeys(home: string, folder: string): void {
  const [mine, theirs] = [home, folder].map((each) => join(each, 'keys'))
  if (!mine || !theirs || !existsSync(theirs)) return
  if (!existsSync(mine)) return copyFileSync(theirs, mine)
  if (readFileSync(mine, 'utf8') !== readFileSync(theirs, 'utf8')) {
    throw new Misconfigured(`${home} 有另一套密钥，打不开此备份：请换一个空的 YILAN_HOME`, `${home} has other keys and could not open this backup: use an empty YILAN_HOME`)
  }
}

/** Copies the backup beside the present data, every byte against the manifest. */
async function lay(manifest: Manifest, folder: string, draft: Ground, objects: string | undefined): Promise<void> {
  const own = (path: string) => { if (draft.user) chownSync(path, draft.user.uid, draft.user.gid) }
  const { counted, done } = byBytes('· 校验并放回', manifest.files.reduce((sum, { size }) => sum + size, 0))
  for (const path of manifest.folders) {
    const made = join(draft.data, path.slice('data'.length))
    mkdirSync(made, { mode: 0o700 })
    own(made)
  }
  for (const item of manifest.files) {
    const target = targetOf(item, draft) ?? objectOf(item, objects)
    const found = await copyHashed(join(folder, item.path), target, counted).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? damaged(join(folder, item.path)) : error
    })
    if (found.size !== item.size || found.sha256 !== item.sha256) throw damaged(join(folder, item.path))
    if (target && !item.path.startsWith('objects/')) own(target)
  }
  // Nothing is flushed here: PostgreSQL does it for every file before it replays the log.
  done()
}

function targetOf({ path }: Item, draft: Ground): string | undefined {
  if (path.startsWith('data/')) return join(draft.data, path.slice('data/'.length))
  // The log goes where PostgreSQL looks for it first, unread as yet.
  return path.startsWith('wal/') ? join(draft.data, 'pg_wal', path.slice('wal/'.length)) : undefined
}

/** A sealed file never changes under its name: it is put back at once, beside those that came later. */
function objectOf({ path }: Item, objects: string | undefined): string | undefined {
  if (objects === undefined || !path.startsWith('objects/')) return undefined
  const target = join(objects, path.slice('objects/'.length))
  if (existsSync(target)) return undefined
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
  return target
}

type Plan = { folder: string; manifest: Manifest; moment: string | undefined; present: string; written: string[] }

/** Plays the log on the laid copy until the moment, and proves it by opening it. */
async function recover(draft: Ground, plan: Plan): Promise<string> {
  const { manifest, moment, written } = plan
  const missing = gap([...segmentsIn(draft.wal), ...segmentsIn(join(plan.folder, 'wal')), ...written], manifest.startWal)
  if (missing && !moment) throw lost(missing)
  write(join(draft.data, 'recovery.signal'), '', 0o600, draft.user)
  try {
    await launch(draft, recovery(draft, plan, moment))
  } catch (error) {
    if (!(error instanceof NotStarted) || !moment || !error.said.includes('before configured recovery target was reached')) throw error
    if (missing) throw lost(missing)
    if (written.length === 0) throw tooShort(error.said, moment)
    // The log is whole up to the server's last moment and nothing was committed after: that is how things stood then.
    await launch(draft, recovery(draft, plan, undefined))
  }
  try {
    return await settle(draft, plan)
  } finally {
    await halt(draft)
  }
}

function recovery(draft: Ground, { present, written }: Plan, moment: string | undefined): string[] {
  const places = [draft.wal, present].map((path) => `${shellPath(path)}/%f`).join(' ')
  const newest = written.toSorted((a, b) => place(a) - place(b) || timeline(a) - timeline(b)).at(-1)
  const settings = {
    restore_command: `for f in ${places}; do test -f "$f" && exec cp "$f" "%p"; done; exit 1`,
    // The history that the server itself followed, not one that a restore once began and gave up.
    recovery_target_timeline: newest ? String(timeline(newest)) : 'latest',
    recovery_target_action: 'promote',
    ...(moment && { recovery_target_time: moment }),
    hot_standby: 'off',
    // A copy that is not yet the bank's must not write into the bank's archive.
    archive_mode: 'off',
    logging_collector: 'off',
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** Opens the restored server once, gives its roles the passwords of this home, and asks how far it came. */
async function settle(draft: Ground, { folder, manifest }: Plan): Promise<string> {
  const theirs = readSecrets(folder)
  const file = join(draft.home, 'secrets.json')
  if (!existsSync(file)) write(file, readFileSync(join(folder, 'secrets.json'), 'utf8'), 0o600)
  const mine = readSecrets(draft.home)
  const client = new pg.Client({ host: '127.0.0.1', port: draft.port, user: 'postgres', password: theirs.superuser, database: 'postgres' })
  await client.connect()
  try {
    const names = Object.keys(mine) as (keyof Secrets)[] // a file of Secrets has these keys only
    for (const name of names.filter((each) => mine[each] !== theirs[each])) {
      await client.query(`alter role ${LOGIN[name]} password ${pg.escapeLiteral(mine[name])}`)
    }
    const { rows } = await client.query<{ reached: string | null }>('select pg_last_xact_replay_timestamp()::text as reached')
    return rows[0]?.reached ?? manifest.finished
  } finally {
    await client.end()
  }
}

function readSecrets(folder: string): Secrets {
  return JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')) as Secrets // written by keepSecrets
}

/** A restored server begins a new timeline; later restores find their way by its history file. */
function keepHistory({ data, wal, user }: Ground): void {
  for (const name of readdirSync(join(data, 'pg_wal')).filter((each) => each.endsWith('.history'))) {
    if (!existsSync(join(wal, name))) write(join(wal, name), readFileSync(join(data, 'pg_wal', name), 'utf8'), 0o600, user)
  }
}

function lost(segment: string): Misconfigured {
  return new Misconfigured(`日志不全：缺少 ${segment}，现有数据未动`, `the log is not whole: ${segment} is missing; the present data are untouched`)
}

function tooShort(said: string, moment: string): Misconfigured {
  const last = /last completed transaction was at log time (.+)/.exec(said)?.[1] ?? '?'
  return new Misconfigured(`日志只到 ${last}，到不了 ${moment}，现有数据未动；不带 --to 即恢复到最后`,
    `the log ends at ${last}, before ${moment}; the present data are untouched; without --to the last moment is restored`)
}

if (import.meta.main) await command().catch(leave)

async function command(): Promise<void> {
  const { positionals: [folder], values: { to } } = parseArgs({ allowPositionals: true, options: { to: { type: 'string' } } })
  if (!folder) {
    throw new Misconfigured("用法：bin/restore 目录 [--to '2026-11-22T10:00:00+08:00']", "usage: bin/restore DIR [--to '2026-11-22T10:00:00+08:00']")
  }
  const config = readConfig()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void giveUp(config.home))
  const { reached, aside } = await restore(config, resolve(folder), to)
  console.log(`已恢复，最后一笔提交于 ${reached}\nRestored; the last commit in it is of ${reached}.`)
  if (aside) console.log(`原有数据仍在 ${aside}，确认无误后可删除\nWhat was there before is kept in ${aside}; delete it when you are sure.`)
}

/** Until the very end the present data are in their place: ending the copy's server is all there is to undo. */
async function giveUp(home: string): Promise<void> {
  const ground = readGround(home)
  if (ground) await halt(draftOf(ground))
  process.exit(130)
}
