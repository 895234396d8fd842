/** Records and change events over HTTP, and how live capture is stopped, started and replayed: through the doors. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { DECLARATION } from '../../../demo/core/core.ts'
import { addDays, today } from '../../kernel/time.ts'
import { engine } from '../../kernel/tx.ts'
import { openWorld, people, type Client, type World } from '../../../test/world.ts'
import { until } from '../../../test/capturing.ts'
import { connectSource } from './connect.ts'
import { keepReceived } from './portion.ts'
import { byRank } from './rank.ts'

let bank: World
let qian: Client
before(async () => {
  bank = await openWorld()
  await connectSource(DECLARATION, { address: 'postgresql://nobody:nothing@127.0.0.1:9/core', slot: 'yilan', publication: 'yilan' })
  qian = await bank.as(people.qian)
})
after(() => bank.close())

const entry = (lsh: string, more: Record<string, unknown> = {}) => ({ lsh, zh: '6222020001', jysj: '2026-11-20T15:00:00+08:00', jdbz: 'D', jyje: 20.5, zhye: '182280.00', jydm: '1301', qd: 'POS', zy: '消费', ...more })
const account = (ye: string, more: Record<string, unknown> = {}) => ({ zh: '6222020001', khh: 'S0001', zhlx: 'S', bz: '156', ye, khrq: '2021-03-04', zhzt: '0', jgh: 'N1', ...more })
const change = (lsn: number, op: string, before: object | null, after: object | null) => ({ op, before, after, ts_ms: 1_700_000_000_000 + lsn, source: { lsn } })
const balanceOf = async (key: string) => (await engine('test', (tx) => tx.one<{ balance: string; status: string }>`select balance, status from account.account where account_no = ${`savings:${key}`}`))

test('a batch of records is taken in at once and answered one by one, with the reason of each refusal', async () => {
  const answer = await qian.post('/feed/ingest/core.entry', { records: [entry('W1'), entry('W2', { jydm: '9999' }), entry('W3', { zh: '6222999999' })] })
  assert.equal(answer.status, 200, answer.text)
  assert.deepEqual({ accepted: answer.body.accepted, rejected: answer.body.rejected }, { accepted: 1, rejected: 2 })
  assert.deepEqual(answer.body.results.map((each: { outcome: string; reasons: { reason: string }[] }) => [each.outcome, ...each.reasons.map(({ reason }) => reason)]), [['accepted'], ['rejected', 'unknown-code'], ['rejected', 'unknown-reference']])
  assert.doesNotMatch(answer.text, /6222999999/)
  const rows = await engine('test', (tx) => tx<{ amount: string }[]>`select amount from account.transaction where key = 'W1'`)
  assert.deepEqual(rows, [{ amount: '-20.50' }])
})

test('the same batch under the same key is answered as before, and under another key changes nothing', async () => {
  const key = randomUUID()
  const first = await qian.post('/feed/ingest/core.entry', { records: [entry('W4')] }, { 'idempotency-key': key })
  const again = await qian.post('/feed/ingest/core.entry', { records: [entry('W4')] }, { 'idempotency-key': key })
  assert.deepEqual(again.body, first.body)
  assert.equal((await qian.post('/feed/ingest/core.entry', { records: [entry('W4')] })).body.accepted, 1)
  const rows = await engine('test', (tx) => tx`select 1 from account.transaction where key = 'W4'` as Promise<unknown[]>)
  assert.equal(rows.length, 1)
})

test('change events may come again and late: what is older than what is known of its key is left out', async () => {
  const sent = await qian.post('/feed/ingest/core.account', { changes: [change(10, 'u', account('100.00'), account('182300.00')), change(30, 'u', account('1.00'), account('182290.00'))] })
  assert.deepEqual([sent.status, sent.body.accepted], [200, 2], sent.text)
  const late = await qian.post('/feed/ingest/core.account', { changes: [change(20, 'u', account('2.00'), account('999.00')), change(30, 'u', account('1.00'), account('182290.00'))] })
  assert.deepEqual(late.body.results.map((each: { outcome: string }) => each.outcome), ['older', 'older'])
  assert.deepEqual(await balanceOf('6222020001'), { balance: '182290.00', status: 'open' })
})

test('an account that the core deletes is closed, and a customer it deletes stays known', async () => {
  const gone = await qian.post('/feed/ingest/core.account', { changes: [change(40, 'd', account('182290.00'), null)] })
  assert.equal(gone.body.accepted, 1, gone.text)
  assert.deepEqual(await balanceOf('6222020001'), { balance: '182290.00', status: 'closed' })
  await qian.post('/feed/ingest/core.customer', { changes: [change(50, 'd', { khh: 'S0001', khmc: '陈静', khjg: 'N1' }, null)] })
  assert.equal((await (await bank.as(people.wu)).get(`/customer360/customers/${await chen()}`)).status, 200)
})

const chen = async () => (await engine('test', (tx) => tx.one<{ no: string }>`select customer_no as no from identity.membership where source = 'savings' and key = 'S0001' and to_event is null`))?.no

test('a new customer with an account and a first entry, in three calls, is whole', async () => {
  await qian.post('/feed/ingest/core.customer', { changes: [change(60, 'c', null, { khh: 'S9001', khmc: '苏月', zjlx: '01', zjhm: '320102199203040021', khjg: 'N1', sjhm: '13811119001', khrq: '2026-11-20' })] })
  await qian.post('/feed/ingest/core.account', { changes: [change(61, 'c', null, account('50.00', { zh: '6222029001', khh: 'S9001' }))] })
  const entered = await qian.post('/feed/ingest/core.entry', { records: [entry('W9', { zh: '6222029001', jdbz: 'C', jyje: '50.00', zhye: '50.00', jydm: '1001' })] })
  assert.equal(entered.body.accepted, 1, entered.text)
  const found = await engine('test', (tx) => tx.one<{ name: string; aum: string }>`
    select g.name, p.aum from identity.membership m join identity.golden g on g.customer_no = m.customer_no and g.whole join account.position p on p.customer_no = m.customer_no and p.whole
    where m.key = 'S9001' and m.to_event is null`)
  assert.deepEqual(found, { name: '苏月', aum: '50.00' })
})

test('an account whose customer is being written elsewhere at that very moment goes in all the same', async () => {
  const customer = await engine('test', (tx) => tx.one<{ no: string }>`select customer_no as no from identity.membership where key = 'S9001' and to_event is null`)
  let sent = Promise.resolve<Awaited<ReturnType<Client['post']>> | undefined>(undefined)
  await engine('test', async (tx) => {
    await tx`
      insert into account.position (customer_no, org, whole, currency, mixed, aum, lum, overdue, accounts, kinds, sources, last_in, last_out)
      select ${customer?.no}, org, false, 'CNY', false, 0, 0, 0, 0, '{}', '{}', 0, 0 from access.org where code = 'N2'`
    sent = qian.post('/feed/ingest/core.account', { changes: [change(62, 'c', null, account('70.00', { zh: '6222029002', khh: 'S9001', jgh: 'N2' }))] })
    await until(isHeldUp, 20_000, 'the account waits for the row')
  })
  const answer = await sent
  assert.deepEqual([answer?.body.accepted, answer?.body.results], [1, [{ index: 0, outcome: 'accepted', reasons: [] }]])
  const found = await engine('test', (tx) => tx.one<{ aum: string }>`select aum from account.position where customer_no = ${customer?.no} and whole`)
  assert.deepEqual(found, { aum: '120.00' })
})

const isHeldUp = async () => (await engine('test', (tx) => tx.one`select 1 from pg_locks l join pg_stat_activity a on a.pid = l.pid where a.datname = current_database() and not l.granted and l.locktype = 'transactionid'`)) !== undefined

test('who is sent for is taken in behind those it refers to, whichever waited first in line', async () => {
  const faces = await engine('test', (tx) => tx<{ interface: number; name: string; entity: string }[]>`select interface, name, entity from feed.change_interfaces('savings')`)
  const lines: Record<string, object> = {
    'core.customer': { khh: 'S9002', khmc: '方远', zjlx: '01', zjhm: '320102199103040028', khjg: 'N1', khrq: '2026-11-20' },
    'core.account': account('30.00', { zh: '6222029003', khh: 'S9002' }),
  }
  await engine('test', async (tx) => {
    for (const face of faces.filter(({ name }) => name in lines).toSorted(byRank)) await keepReceived(tx, { face, source: 'savings', lines: [JSON.stringify(change(80, 'c', null, lines[face.name] ?? null))], position: null, committedMs: Date.now() })
  })
  const entered = await qian.post('/feed/ingest/core.entry', { records: [entry('W50', { zh: '6222029003', jdbz: 'C', jyje: '30.00', zhye: '30.00', jydm: '1001' })] })
  assert.equal(entered.body.accepted, 1, entered.text)
})

test('what a call says wrongly, and who may not send, is refused', async () => {
  assert.equal((await qian.post('/feed/ingest/core.entry', {})).status, 400)
  assert.equal((await qian.post('/feed/ingest/core.entry', { records: [] })).status, 400)
  assert.equal((await qian.post('/feed/ingest/core.nothing', { records: [entry('X1')] })).status, 404)
  assert.equal((await qian.post('/feed/ingest/core.account', { changes: [{ ...change(70, 'u', null, account('1.00')), source: { lsn: 'x' } }] })).status, 400)
  assert.equal((await (await bank.as(people.wu)).post('/feed/ingest/core.entry', { records: [entry('X1')] })).status, 403)
})

test('a program sends by its key, if its scope says so and it is of the whole bank', async () => {
  const an = await bank.as(people.an)
  const orgs = (await an.get('/open/scopes')).body.orgs as { org: number; name: string }[]
  const give = async (scopes: string[], name: string) => (await an.post('/open/keys', {
    name: `核心推送 ${randomUUID().slice(0, 8)}`, note: '核心系统推送变更', org: orgs.find((each) => each.name === name)?.org, scopes, clear: [], networks: [], callsAMinute: 600, expiresOn: addDays(today(), 30),
  })).body.token as string
  const send = async (token: string) => (await bank.app.inject({
    method: 'POST', url: '/api/feed/ingest/core.entry', headers: { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() }, payload: { records: [entry('W40')] },
  })).statusCode
  assert.equal(await send(await give(['feed.ingest'], '江州银行总行')), 200)
  assert.equal(await send(await give(['feed.read'], '江州银行总行')), 403)
  assert.equal(await send(await give(['feed.ingest'], '青石桥支行')), 403)
})

test('what was received can be followed to its line, masked', async () => {
  const sent = await qian.post('/feed/ingest/core.entry', { records: [entry('W20')] })
  const story = await qian.get(`/feed/runs/${sent.body.run}/lines/${sent.body.firstLine}`)
  assert.equal(story.status, 200, story.text)
  assert.equal(story.body.fate, 'loaded')
  assert.equal(story.body.fields.find((each: { column: string }) => each.column === 'zy')?.value, '****')
  assert.doesNotMatch(story.text, /6222020001/)
})

test('the steward sees the captures, stops and starts one by its version, and replays what came', async () => {
  const [capture] = (await qian.get('/feed/captures')).body.captures
  assert.deepEqual([capture.source, capture.wanted, capture.faces.length], ['savings', 'running', 3])
  assert.ok(!JSON.stringify(capture).includes('nothing@'))
  const stopped = await qian.post('/feed/captures/savings/stop', { version: capture.version })
  assert.equal(stopped.status, 200, stopped.text)
  assert.equal((await qian.post('/feed/captures/savings/start', { version: capture.version })).status, 412)
  assert.equal((await qian.post('/feed/captures/savings/start', { version: stopped.body.version })).status, 200)
  assert.equal((await (await bank.as(people.xi)).post('/feed/captures/savings/stop', { version: 3 })).status, 403)
  const before = await engine('test', (tx) => tx<{ n: number }[]>`select count(*)::int as n from account.transaction`)
  const replayed = await qian.post('/feed/captures/savings/replay', { since: '2020-01-01T00:00:00+08:00' })
  assert.equal(replayed.status, 200, replayed.text)
  assert.ok(replayed.body.changes > 8)
  // Whoever sends next takes in what waits before it.
  assert.equal((await qian.post('/feed/ingest/core.entry', { records: [entry('W30')] })).body.accepted, 1)
  const now = await engine('test', (tx) => tx<{ n: number }[]>`select count(*)::int as n from account.transaction`)
  assert.equal((now[0]?.n ?? 0) - (before[0]?.n ?? 0), 1)
})
