import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openWorld, people, records, type World } from '#test/world'
import { holderOf } from './fault.api.ts'

let bank: World
let chen: string
before(async () => {
  bank = await openWorld()
  chen = (await (await bank.as(people.wu)).post('/search/find', { text: '陈静' })).body.hits[0].customerNo
})
after(() => bank.close())

const lin = { kind: 'retail', name: '林可', idType: 'id-card', idNumber: '320102199203074020', phone: '13900001234', address: '江苏省南京市玄武区北京东路41号3幢2单元501室' }
const overview = async (no: string, person = people.wu) => (await bank.as(person)).get(`/customer360/customers/${no}`)

test('who enters a customer sees it at once, as a record of this system, and looks after it', async () => {
  const wu = await bank.as(people.wu)
  const made = await wu.post('/archive/customers', lin)
  assert.equal(made.status, 200, made.text)
  assert.equal(made.body.isNew, true)
  const { body } = await overview(made.body.customerNo)
  assert.equal(body.name, '林可')
  assert.equal(body.phone, '139****1234')
  assert.equal(body.birthday, '1992-03-07')
  assert.equal(body.owner.staff, people.wu.staff)
  assert.equal(body.won.phone.title.zh, '本系统录入')
})

test('a long name keeps its dot wherever it is shown, and the customer is found with it and without', async () => {
  const wu = await bank.as(people.wu)
  const made = await wu.post('/archive/customers', { kind: 'retail', name: ' 迪丽拜尔•艾山 ', idType: 'passport', idNumber: 'E20000117' })
  assert.equal(made.status, 200, made.text)
  assert.equal((await overview(made.body.customerNo)).body.name, '迪丽拜尔·艾山')
  await bank.drain()
  for (const text of ['迪丽拜尔·艾山', '迪丽拜尔艾山', '迪丽拜尔•艾山', '艾山']) {
    const { hits } = (await wu.post('/search/find', { text })).body
    assert.deepEqual(hits.map((hit: { customerNo: string; name: string }) => [hit.customerNo, hit.name]), [[made.body.customerNo, '迪丽拜尔·艾山']], text)
  }
  const { body } = await wu.get(`/identity/customers/${made.body.customerNo}/sources`)
  assert.equal(body.records[0].name, '迪丽拜尔·艾山')
})

test('what is typed of somebody whom the bank has already is one more record of that customer', async () => {
  const wu = await bank.as(people.wu)
  const made = await wu.post('/archive/customers', { kind: 'retail', name: '陈静', idType: 'id-card', idNumber: records.chen.idNumber, email: 'chenjing@jiangzhou.cn' })
  assert.equal(made.status, 200, made.text)
  assert.deepEqual(made.body, { customerNo: chen, isNew: false })
  const { body } = await overview(chen)
  assert.equal(body.won.email.source, 'yilan')
  assert.equal(body.records, 3)
})

test('an identity card of fifteen digits says when its holder was born and of which gender, where nobody has said it', async () => {
  const wu = await bank.as(people.wu)
  const made = await wu.post('/archive/customers', { kind: 'retail', name: '许可', idType: 'id-card', idNumber: '320102550307402' })
  assert.equal(made.status, 200, made.text)
  const { body } = await overview(made.body.customerNo)
  assert.deepEqual([body.birthday, body.gender], ['1955-03-07', 'female'])
  assert.deepEqual(holderOf('320102550307402'), { birthday: '1955-03-07', gender: 'female' })
  assert.deepEqual(holderOf('320102 19920307 4020'), { birthday: '1992-03-07', gender: 'female' })
  assert.equal(holderOf('320102199203074021'), null, 'a number that is wrong says nothing')
})

test('each wrong number is told at its field', async () => {
  const wu = await bank.as(people.wu)
  const wrong = async (more: object) => {
    const { status, body } = await wu.post('/archive/customers', { ...lin, ...more })
    assert.equal(status, 422)
    return [body.facts.field, body.facts.reason]
  }
  assert.deepEqual(await wrong({ idNumber: '320102199203074021' }), ['idNumber', 'check'])
  assert.deepEqual(await wrong({ idNumber: '3201021992030740' }), ['idNumber', 'length'])
  assert.deepEqual(await wrong({ phone: '12345678901' }), ['phone', 'form'])
  assert.deepEqual(await wrong({ email: 'nobody' }), ['email', 'form'])
  assert.deepEqual(await wrong({ kind: 'corporate', idType: 'uscc', idNumber: '91320102MA1XK2P853', phone: null }), ['idNumber', 'check'])
  assert.deepEqual(await wrong({ idType: 'passport', idNumber: 'E!' }), ['idNumber', 'length'])
})

test('a changed phone is the customer’s phone from then on, and who was too late is shown both', async () => {
  const [wu, shen] = [await bank.as(people.wu), await bank.as(people.shen)]
  const { version } = (await overview(chen)).body
  const won = await wu.patch(`/archive/customers/${chen}`, { version, phone: '13700002222' })
  assert.equal(won.status, 200, won.text)
  assert.equal((await overview(chen)).body.phone, '137****2222')
  const lost = await shen.patch(`/archive/customers/${chen}`, { version, phone: '13700003333' })
  assert.equal(lost.status, 412)
  assert.equal(lost.body.facts.theirs.phone, '137****2222')
  assert.equal(lost.body.facts.yours.phone, '13700003333')
  assert.equal((await overview(chen)).body.phone, '137****2222')
  const third = await shen.patch(`/archive/customers/${chen}`, { version: lost.body.facts.theirs.version, phone: '13700004444' })
  assert.equal(third.status, 200)
  assert.equal((await overview(chen)).body.phone, '137****4444')
})

test('a name changed by hand holds although the systems say another', async () => {
  const wu = await bank.as(people.wu)
  const { version } = (await overview(chen)).body
  assert.equal((await wu.patch(`/archive/customers/${chen}`, { version, name: '陈婧' })).status, 200)
  const { body } = await overview(chen)
  assert.equal(body.name, '陈婧')
  assert.equal(body.records, 3)
})

test('a document of another customer is not given to a second one', async () => {
  const wu = await bank.as(people.wu)
  const { version } = (await overview(chen)).body
  const taken = await wu.patch(`/archive/customers/${chen}`, { version, idNumber: records.li.idNumber })
  assert.equal(taken.status, 409)
  assert.deepEqual(taken.body.facts, { field: 'idNumber', cause: 'taken', customerNo: null })
  const ours = await wu.patch(`/archive/customers/${chen}`, { version, idNumber: records.ouyang.idNumber })
  assert.match(ours.body.facts.customerNo, /^\d{11}$/)
})

test('while a customer is typed, likely ones are told: by number to whoever sees them, else only that there are some', async () => {
  const typed = { kind: 'retail', name: '李明', phone: records.li.phone, birthday: '1990-01-01', idType: 'id-card', idNumber: records.li.idNumber }
  const wu = (await (await bank.as(people.wu)).post('/archive/likely', typed))
  assert.deepEqual(wu.body, { seen: [], elsewhere: true })
  const luo = (await (await bank.as(people.luo)).post('/archive/likely', typed)).body
  assert.equal(luo.seen.length, 1)
  assert.equal(luo.elsewhere, false)
  assert.deepEqual((await (await bank.as(people.luo)).post('/archive/likely', { kind: 'retail', name: '万俟无人', phone: '13655557777' })).body, { seen: [], elsewhere: false })
})

test('every change of a field is told: what it was, what it became, who and which source', async () => {
  const { status, body, text } = await (await bank.as(people.wu)).get(`/archive/customers/${chen}/history/phone`)
  assert.equal(status, 200, text)
  assert.deepEqual(body.steps.map((step: { phone: string; byName: string | null }) => [step.phone, step.byName]), [['137****4444', '沈毅'], ['137****2222', '吴敏'], ['139****0001', null]])
  assert.deepEqual(body.steps.map((step: { source: { zh: string } }) => step.source.zh), ['本系统录入', '本系统录入', '信用卡系统'])
  assert.equal((await (await bank.as(people.luo)).get(`/archive/customers/${chen}/history/phone`)).status, 404)
})

test('the branch of her card changes nothing', async () => {
  const he = await bank.as(people.he)
  assert.equal((await he.patch(`/archive/customers/${chen}`, { version: 1, phone: '13700005555' })).status, 400)
  assert.equal((await (await bank.as(people.luo)).patch(`/archive/customers/${chen}`, { version: 1, phone: '13700005555' })).status, 404)
})
