import { spawn, spawnSync } from 'node:child_process'
import { appendFileSync, closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Misconfigured } from './error.ts'
import { choosePort, isFree, makeFolder, remember, write, type Ground } from './ground.ts'
import { birth, commandOf, processes } from './life.ts'

/** The processes of a killed server hold its memory until they are reaped; performance of real machines says under 3 s. */
const PATIENCE_MS = 60_000
const ORPHANS_MS = 2_000
const ENV = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' }
const DEAD_SOON = /lock file "postmaster.pid"|pre-existing shared memory block|could not create any TCP\/IP sockets/

/** The process number of the server that serves this ground now. */
export function serving(ground: Ground): number | undefined {
  const { pid, status } = readPid(ground)
  return pid && status === 'ready' && isPostmaster(pid, ground) ? pid : undefined
}

/** Lays a new data folder, whole or not at all. */
export function initialize(ground: Ground, superuserPassword: string): void {
  const draft = `${ground.data}.new`
  const password = join(ground.log, 'password')
  rmSync(draft, { recursive: true, force: true })
  makeFolder(draft, ground.user)
  write(password, superuserPassword, 0o600, ground.user)
  const { status, stdout, stderr } = spawnSync(join(ground.programs, 'bin/initdb'), [
    '-D', draft, '-U', 'postgres', `--pwfile=${password}`, '--auth=scram-sha-256',
    '--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', '--lc-messages=C', '--data-checksums',
  ], { ...ground.user, cwd: '/', env: ENV, encoding: 'utf8' })
  rmSync(password)
  if (status !== 0) throw new NotStarted('initdb', `${stdout}${stderr}`)
  // Passwords only, over the loopback address only; nobody replicates.
  write(join(draft, 'pg_hba.conf'), 'host all all 127.0.0.1/32 scram-sha-256\n', 0o600, ground.user)
  appendFileSync(join(draft, 'postgresql.conf'), "include_if_exists 'yilan.conf'\n")
  renameSync(draft, ground.data)
}

/** What the server wrote before it gave up. */
export class NotStarted extends Misconfigured {
  readonly said: string
  constructor(what: string, said: string) {
    const lines = said.trim().split('\n')
    const grave = lines.filter((line) => /(FATAL|PANIC|ERROR|HINT|initdb: .*):/.test(line))
    const last = (grave.length > 0 ? grave : lines).slice(-6).join('\n')
    super(`内嵌数据库未能启动（${what}）：\n${last}`, `the embedded database did not start (${what}), it said the lines above`)
    this.said = said
  }
}

/**
 * Starts the server and waits until it accepts connections, however long its recovery takes.
 * A killed server holds its port a moment longer than its name, so only a port that stays taken is another program's;
 * and only a first start may move away from it: those who were connected come back to the same address.
 */
export async function launch(ground: Ground, options: string[] = [], mayMove = true): Promise<void> {
  const start = Date.now()
  for (;;) {
    if (mayMove && Date.now() - start > ORPHANS_MS && !await isFree(ground.port) && !someServer(ground)) await moveDoor(ground)
    write(join(ground.data, 'yilan.conf'), settings(ground), 0o600, ground.user)
    const trouble = await attempt(ground, options)
    if (!trouble) return
    if (!DEAD_SOON.test(trouble) || Date.now() - start > PATIENCE_MS) throw new NotStarted('PostgreSQL', trouble)
    if (Date.now() - start > ORPHANS_MS) endOrphans(ground)
    await pause(200)
  }
}

/** Stops the server as a bank closes: open transactions are rolled back, everything committed is on disk. */
export async function halt(ground: Ground, patienceMs = PATIENCE_MS): Promise<void> {
  const { pid } = readPid(ground)
  if (!pid || !isPostmaster(pid, ground)) return
  process.kill(pid, 'SIGINT')
  const until = Date.now() + patienceMs
  while (birth(pid)) {
    // Too many dirty pages for this disk: leave at once, the log brings everything back.
    if (Date.now() > until) process.kill(pid, 'SIGQUIT')
    await pause(20)
  }
}

function readPid({ data }: Ground): { pid?: number; status?: string } {
  const file = join(data, 'postmaster.pid')
  try {
    const lines = readFileSync(file, 'utf8').split('\n')
    return { pid: Number(lines[0]) || undefined, status: lines[7]?.trim() }
  } catch {
    return {} // no server, or it has just left
  }
}

function isPostmaster(pid: number, { data }: Ground): boolean {
  return birth(pid) !== undefined && commandOf(pid).includes(` -D ${data} `)
}

function someServer(ground: Ground): boolean {
  return processes().some((pid) => isPostmaster(pid, ground) || isOrphan(pid, ground))
}

function isOrphan(pid: number, { id }: Ground): boolean {
  return commandOf(pid).startsWith(`postgres: yilan-${id}: `) && birth(pid) !== undefined
}

async function moveDoor(ground: Ground): Promise<void> {
  ground.port = await choosePort()
  remember(ground)
}

/** Resolves to nothing once the server is ready, or to what it said when it gave up. */
async function attempt(ground: Ground, options: string[]): Promise<string | undefined> {
  const said = join(ground.log, 'start.log')
  const out = openSync(said, 'w', 0o600)
  const from = logEnd(ground)
  // Detached: Ctrl-C reaches us and not the server, and a kill -9 of ours leaves it whole.
  const child = spawn(join(ground.programs, 'bin/postgres'), ['-D', ground.data, '-c', `cluster_name=yilan-${ground.id}`, ...options],
    { ...ground.user, cwd: '/', env: ENV, detached: true, stdio: ['ignore', out, out] })
  closeSync(out)
  let ended: string | undefined
  child.once('error', (error) => { ended = String(error) })
  child.once('exit', () => { ended ??= readFileSync(said, 'utf8') + logSince(ground, from) })
  child.unref()
  while (ended === undefined) {
    const { pid, status } = readPid(ground)
    if (pid === child.pid && status === 'ready') {
      child.removeAllListeners()
      return undefined
    }
    await pause(10)
  }
  return ended
}

/** Once its collector runs, the server speaks into the day's log. */
function logEnd(ground: Ground): number {
  return statSync(todaysLog(ground) ?? '', { throwIfNoEntry: false })?.size ?? 0
}

function logSince(ground: Ground, from: number): string {
  const log = todaysLog(ground)
  return log && existsSync(log) ? readFileSync(log).subarray(from).toString('utf8') : ''
}

function todaysLog({ data }: Ground): string | undefined {
  const current = join(data, 'current_logfiles')
  return existsSync(current) ? readFileSync(current, 'utf8').split(' ')[1]?.trim() : undefined
}

/** What a killed postmaster left behind: its own children, known by the mark in their titles. */
function endOrphans(ground: Ground): void {
  const { pid } = readPid(ground)
  if (pid && isPostmaster(pid, ground)) return
  const orphans = processes().filter((each) => isOrphan(each, ground))
  for (const orphan of orphans) process.kill(orphan, 'SIGKILL')
  // The number in the file may belong to a stranger by now, or to a zombie nobody reaps; PostgreSQL would wait for it for ever.
  if (orphans.length === 0) rmSync(join(ground.data, 'postmaster.pid'), { force: true })
}

function settings({ port, wal, log }: Ground): string {
  const memory = totalmem() / 2 ** 20
  const buffers = Math.round(Math.min(512, Math.max(128, memory / 8)))
  const quoted = (value: string) => `'${value.replaceAll("'", "''")}'`
  return `# Written by Yilan at every start. Settings of your own go into own.conf in this folder.
listen_addresses = '127.0.0.1'
port = ${port}
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 100
shared_buffers = ${buffers}MB
effective_cache_size = ${Math.round(memory / 2)}MB
work_mem = 16MB
maintenance_work_mem = ${buffers >> 1}MB
dynamic_shared_memory_type = '${hasSharedMemory() ? 'posix' : 'mmap'}'
random_page_cost = 1.1
jit = off
wal_level = replica
max_wal_size = 3GB
min_wal_size = 256MB
checkpoint_timeout = 15min
archive_mode = on
archive_timeout = 60s
archive_command = ${quoted(archive(wal))}
timezone = 'Asia/Shanghai'
log_timezone = 'Asia/Shanghai'
logging_collector = on
log_directory = ${quoted(log)}
log_filename = 'postgres-%a.log'
log_truncate_on_rotation = on
log_rotation_size = 0
# Statements and details could carry a customer's data into the log.
log_error_verbosity = terse
log_min_error_statement = panic
include_if_exists 'own.conf'
`
}

/**
 * Keeps a segment only while a backup needs the log (the file \`wanted\`), else the disk would fill for nobody.
 * A copy is complete and on disk before it bears its name; a repeated call finds it equal.
 */
function archive(wal: string): string {
  return `cd ${shellPath(wal)} && if test ! -f wanted; then exit 0; fi; if test -f %f; then cmp -s "$OLDPWD/%p" %f; exit; fi; `
    + 'cp --sparse=always "$OLDPWD/%p" %f.part && sync %f.part && mv %f.part %f && sync .'
}

/** A path as the shell commands of PostgreSQL's settings spell it. */
export function shellPath(path: string): string {
  return `'${path.replaceAll("'", "'\\''").replaceAll('%', '%%')}'`
}

/** A container often gives 64 MB, too little for a parallel query. */
function hasSharedMemory(): boolean {
  if (!existsSync('/dev/shm')) return false
  const { bsize, blocks } = statfsSync('/dev/shm')
  return bsize * blocks >= 256 * 2 ** 20
}
