import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openWorld, people, type World } from '#test/world'

let bank: World
before(async () => {
  bank = await openWorld()
})
after(() => bank.close())

const page = '/search/customers'
const body = { filters: { level: 'private', mine: true }, columns: { 'columns /search/customers': ['name', 'aum'] } }

test('a view is one’s own until it is shared with the branch', async () => {
  const [wu, zheng, shen] = [await bank.as(people.wu), await bank.as(people.zheng), await bank.as(people.shen)]
  const made = await wu.post('/admin/views', { page, name: '私行客户', shared: false, body })
  assert.equal(made.status, 200, made.text)
  const seenBy = async (client: typeof wu) => (await client.get(`/admin/views?page=${page}`)).body.views.map(({ name, isMine }: { name: string; isMine: boolean }) => [name, isMine])
  assert.deepEqual([await seenBy(wu), await seenBy(shen)], [[['私行客户', true]], []])
  const shared = await wu.patch(`/admin/views/${made.body.view}`, { version: 1, shared: true })
  assert.deepEqual([shared.status, shared.body.shared, shared.body.body], [200, true, body])
  const colleagues = Object.values(people).filter(({ org, name }) => org === people.wu.org && name !== people.wu.name)
  for (const each of colleagues) assert.deepEqual(await seenBy(await bank.as(each)), [['私行客户', false]], each.name)
  assert.deepEqual(await seenBy(zheng), people.zheng.org === people.wu.org ? [['私行客户', false]] : [], 'another branch has not')
})

test('a view has one name, and only its owner changes it', async () => {
  const wu = await bank.as(people.wu)
  const twice = await wu.post('/admin/views', { page, name: '私行客户', shared: false, body })
  assert.deepEqual([twice.status, twice.body.facts.cause], [409, 'name'])
  const [{ view, version }] = (await wu.get(`/admin/views?page=${page}`)).body.views
  assert.equal((await wu.patch(`/admin/views/${view}`, { version: version - 1, name: '旧版本' })).status, 412)
  const colleague = Object.values(people).find(({ org, name }) => org === people.wu.org && name !== people.wu.name)
  if (colleague) assert.equal((await (await bank.as(colleague)).post(`/admin/views/${view}/drop`, { version })).status, 403)
  assert.equal((await (await bank.as(people.zheng)).post(`/admin/views/${view}/drop`, { version })).status, people.zheng.org === people.wu.org ? 403 : 404)
  assert.equal((await wu.post(`/admin/views/${view}/drop`, { version })).status, 200)
  assert.deepEqual((await wu.get(`/admin/views?page=${page}`)).body.views, [])
})
