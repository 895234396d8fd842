/**
 * Nobody sees what is not theirs: every door × person × customer, generated from the doors themselves.
 * A door with a parameter this file cannot fill fails the test, so that no new door goes unasked.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { pathParameters, type Door } from '../src/kernel/endpoint.ts'
import { allRoutes } from '../src/kernel/room.ts'
import { refOf } from '../src/center/account/index.ts'
import { accounts, cardRecords, cards, companies, openWorld, people, records, transactions, type Client, type Person, type World } from './world.ts'

let bank: World
let owner: pg.Client
let subjects: Subject[]

type Secret = { text: string; org: string }
/** A customer, who owns it, and what gives it away: each with the branch whose file said so. */
type Subject = { name: string; customerNo: string; owningOrg: string; orgs: string[]; secrets: Secret[]; accountNos: string[]; texts: string[] }

before(async () => {
  bank = await openWorld()
  owner = new pg.Client({ connectionString: bank.urls.superuser })
  await owner.connect()
  subjects = await findSubjects()
})
after(async () => {
  await owner.end()
  await bank.close()
})

const SCOPES: Record<string, string[]> = { H: ['H', 'N', 'S', 'N1', 'N2', 'S1'], N: ['N', 'N1', 'N2'], S: ['S', 'S1'], N1: ['N1'], N2: ['N2'], S1: ['S1'] }
const ADMINISTRATORS = new Set(['system-admin', 'security-admin', 'audit-admin'])
/** Their answers hold customer numbers and nothing of the customers. */
const NUMBERS_ONLY = new Set(['audit-admin'])

async function findSubjects(): Promise<Subject[]> {
  const numberOf = async (source: string, key: string) => {
    const { rows } = await owner.query<{ customer_no: string }>('select customer_no from identity.membership where source = $1 and key = $2 and to_event is null', [source, key])
    assert.ok(rows[0], `${source} ${key} is nobody's`)
    return rows[0].customer_no
  }
  const own = (record: { idNumber: string; phone: string; org: string; address?: string; employer?: string }): Secret[] =>
    [record.idNumber, record.phone, record.phone.slice(3), record.address, record.employer].filter((text) => text !== undefined).map((text) => ({ text, org: record.org }))
  const chen = await numberOf('savings', records.chen.key)
  return [
    {
      name: '陈静', customerNo: chen, owningOrg: 'N1', orgs: ['N1', 'N2'], accountNos: ['savings:6222020001', 'savings:6222020002', 'card:6258010001'], texts: ['陈静', 'chenjing', records.chen.idNumber, records.chen.phone, '0001'],
      secrets: [
        ...own(records.chen), { text: '柳岸路', org: 'N1' }, { text: '182300.5', org: 'N1' }, { text: '6222020001', org: 'N1' }, { text: '6222020002', org: 'N1' }, { text: '陈建国', org: 'N1' }, { text: '482300.5', org: 'N1' },
        { text: cardRecords.chen.phone, org: 'N2' }, { text: '观澜街', org: 'N2' }, { text: '3260.4', org: 'N2' }, { text: '6258010001', org: 'N2' }, { text: '观澜餐厅', org: 'N2' },
      ],
    },
    {
      name: '李明', customerNo: await numberOf('savings', records.li.key), owningOrg: 'S1', orgs: ['S1'], accountNos: ['savings:6222020004'], texts: ['李明', 'liming', 'lm', records.li.phone, records.li.idNumber, '0003'],
      secrets: [...own(records.li), { text: '李明', org: 'S1' }, { text: '6222020004', org: 'S1' }, { text: '9100.00', org: 'S1' }],
    },
    {
      name: '欧阳修远', customerNo: await numberOf('savings', records.ouyang.key), owningOrg: 'N1', orgs: ['N1'], accountNos: ['savings:6222020006'], texts: ['欧阳', 'ouyang', records.ouyang.phone],
      secrets: [...own(records.ouyang), { text: '欧阳修远', org: 'N1' }, { text: '6222020006', org: 'N1' }, { text: '2600000', org: 'N1' }],
    },
    {
      name: '江城精工', customerNo: await numberOf('corporate', companies.jiangcheng.key), owningOrg: 'N2', orgs: ['N2'], accountNos: [], texts: ['江城', 'jiangcheng', companies.jiangcheng.idNumber],
      secrets: [{ text: '江城精工', org: 'N2' }, { text: companies.jiangcheng.idNumber, org: 'N2' }, { text: '02584440001', org: 'N2' }],
    },
  ]
}

function isWhole(person: Person, subject: Subject): boolean {
  return !ADMINISTRATORS.has(person.role) && (SCOPES[person.org] ?? []).includes(subject.owningOrg)
}

/** What this person must not find in any answer. */
function forbidden(person: Person, subject: Subject): string[] {
  if (isWhole(person, subject)) return []
  const scope = ADMINISTRATORS.has(person.role) ? [] : (SCOPES[person.org] ?? [])
  const hidden = subject.secrets.filter((secret) => !scope.includes(secret.org)).map((secret) => secret.text)
  const isPartlySeen = subject.orgs.some((org) => scope.includes(org))
  return isPartlySeen || NUMBERS_ONLY.has(person.role) ? hidden : [...hidden, subject.customerNo]
}

const KNOWN_WORDS: Record<string, (subject: Subject) => unknown[]> = {
  customerNo: (subject) => [subject.customerNo],
  accountNo: (subject) => subject.accountNos,
  ref: (subject) => subject.accountNos.map(refOf),
  text: (subject) => subject.texts,
  staff: () => ['E1001'],
  org: () => [0],
  run: () => [1, 2, 3, 4, 5, 6, 7],
  line: () => [1],
  role: () => ['rm'],
  interface: () => ['savings.customer'],
  source: () => ['savings'],
  figure: () => ['customers'],
  permission: () => ['customer.read'],
}

/** Every way to ask a door about a customer. */
function inputsFor(door: Door, subject: Subject): Record<string, unknown>[] {
  const shape = door.input as unknown as { properties: Record<string, { type?: string; enum?: unknown[]; anyOf?: { const?: unknown }[]; pattern?: string }>; required?: string[] }
  const needed = shape.required ?? []
  let inputs: Record<string, unknown>[] = [{}]
  for (const name of needed) {
    const property = shape.properties[name]
    const choices = property?.enum ?? property?.anyOf?.map((each) => each.const).filter((each) => each !== undefined)
    const values = KNOWN_WORDS[name]?.(subject) ?? (choices?.length ? choices : undefined)
    assert.ok(values, `${door.method} ${door.path} takes ${name}: teach this test what to put there`)
    inputs = inputs.flatMap((input) => values.map((value) => ({ ...input, [name]: value })))
  }
  return inputs
}

async function ask(client: Client, door: Door, input: Record<string, unknown>) {
  const rest = { ...input }
  const path = door.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  if (door.method !== 'GET') return client.post(path, rest)
  const query = new URLSearchParams(Object.entries(rest).map(([name, value]) => [name, String(value)])).toString()
  return client.get(query ? `${path}?${query}` : path)
}

test('through no reading door does anyone learn what is not theirs', async () => {
  let asked = 0
  for (const person of Object.values(people)) {
    const client = await bank.as(person)
    for (const { door } of allRoutes().filter((route) => route.door.reads && route.door.may !== 'anyone')) {
      for (const subject of subjects) {
        for (const input of inputsFor(door, subject)) {
          const answer = await ask(client, door, input)
          asked++
          assert.ok(answer.status < 500, `${person.name}: ${door.method} ${door.path} ${JSON.stringify(input)} → ${answer.status} ${answer.text}`)
          for (const secret of forbidden(person, subject)) {
            if (Object.values(input).includes(secret)) continue // what was typed may be echoed
            assert.ok(!answer.text.includes(secret), `${person.name} (${person.role}, ${person.org}) sees ${secret} of ${subject.name} at ${door.method} ${door.path}: ${answer.text.slice(0, 400)}`)
          }
        }
      }
    }
  }
  assert.ok(asked > 1000, `only ${asked} questions were asked`)
})

test('the same holds with the customer of another branch asked for by number: it is not there', async () => {
  const wu = await bank.as(people.wu)
  const li = subjects.find((each) => each.name === '李明')
  for (const { door } of allRoutes().filter((route) => route.door.method === 'GET' && pathParameters(route.door).includes('customerNo'))) {
    const [input] = inputsFor(door, li as Subject) // 李明 is in the world
    const answer = await ask(wu, door, input ?? {})
    assert.ok([403, 404].includes(answer.status) || (Array.isArray(answer.body?.rows) && answer.body.rows.length === 0), `${door.path} → ${answer.status} ${answer.text}`)
  }
})

test('what a role does not see in clear is absent from every byte of every answer', async () => {
  const masked = [...Object.values(records), ...Object.values(cardRecords)].flatMap((record) => [record.idNumber, record.phone, record.idNumber.slice(6, 14) + record.idNumber.slice(14)])
  const hidden = [...masked, ...Object.values(accounts).map((each) => each.key), ...Object.values(cards).map((each) => each.key)]
  assert.ok(transactions.length > 0)
  for (const person of Object.values(people)) {
    const client = await bank.as(person)
    for (const { door } of allRoutes().filter((route) => route.door.reads && route.door.may !== 'anyone')) {
      for (const subject of subjects) {
        for (const input of inputsFor(door, subject)) {
          const answer = await ask(client, door, input)
          for (const secret of hidden) {
            if (Object.values(input).some((value) => String(value).includes(secret))) continue
            assert.ok(!answer.text.includes(secret), `${person.name} reads ${secret} at ${door.method} ${door.path}: ${answer.text.slice(0, 600)}`)
          }
        }
      }
    }
  }
})

test('nobody without a session reads anything', async () => {
  for (const { door } of allRoutes().filter((route) => route.door.may !== 'anyone')) {
    const [input] = inputsFor(door.reads ? door : { ...door, input: { ...door.input, required: pathParameters(door) } as unknown as Door['input'] }, subjects[0] as Subject) // the world has subjects
    const answer = door.method === 'PATCH' || (door.method === 'POST' && !door.reads) ? await bank.nobody.post(door.path.replace(/:\w+/g, 'x'), {}) : await ask(bank.nobody, door, input ?? {})
    assert.ok([400, 401, 404].includes(answer.status), `${door.method} ${door.path} → ${answer.status}`)
    for (const subject of subjects) for (const secret of subject.secrets) assert.ok(!answer.text.includes(secret.text))
  }
})

test('a role reaches exactly the doors its permissions open', async () => {
  const { rows } = await owner.query<{ role: string; permission: string }>('select role, permission from access.granted')
  for (const person of Object.values(people)) {
    const client = await bank.as(person)
    const may = new Set(rows.filter((row) => row.role === person.role).map((row) => row.permission))
    for (const { door } of allRoutes().filter((route) => route.door.reads && !['anyone', 'signed-in'].includes(route.door.may))) {
      const [input] = inputsFor(door, subjects[0] as Subject) // the world has subjects
      const answer = await ask(client, door, input ?? {})
      if (!may.has(door.may)) assert.equal(answer.status, 403, `${person.role} at ${door.method} ${door.path} → ${answer.status} ${answer.text}`)
      else assert.ok([200, 404, 409].includes(answer.status), `${person.role} at ${door.method} ${door.path} → ${answer.status} ${answer.text}`)
    }
  }
})
