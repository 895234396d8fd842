/** The customer 360 read: through the door, and as a bare loop over `pg` that does the same reads and one durable insert. */
import pg from 'pg'
import { nobody, sql, statement, type Sql, type Tx } from '../../src/kernel/tx.ts'
import { engine } from '../../src/kernel/tx.ts'
import { overview } from '../../src/portal/customer360/overview.ts'
import { ask, hammer, ms, openBank, print, quantile, signIn, staffOf, startServer } from './bank.ts'

const SECONDS = 10
const ABREAST = 8
/** Each is read once before, so that neither of the two finds its pages on the disk for the other. */
const CUSTOMERS = 2000

export async function bench(sizes: number[]): Promise<void> {
  const rows = []
  for (const size of sizes) rows.push(await measure(size))
  console.log(`\n客户360:${ABREAST} 个并发,各 ${SECONDS} 秒`)
  print(['来源记录', '客户', '接口 次/秒', 'p50 ms', 'p95 ms', 'p99 ms', '裸循环 次/秒', '接口/裸循环', '目标'], rows)
}

async function measure(size: number): Promise<(string | number)[]> {
  const opened = await openBank(size)
  const people = await staffOf('rm', 8)
  const owned = await engine('bench', (tx) => tx<{ customer_no: string; owner: string }[]>`
    select customer_no, owner from customer.customer where owner = any(${people.map((each) => each.staff)}::text[]) and state = 'active' limit ${CUSTOMERS}::int`)
  const [{ n: customers } = { n: 0 }] = await engine('bench', (tx) => tx<{ n: number }[]>`select count(*) as n from customer.customer`)
  const server = await startServer(size)
  try {
    const cookies = new Map<string, string>()
    for (const person of people) cookies.set(person.staff, await signIn(server.port, person.login))
    const pick = (n: number) => owned[(n * 7919) % owned.length] as (typeof owned)[number] // the list is not empty: the generator gives every manager customers
    const through = async (n: number) => {
      const { customer_no: customerNo, owner } = pick(n)
      const answer = await ask(server.port, 'GET', `/customer360/customers/${customerNo}`, cookies.get(owner))
      if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`)
    }
    let seen = 0
    await Promise.all(Array.from({ length: ABREAST }, async () => { while (seen < owned.length) await through(seen++) }))
    const door = await hammer(ABREAST, SECONDS, through)
    const bare = await bareLoop(opened.urls.app, (n) => ({ customerNo: pick(n).customer_no, person: people.find((each) => each.staff === pick(n).owner) as (typeof people)[number] })) // owned was read for these people
    return [size, customers, Math.round(door.perSecond), ms(quantile(door.times, 0.5)), ms(quantile(door.times, 0.95)), ms(quantile(door.times, 0.99)), Math.round(bare), `${Math.round((door.perSecond / bare) * 100)} %`, '≥ 60 %']
  } finally {
    await server.stop()
    await opened.close()
  }
}

/** Writes down the statements of one overview without running them. */
function statementsOf(customerNo: string): { name: string; text: string; values: unknown[] }[] {
  const heard: Sql[] = []
  const listen = (strings: TemplateStringsArray, ...values: unknown[]) => {
    heard.push(sql(strings, ...values))
    return Promise.resolve([])
  }
  const tx = Object.assign(listen, { one: (...piece: Parameters<typeof listen>) => listen(...piece).then(() => undefined), who: { ...nobody, may: new Set(['account.read', 'archive.read']) }, facts: {} }) as unknown as Tx // only ever asked, never answered
  overview(tx, customerNo).catch(() => {}) // without rows nobody is found; the questions are what is wanted
  return heard.map(statement)
}

async function bareLoop(url: string, pick: (n: number) => { customerNo: string; person: { staff: string; org: number; hi: number } }): Promise<number> {
  const clients = await Promise.all(Array.from({ length: ABREAST }, async () => {
    const client = new pg.Client({ connectionString: url, options: '-c jit=off', pipeline: true } as pg.ClientConfig)
    await client.connect()
    return client
  }))
  const idle = [...clients]
  const { perSecond } = await hammer(ABREAST, SECONDS, async (n) => {
    const client = idle.pop() as pg.Client // as many clients as hammers
    const { customerNo, person } = pick(n)
    const assume = statement(sql`select kernel.assume(${person.staff}, ${person.org}, ${person.hi})`)
    const record = statement(sql`select kernel.record(${person.staff}, ${person.org}, 'bench', 'look', ${[customerNo]}::text[], ${['name', 'phone']}::text[], null, null, null, '{}'::jsonb)`)
    await Promise.all([client.query('begin'), client.query(assume), ...statementsOf(customerNo).map((each) => client.query(each)), client.query(record), client.query('commit')])
    idle.push(client)
  })
  await Promise.all(clients.map((client) => client.end()))
  return perSecond
}
