/** The workbench of identity: a model tuned and published by two people, a queue worked by the keyboard, a merge taken back, a key customer confirmed by the owner. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { settle } from '../../src/center/identity/settle.ts'
import { bring, record } from '#test/bring'
import { codeOf, doubt, layQuestions } from '#test/doubts'
import { people } from '#test/world'
import { beginJourney, type Journey, type Seat } from './browser.ts'

const NAMES = ['孙启明', '周若水', '吴天岚', '郑立夏', '冯子墨', '陈小雨', '褚南星', '卫清和', '蒋望舒', '沈知秋', '韩星河', '杨柳青']

let journey: Journey
let qian: Seat
before(async () => {
  journey = await beginJourney()
  await bring('savings', NAMES.flatMap((name, n) => [record(`J${n}a`, { name, phone: `1370000${1000 + n}`, gender: 'F' }), record(`J${n}b`, { name, phone: `1360000${2000 + n}`, gender: 'F' })]).concat(record('L1', { name: '梁佩兰', phone: '13500003000' })))
  await settle('test', () => {})
  await doubt(NAMES.map((_, n) => [`J${n}a`, `J${n}b`] as const), 3)
  await layQuestions()
  await doubt([['S0001', 'S0005']], 4, codeOf({ name: 'surname', birthday: 'else', phone: 'edit1' }))
  await journey.world.drain()
  qian = await journey.at(people.qian)
})
after(() => journey.close())

test('the steward works ten questions without touching the mouse, and takes one back', async () => {
  const { page, go } = qian
  await go('/identity/queue')
  await page.keyboard.press('j')
  for (let n = 0; n < 10; n++) {
    const key = ['y', 'n', 'u'][n % 3] ?? 'y'
    const open = await opened(qian)
    await page.keyboard.press(key)
    await page.waitForFunction((before) => new URL(location.href).searchParams.get('item') !== before, open)
  }
  await page.locator('.y-keyfigure', { hasText: '我今天已处理' }).getByText('7', { exact: true }).waitFor()
  const open = await opened(qian)
  await page.keyboard.press('y')
  await page.waitForFunction((before) => new URL(location.href).searchParams.get('item') !== before, open)
  await page.locator('.y-keyfigure', { hasText: '我今天已处理' }).getByText('8', { exact: true }).waitFor()
  await page.keyboard.press('z')
  await page.getByText('撤销了决定').first().waitFor()
  await page.waitForFunction((before) => new URL(location.href).searchParams.get('item') === before, open)
  await page.locator('.y-keyfigure', { hasText: '我今天已处理' }).getByText('7', { exact: true }).waitFor()
  assert.deepEqual(qian.complaints, [])
})

/** Waits until an item stands open and may be decided, and tells which. */
async function opened({ page }: Seat): Promise<string | null> {
  await page.waitForFunction(() => {
    const answer = document.querySelector('.identity-answers .ant-btn-primary')
    return answer !== null && !(answer as HTMLButtonElement).disabled && document.querySelector('.y-bone') === null && document.body.innerText.includes('由您处理')
  })
  return new URL(page.url()).searchParams.get('item')
}

test('weights are tuned against all pairs, proposed with a reason, and published by another', async () => {
  const { page, go, settled } = qian
  await go('/identity/models')
  await page.getByText(/重算用时/).waitFor()
  const line = page.getByRole('slider', { name: '自动归并线' })
  await line.focus()
  for (let n = 0; n < 4; n++) await page.keyboard.press('ArrowRight')
  await page.getByText('改动 1 处').waitFor()
  await page.getByRole('radio', { name: '混合' }).or(page.locator('.ant-segmented-item', { hasText: '混合' })).first().click()
  await page.getByRole('checkbox', { name: '手机号 不同 固定' }).click()
  await page.getByRole('spinbutton', { name: '手机号 不同 手工' }).fill('-3')
  await page.getByText('满足区 · 自动归并').waitFor()
  await page.getByRole('button', { name: '送审' }).click()
  await page.getByLabel('改动说明').fill('换号多，手机号不同少扣一些')
  await page.getByRole('dialog').getByRole('button', { name: '送审' }).click()
  await page.getByText('待复核').waitFor()
  await settled()
  await page.getByRole('row', { name: /待复核/ }).click()
  await page.getByRole('dialog').getByText('等待另一人复核').waitFor()
  assert.equal(await page.getByRole('dialog').getByRole('button', { name: '通过并启用' }).count(), 0, 'not by oneself')
  assert.deepEqual(qian.complaints, [])

  const feng = await journey.at(people.feng)
  await feng.go('/identity/models')
  await feng.page.getByRole('row', { name: /待复核/ }).click()
  const dialog = feng.page.getByRole('dialog')
  await dialog.getByText('手机号 · 不同').waitFor()
  await dialog.getByText('自动归并线').waitFor()
  await dialog.getByRole('button', { name: '通过并启用' }).click()
  await feng.page.getByText('已启用，下一次归并按此版本').waitFor()
  await feng.settled()
  assert.match(await feng.page.getByRole('row', { name: /使用中/ }).innerText(), /混合[\s\S]*钱树[\s\S]*冯宪/)
  assert.deepEqual(feng.complaints, [])
})

test('two customers are merged from the 360 page after it is shown what that brings, and taken back', async () => {
  const wu = await journey.at(people.wu)
  const { page, go, settled } = wu
  const client = await journey.world.as(people.wu)
  const numberOf = async (text: string) => (await client.post('/search/find', { text })).body.hits[0].customerNo as string
  const rare = await numberOf('𠮷田')
  await go(`/customer360/customers/${rare}?tab=identity`)
  await page.getByRole('button', { name: '归并另一客户' }).click()
  await page.getByRole('combobox', { name: /查找另一客户/ }).fill('梁佩兰')
  await page.locator('.ant-select-item-option', { hasText: '梁佩兰' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText('保留客户号').waitFor()
  await drawer.getByText('立即生效').waitFor()
  await drawer.getByLabel('原因').fill('本人到店核实，曾用名')
  await drawer.getByRole('button', { name: '归并另一客户' }).click()
  await page.getByText(/已归并，保留客户号/).waitFor()
  await drawer.waitFor({ state: 'hidden' })
  await page.getByText('本人到店核实，曾用名').waitFor()
  await settled()
  await page.getByRole('button', { name: '撤销' }).first().click()
  await drawer.getByLabel('原因').fill('并错了，另有其人')
  await drawer.getByRole('button', { name: '撤销' }).click()
  await drawer.waitFor({ state: 'hidden' })
  await page.getByText('已撤销').first().waitFor()
  assert.notEqual(await numberOf('梁佩兰'), await numberOf('𠮷田'))
  assert.deepEqual(wu.complaints, [])
})

test('a key customer waits for the owners: the first gives a word, the second brings it about', async () => {
  const wu = await journey.at(people.wu)
  await wu.go('/identity/queue?need=owners')
  await wu.page.keyboard.press('j')
  await wu.page.getByText('这两位是同一位客户吗？').waitFor()
  await opened(wu)
  assert.match(await wu.page.locator('.identity-part', { hasText: '需要谁确认' }).innerText(), /吴敏[\s\S]*您[\s\S]*待确认[\s\S]*郑浩[\s\S]*待确认/)
  await wu.page.keyboard.press('y')
  await wu.page.getByText('已记下您的意见，等另一方确认').waitFor()
  const zheng = await journey.at(people.zheng)
  await zheng.go('/identity/queue?need=owners')
  await zheng.page.keyboard.press('j')
  await opened(zheng)
  assert.match(await zheng.page.locator('.identity-part', { hasText: '需要谁确认' }).innerText(), /吴敏[\s\S]*认为是同一人/)
  await zheng.page.keyboard.press('y')
  await zheng.page.getByText('已认定同一人').waitFor()
  assert.deepEqual([...wu.complaints, ...zheng.complaints], [])
})
