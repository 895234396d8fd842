import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accounts, openWorld, people, records, type Person, type World } from '#test/world'

let bank: World
let chen: string
before(async () => {
  bank = await openWorld()
  const { body } = await (await bank.as(people.wu)).post('/search/find', { text: '陈静' })
  chen = body.hits[0].customerNo
})
after(() => bank.close())

const seenBy = async (person: Person, path = '') => (await bank.as(person)).get(`/customer360/customers/${chen}${path}`)

test('the owner sees the whole customer in one answer: what she holds, owes, moved, and why she stands where she stands', async () => {
  const { status, body } = await seenBy(people.wu)
  assert.equal(status, 200)
  assert.equal(body.whole, true)
  assert.equal(body.position.aum, '482300.50')
  assert.equal(body.position.lum, '3260.40')
  assert.deepEqual(body.accounts.map((account: { kind: string }) => account.kind), ['deposit', 'deposit', 'card'])
  assert.equal(body.trend.length, 12)
  // Before the first known month stands its opening: 90,300.50 less the salary of 18,500.00, and the time deposit.
  assert.deepEqual(body.trend.slice(-4).map((month: { aum: string }) => month.aum), ['371800.50', '371800.50', '390300.50', '482300.50'])
  assert.equal(body.level, 'gold')
  assert.deepEqual(body.ladder, { atLeast: '50000.00', next: { level: 'platinum', atLeast: '500000.00' } })
  assert.equal(body.why.level.rule, 'level-1')
  assert.equal(body.asOf, '2026-11-20')
})

test('of each value the answer names the system it is taken from', async () => {
  const { body } = await seenBy(people.wu)
  assert.equal(body.won.phone.title.zh, '信用卡系统')
  assert.equal(body.phone, '139****0001')
  assert.ok(body.sources.some((source: { source: string; title: { zh: string } }) => source.source === 'savings' && source.title.zh === '储蓄核心系统'))
})

test('the branch of her card sees her card and nothing of her savings', async () => {
  const { body, text } = await seenBy(people.he)
  assert.equal(body.whole, false)
  assert.deepEqual(body.accounts.map((account: { kind: string }) => account.kind), ['card'])
  assert.equal(body.position.aum, '0.00')
  assert.equal(body.owner, null)
  assert.ok(!text.includes(accounts.chenSavings.balance) && !text.includes('陈建国'))
})

test('who may see customers and not their money sees who she is and none of what she holds', async () => {
  const { status, body, text } = await seenBy(people.qian)
  assert.equal(status, 200)
  assert.equal(body.customerNo, chen)
  assert.deepEqual([body.position, body.accounts, body.holdings, body.orders, body.transactions, body.trend], [null, [], [], [], [], []])
  assert.ok(!text.includes(accounts.chenSavings.balance))
  assert.equal((await seenBy(people.qian, '/transactions')).status, 403, 'the ledger itself is closed to a steward')
})

test('another branch does not learn that she exists', async () => {
  assert.equal((await seenBy(people.luo)).status, 404)
  assert.equal((await seenBy(people.luo, '/transactions')).status, 404)
})

test('a key figure opens the rows it is made of: one day, one way', async () => {
  const overview = (await seenBy(people.wu)).body.position
  const rows = async (way: string) => (await seenBy(people.wu, `/transactions?on=${overview.lastOn}&way=${way}`)).body.rows as { amount: string }[]
  assert.deepEqual((await rows('in')).map((row) => row.amount), ['80000.00'])
  assert.equal(overview.lastIn, '80000.00')
  assert.deepEqual(await rows('out'), [])
  assert.equal((await seenBy(people.wu, '/transactions?way=in')).status, 400)
})

test('one account opens its own transactions, named by a reference that tells nothing', async () => {
  const { body } = await seenBy(people.wu)
  const savings = body.accounts.find((account: { balance: string }) => account.balance === accounts.chenSavings.balance)
  assert.ok(!savings.ref.includes(accounts.chenSavings.key))
  const first = (await seenBy(people.wu, `/transactions?account=${savings.ref}&limit=2`)).body
  assert.deepEqual(first.rows.map((row: { amount: string }) => row.amount), ['80000.00', '18500.00'])
  const rest = (await seenBy(people.wu, `/transactions?account=${savings.ref}&limit=2&after=${encodeURIComponent(first.next)}`)).body
  assert.deepEqual(rest.rows.map((row: { amount: string }) => row.amount), ['18500.00'])
  assert.equal((await seenBy(people.he, `/transactions?account=${savings.ref}`)).status, 404)
})

test('no document or phone number is in the answer in clear', async () => {
  for (const person of [people.wu, people.shen, people.kong, people.zhou]) {
    const { text } = await seenBy(person)
    assert.ok(!text.includes(records.chen.idNumber) && !text.includes(records.chen.phone), person.name)
  }
})
