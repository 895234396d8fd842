/**
 * No request brings the server down or makes it say what it does not promise: thousands, made from the doors' schemas, from everybody.
 * YILAN_FUZZ=50000 is the full count. YILAN_FUZZ_SEED repeats a run.
 */
import assert from 'node:assert/strict'
import { after, before, test, type TestContext } from 'node:test'
import fc from 'fast-check'
import pg from 'pg'
import type { Door } from '../../src/kernel/endpoint.ts'
import { allRoutes } from '../../src/kernel/room.ts'
import { addDays, today } from '../../src/kernel/time.ts'
import { layExports } from '../exports.ts'
import { openWorld, people, type Person, type World } from '../world.ts'
import { judge, requestTo, tooLarge, type Fault, type Known } from './fuzz.ts'

const COUNT = Number(process.env.YILAN_FUZZ ?? 5000)
const SEED = Number(process.env.YILAN_FUZZ_SEED ?? Date.now() % 1_000_000)
/** What ends a session, or closes the sign-on of everybody at this address: asked a few times, at the end. */
const LAST = new Set(['/access/sign-in', '/access/sign-out', '/access/change-password', '/access/second-factor', '/access/second-factor/confirm'])
/** Whom administrators may spoil: nobody else's permissions or sessions are touched. */
const VICTIM: Person = people.zheng

let bank: World
let owner: pg.Client
const headers = new Map<string, Record<string, string>>()
before(async () => {
  bank = await openWorld()
  owner = new pg.Client({ connectionString: bank.urls.superuser })
  await owner.connect()
  while ((await bank.nobody.get('/access/me')).status === 503) await new Promise((resolve) => setTimeout(resolve, 500))
  await layExports(bank, owner)
  for (const person of Object.values(people).filter((each) => each !== VICTIM)) headers.set(`${person.name} (${person.role})`, { cookie: (await bank.as(person)).cookie })
  const { body } = await (await bank.as(people.an)).post('/open/keys', { name: '模糊测试', note: '模糊测试用', org: 0, scopes: ['customer.read', 'account.read', 'open.export'], clear: [], networks: [], callsAMinute: 60_000, expiresOn: addDays(today(), 30) })
  headers.set('a program', { authorization: `Bearer ${body.token}` })
  headers.set('nobody', {})
})
after(async () => {
  await owner.end()
  await bank.close()
})

const column = async (sql: string): Promise<unknown[]> => (await owner.query<{ value: unknown }>(sql)).rows.map((row) => row.value)

async function known(): Promise<Known> {
  const customers = await column(`select customer_no as value from customer.customer order by 1`)
  return {
    customerNo: customers, with: customers, other: customers, linkedNo: customers, org: await column(`select org as value from access.org`), run: await column(`select run as value from feed.run`),
    staff: [VICTIM.staff], owner: [VICTIM.staff, people.wu.staff], role: ['service'], interface: await column(`select name as value from feed.interface`), source: ['savings', 'card'], account: ['1abc'], version: [1, 2, 3], otherVersion: [1],
    export: await column(`select export::int as value from open.export`), name: ['search.customers', 'customer360.transactions'], text: ['陈静', 'chenjing', '0001', '13811110001'], limit: [1, 5, 200], line: [1, 2, 3], key: ['S0001', 'K0001', 1], hook: [1],
    on: ['2026-11-20'], until: [addDays(today(), 30)], expiresOn: [addDays(today(), 30)], levelUntil: [addDays(today(), 30)], model: ['person-1', 'company-1'], events: [['customer.ownerAssigned']], scopes: [['customer.read']], networks: [['10.0.0.0/8']], url: ['https://hooks.example.com/in'],
  }
}

/** So many at a time: a test that takes longer than ten minutes is taken for hung. */
const PORTION = 5000

for (let from = 0; from < COUNT; from += PORTION) {
  const count = Math.min(PORTION, COUNT - from)
  const seed = SEED + from
  test(`${count} requests, valid, nearly valid and hostile, from everybody: no failure, no answer off its schema (seed ${seed})`, async (t) => {
    const doors = allRoutes().map((route) => route.door).filter((door) => !LAST.has(door.path))
    const faults: Fault[] = []
    const statuses = new Map<number, number>()
    const waiting = [...planned(doors, await known(), await holders(), { count, seed })].values()
    await Promise.all(Array.from({ length: 8 }, async () => {
      for (const { door, request, who } of waiting) {
        const { status, fault } = await judge(bank.app, door, request, who, headers.get(who) ?? {})
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        if (fault) faults.push(fault)
      }
    }))
    t.diagnostic(`${count} requests to ${doors.length} doors: ${[...statuses].toSorted(([a], [b]) => a - b).map(([status, n]) => `${status} × ${n}`).join(', ')}`)
    told(t, faults)
    assert.ok((statuses.get(200) ?? 0) > count / 100, 'hardly any request was a real one')
    assert.equal(faults.length, 0, `${faults.length} faults at ${new Set(faults.map((each) => each.door)).size} doors`)
  })
}

test('nor does a number too large for any column', async (t) => {
  const here = await known()
  const may = await holders()
  const faults: Fault[] = []
  let asked = 0
  for (const door of allRoutes().map((route) => route.door).filter((each) => !LAST.has(each.path))) {
    const who = may.get(door.may)?.[0] ?? 'nobody'
    for (const request of tooLarge(door, here, SEED)) {
      asked++
      const { fault } = await judge(bank.app, door, request, who, headers.get(who) ?? {})
      if (fault) faults.push(fault)
    }
  }
  t.diagnostic(`${asked} numbers`)
  told(t, faults)
  assert.equal(faults.length, 0)
})

test('nor at the doors of the sign-on', async (t) => {
  const doors = allRoutes().map((route) => route.door).filter((door) => LAST.has(door.path))
  const faults: Fault[] = []
  for (const door of doors) {
    for (const request of fc.sample(requestTo(door, {}), { numRuns: 30, seed: SEED })) {
      const { fault } = await judge(bank.app, door, request, 'nobody', {})
      if (fault) faults.push(fault)
    }
  }
  told(t, faults)
  assert.equal(faults.length, 0)
})

/** Who may open what. */
async function holders(): Promise<Map<string, string[]>> {
  const { rows } = await owner.query<{ permission: string; roles: string[] }>('select permission, array_agg(role) as roles from access.granted group by permission')
  const named = Object.values(people).filter((each) => each !== VICTIM).map((each) => ({ who: `${each.name} (${each.role})`, role: each.role }))
  return new Map(rows.map(({ permission, roles }) => [permission, named.filter(({ role }) => roles.includes(role)).map(({ who }) => who)]))
}

/** Each door as often as the others: every second time by somebody who may open it, else by anybody. */
function* planned(doors: readonly Door[], here: Known, may: Map<string, string[]>, { count, seed }: { count: number; seed: number }): Generator<{ door: Door; request: ReturnType<typeof requestTo> extends fc.Arbitrary<infer R> ? R : never; who: string }> {
  const everybody = [...headers.keys()]
  const rounds = Math.ceil(count / doors.length)
  const samples = doors.map((door, i) => fc.sample(requestTo(door, here), { numRuns: rounds, seed: seed + i }))
  let asked = 0
  for (let round = 0; round < rounds; round++) {
    for (const [i, door] of doors.entries()) {
      const request = samples[i]?.[round]
      if (request === undefined || asked++ >= count) return
      const asking = round % 2 === 0 ? (may.get(door.may) ?? everybody) : everybody
      yield { door, request, who: asking[(round * 7 + i) % asking.length] ?? 'nobody' }
    }
  }
}

/** One of each kind, with the log's own word on it. */
function told(t: TestContext, faults: readonly Fault[]): void {
  const kinds = new Map(faults.map((fault) => [`${fault.door} ${fault.status} ${fault.what.slice(0, 60)}`, fault]))
  for (const fault of kinds.values()) {
    const request = /"request":"([^"]+)"/.exec(fault.answer)?.[1]
    t.diagnostic(`${fault.door} (${fault.mode}, ${fault.who}): ${fault.what}\n    ${fault.request.method} ${fault.request.url.slice(0, 300)} ${String(fault.request.payload).slice(0, 600)}\n    ${fault.answer.slice(0, 300)}\n    ${bank.logged.find((line) => request !== undefined && line.includes(request) && line.includes('error'))?.slice(0, 500) ?? ''}`)
  }
}
