/** What a write promises: one of many wins, a key means once, and nothing changes without a trace. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { openWorld, people, records, type World } from './world.ts'

let bank: World
let owner: pg.Client
before(async () => {
  bank = await openWorld()
  owner = new pg.Client({ connectionString: bank.urls.superuser })
  await owner.connect()
})
after(async () => {
  await owner.end()
  await bank.close()
})

async function numberOf(key: string): Promise<string> {
  const { rows } = await owner.query<{ customer_no: string }>(`select customer_no from identity.membership where source = 'savings' and key = $1 and to_event is null`, [key])
  assert.ok(rows[0])
  return rows[0].customer_no
}

async function state(customerNo: string): Promise<{ version: number; remark: string | null }> {
  const { rows } = await owner.query<{ version: number; remark: string | null }>('select version, remark from customer.customer where customer_no = $1', [customerNo])
  assert.ok(rows[0])
  return rows[0]
}

const auditRows = async (): Promise<number> => Number((await owner.query<{ n: number }>('select count(*) as n from kernel.audit_entry')).rows[0]?.n)

test('of a hundred who edit one customer at once, one wins and ninety-nine are shown both values', async () => {
  const wu = await bank.as(people.wu)
  const chen = await numberOf(records.chen.key)
  const { version } = await state(chen)
  const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => wu.patch(`/customer/customers/${chen}`, { version, remark: `第${n}位` })))
  const won = answers.filter((answer) => answer.status === 200)
  const lost = answers.filter((answer) => answer.status === 412)
  assert.equal(won.length, 1)
  assert.equal(lost.length, 99)
  for (const answer of lost) assert.ok(answer.body.facts.theirs !== undefined && answer.body.facts.yours !== undefined, answer.text)
  const after = await state(chen)
  assert.equal(after.version, version + 1)
  assert.ok(answers.findIndex((answer) => answer.status === 200) === Number(/\d+/.exec(after.remark ?? '')?.[0]))
})

test('a thousand repeated keys have one effect each, and every repeat gets the first answer', async () => {
  const wu = await bank.as(people.wu)
  const chen = await numberOf(records.chen.key)
  for (let round = 0; round < 20; round++) {
    const { version } = await state(chen)
    const key = randomUUID()
    const answers = await Promise.all(Array.from({ length: 50 }, () => wu.patch(`/customer/customers/${chen}`, { version, remark: `轮次${round}` }, { 'idempotency-key': key })))
    const settled = answers.filter((answer) => answer.status !== 409) // in progress: asked too early, not refused
    assert.ok(settled.length > 0 && settled.every((answer) => answer.status === 200), settled.map((answer) => answer.text).join())
    for (const answer of settled) assert.deepEqual(answer.body, settled[0]?.body)
    assert.equal((await state(chen)).version, version + 1)
  }
})

test('another body under a used key is refused, and so is a write without a key', async () => {
  const wu = await bank.as(people.wu)
  const chen = await numberOf(records.chen.key)
  const { version } = await state(chen)
  const key = randomUUID()
  assert.equal((await wu.patch(`/customer/customers/${chen}`, { version, remark: '一' }, { 'idempotency-key': key })).status, 200)
  assert.equal((await wu.patch(`/customer/customers/${chen}`, { version: version + 1, remark: '二' }, { 'idempotency-key': key })).status, 422)
  for (const bad of ['', 'short', 'x'.repeat(65)]) assert.equal((await wu.patch(`/customer/customers/${chen}`, { version: version + 1, remark: '三' }, { 'idempotency-key': bad })).status, 400)
  assert.equal((await state(chen)).remark, '一')
})

test('a change without a trace does not happen: when the audit cannot be written, the write is undone', async () => {
  const wu = await bank.as(people.wu)
  const chen = await numberOf(records.chen.key)
  const before = await state(chen)
  await owner.query('alter table kernel.audit_entry add constraint closed check (false) not valid')
  try {
    const change = await wu.patch(`/customer/customers/${chen}`, { version: before.version, remark: '无痕' })
    assert.ok(change.status >= 500, change.text)
    const look = await wu.get(`/customer360/customers/${chen}`)
    assert.ok(look.status >= 500, 'a look without a trace was answered')
    assert.doesNotMatch(look.text, /陈静/)
    assert.deepEqual(await state(chen), before)
  } finally {
    await owner.query('alter table kernel.audit_entry drop constraint closed')
  }
})

test('every look and every change leaves its row: who, whose, which fields, from which screen', async () => {
  const wu = await bank.as(people.wu)
  const chen = await numberOf(records.chen.key)
  const before = await auditRows()
  assert.equal((await wu.get(`/customer360/customers/${chen}`)).status, 200)
  assert.equal(await auditRows(), before + 1)
  const { rows } = await owner.query<{ staff: string; subjects: string[]; fields: string[]; kind: string }>('select staff, subjects, fields, kind from kernel.audit_entry order by id desc limit 1')
  assert.equal(rows[0]?.staff, people.wu.staff)
  assert.equal(rows[0]?.kind, 'look')
  assert.ok(rows[0]?.subjects.includes(chen))
  assert.ok(rows[0]?.fields.includes('phone') && rows[0].fields.includes('idNumber'))
})

test('a foreign page cannot make a change: without our header or from another origin it is refused', async () => {
  const wu = await bank.as(people.wu)
  const chen = await numberOf(records.chen.key)
  const { version } = await state(chen)
  for (const headers of [{ 'x-yilan': '' }, { origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }] as Record<string, string>[]) {
    const answer = await wu.patch(`/customer/customers/${chen}`, { version, remark: '外来' }, headers)
    assert.equal(answer.status, 403)
  }
})

test('fields nobody asked for are refused, and nothing changes', async () => {
  const wu = await bank.as(people.wu)
  const chen = await numberOf(records.chen.key)
  const before = await state(chen)
  for (const extra of [{ owner: 'E9999' }, { org: 0 }, { status: 'lost' }, { constructor: 1 }]) {
    assert.equal((await wu.patch(`/customer/customers/${chen}`, { version: before.version, remark: 'x', ...extra })).status, 400)
  }
  assert.deepEqual(await state(chen), before)
})
