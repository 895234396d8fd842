/** 客户类别: a type with five attributes is made on the page, filled from a file, seen, searched and taken out, with nothing stopped or started. */
import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { importFolder } from '#platform/feed'
import { AS_OF, people } from '#test/world'
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

test('a file fills them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yilan-farm-'))
  writeFileSync(join(folder, 'FARM_20261120.csv'), 'CUST,TYPE,VIL,MU,CROP,TEL,SUB\nS0001,retail-farmer,桃花坞村,12.5,茶叶,13800007788,20260630\nS0006,retail-farmer,莲塘村,3,水稻,,20260701\n')
  const text60 = { type: 'text' }
  const done = await importFolder({ folder, asOf: AS_OF, declarations: [{
    source: 'savings', title: { zh: '储蓄核心系统', en: 'Savings core' }, zone: 'Asia/Shanghai',
    interfaces: [{
      name: 'savings.farm', title: { zh: '农户资料', en: 'Farm households' }, entity: 'archive.attribute', files: ['FARM_*.csv'], encoding: 'utf-8', key: ['CUST'],
      columns: { CUST: text60, TYPE: text60, VIL: text60, MU: { type: 'number' }, CROP: text60, TEL: text60, SUB: { type: 'date', format: 'YYYYMMDD' } },
      map: { customer: 'CUST', type: 'TYPE', village: 'VIL', mu: 'MU', crop: 'CROP', spousePhone: 'TEL', subsidyOn: 'SUB' },
    }],
  }] })
  await journey.world.drain()
  assert.equal(done.runs[0]?.added, 2)
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
