import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openWorld, people, records, transactions, type Client, type World } from '#test/world'

let bank: World
let steward: Client
before(async () => {
  bank = await openWorld()
  steward = await bank.as(people.qian)
})
after(() => bank.close())

type Run = { run: number; interface: string; state: string; lines: number; added: number; rejected: number }
const runOf = async (name: string): Promise<Run> => {
  const { body } = await steward.get('/feed/runs?limit=100')
  return (body.rows as Run[]).find((run) => run.interface === name) as Run
}

test('the steward sees every run with its counts, page by page', async () => {
  const { body } = await steward.get('/feed/runs?limit=3')
  assert.equal(body.rows.length, 3)
  const next = await steward.get(`/feed/runs?limit=3&after=${body.next}`)
  assert.ok(next.body.rows[0].run < body.rows[2].run)
  const customers = await runOf('savings.customer')
  assert.deepEqual([customers.state, customers.lines, customers.added, customers.rejected], ['done', Object.keys(records).length, Object.keys(records).length, 0])
  assert.equal((await steward.get('/feed/sources')).body.sources.find((each: { source: string }) => each.source === 'savings').interfaces, 3)
})

test('a relationship manager sees no run, no line and undoes nothing', async () => {
  const wu = await bank.as(people.wu)
  const { run } = await runOf('savings.customer')
  for (const path of ['/feed/runs', '/feed/sources', `/feed/runs/${run}`, `/feed/runs/${run}/rejects`, `/feed/runs/${run}/lines/1`]) assert.equal((await wu.get(path)).status, 403, path)
  assert.equal((await wu.post(`/feed/runs/${run}/undo`, { reason: '我想撤销' })).status, 403)
  assert.equal((await bank.nobody.get('/feed/runs')).status, 401)
})

test('a row is followed from its line to the customer, and no digit of it is clear', async () => {
  const { run } = await runOf('savings.customer')
  const story = await steward.get(`/feed/runs/${run}/lines/1`)
  assert.equal(story.body.fate, 'loaded')
  assert.ok(story.body.things.length > 0)
  for (const secret of [records.chen.idNumber, records.chen.phone, records.chen.name]) assert.ok(!story.text.includes(secret))
  assert.equal((await steward.get(`/feed/runs/${run}/lines/9999`)).status, 404)
  assert.equal((await steward.get('/feed/runs/99999')).status, 404)
  assert.equal((await steward.get(`/feed/runs/${run}/rejects?after=x`)).status, 400)
})

test('the steward undoes the last run of an interface, once and with a reason', async () => {
  const { run } = await runOf('savings.transaction')
  assert.equal((await steward.post(`/feed/runs/${run}/undo`, { reason: '错' })).status, 400)
  assert.equal((await steward.post(`/feed/runs/${run}/undo`, { reason: '导错了文件' })).status, 200)
  assert.equal((await steward.post(`/feed/runs/${run}/undo`, { reason: '导错了文件' })).status, 409)
  await bank.drain()
  const { body } = await steward.get(`/feed/runs/${run}`)
  assert.equal(body.state, 'undone')
  assert.deepEqual(body.steps.map((step: { name: string; staffName: string | null; note: string | null }) => [step.name, step.staffName, step.note]), [
    ['begin', null, null], ['finish', null, null], ['ask-undo', '钱树', '导错了文件'], ['undo', null, `${transactions.length} 0`],
  ])
})
