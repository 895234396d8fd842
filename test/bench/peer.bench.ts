/** The customer page through Yilan's door, and as a NestJS + TypeORM service reads the same rows of the same database: the ratio, in one run. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { request, Agent } from 'node:http'
import { fileURLToPath } from 'node:url'
import { engine } from '../../src/kernel/tx.ts'
import { ask, freePort, hammer, ms, openBank, print, quantile, signIn, staffOf, startServer } from './bank.ts'

const FOLDER = fileURLToPath(new URL('peer/', import.meta.url))
const SECONDS = 10
const ABREAST = 8

export async function bench(sizes: number[]): Promise<void> {
  build()
  const rows = []
  for (const size of sizes) rows.push(...(await measure(size)))
  console.log(`\n同一数据库、同一批客户、${ABREAST} 个并发，各 ${SECONDS} 秒。对照服务不登录、不按机构过滤、不遮盖、不审计`)
  print(['来源记录', '服务', '次/秒', 'p50 ms', 'p95 ms', '千字节', '本系统是它的', '目标'], rows)
}

function build(): void {
  if (existsSync(`${FOLDER}dist/main.js`)) return
  for (const words of [['ci', '--ignore-scripts'], ['run', 'build']]) {
    const { status } = spawnSync('npm', words, { cwd: FOLDER, stdio: 'inherit' })
    if (status !== 0) throw new Error(`npm ${words.join(' ')} ended with ${status} in test/bench/peer`)
  }
}

async function measure(size: number): Promise<(string | number)[][]> {
  const opened = await openBank(size)
  const people = await staffOf('rm', 8)
  const owned = await engine('bench', (tx) => tx<{ customer_no: string; owner: string }[]>`
    select customer_no, owner from customer.customer where owner = any(${people.map((each) => each.staff)}::text[]) and state = 'active' limit 4000`)
  const pick = (n: number) => owned[(n * 7919) % owned.length] as (typeof owned)[number] // the generator gives every manager customers
  const server = await startServer(size)
  const peer = await startPeer(opened.urls.engine)
  try {
    const cookies = new Map<string, string>()
    for (const person of people) cookies.set(person.staff, await signIn(server.port, person.login))
    const own = await timed(async (n) => {
      const { customer_no: no, owner } = pick(n)
      const { status, text } = await ask(server.port, 'GET', `/customer360/customers/${no}`, cookies.get(owner))
      return { status, bytes: text.length }
    })
    const rows = [[size, 'Yilan', ...shown(own), '', '']]
    for (const way of ['eager', 'lazy']) {
      const found = await timed((n) => get(peer.port, `/${way}/${pick(n).customer_no}`))
      rows.push([size, `NestJS + TypeORM，${way}`, ...shown(found), `${(own.perSecond / found.perSecond).toFixed(1)} 倍`, '≥ 5 倍'])
    }
    return rows
  } finally {
    peer.stop()
    await server.stop()
    await opened.close()
  }
}

type Timed = { times: number[]; perSecond: number; bytes: number }
async function timed(work: (n: number) => Promise<{ status: number; bytes: number }>): Promise<Timed> {
  let bytes = 0
  const once = async (n: number) => {
    const answer = await work(n)
    if (answer.status !== 200) throw new Error(`status ${answer.status}`)
    bytes += answer.bytes
  }
  await hammer(ABREAST, 3, once)
  bytes = 0
  const found = await hammer(ABREAST, SECONDS, once)
  return { ...found, bytes: bytes / Math.max(1, found.times.length) }
}

const shown = ({ times, perSecond, bytes }: Timed): (string | number)[] => [perSecond.toFixed(0), ms(quantile(times, 0.5)), ms(quantile(times, 0.95)), (bytes / 1000).toFixed(1)]

async function startPeer(url: string): Promise<{ port: number; stop(): void }> {
  const port = await freePort()
  const child = spawn(process.execPath, [`${FOLDER}dist/main.js`], { env: { ...process.env, PORT: String(port), PEER_DATABASE_URL: url }, stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => text.includes('ready') && resolve())
    child.once('exit', (code) => reject(new Error(`the peer ended with ${code}`)))
  })
  return { port, stop: () => void child.kill('SIGTERM') }
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 })
function get(port: number, path: string): Promise<{ status: number; bytes: number }> {
  return new Promise((resolve, reject) => {
    request({ agent, port, host: '127.0.0.1', path }, (answer) => {
      let bytes = 0
      answer.on('data', (piece: Buffer) => (bytes += piece.length))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, bytes }))
    }).on('error', reject).end()
  })
}
