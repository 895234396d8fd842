/** Kills the server and PostgreSQL while people write: nothing acknowledged is lost, nothing happens twice. */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { after, before, test } from 'node:test'
import pg from 'pg'

// A server of its own: killing the one the other tests share would fail them.
const home = mkdtempSync(join(tmpdir(), 'yilan-faults-'))
chmodSync(home, 0o711)
process.env.YILAN_TEST_CLUSTER = home
const { openWorld, people, PASSWORD } = await import('../world.ts')
const { readGround } = await import('../../src/kernel/ground.ts')

const KILLS = Number(process.env.YILAN_KILLS ?? 20)
const WRITERS = 8

let bank: Awaited<ReturnType<typeof openWorld>>
let port: number
let child: ChildProcess
let cookie: string
let customers: string[]
let hasFailed = false

before(async () => {
  bank = await openWorld()
  port = await freePort()
  const client = new pg.Client({ connectionString: bank.urls.superuser })
  await client.connect()
  customers = (await client.query<{ customer_no: string }>(`select customer_no from customer.customer order by customer_no`)).rows.map((row) => row.customer_no)
  await client.end()
  await startChild()
  cookie = await signIn()
})
after(async () => {
  hasFailed = true
  child.kill('SIGKILL')
  await bank.close()
  rmSync(home, { recursive: true, force: true })
})

const base = () => `http://127.0.0.1:${port}`

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port: free } = server.address() as { port: number } // a TCP server's address
  await new Promise((resolve) => server.close(resolve))
  return free
}

async function startChild(): Promise<void> {
  child = spawn(process.execPath, [fileURLToPath(new URL('server.ts', import.meta.url))], {
    env: { ...process.env, YILAN_HOME: home, YILAN_TEST_DATABASE: bank.database, PORT: String(port), YILAN_LOG: 'silent', YILAN_TEST_PATIENT: 'yes' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await readyWithin(60_000)
}

/** Asks the readiness probe until it says yes; returns how long that took. */
async function readyWithin(patienceMs: number): Promise<number> {
  const start = performance.now()
  while (performance.now() - start < patienceMs) {
    const answer = await fetch(`${base()}/readyz`, { signal: AbortSignal.timeout(2500) }).catch(() => undefined)
    if (answer?.status === 200) return performance.now() - start
    await pause(25)
  }
  throw new Error(`not ready within ${patienceMs} ms`)
}

async function signIn(): Promise<string> {
  const answer = await fetch(`${base()}/api/access/sign-in`, {
    method: 'POST', headers: { 'content-type': 'application/json', 'x-yilan': '1' }, body: JSON.stringify({ login: people.bei.login, password: PASSWORD }),
  })
  assert.equal(answer.status, 200)
  return answer.headers.getSetCookie().map((each) => each.split(';')[0]).join('; ')
}

type Log = { customerNo: string; version: number; writes: number; last: string | null }

/** One person writing to one customer: each write is sent until it is answered, always under its own key. */
async function write(customerNo: string, version: number, until: () => boolean): Promise<Log> {
  const log: Log = { customerNo, version, writes: 0, last: null }
  while (!until()) {
    const remark = `第${log.writes + 1}次`
    const version = await sendUntilAnswered(customerNo, log.version, remark)
    if (version === undefined) break
    log.version = version
    log.writes++
    log.last = remark
  }
  return log
}

/** The new version; undefined when the trial was given up, since a server that stays away must not hold the run. */
async function sendUntilAnswered(customerNo: string, version: number, remark: string): Promise<number | undefined> {
  const key = randomUUID()
  while (!hasFailed) {
    const answer = await fetch(`${base()}/api/customer/customers/${customerNo}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', 'x-yilan': '1', 'idempotency-key': key, cookie },
      body: JSON.stringify({ version, remark }),
      signal: AbortSignal.timeout(15_000),
    }).catch(() => undefined)
    if (answer?.status === 200) return ((await answer.json()) as { version: number }).version
    const body = await answer?.text().catch(() => '')
    assert.ok(!answer || [409, 500, 503].includes(answer.status), `${customerNo}: ${answer?.status} ${body}`)
    await pause(100) // as a client would, not as a flood
  }
  return undefined
}

async function underFire(kill: () => Promise<number>): Promise<number[]> {
  const client = new pg.Client({ connectionString: bank.urls.superuser })
  await client.connect()
  const start = await versions(client)
  await client.end()
  let isOver = false
  const writers = customers.slice(0, WRITERS).filter((each) => start.has(each)).map((customerNo) => write(customerNo, start.get(customerNo)?.version ?? 0, () => isOver))
  const times: number[] = []
  try {
    for (let n = 0; n < KILLS; n++) {
      await pause(100 + Math.random() * 400)
      times.push(await kill())
    }
  } catch (error) {
    hasFailed = true
    throw error
  } finally {
    isOver = true
  }
  const logs = await Promise.all(writers)
  const checker = new pg.Client({ connectionString: bank.urls.superuser })
  await checker.connect()
  const end = await versions(checker)
  await checker.end()
  for (const log of logs) {
    assert.ok(log.writes > 0, 'a writer wrote nothing')
    assert.equal(end.get(log.customerNo)?.version, (start.get(log.customerNo)?.version ?? 0) + log.writes, `${log.customerNo}: a write was lost or doubled`)
    assert.equal(end.get(log.customerNo)?.remark, log.last)
  }
  return times
}

async function versions(client: pg.Client): Promise<Map<string, { version: number; remark: string | null }>> {
  const { rows } = await client.query<{ customer_no: string; version: number; remark: string | null }>(
    `select c.customer_no, c.version, c.remark from customer.customer c join access.org o on o.org = c.org where o.code in ('N1', 'N2')`)
  return new Map(rows.map((row) => [row.customer_no, row]))
}

test(`the server killed ${KILLS} times during writes: no acknowledged write is lost or doubled, ready again within seconds`, async (t) => {
  const times = await underFire(async () => {
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('exit', resolve))
    const start = performance.now()
    await startChild()
    return performance.now() - start
  })
  t.diagnostic(`server ready again: median ${median(times)} ms, longest ${Math.round(Math.max(...times))} ms`)
})

test(`PostgreSQL killed ${KILLS} times during writes: the same, and the server brings it back by itself`, async (t) => {
  const times = await underFire(async () => {
    for (const pid of postgresProcesses()) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // it went with its parent
      }
    }
    return readyWithin(60_000)
  })
  t.diagnostic(`PostgreSQL back: median ${median(times)} ms, longest ${Math.round(Math.max(...times))} ms`)
})

/** The postmaster of this home and its children. */
function postgresProcesses(): number[] {
  const data = readGround(home)?.data
  assert.ok(data)
  const postmaster = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0])
  const isChild = (pid: number) => {
    try {
      return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')[1]) === postmaster
    } catch {
      return false // it has gone meanwhile
    }
  }
  return [postmaster, ...readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter(isChild)]
}

const median = (times: number[]): number => Math.round(times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0)
