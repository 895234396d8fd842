/** A newcomer and the four files of an unknown bank: each is mapped on the page from a sample, put in force, and imported. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { files } from '#test/cooperative'
import { people } from '#test/world'
import { beginJourney, type Journey, type Seat } from './browser.ts'

let journey: Journey
let qian: Seat
let clicks = 0
before(async () => {
  journey = await beginJourney()
  qian = await journey.at(people.qian)
})
after(() => journey.close())

const names = Object.keys(files)
const asFile = (name: string) => ({ name, mimeType: 'text/plain', buffer: files[name] as Buffer })

test('a sample is recognised, tried and put in force, one file after another', async () => {
  const { page, go, settled } = qian
  for (const [i, name] of names.entries()) {
    await go('/feed/interfaces')
    await page.getByRole('button', { name: '新接口' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByLabel('来源代码').fill('qinghe')
    if (i === 0) await drawer.getByLabel('来源名称').fill('清河农商行')
    else await page.keyboard.press('Escape').then(() => drawer.waitFor())
    await drawer.locator('input[type=file]').setInputFiles(asFile(name))
    await page.getByText('可装入').first().waitFor()
    await settled()
    assert.equal(await page.getByText('须先改正').count(), 0, name)
    await page.getByRole('button', { name: '保存为新版本并启用' }).click()
    const saving = page.getByRole('dialog')
    await saving.getByLabel('版本说明').fill('第一版')
    await saving.getByRole('button', { name: '保存为新版本并启用' }).click()
    await page.getByText('启用中').waitFor()
    clicks += 5
  }
})

test('the files are sent up together and are read in their right order', async () => {
  const { page, go } = qian
  await go('/feed/interfaces')
  await page.getByRole('button', { name: '装入文件' }).click()
  await page.getByRole('dialog').locator('input[type=file]').setInputFiles(names.toReversed().map(asFile))
  for (let i = 0; i < names.length; i++) await page.getByRole('dialog').getByText('已上传，正在导入').nth(i).waitFor()
  clicks += 2
  await journey.world.drain()
  await go('/feed/runs?source=qinghe')
  for (const lines of ['6', '7', '24', '3']) await page.getByRole('row', { name: new RegExp(`完成\\s+${lines}\\s+${lines}\\s`) }).first().waitFor()
  assert.ok(clicks <= 25, `${clicks} clicks`)
})

test('a column is dragged onto a field, and the trial says at once what comes of it', async () => {
  const { page, go, settled } = qian
  await go('/feed/interfaces/qinghe.record')
  await page.getByRole('combobox', { name: '备用电话 取值' }).waitFor()
  const field = page.locator('.y-design-field', { hasText: '备用电话' })
  await field.scrollIntoViewIfNeeded() // a drag does not begin where the page moves under it
  await page.locator('.y-design-source', { hasText: '移动电话' }).dragTo(field)
  await page.getByRole('combobox', { name: '备用电话 选择列' }).waitFor()
  await settled()
  await page.getByRole('columnheader', { name: '备用电话' }).waitFor()
})

test('the browser complained of nothing on the way', () => assert.deepEqual(qian.complaints, []))
