/** A relationship manager's morning: the workbench, its figures, the list, the search. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accounts, people, records } from '#test/world'
import { beginJourney, type Journey, type Seat } from './browser.ts'

let journey: Journey
let wu: Seat
before(async () => {
  journey = await beginJourney()
  wu = await journey.at(people.wu)
})
after(() => journey.close())

test('from the workbench a figure opens its rows, and a row opens the customer', async () => {
  const { page, settled } = wu
  await settled()
  await page.getByRole('link', { name: /30 天内到期/ }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText('2026-12-05').waitFor()
  await drawer.getByRole('link', { name: '陈静' }).click()
  await page.getByRole('heading', { name: '陈静', level: 1 }).waitFor()
  await page.goBack()
  await drawer.getByText('2026-12-05').waitFor()
  await page.goBack()
  await drawer.waitFor({ state: 'hidden' })
})

test('whom to call first leads to the customer in one click', async () => {
  const { page } = wu
  await page.getByRole('listitem').filter({ hasText: '陈静' }).filter({ hasText: '到期' }).getByRole('link').click()
  await page.getByRole('heading', { name: '陈静', level: 1 }).waitFor()
})

test('the list is narrowed by filters that stand in the address', async () => {
  const { page, settled, go } = wu
  await go('/search/customers')
  const names = () => page.locator('.y-line a').allInnerTexts()
  assert.ok((await names()).includes('欧阳修远'), "the branch's other customers are in the list")
  await page.getByRole('checkbox', { name: '只看我管户的' }).click()
  await page.getByText('已全部显示，共 2 条').waitFor()
  assert.deepEqual((await names()).toSorted(), ['陈静', '𠮷田䶮'].toSorted())
  assert.match(page.url(), /mine=true/)
  await page.reload()
  await settled()
  assert.equal((await names()).length, 2, 'a link sent to oneself keeps the filter')
})

test('/ goes to the filters, j and k along the rows, Enter into one', async () => {
  const { page, go } = wu
  await go('/search/customers')
  const active = () => page.locator('.y-line[aria-selected=true]').getAttribute('aria-rowindex')
  for (const [key, row] of [['j', '2'], ['j', '3'], ['k', '2']] as const) {
    await page.keyboard.press(key)
    assert.equal(await active(), row)
  }
  const name = await page.locator('.y-line[aria-selected=true] a').innerText()
  await page.keyboard.press('/')
  assert.equal(await page.evaluate(() => document.activeElement?.closest('.y-filters') !== null), true)
  await page.keyboard.press('j')
  assert.equal(await active(), '2', 'no key acts inside a field')
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  await page.keyboard.press('Escape')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name, level: 1 }).waitFor()
})

const ways: [typed: string, by: string][] = [
  ['陈静', '姓名'], ['chenjing', '拼音'], ['cj', '拼音首字母'], [records.chen.phone.slice(-4), '手机号'], [records.chen.phone, '手机号'],
  [accounts.chenTime.key.slice(-4), '账户尾号'], [records.chen.idNumber, '证件号码'],
]
test('Ctrl+K finds her by name, pinyin, initials, tail of phone or account, and whole number', async () => {
  const { page, go } = wu
  await go('/workbench')
  for (const [typed, by] of ways) {
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill(typed)
    await page.getByRole('option', { name: new RegExp(`陈静.*${by}`) }).waitFor()
    assert.ok(!page.url().includes(typed), 'what is typed stays out of the address')
    await page.keyboard.press('Escape')
    await page.getByRole('combobox').waitFor({ state: 'detached' })
  }
})

test("a customer of another branch is neither found nor opened, and nothing says that there is one", async () => {
  const { page, go } = wu
  const li = await numberOf('李明')
  for (const typed of ['李明', records.li.idNumber, records.li.phone, li]) {
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill(typed)
    await page.getByText(`没有找到与“${typed}”相符的客户或功能`).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('combobox').waitFor({ state: 'detached' })
  }
  await go(`/customer360/customers/${li}`)
  const missing = await page.locator('.y-main').innerText()
  await go('/customer360/customers/10000000009')
  assert.equal(missing, await page.locator('.y-main').innerText(), 'another branch reads like nobody')
})

test('g c and g w go to the customers and to the workbench, ? tells the keys', async () => {
  const { page } = wu
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  await page.getByRole('heading', { name: '客户', level: 1 }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('w')
  await page.getByRole('heading', { name: '我的工作台', level: 1 }).waitFor()
  await page.keyboard.press('?')
  await page.getByRole('dialog').getByText('全局搜索').or(page.getByRole('dialog').getByText('搜索')).first().waitFor()
})

test('a page whose files a new release has replaced comes from that release', async () => {
  const { page, go } = wu
  await go('/workbench')
  let gone = 0
  // The files of the old release: the first that is asked for after the change is not there any more.
  await page.route('**/assets/*.js', (route) => (gone++ === 0 ? route.fulfill({ status: 404, body: '' }) : route.continue()))
  await page.getByRole('link', { name: '客户管理台账' }).click()
  await page.getByRole('heading', { name: '客户管理台账', level: 1 }).waitFor()
  assert.ok(gone > 1, 'it was loaded anew')
  await page.unroute('**/assets/*.js')
})

test('the browser complained of nothing on the way', () => assert.deepEqual(wu.complaints, []))

async function numberOf(name: string): Promise<string> {
  const { body } = await (await journey.world.as(people.tang)).post('/search/find', { text: name })
  return body.hits[0].customerNo
}
