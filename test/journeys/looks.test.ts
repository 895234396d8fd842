/** 谁看过这位客户: what 合规 and 审计 see of a look that was just taken. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { people, records } from '#test/world'
import { beginJourney, type Journey, type Seat } from './browser.ts'

let journey: Journey
let chen: string
before(async () => {
  journey = await beginJourney()
  const { body } = await (await journey.world.as(people.wu)).post('/search/find', { text: records.chen.phone })
  chen = body.hits[0].customerNo
})
after(() => journey.close())

test('the manager looks at the customer and, with a purpose, at her whole identity number', async () => {
  const wu = await journey.at(people.wu)
  const { page, go } = wu
  await go(`/customer360/customers/${chen}?tab=profile`)
  const number = page.locator('.y-facts [data-kind=idNumber]').first()
  assert.match(await number.innerText(), /^3201\*+\d{4}/)
  await number.getByRole('button', { name: '查看明文' }).click()
  await page.getByRole('combobox', { name: '用途' }).click()
  await page.getByTitle('办理业务核对').click()
  await page.getByLabel('关联编号').fill('柜面 20261120-07')
  await page.getByRole('button', { name: '查看 5 分钟' }).click()
  await page.locator('.y-masked-clear', { hasText: records.chen.idNumber }).waitFor()
  assert.deepEqual(wu.complaints, [])
})

let zhou: Seat
test('合规 asks on the customer’s page who looked, and is told name, fields, screen and reason', async () => {
  zhou = await journey.at(people.zhou)
  const { page, go, settled } = zhou
  await go(`/customer360/customers/${chen}`)
  await page.getByRole('button', { name: '谁看过' }).click()
  await page.getByRole('heading', { name: '查看记录', level: 1 }).waitFor()
  await settled()
  const reveal = page.getByRole('row', { name: /查看明文/ })
  const told = await reveal.innerText()
  for (const words of [people.wu.name, '证件号码', '客户360视图', '办理业务核对']) assert.ok(told.includes(words), `${words} in: ${told}`)
  const look = await page.getByRole('row', { name: new RegExp(`${people.wu.name}[\\s\\S]*查看(?!明文)`) }).first().innerText()
  for (const words of ['姓名', '客户360视图']) assert.ok(look.includes(words), `${words} in: ${look}`)
  assert.match(await page.getByRole('row', { name: new RegExp(people.zhou.name) }).first().innerText(), /查看/, 'and so does her own look')
})

test('合规 asks what one member of staff looked at', async () => {
  const { page, settled } = zhou
  await page.getByRole('tab', { name: '这位员工看过什么' }).click()
  await page.getByRole('combobox', { name: '员工' }).fill('吴敏')
  await page.locator('.ant-select-item-option', { hasText: '吴敏' }).click()
  await page.getByRole('row', { name: new RegExp(`查看明文[\\s\\S]*${chen}`) }).waitFor()
  await settled()
  assert.match(page.url(), /staff=E1001/)
  assert.deepEqual(zhou.complaints, [])
})

test('审计管理员 sees the same looks by customer number, and of the customer nothing', async () => {
  const ji = await journey.at(people.ji)
  const { page, go } = ji
  await go(`/admin/looks?customer=${chen}`)
  const told = await page.locator('.y-main').innerText()
  assert.ok(told.includes('办理业务核对') && told.includes(people.wu.name))
  for (const secret of ['陈静', records.chen.idNumber, records.chen.phone, '柳岸路']) assert.ok(!told.includes(secret), secret)
  assert.equal(await page.getByRole('link', { name: '客户', exact: true }).count(), 0)
  await go(`/customer360/customers/${chen}`)
  await page.getByText('无权限查看').waitFor()
  assert.deepEqual(ji.complaints, [])
})
