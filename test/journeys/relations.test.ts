/** 关系图谱: from the page of a customer to those around her, to how two are related, to the household. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { relate } from '#center/customer'
import { engine, sql } from '#kernel/tx'
import { people, records } from '#test/world'
import { beginJourney, DESK, faults, PHONE, type Journey, type Seat } from './browser.ts'

let journey: Journey
let shen: Seat
const no: Record<string, string> = {}
before(async () => {
  journey = await beginJourney()
  for (const name of ['chen', 'wang', 'rare', 'ouyang'] as const) {
    no[name] = (await engine('test', (tx) => tx.one<{ no: string }>`select customer_no as no from identity.membership where source = 'savings' and key = ${records[name].key} and to_event is null`))?.no ?? ''
  }
  await tie('chen', 'wang', 'spouse', '2015-05-20')
  await tie('wang', 'rare', 'child', '2020-03-01')
  await tie('ouyang', 'rare', 'guarantor', '2023-06-01')
  shen = await journey.at(people.shen, DESK)
})
after(() => journey.close())

const tie = (from: string, to: string, type: string, since: string) => engine('test', (tx) => relate(tx, sql`select ${no[from]}::text as customer_no, ${no[to]}::text as other_no, ${type}::text as type, ${since}::date as since, 'test' as evidence`))
const relationsOf = (name: string) => `/customer360/customers/${no[name]}?tab=relations`

test('the map shows whom she stands with, two steps away, drawn and as a table', async () => {
  const { page, go } = shen
  await go(relationsOf('chen'))
  await page.locator('.y-figure svg text', { hasText: '𠮷田䶮' }).waitFor()
  for (const name of ['陈静', '王芳']) assert.ok(await page.locator('.y-figure svg text', { hasText: name }).first().isVisible(), name)
  assert.ok(await page.getByRole('button', { name: '配偶' }).isVisible())
  await page.getByText('表格', { exact: true }).click()
  assert.match(await page.locator('.y-sheet').innerText(), /陈静\s+配偶\s+王芳/)
  await page.locator('.y-figure').getByText('图', { exact: true }).click()
})

test('a kind taken out of the map takes those with it whom only it reached', async () => {
  const { page } = shen
  await page.getByRole('button', { name: '配偶' }).click()
  await page.locator('.y-figure svg text', { hasText: '王芳' }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: '配偶' }).click()
  await page.locator('.y-figure svg text', { hasText: '王芳' }).first().waitFor()
})

test('on an earlier day the map is what it was', async () => {
  const { page } = shen
  const slider = page.getByRole('slider', { name: '查看某一天的关系' })
  await slider.focus()
  await page.keyboard.press('Home')
  await page.getByText('2015-05-20 当时').waitFor()
  await page.locator('.y-figure svg text', { hasText: '𠮷田䶮' }).waitFor({ state: 'detached' })
  await page.keyboard.press('End')
  await page.getByText('今天', { exact: true }).waitFor()
})

test('how two are related is asked by name and answered step by step', async () => {
  const { page } = shen
  await page.getByRole('combobox', { name: /陈静与谁有何关系/ }).fill('欧阳')
  await page.getByTitle(/欧阳修远/).click()
  const way = page.getByRole('region', { name: '有何关系' })
  await way.getByText('相隔 3 层').waitFor()
  assert.match(await way.innerText(), /陈静[\s\S]*陈静的配偶：王芳[\s\S]*王芳的子女：𠮷田䶮[\s\S]*欧阳修远的担保人：𠮷田䶮[\s\S]*欧阳修远/)
  await way.getByRole('button', { name: '在图中标出' }).click()
  await way.getByRole('button', { name: '取消标出' }).waitFor()
})

test('a household is founded on the page, and its money stands together', async () => {
  const { page, settled } = shen
  await page.getByRole('button', { name: '加入家庭成员' }).click()
  await page.getByRole('combobox', { name: /查找家庭成员/ }).fill('王芳')
  await page.getByTitle(/王芳 ·/).click()
  await page.getByRole('combobox', { name: '家庭角色' }).click()
  await page.getByTitle('配偶', { exact: true }).click()
  await page.getByLabel('原因').fill('客户告知')
  await page.keyboard.press('Control+Enter')
  await page.getByText('¥483,500.50').waitFor()
  await settled()
})

for (const [name, screen] of Object.entries({ '1440×900': DESK, '390×844': PHONE })) {
  test(`at ${name} the relations are free of serious faults and of sideways scrolling`, async () => {
    const seat = await journey.at(people.shen, screen)
    await seat.go(relationsOf('chen'))
    await seat.page.locator('.y-figure svg text').first().waitFor()
    assert.deepEqual(await faults(seat.page), [])
    const [wide, room] = await seat.page.evaluate(() => [document.querySelector('.y-main')?.scrollWidth ?? 0, document.querySelector('.y-main')?.clientWidth ?? 0])
    assert.ok(wide <= room, 'it scrolls sideways')
    assert.deepEqual(seat.complaints, [])
  })
}
