import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openWorld, people, type World } from '#test/world'

let bank: World
before(async () => {
  bank = await openWorld()
})
after(() => bank.close())

test('a whole number is found as it stands on the page, though its check digit is wrong or it is not of the kind its source calls it', async () => {
  const wu = await bank.as(people.wu)
  const numbers: [string, string][] = [['other', '32010219920307402X'], ['other', '320102199203074021'], ['id-card', '320102199203074020'], ['taiwan-permit', 'T3201021992X'], ['hmt-residence', '32010219920307'], ['passport', '320102199'], ['other', '110101199']]
  for (const [i, [idType, idNumber]] of numbers.entries()) {
    const made = await wu.post('/archive/customers', { kind: 'retail', name: `林可${'甲乙丙丁戊己庚'[i]}`, idType, idNumber })
    assert.equal(made.status, 200, made.text)
    await bank.drain()
    const { hits } = (await wu.post('/search/find', { text: idNumber })).body
    assert.ok(hits.some((hit: { customerNo: string; matched: string }) => hit.customerNo === made.body.customerNo && hit.matched === 'document'), idNumber)
  }
})

test('a firm is found by its whole credit code, in small letters too', async () => {
  const he = await bank.as(people.he)
  for (const text of ['91320102MA1XK2P852', '91320102 ma1xk2p852']) {
    const { hits } = (await he.post('/search/find', { text })).body
    assert.deepEqual(hits.map((hit: { name: string; matched: string }) => [hit.name, hit.matched]), [['江城精工机械有限公司', 'document']])
  }
})
