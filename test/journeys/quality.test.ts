/** 数据质量: from a red cell to a repaired row in two clicks. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { importFolder } from '#platform/feed'
import { engine } from '#kernel/tx'
import { run } from '../../src/center/quality/run.ts'
import { AS_OF, people, records } from '#test/world'
import { beginJourney, type Journey, type Seat } from './browser.ts'

let journey: Journey
let shen: Seat
const both = (word: string) => ({ zh: word, en: word })
before(async () => {
  journey = await beginJourney()
  const rows = [{ ...records.chen, key: 'M001', phone: '1381111000', updatedOn: '2026-10-01' }]
  await importFolder({ folder: null, asOf: AS_OF, declarations: [{ source: 'mobile', title: both('手机银行'), zone: 'Asia/Shanghai', interfaces: [{ name: 'mobile.customer', title: both('手机银行客户'), entity: 'identity.record', rows }] }] })
  await engine('test', (tx) => run(tx, 'full', 'test'))
  shen = await journey.at(people.shen)
})
after(() => journey.close())

test('from a red cell to a repaired row in two clicks', async () => {
  const { page, go, settled } = shen
  await go('/quality')
  await page.getByRole('button', { name: /手机银行 手机号 合格率/ }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText('手机号位数或号段不对，打不通').waitFor()
  assert.ok(!(await drawer.innerText()).includes('1381111000'), 'the value is masked')
  await drawer.getByRole('button', { name: '采用信用卡系统的值' }).click()
  await page.getByText('已改正：客户档案采用了选定的值').waitFor()
  await drawer.getByText('没有不合格的行').waitFor()
  await page.keyboard.press('Escape')
  await settled()
  assert.equal(await page.getByRole('button', { name: /手机银行 手机号 合格率/ }).count(), 1, 'the score of the day stays until the next run')
})

test('the browser complained of nothing on the way', () => assert.deepEqual(shen.complaints, []))
