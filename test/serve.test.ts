/** What a bank's network may ask of the service: described doors, headers on every answer, limits, refusals that tell nothing, a stop that loses nothing. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { allRoutes } from '../src/kernel/room.ts'
import { serve } from '../src/kernel/serve.ts'
import { waiting } from '../src/kernel/tx.ts'
import { gate } from '../src/platform/access/index.ts'
import { openWorld, people, records, type Client, type World } from './world.ts'

let bank: World
let owner: pg.Client
let wu: Client
let chen: string
before(async () => {
  bank = await openWorld()
  owner = new pg.Client({ connectionString: bank.urls.superuser })
  await owner.connect()
  wu = await bank.as(people.wu)
  const { rows } = await owner.query<{ customer_no: string }>(`select customer_no from identity.membership where source = 'savings' and key = $1`, [records.chen.key])
  chen = rows[0]?.customer_no ?? assert.fail('陈静 is not there')
})
after(async () => {
  await owner.end()
  await bank.close()
})

type Operation = { parameters: { name: string; in: string }[]; requestBody?: { content: Record<string, { schema: object }> }; 'x-permission': string }
type Api = { openapi: string; paths: Record<string, Record<string, Operation>> }
const api = async (): Promise<Api> => (await bank.nobody.get('/openapi.json')).body

/** The routes that Fastify itself knows: one line each, its place in the tree by indentation. */
function served(): string[] {
  const stack: string[] = []
  return bank.app.printRoutes({ commonPrefix: false }).split('\n').flatMap((line) => {
    const found = /^([│ ├└─]*)(\S+?)(?: \((.+)\))?$/.exec(line)
    if (!found) return []
    const [, indent = '', name = '', methods] = found
    stack.length = indent.length / 4 - 1
    stack.push(name)
    return (methods?.split(', ') ?? []).filter((method) => method !== 'HEAD').map((method) => `${method} ${stack.join('').replaceAll(/:(\w+)/g, '{$1}')}`)
  })
}

test('the description names the served doors, all of them and no other', async () => {
  const { openapi, paths } = await api()
  assert.equal(openapi, '3.1.0')
  const described = Object.entries(paths).flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`))
  const own = ['GET /livez', 'GET /readyz', 'GET /startupz', 'GET /metrics', 'GET /api/openapi.json', 'GET /api/live']
  assert.deepEqual(described.toSorted(), served().filter((route) => !own.includes(route)).toSorted())
  assert.equal(described.length, allRoutes().length)
})

test('no door takes a field that is not described, at any depth', async () => {
  const open = (schema: unknown, where: string): string[] => {
    if (typeof schema !== 'object' || schema === null) return []
    const { type, properties, additionalProperties } = schema as { type?: string; properties?: object; additionalProperties?: unknown }
    const own = type === 'object' && properties && additionalProperties !== false ? [where] : []
    return [...own, ...Object.entries(schema).flatMap(([key, each]) => open(each, `${where}.${key}`))]
  }
  const { paths } = await api()
  const bodies = Object.entries(paths).flatMap(([path, operations]) => Object.entries(operations).map(([method, each]) => ({ at: `${method} ${path}`, body: each.requestBody?.content['application/json']?.schema })))
  assert.deepEqual(bodies.flatMap(({ at, body }) => open(body, at)), [])
  for (const [path, query] of [['/search/customers', 'x=1'], ['/search/customers', 'limit=5&limit=6'], ['/access/me', 'x=1']]) assert.equal((await wu.get(`${path}?${query}`)).status, 400, `${path}?${query}`)
  for (const extra of [{ x: 1 }, { constructor: 1 }, { toString: 1 }]) assert.equal((await wu.post('/search/find', { text: '陈静', ...extra })).status, 400)
})

async function raw(payload: string | Buffer, type = 'application/json', url = '/api/search/find') {
  const answer = await bank.app.inject({ method: 'POST', url, payload, headers: { cookie: wu.cookie, 'content-type': type, 'x-yilan': '1', 'idempotency-key': randomUUID() } })
  return { status: answer.statusCode, body: answer.json() as { code: string; facts: object } }
}

test('what is too large, broken or no text is refused before anything reads it', async () => {
  assert.equal((await raw(JSON.stringify({ text: '陈静' }))).status, 200)
  assert.deepEqual([(await raw(`{"text":"${'x'.repeat(1024 * 1024)}"}`)).status, (await raw(`{"text":"${'x'.repeat(1024 * 1024)}"}`)).body.code], [413, 'too-large'])
  const broken = ['{"text":', '{"text":"a"', 'null', '[]', '"text"', '{"text":"a","__proto__":{"x":1}}', '', '{"text":"a\\u0000b"}', '{"text":"\\ud800"}', '{"text":"\\udc00陈"}', '{"text":5}', '{"text":["a"]}']
  for (const body of broken) assert.deepEqual([(await raw(body)).status, (await raw(body)).body.code], [400, 'invalid'], body)
  assert.equal((await raw(Buffer.from([0x7b, 0x22, 0xff, 0xfe]))).status, 400)
  assert.equal((await raw('{"text":"陈静"}', 'text/plain')).status, 400)
  assert.equal((await raw('text=x', 'application/x-www-form-urlencoded')).status, 400)
  for (const query of ['after=%00', 'after=%ED%A0%80', 'limit=201', 'limit=0', 'limit=-1', 'limit=ten', 'limit=1.5', 'limit=1e2', 'mine=yes', 'status=gone']) {
    assert.equal((await wu.get(`/search/customers?${query}`)).status, 400, query)
  }
  for (const number of ['1', 'x', '%00', '..%2f..', "'%20or%201=1--", '1'.repeat(5000)]) {
    const { status, text } = await wu.get(`/customer360/customers/${number}`)
    assert.ok([400, 404].includes(status), `${number.slice(0, 20)} → ${status} ${text.slice(0, 100)}`)
  }
})

const HEADERS: Record<string, RegExp> = {
  'content-security-policy': /^(?!.*unsafe)(?=.*default-src 'none')(?=.*frame-ancestors 'none').*/, 'x-content-type-options': /^nosniff$/, 'x-frame-options': /^DENY$/,
  'referrer-policy': /^no-referrer$/, 'cross-origin-opener-policy': /^same-origin$/, 'cache-control': /^no-store$/,
}
function isGuarded(headers: Record<string, unknown>, where: string): void {
  for (const [name, form] of Object.entries(HEADERS)) assert.match(String(headers[name]), form, `${where}: ${name}`)
  for (const name of ['x-powered-by', 'server']) assert.equal(headers[name], undefined, `${where}: ${name}`)
}

test('every answer carries the headers, whether it gives, refuses, fails or knows nothing', async () => {
  const seen = new Map<number, number>()
  const look = async (url: string, cookie = wu.cookie, method: 'GET' | 'POST' | 'PUT' = 'GET', headers: Record<string, string> = { 'x-yilan': '1' }) => {
    const answer = await bank.app.inject({ method, url, headers: { ...(cookie && { cookie }), ...headers } })
    isGuarded(answer.headers, `${method} ${url} → ${answer.statusCode}`)
    seen.set(answer.statusCode, (seen.get(answer.statusCode) ?? 0) + 1)
  }
  for (const url of ['/livez', '/readyz', '/startupz', '/metrics', '/api/openapi.json', '/api/nowhere', '/nowhere', '/api/%', '/assets/x.js']) await look(url, '')
  for (const { door } of allRoutes().filter((route) => route.door.method === 'GET')) {
    const url = `/api${door.path.replace(':customerNo', chen).replaceAll(/:\w+/g, '1')}`
    await look(url, '')
    await look(url)
  }
  await look('/api/access/sign-out', wu.cookie, 'POST', {})
  await look('/api/access/me', wu.cookie, 'PUT')
  await owner.query('alter function access.enter(text, boolean) rename to left_out')
  await look('/api/access/me')
  await owner.query('alter function access.left_out(text, boolean) rename to enter')
  for (const status of [200, 400, 401, 403, 404, 500]) assert.ok(seen.has(status), `no answer of ${status} was looked at: ${[...seen]}`)
})

test('a failure tells its number and nothing of the inside; the log has the rest under that number', async () => {
  await owner.query('alter function access.enter(text, boolean) rename to left_out')
  const answer = await wu.get('/access/me')
  await owner.query('alter function access.left_out(text, boolean) rename to enter')
  assert.deepEqual([answer.status, Object.keys(answer.body), answer.body.facts], [500, ['code', 'facts', 'request'], {}])
  const line = bank.logged.find((each) => each.includes(answer.body.request) && each.includes('a request failed')) ?? assert.fail('the log says nothing')
  assert.match(line, /access\.enter/)
  assert.equal((await wu.get('/access/me')).status, 200)
})

test('pages come with a nonce of their own each time, over TLS with HSTS, and no path leaves their folder', async () => {
  const web = mkdtempSync(join(tmpdir(), 'yilan-pages-'))
  mkdirSync(join(web, 'assets'))
  writeFileSync(join(web, 'index.html'), '<script nonce="__NONCE__"></script>')
  writeFileSync(join(web, 'assets/a-1.js'), '1')
  const app = await serve({ gate, secure: true, web })
  try {
    const [page, again] = [await app.inject('/search/customers'), await app.inject('/')]
    const [nonce, other] = [page, again].map((each) => /nonce="([\w+/=-]{16,})"/.exec(each.body)?.[1])
    assert.ok(nonce && other && nonce !== other)
    assert.ok(String(page.headers['content-security-policy']).includes(`'nonce-${nonce}'`))
    isGuarded(page.headers, 'a page')
    assert.match(String(page.headers['strict-transport-security']), /max-age=31536000/)
    assert.match(String((await app.inject('/assets/a-1.js')).headers['cache-control']), /immutable/)
    for (const path of ['/assets/..%2f..%2fpackage.json', '/assets/none.js']) assert.equal((await app.inject(path)).statusCode, 404, path)
  } finally {
    await app.close()
    rmSync(web, { recursive: true })
  }
})

test('one session may not ask without end, and learns when it may again; probes are never turned away', async () => {
  const app = await serve({ gate, secure: false, callsPerMinute: 5 })
  const me = () => app.inject({ url: '/api/access/me', headers: { cookie: wu.cookie } })
  for (let n = 0; n < 5; n++) assert.equal((await me()).statusCode, 200)
  const refused = await me()
  assert.deepEqual([refused.statusCode, (refused.json() as { code: string }).code], [429, 'too-many'])
  assert.ok(Number(refused.headers['retry-after']) > 0)
  isGuarded(refused.headers, '429')
  assert.equal((await app.inject('/livez')).statusCode, 200)
  await app.close()
})

async function versionOfChen(): Promise<number> {
  const { rows } = await owner.query<{ version: number }>('select version from customer.customer where customer_no = $1', [chen])
  return rows[0]?.version ?? assert.fail('陈静 is not there')
}

test('when too many wait for the database, newcomers are turned away at once and those who wait are served', async () => {
  const app = await serve({ gate, secure: false, maxWaiting: 3, callsPerMinute: 10_000 })
  const version = await versionOfChen()
  const patch = (n: number) => app.inject({
    method: 'PATCH', url: `/api/customer/customers/${chen}`, payload: { version, remark: `等${n}` },
    headers: { cookie: wu.cookie, 'x-yilan': '1', 'idempotency-key': randomUUID() },
  })
  await owner.query('begin')
  await owner.query('select 1 from customer.customer where customer_no = $1 for update', [chen])
  const early = Array.from({ length: 10 }, (_, n) => patch(n))
  while (waiting() < 4) await breathe()
  const late = await patch(99)
  await owner.query('rollback')
  assert.deepEqual([late.statusCode, (late.json() as { facts: object }).facts, late.headers['retry-after']], [503, { cause: 'busy' }, '2'])
  const statuses = (await Promise.all(early)).map((each) => each.statusCode).toSorted()
  assert.deepEqual([statuses[0], new Set(statuses.slice(1))], [200, new Set([412])])
  await app.close()
})

test('a stop in order lets the request under way finish, takes no new one, and ends', async () => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('faults/server.ts', import.meta.url))], {
    env: { ...process.env, YILAN_HOME: bank.home, YILAN_TEST_DATABASE: bank.database, PORT: '0', YILAN_LOG: 'silent', YILAN_TEST_PATIENT: 'yes' }, stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const address = /ready (\S+)/.exec(line.toString())?.[1] ?? assert.fail(line.toString())
  const version = await versionOfChen()
  await owner.query('begin')
  await owner.query('select 1 from customer.customer where customer_no = $1 for update', [chen])
  const underWay = fetch(`${address}/api/customer/customers/${chen}`, {
    method: 'PATCH', body: JSON.stringify({ version, remark: '停机前' }),
    headers: { cookie: wu.cookie, 'content-type': 'application/json', 'x-yilan': '1', 'idempotency-key': randomUUID() },
  })
  while ((await owner.query(`select 1 from pg_locks where not granted`)).rowCount === 0) await breathe()
  child.kill('SIGTERM')
  while (await fetch(`${address}/livez`).then(({ ok }) => ok, () => false)) await breathe()
  await owner.query('rollback')
  const answer = await underWay
  assert.deepEqual([answer.status, answer.headers.get('connection')], [200, 'close'])
  const [code] = (await once(child, 'exit')) as [number]
  assert.equal(code, 0)
  assert.equal((await owner.query('select remark from customer.customer where customer_no = $1', [chen])).rows[0].remark, '停机前')
})
