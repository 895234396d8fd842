import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { engine } from '#kernel/tx'
import { accounts, openWorld, people, records, type Person, type World } from '#test/world'
import { refOf } from './account.ts'

let bank: World
const no: Record<string, string> = {}
before(async () => {
  bank = await openWorld()
  for (const name of ['chen', 'wang', 'li'] as const) no[name] = (await engine('test', (tx) => tx.one<{ no: string }>`select customer_no as no from identity.membership where source = 'savings' and key = ${records[name].key} and to_event is null`))?.no ?? ''
})
after(() => bank.close())

const SAVINGS = `savings:${accounts.chenSavings.key}`
const give = async (person: Person, from: string, other: string, role: string) => (await bank.as(person)).post(`/account/customers/${no[from]}/accounts/${refOf(SAVINGS)}/holders`, { other: no[other], role, reason: '析产公证' })
const aum = async (name: string) => (await engine('test', (tx) => tx.one<{ aum: string }>`select aum::text from account.position where customer_no = ${no[name]} and whole`))?.aum
const row = () => engine('test', (tx) => tx.one`select version, customer_no, customer_key, digest::text, updated_at from account.account where account_no = ${SAVINGS}`)

test('a joint holder is added, sees the account, and counts none of its money', async () => {
  const before = await row()
  assert.equal((await give(people.shen, 'chen', 'wang', 'joint')).status, 200)
  assert.deepEqual(await row(), before, 'the account row is untouched')
  assert.equal(await aum('wang'), '1200.00')
  const { body } = await (await bank.as(people.shen)).get(`/customer360/customers/${no.wang}`)
  assert.deepEqual(body.accounts.map((each: { role: string }) => each.role).toSorted(), ['joint', 'owner'])
  assert.equal((await give(people.shen, 'chen', 'wang', 'joint')).status, 409)
})

test('an account goes over to another customer and back, its row untouched, both positions right at once', async () => {
  const before = await row()
  assert.equal((await give(people.shen, 'chen', 'wang', 'owner')).status, 200)
  assert.deepEqual([await aum('chen'), await aum('wang')], ['300000.00', '183500.50'])
  assert.equal((await give(people.shen, 'wang', 'chen', 'owner')).status, 200)
  assert.deepEqual([await aum('chen'), await aum('wang')], ['482300.50', '1200.00'])
  assert.deepEqual(await row(), before)
  const history = await engine('test', (tx) => tx`select customer_no from account.holder where account_no = ${SAVINGS} and role = 'owner'`) as unknown[]
  assert.equal(history.length, 3, 'what was, stays')
})

test('nobody moves what lies beyond the own branch, and a relationship manager moves nothing', async () => {
  assert.equal((await give(people.shen, 'chen', 'li', 'owner')).status, 404)
  assert.equal((await give(people.tang, 'chen', 'li', 'owner')).status, 404)
  assert.equal((await give(people.wu, 'chen', 'wang', 'owner')).status, 403)
})

test('who was joined leaves again, and the move is in the audit', async () => {
  const left = await (await bank.as(people.shen)).post(`/account/customers/${no.chen}/accounts/${refOf(SAVINGS)}/holders/end`, { other: no.wang, reason: '不再共有' })
  assert.equal(left.status, 200)
  assert.deepEqual(left.body.holders, [{ customerNo: no.chen, role: 'owner' }])
  const noted = await engine('test', (tx) => tx.one<{ n: number }>`select count(*)::int as n from kernel.audit_entry where kind = 'change' and action like '%holders%' and staff = ${people.shen.staff}`)
  assert.ok((noted?.n ?? 0) >= 4)
})
