import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { today } from '#kernel/time'
import { engine } from '#kernel/tx'
import { openWorld, people, type Client, type World } from '#test/world'
import { relationsOf } from './relation.ts'

let bank: World
let qian: Client
let shen: Client
let [chen, ouyang, wang] = ['', '', '']
before(async () => {
  bank = await openWorld()
  ;[qian, shen] = await Promise.all([bank.as(people.qian), bank.as(people.shen)])
  while ((await qian.get('/customer/types')).status === 503) await setTimeout(100) // a server that has just started on a busy machine sheds its first calls
  ;[chen, ouyang, wang] = (await Promise.all(['S0001', 'S0005', 'S0004'].map(numberOf))) as [string, string, string] // three keys of the world
})
after(() => bank.close())

async function numberOf(key: string): Promise<string> {
  const found = await engine('test', (tx) => tx.one<{ customer_no: string }>`select customer_no from identity.membership where source = 'savings' and key = ${key} and to_event is null`)
  return String(found?.customer_no)
}
const tie = (no: string, otherNo: string, type: string, direction: string, more: object = {}) => shen.post(`/customer/customers/${no}/relations`, { otherNo, type, direction, since: '2024-01-01', evidence: '营业执照', ...more })
const labels = (no: string) => engine('test', async (tx) => (await relationsOf(tx, no)).filter((each) => each.until === null).map((each) => each.zh))

test('a kind of relation is made on the page, and reads from both sides', async () => {
  const make = (more: object) => qian.post('/customer/relation-types', { type: 'boss', zh: '实际控制人', en: 'Beneficial owner', zhBack: '实际控制的客户', enBack: 'Controlled', fromTypes: ['retail'], toTypes: ['retail-trader'], carries: 'control', ...more })
  assert.equal((await make({ fromTypes: ['nowhere'] })).status, 422)
  assert.equal((await make({})).status, 200)
  assert.equal((await make({})).status, 409)
  assert.equal((await tie(chen, ouyang, 'boss', 'forward')).status, 422, 'no trader: the pair is not allowed')
  const change = (version: number, more: object) => qian.patch('/customer/relation-types/boss', { version, ...more })
  assert.equal((await change(1, { toTypes: ['retail'] })).status, 200)
  assert.equal((await change(1, { zh: '实控人' })).status, 412)
  assert.equal((await tie(chen, ouyang, 'boss', 'forward')).status, 200)
  assert.deepEqual([await labels(chen), await labels(ouyang)], [['实际控制人'], ['实际控制的客户']])
})

test('what carries control never runs in a circle', async () => {
  assert.equal((await tie(ouyang, wang, 'boss', 'forward')).status, 200)
  assert.equal((await tie(wang, chen, 'boss', 'forward')).body.facts.cause, 'cycle')
  assert.equal((await tie(chen, wang, 'boss', 'backward')).body.facts.cause, 'cycle', 'nor told from the other side')
})

test('a relation ends by a day, one direction of two, and a customer of another branch is none to tie to', async () => {
  assert.equal((await tie(chen, wang, 'guarantor', 'forward')).status, 200)
  assert.equal((await tie(chen, wang, 'guarantor', 'backward')).status, 200)
  const end = (until: string) => shen.post(`/customer/customers/${chen}/relations/end`, { otherNo: wang, type: 'guarantor', direction: 'forward', until, reason: '担保已解除' })
  assert.equal((await end('2099-01-01')).status, 400)
  assert.equal((await end(today())).status, 200)
  assert.equal((await end(today())).status, 404)
  assert.deepEqual((await labels(chen)).toSorted(), ['实际控制人', '被担保人'])
  assert.equal((await tie(chen, await numberOf('S0003'), 'spouse', 'mutual')).status, 422)
})
