import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { bulk, engine, sql, transact } from '#kernel/tx'
import type { Batch, Loaded } from '#kernel/room'
import { openWorld, people, records, type World } from '#test/world'
import { idCheckDigit, usccCheck } from './documents.ts'
import { forgetHolding, noteHolding } from './holding.ts'
import { columns } from './record.ts'
import { settle } from './settle.ts'
import { target } from './target.ts'

let bank: World
before(async () => {
  bank = await openWorld()
})
after(() => bank.close())

type Row = Record<string, string | null>
type Arrival = { source: string; row: Row }
const record = (key: string, more: Row = {}): Row => ({ key, kind: 'retail', name: '林可', org: 'N1', openedOn: '2024-01-01', updatedOn: '2026-01-01', ...more })
/** A thousand people born on one day of each year. */
const idOf = (n: number) => `320102${1950 + Math.floor(n / 1000)}0412${String(n % 1000).padStart(3, '0')}`
const card = (n: number) => idOf(n) + idCheckDigit(idOf(n))

let run = 1000
/** One chunk through the target, as feed does it. */
async function bring(source: string, rows: Row[], batch: Partial<Batch> = {}): Promise<Loaded> {
  const staged = rows.map((row) => target.prepare(row, {} as Batch)) // prepare needs nothing of the batch
  const good = staged.filter((values) => Array.isArray(values))
  const names = Object.keys(columns)
  return bulk('feed', async (tx) => {
    await tx`${text(`create temporary table batch (line int not null, ${names.map((name) => `${name} ${columns[name as keyof typeof columns]}`).join(', ')}) on commit drop`)}`
    await tx.copy(`copy pg_temp.batch from stdin`, good.map((values, i) => [i + 1, ...values].map((value) => (value === null ? '\\N' : String(value))).join('\t') + '\n'))
    return target.load(tx, { run: run++, source, firstLine: 1, interface: 'test', asOf: null, ...batch })
  })
}
const text = (words: string) => ({ sql: true as const, strings: [words], values: [] })
const settleAll = () => settle('test', () => {})
const customerOf = async (source: string, key: string) =>
  (await engine('test', (tx) => tx.one<{ customer_no: string }>`select customer_no from identity.membership where source = ${source} and key = ${key} and to_event is null`))?.customer_no
const goldenRows = (customerNo: string | undefined) =>
  engine('test', (tx) => tx<Record<string, unknown>[]>`select * from identity.golden where customer_no = ${customerNo} order by whole desc, org`)

test('the same person in two systems is one customer with two records', async () => {
  assert.equal(await customerOf('savings', 'S0001'), await customerOf('card', 'K0001'))
  assert.notEqual(await customerOf('savings', 'S0001'), await customerOf('savings', 'S0002'))
})

test('an identity number of fifteen digits is the same person as its eighteen', async () => {
  const long = card(5)
  await bring('savings', [record('L15', { idNumber: long.slice(0, 6) + long.slice(8, 17) }), record('L18', { idNumber: long })])
  assert.equal(await customerOf('savings', 'L15'), await customerOf('savings', 'L18'))
})

test('a document that fails its check digit joins nobody, and the record is kept', async () => {
  const wrong = card(6).slice(0, 17) + (card(6)[17] === '1' ? '2' : '1')
  const { added } = await bring('savings', [record('W1', { idNumber: wrong }), record('W2', { idNumber: wrong })])
  assert.equal(added, 2)
  assert.notEqual(await customerOf('savings', 'W1'), await customerOf('savings', 'W2'))
})

test('a record of an unknown branch is refused, one of an unknown manager has no owner', async () => {
  const loaded = await bring('savings', [record('U1', { org: 'Z9' }), record('U2', { owner: 'E9999' })])
  assert.deepEqual(loaded.rejected, [{ line: 1, field: 'org', reason: 'unknown-reference', value: 'Z9' }])
  assert.equal((loaded as Loaded & { unknownOwners: number }).unknownOwners, 1)
})

test('the same file again changes nothing', async () => {
  const rows = [record('A1', { idNumber: card(7) }), record('A2')]
  assert.equal((await bring('savings', rows)).added, 2)
  const again = await bring('savings', rows)
  assert.deepEqual([again.added, again.changed, again.same], [0, 0, 2])
})

test('in whatever order and in however many chunks records arrive, one person has one number and the same golden record', async () => {
  let family = 0
  const plan = fc.record({ people: fc.integer({ min: 2, max: 6 }), order: fc.infiniteStream(fc.double({ noNaN: true, min: 0, max: 1 })), chunk: fc.integer({ min: 1, max: 9 }) })
  const golden = new Map<string, unknown[]>()
  await fc.assert(
    fc.asyncProperty(plan, async ({ people: many, order, chunk }) => {
      const tag = `P${family++}`
      const shuffled = arrivals(tag, family, many).map((each) => ({ each, at: order.next().value as number })).toSorted((a, b) => a.at - b.at).map(({ each }) => each)
      for (let i = 0; i < shuffled.length; i += chunk) await bringMixed(shuffled.slice(i, i + chunk))
      await settleAll()
      for (let person = 0; person < many; person++) {
        const numbers = new Set(await Promise.all(SOURCES.map((source) => customerOf(source, `${tag}-${person}`))))
        assert.equal(numbers.size, 1)
        const rows = (await goldenRows([...numbers][0])).map(({ customer_no: _no, id_number: _id, id_token: _token, phone: _phone, phone_token: _blind, known_at: _knownAt, winner, ...rest }) => ({ ...rest, winner: plain(winner, tag) }))
        const before = golden.get(`${person}`)
        if (before) assert.deepEqual(rows, before)
        golden.set(`${person}`, rows)
      }
    }),
    { numRuns: 12 },
  )
})

const SOURCES = ['savings', 'card', 'loan', 'mobile']
function arrivals(tag: string, family: number, many: number): Arrival[] {
  const orgs = ['N1', 'N2', 'S1', 'N1']
  return Array.from({ length: many }, (_, person) => person).flatMap((person) =>
    SOURCES.map((source, i) => ({
      source,
      row: record(`${tag}-${person}`, { idNumber: card(10_000 + family * 10 + person), org: orgs[i] ?? 'N1', address: `南京市玄武区柳岸路${person}${i}号`, employer: i % 2 ? `单位${i}` : null, updatedOn: `2026-0${i + 1}-1${person}` }),
    })),
  )
}
async function bringMixed(some: Arrival[]): Promise<void> {
  for (const source of SOURCES) {
    const rows = some.filter((each) => each.source === source).map((each) => each.row)
    if (rows.length > 0) await bring(source, rows)
  }
}
const plain = (winner: unknown, tag: string) => JSON.stringify(winner).replaceAll(tag, 'P')

test('two imports at once give one person one number', async () => {
  const rows = Array.from({ length: 300 }, (_, n) => record(`at-once-${n}`, { idNumber: card(1000 + n) }))
  await Promise.all(['savings', 'card', 'loan', 'fund'].map((source, i) => bring(source, i % 2 ? rows : rows.toReversed())))
  const [counts] = await engine('test', (tx) => tx<[{ most: number; customers: number }]>`
    select max(n) as most, count(*) as customers from (
      select key as person, count(distinct customer_no) as n from identity.membership where key like 'at-once-%' and to_event is null group by 1) p`)
  assert.deepEqual({ ...counts }, { most: 1, customers: 300 })
})

test('a changed record never moves silently: the contradiction waits for a person', async () => {
  await bring('savings', [record('M1', { idNumber: card(201) }), record('M2', { idNumber: card(202) })])
  const [one, two] = [await customerOf('savings', 'M1'), await customerOf('savings', 'M2')]
  const { changed } = await bring('savings', [record('M1', { idNumber: card(202) })])
  assert.equal(changed, 1)
  assert.equal(await customerOf('savings', 'M1'), one)
  const noted = await engine('test', (tx) => tx`select customer_no, other_no from identity.contradiction where key = 'M1'`)
  assert.deepEqual(noted.map((row) => ({ ...(row as object) })), [{ customer_no: one, other_no: two }])
})

test('undoing a run brings the versions before back, and what it alone brought is withdrawn but keeps its number', async () => {
  await bring('savings', [record('D1', { address: '南京市柳岸路1号' })], { run: 501 })
  await bring('savings', [record('D1', { address: '南京市观澜街2号' }), record('D2')], { run: 502 })
  await settleAll()
  const [first, second] = [await customerOf('savings', 'D1'), await customerOf('savings', 'D2')]
  assert.deepEqual(await bulk('feed', (tx) => target.undo(tx, 502)), { removed: 1, restored: 1 })
  await settleAll()
  assert.equal((await goldenRows(first))[0]?.address, '南京市柳岸路1号')
  assert.deepEqual(await goldenRows(second), [])
  const withdrawn = await engine('test', (tx) => tx.one<{ state: string }>`select state from customer.customer where customer_no = ${second}`)
  assert.equal(withdrawn?.state, 'withdrawn')
  await bring('savings', [record('D1', { address: '南京市观澜街2号' }), record('D2')], { run: 503 })
  await settleAll()
  assert.equal(await customerOf('savings', 'D2'), second)
  assert.equal((await goldenRows(first))[0]?.address, '南京市观澜街2号')
  assert.equal((await goldenRows(second)).length, 1)
})

test('the address comes from the card system, income and employer from the loan, an old phone gives way to a new one', async () => {
  const same = { idNumber: card(301) }
  await bring('savings', [record('G1', { ...same, address: '南京市柳岸路1号', phone: '13912340001', income: '50000', updatedOn: '2026-06-01' })])
  await bring('card', [record('G1', { ...same, address: '南京市观澜街2号', phone: '13912340002', income: '90000', updatedOn: '2026-01-01' })])
  await bring('loan', [record('G1', { ...same, employer: '江州设计院', income: '120000', updatedOn: '2025-12-01' })])
  await bring('mobile', [record('G1', { ...same, phone: '13912340003', updatedOn: '2023-01-01' })])
  await settleAll()
  const [golden] = await goldenRows(await customerOf('card', 'G1'))
  const winner = golden?.winner as Record<string, { source: string; trust: number }> // the shape of golden.ts
  assert.deepEqual([golden?.address, golden?.employer, golden?.income], ['南京市观澜街2号', '江州设计院', '120000.00'])
  // Three years take three halvings from the mobile bank's 95.
  assert.equal(winner.phone?.source, 'card')
  assert.ok((winner.address?.trust ?? 0) > 60)
})

test('a company and the person it names as its legal representative are related, whoever comes first', async () => {
  const body = '91320102MA1XK2P86'
  await bring('corporate', [record('R1', { kind: 'corporate', name: '江州测试有限公司', idType: 'uscc', idNumber: body + usccCheck(body), legalIdNumber: card(401), legalName: '林可' })])
  await settleAll()
  await bring('savings', [record('R2', { idNumber: card(401) })])
  await settleAll()
  const person = await customerOf('savings', 'R2')
  const rows = await engine('test', (tx) => tx<{ customer_no: string; direction: string }[]>`
    select customer_no, direction from customer.relation where type = 'legal-representative' and (customer_no = ${person} or other_no = ${person}) order by direction`)
  assert.deepEqual(rows.map((row) => row.direction), ['backward', 'forward'])
  assert.equal(rows[0]?.customer_no, person)
})

test('customers are only added: not even a batch can delete one', async () => {
  for (const table of ['customer.customer', 'identity.source_record', 'identity.membership', 'identity.identity_event']) {
    await assert.rejects(engine('test', (tx) => tx`${text(`delete from ${table}`)}`), { code: '42501' }, table)
  }
})

test('a branch sees what its own sources say; the owning branch sees all; another branch nothing', async () => {
  const no = await customerOf('savings', 'S0001')
  const at = async (person: (typeof people)[keyof typeof people]) => (await bank.as(person)).get(`/identity/customers/${no}/sources`)
  const [wu, he, luo] = [await at(people.wu), await at(people.he), await at(people.luo)]
  assert.equal(wu.body.whole, true)
  assert.deepEqual(wu.body.records.map((each: { source: string }) => each.source), ['card', 'savings'])
  assert.equal(wu.body.golden.address, '江苏省南京市秦淮区观澜街8号')
  assert.deepEqual(wu.body.winners.find((each: { attribute: string }) => each.attribute === 'address').source, 'card')
  assert.equal(he.body.whole, false)
  assert.deepEqual(he.body.records.map((each: { source: string }) => each.source), ['card'])
  assert.ok(!he.text.includes('江州设计院'), 'the employer is known to savings of another branch only')
  assert.equal(luo.status, 404)
})

test('of all rows of all customers each member of staff has those of the own branch and of customers owned there, and no other', async () => {
  await settleAll()
  const [orgs, all] = await engine('test', async (tx) => [
    await tx<{ code: string; org: number; hi: number }[]>`select code, org, hi from access.org`,
    await tx<{ at: string; customer_no: string; org: number; home: number }[]>`
      select 'golden' as at, g.customer_no, g.org, c.org as home from identity.golden g join customer.customer c on c.customer_no = g.customer_no
      union all select 'record', m.customer_no, r.org, c.org from identity.source_record r
        join identity.membership m on m.key = r.key and m.source = r.source and m.to_event is null join customer.customer c on c.customer_no = m.customer_no where r.valid_to is null
      union all select 'membership', m.customer_no, m.org, c.org from identity.membership m join customer.customer c on c.customer_no = m.customer_no`,
  ] as const)
  for (const person of Object.values(people)) {
    const own = orgs.find((each) => each.code === person.org)
    assert.ok(own)
    const within = (org: number) => org >= own.org && org <= own.hi
    const who = { staff: person.staff, name: person.name, kind: 'staff', org: own.org, lo: own.org, hi: own.hi, roles: [], may: new Set<string>(), clear: new Set<string>() } as const
    const seen = await transact(who, (tx) => tx<{ at: string; customer_no: string; org: number }[]>`
      select 'golden' as at, customer_no, org from identity.golden
      union all select 'record', m.customer_no, r.org from identity.source_record r join identity.membership m on m.key = r.key and m.source = r.source and m.to_event is null where r.valid_to is null
      union all select 'membership', customer_no, org from identity.membership`)
    const wanted = all.filter((row) => within(row.org) || (row.at !== 'golden' && within(row.home)))
    const sorted = (rows: readonly { at: string; customer_no: string; org: number }[]) => rows.map((row) => `${row.at} ${row.customer_no} ${row.org}`)
    const [has, should] = [new Set(sorted(seen)), new Set(sorted(wanted))]
    assert.deepEqual([[...has].filter((row) => !should.has(row)), [...should].filter((row) => !has.has(row))], [[], []], person.name)
    assert.equal(seen.length, wanted.length, person.name)
  }
})

test('a branch that holds only an account has the number and the masked name, and nothing to reveal', async () => {
  const no = await customerOf('savings', 'S0005')
  const holder = sql`select ${no}::text as customer_no, org from access.org where code = 'S1'`
  assert.equal(await engine('test', (tx) => noteHolding(tx, holder)), 1)
  const luo = await bank.as(people.luo)
  const seen = await luo.get(`/identity/customers/${no}/sources`)
  assert.deepEqual([seen.body.golden.name, seen.body.golden.phone, seen.body.records], ['欧***', null, []])
  assert.equal((await luo.post(`/identity/customers/${no}/reveal`, { field: 'name', reason: 'risk', reference: 'R-1' })).status, 403)
  await engine('test', (tx) => forgetHolding(tx, holder))
  assert.equal((await luo.get(`/identity/customers/${no}/sources`)).status, 404)
})

test('no digit behind a mask leaves without a reason, and with one the audit says which, why and for what case', async () => {
  const no = await customerOf('savings', 'S0001')
  const wu = await bank.as(people.wu)
  const look = (more: object) => wu.post(`/identity/customers/${no}/reveal`, { field: 'phone', ...more })
  assert.equal((await look({})).status, 400)
  assert.equal((await look({ reason: 'customer-call', reference: ' ' })).status, 400)
  const shown = await look({ reason: 'customer-call', reference: 'CC-1001', source: 'savings' })
  assert.equal(shown.body.value, records.chen.phone)
  assert.ok(Date.parse(shown.body.until) - Date.now() <= 300_000)
  const entry = await engine('test', (tx) => tx.one<{ kind: string; fields: string[]; reason: string; subjects: string[] }>`
    select kind, fields, reason, subjects from kernel.audit_entry where kind = 'reveal' order by id desc limit 1`)
  assert.deepEqual({ ...entry }, { kind: 'reveal', fields: ['phone'], reason: 'customer-call', subjects: [no] })
  const kept = await engine('test', (tx) => tx<{ text: string }[]>`select e::text as text from kernel.audit_entry e union all select r::text from identity.reveal r`)
  assert.ok(kept.every((row) => !row.text.includes(records.chen.phone)))
})

test('of two branches each reveals only what its own sources told it', async () => {
  const no = await customerOf('savings', 'S0001')
  const he = await bank.as(people.he)
  const ask = { field: 'phone', reason: 'customer-call', reference: 'CC-1002' }
  assert.equal((await he.post(`/identity/customers/${no}/reveal`, ask)).body.value, '13911110001')
  assert.equal((await he.post(`/identity/customers/${no}/reveal`, { ...ask, source: 'savings' })).status, 404)
  assert.equal((await (await bank.as(people.luo)).post(`/identity/customers/${no}/reveal`, ask)).status, 404)
})

test('more than twenty looks within an hour are refused, however many hands ask at once', async () => {
  const no = await customerOf('savings', 'S0005')
  const zheng = await bank.as(people.zheng)
  const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => zheng.post(`/identity/customers/${no}/reveal`, { field: 'phone', reason: 'risk', reference: `R-${i}` })))
  assert.equal(answers.filter((each) => each.status === 200).length, 20)
  assert.equal(answers.filter((each) => each.status === 429).length, 10)
})
