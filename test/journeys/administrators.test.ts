/** The three separated administrators at work: who may do what, and from which moment it holds. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { people } from '#test/world'
import { beginJourney, type Journey, type Seat } from './browser.ts'

let journey: Journey
let xi: Seat
let an: Seat
before(async () => {
  journey = await beginJourney()
  xi = await journey.at(people.xi)
})
after(() => journey.close())

const drawerOf = ({ page }: Seat) => page.getByRole('dialog')

test('系统管理员 adds a sub-branch below a branch, and a department below that', async () => {
  const { page, go, settled } = xi
  await go('/access/orgs')
  for (const [parent, name, code] of [['北岸分行', '听雨支行', 'N3'], ['听雨支行', '运营部', 'N3-OP']] as const) {
    await page.getByRole('tree').getByText(parent).click()
    await page.getByRole('heading', { name: parent, level: 2 }).waitFor()
    await page.getByRole('button', { name: '新增下级机构' }).click()
    await drawerOf(xi).getByLabel('机构名称').fill(name)
    await drawerOf(xi).getByLabel('机构号').fill(code)
    await page.keyboard.press('Control+Enter')
    await page.getByRole('heading', { name, level: 2 }).waitFor()
    await drawerOf(xi).waitFor({ state: 'hidden' })
  }
  await settled()
  assert.ok((await page.locator('.y-facts').innerText()).includes('部门'))
})

test('a number that is taken is refused in a sentence', async () => {
  const { page } = xi
  await page.getByRole('button', { name: '新增下级机构' }).click()
  await drawerOf(xi).getByLabel('机构名称').fill('听雨二部')
  await drawerOf(xi).getByLabel('机构号').fill('N3')
  await drawerOf(xi).getByRole('button', { name: '保存' }).click()
  await drawerOf(xi).getByText('机构号已被使用').waitFor()
  await drawerOf(xi).getByRole('button', { name: '取消' }).click()
})

test('系统管理员 takes on a member of staff, whose password is shown once', async () => {
  const { page, go } = xi
  await go('/access/staff')
  await page.getByRole('button', { name: '新增员工' }).click()
  const drawer = drawerOf(xi)
  await drawer.getByLabel('姓名').fill('林岚')
  await drawer.getByLabel('工号').fill('E1009')
  await drawer.getByLabel('用户名').fill('linlan')
  await drawer.getByRole('combobox', { name: '机构' }).fill('听雨支行')
  await page.getByTitle(/听雨支行/).click()
  await drawer.getByRole('button', { name: '保存' }).click()
  await drawer.getByText('只显示这一次').waitFor()
  assert.match(await drawer.locator('code').innerText(), /\S{12,}/)
  await drawer.getByRole('button', { name: '已交付' }).click()
  await page.getByRole('row', { name: /林岚/ }).getByText('未授角色').waitFor()
})

test('系统管理员 resets a password: the old one opens nothing any more', async () => {
  const { page } = xi
  await page.getByRole('row', { name: /郑浩/ }).click()
  await drawerOf(xi).getByRole('button', { name: '重置密码' }).click()
  const question = page.getByRole('dialog', { name: /重置 郑浩 的密码/ })
  await question.getByRole('button', { name: '重置密码' }).click()
  await page.getByText('只显示这一次').waitFor()
  const guest = await journey.world.nobody.post('/access/sign-in', { login: people.zheng.login, password: 'Yuqi-Lanting-27!' })
  assert.equal(guest.status, 401)
  assert.deepEqual(xi.complaints, [])
})

test('系统管理员 may neither give roles nor see a customer', async () => {
  const { page, go } = xi
  await go('/search/customers')
  await page.getByText('无权限查看').waitFor()
  assert.equal(await page.getByRole('link', { name: '角色与权限' }).count(), 0)
})

test('安全管理员 gives the new member of staff a role', async () => {
  an = await journey.at(people.an)
  const { page, go } = an
  await go('/access/staff')
  await page.getByRole('row', { name: /林岚/ }).click()
  const drawer = drawerOf(an)
  await drawer.getByRole('checkbox', { name: '客户经理' }).click()
  await drawer.getByRole('button', { name: '保存' }).click()
  await page.getByText('角色已授予').waitFor()
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'hidden' })
  await page.getByRole('row', { name: /林岚/ }).getByText('客户经理').waitFor()
})

test('ticking an administrator unticks every other role', async () => {
  const { page } = an
  await page.getByRole('row', { name: /林岚/ }).click()
  const drawer = drawerOf(an)
  await drawer.getByRole('checkbox', { name: '审计管理员' }).click()
  assert.equal(await drawer.getByRole('checkbox', { name: '客户经理' }).isChecked(), false)
  await page.keyboard.press('Escape')
})

test('安全管理员 takes a permission from 客服, and the next request of whoever has the role obeys', async () => {
  const kong = await journey.at(people.kong)
  await kong.page.getByRole('heading', { name: '客户', level: 1 }).waitFor()
  const { page, go } = an
  await go('/access/roles')
  const tick = page.getByRole('checkbox', { name: '客服 · 查看客户', exact: true })
  assert.equal(await tick.isChecked(), true)
  await tick.click()
  await page.getByText('1 处改动').waitFor()
  await page.getByRole('button', { name: '保存“客服”' }).click()
  await page.getByText('角色已保存，立即生效').waitFor()
  await kong.go('/search/customers')
  assert.equal(await kong.page.getByRole('link', { name: '陈静' }).count(), 0)
  assert.ok(/无权限查看|欢迎使用/.test(await kong.page.locator('body').innerText()))
  assert.deepEqual(an.complaints, [])
})

test('安全管理员 cannot give an administrator a permission of the business', async () => {
  const { page } = an
  assert.equal(await page.getByRole('checkbox', { name: '审计管理员 · 查看客户', exact: true }).count(), 0)
})
