import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { engine, sql } from '#kernel/tx'
import { addDays, today } from '#kernel/time'
import { openWorld, people, type Answer, type World } from '#test/world'
import { regrade } from './grade.ts'
import { relate, relationsOf, unrelate } from './relation.ts'

let bank: World
before(async () => {
  bank = await openWorld()
})
after(() => bank.close())

const numberOf = async (key: string) => {
  const found = await engine('test', (tx) => tx.one<{ customer_no: string }>`select customer_no from identity.membership where source = 'savings' and key = ${key} and to_event is null`)
  return String(found?.customer_no)
}
const versionOf = async (no: string) => (await engine('test', (tx) => tx.one<{ version: number }>`select version from customer.customer where customer_no = ${no}`))?.version ?? 0
const inAYear = addDays(today(), 300)

test('a level by hand needs a reason and a day on which it ends', async () => {
  const no = await numberOf('S0001')
  const wu = await bank.as(people.wu)
  const version = await versionOf(no)
  assert.equal((await wu.patch(`/customer/customers/${no}`, { version, level: 'private' })).status, 400)
  assert.equal((await wu.patch(`/customer/customers/${no}`, { version, level: 'private', levelReason: '家族企业主', levelUntil: '2031-01-01' })).status, 400)
  const given = await wu.patch(`/customer/customers/${no}`, { version, level: 'private', levelReason: '家族企业主', levelUntil: inAYear })
  assert.deepEqual([given.status, given.body.level, given.body.levelBy, given.body.version], [200, 'private', 'person', version + 1])
})

test('a level by hand holds until its day, then the rule decides and says why', async () => {
  const no = await numberOf('S0001')
  const grade = (asOf: string) => engine('test', (tx) => regrade(tx, sql`select ${no}::text as customer_no, 600000::numeric as aum, ${asOf}::date - 10 as last_on, ${asOf}::date as as_of`))
  await grade(today())
  assert.equal((await standing(no)).level, 'private')
  await grade(addDays(inAYear, 1))
  assert.equal((await standing(no)).level, 'platinum')
  const step = await engine('test', (tx) => tx.one<{ rule: string; why: { aum: number } }>`select rule, why from customer.level_step where customer_no = ${no} order by seq desc limit 1`)
  assert.deepEqual([step?.rule, step?.why.aum], ['level-1', 600000])
})

test('status follows the last movement of the customer’s own accord', async () => {
  const no = await numberOf('S0005')
  const cases = [[null, 'prospect'], [0, 'active'], [90, 'active'], [91, 'dormant'], [365, 'dormant'], [366, 'lost']] as const
  for (const [days, status] of cases) {
    const last = days === null ? sql`null::date` : sql`current_date - ${days}::int`
    await engine('test', (tx) => regrade(tx, sql`select ${no}::text as customer_no, 0::numeric as aum, ${last} as last_on, current_date as as_of`))
    assert.equal((await standing(no)).status, status, `${days} days`)
  }
})

test('of a hundred editors of one customer one wins, and the others get both values', async () => {
  const no = await numberOf('S0005')
  const version = await versionOf(no)
  const zheng = await bank.as(people.zheng)
  const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => zheng.patch(`/customer/customers/${no}`, { version, remark: `第${i}稿` })))
  const won = answers.filter((each) => each.status === 200)
  const lost = answers.filter((each) => each.status === 412)
  assert.deepEqual([won.length, lost.length], [1, 99])
  const { yours, theirs } = (lost[0] as Answer).body.facts // there are 99
  assert.equal(theirs.remark, won[0]?.body.remark)
  assert.notEqual(yours.remark, theirs.remark)
  assert.equal(theirs.version, version + 1)
})

test('a customer of another branch is not there to edit', async () => {
  const no = await numberOf('S0003')
  const wu = await bank.as(people.wu)
  assert.equal((await wu.patch(`/customer/customers/${no}`, { version: 1, remark: '看看' })).status, 404)
})

test('a customer without an owner waits with the head of the branch', async () => {
  const no = await numberOf('S0004')
  const queue = async (person: (typeof people)[keyof typeof people]) => (await (await bank.as(person)).get('/customer/unowned')).body.rows.map((row: { customerNo: string }) => row.customerNo)
  assert.ok((await queue(people.shen)).includes(no))
  assert.ok((await queue(people.bei)).includes(no), 'the head of the branch above sees it too')
  assert.ok(!(await queue(people.tang)).includes(no))
  assert.equal((await (await bank.as(people.wu)).get('/customer/unowned')).status, 403)
})

test('a head gives a customer to one of the own staff, and the whole customer moves with the owner', async () => {
  const no = await numberOf('S0004')
  const [shen, bei] = [await bank.as(people.shen), await bank.as(people.bei)]
  const give = async (who: typeof shen, owner: string) => who.post(`/customer/customers/${no}/owner`, { version: await versionOf(no), owner, reason: '客户经理调整' })
  assert.equal((await give(shen, people.luo.staff)).status, 422, 'nobody of another branch')
  assert.equal((await give(shen, people.zheng.staff)).status, 200)
  assert.equal((await give(bei, people.he.staff)).status, 200)
  await bank.drain()
  const rows = await engine('test', (tx) => tx<{ code: string; whole: boolean; owner: string }[]>`
    select o.code, g.whole, c.owner from identity.golden g join access.org o on o.org = g.org join customer.customer c on c.customer_no = g.customer_no
    where g.customer_no = ${no} order by g.whole desc`)
  assert.deepEqual(rows.map((row) => ({ ...row })), [{ code: 'N2', whole: true, owner: people.he.staff }, { code: 'N1', whole: false, owner: people.he.staff }])
  assert.equal((await (await bank.as(people.he)).get(`/identity/customers/${no}/sources`)).body.whole, true)
})

test('a relation reads from both sides, keeps to the types it allows, and ends by a day', async () => {
  const [chen, ouyang] = [await numberOf('S0001'), await numberOf('S0005')]
  const pair = (type: string) => sql`select ${ouyang}::text as customer_no, ${chen}::text as other_no, ${type}::text as type, date '2020-01-01' as since, 'told' as evidence`
  assert.equal(await engine('test', (tx) => relate(tx, pair('child'))), 1)
  assert.equal(await engine('test', (tx) => relate(tx, pair('child'))), 0, 'once is enough')
  assert.equal(await engine('test', (tx) => relate(tx, pair('group-member'))), 0, 'a person is no member of a group of companies')
  const from = (no: string) => engine('test', async (tx) => (await relationsOf(tx, no)).map((each) => each.zh))
  assert.deepEqual([await from(ouyang), await from(chen)], [['子女'], ['父母']])
  assert.equal(await engine('test', (tx) => unrelate(tx, sql`select ${ouyang}::text as customer_no, ${chen}::text as other_no, 'child' as type`)), 1)
  assert.equal((await engine('test', (tx) => relationsOf(tx, chen)))[0]?.until, today())
})

async function standing(no: string): Promise<{ level: string; status: string }> {
  const found = await engine('test', (tx) => tx.one<{ level: string; status: string }>`select level, status from customer.customer where customer_no = ${no}`)
  assert.ok(found)
  return found
}
