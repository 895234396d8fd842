import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { engine } from '#kernel/tx'
import { openWorld, people, records, type Person, type World } from '#test/world'

let bank: World
before(async () => {
  bank = await openWorld()
})
after(() => bank.close())

const customerOf = async (key: string) => (await engine('test', (tx) => tx.one<{ no: string }>`select customer_no as no from identity.membership where source = 'savings' and key = ${key} and to_event is null`))?.no ?? assert.fail(key)
const versionOf = async (no: string) => (await engine('test', (tx) => tx.one<{ version: number }>`select version from customer.customer where customer_no = ${no}`))?.version ?? 0

async function propose(person: Person, a: string, b: string) {
  return (await bank.as(person)).post(`/identity/customers/${a}/merge`, { version: await versionOf(a), other: b, otherVersion: await versionOf(b), reason: '疑似同一人' })
}
async function answer(person: Person, item: number, door: string, word: string) {
  const client = await bank.as(person)
  const { version, seen } = (await client.get(`/identity/reviews/${item}`)).body
  return client.post(`/identity/reviews/${item}/${door}`, { version, seen, answer: word })
}

test('why two records are one customer is told in levels and bits, with the event that joined them', async () => {
  const chen = await customerOf('S0001')
  const told = await (await bank.as(people.wu)).get(`/identity/customers/${chen}/why`)
  assert.equal(told.status, 200, told.text)
  assert.equal(told.body.records, 2)
  const [link] = told.body.links
  assert.deepEqual(link.fields.find((one: { field: string }) => one.field === 'id').level, 'equal')
  const sum = link.fields.reduce((all: number, field: { bits: number }) => all + field.bits, link.prior - link.lessened + link.rarity)
  assert.ok(Math.abs(sum - link.bits) < 0.05)
  assert.equal(link.event.kind, 'link')
  for (const secret of [records.chen.idNumber, records.chen.phone, '柳岸路']) assert.ok(!told.text.includes(secret))
})

test('a branch that sees one record of several is told nothing of the others', async () => {
  const told = await (await bank.as(people.he)).get(`/identity/customers/${await customerOf('S0001')}/why`)
  assert.deepEqual([told.status, told.body.records, told.body.links], [200, 1, []])
})

let asked = 0
test('of a proposed merge of key customers both owners are told why, and neither a value', async () => {
  asked = (await propose(people.qian, await customerOf('S0005'), await customerOf('S0003'))).body.item
  const reasons = await (await bank.as(people.zheng)).get(`/identity/reviews/${asked}/reasons`)
  assert.equal(reasons.status, 200, reasons.text)
  assert.ok(reasons.body.fields.length > 0 && reasons.body.bits < 0)
  for (const secret of ['李明', records.li.phone, records.li.idNumber, records.ouyang.phone]) assert.ok(!reasons.text.includes(secret))
  assert.equal((await (await bank.as(people.he)).get(`/identity/reviews/${asked}/reasons`)).status, 404, 'whoever has no part learns nothing')
})

test('before they decide it is shown which organisation will see what it did not', async () => {
  const { sight } = (await (await bank.as(people.qian)).get(`/identity/reviews/${asked}`)).body
  const [one] = sight
  assert.deepEqual([sight.length, one.gains, one.records, one.accounts], [1, true, 1, 1])
  const [here, elsewhere] = one.orgName === '青石桥支行' ? [people.zheng, people.luo] : [people.luo, people.zheng]
  const seenBy = async (person: Person) => (await (await bank.as(person)).get(`/identity/reviews/${asked}`)).body.sight[0].orgName
  assert.deepEqual([await seenBy(here), await seenBy(elsewhere)], [one.orgName, null], 'an organisation out of sight has no name')
})

test('the word of both brings it about, and who owns the one is the supervisor’s to say', async () => {
  assert.equal((await answer(people.zheng, asked, 'confirm', 'same')).body.state, 'open')
  const done = await answer(people.luo, asked, 'confirm', 'same')
  assert.deepEqual([done.status, done.body.state], [200, 'done'], done.text)
  const owner = await engine('test', (tx) => tx.one<{ item: number; needs: string }>`select item, needs from identity.review_item where kind = 'owner' and state = 'open'`)
  assert.equal(owner?.needs, 'supervisor')
  const survivor = (await (await bank.as(people.qian)).get(`/identity/reviews/${owner?.item}`)).body
  assert.deepEqual([survivor.kind, survivor.sides.length, survivor.because], ['owner', 1, 'other-confirmer'])
  const head = survivor.sides[0].branch === '青石桥支行' ? people.shen : people.tang
  assert.equal((await answer(head, owner?.item ?? 0, 'rule', 'same')).body.state, 'done')
})
