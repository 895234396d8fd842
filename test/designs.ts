/** An interface as someone begins to design it on the page, for tests that ask about one. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { people, type World } from './world.ts'

const SAMPLE = '客户编号,户名,证件种类,证件号,移动电话,归属机构\nQ1,周一帆,身份证,320102198001010017,13951000001,N1\nQ2,吴晓东,身份证,320102198101010029,13951000002,N1\n'

export async function layDesign(world: World): Promise<void> {
  const { cookie } = await world.as(people.qian)
  const edge = 'yilan-edge'
  const payload = Buffer.from(`--${edge}\r\ncontent-disposition: form-data; name="file"; filename="KH.csv"\r\ncontent-type: text/csv\r\n\r\n${SAMPLE}\r\n--${edge}--\r\n`)
  const reply = await world.app.inject({
    method: 'POST', url: `/api/feed/interfaces?source=linhe&sourceTitle=${encodeURIComponent('临河农商行')}`,
    headers: { cookie, 'x-yilan': '1', 'idempotency-key': randomUUID(), 'content-type': `multipart/form-data; boundary=${edge}` }, payload,
  })
  assert.equal(reply.statusCode, 200, reply.body)
}
