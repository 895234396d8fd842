/** The way in and the way out. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { PASSWORD, people } from '#test/world'
import { beginJourney, type Journey, type Seat } from './browser.ts'

let journey: Journey
let seat: Seat
before(async () => {
  journey = await beginJourney()
  seat = await journey.guest()
})
after(() => journey.close())

async function type(login: string, password: string): Promise<void> {
  const { page } = seat
  await page.getByLabel('用户名').fill(login)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
}

test('who is not signed in is led to the sign-in page, and afterwards back to where they wanted to go', async () => {
  const { page } = seat
  await page.goto(`${journey.address}/search/customers?status=active`)
  await page.getByRole('heading', { name: '欢迎使用' }).waitFor()
  assert.equal(await page.getByRole('navigation').count(), 0)
  await type(people.wu.login, PASSWORD)
  await page.getByRole('heading', { name: '客户', level: 1 }).waitFor()
  assert.match(page.url(), /\/search\/customers\?status=active$/)
})

test('who signs out leaves nothing behind: neither the way back nor the address shows a customer', async () => {
  const { page } = seat
  await page.getByRole('link', { name: '陈静' }).first().waitFor()
  await page.getByRole('button', { name: people.wu.name }).click()
  await page.getByRole('menuitem', { name: '退出登录' }).click()
  await page.getByRole('heading', { name: '欢迎使用' }).waitFor()
  for (const leave of [() => page.goBack(), () => page.goto(`${journey.address}/search/customers`)]) {
    await leave()
    await page.getByRole('heading', { name: '欢迎使用' }).waitFor()
    assert.equal(await page.locator('.y-main').count(), 0)
  }
})

test('a wrong password and an unknown name are answered by the same sentence', async () => {
  const { page } = seat
  const said: string[] = []
  for (const [login, password] of [[people.wu.login, 'Qingshi-Lanting-27!'], ['nobody', PASSWORD]] as const) {
    await page.goto(`${journey.address}/access/sign-in`)
    await type(login, password)
    said.push(await page.getByRole('alert').innerText())
  }
  assert.equal(said[0], said[1])
  assert.match(said[0] ?? '', /^用户名、密码或动态码不正确/)
})

test('each role begins on its own first page', async () => {
  const first = { [people.wu.login]: '我的工作台', [people.qian.login]: '客户', [people.xi.login]: '数据接入', [people.ji.login]: '机构管理' }
  for (const [login, title] of Object.entries(first)) {
    await seat.page.context().clearCookies()
    await seat.page.goto(journey.address)
    await type(login, PASSWORD)
    await seat.page.getByRole('heading', { name: title, level: 1 }).waitFor()
  }
})

test('the language and the colours are switched and kept', async () => {
  const { page } = seat
  await page.context().clearCookies()
  await page.goto(journey.address)
  await type(people.wu.login, PASSWORD)
  await page.getByRole('heading', { name: '我的工作台' }).waitFor()
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('heading', { name: 'My workbench' }).waitFor()
  await page.getByRole('button', { name: 'Dark' }).click()
  await page.reload()
  await page.getByRole('heading', { name: 'My workbench' }).waitFor()
  const [scheme, spoken, ground] = await page.evaluate(() => [document.documentElement.style.colorScheme, document.documentElement.lang, getComputedStyle(document.body).backgroundColor])
  assert.deepEqual([scheme, spoken], ['dark', 'en'])
  assert.ok((ground?.match(/\d+/g) ?? []).slice(0, 3).every((part) => Number(part) < 64), `the ground is dark: ${ground}`)
  await page.getByRole('button', { name: '中文' }).click()
  await page.getByRole('heading', { name: '我的工作台' }).waitFor()
})

test('a password handed over by the administrator opens nothing but the page where it is changed', async () => {
  const xi = await journey.world.as(people.xi)
  const { body, status } = await xi.post(`/access/staff/${people.kong.staff}/reset-password`)
  assert.equal(status, 200)
  const { page } = seat
  await page.context().clearCookies()
  await page.goto(`${journey.address}/search/customers`)
  await type(people.kong.login, body.password)
  await page.getByRole('heading', { name: '修改密码' }).waitFor()
  await page.goto(`${journey.address}/search/customers`)
  await page.getByRole('heading', { name: '修改密码' }).waitFor()
  const choose = async (next: string, again = next) => {
    await page.getByLabel('原密码').fill(body.password)
    await page.getByLabel('新密码', { exact: true }).fill(next)
    await page.getByLabel('再次输入新密码').fill(again)
    await page.getByRole('button', { name: '保存' }).click()
  }
  await choose('Songtao-Meiyu-88!', 'Songtao-Meiyu-89!')
  await page.getByText('两次输入不一致').waitFor()
  await choose('kongning-2026-A!')
  await page.getByText('密码不能包含姓名、用户名或工号').waitFor()
  await choose('Songtao-Meiyu-88!')
  await page.getByRole('heading', { name: '客户', level: 1 }).waitFor()
})

test('the browser complained of nothing on the way', () => assert.deepEqual(seat.complaints, []))
