/** Banks of a given size for the benches, made once by the demo's generator through the ordinary import and kept beside the temporary files. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readConfig } from '../../src/kernel/config.ts'
import { drain } from '../../src/kernel/job.ts'
import { engine } from '../../src/kernel/tx.ts'
import { readDeclarations } from '../../src/app/declarations.ts'
import { open, type Opened } from '../../src/app/open.ts'
import { progress } from '../../src/app/progress.ts'
import { closeSignOn, openSignIn, openSignOn } from '../../src/platform/access/index.ts'
import { importFolder, type RunSummary } from '../../src/platform/feed/index.ts'
import { generate } from '../../demo/bank/generate.ts'

/** Source records a person leaves in the seven systems, on the average. */
const RECORDS_A_PERSON = 2.155
const AS_OF = '2026-11-20'
export const PASSWORD = 'Ceshi-Suoyong-2718'
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export const homeOf = (records: number): string => join(process.env.YILAN_BENCH_HOME ?? tmpdir(), `yilan-bench-${records}`)

/** Opens the bank of so many source records, making it first if it is not there. */
export async function openBank(records: number): Promise<Opened> {
  const home = homeOf(records)
  process.env.YILAN_HOME = home
  const opened = await open({ config: readConfig({ ...process.env, YILAN_HOME: home, YILAN_PROFILE: 'demo' }) })
  if (!existsSync(join(home, 'bench-ready'))) await makeBank(opened, records)
  return opened
}

export type Made = { runs: RunSummary[]; steps: { title: string; ms: number }[] }

/** The bank's files through the ordinary import; what each took. */
export async function makeBank({ config, urls }: Opened, records: number): Promise<Made> {
  const folder = join(config.home, 'files')
  mkdirSync(folder, { recursive: true })
  const making = progress(`  ${records} 条来源记录:生成`)
  await generate({ people: Math.round(records / RECORDS_A_PERSON), seed: 7, asOf: AS_OF, out: folder, onProgress: (share) => making.at(share) })
  making.done()
  const loading = progress(`  ${records} 条来源记录:导入`)
  const begun: { title: string; at: number }[] = []
  const { runs } = await importFolder({
    folder, declarations: readDeclarations(join(ROOT, 'demo/bank/sources')),
    onProgress: ({ phase, title, share, rows }) => {
      if (phase === 'settle' && begun.at(-1)?.title !== title.zh) begun.push({ title: title.zh, at: performance.now() })
      loading.at(share, `${rows} 行`)
    },
  })
  loading.done()
  begun.push({ title: '检索词', at: performance.now() })
  const searching = progress(`  ${records} 条来源记录:检索词`)
  await drain(urls.queue)
  searching.done()
  const ends = [...begun.slice(1).map(({ at }) => at), performance.now()]
  openSignOn(urls.auth, config)
  for (const { staff } of await staffOf('rm', 40)) await openSignIn(staff, PASSWORD, { mustChange: false })
  for (const { staff } of await staffOf('compliance', 1)) await openSignIn(staff, PASSWORD, { mustChange: false })
  await closeSignOn()
  rmSync(folder, { recursive: true })
  writeFileSync(join(config.home, 'bench-ready'), '')
  return { runs, steps: begun.map(({ title, at }, nth) => ({ title, ms: (ends[nth] as number) - at })) } // an end for each
}

export type Colleague = { staff: string; login: string; org: number; hi: number }
export function staffOf(role: string, many: number): Promise<Colleague[]> {
  return engine('bench', (tx) => tx<Colleague[]>`
    select s.staff, s.login, s.org, o.hi from access.role_of r join access.staff s on s.staff = r.staff join access.org o on o.org = s.org
    where r.role = ${role} order by s.staff limit ${many}`)
}

/** The server in a process of its own, as in life. */
export async function startServer(records: number): Promise<{ child: ChildProcess; port: number; stop(): Promise<void> }> {
  const port = await freePort()
  const child = spawn(process.execPath, [join(ROOT, 'test/faults/server.ts')], {
    env: { ...process.env, YILAN_HOME: homeOf(records), PORT: String(port), YILAN_ROLE: 'web', YILAN_LOG: 'silent' }, stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (text: Buffer) => text.includes('ready') && resolve())
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
  })
  return { child, port, stop: () => new Promise((resolve) => child.once('exit', () => resolve()) && child.kill('SIGTERM')) }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number } // a TCP server's address
  await new Promise((resolve) => server.close(resolve))
  return port
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 })
export type Answer = { status: number; text: string; cookies: string[] }

export function ask(port: number, method: 'GET' | 'POST', path: string, cookie = '', body?: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const payload = body && JSON.stringify(body)
    const sent = request({ agent, port, host: '127.0.0.1', method, path: `/api${path}`, headers: { cookie, 'x-yilan': '1', ...(payload && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }) } }, (answer) => {
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => pieces.push(piece))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(pieces).toString(), cookies: (answer.headers['set-cookie'] ?? []).map((each) => each.split(';')[0] ?? '') }))
    })
    sent.on('error', reject)
    sent.end(payload)
  })
}

export async function signIn(port: number, login: string): Promise<string> {
  const answer = await ask(port, 'POST', '/access/sign-in', '', { login, password: PASSWORD })
  if (answer.status !== 200) throw new Error(`${login} cannot sign in: ${answer.status} ${answer.text}`)
  return answer.cookies.join('; ')
}

/** Runs `work` over and over, `abreast` at a time, for so many seconds; returns each one's milliseconds. */
export async function hammer(abreast: number, seconds: number, work: (n: number) => Promise<void>): Promise<{ times: number[]; perSecond: number }> {
  const times: number[] = []
  let n = 0
  const start = performance.now()
  const end = start + seconds * 1000
  const one = async () => {
    while (performance.now() < end) {
      const began = performance.now()
      await work(n++)
      times.push(performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: abreast }, one))
  return { times: times.toSorted((a, b) => a - b), perSecond: times.length / ((performance.now() - start) / 1000) }
}

export const quantile = (sorted: number[], q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN
export const ms = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0))

/** A table in the terminal, which is also Markdown. */
export function print(head: string[], rows: (string | number)[][]): void {
  const all = [head, head.map(() => '---'), ...rows.map((row) => row.map(String))]
  for (const row of all) console.log(`| ${row.join(' | ')} |`)
}
