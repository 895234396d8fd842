/** Who saw what: a hidden digit is shown for a reason or not at all, and whoever answers for it can see who asked. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { seal } from '../src/kernel/seal.ts'
import { engine } from '../src/kernel/tx.ts'
import { verify } from '../src/kernel/verify.ts'
import { openWorld, people, records, type World } from './world.ts'

let bank: World
let owner: pg.Client
let chen: string
before(async () => {
  bank = await openWorld()
  owner = new pg.Client({ connectionString: bank.urls.superuser })
  await owner.connect()
  const { rows } = await owner.query<{ customer_no: string }>(`select customer_no from identity.membership where source = 'savings' and key = $1`, [records.chen.key])
  chen = rows[0]?.customer_no ?? assert.fail('陈静 is not there')
})
after(async () => {
  await owner.end()
  await bank.close()
})

const ASKED = { field: 'idNumber', reason: 'customer-call', reference: '来电 20261122-7' }
const count = async (table: string): Promise<number> => Number((await owner.query<{ n: string }>(`select count(*) as n from ${table}`)).rows[0]?.n)

test('a hidden number is not shown without a reason, a case and a field', async () => {
  const wu = await bank.as(people.wu)
  const before = await count('identity.reveal')
  for (const [missing, value] of [['reason', undefined], ['reason', ''], ['reason', 'because'], ['reference', undefined], ['reference', ''], ['reference', '   '], ['field', undefined], ['field', 'password']] as const) {
    const answer = await wu.post(`/identity/customers/${chen}/reveal`, { ...ASKED, [missing]: value })
    assert.deepEqual([answer.status, answer.body.code], [400, 'invalid'], `${missing} ${value}`)
    assert.ok(!answer.text.includes(records.chen.idNumber))
  }
  assert.equal(await count('identity.reveal'), before)
})

test('shown for a reason, the number stands in the answer, and who, what, why and for which case in the audit; the number itself does not', async () => {
  const wu = await bank.as(people.wu)
  const shown = await wu.post(`/identity/customers/${chen}/reveal`, ASKED, { 'x-yilan-screen': 'customer360' })
  assert.deepEqual([shown.status, shown.body.value], [200, records.chen.idNumber])
  const left = Date.parse(shown.body.until) - Date.now()
  assert.ok(left > 4 * 60_000 && left <= 5 * 60_000)
  const { rows } = await owner.query(`select staff, kind, subjects, fields, screen, reason, detail from kernel.audit_entry where kind = 'reveal'`)
  assert.deepEqual(rows, [{ staff: people.wu.staff, kind: 'reveal', subjects: [chen], fields: ['idNumber'], screen: 'customer360', reason: 'customer-call', detail: { reference: ASKED.reference } }])
  for (const table of ['kernel.audit_entry', 'kernel.idempotency', 'identity.reveal']) {
    assert.equal(Number((await owner.query(`select count(*) as n from ${table} t where t::text like '%' || $1 || '%'`, [records.chen.idNumber])).rows[0].n), 0, table)
  }
})

test('compliance and audit see who revealed which field of this customer, when, from where and why; nobody else does', async () => {
  for (const person of [people.zhou, people.ji]) {
    const { status, body } = await (await bank.as(person)).get(`/admin/customers/${chen}/looks`)
    assert.equal(status, 200)
    const [row] = body.rows.filter((each: { kind: string }) => each.kind === 'reveal')
    assert.deepEqual([row.staff, row.staffName, row.branch, row.screen, row.reason, row.fields], [people.wu.staff, '吴敏', '青石桥支行', 'customer360', 'customer-call', ['idNumber']])
    assert.ok(Date.now() - Date.parse(row.at) < 60_000)
    const own = await (await bank.as(person)).get(`/admin/staff/${people.wu.staff}/looks`)
    assert.ok(own.body.rows.some((each: { kind: string; customers: string[] }) => each.kind === 'reveal' && each.customers.includes(chen)))
  }
  for (const person of [people.wu, people.shen, people.qian, people.xi, people.an]) assert.equal((await (await bank.as(person)).get(`/admin/customers/${chen}/looks`)).status, 403)
})

test('when the audit cannot be written, the digits stay', async () => {
  const wu = await bank.as(people.wu)
  const before = await count('identity.reveal')
  await owner.query('alter table kernel.audit_entry add constraint closed check (false) not valid')
  try {
    const answer = await wu.post(`/identity/customers/${chen}/reveal`, ASKED)
    assert.deepEqual([answer.status, answer.body.facts], [500, {}])
    assert.ok(!answer.text.includes(records.chen.idNumber) && !bank.logged.join('').includes(records.chen.idNumber))
  } finally {
    await owner.query('alter table kernel.audit_entry drop constraint closed')
  }
  assert.equal(await count('identity.reveal'), before)
})

test('who may not reveal is refused, and the refusal is on the record', async () => {
  for (const person of [people.zhou, people.qian, people.yan, people.xi, people.an, people.ji]) {
    assert.equal((await (await bank.as(person)).post(`/identity/customers/${chen}/reveal`, ASKED)).status, 403, person.name)
    const { rows } = await owner.query(`select 1 from kernel.audit_entry where staff = $1 and kind = 'refusal' and $2 = any(subjects) and action like '%/reveal'`, [person.staff, chen])
    assert.equal(rows.length, 1, person.name)
  }
})

test('twenty fields an hour and not one more, even of forty asked for at once; another’s hour is another’s', async () => {
  const shen = await bank.as(people.shen)
  const answers = await Promise.all(Array.from({ length: 40 }, () => shen.post(`/identity/customers/${chen}/reveal`, { ...ASKED, field: 'phone' })))
  assert.equal(answers.filter((answer) => answer.status === 200).length, 20)
  assert.deepEqual([...new Set(answers.filter((answer) => answer.status !== 200).map((answer) => `${answer.status} ${answer.body.code}`))], ['429 too-many'])
  assert.equal((await (await bank.as(people.wu)).post(`/identity/customers/${chen}/reveal`, ASKED)).status, 200)
  await owner.query(`update identity.reveal set at = at - interval '61 minutes' where staff = $1`, [people.shen.staff])
  assert.equal((await shen.post(`/identity/customers/${chen}/reveal`, ASKED)).status, 200)
})

test('all this is chained and the chain is whole; an entry changed behind it is named', async () => {
  // A transaction of any database of the cluster, another test's among them, holds back what came after it.
  for (const until = Date.now() + 60_000; (await engine('test', (tx) => verify(tx, []))).unsealed > 0 && Date.now() < until;) {
    await engine('test', seal)
    await setTimeout(20)
  }
  const whole = await engine('test', (tx) => verify(tx, []))
  assert.deepEqual([whole.breaks, whole.unsealed], [[], 0])
  assert.equal(whole.links, await count('kernel.audit_entry'))
  const { rows } = await owner.query<{ id: string }>(`select id from kernel.audit_entry where kind = 'reveal' order by id limit 1`)
  await owner.query(`update kernel.audit_entry set reason = 'transaction' where id = $1`, [rows[0]?.id])
  const [found] = (await engine('test', (tx) => verify(tx, []))).breaks
  assert.deepEqual([found?.kind, found?.entry], ['altered', Number(rows[0]?.id)])
})
