import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { engine, sql } from '#kernel/tx'
import { openWorld, people, type Client, type World } from '#test/world'
import { attributesOf } from './attribute.ts'
import { below } from './type.ts'

let bank: World
let qian: Client
before(async () => {
  bank = await openWorld()
  qian = await bank.as(people.qian)
})
after(() => bank.close())

type Row = { type: string; path: string; version: number; state: string; parent: string | null }
const types = async (): Promise<Row[]> => (await qian.get('/customer/types')).body.types
const typeOf = async (type: string): Promise<Row> => {
  const found = (await types()).find((row) => row.type === type)
  assert.ok(found, type)
  return found
}
const add = async (parent: string, name: string) => qian.post('/customer/types', { parent, name, zh: `类${name}`, en: `Type ${name}` })
const move = async (type: string, parent: string) => qian.post(`/customer/types/${type}/move`, { version: (await typeOf(type)).version, parent, reason: '重新归类' })

test('a type is added below another at run time, renamed, and its versions are kept', async () => {
  const added = await add('retail-trader', 'stall')
  assert.deepEqual([added.status, added.body.type, added.body.path], [200, 'retail-stall', 'retail/trader/stall/'])
  assert.equal((await add('retail', 'stall')).status, 409, 'the code is taken')
  assert.equal((await qian.patch('/customer/types/retail-stall', { version: 1, zh: '摊商' })).status, 200)
  assert.equal((await qian.patch('/customer/types/retail-stall', { version: 1, zh: '小贩' })).status, 412, 'somebody was quicker')
  const steps = (await qian.get('/customer/model/type/retail-stall/steps')).body.rows
  assert.deepEqual(steps.map((row: { version: number; whoName: string; said: { zh: string } }) => [row.version, row.whoName, row.said.zh]), [[2, people.qian.name, '摊商'], [1, people.qian.name, '类stall']])
})

test('a node moves with all below it, never below itself nor to another root', async () => {
  await add('retail-foreign', 'guest')
  await add('retail-guest', 'student')
  assert.equal((await move('retail-guest', 'retail-student')).body.facts.cause, 'cycle')
  assert.equal((await move('retail-guest', 'corporate')).body.facts.cause, 'root')
  assert.equal((await move('retail', 'retail-guest')).body.facts.cause, 'root')
  assert.equal((await move('retail-guest', 'retail-resident')).status, 200)
  assert.equal((await typeOf('retail-student')).path, 'retail/resident/guest/student/')
  assert.equal((await typeOf('retail-student')).parent, 'retail-guest', 'its own parent stays')
})

test('a type is retired from the leaves up, and takes no new customer then', async () => {
  const state = async (type: string, to: string) => qian.post(`/customer/types/${type}/state`, { version: (await typeOf(type)).version, state: to, reason: '不再使用' })
  assert.equal((await state('retail-guest', 'retired')).body.facts.cause, 'children')
  assert.equal((await state('retail-student', 'retired')).status, 200)
  const wu = await bank.as(people.wu)
  const found = await engine('test', (tx) => tx.one<{ customer_no: string; version: number }>`
    select customer_no, version from customer.customer where customer_no = (select customer_no from identity.membership where source = 'savings' and key = 'S0001' and to_event is null)`)
  const give = (type: string, version: number) => wu.post(`/customer/customers/${found?.customer_no}/type`, { version, type, reason: '在校学生' })
  assert.equal((await give('retail-student', found?.version ?? 0)).status, 422)
  assert.equal((await give('corporate-small', found?.version ?? 0)).status, 422, 'a person is no company')
  assert.equal((await give('retail-stall', found?.version ?? 0)).status, 200)
  assert.equal((await give('retail-resident', found?.version ?? 0)).status, 412)
})

test('what is asked of a type is asked of those below it, and nothing else is', async () => {
  const declare = (attribute: string, type: string, more: object) => qian.post('/customer/attributes', { attribute, type, zh: `属性${attribute}`, en: attribute, kind: 'text', class: 'C1', ...more })
  assert.equal((await declare('stallNo', 'retail-trader', { searchable: true })).status, 200)
  assert.equal((await declare('goods', 'retail-stall', { kind: 'choice', options: [{ code: 'fruit', zh: '水果', en: 'Fruit' }] })).status, 200)
  const of = (type: string) => engine('test', async (tx) => (await attributesOf(tx, type)).map((each) => each.attribute))
  assert.deepEqual([await of('retail-stall'), await of('retail-trader'), await of('retail-resident')], [['stallNo', 'goods'], ['stallNo'], []])
  assert.equal((await declare('pin', 'retail', { class: 'C3' })).status, 422, 'C3 is never stored')
  assert.equal((await declare('spousePhone', 'retail', { kind: 'phone' })).status, 422, 'a phone is C2')
  assert.equal((await declare('stallNo', 'retail', {})).status, 409)
  assert.equal((await declare('colour', 'retail', { kind: 'choice' })).status, 400, 'a choice has options')
  const change = (version: number, more: object) => qian.patch('/customer/attributes/goods', { version, ...more })
  assert.equal((await change(1, { options: [{ code: 'meat', zh: '肉', en: 'Meat' }] })).status, 422, 'an option once given stays')
  assert.equal((await change(1, { state: 'retired' })).status, 200)
  assert.deepEqual(await of('retail-stall'), ['stallNo'])
  assert.equal((await (await bank.as(people.wu)).post('/customer/attributes', { attribute: 'x1', type: 'retail', zh: 'x', en: 'x', kind: 'text', class: 'C1' })).status, 403)
})

test('the descendants of a node among two thousand are found in a moment', async () => {
  await engine('test', async (tx) => {
    await tx`
      insert into customer.type (type, parent, path, zh, en, position)
      select 'institution-t' || n, case when n <= 10 then 'institution' else 'institution-t' || (n / 10) end, 'institution/t' || n || '/', 't' || n, 't' || n, n from generate_series(1, 2000) n`
    for (let level = 0; level < 5; level++) await tx`update customer.type c set path = p.path || split_part(c.type, '-', 2) || '/' from customer.type p where p.type = c.parent and c.type like 'institution-t%' and c.path <> p.path || split_part(c.type, '-', 2) || '/'`
  })
  const began = performance.now()
  const found = await engine('test', async (tx) => {
    const top = await tx.one<{ path: string }>`select path from customer.type where type = 'institution-t1'`
    return tx<{ type: string }[]>`select type from customer.type where ${below(sql`${top?.path ?? ''}`, sql`path`)}`
  })
  assert.equal(found.length, 1000)
  assert.ok(performance.now() - began < 1000)
})
