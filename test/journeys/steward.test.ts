/** The data steward: what came in, what was refused and why, a line's way to its customer, and taking a run back. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { importFolder } from '#platform/feed'
import { AS_OF, people, records } from '#test/world'
import { beginJourney, type Journey, type Seat } from './browser.ts'

const text = (max: number, required = false) => ({ type: 'text', max, required })
const mobile = {
  source: 'mobile', title: { zh: '手机银行', en: 'Mobile banking' }, zone: 'Asia/Shanghai',
  interfaces: [{
    name: 'mobile.customer', title: { zh: '手机银行客户', en: 'Mobile customers' }, entity: 'identity.record', files: ['mobile_*.csv'], encoding: 'utf-8',
    columns: { USER_ID: text(20, true), REAL_NAME: text(60, true), CERT_NO: text(30), TEL: text(30), BRANCH: text(12, true), REG_DATE: { type: 'date', format: 'YYYY-MM-DD' } },
    key: ['USER_ID'],
    map: { key: 'USER_ID', kind: { value: 'retail' }, name: 'REAL_NAME', idType: { value: 'id-card' }, idNumber: 'CERT_NO', phone: 'TEL', org: 'BRANCH', openedOn: 'REG_DATE' },
  }],
}
const LINES = [
  'USER_ID,REAL_NAME,CERT_NO,TEL,BRANCH,REG_DATE',
  `M001,陈静,${records.chen.idNumber},13811110001,N1,2024-05-06`,
  `M002,,${records.ouyang.idNumber},13811110005,N1,2024-05-06`,
  `M003,王芳,${records.wang.idNumber},13811110004,N1,2024-13-40`,
]

let journey: Journey
let qian: Seat
before(async () => {
  journey = await beginJourney()
  const folder = mkdtempSync(join(tmpdir(), 'yilan-steward-'))
  writeFileSync(join(folder, 'mobile_20261120.csv'), `${LINES.join('\n')}\n`)
  await importFolder({ folder, declarations: [mobile], asOf: AS_OF })
  await journey.world.drain()
  rmSync(folder, { recursive: true, force: true })
  qian = await journey.at(people.qian)
})
after(() => journey.close())

test('the steward sees the file of today with what was loaded and what was refused', async () => {
  const { page, settled } = qian
  await page.getByRole('link', { name: '数据导入' }).click()
  await page.getByRole('heading', { name: '数据导入', level: 1 }).waitFor()
  await settled()
  await page.getByText('只看有拒绝的').click()
  await page.getByText('已全部显示，共 1 条').waitFor()
  const row = page.getByRole('row', { name: /手机银行客户/ })
  assert.match(await row.innerText(), /mobile_20261120\.csv[\s\S]*完成\s+3\s+1\s+0\s+0\s+2/)
  await row.click()
  await page.getByRole('heading', { name: /导入批次/ }).waitFor()
})

test('each refused line says its number, column and reason, with the value masked', async () => {
  const { page, settled } = qian
  await settled()
  const refused = page.getByRole('row', { name: /必填项为空/ })
  assert.match(await refused.innerText(), /^3\s+REAL_NAME/)
  assert.match(await page.getByRole('row', { name: /日期无效/ }).innerText(), /^4\s+REG_DATE/)
  await refused.click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText('被拒绝', { exact: true }).waitFor()
  const story = await drawer.innerText()
  assert.ok(!story.includes(records.ouyang.idNumber) && !story.includes('13811110005'), 'nothing personal in clear')
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'hidden' })
})

test('a line is followed from the file to its customer', async () => {
  const { page } = qian
  await page.getByRole('spinbutton', { name: '查行号' }).fill('2')
  await page.getByRole('button', { name: '查看', exact: true }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText('已装入', { exact: true }).waitFor()
  await drawer.getByRole('link', { name: /客户/ }).first().click()
  await page.getByRole('heading', { level: 1, name: /陈/ }).waitFor()
  await page.goBack()
  await drawer.getByText('已装入', { exact: true }).waitFor()
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'hidden' })
})

test('the run is taken back with a reason, and stays on record as taken back', async () => {
  const { page, settled } = qian
  await page.getByRole('button', { name: '撤销此批次' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByRole('button', { name: '撤销此批次' }).click()
  await drawer.getByText('请填写理由').waitFor()
  await drawer.getByLabel('理由').fill('文件发错了日期')
  await drawer.getByRole('button', { name: '撤销此批次' }).click()
  await drawer.waitFor({ state: 'hidden' })
  await journey.world.drain()
  await page.getByText('撤销完成').waitFor()
  await settled()
  assert.ok(await page.getByText('文件发错了日期').first().isVisible())
  assert.equal(await page.getByRole('button', { name: '撤销此批次' }).count(), 0)
})

test('the browser complained of nothing on the way', () => assert.deepEqual(qian.complaints, []))
