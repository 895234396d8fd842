/** Asks every door about every customer as every person, generated from the doors themselves; and knows what each may not find. */
import assert from 'node:assert/strict'
import type pg from 'pg'
import { pathParameters, type Door } from '../src/kernel/endpoint.ts'
import { allRoutes } from '../src/kernel/room.ts'
import { refOf } from '../src/center/account/index.ts'
import { markOf } from '../src/platform/open/mark.ts'
import { accounts, cardRecords, companies, records, type Answer, type Client, type Person, type World } from './world.ts'

type Secret = { text: string; org: string }
/** A customer, who owns it, and what gives it away: each with the branch whose file said so. */
export type Subject = { name: string; customerNo: string; owningOrg: string; orgs: string[]; secrets: Secret[]; accountNos: string[]; texts: string[] }
export type Question = { door: Door; input: Record<string, unknown> }
export type Asked = Question & { person: Person; answer: Answer }

const SCOPES: Record<string, string[]> = { H: ['H', 'N', 'S', 'N1', 'N2', 'S1'], N: ['N', 'N1', 'N2'], S: ['S', 'S1'], N1: ['N1'], N2: ['N2'], S1: ['S1'] }
const ADMINISTRATORS = new Set(['system-admin', 'security-admin', 'audit-admin'])
/** Their answers hold customer numbers and nothing of the customers. */
const NUMBERS_ONLY = new Set(['audit-admin'])

export async function findSubjects(owner: pg.Client): Promise<Subject[]> {
  const subjects = [chen(), li(), ouyang(), jiangcheng()]
  for (const subject of subjects) {
    const { rows } = await owner.query<{ customer_no: string }>('select customer_no from identity.membership where source = $1 and key = $2 and to_event is null', subject.record)
    assert.ok(rows[0], `${subject.name} is nobody's`)
    Object.assign(subject, { customerNo: rows[0].customer_no })
  }
  return subjects
}

type Draft = Subject & { record: [source: string, key: string] }
const ofOrg = (org: string, ...texts: string[]): Secret[] => texts.map((text) => ({ text, org }))
const said = (record: { idNumber: string; phone: string; org: string; address?: string; employer?: string }): Secret[] =>
  ofOrg(record.org, ...[record.idNumber, record.phone, record.phone.slice(3), record.address, record.employer].filter((text) => text !== undefined))

function chen(): Draft {
  return {
    name: '陈静', record: ['savings', records.chen.key], customerNo: '', owningOrg: 'N1', orgs: ['N1', 'N2'],
    accountNos: ['savings:6222020001', 'savings:6222020002', 'card:6258010001'],
    texts: ['陈静', 'chenjing', 'cj', records.chen.idNumber, records.chen.phone, '0001', cardRecords.chen.phone],
    secrets: [
      ...said(records.chen), ...ofOrg('N1', '柳岸路', '182300.5', '6222020001', '6222020002', '陈建国', '482300.5', '江州设计院', '代发工资 院办', '2026-12-05', '兰亭诗社'),
      ...said(cardRecords.chen), ...ofOrg('N2', '观澜街', '3260.4', '6258010001', '观澜餐厅', '860.4'),
    ],
  }
}

function li(): Draft {
  return {
    name: '李明', record: ['savings', records.li.key], customerNo: '', owningOrg: 'S1', orgs: ['S1'], accountNos: ['savings:6222020004'],
    texts: ['李明', 'liming', 'lm', records.li.phone, records.li.idNumber, '0003', '0004'], secrets: [...said(records.li), ...ofOrg('S1', '李明', '6222020004', '9100.00', 'ATM取现')],
  }
}

function ouyang(): Draft {
  return {
    name: '欧阳修远', record: ['savings', records.ouyang.key], customerNo: '', owningOrg: 'N1', orgs: ['N1'], accountNos: ['savings:6222020006'],
    texts: ['欧阳', 'ouyang', records.ouyang.phone], secrets: [...said(records.ouyang), ...ofOrg('N1', '欧阳修远', '6222020006', '2600000', '他行账户')],
  }
}

function jiangcheng(): Draft {
  const { idNumber, phone } = companies.jiangcheng
  return {
    name: '江城精工', record: ['corporate', companies.jiangcheng.key], customerNo: '', owningOrg: 'N2', orgs: ['N2'], accountNos: [],
    texts: ['江城', 'jiangcheng', idNumber], secrets: ofOrg('N2', '江城精工', idNumber, phone, '制造业'),
  }
}

const scopeOf = (person: Person): string[] => (ADMINISTRATORS.has(person.role) ? [] : (SCOPES[person.org] ?? []))

export function sees(person: Person, subject: Subject): 'whole' | 'part' | 'nothing' {
  const scope = scopeOf(person)
  return scope.includes(subject.owningOrg) ? 'whole' : subject.orgs.some((org) => scope.includes(org)) ? 'part' : 'nothing'
}

/** What this person must not find in any answer. */
export function forbidden(person: Person, subject: Subject): string[] {
  const sight = sees(person, subject)
  if (sight === 'whole') return []
  const isSaidHere = (text: string) => subject.secrets.some((secret) => secret.text === text && scopeOf(person).includes(secret.org))
  const hidden = subject.secrets.map((secret) => secret.text).filter((text) => !isSaidHere(text))
  return sight === 'part' || NUMBERS_ONLY.has(person.role) ? hidden : [...hidden, subject.customerNo]
}

/** Words for the parameters of doors that their schemas do not list themselves. */
const KNOWN_WORDS: Record<string, (subject: Subject) => unknown[]> = {
  customerNo: (subject) => [subject.customerNo],
  accountNo: (subject) => subject.accountNos,
  ref: (subject) => subject.accountNos.map(refOf),
  account: (subject) => subject.accountNos.map(refOf),
  text: (subject) => subject.texts,
  reference: (subject) => [`工单 ${subject.customerNo}`],
  staff: () => ['E1001', 'E3001'],
  owner: () => ['E1001', 'E3001'],
  org: () => orgs,
  run: () => runs,
  line: () => [1, 2],
  limit: () => [1, 200],
  on: () => ['2026-11-20', '2026-11-18'],
  role: () => ['rm', 'joint', 'spouse'],
  interface: () => ['savings.customer'],
  source: () => ['savings', 'card'],
  hops: () => [1, 2],
  only: () => ['deposit'],
  of: () => ['household', 'group'],
  kinds: () => [['transaction', 'status']],
  without: () => [['transaction']],
  channel: () => ['mobile'],
  with: () => [zhang],
  other: () => [zhang],
  otherVersion: () => [1],
  records: () => [[{ source: 'savings', key: 'S0001' }]],
  seq: () => [1],
  until: () => ['2027-06-01'],
  key: () => ['S0001', 'K0001', 'S0003'],
  page: () => ['/search/customers'],
  view: () => [1],
  shared: () => [false],
  kind: () => ['contract'],
  figure: () => ['customers'],
  permission: () => ['customer.read'],
  reason: () => ['missing'],
  day: () => ['2026-11-20'],
  entity: () => ['identity.record'],
  face: () => [{}],
  rows: () => [5],
  values: () => [[{ column: 'name', value: '试一试' }]],
  remark: () => ['看一眼'],
  version: () => [1],
  levelUntil: () => ['2027-01-01'],
  levelReason: () => ['客户贡献度高'],
  item: () => items,
  model: () => ['person-1'],
  weights: () => [[]],
  thresholds: () => [{ auto: 7, review: -2 }],
  strata: () => [[]],
  type: () => ['retail-resident', 'retail'],
  attribute: () => ['hobby'],
  evidence: () => ['户口簿'],
  otherNo: () => [zhang],
  body: () => [{ activeDays: 60, dormantDays: 300 }],
  value: () => ['兰亭'],
  least: () => ['兰'],
  most: () => ['竹'],
  code: () => ['retail'],
  hook: () => [1],
  document: () => [1],
  contract: () => [1],
  export: () => exports,
  failure: () => failures,
  recon: () => [1],
  fields: () => [['phone']],
  task: () => [1],
  field: () => ['phone', 'address'],
  rule: () => ['missing', 'card'],
  numbers: () => [{}],
  due: () => ['2027-01-01'],
  note: () => ['请核对'],
  learned: () => [[]],
  changes: () => [[{ op: 'u', before: null, after: { key: 'S0001' }, ts_ms: 1 }]],
  position: () => ['0/1'],
  mark: () => exports.map((no) => markOf({ export: no, row: 1 })),
  // What may be typed of a customer, and in a row of its archive.
  name: (subject) => [subject.name], idNumber: (subject) => subject.texts.filter((text) => /^\d{17}[\dX]$/.test(text)), birthday: () => ['1988-04-12'], phone: (subject) => subject.texts.filter((text) => /^1\d{10}$/.test(text)),
  phone2: () => ['02584440009'], email: () => ['kehu@jiangzhou.cn'], address: () => ['江苏省南京市玄武区北京东路41号'], employer: () => ['江州设计院'], occupation: () => ['工程师'], income: () => ['120000'],
  legalName: () => ['张伟'], legalIdNumber: (subject) => subject.texts.filter((text) => /^\d{17}[\dX]$/.test(text)), industry: () => ['制造业'], at: () => ['2026-11-21', '2199-01-01'], id: () => [1], postcode: () => ['210000'],
  verifiedOn: () => ['2026-11-01'], detail: () => ['本科'], since: () => ['2020-09-01'], amount: () => ['500000'], share: () => ['12.5'], title: () => ['总经理'], linkedNo: () => [zhang], number: () => ['HT-2026-001'],
  signedOn: () => ['2026-01-01'], startsOn: () => ['2026-01-01'], endsOn: () => ['2027-01-01'], remindDays: () => [30], grade: () => ['AA'], score: () => ['82.5'], modelVersion: () => ['2'], assessedOn: () => ['2026-06-30'],
  validUntil: () => ['2027-06-30'], approver: () => ['沈毅'], points: () => [100], onDay: () => ['2026-06-01'], expiresOn: () => ['2027-06-01'], why: () => ['消费累积'], givenOn: () => ['2026-11-01'], outcome: () => ['已回访'],
}
/** Places in a list, which a person may only have from an answer of the same list. */
const PLACES = new Set(['after', 'before'])
let orgs: number[] = []
let designs: { name: string; draft: object }[] = []
/** An interface being designed is named and drawn otherwise than a customer. */
const DESIGN_WORDS: Record<string, () => unknown[]> = { name: () => designs.map(({ name }) => name), face: () => designs.map(({ draft }) => draft) }
let runs: number[] = []
let items: string[] = []
let failures: number[] = []
let exports: number[] = []
/** Another customer, for doors that take two. */
let zhang = ''

/** What the bank has by number: learned once, so that no door goes unasked. */
export async function learn(owner: pg.Client): Promise<void> {
  orgs = (await owner.query<{ org: number }>('select org from access.org')).rows.map((row) => row.org)
  designs = (await owner.query<{ name: string; draft: object }>('select name, draft from feed.design')).rows
  runs = (await owner.query<{ run: number }>('select run from feed.run order by run')).rows.map((row) => row.run)
  items = (await owner.query<{ item: string }>('select item::text from identity.review_item order by review_item.item')).rows.map((row) => row.item)
  exports = (await owner.query<{ export: number }>('select export::int from open.export order by 1')).rows.map((row) => row.export)
  failures = (await owner.query<{ failure: number }>('select failure::int from quality.failure order by 1 limit 40')).rows.map((row) => row.failure)
  zhang = (await owner.query<{ customer_no: string }>(`select customer_no from identity.membership where source = 'savings' and key = $1 and to_event is null`, [records.zhang.key])).rows[0]?.customer_no ?? ''
}

/** What a word means at one door and not at the others. */
function wordsOf({ path }: Door): typeof KNOWN_WORDS {
  if (path.startsWith('/feed/interfaces')) return { ...KNOWN_WORDS, ...DESIGN_WORDS }
  return path.includes('/feedbacks') ? { ...KNOWN_WORDS, text: () => ['柜面排队时间长'], outcome: () => ['已致歉并说明'] } : KNOWN_WORDS
}

type Property = { type?: string; const?: unknown; enum?: unknown[]; anyOf?: Property[] }

/** The ways to ask a door about a customer: each parameter takes each of its values in turn. */
export function questionsFor(door: Door, subject: Subject): Question[] {
  const { properties, required = [] } = door.input as unknown as { properties: Record<string, Property>; required?: string[] } // every input is an object schema
  const valuesOf = (name: string): unknown[] => {
    const values = choices(properties[name] ?? {}) ?? wordsOf(door)[name]?.(subject)
    assert.ok(values, `${door.method} ${door.path} takes ${name}: teach test/sweep.ts what to put there`)
    return values
  }
  if (required.some((name) => valuesOf(name).length === 0)) return [] // an account's door, and a customer without one
  const first = Object.fromEntries(required.map((name) => [name, valuesOf(name)[0]]))
  const turns = Object.keys(properties).filter((name) => !PLACES.has(name)).flatMap((name) => valuesOf(name).map((value) => ({ ...first, [name]: value })))
  return [...new Map([first, ...turns].map((input) => [keyOf({ door, input }), { door, input }])).values()]
}

function choices({ type, const: only, enum: listed, anyOf }: Property): unknown[] | undefined {
  if (listed) return listed
  if (only !== undefined) return [only]
  if (type === 'boolean') return [true, false]
  const each = anyOf?.map(choices).filter((one) => one !== undefined)
  return each?.length ? each.flat() : undefined
}

export async function ask(client: Client, { door, input }: Question): Promise<Answer> {
  const rest = { ...input }
  const path = door.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  if (door.method === 'PATCH') return client.patch(path, rest)
  if (door.method !== 'GET') return client.post(path, rest)
  const query = new URLSearchParams(Object.entries(rest).map(([name, value]) => [name, String(value)])).toString()
  return client.get(query ? `${path}?${query}` : path)
}

export const readingDoors = (): Door[] => allRoutes().map((route) => route.door).filter((door) => door.reads && door.may !== 'anyone')
/** Doors by which a customer is changed, or a masked digit shown. */
export const customerDoors = (): Door[] => allRoutes().map((route) => route.door).filter((door) => !door.reads && pathParameters(door).includes('customerNo'))

/** All answers to all questions at the doors that read. A question that does not name a customer is asked once, and so is one at a closed door. */
export async function sweep(bank: Pick<World, 'as'>, persons: readonly Person[], subjects: readonly Subject[]): Promise<Asked[]> {
  const asked: Asked[] = []
  for (const person of persons) {
    const client = await bank.as(person)
    await atOnce(readingDoors(), async (door) => {
      const questions = new Map(subjects.flatMap((subject) => questionsFor(door, subject)).map((question) => [keyOf(question), question]))
      await askAtDoor(client, questions.values(), (question, answer) => void asked.push({ ...question, person, answer }))
    })
  }
  return asked
}

/** Questions at one door, one behind the other; a door that is closed to this person is closed whatever is asked there. */
export async function askAtDoor(client: Client, questions: Iterable<Question>, hear: (question: Question, answer: Answer) => unknown): Promise<void> {
  for (const question of questions) {
    const answer = await ask(client, question)
    await hear(question, answer)
    if (answer.status === 403) return
  }
}

export const keyOf = ({ door, input }: Question): string => `${door.method} ${door.path} ${JSON.stringify(input)}`

/** Enough at once to keep both the server and the database at work. */
export async function atOnce<T>(things: T[], work: (thing: T) => Promise<void>): Promise<void> {
  const waiting = things.values()
  await Promise.all(Array.from({ length: 6 }, async () => {
    for (const thing of waiting) await work(thing)
  }))
}

/** Everything that a role sees masked, whoever it is. */
export const maskedEverywhere = (): string[] => [
  ...[...Object.values(records), ...Object.values(cardRecords)].flatMap((record) => [record.idNumber, record.phone, record.idNumber.slice(6, 14) + record.idNumber.slice(14)]),
  ...Object.values(accounts).map((each) => each.key),
]
