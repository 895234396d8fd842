/** A refused line is made good on the page, goes in, and the customer is there; a file's times are set, and its day is seen. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { importFolder, setDropFolder } from '#platform/feed'
import { AS_OF, people } from '#test/world'
import { allJobs } from '#kernel/room'
import { engine } from '#kernel/tx'
import { beginJourney, type Journey, type Seat } from './browser.ts'

const text = (max: number, required = false) => ({ type: 'text', max, required })
const mobile = {
  source: 'mobile', title: { zh: '手机银行', en: 'Mobile banking' }, zone: 'Asia/Shanghai',
  interfaces: [{
    name: 'mobile.customer', title: { zh: '手机银行客户', en: 'Mobile customers' }, entity: 'identity.record', files: ['mobile_*.csv'], encoding: 'utf-8', codes: { sex: { 男: 'M', 女: 'F' } },
    columns: { 编号: text(20, true), 姓名: text(60, true), 电话: text(30), 机构: text(12, true), 性别: { type: 'code', set: 'sex' }, 生日: { type: 'date', format: 'YYYY-MM-DD' } },
    key: ['编号'], map: { kind: { value: 'retail' }, name: '姓名', phone: '电话', org: '机构', gender: '性别', birthday: '生日' },
  }],
}
const HEAD = '编号,姓名,电话,机构,性别,生日'
const LINES = [HEAD, 'M101,苏婉清,13911110001,N1,女,1988-04-12', 'M102,柳如烟,13911110002,N1,女,1990-02-31', 'M103,林小满,13911110003,N1,未知,1991-05-06']
const drop = mkdtempSync(join(tmpdir(), 'yilan-drop-'))

let journey: Journey
let qian: Seat
let run = '' // its page
before(async () => {
  journey = await beginJourney()
  const folder = mkdtempSync(join(tmpdir(), 'yilan-repair-'))
  writeFileSync(join(folder, 'mobile_20261120.csv'), `${LINES.join('\n')}\n`)
  await importFolder({ folder, declarations: [mobile], asOf: AS_OF })
  await journey.world.drain()
  rmSync(folder, { recursive: true })
  setDropFolder(drop)
  qian = await journey.at(people.qian)
})
after(async () => {
  await journey.close()
  rmSync(drop, { recursive: true })
})

test('the steward opens a refused line and sees at once whether a correction would do', async () => {
  const { page, go, settled } = qian
  await go('/feed/runs?withRejects=true')
  await page.getByRole('row', { name: /手机银行客户/ }).click()
  await page.getByRole('heading', { name: /导入批次/ }).waitFor()
  await settled()
  run = new URL(page.url()).pathname
  await page.getByText('读入 3 = 装入 1 + 拒绝 2 + 跳过 0').waitFor()
  await page.getByRole('row', { name: /日期无效/ }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByRole('button', { name: '修正' }).click()
  await drawer.getByLabel('改为 生日').fill('1990-02-30')
  await drawer.getByText('仍会被拒绝').waitFor()
  await drawer.getByLabel('改为 生日').fill('1990-02-28')
  await drawer.getByText('试装通过').waitFor()
  const told = await drawer.innerText()
  assert.ok(!told.includes('13911110002'), 'the phone stays masked')
  await drawer.getByLabel('修正理由').fill('已核对身份证原件')
  const kept = page.waitForResponse((answer) => answer.request().method() !== 'GET' && answer.request().headers()['idempotency-key'] !== undefined && answer.status() === 200)
  await drawer.getByRole('button', { name: '保存并装入' }).click()
  await kept
  await drawer.getByText('被拒绝').first().waitFor() // not yet
  await journey.world.drain()
  // Nobody reloads: the line that stands open tells when it has gone in, and when its customer is there.
  await drawer.getByText('修正后已装入').waitFor()
  await drawer.getByRole('link', { name: /客户/ }).first().waitFor()
  assert.match(await drawer.innerText(), /钱树[\s\S]*已核对身份证原件/)
  await page.keyboard.press('Control+ArrowDown')
  await drawer.getByLabel('改为 性别').waitFor() // the other refused line, ready to be repaired
  await go(`${run}?line=3`)
  await drawer.getByText('修正后已装入').waitFor()
  await drawer.getByRole('button', { name: '下一条被拒绝行' }).click()
  await drawer.getByText('第 4 行的去向').waitFor()
  assert.deepEqual(qian.complaints, [])
})

test('the customer of the repaired line is there', async () => {
  const { page, go } = qian
  await go(`${run}?line=3`)
  await page.getByRole('dialog').getByRole('link', { name: /客户/ }).first().click()
  await page.getByRole('heading', { level: 1, name: /柳如烟/ }).waitFor()
  await page.goBack()
  await page.getByText('读入 3 = 装入 2 + 拒绝 1 + 跳过 0').waitFor()
  // Back where one was: the line still stands open.
  await page.getByRole('dialog').getByText('修正后已装入').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
})

test('lines of one reason are loaded again once their code is known, with a preview first', async () => {
  const { page, go, settled } = qian
  await go(run)
  const known = structuredClone(mobile)
  Object.assign(known.interfaces[0]?.codes.sex ?? {}, { 未知: '' })
  await importFolder({ folder: null, declarations: [known] })
  await page.getByRole('button', { name: '重新装入' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText('样本可装入').waitFor()
  await drawer.getByLabel('理由').fill('代码集已补登')
  await drawer.getByRole('button', { name: '开始重新装入' }).click()
  await drawer.waitFor({ state: 'hidden' })
  await journey.world.drain()
  await page.getByText('读入 3 = 装入 3 + 拒绝 0 + 跳过 0').waitFor()
  await settled()
  assert.deepEqual(qian.complaints, [])
})

test('what stands on a run is shown before it is undone', async () => {
  const { page, go } = qian
  await go(run)
  await page.getByRole('button', { name: '撤销此批次' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText('同一接口之后没有其他批次').waitFor()
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'hidden' })
})

test('an interface gets its times; its late file raises an alarm, which a person answers', async () => {
  const { page, go, settled } = qian
  await go('/feed/schedules')
  await page.getByRole('button', { name: '新增安排' }).first().click()
  const drawer = page.getByRole('dialog')
  await drawer.getByRole('combobox', { name: /^\W*接口$/ }).click()
  await page.locator('.ant-select-item-option', { hasText: '手机银行客户' }).click()
  await drawer.getByLabel(/^时间/).fill('0 0 * * *')
  await drawer.getByRole('combobox', { name: '日历' }).click()
  await page.locator('.ant-select-item-option', { hasText: '每天' }).click()
  await drawer.getByLabel('最迟到达').fill('00:01')
  await drawer.getByRole('button', { name: /保存/ }).click()
  await drawer.waitFor({ state: 'hidden' })
  await page.getByRole('row', { name: /手机银行客户[\s\S]*启用/ }).waitFor()
  // As if it had been kept since yesterday.
  await engine('test', (tx) => tx`update feed.schedule set laid_until = now() - interval '1 day'`)
  await lookOnce()
  await go('/feed/today')
  await page.getByRole('button', { name: /手机银行客户[\s\S]*迟到/ }).waitFor()
  await page.getByText('文件迟到').waitFor()
  await page.getByRole('button', { name: '确认', exact: true }).or(page.getByRole('button', { name: '确 认' })).click()
  await page.getByRole('dialog').getByLabel('处理说明').fill('已联系科技部补发')
  await page.getByRole('dialog').getByRole('button', { name: /确\s?认/ }).click()
  await page.getByText('已确认').waitFor()
  await settled()
  assert.deepEqual(qian.complaints, [])
})

test('the file comes, and red becomes green', async () => {
  const { page, go } = qian
  mkdirSync(join(drop, 'mobile'), { recursive: true })
  const path = join(drop, 'mobile', 'mobile_late.csv')
  writeFileSync(path, `${HEAD}\nM104,顾长安,13911110004,N1,男,1985-01-01\n`)
  utimesSync(path, new Date(0), new Date(0))
  await engine('test', (tx) => tx`update feed.turn set next_try = now()`)
  await lookOnce()
  await go('/feed/today')
  await page.getByRole('button', { name: /手机银行客户[\s\S]*已到齐/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: '打开批次' }).click()
  await page.getByRole('heading', { name: /导入批次/ }).waitFor()
  assert.deepEqual(qian.complaints, [])
})

/** The look that the worker takes every few seconds. */
async function lookOnce(): Promise<void> {
  const job = allJobs().find(({ name }) => name === 'feed.schedule') ?? assert.fail()
  await engine(job.name, (tx) => job.run(tx, undefined as never)) // a timed job takes no payload
}
