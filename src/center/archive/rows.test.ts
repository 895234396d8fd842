import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { importFolder } from '#platform/feed'
import { addDays, today } from '#kernel/time'
import { AS_OF, openWorld, people, type World } from '#test/world'

let bank: World
let chen: string
let firm: string
before(async () => {
  bank = await openWorld()
  chen = (await (await bank.as(people.wu)).post('/search/find', { text: '陈静' })).body.hits[0].customerNo
  firm = (await (await bank.as(people.he)).post('/search/find', { text: '江城精工' })).body.hits[0].customerNo
})
after(() => bank.close())

const archiveOf = async (no: string, person = people.wu) => (await (await bank.as(person)).get(`/archive/customers/${no}`)).body
const title = { zh: '测试', en: 'Test' }
const deliver = (source: string, entity: string, rows: object[]) =>
  importFolder({ folder: null, declarations: [{ source, title, zone: 'Asia/Shanghai', interfaces: [{ name: `${source}.${entity.split('.')[1]}`, title, entity, rows }] }], asOf: AS_OF })

test('an address typed by hand is kept in its parts, changed with its version, and ended without being lost', async () => {
  const wu = await bank.as(people.wu)
  const made = await wu.post(`/archive/customers/${chen}/addresses`, { kind: 'home', address: '江苏省南京市玄武区北京东路41号3幢2单元501室' })
  assert.equal(made.status, 200, made.text)
  const [row] = (await archiveOf(chen)).address
  assert.deepEqual([row.province, row.city, row.district, row.road, row.number, row.building, row.unit, row.room], ['江苏省', '南京市', '玄武区', '北京东路', '41', '3', '2', '501'])
  assert.equal(row.sourceTitle.zh, '本系统录入')
  const changed = await wu.patch(`/archive/customers/${chen}/addresses/${row.id}`, { version: 1, postcode: '210018' })
  assert.equal(changed.status, 200, changed.text)
  const lost = await wu.patch(`/archive/customers/${chen}/addresses/${row.id}`, { version: 1, postcode: '210000' })
  assert.equal(lost.status, 412)
  assert.equal(lost.body.facts.theirs.postcode, '210018')
  assert.equal((await wu.post(`/archive/customers/${chen}/addresses/${row.id}/end`, { version: 2, why: '已搬家' })).status, 200)
  const [ended] = (await archiveOf(chen)).address
  assert.equal(ended.endedWhy, '已搬家')
})

test('a contact point leaves masked, is checked by its kind, and what comes back masked is no change', async () => {
  const wu = await bank.as(people.wu)
  const wrong = await wu.post(`/archive/customers/${chen}/contacts`, { kind: 'mobile', value: '1391234' })
  assert.deepEqual([wrong.status, wrong.body.facts.field, wrong.body.facts.reason], [422, 'value', 'length'])
  const made = await wu.post(`/archive/customers/${chen}/contacts`, { kind: 'mobile', value: '13912345678', bestTime: 'evening' })
  const [row] = (await archiveOf(chen)).contact
  assert.equal(row.value, '139****5678')
  assert.equal((await wu.patch(`/archive/customers/${chen}/contacts/${made.body.id}`, { version: 1, kind: 'mobile', value: row.value, bestTime: 'noon' })).status, 200)
  assert.deepEqual((await archiveOf(chen)).contact.map((each: { value: string; bestTime: string }) => [each.value, each.bestTime]), [['139****5678', 'noon']])
})

test('what a system delivers comes by file, changes by file and is not changed here', async () => {
  await deliver('card', 'archive.points', [
    { key: 'P1', customer: 'K0001', kind: 'earn', points: '1200', onDay: '2026-01-05', expiresOn: '2028-01-05', why: '消费累积' },
    { key: 'P2', customer: 'K0001', kind: 'spend', points: '300', onDay: '2026-03-05', why: '兑换话费' },
    { key: 'P3', customer: 'K9999', kind: 'earn', points: '10', onDay: '2026-03-05', why: '查无此人' },
  ])
  assert.equal((await archiveOf(chen)).balance.points, 900)
  await deliver('savings', 'archive.assessment', [{ key: 'R1', customer: 'S0001', kind: 'credit', grade: 'AA', score: '712', model: '个人评分卡', modelVersion: '2', assessedOn: '2026-05-01', approver: '授信审批部' }])
  await deliver('savings', 'archive.assessment', [{ key: 'R1', customer: 'S0001', kind: 'credit', grade: 'A', score: '655', model: '个人评分卡', modelVersion: '2', assessedOn: '2026-08-01', approver: '授信审批部' }])
  const { assessment } = await archiveOf(chen)
  assert.deepEqual(assessment.map((row: { grade: string; version: number }) => [row.grade, row.version]), [['A', 2]])
  const refused = await (await bank.as(people.wu)).patch(`/archive/customers/${chen}/assessments/${assessment[0].id}`, { version: 2, grade: 'AAA' })
  assert.deepEqual([refused.status, refused.body.facts.cause], [409, 'source'])
  // The branch of her card sees its points and nothing of the ratings of her own branch.
  const he = await archiveOf(chen, people.he)
  assert.deepEqual([he.points.length, he.assessment.length, he.address.length], [2, 0, 0])
})

test('a contract near its end stands on the list of whoever looks after the customer', async () => {
  const he = await bank.as(people.he)
  const endsOn = addDays(today(), 12)
  const made = await he.post(`/archive/customers/${firm}/contracts`, { number: 'SX-2026-01', title: '授信额度合同', kind: 'credit', value: '5000000', startsOn: addDays(today(), -353), endsOn })
  assert.equal(made.status, 200, made.text)
  await he.post(`/archive/customers/${firm}/contracts`, { number: 'DF-2026-01', title: '代发工资协议', kind: 'payroll', endsOn: addDays(today(), 200) })
  const { rows } = (await he.get('/archive/contracts-ending')).body
  assert.deepEqual(rows.map((row: { number: string; endsOn: string }) => [row.number, row.endsOn]), [['SX-2026-01', endsOn]])
  assert.deepEqual((await (await bank.as(people.luo)).get('/archive/contracts-ending')).body.rows, [])
  assert.equal((await he.post(`/archive/customers/${firm}/contracts`, { number: 'X', title: '倒置', kind: 'credit', startsOn: '2026-05-01', endsOn: '2026-04-01' })).body.facts.reason, 'before')
})

test('what a customer spends is summed by category, merchant and time of day when the files come', async () => {
  const { body } = await (await bank.as(people.wu)).get(`/archive/customers/${chen}/spending`)
  assert.equal(body.amount, '860.40')
  assert.deepEqual(body.category, [{ word: 'food', times: 1, amount: '860.40' }])
  assert.deepEqual(body.merchant.map((part: { word: string }) => part.word), ['观澜餐厅'])
  assert.deepEqual(body.hour.map((part: { word: string }) => part.word), ['evening'])
})
