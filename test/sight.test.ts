/**
 * Nobody sees what is not theirs: every door × person × customer, generated from the doors themselves (sweep.ts).
 * A door with a parameter nobody taught fails, so that no new door goes unasked.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { numberFrom } from '../src/center/customer/number.ts'
import { importFolder } from '../src/platform/feed/index.ts'
import { pathParameters } from '../src/kernel/endpoint.ts'
import { allRoutes } from '../src/kernel/room.ts'
import { layDesign } from './designs.ts'
import { layQuestions } from './doubts.ts'
import { layExports } from './exports.ts'
import { ask, askAtDoor, type Asked, atOnce, customerDoors, findSubjects, forbidden, keyOf, learn, maskedEverywhere, questionsFor, readingDoors, sees, type Subject, sweep } from './sweep.ts'
import { accounts, AS_OF, openWorld, people, records, type World } from './world.ts'

let bank: World
let owner: pg.Client
let subjects: Subject[]
let asked: Asked[]

before(async () => {
  bank = await openWorld()
  owner = new pg.Client({ connectionString: bank.urls.superuser })
  await owner.connect()
  subjects = await findSubjects(owner)
  await layQuestions()
  await layExports(bank, owner)
  await layDesign(bank)
  await learn(owner)
  asked = await sweep(bank, Object.values(people), subjects)
})
after(async () => {
  await owner.end()
  await bank.close()
})

const words = (each: Asked): string => `${each.person.name} (${each.person.role}, ${each.person.org}) at ${keyOf(each)} → ${each.answer.status} ${each.answer.text.slice(0, 500)}`

test('through no reading door does anyone learn what is not theirs', () => {
  assert.ok(asked.length > 2000, `only ${asked.length} questions were asked`)
  for (const each of asked) {
    assert.ok(each.answer.status < 500, `${words(each)}\n${bank.logged.find((line) => line.includes(each.answer.body?.request))}`)
    for (const subject of subjects) {
      for (const secret of forbidden(each.person, subject)) {
        if (Object.values(each.input).includes(secret)) continue // what was typed may be echoed
        assert.ok(!each.answer.text.includes(secret), `${secret} of ${subject.name}: ${words(each)}`)
      }
    }
  }
})

test('what a role does not see in clear is absent from every byte of every answer', () => {
  const hidden = maskedEverywhere()
  for (const each of asked) {
    for (const secret of hidden) {
      if (Object.values(each.input).some((value) => String(value).includes(secret))) continue
      assert.ok(!each.answer.text.includes(secret), `${secret}: ${words(each)}`)
    }
  }
})

test('each door is answered to somebody: the questions are real ones', () => {
  for (const door of readingDoors()) {
    assert.ok(asked.some((each) => each.door === door && each.answer.status === 200), `${door.method} ${door.path} answered nobody: ${asked.find((each) => each.door === door)?.answer.text}`)
  }
})

test('a role reaches exactly the doors its permissions open', async () => {
  const { rows } = await owner.query<{ role: string; permission: string }>('select role, permission from access.granted')
  for (const each of asked.filter(({ door }) => door.may !== 'signed-in')) {
    const may = rows.some(({ role, permission }) => role === each.person.role && permission === each.door.may)
    assert.equal(each.answer.status === 403, !may, words(each))
    if (may) assert.ok([200, 400, 404, 409, 422].includes(each.answer.status), words(each))
  }
})

/** Answers differ in the number of their request and in nothing else; and in the one word that another branch may have whom one is about to enter. */
const told = ({ status, text }: Asked['answer']): string => `${status} ${text.replace(/"request":"[^"]*"/, '').replace(/"elsewhere":\w+/, '')}`

test('another branch’s customer is answered as one that does not exist, at every door, and stays untouched', async () => {
  const nobodys = numberFrom(9_999_999_990)
  const before = await owner.query('select customer_no, version, remark, owner, level from customer.customer order by 1')
  for (const person of Object.values(people)) {
    const client = await bank.as(person)
    for (const subject of subjects.filter((each) => sees(person, each) === 'nothing')) {
      // Who looked at a number is the auditors' own question, asked of any number.
      const doors = [...readingDoors().filter((each) => pathParameters(each).includes('customerNo')), ...customerDoors()].filter((each) => !each.path.startsWith('/admin/'))
      await atOnce(doors, (door) => askAtDoor(client, questionsFor(door, subject), async (question, real) => {
        const other = await ask(client, { door, input: { ...question.input, customerNo: nobodys } })
        assert.equal(told(real).replaceAll(subject.customerNo, '#'), told(other).replaceAll(nobodys, '#'), `${person.name} at ${keyOf(question)}`)
        assert.ok([400, 403, 404].includes(real.status), `${person.name} at ${keyOf(question)} → ${real.status} ${real.text}`)
      }))
    }
  }
  assert.deepEqual((await owner.query('select customer_no, version, remark, owner, level from customer.customer order by 1')).rows, before.rows)
})

test('a branch that only keeps a card of a customer can neither change nor reveal what the owning branch knows', async () => {
  const chen = subjects.find((each) => each.name === '陈静') ?? assert.fail()
  for (const person of [people.he, people.ma]) {
    const client = await bank.as(person)
    for (const question of customerDoors().flatMap((door) => questionsFor(door, chen))) {
      const answer = await ask(client, question)
      assert.ok([400, 403, 404].includes(answer.status) || question.door.path.endsWith('/reveal') || (answer.status === 412 && answer.body.facts.theirs.version === 0), `${keyOf(question)} → ${answer.status} ${answer.text}`)
      for (const secret of forbidden(person, chen)) assert.ok(!answer.text.includes(secret), `${person.name} at ${keyOf(question)} → ${answer.text}`)
    }
  }
})

test('whatever another branch comes to know, not one byte of one’s own answers changes: neither rows nor counts', async () => {
  const watchers = [people.he, people.ma, people.luo, people.tang]
  const before = new Map(asked.map((each) => [`${each.person.staff} ${keyOf(each)}`, told(each.answer)]))
  await importFolder({ folder: null, declarations: newsAtN1, asOf: AS_OF })
  await bank.drain()
  const later = await sweep(bank, watchers, subjects)
  for (const each of later) assert.equal(told(each.answer), before.get(`${each.person.staff} ${keyOf(each)}`), words(each))
  const [mine] = await sweep(bank, [people.wu], subjects.slice(0, 1))
  assert.ok(mine && later.length > 500)
  const list = await (await bank.as(people.wu)).get('/search/customers')
  assert.ok(list.text.includes('赵*') || list.text.includes('赵新'), 'the news did not arrive at the branch itself')
})

/** A new customer of 青石桥支行, a new account and a new telephone of 陈静 there: she keeps her card at 白塔支行. */
const newsAtN1 = [{
  source: 'savings', title: { zh: '储蓄核心系统', en: 'Savings core' }, zone: 'Asia/Shanghai',
  interfaces: [
    {
      name: 'savings.customer', title: { zh: '储蓄客户', en: 'Savings customers' }, entity: 'identity.record',
      rows: [{ ...records.chen, phone: '13811119999', updatedOn: '2026-11-20' }, { ...records.wang, key: 'S0777', name: '赵新', idNumber: '32010219800101001X', phone: '13811117777', owner: 'E1001' }],
    },
    {
      name: 'savings.account', title: { zh: '储蓄账户', en: 'Savings accounts' }, entity: 'account.account',
      rows: [{ ...accounts.chenSavings, key: '6222029991', balance: '777000.00' }, { ...accounts.wangSavings, key: '6222029992', customer: 'S0777', balance: '888000.00' }],
    },
    {
      name: 'savings.transaction', title: { zh: '储蓄交易', en: 'Savings transactions' }, entity: 'account.transaction',
      rows: [{ key: 'T99', account: '6222029991', at: '2026-11-20T12:00:00+08:00', amount: '777000.00', balance: '777000.00', kind: 'transfer', summary: '转入' }],
    },
  ],
}]

test('nobody without a session reads or changes anything', async () => {
  for (const { door } of allRoutes().filter((route) => route.door.may !== 'anyone')) {
    const path = door.path.replace(/:(customerNo)/g, subjects[0]?.customerNo ?? '').replace(/:\w+/g, '1')
    const answer = door.method === 'GET' ? await bank.nobody.get(path) : door.method === 'PATCH' ? await bank.nobody.patch(path, {}) : await bank.nobody.post(path, {})
    assert.ok([400, 401, 404].includes(answer.status), `${door.method} ${door.path} → ${answer.status}`)
    for (const secret of subjects.flatMap((subject) => subject.secrets)) assert.ok(!answer.text.includes(secret.text), `${door.path}: ${secret.text}`)
  }
})
