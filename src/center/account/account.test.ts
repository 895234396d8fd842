import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import pg from 'pg'
import { bulk, engine } from '#kernel/tx'
import type { Loaded, Target } from '#kernel/room'
import { openWorld, people, type World } from '#test/world'
import { refOf } from './account.ts'
import { accountTarget, cardTarget } from './accounts.ts'
import { holderTarget } from './holders.ts'
import { holdingTarget } from './holdings.ts'
import { orderTarget } from './orders.ts'
import { settle } from './settle.ts'
import { transactionTarget } from './transactions.ts'

let world: World
let chen: string
before(async () => {
  world = await openWorld()
  chen = await numberOf('savings', 'S0001')
})
after(() => world.close())

test('the owning branch counts all of a customer, another branch only what it holds itself', async () => {
  const rows = await engine('test', (tx) => tx<{ code: string; whole: boolean; aum: string; lum: string; accounts: number }[]>`
    select o.code, whole, aum, lum, accounts from account.position p join access.org o on o.org = p.org where customer_no = ${chen} order by whole desc`)
  assert.deepEqual(rows, [
    { code: 'N1', whole: true, aum: '482300.50', lum: '3260.40', accounts: 3 },
    { code: 'N2', whole: false, aum: '0.00', lum: '3260.40', accounts: 1 },
  ])
})

test("the owner's manager opens every account, the other branch's manager the card it holds and no other", async () => {
  const [wu, he, luo] = await Promise.all([world.as(people.wu), world.as(people.he), world.as(people.luo)])
  const [savings, card] = [refOf('savings:6222020001'), refOf('card:6258010001')]
  const at = (ref: string) => `/account/customers/${chen}/accounts/${ref}`
  for (const ref of [savings, card]) assert.equal((await wu.get(at(ref))).status, 200)
  assert.equal((await he.get(at(card))).status, 200)
  assert.equal((await he.get(at(savings))).status, 404)
  assert.equal((await he.get(`${at(savings)}/transactions`)).status, 404)
  for (const ref of [savings, card]) assert.equal((await luo.get(at(ref))).status, 404)
})

test('an account shows its months and masks its number', async () => {
  const { body } = await (await world.as(people.wu)).get(`/account/customers/${chen}/accounts/${refOf('savings:6222020001')}`)
  assert.equal(body.accountNo, '**** 0001')
  assert.equal(body.balance, '182300.50')
  assert.deepEqual(body.months.at(-1), { month: '2026-11-01', inflow: '98500.00', outflow: '0.00', closing: '182300.50', count: 2 })
})

test('transactions are turned over page by page, forwards and back, and none is missed', async () => {
  const wu = await world.as(people.wu)
  const page = (query: string) => wu.get(`/account/customers/${chen}/accounts/${refOf('savings:6222020001')}/transactions?limit=1${query}`)
  const seen: string[] = []
  let turned = (await page('')).body
  assert.equal(turned.previous, null)
  for (;;) {
    seen.push(turned.rows[0].key)
    if (!turned.next) break
    turned = (await page(`&after=${encodeURIComponent(turned.next)}`)).body
  }
  assert.deepEqual(seen, ['T03', 'T02', 'T01'])
  turned = (await page(`&before=${encodeURIComponent(turned.previous)}`)).body
  assert.equal(turned.rows[0].key, 'T02')
})

test('without a context no row of any account table or partition is seen', async () => {
  const client = new pg.Client({ connectionString: world.urls.app })
  await client.connect()
  const tables = await client.query(`
    select c.relname, c.relispartition, c.relforcerowsecurity, has_table_privilege('yilan_app', c.oid, 'select') as reads
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'account' and c.relkind in ('r', 'p')`)
  assert.ok(tables.rows.some((row) => row.relispartition))
  for (const { relname, relispartition, relforcerowsecurity, reads } of tables.rows) {
    assert.ok(relforcerowsecurity, relname)
    if (relispartition) assert.ok(!reads, relname)
    if (reads) assert.equal((await client.query(`select 1 from account.${relname} limit 1`)).rowCount, 0, relname)
  }
  await client.end()
})

test('the same rows a second time change nothing', async () => {
  const rows = [{ key: 'X1', account: '6222020001', at: '2026-11-20T12:00:00+08:00', amount: '-10.00', balance: '182290.50', kind: 'purchase' }]
  assert.deepEqual(await bring(transactionTarget, rows, 9001), { added: 1, changed: 0, same: 0, rejected: [] })
  assert.deepEqual(await bring(transactionTarget, rows, 9002), { added: 0, changed: 0, same: 1, rejected: [] })
  await takeBack(transactionTarget, 9001)
})

test('an unknown account, an unknown customer and a day that has not come are refused, the good rows go on', async () => {
  const good = { key: 'Y1', account: '6222020001', at: '2026-11-19T12:00:00+08:00', amount: '5.00', kind: 'refund' }
  assert.deepEqual(await bring(transactionTarget, [good, { ...good, key: 'Y2', account: '0' }], 9010), {
    added: 1, changed: 0, same: 0, rejected: [{ line: 2, field: 'account', reason: 'unknown-reference', value: '0' }],
  })
  await takeBack(transactionTarget, 9010)
  const account = { key: 'A9', customer: 'S0001', org: 'N1', kind: 'deposit' }
  const { added, rejected } = await bring(accountTarget, [account, { ...account, key: 'A8', customer: 'nobody' }, { ...account, key: 'A7', org: 'X' }], 9011)
  assert.equal(added, 1)
  assert.deepEqual(rejected.map(({ line, field, reason }) => [line, field, reason]).toSorted(), [[2, 'customer', 'unknown-reference'], [3, 'org', 'unknown-reference']])
  await takeBack(accountTarget, 9011)
  const prepared = transactionTarget.prepare({ ...blank(transactionTarget), ...good, at: '2999-01-01T00:00:00+08:00' }, batchOf(9012))
  assert.deepEqual(prepared, { reject: [{ field: 'at', reason: 'impossible', value: '2999-01-01' }] })
})

test('taking a run back restores every row and every sum exactly', async () => {
  const trials: [string, Target, Record<string, string>[]][] = [
    ['changed accounts', accountTarget, [
      { key: '6222020001', customer: 'S0004', org: 'N2', kind: 'deposit', balance: '1.00', status: 'dormant' },
      { key: 'NEW1', customer: 'S0001', org: 'N1', kind: 'loan', balance: '-5000.00', principal: '6000.00' }]],
    ['holders', holderTarget, [{ key: 'H1', account: '6222020001', customer: 'S0004', role: 'joint' }]],
    ['holdings', holdingTarget, [{ key: 'G1', account: '6222020001', product: 'W01', value: '100.00' }]],
    ['orders', orderTarget, [{ key: 'O1', account: '6222020001', amount: '100.00', purpose: '房租' }]],
    ['transactions', transactionTarget, [{ key: 'Z1', account: '6222020001', at: '2026-12-01T08:00:00+08:00', amount: '1.00', balance: '182301.50', kind: 'interest' }]],
  ]
  for (const [i, [name, target, rows]] of trials.entries()) {
    const was = await books()
    const asOf = name === 'transactions' ? '2026-12-31' : null
    await bring(target, rows, 9100 + i, asOf)
    await settle('savings')
    assert.notDeepEqual(await books(), was, name)
    await takeBack(target, 9100 + i)
    assert.deepEqual(await books(), was, name)
  }
})

test('accounts on which later facts stand are not taken back before those', async () => {
  await bring(accountTarget, [{ key: 'S9', customer: 'S0001', org: 'N1', kind: 'deposit' }], 9200)
  await bring(transactionTarget, [{ key: 'S9T', account: 'S9', at: '2026-11-01T08:00:00+08:00', amount: '1.00', kind: 'deposit' }], 9201)
  await assert.rejects(takeBack(accountTarget, 9200), /conflict/)
  await takeBack(transactionTarget, 9201)
  await takeBack(accountTarget, 9200)
})

test('an account without a customer of its own belongs to the owner its holders name, and so do its loan and its card', async () => {
  await bring(accountTarget, [{ key: 'B1', org: 'N1', kind: 'deposit' }, { key: 'B0', org: 'N2', kind: 'deposit' }], 9300)
  await bring(accountTarget, [{ key: 'BL', parent: 'B1', kind: 'loan', principal: '900.00' }], 9301)
  await bring(holderTarget, [{ key: 'D1', account: 'B1', customer: 'S0004', role: 'owner' }, { key: 'D2', account: 'B1', customer: 'S0001', role: 'authorised' }], 9302)
  await bring(cardTarget, [{ key: 'BC', holder: 'D1', kind: 'card', subkind: 'gold' }], 9303)
  await settle('savings')
  const wang = await numberOf('savings', 'S0004')
  const rows = await engine('test', (tx) => tx<{ key: string; customer_no: string; parent: string | null }[]>`
    select key, customer_no, parent from account.account where key in ('B1', 'BL', 'BC') order by key`)
  assert.deepEqual(rows, [{ key: 'B1', customer_no: wang, parent: null }, { key: 'BC', customer_no: wang, parent: 'savings:B1' }, { key: 'BL', customer_no: wang, parent: 'savings:B1' }])
  const position = await engine('test', (tx) => tx.one<{ lum: string }>`select lum from account.position where customer_no = ${wang} and whole`)
  assert.equal(position?.lum, '900.00')
  for (const [target, run] of [[cardTarget, 9303], [holderTarget, 9302], [accountTarget, 9301], [accountTarget, 9300]] as const) await takeBack(target, run)
})

test('a day without hours closes with the balance that no other transaction continues', async () => {
  const day = (key: string, amount: string, balance: string) => ({ key, account: '6222020005', at: '2026-10-31T00:00:00+08:00', amount, balance, kind: 'transfer' })
  await bring(transactionTarget, [day('1', '100.00', '700.00'), day('9', '-300.00', '600.00'), day('5', '200.00', '900.00')], 9400)
  await settle('savings')
  const month = await engine('test', (tx) => tx.one<{ closing: string; inflow: string }>`select closing, inflow from account.month where account_no = 'savings:6222020005' and month = '2026-10-01'`)
  assert.deepEqual(month, { closing: '600.00', inflow: '300.00' })
  await takeBack(transactionTarget, 9400)
})

test("whatever moves, each month's sums and closing are those of its transactions", async () => {
  const move = fc.record({ minute: fc.integer({ min: 0, max: 60 * 24 * 90 - 1 }), cents: fc.integer({ min: -500_000, max: 500_000 }) })
  let run = 9500
  await fc.assert(fc.asyncProperty(fc.uniqueArray(move, { minLength: 1, maxLength: 40, selector: (each) => each.minute }), async (moves) => {
    let balance = 0
    const rows = moves.toSorted((a, b) => a.minute - b.minute).map(({ minute, cents }, i) => {
      balance += cents
      const at = `${new Date(Date.UTC(2026, 5, 1) + minute * 60_000).toISOString().slice(0, 19)}+08:00`
      return { key: `P${i}`, account: '6222020002', at, amount: (cents / 100).toFixed(2), balance: (balance / 100).toFixed(2), kind: 'transfer' }
    })
    run++
    await bring(transactionTarget, rows, run)
    await settle('savings')
    const months = await engine('test', (tx) => tx<{ month: string; inflow: string; outflow: string; closing: string; count: number }[]>`
      select month::text, inflow, outflow, closing, count from account.month where account_no = 'savings:6222020002' order by month`)
    await takeBack(transactionTarget, run)
    assert.deepEqual([...months], expectedMonths(rows))
  }), { numRuns: 15 })
})

function expectedMonths(rows: { at: string; amount: string; balance: string }[]) {
  const months = Map.groupBy(rows, (row) => `${row.at.slice(0, 7)}-01`)
  const sum = (of: { amount: string }[], sign: 1 | -1) => (of.reduce((cents, row) => cents + Math.max(0, sign * Math.round(Number(row.amount) * 100)), 0) / 100).toFixed(2)
  return [...months].map(([month, of]) => ({ month, inflow: sum(of, 1), outflow: sum(of, -1), closing: of.at(-1)?.balance, count: of.length }))
}

/** Brings rows as feed does: prepared, staged, loaded, in one transaction. */
function bring(target: Target, rows: Record<string, string>[], run: number, asOf: string | null = null): Promise<Loaded> {
  const batch = { ...batchOf(run), asOf }
  const lines = rows.map((row, i) => {
    const values = target.prepare({ ...blank(target), ...row }, batch)
    if ('reject' in values) throw new Error(JSON.stringify(values.reject))
    return `${[i + 1, ...values].map((value) => (value === null ? '\\N' : String(value))).join('\t')}\n`
  })
  return bulk('test', async (tx) => {
    const columns = Object.entries(target.columns).map(([name, type]) => `${name} ${type}`)
    await tx`${{ sql: true, strings: [`create temp table batch (line int, ${columns.join(', ')}) on commit drop`], values: [] }}`
    await tx.copy('copy pg_temp.batch from stdin', lines)
    return target.load(tx, batch)
  })
}

function takeBack(target: Target, run: number): Promise<{ removed: number; restored: number }> {
  return bulk('test', (tx) => target.undo(tx, run))
}

const batchOf = (run: number) => ({ run, source: 'savings', firstLine: 1, interface: 'test', asOf: null })
const blank = (target: Target) => Object.fromEntries(Object.keys(target.fields).map((field) => [field, null]))

/** Every row of the room but the moments of writing, and what was told of customers. */
function books() {
  return engine('test', async (tx) => Promise.all([
    tx`select to_jsonb(a) from account.account a order by account_no`,
    tx`select to_jsonb(h) from account.holder h order by account_no, key, version`,
    tx`select to_jsonb(g) from account.holding g order by account_no, key`,
    tx`select to_jsonb(s) from account.standing_order s order by account_no, key`,
    tx`select to_jsonb(t) from account.transaction t order by account_no, on_day, key`,
    tx`select to_jsonb(m) from account.month m order by account_no, month`,
    tx`select to_jsonb(p) - 'updated_at' from account.position p order by customer_no, org`,
    tx`select source, day from account.as_of order by source`,
    tx`select to_jsonb(b) from account.before b order by account_no, entity, key, run`,
    tx`select customer_no, level, status from customer.customer order by customer_no`,
    tx`select customer_no, org from identity.holding order by customer_no, org`,
  ]))
}

async function numberOf(source: string, key: string): Promise<string> {
  const found = await engine('test', (tx) => tx.one<{ customer_no: string }>`select customer_no from identity.membership where source = ${source} and key = ${key} and to_event is null`)
  assert.ok(found)
  return found.customer_no
}
