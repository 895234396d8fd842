import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { people } from '#test/world'
import { startWorker } from '../../src/kernel/job.ts'
import { createLog } from '../../src/kernel/serve.ts'
import { engine } from '../../src/kernel/tx.ts'
import { followCore, until, type Followed } from '../capturing.ts'
import { beginJourney, PHONE, type Journey, type Seat } from './browser.ts'

const home = mkdtempSync(join(tmpdir(), 'yilan-core-'))
chmodSync(home, 0o711)

let journey: Journey
let followed: Followed
let worker: { stop(): Promise<void> }
let wu: Seat
before(async () => {
  journey = await beginJourney()
  followed = await followCore(home, 100)
  worker = await startWorker(journey.world.urls.queue, createLog('silent'))
  wu = await journey.at(people.wu)
})
after(async () => {
  await worker?.stop()
  await followed?.close()
  await journey.close()
  rmSync(home, { recursive: true, force: true })
})

const isStreaming = async () => (await engine('test', (tx) => tx.one<{ state: string }>`select state from feed.capture`))?.state === 'streaming'

test('a transaction posted at the core appears on the open 360 page by itself, within five seconds', async () => {
  const { page } = wu
  await until(isStreaming, 20_000, 'the line stands')
  const chen = await engine('test', (tx) => tx.one<{ no: string }>`select customer_no as no from identity.membership where source = 'savings' and key = 'S0001' and to_event is null`)
  await page.goto(`${journey.address}/customer360/customers/${chen?.no}`)
  await page.locator('.y-live').waitFor()
  await page.evaluate(() => { (window as unknown as { stayed: boolean }).stayed = true })
  const began = Date.now()
  await followed.client.query(`select hx.jz('6222020001', -66.60, '1301', 'QRC', '消费', '青石茶馆')`)
  await page.getByText('青石茶馆').first().waitFor()
  assert.ok(Date.now() - began < 5000, `it took ${Date.now() - began} ms`)
  assert.match(await page.locator('.y-keyfigures').innerText(), /¥48\.22万/)
  assert.equal(await page.evaluate(() => (window as unknown as { stayed: boolean }).stayed), true, 'the page was not loaded anew')
})

test('a page that was in the background shows what happened meanwhile', async () => {
  const { page } = wu
  const other = await page.context().newPage()
  await other.bringToFront()
  await page.evaluate(() => { Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true }); document.dispatchEvent(new Event('visibilitychange')) })
  await followed.client.query(`select hx.jz('6222020001', -12.30, '1301', 'QRC', '消费', '白塔面馆')`)
  await until(async () => ((await engine('test', (tx) => tx`select 1 from account.transaction where counterparty = '白塔面馆'`)) as unknown[]).length === 1, 10_000, 'it is in the bank')
  await page.evaluate(() => { Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true }); document.dispatchEvent(new Event('visibilitychange')) })
  await page.getByText('白塔面馆').first().waitFor()
  await other.close()
})

test('the steward sees that capture keeps up, stops it and starts it again', async () => {
  const qian = await journey.at(people.qian)
  const { page } = qian
  await page.goto(`${journey.address}/feed/captures`)
  const capture = page.getByRole('heading', { name: /储蓄核心系统/ })
  await capture.getByText('采集中').waitFor()
  for (const words of ['核心交易变更', '核心账户变更', '正常']) await page.getByText(words).first().waitFor()
  await page.getByRole('button', { name: '停止采集' }).click()
  await page.locator('.ant-modal-confirm').getByRole('button', { name: '停止采集' }).click()
  await capture.getByText('已停止').waitFor()
  await page.getByRole('button', { name: '开始采集' }).click()
  await capture.getByText('采集中').waitFor()
})

test('on a phone the page of captures needs no sideways scroll', async () => {
  const { page } = await journey.at(people.qian, PHONE)
  await page.goto(`${journey.address}/feed/captures`)
  await page.getByRole('heading', { name: /储蓄核心系统/ }).getByText('采集中').waitFor()
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth))
})
