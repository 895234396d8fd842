import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { addDays, today } from '#kernel/time'
import { openWorld, people, type World } from '#test/world'

let bank: World
let owner: pg.Client
before(async () => {
  bank = await openWorld()
  owner = new pg.Client({ connectionString: bank.urls.superuser })
  await owner.connect()
})
after(async () => {
  await owner.end()
  await bank.close()
})

const orgOf = async (code: string): Promise<number> => (await owner.query<{ org: number }>('select org from access.org where code = $1', [code])).rows[0]?.org ?? -1
const plan = async (more: object = {}) => ({ name: `回单平台 ${randomUUID().slice(0, 8)}`, note: '对接回单平台', org: await orgOf('N1'), scopes: ['customer.read'], clear: [], networks: [], callsAMinute: 600, expiresOn: addDays(today(), 90), ...more })
const give = async (more: object = {}) => (await bank.as(people.an)).post('/open/keys', await plan(more))

/** A program: a bearer token and nothing of a browser. */
async function call(token: string, method: 'GET' | 'POST' | 'PATCH', path: string, body?: object, more: { ip?: string; headers?: Record<string, string> } = {}) {
  const reply = await bank.app.inject({
    method, url: `/api${path}`, remoteAddress: more.ip ?? '10.9.8.7', ...(body && { payload: body }),
    headers: { authorization: `Bearer ${token}`, ...(method !== 'GET' && { 'idempotency-key': randomUUID() }), ...more.headers },
  })
  return { status: reply.statusCode, text: reply.body, body: reply.json() }
}

test('a key is shown once, kept as a digest, and reads what its organisation sees, masked, in its own name', async () => {
  const given = await give()
  assert.equal(given.status, 200, given.text)
  const { token, key } = given.body
  assert.match(token, new RegExp(`^yk_${key.key}_[\\w-]{43}$`))
  const { rows } = await owner.query<{ line: string }>('select k::text || s::text as line from open.key k join open.key_secret s using (key)')
  assert.ok(rows.every(({ line }) => !line.includes(token.slice(10))))
  const seen = await call(token, 'GET', '/search/customers')
  assert.equal(seen.status, 200, seen.text)
  assert.match(seen.text, /陈\*/)
  assert.doesNotMatch(seen.text, /陈静|张伟/, 'names are masked, and the customers of another branch absent')
  const audit = await owner.query<{ staff: string }>(`select staff from kernel.audit_entry order by id desc limit 1`)
  assert.equal(audit.rows[0]?.staff, `key:${key.key}`)
  const listed = await (await bank.as(people.an)).get('/open/keys')
  assert.deepEqual([listed.body.rows[0].usedFrom, listed.text.includes(token)], ['10.9.8.7', false])
})

test('a key opens no door beyond its scopes, and none of a person’s own', async () => {
  const { token } = (await give()).body
  for (const path of ['/open/exports', '/feed/runs', '/access/staff', '/open/keys', '/access/me']) assert.equal((await call(token, 'GET', path)).status, 403, path)
  assert.equal((await call(token, 'GET', '/search/customers', undefined, { headers: { cookie: (await bank.as(people.wu)).cookie } })).status, 200)
  assert.equal((await call('yk_1_nothing', 'GET', '/search/customers', undefined, { headers: { cookie: (await bank.as(people.wu)).cookie } })).status, 401, 'a cookie does not stand in for a wrong key')
})

test('what only people do is never given to a program, nor what does not exist', async () => {
  for (const scope of ['access.role.write', 'open.export.approve', 'customer.reveal', 'audit.read', 'identity.merge', 'nothing.at-all']) {
    const answer = await give({ scopes: [scope] })
    assert.deepEqual([answer.status, answer.body.facts.field], [422, 'scopes'], scope)
  }
  for (const person of [people.wu, people.xi, people.ji]) assert.equal((await (await bank.as(person)).post('/open/keys', await plan())).status, 403)
  assert.equal((await give({ expiresOn: addDays(today(), 400) })).status, 422)
  assert.equal((await give({ networks: ['10.0.0.0/99'] })).status, 422)
})

test('it works from its own addresses only', async () => {
  const { token } = (await give({ networks: ['10.20.0.0/16', '2001:db8::/32'] })).body
  const from = (ip: string) => call(token, 'GET', '/search/customers', undefined, { ip })
  assert.deepEqual([(await from('10.20.3.4')).status, (await from('2001:db8::7')).status, (await from('10.21.0.1')).status], [200, 200, 401])
})

test('rotated, the old secret and the new both open for the hours given, then only the new', async () => {
  const { token, key } = (await give()).body
  const an = await bank.as(people.an)
  const next = await an.post(`/open/keys/${key.key}/rotate`, { version: key.version, overlapHours: 24 })
  assert.equal(next.status, 200, next.text)
  const status = async (one: string) => (await call(one, 'GET', '/search/customers')).status
  assert.deepEqual([await status(token), await status(next.body.token)], [200, 200])
  await owner.query(`update open.key_secret set until = now() - interval '1 second' where key = $1 and until is not null`, [key.key])
  assert.deepEqual([await status(token), await status(next.body.token)], [401, 200])
  assert.equal((await an.post(`/open/keys/${key.key}/rotate`, { version: key.version, overlapHours: 0 })).status, 412)
})

test('ended or expired it opens nothing from the next request on', async () => {
  const first = (await give()).body
  const an = await bank.as(people.an)
  assert.equal((await call(first.token, 'GET', '/search/customers')).status, 200)
  assert.equal((await an.post(`/open/keys/${first.key.key}/end`, { version: 1, reason: '项目下线' })).status, 200)
  assert.equal((await call(first.token, 'GET', '/search/customers')).status, 401)
  const second = (await give()).body
  await owner.query(`update open.key set expires_at = now() where key = $1`, [second.key.key])
  assert.equal((await call(second.token, 'GET', '/search/customers')).status, 401)
})

test('a key has its calls a minute; another key is not slowed by it', async () => {
  const [slow, other] = [(await give({ callsAMinute: 5 })).body.token, (await give()).body.token]
  const statuses = []
  for (let i = 0; i < 8; i++) statuses.push((await call(slow, 'GET', '/search/customers')).status)
  assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429, 429, 429])
  assert.equal((await call(other, 'GET', '/search/customers')).status, 200)
})

test('a write of a program happens once under its key, and is chained in its name', async () => {
  const { token, key } = (await give({ scopes: ['open.export', 'customer.read'] })).body
  const request = { name: 'search.customers', filter: {}, purpose: 'report', note: '每日同步', format: 'parquet', cap: 100 }
  assert.equal((await call(token, 'POST', '/open/exports', request, { headers: { 'idempotency-key': 'x' } })).status, 400)
  const headers = { 'idempotency-key': randomUUID() }
  const [first, second] = [await call(token, 'POST', '/open/exports', request, { headers }), await call(token, 'POST', '/open/exports', request, { headers })]
  assert.equal(first.status, 200, first.text)
  assert.equal(second.body.export, first.body.export)
  await bank.drain()
  const { rows } = await owner.query('select state, staff from open.export where export = $1', [first.body.export])
  assert.deepEqual(rows, [{ state: 'ready', staff: `key:${key.key}` }])
})
