/** The head of a branch: a customer nobody looks after gets a relationship manager. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { people } from '#test/world'
import { beginJourney, type Journey, type Seat } from './browser.ts'

let journey: Journey
let shen: Seat
before(async () => {
  journey = await beginJourney()
  shen = await journey.at(people.shen)
})
after(() => journey.close())

test('the head of the branch finds the customer without a manager in her queue and assigns one', async () => {
  const { page, settled } = shen
  await settled()
  const waiting = page.getByRole('link', { name: /待分配客户/ })
  assert.match(await waiting.innerText(), /\b1\b/)
  await waiting.click()
  await page.getByRole('dialog').getByRole('link', { name: '王芳' }).click()
  await page.getByRole('heading', { name: '王芳', level: 1 }).waitFor()
  await page.getByRole('button', { name: '改派管户' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByRole('combobox', { name: '新的管户经理' }).click()
  const offered = await page.locator('.ant-select-item-option').allInnerTexts()
  assert.deepEqual(offered.map((each) => each.split(' ')[0]).toSorted(), [people.wu.name, people.zheng.name].toSorted(), 'only the managers of her own branch')
  await page.locator('.ant-select-item-option', { hasText: people.zheng.name }).click()
  await drawer.getByLabel('改派原因').fill('新客户，按片区分配')
  await drawer.getByRole('button', { name: '保存' }).click()
  await page.getByText('已改派').waitFor()
  await page.locator('.y-head-facts', { hasText: people.zheng.name }).waitFor()
})

test('her queue is empty then, and the way of the customer is told', async () => {
  const { page, go } = shen
  await page.getByRole('tab', { name: '动态' }).click()
  await page.getByText(`分配给${people.zheng.name}管户`).first().waitFor()
  await go('/workbench')
  assert.match(await page.getByRole('link', { name: /待分配客户/ }).innerText(), /\b0\b/)
})

test('the manager sees the new customer in the own workbench and list', async () => {
  const zheng = await journey.at(people.zheng)
  const { page, settled } = zheng
  await settled()
  const mine = page.getByRole('link', { name: /管户客户/ })
  assert.match(await mine.innerText(), /\b2\b/)
  await mine.click()
  await page.getByRole('heading', { name: '客户', level: 1 }).waitFor()
  await page.getByRole('link', { name: '王芳', exact: true }).waitFor()
  assert.deepEqual(zheng.complaints, [])
})

test('another manager of the same branch is not offered to take the customer away', async () => {
  const { page, settled } = await journey.at(people.wu)
  await settled()
  await page.getByRole('link', { name: '客户', exact: true }).click()
  await page.getByRole('link', { name: '王芳' }).click()
  await page.getByRole('heading', { name: '王芳', level: 1 }).waitFor()
  assert.equal(await page.getByRole('button', { name: '改派管户' }).count(), 0)
})

test('the browser complained of nothing on the way', () => assert.deepEqual(shen.complaints, []))
