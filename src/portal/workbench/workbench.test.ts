import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { engine } from '#kernel/tx'
import { openWorld, people, type Person, type World } from '#test/world'

let world: World
before(async () => { world = await openWorld() })
after(() => world.close())

const mineOf = async (person: Person) => {
  const answer = await (await world.as(person)).get('/workbench/mine')
  assert.equal(answer.status, 200, answer.text)
  return answer.body
}

test('a relationship manager sees her own book: count, assets and what came and went on the last day', async () => {
  const mine = await mineOf(people.wu)
  assert.equal(mine.customers.count, 2)
  assert.equal(mine.customers.aum, '482300.50')
  assert.equal(mine.asOf, '2026-11-20')
  assert.deepEqual(mine.came, { amount: '80000.00', before: '0', customers: 1 })
  assert.deepEqual(mine.went, { amount: '0', before: '0', customers: 0 })
  assert.equal(mine.customers.change, '80000.00')
})

test('a deposit that ends within 30 days is counted and opens its row', async () => {
  const mine = await mineOf(people.wu)
  assert.deepEqual(mine.maturities, { count: 1, customers: 1, amount: '300000.00' })
  const { body } = await (await world.as(people.wu)).get('/workbench/mine/maturities')
  assert.equal(body.rows.length, 1)
  assert.equal(body.rows[0].name, '陈静')
  assert.equal(body.rows[0].accountNo, '**** 0002')
  assert.equal(body.rows[0].maturesOn, '2026-12-05')
})

test('whom to call first is said with the reason', async () => {
  const { next, rule } = await mineOf(people.wu)
  assert.equal(rule, 'next-1')
  assert.equal(next[0].name, '陈静')
  assert.deepEqual(next[0].reasons.map((reason: { code: string }) => reason.code), ['large-in', 'matures', 'nearing'])
})

test("another manager's money is never in one's figures or rows", async () => {
  const luo = await world.as(people.luo)
  const { body } = await luo.get('/workbench/mine/flows?way=out')
  assert.deepEqual(body.rows.map((row: { name: string }) => row.name), ['李明'])
  assert.equal((await mineOf(people.luo)).moves.count, 0)
})

test('what a customer moves between accounts of their own neither comes nor goes', async () => {
  const moves = [
    ['O1', '6222020001', '-90000.00'],
    ['O2', '6222020002', '90000.00'],
  ] as const
  const was = await mineOf(people.wu)
  await engine('test', (tx) => tx`
    insert into account.transaction (account_no, on_day, key, at, amount, currency, kind, org, run, line)
    select 'savings:' || no, '2026-11-20', m.key, '2026-11-20T15:00:00+08:00', amount::numeric, 'CNY', 'transfer', a.org, 9999, 1
    from unnest(${moves.map((each) => each[0])}::text[], ${moves.map((each) => each[1])}::text[], ${moves.map((each) => each[2])}::text[]) m (key, no, amount)
    join account.account a on a.account_no = 'savings:' || m.no`)
  await engine('test', (tx) => tx`update account.account set last_on = '2026-11-20' where account_no = 'savings:6222020002'`)
  const now = await mineOf(people.wu)
  assert.deepEqual([now.came, now.went, now.moves], [was.came, was.went, was.moves])
})

test('a large move follows the measure one sets, and a lost race is told both values', async () => {
  const zheng = await world.as(people.zheng)
  assert.equal((await mineOf(people.zheng)).moves.count, 1)
  assert.equal((await zheng.patch('/workbench/preference', { largeMove: '500000', version: 0 })).status, 200)
  const mine = await mineOf(people.zheng)
  assert.equal(mine.moves.count, 0)
  assert.equal(mine.preference.largeMove, '500000.00')
  const late = await zheng.patch('/workbench/preference', { largeMove: '1000', version: 0 })
  assert.equal(late.status, 412)
  assert.equal(late.body.theirs?.largeMove ?? late.body.facts?.theirs?.largeMove, '500000.00')
  assert.equal((await mineOf(people.wu)).preference.largeMove, '50000.00')
})

test('customers without a manager are in the book of the head of the branch and in nobody else\'s', async () => {
  const shen = await world.as(people.shen)
  assert.equal((await mineOf(people.shen)).unowned, 1)
  assert.deepEqual((await shen.get('/workbench/unowned')).body.rows.map((row: { name: string }) => row.name), ['王芳'])
  assert.equal((await mineOf(people.wu)).unowned, null)
  assert.equal((await (await world.as(people.wu)).get('/workbench/unowned')).status, 403)
  assert.equal((await mineOf(people.ma)).unowned, 0)
  assert.equal((await mineOf(people.shen)).customers.aum, '1200.00')
})

test('a list is turned over by key and shows every row once', async () => {
  const wu = await world.as(people.wu)
  const seen: string[] = []
  for (let after = ''; ;) {
    const { body } = await wu.get(`/workbench/mine/moves?limit=1${after}`)
    seen.push(...body.rows.map((row: { id: string }) => row.id))
    if (!body.next) break
    after = `&after=${encodeURIComponent(body.next)}`
  }
  assert.equal(new Set(seen).size, seen.length)
  assert.equal(seen.length, (await mineOf(people.wu)).moves.count)
})

test('those who have no book of customers have no workbench', async () => {
  assert.equal((await (await world.as(people.xi)).get('/workbench/mine')).status, 403)
  assert.equal((await world.nobody.get('/workbench/mine')).status, 401)
})
