import assert from 'node:assert/strict'
import { after, before, test, type TestContext } from 'node:test'
import { connect, disconnect, engine } from '#kernel/tx'
import { bring, record } from '#test/bring'
import { settleDown, townsfolk, type Townsman } from '#test/town'
import { openWorld, type World } from '#test/world'
import { matchBank, receive } from './resolve.ts'
import { settle } from './settle.ts'

/** Enough that a load is matched as a batch. */
const PEOPLE = Number(process.env.YILAN_PEOPLE ?? 1000)
const FOLK = townsfolk({ people: PEOPLE, companies: Math.round(PEOPLE / 20), seed: 19, errors: 'unseen' })
const SHUFFLES = 5

let bank: World
let inOrder: Outcome
before(async () => {
  bank = await openWorld()
  inOrder = await inBankOfItsOwn(async () => {
    await settleDown(bySource(FOLK))
    await settle('test', () => {})
  })
})
after(() => bank.close())

/** By record, its customer's records; and by two records, whether a question about their customers waits. */
type Outcome = { customerOf: Map<string, string>; asked: Set<string> }

test('in whatever order the systems are loaded and their records stand, the customers are the same, or their difference is a question', async (t) => {
  for (let seed = 1; seed <= SHUFFLES; seed++) {
    const shuffled = await inBankOfItsOwn(async () => {
      await settleDown(bySource(shuffle(FOLK, seed)))
      await settle('test', () => {})
    })
    contested(t, shuffled, `order ${seed}`)
  }
})

test('one by one, as customers walk in, and a night’s batch over all of them: the same customers as at once, or a question', async (t) => {
  const walkedIn = await inBankOfItsOwn(async () => {
    await settleDown(bySource(shuffle(FOLK, 99)))
    for (const recs = await waiting(); recs.length > 0;) {
      await receive(recs.splice(0, 1), 'arrival')
    }
    await settle('test', () => {})
    await matchBank('night')
  })
  contested(t, walkedIn, 'one by one')
})

test('two records of one person arriving at the same moment are one customer, however often it is tried', async () => {
  const names = Array.from({ length: 12 }, (_, n) => `${'赵钱孙李周吴郑王冯陈褚卫'[n]}知行`)
  const person = (n: number) => record(`T${n}`, { name: names[n] ?? '', birthday: `1990-0${1 + (n % 9)}-17`, phone: `1391234${String(5000 + 37 * n)}`, address: `南京市玄武区柳岸路${n + 1}号2栋${300 + n}室`, email: `zhixing${n}@example.cn` })
  for (const source of ['savings', 'card']) await bring(source, names.map((_, n) => person(n)))
  const recs = await engine('test', (tx) => tx<{ rec: number; key: string }[]>`select rec, key from identity.membership where key ~ '^T[0-9]+$' and to_event is null order by key, rec`)
  await Promise.all(recs.map(({ rec }) => receive([rec], 'arrival')))
  const customers = await engine('test', (tx) => tx<{ key: string; many: number }[]>`select key, count(distinct customer_no)::int as many from identity.membership where key ~ '^T[0-9]+$' and to_event is null group by key`)
  assert.equal(customers.length, names.length)
  for (const { key, many } of customers) assert.equal(many, 1, key)
})

const waiting = async () => (await engine('test', (tx) => tx<{ rec: number }[]>`select distinct rec from identity.unmatched order by rec`)).map(({ rec }) => rec)

/** Whatever two records are together in one bank and apart in the other, somebody is asked about in at least one of them. */
function contested(t: TestContext, other: Outcome, name: string): void {
  assert.deepEqual(new Set(other.customerOf.keys()), new Set(inOrder.customerOf.keys()))
  const differing = [...pairsOf(inOrder), ...pairsOf(other)].filter(([a, b]) => together(inOrder, a, b) !== together(other, a, b))
  const silent = differing.filter(([a, b]) => !isAsked(inOrder, a, b) && !isAsked(other, a, b))
  t.diagnostic(`${name}: ${new Set(other.customerOf.values()).size} customers, ${differing.length} pairs differ, ${silent.length} of them without a question`)
  assert.deepEqual(silent.slice(0, 5), [], name)
}

const together = ({ customerOf }: Outcome, a: string, b: string) => customerOf.get(a) === customerOf.get(b)
const isAsked = ({ customerOf, asked }: Outcome, a: string, b: string) => asked.has([customerOf.get(a), customerOf.get(b)].toSorted().join(' '))

function pairsOf({ customerOf }: Outcome): [string, string][] {
  const records = new Map<string, string[]>()
  for (const [record, no] of customerOf) records.set(no, [...(records.get(no) ?? []), record])
  return [...records.values()].flatMap((mine) => mine.flatMap((a, at) => mine.slice(at + 1).map((b): [string, string] => [a, b])))
}

/** A copy of the world in which nobody else has ever been. */
async function inBankOfItsOwn(live: () => Promise<void>): Promise<Outcome> {
  const name = await bank.copy()
  await disconnect()
  connect({ app: bank.cluster.url('app', name), engine: bank.cluster.url('engine', name) })
  try {
    await live()
    return await engine('test', async (tx) => {
      const rows = await tx<{ record: string; no: string }[]>`select source || '/' || key as record, customer_no as no from identity.membership where to_event is null order by 1`
      const items = await tx<{ customers: string[] }[]>`select customers from identity.review_item where state = 'open'`
      // A split asks of one customer: of any two records of it.
      const asked = items.flatMap(({ customers }) => (customers.length === 1 ? [[customers[0], customers[0]]] : customers.flatMap((a, at) => customers.slice(at + 1).map((b) => [a, b]))))
      return { customerOf: new Map(rows.map(({ record, no }) => [record, no])), asked: new Set(asked.map((pair) => pair.toSorted().join(' '))) }
    })
  } finally {
    await disconnect()
    connect({ app: bank.urls.app, engine: bank.urls.engine })
  }
}

/** System by system, in the order in which the first record of each stands. */
function bySource(folk: readonly Townsman[]): Townsman[] {
  const order = [...new Set(folk.map(({ source }) => source))]
  return order.flatMap((source) => folk.filter((each) => each.source === source))
}

function shuffle<T>(all: readonly T[], seed: number): T[] {
  let state = seed
  const dice = () => (state = (state * 48_271) % 2_147_483_647)
  return all.map((each) => ({ each, at: dice() })).toSorted((a, b) => a.at - b.at).map(({ each }) => each)
}
