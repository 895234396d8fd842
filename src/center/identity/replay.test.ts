/** C19: what was done can be read again and taken back, to the byte: memberships, golden values, accounts, relations and what each of the staff sees. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { Refused } from '#kernel/error'
import { engine, transact, type Tx } from '#kernel/tx'
import { bring, card, record } from '#test/bring'
import { openWorld, people, type Person, type World } from '#test/world'
import { membershipsAt } from './history.ts'
import { confirm, pinValue, refuse } from './judge.ts'
import { merge } from './merge.ts'
import { undoEvent } from './reverse.ts'
import { settle } from './settle.ts'
import { split } from './split.ts'

let bank: World
before(async () => {
  bank = await openWorld()
})
after(() => bank.close())

const settleAll = () => settle('test', () => {})
/** One of each organisation that sees rows of its own. */
const STAFF: Person[] = [people.wu, people.he, people.luo, people.bei, people.qian]

// ---- all that an undo must bring back, as text

const rows = (tx: Tx, strings: TemplateStringsArray, ...values: unknown[]) => tx<{ row: string }[]>(strings, ...values).then((found) => found.map((each) => each.row).join('\n'))
/** Numbers that a split opened and its undo closed are there still, and stand for the other: they are left out. */
const standing = (tx: Tx, numbers: string[]) => rows(tx, ['select concat_ws(\' \', customer_no, type, org, owner, owner_by, status, level, level_by, state, merged_into, since) as row from customer.customer where customer_no = any(', '::text[]) order by 1'] as unknown as TemplateStringsArray, numbers)

async function everything(numbers: string[]): Promise<Record<string, string>> {
  const all = await engine('test', async (tx) => ({
    standing: await standing(tx, numbers),
    memberships: JSON.stringify(await membershipsAt(tx)),
    documents: await rows(tx, sql`select concat_ws(' ', id_token, id_type, customer_no) as row from identity.document order by 1`),
    constraints: await rows(tx, sql`select concat_ws(' ', a, b, kind) as row from identity.constraint_pair where lifted_by is null order by 1`),
    pins: await rows(tx, sql`select concat_ws(' ', rec, attribute, until) as row from identity.pin where lifted_by is null order by 1`),
  }))
  const seen = await Promise.all(STAFF.map(async (person) => [person.name, await sightOf(person)] as const))
  return { ...all, bank: await engine('test', sights), ...Object.fromEntries(seen) }
}

const sql = (strings: TemplateStringsArray): TemplateStringsArray => strings

/** What row security shows of customers, records, accounts, positions and relations. */
async function sights(tx: Tx): Promise<string> {
  const parts = await Promise.all([
    rows(tx, sql`select (to_jsonb(g) - 'as_of' - 'known_at')::text as row from identity.golden g order by customer_no, org`),
    rows(tx, sql`select concat_ws(' ', r.source, r.key, r.version, m.customer_no, m.reason) as row from identity.source_record r
      join identity.membership m on m.rec = r.rec and m.to_event is null where r.valid_to is null order by 1`),
    rows(tx, sql`select concat_ws(' ', account_no, key, version, customer_no, customer_key, role, org, since, until) as row from account.holder order by 1`),
    rows(tx, sql`select concat_ws(' ', account_no, customer_no, customer_key, balance) as row from account.account order by 1`),
    rows(tx, sql`select (to_jsonb(p) - 'updated_at')::text as row from account.position p order by customer_no, org`),
    rows(tx, sql`select concat_ws(' ', customer.current(customer_no), customer.current(other_no), type, direction, since) as row from customer.relation where until is null order by 1`),
    rows(tx, sql`select concat_ws(' ', customer_no, org) as row from identity.holding order by 1`),
  ])
  return parts.join('\n--\n')
}

async function sightOf(person: Person): Promise<string> {
  const org = await engine('test', (tx) => tx.one<{ org: number; hi: number }>`select org, hi from access.org where code = ${person.org}`)
  assert.ok(org)
  return transact({ staff: person.staff, name: person.name, kind: 'staff', org: org.org, lo: org.org, hi: org.hi, roles: [], may: new Set(), clear: new Set() }, sights)
}

/** Lines of each that the other has not: a difference one can read. */
function apart(now = '', was: string): [string[], string[]] {
  const [a, b] = [now.split('\n'), was.split('\n')]
  return [a.filter((line) => !b.includes(line)), b.filter((line) => !a.includes(line))]
}

// ---- what may happen, each named by random numbers

const nth = fc.nat({ max: 1_000_000 })
const happening = fc.oneof(
  { weight: 2, arbitrary: fc.record({ what: fc.constant('arrive' as const), source: fc.constantFrom('savings', 'card', 'loan'), org: fc.constantFrom('N1', 'N2', 'S1'), key: fc.nat({ max: 14 }), document: fc.nat({ max: 5 }), owner: fc.constantFrom(null, 'E1001', 'E2001') }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('merge' as const), a: nth, b: nth }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('split' as const), a: nth, records: fc.array(nth, { minLength: 1, maxLength: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('refuse' as const), a: nth, b: nth }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('confirm' as const), a: nth }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('pin' as const), a: nth, record: nth, attribute: fc.constantFrom('name' as const, 'phone' as const, 'address' as const) }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('undo' as const), event: nth }) },
)
type Happening = typeof happening extends fc.Arbitrary<infer H> ? H : never
type Held = { no: string; recs: { rec: number; source: string; key: string }[] }

const held = () => engine('test', async (tx) => (await tx<Held[]>`
  select m.customer_no as no, jsonb_agg(jsonb_build_object('rec', m.rec, 'source', m.source, 'key', m.key) order by m.rec) as recs
  from identity.membership m join customer.customer c on c.customer_no = m.customer_no and c.type like 'retail%'
  where m.to_event is null group by 1 order by 1`))
const at = <T>(all: readonly T[], n: number): T => all[n % all.length] ?? assert.fail('nothing to choose from')

/** Does it, and names the event; undefined where it may not be done. */
async function happen(each: Happening, tag: string): Promise<number | undefined> {
  const customers = await held()
  if (each.what === 'arrive') {
    const { source, org, key, document, owner } = each
    await bring(source, [record(`${tag}-${key}`, { org, owner, idNumber: document === 0 ? null : card(40_000 + document), name: `林可${key}`, phone: `1381111${String(key).padStart(4, '0')}`, address: `南京市玄武区柳岸路${key}号`, updatedOn: `2026-0${1 + (key % 9)}-11` })])
    await settleAll()
    await bank.drain()
    return undefined
  }
  try {
    return (await engine('test', (tx) => act(tx, each, customers)))?.event
  } catch (error) {
    if (error instanceof Refused) return undefined
    throw error
  }
}

async function act(tx: Tx, each: Exclude<Happening, { what: 'arrive' }>, customers: Held[]): Promise<{ event: number } | undefined> {
  const reason = 'test'
  if (each.what === 'merge') return merge(tx, { customers: [at(customers, each.a).no, at(customers, each.b).no], reason })
  if (each.what === 'refuse') return refuse(tx, { customers: [at(customers, each.a).no, at(customers, each.b).no], reason })
  if (each.what === 'undo') {
    const events = await tx<{ seq: number }[]>`select seq from identity.identity_event where kind in ('merge', 'split', 'refuse', 'confirm', 'pin') order by seq`
    return events.length === 0 ? undefined : undoEvent(tx, { event: at(events, each.event).seq, reason })
  }
  const rich = customers.filter((customer) => customer.recs.length > 1)
  if (rich.length === 0) return undefined
  const { no, recs } = at(rich, each.a)
  if (each.what === 'confirm') return confirm(tx, { recs: recs.map((one) => one.rec), reason })
  if (each.what === 'split') return split(tx, { customer: no, recs: [...new Set(each.records.map((n) => at(recs, n).rec))], reason })
  const { source, key } = at(recs, each.record)
  return pinValue(tx, { customerNo: no, attribute: each.attribute, source, key, until: '2099-01-01', reason })
}

/** The company's representative is whoever has the document that it names, whatever number the relation was written with. */
async function represented(tx: Tx) {
  const found = await tx.one<{ told: number; wrong: number }>`
    select count(*) as told, count(*) filter (where customer.current(r.other_no) <> d.customer_no) as wrong
    from customer.relation r
    join identity.source_record s on s.legal_id_token is not null and s.valid_to is null
    join identity.document d on d.id_token = s.legal_id_token
    where r.type = 'legal-representative' and r.direction = 'forward' and r.until is null`
  return { ...found }
}

test('after any sequence of arrivals, merges, splits, judgements and undos the log says whose each record was at any moment; each step is taken back to the byte', async () => {
  let tag = 0
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 4, maxLength: 12 }), async (happenings) => {
      tag++
      const known: { seq: number; memberships: string }[] = []
      for (const each of happenings) {
        const numbers = (await engine('test', (tx) => tx<{ no: string }[]>`select customer_no as no from customer.customer`)).map((row) => row.no)
        const was = await everything(numbers)
        const event = await happen(each, `T${tag}`)
        if (event !== undefined && each.what !== 'undo') {
          await engine('test', (tx) => undoEvent(tx, { event, reason: 'test' }))
          const now = await everything(numbers)
          for (const [part, text] of Object.entries(was)) assert.deepEqual(apart(now[part], text), [[], []], `${each.what} ${event}: ${part}`)
          await happen(each, `T${tag}`)
        }
        assert.deepEqual(await engine('test', represented), { told: 1, wrong: 0 })
        const [last] = await engine('test', (tx) => tx<{ seq: number }[]>`select max(seq) as seq from identity.identity_event`)
        known.push({ seq: last?.seq ?? 0, memberships: JSON.stringify(await engine('test', (tx) => membershipsAt(tx))) })
      }
      for (const { seq, memberships } of known) assert.equal(JSON.stringify(await engine('test', (tx) => membershipsAt(tx, seq))), memberships)
    }),
    { numRuns: Number(process.env.YILAN_RUNS ?? 6), endOnFailure: true },
  )
})

test('no customer, record, membership or event is ever gone, and every record is one customer’s', async () => {
  const wrong = await engine('test', (tx) => tx.one<{ gone: number; twice: number; lost: number; far: number }>`
    select (select count(*) from identity.membership m where not exists (select from customer.customer c where c.customer_no = m.customer_no)) as gone,
      (select count(*) from (select 1 from identity.membership where to_event is null group by rec having count(*) > 1) t) as twice,
      (select count(*) from identity.membership m join customer.customer c on c.customer_no = m.customer_no and c.state <> 'active' where m.to_event is null) as lost,
      (select count(*) from customer.customer a join customer.customer b on b.customer_no = a.merged_into and b.state = 'merged') as far`)
  assert.deepEqual({ ...wrong }, { gone: 0, twice: 0, lost: 0, far: 0 }, 'a merged number leads to its survivor in one hop')
})
