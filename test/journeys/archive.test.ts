import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { people } from '#test/world'
import { beginJourney, DESK, type Journey, type Seat } from './browser.ts'

let journey: Journey
let wu: Seat
let shen: Seat
let chen: string
before(async () => {
  journey = await beginJourney()
  chen = (await (await journey.world.as(people.wu)).post('/search/find', { text: '陈静' })).body.hits[0].customerNo
  wu = await journey.at(people.wu)
  shen = await journey.at(people.shen, DESK)
})
after(() => journey.close())

const profile = async ({ go, settled }: Seat): Promise<void> => {
  await go(`/customer360/customers/${chen}?tab=profile`)
  await settled()
}

/** Opens the value where it stands, and types another. */
async function type({ page }: Seat, email: string): Promise<void> {
  await page.getByRole('button', { name: '修改邮箱' }).first().click()
  await page.locator('.y-inline-form').getByLabel('邮箱').fill(email)
}
const save = ({ page }: Seat) => page.locator('.y-inline-form').getByRole('button', { name: /保\s?存/ }).click()
const emailOf = async (): Promise<string> => (await (await journey.world.as(people.wu)).get(`/customer360/customers/${chen}`)).body.email

test('of two who change one field at once the slower sees both values and gives a third', async () => {
  await profile(wu)
  await profile(shen)
  await type(wu, 'chen.jing@jiangzhou.cn')
  await type(shen, 'chenjing@yunxiu.cn')
  await save(wu)
  await wu.page.getByText('已保存，作为本系统录入的记录生效').waitFor()
  await save(shen)
  const choice = shen.page.getByRole('dialog').filter({ hasText: '他人已先保存' })
  await choice.waitFor()
  assert.match(await choice.innerText(), /对方的: c\*\*\*@jiangzhou\.cn/)
  assert.match(await choice.innerText(), /我的: chenjing@yunxiu\.cn/)
  await choice.getByText('另填一个值').click()
  await choice.getByRole('textbox').fill('jing.chen@shejiyuan.cn')
  await choice.getByRole('button', { name: '按所选保存' }).click()
  await shen.page.getByText('已保存，作为本系统录入的记录生效').waitFor()
  assert.equal(await emailOf(), 'j***@shejiyuan.cn')
})

test('the field tells every value it has had, who typed it and when', async () => {
  await shen.page.getByRole('button', { name: '邮箱的变更历史' }).first().click()
  const drawer = shen.page.locator('.ant-drawer', { hasText: '邮箱变更历史' })
  await drawer.locator('.y-steps li').first().waitFor()
  const told = await drawer.innerText()
  assert.match(told, /j\*\*\*@shejiyuan\.cn[\s\S]*沈毅录入[\s\S]*c\*\*\*@jiangzhou\.cn[\s\S]*吴敏录入/)
  await shen.page.keyboard.press('Escape')
})

test('a wrong number is told at its field before anything is sent', async () => {
  await wu.go('/archive/enter')
  await wu.settled()
  const { page } = wu
  await page.getByLabel('姓名').fill('陈静')
  await page.getByLabel('证件号码').fill('320102198804123021')
  await page.getByLabel('手机号').fill('13911110001')
  await page.getByText('身份证号校验位不符，请核对是否录错').or(page.getByText(/身份证号/).last()).first().waitFor()
  await page.locator('[data-likely]').getByText('陈静').waitFor()
  assert.match(await page.locator('[data-likely]').innerText(), new RegExp(chen))
})

test('an identity number says when its holder was born and of which gender, and what is typed otherwise is doubted', async () => {
  await wu.go('/archive/enter')
  await wu.settled()
  const { page } = wu
  const born = page.getByLabel('出生日期')
  const gender = page.locator('.ant-form-item', { hasText: '性别' })
  await page.getByLabel('证件号码').fill('320102920307402') // fifteen digits, as on old cards
  assert.equal(await born.inputValue(), '1992-03-07')
  assert.match(await gender.innerText(), /女/)
  await page.getByLabel('证件号码').fill('320102199203084018')
  assert.equal(await born.inputValue(), '1992-03-08', 'another number, another day')
  assert.match(await gender.innerText(), /男/)
  await page.getByRole('combobox', { name: '性别' }).click()
  await page.getByTitle('女', { exact: true }).click()
  await gender.getByText('与身份证号不符：证件所载为 男').waitFor()
  await page.getByLabel('证件号码').fill('320102199203074020')
  await gender.getByText('与身份证号不符').waitFor({ state: 'detached' })
  assert.equal(await born.inputValue(), '1992-03-07')
})

test('an address is added by hand and read in its parts', async () => {
  await wu.go(`/customer360/customers/${chen}?tab=archive`)
  await wu.settled()
  const { page } = wu
  await page.getByRole('button', { name: '新增地址' }).click()
  const drawer = page.locator('.ant-drawer', { hasText: '新增地址' })
  await drawer.getByRole('combobox', { name: '类型' }).click()
  await page.getByTitle('家庭地址').click()
  await drawer.getByLabel('地址', { exact: true }).fill('江苏省南京市玄武区北京东路41号3幢2单元501室')
  await drawer.getByRole('button', { name: /保\s?存/ }).click()
  const row = page.locator('[data-row^=address]').first()
  await row.getByText('江苏省 南京市 玄武区').waitFor()
  assert.match(await row.innerText(), /本系统录入[\s\S]*吴敏/)
})

test('what was known yesterday is shown as it was, and what differs now is marked', async () => {
  const { page } = wu
  await page.getByRole('textbox', { name: '查看某一天的档案' }).fill('2020-03-31')
  await page.keyboard.press('Enter')
  await page.getByText('那时本行还不认识这位客户').waitFor()
  await page.getByRole('button', { name: '回到现在' }).click()
  await page.locator('[data-row^=address]').first().waitFor()
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())
  await page.getByRole('textbox', { name: '查看某一天的档案' }).fill(today)
  await page.keyboard.press('Enter')
  await page.getByText(`截至 ${today} 日终本行所知`).waitFor()
  await page.getByText('与现在相同').waitFor()
})

test('nothing was complained of in the console', () => {
  for (const seat of [wu, shen]) assert.deepEqual(seat.complaints, [])
})
