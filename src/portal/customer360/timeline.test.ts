import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { relate } from '#center/customer'
import { engine, sql } from '#kernel/tx'
import { openWorld, people, records, type Person, type World } from '#test/world'

let bank: World
let chen: string
let wang: string
before(async () => {
  bank = await openWorld()
  const numberOf = async (key: string) => (await engine('test', (tx) => tx.one<{ no: string }>`select customer_no as no from identity.membership where source = 'savings' and key = ${key} and to_event is null`))?.no ?? ''
  chen = await numberOf(records.chen.key)
  wang = await numberOf(records.wang.key)
  await engine('test', (tx) => relate(tx, sql`select ${chen}::text as customer_no, ${wang}::text as other_no, 'spouse'::text as type, date '2024-05-20' as since, 'test' as evidence`))
})
after(() => bank.close())

type Row = { kind: string; key: string; what: string; day: string; party: string | null; amount: string | null }
type Page = { rows: Row[]; next: string | null; searchedTo: string | null }
const ask = async (person: Person, input: object = {}): Promise<Page> => (await (await bank.as(person)).post(`/customer360/customers/${chen}/timeline`, { limit: 200, ...input })).body
const throughout = async (input: object, limit: number): Promise<Row[]> => {
  const rows: Row[] = []
  for (let after: string | undefined; ;) {
    const page: Page = await ask(people.wu, { ...input, limit, ...(after && { after }) })
    rows.push(...page.rows)
    if (page.next === null) return rows
    after = page.next
  }
}

test('one stream tells what all rooms know of her, newest first', async () => {
  const { rows } = await ask(people.wu)
  for (const kind of ['transaction', 'account', 'identity', 'status', 'level', 'relation']) assert.ok(rows.some((row) => row.kind === kind), kind)
  assert.deepEqual(rows.map((row) => row.day), rows.map((row) => row.day).toSorted().toReversed())
  assert.equal(rows.find((row) => row.kind === 'relation')?.party, '王芳')
})

test('whatever the page holds, its pages make the same stream, nothing twice and nothing lost', async () => {
  const { rows } = await ask(people.wu)
  for (const limit of [1, 2, 3, 7]) assert.deepEqual((await throughout({}, limit)).map((row) => row.key), rows.map((row) => row.key), `${limit} a page`)
})

test('kinds, channel, days and words narrow it', async () => {
  assert.deepEqual([...new Set((await ask(people.wu, { kinds: ['transaction', 'level'] })).rows.map((row) => row.kind))].toSorted(), ['level', 'transaction'])
  assert.deepEqual((await ask(people.wu, { until: '2026-10-31', since: '2026-10-01' })).rows.map((row) => [row.kind, row.day]), [['transaction', '2026-10-15']])
  const salaries = await ask(people.wu, { text: '代发工资' })
  assert.deepEqual(salaries.rows.map((row) => row.amount), ['18500.00', '18500.00'])
  assert.deepEqual((await ask(people.wu, { text: '王芳' })).rows.map((row) => row.kind), ['relation'])
  assert.deepEqual((await ask(people.wu, { text: '金卡' })).rows.map((row) => row.kind), ['level'])
  assert.deepEqual((await ask(people.wu, { text: '80000' })).rows.map((row) => row.what), ['transfer'])
  assert.deepEqual((await ask(people.wu, { text: '没有这回事' })), { ...(await ask(people.wu, { text: '没有这回事' })), rows: [], next: null, searchedTo: null })
  assert.equal((await ask(people.wu, { channel: 'mobile' })).rows.length, 0)
})

test('another branch is told what lies with it and no more', async () => {
  const { rows } = await ask(people.he)
  assert.deepEqual(rows.filter((row) => row.kind === 'transaction').map((row) => row.amount), ['-860.40'])
  assert.ok(rows.every((row) => row.kind !== 'relation' && row.kind !== 'level'))
  assert.equal((await (await bank.as(people.luo)).post(`/customer360/customers/${chen}/timeline`, {})).status, 404)
})

test('a search among very many says how far it has come, and goes on from there', async () => {
  const account = 'savings:6222020001'
  await engine('test', async (tx) => {
    await tx`select account.ensure_months(array(select generate_series('2023-01-01'::date, '2026-11-01', '1 month')::date))`
    await tx`
      insert into account.transaction (account_no, on_day, key, at, amount, currency, kind, channel, summary, org, run, line)
      select ${account}, day, 'X' || n, day::timestamp at time zone 'Asia/Shanghai' + n % 50000 * interval '1 second', -1, 'CNY', 'purchase', 'qr', case when n = 1 then '买表' else '早餐' end, a.org, 0, n
      from generate_series(1, 30000) n cross join lateral (select ('2023-01-10'::date + n / 22)::date as day) d join account.account a on a.account_no = ${account}`
    await tx`
      insert into account.month (account_no, month, org, inflow, outflow, count, last_on, last_in, last_out)
      select account_no, date_trunc('month', on_day)::date, min(org), 0, count(*), count(*), max(on_day), 0, 0 from account.transaction where account_no = ${account} group by account_no, date_trunc('month', on_day)
      on conflict (account_no, month) do update set count = excluded.count`
  })
  const first = await ask(people.wu, { text: '买表' })
  assert.deepEqual(first.rows, [])
  assert.ok(first.searchedTo && first.searchedTo > '2025-01-01' && first.next)
  const found = await throughout({ text: '买表' }, 40)
  assert.deepEqual(found.map((row) => row.day), ['2023-01-10'])
  const began = performance.now()
  const page = await ask(people.wu, { limit: 40 })
  const deep = await ask(people.wu, { limit: 40, until: '2023-03-01' })
  assert.equal(page.rows.length + deep.rows.length, 80)
  console.log(`a page of 30,000: ${((performance.now() - began) / 2).toFixed(0)} ms`)
})
