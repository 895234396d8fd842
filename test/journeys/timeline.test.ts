/** 动态: one stream over all rooms, narrowed and searched. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { people } from '#test/world'
import { beginJourney, DESK, faults, PHONE, type Journey, type Seat } from './browser.ts'
import { numberOfChen } from './look.ts'

let journey: Journey
let wu: Seat
let path: string
before(async () => {
  journey = await beginJourney()
  path = `/customer360/customers/${await numberOfChen(journey)}?tab=timeline`
  wu = await journey.at(people.wu)
})
after(() => journey.close())

const items = () => wu.page.locator('.y-timeline > li')

test('what every system knows of her stands in one stream, newest first', async () => {
  await wu.go(path)
  await items().first().waitFor()
  const told = await items().allInnerTexts()
  for (const word of ['代发工资', '开立存款账户', '层级由普通调整为金卡', '证件号码一致']) assert.ok(told.some((each) => each.includes(word)), word)
  const days = told.map((each) => each.slice(0, 10))
  assert.deepEqual(days, days.toSorted().toReversed())
})

test('a search finds it in the words of any of them, and leaves nothing personal in the address', async () => {
  const { page } = wu
  await page.getByLabel('搜索动态').fill('江州设计院')
  await page.waitForFunction(() => document.querySelectorAll('.y-timeline > li').length === 2)
  for (const each of await items().allInnerTexts()) assert.match(each, /代发工资/)
  assert.ok(!decodeURIComponent(page.url()).includes('江州'))
  await page.getByLabel('搜索动态').fill('从来没有过')
  await page.getByText('没有符合条件的动态').waitFor()
  await page.getByLabel('搜索动态').fill('')
})

test('kinds and days narrow it, and stand in the address', async () => {
  const { page } = wu
  await page.getByRole('combobox', { name: '类型' }).click()
  await page.getByTitle('层级', { exact: true }).click()
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => document.querySelectorAll('.y-timeline > li').length === 1)
  assert.match(await items().first().innerText(), /层级由普通调整为金卡/)
  assert.match(page.url(), /kinds=level/)
})

for (const [name, screen] of Object.entries({ '1440×900': DESK, '390×844': PHONE })) {
  test(`at ${name} the timeline is free of serious faults and of sideways scrolling`, async () => {
    const seat = await journey.at(people.wu, screen)
    await seat.go(path)
    await seat.page.locator('.y-timeline > li').first().waitFor()
    assert.deepEqual(await faults(seat.page), [])
    const [wide, room] = await seat.page.evaluate(() => [document.querySelector('.y-main')?.scrollWidth ?? 0, document.querySelector('.y-main')?.clientWidth ?? 0])
    assert.ok(wide <= room, 'it scrolls sideways')
    assert.deepEqual(seat.complaints, [])
  })
}
