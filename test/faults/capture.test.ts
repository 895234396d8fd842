/** The core posts while its reader is killed, the core falls and the line is cut: every change arrives once, in order. YILAN_CHANGES sets how many. */
import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { after, before, test } from 'node:test'
import { Random } from '../../demo/bank/random.ts'
import { happen, look } from '../../demo/core/trade.ts'
import { engine } from '../../src/kernel/tx.ts'
import { assertSame, broken, compare, followCore, hasCaughtUp, kill, restartCore, saySomethingLast, startWorkerChild, until, type Followed } from '../capturing.ts'
import { openWorld, type World } from '../world.ts'

const CHANGES = Number(process.env.YILAN_CHANGES ?? 1500)
/** What is waited for comes in a second or two; a machine that does everything at once takes its time. */
const PATIENCE_MS = 120_000
const SOON_MS = 5000

const home = mkdtempSync(join(tmpdir(), 'yilan-core-'))
chmodSync(home, 0o711)

let bank: World
let followed: Followed
let worker: ChildProcess
const begin = async () => {
  worker = await startWorkerChild({ YILAN_HOME: bank.home, YILAN_TEST_DATABASE: bank.database })
}
before(async () => {
  bank = await openWorld()
  followed = await followCore(home, 100)
  await begin()
})
after(async () => {
  if (worker?.exitCode === null) await kill(worker)
  await followed?.close()
  await bank.close()
  rmSync(home, { recursive: true, force: true })
})

const state = async () => (await engine('test', (tx) => tx.one<{ state: string }>`select state from feed.capture where source = 'savings'`))?.state
const stands = () => until(async () => (await state()) === 'streaming', PATIENCE_MS, 'the line stands')
const received = async () => (await engine('test', (tx) => tx.one<{ last: number }>`select coalesce(max(portion), 0) as last from feed.portion`))?.last ?? 0

test('a transaction posted at the core is in the bank a moment later', async () => {
  await stands()
  // A worker that has just begun, on a machine that does everything at once, may be slow once, and twice.
  const took = [await visible('-100.00'), await visible('-20.00'), await visible('-8.50')]
  assert.ok(Math.min(...took) < SOON_MS, `visible after ${took.map(Math.round)} ms`)
})

/** Posts an entry; how long until it is seen, and with it, at that very moment, what the account and the customer are worth. */
async function visible(amount: string): Promise<number> {
  const { rows } = await followed.client.query<{ lsh: string; zhye: string }>(`select lsh, zhye from hx.jz('6222020001', $1, '1301', 'POS', '消费', '观澜餐厅')`, [amount])
  const seen = () => engine('test', (tx) => tx.one<{ balance: string; aum: string }>`
    select a.balance, p.aum
    from account.transaction t
    join account.account a on a.account_no = t.account_no
    join account.position p on p.customer_no = a.customer_no and p.whole
    where t.account_no = 'savings:6222020001' and t.key = ${rows[0]?.lsh}`)
  const ms = await until(async () => (await seen()) !== undefined, PATIENCE_MS, 'it is visible')
  const balance = rows[0]?.zhye ?? ''
  assert.deepEqual(await seen(), { balance, aum: (Number(balance) + 300_000).toFixed(2) })
  return ms
}

test('what the core says of customers goes in while the golden records of what it said before are still being written', async () => {
  // Somebody whom no other system knows: the golden address is the core's.
  const alone = await engine('test', (tx) => tx<{ key: string }[]>`
    select min(m.key) as key from identity.membership m where m.to_event is null group by m.customer_no having count(*) = 1 and min(m.source) = 'savings'`)
  const { rows } = await followed.client.query<{ khh: string }>(`select min(khh) as khh from hx.khxx where khh = any($1::text[])`, [alone.map(({ key }) => key)])
  const khh = rows[0]?.khh ?? assert.fail('everybody at the core is known elsewhere')
  const known = () => engine('test', (tx) => tx.one<{ record: string; golden: string }>`
    select r.address as record, g.address as golden
    from identity.source_record r
    join identity.membership m on m.source = r.source and m.key = r.key and m.to_event is null
    join identity.golden g on g.customer_no = m.customer_no and g.whole
    where r.source = 'savings' and r.key = ${khh} and r.valid_to is null`)
  const before = await known()
  const [taken, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const writing = engine('test', async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtext('identity.settle'))` // as whoever writes golden records does
    taken.resolve()
    await done.promise
  })
  await taken.promise
  for (const house of [88, 90]) {
    const address = `江苏省南京市鼓楼区中山北路${house}号`
    await followed.client.query(`update hx.khxx set lxdz = $2 where khh = $1`, [khh, address])
    await until(async () => (await known())?.record === address, PATIENCE_MS, `house ${house} is in the bank`)
  }
  const meanwhile = await known()
  assert.equal(meanwhile?.golden, before?.golden)
  done.resolve()
  await writing
  await until(async () => (await known())?.golden === meanwhile?.record, PATIENCE_MS, 'the golden record follows')
})

test('the reader is killed, the core falls and the line is cut: none is lost, none doubled, the order of each key is kept', async () => {
  const random = new Random('faults', 1)
  const known = await look(followed.client)
  let [changes, wanted] = [0, Infinity]
  const trading = (async () => {
    while (changes < wanted) {
      changes += (await happen(followed.client, random, known, '701').catch(async () => {
        // The core was killed under the statement: its client comes back, as a teller's screen would.
        await pause(200)
        await followed.client.end().catch(() => {})
        followed.client = await followed.core.open().catch(() => followed.client)
        return { changes: 0 }
      })).changes
      await pause(2)
    }
  })()
  await disturb(random).then(() => { wanted = CHANGES }, (error: unknown) => {
    wanted = 0
    throw error
  })
  await trading
  followed.client = await followed.core.open()
  await saySomethingLast(followed.client)
  await until(() => hasCaughtUp(followed.client), PATIENCE_MS, 'the bank has what the core has')
  assert.deepEqual(await engine('test', (tx) => tx`select run, line, column_name, reason from feed.reject where run in (select run from feed.run where sha256 = 'stream')`), [])
  const found = await compare(followed.client)
  assertSame(found)
  assert.ok(found.entries > CHANGES / 4)
  for (const [name, key] of [['core.account', 'zh'], ['core.customer', 'khh'], ['core.entry', 'lsh']] as const) assert.deepEqual(await broken(name, key), [])
})

/** Each blow falls while something is under way. */
async function disturb(random: Random): Promise<void> {
  for (let kills = 0; kills < 4; kills++) {
    await more()
    await pause(random.between(0, 300)) // anywhere in its work
    await kill(worker)
    await begin()
  }
  await more()
  await restartCore(home, followed.core)
  await more()
  followed.line.cut()
  await until(async () => (await state()) !== 'streaming', PATIENCE_MS, 'it hears that the line is silent')
  followed.line.mend()
}

async function more(): Promise<void> {
  const before = await received()
  await until(async () => (await received()) > before, PATIENCE_MS, 'the reader is at work')
}
