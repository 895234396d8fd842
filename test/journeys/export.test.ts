/** A list of customers leaves the bank: asked with a purpose, let by another person, taken by who asked. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { people } from '#test/world'
import { beginJourney, type Journey, type Seat } from './browser.ts'

let journey: Journey
let wu: Seat
before(async () => {
  journey = await beginJourney()
  const owner = new pg.Client({ connectionString: journey.world.urls.superuser })
  await owner.connect()
  await owner.query(`insert into open.export_rule (from_day, rows_at_once, rows_a_day, rows_at_most, decide_within, keep_for) values (current_date, 2, 2000, 100000, '72 hours', '7 days')`)
  await owner.end()
  wu = await journey.at(people.wu)
})
after(() => journey.close())

test('吴敏 asks for her customers as a file, saying what for', async () => {
  const { page, go, settled } = wu
  await go('/search/customers')
  await page.getByRole('button', { name: '导出' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByLabel('用途').click()
  await page.locator('.ant-select-item-option', { hasText: '客户服务与维护' }).click()
  await drawer.getByLabel('说明').fill('年末客户回访')
  await drawer.getByLabel('格式').click()
  await page.locator('.ant-select-item-option', { hasText: 'CSV' }).click()
  await drawer.getByRole('button', { name: '提交' }).click()
  await page.getByText('已提交审批').waitFor()
  await page.getByRole('button', { name: '去看看' }).click()
  await page.getByRole('row', { name: /待审批/ }).waitFor()
  await settled()
  assert.match(await page.getByRole('row', { name: /待审批/ }).innerText(), /客户清单[\s\S]*不加筛选[\s\S]*超过 2 行/)
})

test('沈毅 reads the frozen request, the columns and what is masked, and lets it', async () => {
  const shen = await journey.at(people.shen)
  const { page, go } = shen
  await go('/open/approvals')
  await page.getByRole('row', { name: /吴敏/ }).click()
  const drawer = page.getByRole('dialog')
  for (const words of ['年末客户回访', '青石桥支行', '包含的列', '资产余额']) await drawer.getByText(words).first().waitFor()
  await drawer.getByRole('button', { name: '批准' }).click()
  await page.locator('.ant-modal-confirm-title', { hasText: '批准 吴敏 导出' }).waitFor()
  await page.locator('.ant-modal-confirm').getByRole('button', { name: '批准' }).click()
  await page.getByText('已批准').waitFor()
  await page.getByText('没有待审批的导出').waitFor()
  await page.getByText('已处理', { exact: true }).click()
  await page.getByRole('row', { name: /吴敏[\s\S]*生成中/ }).waitFor()
  assert.deepEqual(shen.complaints, [])
})

test('吴敏 finds it ready without asking again, and takes a file with her name on every row', async () => {
  const { page } = wu
  await journey.world.drain()
  await page.getByRole('row', { name: /可下载/ }).waitFor()
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载' }).click()])
  assert.match(saved.suggestedFilename(), /^客户清单-\d+\.csv$/)
  const [head, ...lines] = readFileSync(await saved.path(), 'utf8').trim().split('\r\n')
  assert.match(head ?? '', /追踪号$/)
  assert.ok(lines.length > 2)
  for (const line of lines) assert.match(line, /吴敏 E1001/)
  await page.getByRole('row', { name: /可下载/ }).click()
  await page.getByRole('dialog').getByText('1 次').waitFor()
  assert.deepEqual(wu.complaints, [])
})
