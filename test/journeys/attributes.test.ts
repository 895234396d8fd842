/** 客户类别: a type with five attributes is made on the page, filled from a file, seen, searched and taken out, with nothing stopped or started. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { people } from '#test/world'
import { beginJourney, faults, latin, PHONE, type Journey, type Seat } from './browser.ts'

let journey: Journey
let qian: Seat
let wu: Seat
before(async () => {
  journey = await beginJourney()
  qian = await journey.at(people.qian)
})
after(() => journey.close())

const ASKED = [
  { zh: '所在村', en: 'Village', code: 'village', kind: '文本', searchable: true },
  { zh: '承包面积', en: 'Leased mu', code: 'mu', kind: '小数', searchable: true },
  { zh: '主要作物', en: 'Main crop', code: 'crop', kind: '选项', searchable: true, options: [['rice', '水稻', 'Rice'], ['tea', '茶叶', 'Tea']] },
  { zh: '配偶电话', en: 'Spouse phone', code: 'spousePhone', kind: '电话', searchable: true },
  { zh: '补贴到账日', en: 'Subsidy day', code: 'subsidyOn', kind: '日期', searchable: false },
]

async function choose({ page }: Seat, label: string, title: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click()
  await page.locator('.ant-select-item-option', { hasText: title }).filter({ visible: true }).first().click()
}

test('a steward makes a type below another', async () => {
  const { page } = qian
  await qian.go('/customer/types?type=retail-resident')
  await page.getByRole('button', { name: '新增下级' }).click()
  await page.getByRole('textbox', { name: '中文名称' }).fill('农户')
  await page.getByRole('textbox', { name: '英文名称' }).fill('Farm household')
  await page.getByRole('textbox', { name: '代码（末段）' }).fill('farmer')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { name: '农户', level: 2 }).waitFor()
  assert.match(page.url(), /type=retail-farmer/)
})

test('and asks five things of its customers', async () => {
  const { page } = qian
  for (const { zh, en, code, kind, searchable, options } of ASKED) {
    await page.getByRole('button', { name: '新增属性' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByRole('textbox', { name: '中文名称' }).fill(zh)
    await drawer.getByRole('textbox', { name: '英文名称' }).fill(en)
    await drawer.getByRole('textbox', { name: '属性代码' }).fill(code)
    if (kind !== '文本') await choose(qian, '数据种类', kind)
    for (const [n, [name, chinese, english]] of (options ?? []).entries()) {
      if (n > 0) await drawer.getByRole('button', { name: '添加选项' }).click()
      const row = drawer.locator('.customer-option').nth(n)
      await row.getByRole('textbox', { name: '代码' }).fill(name ?? '')
      await row.getByRole('textbox', { name: '中文' }).fill(chinese ?? '')
      await row.getByRole('textbox', { name: '英文' }).fill(english ?? '')
    }
    if (searchable) await drawer.getByRole('checkbox', { name: '可查找' }).check()
    await drawer.getByRole('button', { name: '保存' }).click()
    await drawer.waitFor({ state: 'hidden' })
    await page.getByText(zh, { exact: true }).first().waitFor()
  }
  await qian.settled()
  const rows = await page.locator('.y-columns').innerText()
  for (const { zh, code } of ASKED) assert.ok(rows.includes(zh) && rows.includes(code), zh)
  assert.match(rows, /C2/)
  assert.deepEqual(await faults(page), [])
})

test('a file fills them: its columns are recognised by the new words, tried, put in force and read', async () => {
  const { page, go, settled } = qian
  const file = { name: '农户资料20261120.csv', mimeType: 'text/csv', buffer: Buffer.from('客户号,客户类别,所在村,承包面积,主要作物,配偶电话,补贴到账日\nS0001,retail-farmer,桃花坞村,12.5,茶叶,13800007788,2026-06-30\nS0006,retail-farmer,莲塘村,3,水稻,,2026-07-01\n') }
  await go('/feed/interfaces')
  await page.getByRole('button', { name: '新接口' }).click()
  await page.getByRole('dialog').getByLabel('来源代码').fill('savings')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').locator('input[type=file]').setInputFiles(file)
  await page.getByText('试装 2 行，可装入 2 行').waitFor()
  await settled()
  for (const { zh } of ASKED) assert.match(await page.locator('.y-design-field', { hasText: zh }).innerText(), /取列/, zh)
  await page.getByRole('button', { name: '保存为新版本并启用' }).click()
  await page.getByRole('dialog').getByLabel('版本说明').fill('第一版')
  await page.getByRole('dialog').getByRole('button', { name: '保存为新版本并启用' }).click()
  await page.getByText('启用中').waitFor()
  await go('/feed/interfaces')
  await page.getByRole('button', { name: '装入文件' }).click()
  await page.getByRole('dialog').locator('input[type=file]').setInputFiles(file)
  await page.getByRole('dialog').getByText('已上传，正在导入').waitFor()
  await journey.world.drain()
  await go('/feed/runs?source=savings')
  await page.getByRole('row', { name: /农户资料[\s\S]*完成\s+2\s+2\s/ }).waitFor()
})

test('the relationship manager finds them by the new words, in the list and as one types', async () => {
  wu = await journey.at(people.wu)
  const { page } = wu
  await wu.go('/search/customers?attribute=village&value=桃花')
  await page.getByRole('link', { name: '陈静' }).waitFor()
  assert.equal(await page.getByRole('columnheader', { name: '所在村' }).count(), 1)
  assert.equal(await page.getByText('桃花坞村').count(), 1)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: /搜索|查找/ }).last().fill('桃花坞')
  await page.getByRole('option', { name: /陈静/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: '陈静', level: 1 }).waitFor()
  await wu.settled()
})

test('sees them masked on the page of the customer, and corrects one beside it', async () => {
  const { page } = wu
  await page.getByRole('tab', { name: '补充信息' }).click()
  await page.getByText('桃花坞村').waitFor()
  const asked = page.locator('.y-asked').first() // the departments stand below
  assert.match(await asked.innerText(), /138\*\*\*\*7788/)
  assert.match(await asked.innerText(), /茶叶[\s\S]*2026-06-30/)
  await page.getByRole('button', { name: '修改主要作物' }).click()
  await choose(wu, '主要作物', '水稻')
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('本系统录入 · 吴敏').waitFor()
  await wu.settled()
  assert.match(await asked.innerText(), /水稻/)
  assert.deepEqual(await faults(page), [])
  assert.deepEqual(await latin(page, /^(Ctrl|K|Enter|Esc|English|CSV|ATM取现|ATM|Yilan|C\d|m)$/), [])
  const phone = await journey.at(people.wu, PHONE)
  await phone.go(`${new URL(page.url()).pathname}?tab=attributes`)
  await phone.page.getByText('桃花坞村').waitFor()
  assert.equal(await phone.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true)
  assert.deepEqual([...wu.complaints, ...qian.complaints, ...phone.complaints], [])
})
