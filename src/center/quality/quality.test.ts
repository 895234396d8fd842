import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { importFolder } from '#platform/feed'
import { addDays, today } from '#kernel/time'
import { engine } from '#kernel/tx'
import { plantAccounts, plantRecords, sound, soundAccount } from '#test/planted'
import { AS_OF, openWorld, people, records, type World } from '#test/world'
import { run } from './run.ts'

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

const both = (word: string) => ({ zh: word, en: word })
async function bring(source: string, interfaces: { entity: string; rows: object[] }[]): Promise<void> {
  await importFolder({
    folder: null, asOf: AS_OF,
    declarations: [{ source, title: both('测试系统'), zone: 'Asia/Shanghai', interfaces: interfaces.map(({ entity, rows }) => ({ name: `${source}.${entity.split('.')[1]}`, title: both(entity), entity, rows })) }],
  })
}
const open = async (where = 'true') => (await owner.query<{ words: string }>(`select concat_ws(' ', rule, field, source, key) as words from quality.failure where state = 'open' and ${where} order by 1`)).rows.map(({ words }) => words)

test('planted faults of every kind are found among sound rows, and none else', async () => {
  await engine('test', (tx) => run(tx, 'full', 'test'))
  const before = new Set(await open())
  const planted = plantRecords('bench', 12, 5000)
  const holders = Array.from({ length: 600 }, (_, n) => `ok${n}`)
  const ledgers = plantAccounts('bench', 12, 5000, holders)
  const books = [...holders.slice(0, 200).map((holder, n) => soundAccount(n, holder)), ...ledgers.flatMap((each) => each.ledgers)]
  const rows = [...Array.from({ length: 600 }, (_, n) => sound(`ok${n}`, n)), ...planted.flatMap((each) => each.rows)]
  await bring('bench', [
    { entity: 'identity.record', rows }, { entity: 'account.account', rows: books.flatMap((each) => each.accounts) }, { entity: 'account.transaction', rows: books.flatMap((each) => each.transactions) },
  ])
  await engine('test', (tx) => run(tx, 'full', 'test'))
  const found = (await open()).filter((words) => !before.has(words))
  const due = [...planted, ...ledgers].flatMap((each) => each.found)
  assert.deepEqual({ missed: due.filter((words) => !found.includes(words)), false: found.filter((words) => !due.includes(words)) }, { missed: [], false: [] })
})

type Row = { failure: number; version: number; rule: string; field: string; key: string; state: string; values: Record<string, string>; customerNo?: string; candidate: { source: string; key: string; values: Record<string, string> } | null }
const listed = async (person: (typeof people)[keyof typeof people], query: string): Promise<Row[]> => {
  const answer = await (await bank.as(person)).get(`/quality/failures?${query}`)
  assert.equal(answer.status, 200, bank.logged.findLast((line) => line.includes(answer.body?.request)) ?? answer.text)
  return answer.body.rows
}

test('a row that fails is repaired by the word of another system, and stays repaired while that choice holds', async () => {
  await bring('mobile', [{ entity: 'identity.record', rows: [{ ...records.chen, key: 'M001', phone: '1381111000', updatedOn: '2026-10-01' }] }])
  await engine('test', (tx) => run(tx, 'changed', 'test'))
  const [row] = await listed(people.shen, 'source=mobile&field=phone')
  assert.ok(row)
  assert.deepEqual([row.rule, row.key, row.state], ['phone', 'M001', 'open'])
  assert.equal(row.values.phone, '****1000')
  assert.equal(row.candidate?.source, 'card')
  assert.equal(row.candidate?.values.phone, '139****0001')
  const shen = await bank.as(people.shen)
  const done = await shen.post(`/quality/failures/${row.failure}/adopt`, { version: row.version, source: 'card', key: 'K0001' })
  assert.equal(done.status, 200, done.text)
  assert.equal((await shen.post(`/quality/failures/${row.failure}/adopt`, { version: row.version, source: 'card', key: 'K0001' })).status, 412)
  await engine('test', (tx) => run(tx, 'full', 'test'))
  assert.deepEqual(await listed(people.shen, 'source=mobile&field=phone'), [])
  const [repaired] = await listed(people.shen, 'source=mobile&field=phone&state=repaired')
  assert.equal(repaired?.failure, row.failure)
  const pins = await owner.query(`select attribute from identity.pin where lifted_by is null and by = $1`, [people.shen.staff])
  assert.deepEqual(pins.rows, [{ attribute: 'phone' }])
})

test('what the source mends is repaired by itself, and what comes back fails again', async () => {
  const person = { ...sound('mend', 9000), org: 'N1' }
  await bring('mobile', [{ entity: 'identity.record', rows: [{ ...person, phone: '12345' }] }])
  await engine('test', (tx) => run(tx, 'changed', 'test'))
  assert.deepEqual((await listed(people.shen, 'source=mobile&field=phone')).map((row) => row.key), ['mend'])
  await bring('mobile', [{ entity: 'identity.record', rows: [person] }])
  await engine('test', (tx) => run(tx, 'changed', 'test'))
  assert.deepEqual(await listed(people.shen, 'source=mobile&field=phone'), [])
  await bring('mobile', [{ entity: 'identity.record', rows: [{ ...person, phone: '123456' }] }])
  await engine('test', (tx) => run(tx, 'changed', 'test'))
  assert.deepEqual((await listed(people.shen, 'source=mobile&field=phone')).map((row) => row.key), ['mend'])
})

test('an exception has a reason and a day, after which the row fails again', async () => {
  const [row] = await listed(people.shen, 'source=mobile&field=phone')
  assert.ok(row)
  const shen = await bank.as(people.shen)
  assert.equal((await shen.post(`/quality/failures/${row.failure}/excuse`, { version: row.version, reason: '境外号码', until: '2020-01-01' })).status, 400)
  assert.equal((await shen.post(`/quality/failures/${row.failure}/excuse`, { version: row.version, reason: '境外号码', until: addDays(today(), 90) })).status, 200)
  await engine('test', (tx) => run(tx, 'changed', 'test'))
  assert.deepEqual(await listed(people.shen, 'source=mobile&field=phone'), [])
  await owner.query(`update quality.failure set excused_until = current_date where failure = $1`, [row.failure])
  await engine('test', (tx) => run(tx, 'changed', 'test'))
  assert.equal((await listed(people.shen, 'source=mobile&field=phone')).length, 1)
})

test('the owner is asked once, and is not asked where there is none', async () => {
  const shen = await bank.as(people.shen)
  const owned = await bringFailing('asked', people.wu.staff)
  assert.equal((await shen.post(`/quality/failures/${owned.failure}/assign`, { version: owned.version, due: addDays(today(), 7), note: '请核对手机号' })).status, 200)
  assert.equal((await shen.post(`/quality/failures/${owned.failure}/assign`, { version: owned.version + 1, due: addDays(today(), 7) })).status, 409)
  const nobodys = (await listed(people.shen, 'source=mobile&field=phone')).find((row) => row.key === 'mend')
  assert.equal((await shen.post(`/quality/failures/${nobodys?.failure}/assign`, { version: nobodys?.version, due: addDays(today(), 7) })).status, 422)
})

async function bringFailing(key: string, manager: string): Promise<Row> {
  await bring('mobile', [{ entity: 'identity.record', rows: [{ ...sound(key, 9100), org: 'N1', owner: manager, phone: '1234' }] }])
  await engine('test', (tx) => run(tx, 'changed', 'test'))
  return (await listed(people.shen, 'source=mobile&field=phone')).find((row) => row.key === key) ?? assert.fail('it does not fail')
}

test('a branch sees its own rows, and neither repairs nor finds those of another', async () => {
  const [row] = await listed(people.shen, 'source=mobile&field=phone')
  assert.ok(row)
  assert.deepEqual(await listed(people.tang, 'source=mobile&field=phone'), [])
  const tang = await bank.as(people.tang)
  assert.equal((await tang.get(`/quality/failures/${row.failure}`)).status, 404)
  for (const act of ['excuse', 'assign', 'adopt']) {
    const input = { excuse: { reason: '不是我的', until: addDays(today(), 9) }, assign: { due: addDays(today(), 9) }, adopt: { source: 'savings', key: 'S0001' } }[act]
    assert.equal((await tang.post(`/quality/failures/${row.failure}/${act}`, { version: row.version, ...input })).status, 404)
  }
})

test('a rule changed is a new version that counts from the next run', async () => {
  const qian = await bank.as(people.qian)
  const rule = (await qian.get('/quality/rules')).body.rules.find((each: { rule: string }) => each.rule === 'phone')
  assert.equal((await qian.post('/quality/rules/phone', { version: rule.version, isOn: false, reason: '号段表更新中' })).body.version, rule.version + 1)
  assert.equal((await qian.post('/quality/rules/phone', { version: rule.version, isOn: true, reason: '再开' })).status, 412)
  assert.equal((await qian.post('/quality/rules/shared', { version: 1, isOn: true, numbers: { people: 3 }, reason: '没有这个参数' })).status, 422)
  await engine('test', (tx) => run(tx, 'full', 'test'))
  assert.deepEqual(await listed(people.qian, 'rule=phone'), [])
})

test('the scores add up: system by field, rule by rule, branch by branch', async () => {
  const { body } = await (await bank.as(people.qian)).get('/quality/summary')
  const cell = body.cells.find((each: { source: string; field: string }) => each.source === 'bench' && each.field === 'address')
  assert.equal(cell.failed, 12 + 12)
  assert.ok(cell.checked > 800)
  const sum = (rows: { failed: number }[]) => rows.reduce((all, { failed }) => all + failed, 0)
  assert.equal(sum(body.rules), sum(body.dimensions))
  assert.equal(sum(body.rules), sum(body.branches))
  const own = (await (await bank.as(people.tang)).get('/quality/summary')).body
  assert.deepEqual(own.branches.map((each: { orgName: string }) => each.orgName), ['柳浪支行'])
})

test('the right value typed by a person holds for the customer, checked as any', async () => {
  const qian = await bank.as(people.qian)
  assert.equal((await qian.post('/quality/rules/phone', { version: 2, isOn: true, reason: '号段表已更新' })).status, 200)
  await engine('test', (tx) => run(tx, 'full', 'test'))
  const row = (await listed(people.shen, 'source=mobile&field=phone')).find((each) => each.key === 'asked') ?? assert.fail('it does not fail')
  const shen = await bank.as(people.shen)
  assert.equal((await shen.post(`/quality/failures/${row.failure}/correct`, { version: row.version, value: '12' })).status, 422)
  const done = await shen.post(`/quality/failures/${row.failure}/correct`, { version: row.version, value: '13705551234' })
  assert.equal(done.status, 200, done.text)
  await engine('test', (tx) => run(tx, 'full', 'test'))
  assert.ok(!(await listed(people.shen, 'source=mobile&field=phone')).some((each) => each.key === 'asked'))
  assert.equal((await (await bank.as(people.wu)).get('/quality/tasks')).body.rows.filter((each: { kind: string }) => each.kind === 'repair').length, 0)
})

test('what was not confirmed for long is found, the owner reminded, and one click confirms it', async () => {
  const old = { ...sound('old', 9300), org: 'N1', owner: people.wu.staff, updatedOn: '2023-01-05' }
  await bring('mobile', [{ entity: 'identity.record', rows: [old] }])
  await engine('test', (tx) => run(tx, 'full', 'test'))
  const wu = await bank.as(people.wu)
  const stale = (await wu.get(`/quality/stale?owner=${people.wu.staff}`)).body.rows
  const { rows } = await owner.query<{ no: string }>(`select customer_no as no from identity.membership where source = 'mobile' and key = 'old' and to_event is null`)
  const customerNo = rows[0]?.no
  const row = stale.find((each: { customerNo: string }) => each.customerNo === customerNo)
  assert.deepEqual(row.fields.map((each: { field: string; isStale: boolean }) => [each.field, each.isStale]), [['phone', true], ['address', true]])
  const task = (await wu.get('/quality/tasks')).body.rows.find((each: { customerNo: string }) => each.customerNo === customerNo)
  assert.equal(task.kind, 'confirm')
  const before = (await wu.get('/quality/verified')).body
  assert.equal((await wu.post(`/quality/customers/${customerNo}/confirm`, { fields: ['phone', 'address'], channel: 'phone' })).status, 200)
  assert.equal((await wu.post(`/quality/customers/${customerNo}/confirm`, { fields: ['email'], channel: 'phone' })).status, 422)
  const now = (await wu.get(`/quality/customers/${customerNo}/freshness`)).body
  assert.deepEqual(now.fields.map((each: { isStale: boolean; byName: string }) => [each.isStale, each.byName]), [[false, people.wu.name], [false, people.wu.name]])
  assert.ok(!(await wu.get('/quality/tasks')).body.rows.some((each: { customerNo: string }) => each.customerNo === customerNo))
  await engine('test', (tx) => run(tx, 'full', 'test'))
  assert.equal((await wu.get('/quality/verified')).body.verified, before.verified + 1)
})

test('what leads to no customer is counted, by kind and by cause, and shown row by row', async () => {
  const { body } = await (await bank.as(people.qian)).get('/quality/orphans')
  const kind = (name: string) => body.kinds.find((each: { kind: string }) => each.kind === name)
  assert.deepEqual([kind('account').orphans, kind('account').causes], [12, [{ cause: 'never', orphans: 12 }]])
  assert.deepEqual([kind('transaction').orphans, kind('record').orphans, kind('membership').orphans, kind('contact').orphans], [60, 0, 0, 0])
  const rows = (await (await bank.as(people.qian)).get('/quality/orphans/account')).body.rows
  assert.equal(rows.length, 12)
  assert.match(rows[0].key, /^\*{4} \d{4}$/)
})
