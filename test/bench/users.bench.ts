/**
 * Ten thousand members of staff at once: each holds one connection and does one thing every five seconds; server, database and this generator share
 * the machine. 40 % open a customer, 30 % search, 20 % list their customers, 10 % write a remark.
 */
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { engine } from '../../src/kernel/tx.ts'
import { ms, openBank, print, quantile, signIn, staffOf, startServer } from './bank.ts'

const USERS = Number(process.env.YILAN_BENCH_USERS ?? 10_000)
const EVERY_MS = 5000
const WARM_MS = 20_000
const SECONDS = 60
const SHARES = [['360', 0.4], ['search', 0.7], ['list', 0.9], ['write', 1]] as const
type Kind = (typeof SHARES)[number][0]
const TITLES: Record<Kind, string> = { 360: '打开客户360', search: '搜索', list: '客户列表', write: '写备注' }

export async function bench(sizes: number[]): Promise<void> {
  const rows = []
  for (const size of sizes) rows.push(...(await measure(size)))
  console.log(`\n${USERS} 位用户，各占一个长连接，平均每 ${EVERY_MS / 1000} 秒一个动作，计 ${SECONDS} 秒；服务、数据库与发起请求的进程同在一台机器`)
  print(['来源记录', '动作', '次', '每秒', 'p50 ms', 'p95 ms', 'p99 ms', '出错', '目标'], rows)
}

type Owned = { customer_no: string; name: string; version: number }
type Seat = { cookie: string; mine: Owned[] }

async function measure(size: number): Promise<(string | number)[][]> {
  const opened = await openBank(size)
  const people = await staffOf('rm', 40)
  const owned = await engine('bench', (tx) => tx<(Owned & { owner: string })[]>`
    select c.customer_no, c.owner, c.version, g.name
    from customer.customer c join identity.golden g on g.customer_no = c.customer_no and g.org = c.org and g.whole
    where c.owner = any(${people.map((each) => each.staff)}::text[]) and c.state = 'active'`)
  const server = await startServer(size)
  try {
    const seats: Seat[] = []
    for (const person of people) seats.push({ cookie: await signIn(server.port, person.login), mine: owned.filter(({ owner }) => owner === person.staff) })
    const users = await seat(server.port, seats.filter(({ mine }) => mine.length > 0))
    const counted = await run(users)
    const memory = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))?.[1]
    for (const { line } of users) line.end()
    const rows: (string | number)[][] = (Object.keys(TITLES) as Kind[]).map((kind) => [size, TITLES[kind], ...figures(counted.filter((each) => each.kind === kind)), ''])
    return [...rows, [size, `合计（服务进程 ${Math.round(Number(memory ?? 0) / 1024)} MB）`, ...figures(counted), `p95 ≤ 1000，出错 < 0.1 %，每秒 ${USERS / (EVERY_MS / 1000)}`]]
  } finally {
    await server.stop()
    await opened.close()
  }
}

function figures(done: Done[]): (string | number)[] {
  const times = done.filter(({ ok }) => ok).map(({ took }) => took).toSorted((a, b) => a - b)
  const failed = done.length - times.length
  return [done.length, Math.round(done.length / SECONDS), ms(quantile(times, 0.5)), ms(quantile(times, 0.95)), ms(quantile(times, 0.99)), `${((100 * failed) / Math.max(1, done.length)).toFixed(2)} %`]
}

type User = { line: Line; seat: Seat; nth: number }

/** Sits everybody down, a few hundred at a time, as a morning does. */
async function seat(port: number, seats: Seat[]): Promise<User[]> {
  const users: User[] = []
  for (let at = 0; at < USERS; at += 200) {
    users.push(...(await Promise.all(Array.from({ length: Math.min(200, USERS - at) }, async (_, n) => ({ line: await Line.open(port), seat: seats[(at + n) % seats.length] as Seat, nth: at + n })))))
  }
  return users
}

type Done = { kind: Kind; took: number; ok: boolean }

/** Each user acts at a moment of its own, waits for the answer, and acts again when its five seconds are over. What falls into the first seconds is not counted. */
async function run(users: User[]): Promise<Done[]> {
  const done: Done[] = []
  const begun = performance.now()
  const end = begun + WARM_MS + SECONDS * 1000
  await Promise.all(users.map(async (user) => {
    await pause(EVERY_MS * (user.nth / users.length))
    for (let turn = user.nth; performance.now() < end; turn += users.length) {
      const since = performance.now()
      const kind = kindOf(turn)
      const ok = await act(user, kind, turn)
      if (since - begun >= WARM_MS) done.push({ kind, took: performance.now() - since, ok })
      await pause(Math.max(0, EVERY_MS - (performance.now() - since)))
    }
  }))
  return done
}

/** The same flow on every machine: a turn's number says what is done. */
function kindOf(turn: number): Kind {
  const share = ((turn * 2_654_435_761) % 2 ** 32) / 2 ** 32
  return SHARES.find(([, below]) => share < below)?.[0] ?? 'write'
}

async function act({ line, seat: { cookie, mine }, nth }: User, kind: Kind, turn: number): Promise<boolean> {
  const chosen = mine[(nth + turn) % mine.length] as Owned // nobody without customers was seated
  if (kind === '360') return (await line.ask('GET', `/customer360/customers/${chosen.customer_no}`, cookie)).status === 200
  if (kind === 'search') return (await line.ask('POST', '/search/find', cookie, { text: chosen.name.slice(0, 2 + (turn % 2)) })).status === 200
  if (kind === 'list') return (await line.ask('GET', '/search/customers?limit=50', cookie)).status === 200
  const answer = await line.ask('PATCH', `/customer/customers/${chosen.customer_no}`, cookie, { version: chosen.version, remark: `约下周三面谈（${turn}）` }, `bench-${process.pid}-${turn}-${nth}`)
  // Two seats of one manager may write to one customer: who comes second is told so, and that is an answer.
  const said = JSON.parse(answer.text) as { version?: number; facts?: { theirs?: { version?: number } } }
  chosen.version = said.version ?? said.facts?.theirs?.version ?? chosen.version
  return answer.status === 200 || answer.status === 412
}

type Heard = { status: number; text: string }

/** One keep-alive connection, one question at a time, without the weight of an HTTP client. */
class Line {
  readonly #socket: Socket
  #heard: Buffer[] = []
  #answer: ((heard: Heard) => void) | undefined

  static open(port: number): Promise<Line> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new Line(socket)))
      socket.once('error', reject)
    })
  }

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (piece: Buffer) => this.#hear(piece))
    socket.on('error', () => this.#tell({ status: 0, text: '{}' }))
    socket.on('close', () => this.#tell({ status: 0, text: '{}' }))
  }

  ask(method: string, path: string, cookie: string, body?: object, key?: string): Promise<Heard> {
    const text = body === undefined ? '' : JSON.stringify(body)
    const head = [`${method} /api${path} HTTP/1.1`, 'host: 127.0.0.1', `cookie: ${cookie}`, 'x-yilan: 1', ...(key ? [`idempotency-key: ${key}`] : []), ...(text ? ['content-type: application/json', `content-length: ${Buffer.byteLength(text)}`] : [])]
    return new Promise((resolve) => {
      this.#answer = resolve
      if (this.#socket.destroyed) this.#tell({ status: 0, text: '{}' })
      else this.#socket.write(`${head.join('\r\n')}\r\n\r\n${text}`)
    })
  }

  end(): void {
    this.#socket.destroy()
  }

  #hear(piece: Buffer): void {
    this.#heard.push(piece)
    const all = this.#heard.length === 1 ? piece : Buffer.concat(this.#heard)
    const split = all.indexOf('\r\n\r\n')
    if (split < 0) return
    const head = all.toString('latin1', 0, split)
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0)
    if (all.length < split + 4 + length) return
    this.#heard = []
    this.#tell({ status: Number(head.slice(9, 12)), text: all.toString('utf8', split + 4, split + 4 + length) })
  }

  #tell(heard: Heard): void {
    const answer = this.#answer
    this.#answer = undefined
    answer?.(heard)
  }
}

const pause = (waitMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, waitMs))
