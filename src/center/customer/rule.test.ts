import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { speak } from '#kernel/text'
import { addDays, today } from '#kernel/time'
import { engine, sql } from '#kernel/tx'
import { openWorld, people, type Client, type World } from '#test/world'
import { regrade } from './grade.ts'
import { ruleWords } from './text.ts'

let bank: World
let qian: Client
let feng: Client
before(async () => {
  bank = await openWorld()
  ;[qian, feng] = await Promise.all([bank.as(people.qian), bank.as(people.feng)])
  while ((await qian.get('/customer/types')).status === 503) await setTimeout(100) // a server that has just started on a busy machine sheds its first calls
})
after(() => bank.close())

const bands = (gold: string) => [{ level: 'standard', atLeast: '0' }, { level: 'gold', atLeast: gold }, { level: 'platinum', atLeast: '5000000' }]
const standing = (key: string) => engine('test', (tx) => tx.one<{ customer_no: string; level: string; stage: string | null; status: string }>`
  select c.customer_no, c.level, c.stage, c.status from customer.customer c
  where c.customer_no = (select customer_no from identity.membership where source = 'savings' and key = ${key} and to_event is null)`)

test('a rule is called by a name, and what came with the system has held from the beginning, of which there is no day', async () => {
  const named = async (kind: string) => (await qian.get(`/customer/rules?kind=${kind}`)).body.rows.map(ruleWords)
  assert.deepEqual(await named('status'), [{ name: '状态规则第 1 版', day: null, always: '自始有效' }])
  assert.deepEqual(await named('stage'), [{ name: '生命周期规则第 1 版', day: null, always: '自始有效' }])
  assert.deepEqual(ruleWords({ kind: 'level', rule: 'level-12', since: '2026-11-20' }), { name: '层级规则第 12 版', day: '2026-11-20', always: '自始有效' })
  speak('en')
  assert.deepEqual(await named('level'), [{ name: 'Level rule, version 1', day: null, always: 'the beginning' }])
  speak('zh')
})

test('a rule is tried before it is proposed: how many would stand elsewhere', async () => {
  const { body } = await qian.post('/customer/rules/try', { kind: 'level', body: { bands: bands('1000') } })
  assert.deepEqual(body.moves.filter((move: { after: string }) => move.after === 'gold').map((move: { before: string; customers: number }) => [move.before, move.customers]), [['diamond', 1], ['standard', 3]])
  const wrong = await qian.post('/customer/rules/try', { kind: 'level', body: { bands: [{ level: 'gold', atLeast: '0' }, { level: 'standard', atLeast: '10' }] } })
  assert.deepEqual([wrong.status, wrong.body.facts.field], [400, 'bands'])
})

test('one proposes, another publishes, and everybody is graded anew with the new version as the reason', async () => {
  const made = await qian.post('/customer/rules', { kind: 'level', body: { bands: bands('1000') }, since: today(), note: '降低金卡门槛' })
  assert.deepEqual([made.status, made.body.rule, made.body.state], [200, 'level-2', 'proposed'])
  assert.equal((await qian.post('/customer/rules', { kind: 'level', body: { bands: bands('2000') }, since: today(), note: '再降低门槛' })).status, 409, 'one waits already')
  assert.equal((await qian.post('/customer/rules/level-2/judge', { version: 1, verdict: 'publish' })).status, 403)
  assert.equal((await feng.post('/customer/rules/level-2/judge', { version: 1, verdict: 'refuse' })).status, 400, 'a refusal has its reason')
  assert.equal((await feng.post('/customer/rules/level-2/judge', { version: 1, verdict: 'publish' })).status, 200)
  await bank.drain()
  assert.equal((await standing('S0004'))?.level, 'gold')
  const step = await engine('test', (tx) => tx.one<{ rule: string }>`select rule from customer.level_step order by at desc, seq desc limit 1`)
  assert.equal(step?.rule, 'level-2')
  const { rows } = (await qian.get('/customer/rules?kind=level')).body
  assert.deepEqual(rows.map((row: { rule: string; holds: boolean }) => [row.rule, row.holds]), [['level-2', true], ['level-1', false]])
})

test('who has proposed a rule may take it back, and nobody judges what is gone', async () => {
  await qian.post('/customer/rules', { kind: 'status', body: { activeDays: 60, dormantDays: 300 }, since: addDays(today(), 30), note: '更早提示沉寂' })
  assert.equal((await qian.post('/customer/rules/status-2/withdraw', { version: 1 })).status, 200)
  assert.equal((await feng.post('/customer/rules/status-2/judge', { version: 2, verdict: 'publish' })).status, 409)
})

test('the life cycle follows time and what is held, each step with its rule and its figures', async () => {
  const no = (await standing('S0005'))?.customer_no ?? ''
  const open = (days: number) => engine('test', (tx) => tx`update customer.customer set since = current_date - ${days}::int where customer_no = ${no}`)
  const grade = (days: number | null, aum: number) => engine('test', (tx) => regrade(tx, sql`select ${no}::text as customer_no, ${aum}::numeric as aum, ${days === null ? sql`null::date` : sql`current_date - ${days}::int`} as last_on, current_date as as_of`))
  const cases = [[10, null, 0, 'prospect'], [10, 3, 10, 'new'], [180, 3, 10, 'new'], [181, 3, 10, 'growing'], [2000, 3, 10, 'growing'], [1095, 3, 60000, 'growing'], [1096, 3, 60000, 'mature'], [1096, 91, 60000, 'dormant'], [1096, 366, 60000, 'lost']] as const
  for (const [since, days, aum, stage] of cases) {
    await open(since)
    await grade(days, aum)
    assert.equal((await standing('S0005'))?.stage, stage, `${since} ${days} ${aum}`)
  }
  const steps = await engine('test', (tx) => tx<{ before: string; after: string; rule: string }[]>`select before, after, rule from customer.stage_step where customer_no = ${no} order by seq desc limit 2`)
  assert.deepEqual(steps.map((step) => ({ ...step })), [{ before: 'dormant', after: 'lost', rule: 'stage-1' }, { before: 'mature', after: 'dormant', rule: 'stage-1' }])
})
