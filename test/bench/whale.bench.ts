/** One customer with a hundred thousand transactions beside an ordinary one: their pages, and the way back through the years. */
import { engine } from '../../src/kernel/tx.ts'
import { importFolder } from '../../src/platform/feed/index.ts'
import { Random } from '../../demo/bank/random.ts'
import { ask, ms, openBank, print, quantile, signIn, staffOf, startServer } from './bank.ts'

const TRANSACTIONS = 100_000
const DAYS = 1095
const LAST = Date.parse('2026-11-19T16:00:00Z')
const ASKED = 60
const ROWS = 50

type Chosen = { customer_no: string; account: string; source: string; moves: number }

export async function bench(sizes: number[]): Promise<void> {
  const rows = []
  for (const size of sizes) rows.push(...(await measure(size)))
  console.log(`\n一位客户 ${TRANSACTIONS} 笔交易，与一位寻常客户相比；每种 ${ASKED} 次，逐次发出`)
  print(['来源记录', '客户', '交易', '看什么', 'p50 ms', 'p95 ms', '目标'], rows)
}

async function measure(size: number): Promise<(string | number)[][]> {
  const opened = await openBank(size)
  const [person] = await staffOf('rm', 1)
  if (!person) throw new Error('the bank has no relationship manager')
  const [whale, ordinary] = await engine('bench', (tx) => tx<Chosen[]>`
    select c.customer_no, a.key as account, a.source, (select count(*)::int from account.transaction t where t.account_no = a.account_no) as moves
    from customer.customer c
    cross join lateral (select * from account.account a where a.customer_no = c.customer_no and a.source = 'savings' and a.status = 'open' order by a.account_no limit 1) a
    where c.owner = ${person.staff} and c.state = 'active'
    order by c.customer_no limit 2`)
  if (!whale || !ordinary) throw new Error('the manager has no two customers with accounts')
  await move(whale)
  const server = await startServer(size)
  try {
    const cookie = await signIn(server.port, person.login)
    const rows = []
    for (const [who, { customer_no: no, moves }] of [['大户', { ...whale, moves: TRANSACTIONS }], ['寻常', ordinary]] as const) {
      const looks: [string, () => Promise<string>][] = [
        ['客户360', () => get(server.port, cookie, `/customer360/customers/${no}`)],
        ['最近一页交易', () => get(server.port, cookie, `/customer360/customers/${no}/transactions?limit=${ROWS}`)],
        ['时间线首页', () => post(server.port, cookie, `/customer360/customers/${no}/timeline`, { limit: ROWS })],
        ['时间线中搜索', () => post(server.port, cookie, `/customer360/customers/${no}/timeline`, { limit: ROWS, text: '超市' })],
      ]
      for (const [what, look] of looks) rows.push([size, who, moves, what, ...(await timed(look)), ''])
      rows.push([size, who, moves, '一页一页往回翻，直到最早', ...(await walk(server.port, cookie, no)), '各页同速'])
    }
    return rows
  } finally {
    await server.stop()
    await opened.close()
  }
}

/** The customer's days as a shop has them, through the ordinary import; the same again changes nothing. */
async function move({ account, source }: Chosen): Promise<void> {
  const random = new Random('whale', 1)
  const title = { zh: '储蓄流水', en: 'Savings transactions' }
  const rows = Array.from({ length: TRANSACTIONS }, (_, n) => ({
    key: `W${n}`, account, at: new Date(LAST - Math.floor((n / TRANSACTIONS) * DAYS * 86_400_000)).toISOString(), amount: (random.between(-9000, 9300) / 100 + 0.01).toFixed(2),
    kind: 'transfer', channel: 'qr', counterparty: '个体工商户', summary: random.pick(['收款码收款', '进货付款', '超市采购', '水电费']),
  }))
  await importFolder({ folder: null, declarations: [{ source, title, zone: 'Asia/Shanghai', interfaces: [{ name: `${source}.whale`, title, entity: 'account.transaction', rows }] }], asOf: '2026-11-20' })
}

async function timed(look: () => Promise<string>): Promise<string[]> {
  const times: number[] = []
  for (let n = 0; n < ASKED; n++) {
    const began = performance.now()
    await look()
    times.push(performance.now() - began)
  }
  const sorted = times.toSorted((a, b) => a - b)
  return [ms(quantile(sorted, 0.5)), ms(quantile(sorted, 0.95))]
}

async function walk(port: number, cookie: string, no: string): Promise<string[]> {
  const times: number[] = []
  for (let after: string | null = ''; after !== null;) {
    const began = performance.now()
    const { next } = JSON.parse(await get(port, cookie, `/customer360/customers/${no}/transactions?limit=${ROWS}${after && `&after=${encodeURIComponent(after)}`}`)) as { next: string | null }
    times.push(performance.now() - began)
    after = next
  }
  const late = times.slice(-Math.min(ASKED, times.length)).toSorted((a, b) => a - b)
  return [`${ms(quantile(times.toSorted((a, b) => a - b), 0.5))}（共 ${times.length} 页）`, `最早 ${late.length} 页 ${ms(quantile(late, 0.95))}`]
}

async function get(port: number, cookie: string, path: string): Promise<string> {
  return said(await ask(port, 'GET', path, cookie))
}
async function post(port: number, cookie: string, path: string, body: object): Promise<string> {
  return said(await ask(port, 'POST', path, cookie, body))
}
function said({ status, text }: { status: number; text: string }): string {
  if (status !== 200) throw new Error(`${status} ${text}`)
  return text
}
