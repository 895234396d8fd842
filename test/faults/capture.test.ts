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
import { assertSame, broken, compare, followCore, hasCaughtUp, kill, restartCore, startWorkerChild, until, type Followed } from '../capturing.ts'
import { openWorld, type World } from '../world.ts'

const CHANGES = Number(process.env.YILAN_CHANGES ?? 1500)
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

const caughtUp = (patienceMs = 30_000) => until(() => hasCaughtUp(followed.client), patienceMs, 'the bank has what the core has')

test('a transaction posted at the core is in the bank a moment later', async () => {
  await until(async () => (await state()) === 'streaming', 20_000, 'the line stands')
  const { rows } = await followed.client.query<{ lsh: string }>(`select lsh from hx.jz('6222020001', -128.50, '1301', 'POS', '消费', '观澜餐厅')`)
  await until(async () => (await engine('test', (tx) => tx`select 1 from account.transaction where account_no = 'savings:6222020001' and key = ${rows[0]?.lsh}`) as unknown[]).length === 1, 20_000, 'it is visible')
  const found = await engine('test', (tx) => tx.one<{ balance: string; aum: string }>`
    select a.balance, p.aum from account.account a join account.position p on p.customer_no = a.customer_no and p.whole where a.account_no = 'savings:6222020001'`)
  assert.deepEqual(found, { balance: '182172.00', aum: '482172.00' })
})

const state = async () => (await engine('test', (tx) => tx.one<{ state: string }>`select state from feed.capture where source = 'savings'`))?.state

test('the reader is killed, the core falls and the line is cut: none is lost, none doubled, the order of each key is kept', async () => {
  const random = new Random('faults', 1)
  const known = await look(followed.client)
  let changes = 0
  const trading = (async () => {
    while (changes < CHANGES) {
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
  for (let kills = 0; kills < 4; kills++) {
    await pause(random.between(300, 1500))
    await kill(worker)
    await begin()
  }
  await restartCore(home, followed.core)
  followed.line.cut()
  await pause(3000)
  followed.line.mend()
  await trading
  followed.client = await followed.core.open()
  await caughtUp()
  const found = await compare(followed.client)
  assertSame(found)
  assert.ok(found.entries > CHANGES / 4)
  for (const [name, key] of [['core.account', 'zh'], ['core.customer', 'khh'], ['core.entry', 'lsh']] as const) assert.deepEqual(await broken(name, key), [])
})
