import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { people } from '#test/world'
import { beginJourney, DESK, faults, latin, PHONE, SMALL_DESK, type Journey, type Seat } from './browser.ts'

let journey: Journey
let wu: Seat
before(async () => {
  journey = await beginJourney()
  wu = await journey.at(people.wu)
})
after(() => journey.close())

/** Keys and signs that are no words of a language. */
const ALLOWED = /^(Ctrl|Enter|Esc|English|CSV|ATM取现|ATM)$/

/** Ctrl+K and two characters, as everyone in the bank finds a customer. */
async function findChen({ page, settled }: Seat): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('陈静')
  await page.getByRole('option', { name: /陈静/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: '陈静', level: 1 }).waitFor()
  await settled()
}

test('a relationship manager finds a customer by two characters and sees the whole of her', async () => {
  await findChen(wu)
  const { page } = wu
  assert.match(await page.locator('.y-keyfigures').innerText(), /资产余额\s+¥48\.23万/)
  for (const words of ['金卡', '活跃', '吴敏', '关注与机会', '陈建国']) assert.ok(await page.getByText(words).first().isVisible(), words)
  for (const title of ['持有产品', '近 12 个月资产与负债如何变化？', '最近交易', '基本资料', '动态']) assert.ok(await page.getByRole('heading', { name: title }).isVisible(), title)
  assert.equal(await page.title(), '客户360视图 · Yilan 一览', 'no customer is named in the history of the browser')
})

test('why she stands on her level is one click away, in her own figures', async () => {
  await wu.page.getByRole('button', { name: '为什么 层级依据' }).click()
  const reasons = await wu.page.locator('.y-why-lines').innerText()
  assert.match(reasons, /资产余额 ¥48\.23万/)
  assert.match(reasons, /距白金还差 ¥1\.77万/)
  await wu.page.keyboard.press('Escape')
})

test('her phone is shown in clear only after a purpose and a reference', async () => {
  const { page } = wu
  const phone = page.locator('.y-head-facts [data-kind=phone]')
  assert.equal((await phone.innerText()).trim(), '139****0001')
  await phone.getByRole('button', { name: '查看明文' }).click()
  await page.getByRole('button', { name: '查看 5 分钟' }).click()
  await page.getByText('请填写关联编号').waitFor()
  await page.getByRole('combobox', { name: '用途' }).click()
  await page.getByTitle('客户来电核实身份').click()
  await page.getByLabel('关联编号').fill('T-2026-1121')
  await page.getByRole('button', { name: '查看 5 分钟' }).click()
  await page.locator('.y-masked-clear', { hasText: '13911110001' }).waitFor()
  const looks = await (await journey.world.as(people.ji)).get(`/admin/customers/${new URL(page.url()).pathname.split('/').at(-1)}/looks`)
  assert.ok(looks.body.rows.some((look: { kind: string; staff: string; fields: string[] }) => look.kind === 'reveal' && look.staff === people.wu.staff && look.fields.includes('phone')), 'the look is in the audit')
  await page.getByRole('button', { name: '隐藏' }).click()
})

test('an account opens its transactions beside the list, and Escape closes it', async () => {
  const { page, settled } = wu
  await page.getByRole('tab', { name: /账户与持仓/ }).click()
  await page.getByRole('row', { name: /活期/ }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText('代发工资').first().waitFor()
  assert.match(await drawer.innerText(), /江州设计院/)
  assert.match(page.url(), /account=/)
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'hidden' })
  await settled()
})

test('what came in on the last day opens the very rows', async () => {
  const { page, settled } = wu
  await page.getByRole('link', { name: /最近交易日流入/ }).click()
  await page.getByRole('row').filter({ hasText: '+¥80,000.00' }).waitFor()
  await settled()
  assert.match(page.url(), /on=2026-11-20&way=in/)
  assert.equal(await page.getByRole('row').filter({ hasText: '¥' }).count(), 1)
})

test('each value shows which system it was taken from, beside what the others say', async () => {
  const { page, settled } = wu
  await page.getByRole('tab', { name: '资料与来源' }).click()
  await settled()
  const phones = await page.getByRole('row', { name: /^手机/ }).innerText()
  assert.match(phones, /139\*\*\*\*0001[\s\S]*信用卡系统[\s\S]*138\*\*\*\*0001/)
})

test('level and remark are edited from the keyboard, and a lost race is shown with both values', async () => {
  const { page, settled } = wu
  await page.keyboard.press('e')
  await page.getByRole('textbox', { name: '备注' }).fill('偏好稳健,周三下午方便通话')
  await page.keyboard.press('Control+Enter')
  await page.getByText('已保存').waitFor()
  await settled()
  assert.ok(await page.getByText('偏好稳健').first().isVisible())
  await page.keyboard.press('e')
  await page.getByRole('textbox', { name: '备注' }).fill('改约周四')
  const customerNo = new URL(page.url()).pathname.split('/').at(-1)
  const shen = await journey.world.as(people.shen)
  const { body } = await shen.get(`/customer360/customers/${customerNo}`)
  assert.equal((await shen.patch(`/customer/customers/${customerNo}`, { version: body.version, remark: '行长已联系' })).status, 200)
  await page.keyboard.press('Control+Enter')
  const choice = page.getByRole('dialog', { name: '他人已先保存' })
  await choice.getByText('行长已联系').waitFor()
  await choice.getByRole('radio', { name: /改约周四/ }).check()
  await choice.getByRole('button', { name: '按所选保存' }).click()
  await page.getByRole('dialog', { name: '编辑层级与备注' }).waitFor({ state: 'hidden' })
  assert.equal((await shen.get(`/customer360/customers/${customerNo}`)).body.remark, '改约周四')
})

test('the branch of her card is told that it sees only a part', async () => {
  const seat = await journey.at(people.he)
  await findChen(seat)
  assert.ok(await seat.page.getByText('部分视图').isVisible())
  assert.ok(!(await seat.page.locator('body').innerText()).includes('陈建国'))
  assert.equal(await seat.page.getByRole('button', { name: '编辑' }).count(), 0)
})

test('a customer out of sight is not found, in words', async () => {
  const seat = await journey.at(people.luo)
  await seat.go(new URL(wu.page.url()).pathname)
  assert.ok(await seat.page.getByText('未找到').isVisible())
})

const PARTS = ['', '?tab=holdings', '?tab=transactions', '?tab=relations', '?tab=profile', '?tab=timeline']

for (const [name, screen] of Object.entries({ '1440×900': DESK, '1366×768 dark': { ...SMALL_DESK, dark: true }, '390×844': PHONE })) {
  test(`at ${name} every part is free of serious faults, of Latin words and of sideways scrolling`, async () => {
    const seat = await journey.at(people.shen, screen)
    const path = new URL(wu.page.url()).pathname
    for (const part of PARTS) {
      await seat.go(path + part)
      assert.deepEqual(await faults(seat.page), [], part)
      assert.deepEqual(await latin(seat.page, ALLOWED), [], part)
      const [wide, room] = await seat.page.evaluate(() => [document.querySelector('.y-main')?.scrollWidth ?? 0, document.querySelector('.y-main')?.clientWidth ?? 0])
      assert.ok(wide <= room, `${part} scrolls sideways`)
    }
    assert.deepEqual(seat.complaints, [])
  })
}

test('in English nothing is left in Chinese but the names of people, branches and products', async () => {
  const seat = await journey.at(people.wu, { ...DESK, language: 'en' })
  await seat.go(new URL(wu.page.url()).pathname)
  for (const title of ['Holdings', 'To watch and to offer', 'How have assets and debts moved in 12 months?', 'Latest transactions', 'Details', 'Timeline']) assert.ok(await seat.page.getByRole('heading', { name: title }).isVisible(), title)
})

test('nothing on the way was complained of by the browser', () => {
  assert.deepEqual(wu.complaints.filter((complaint) => !complaint.includes('412')), [])
})
