import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { ownerAssigned } from '#center/customer/events'
import { engine } from '#kernel/tx'
import { openWorld, people, type World } from '#test/world'
import { deliver, landed } from './deliver.ts'
import { allowDestinations, resolveDestination } from './destination.ts'
import { send } from './send.ts'

let bank: World
let owner: pg.Client
const servers: Server[] = []
before(async () => {
  bank = await openWorld()
  owner = new pg.Client({ connectionString: bank.urls.superuser })
  await owner.connect()
  allowDestinations({ networks: ['127.0.0.0/8'], plain: true })
})
after(async () => {
  await landed()
  for (const server of servers) server.close()
  await owner.end()
  await bank.close()
})

type Heard = { body: string; signature: string; delivery: string }
async function listen(answer: (reply: ServerResponse, request: IncomingMessage) => void): Promise<{ url: string; heard: Heard[] }> {
  const heard: Heard[] = []
  const server = createServer((request, reply) => {
    let body = ''
    request.on('data', (part) => (body += part))
    request.on('end', () => {
      heard.push({ body, signature: String(request.headers['yilan-signature']), delivery: String(request.headers['yilan-delivery']) })
      answer(reply, request)
    })
  })
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hear`, heard }
}

const subscribe = async (url: string, events = ['customer.ownerAssigned']) => {
  const answer = await (await bank.as(people.xi)).post('/open/hooks', { name: '营销平台', url, events })
  assert.equal(answer.status, 200, answer.text)
  return answer.body as { secret: string; hook: { hook: number; version: number } }
}
const happen = (customers: string[]) => engine('test', (tx) => ownerAssigned.publish(tx, { customers }))
async function tick(): Promise<void> {
  await engine('test', (tx) => deliver(tx))
  await landed()
}
const dueNow = () => owner.query(`update open.delivery set due_at = now() where state = 'waiting'`)
const stateOf = async (hook: number) => (await owner.query<{ state: string; tries: number; cause: string | null }>('select state, tries, cause from open.delivery where hook = $1 order by delivery', [hook])).rows
const endAll = () => owner.query(`update open.hook set state = 'ended'; delete from open.delivery`)

test('who subscribed is told ids only, signed so that nobody else could have said it', async () => {
  const other = await listen((reply) => reply.end())
  const { url, heard } = await listen((reply) => reply.end('ok'))
  const { secret, hook } = await subscribe(url)
  await subscribe(other.url, ['identity.goldenWritten'])
  await happen(['10000000018'])
  await tick()
  assert.equal(heard.length, 1)
  const { event, payload } = JSON.parse(heard[0]?.body ?? '')
  assert.deepEqual([event, payload], ['customer.ownerAssigned', { customers: ['10000000018'] }])
  const [, seconds, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(heard[0]?.signature ?? '') ?? assert.fail(heard[0]?.signature)
  assert.equal(mac, createHmac('sha256', secret).update(`${seconds}.${heard[0]?.body}`).digest('hex'))
  assert.deepEqual(await stateOf(hook.hook), [{ state: 'done', tries: 1, cause: null }])
  assert.equal(other.heard.length, 0, 'not subscribed to this')
  await tick()
  assert.equal(heard.length, 1, 'once heard, never again')
  await endAll()
})

test('while a secret is replaced the message carries a signature of both', async () => {
  const { url, heard } = await listen((reply) => reply.end())
  const { secret, hook } = await subscribe(url)
  const next = (await (await bank.as(people.xi)).post(`/open/hooks/${hook.hook}/rotate`, { version: hook.version, overlapHours: 4 })).body.secret
  await happen(['10000000018'])
  await tick()
  const seconds = /t=(\d+)/.exec(heard[0]?.signature ?? '')?.[1]
  for (const each of [secret, next]) assert.ok(heard[0]?.signature.includes(createHmac('sha256', each).update(`${seconds}.${heard[0]?.body}`).digest('hex')))
  const { rows } = await owner.query<{ line: string }>('select s::text as line from open.hook_secret s')
  assert.ok(rows.every(({ line }) => !line.includes(secret) && !line.includes(next)), 'sealed at rest')
  await endAll()
})

test('what happened in a transaction that is undone is told to nobody', async () => {
  const { url, heard } = await listen((reply) => reply.end())
  await subscribe(url)
  await assert.rejects(engine('test', async (tx) => {
    await ownerAssigned.publish(tx, { customers: ['10000000018'] })
    throw new Error('undone')
  }))
  await tick()
  assert.equal(heard.length, 0)
  await endAll()
})

test('unheard it is told again, later each time, then laid aside until somebody sends it again', async () => {
  let isDown = true
  const { url, heard } = await listen((reply) => reply.writeHead(isDown ? 500 : 204).end())
  const { hook } = await subscribe(url)
  await happen(['10000000018'])
  await tick()
  const first = await owner.query<{ wait: number }>(`select extract(epoch from due_at - now())::int as wait from open.delivery where hook = $1`, [hook.hook])
  assert.ok((first.rows[0]?.wait ?? 0) >= 8 && (first.rows[0]?.wait ?? 0) <= 12)
  await tick()
  assert.equal(heard.length, 1, 'not before its time')
  for (let i = 0; i < 12; i++) {
    await dueNow()
    await tick()
  }
  assert.deepEqual(await stateOf(hook.hook), [{ state: 'dead', tries: 10, cause: 'status' }])
  const xi = await bank.as(people.xi)
  const dead = await xi.get('/open/deliveries?state=dead')
  assert.equal(dead.body.rows.length, 1)
  isDown = false
  assert.equal((await xi.post('/open/deliveries/replay', { hook: hook.hook })).body.replayed, 1)
  await tick()
  assert.equal((await stateOf(hook.hook))[0]?.state, 'done')
  await endAll()
})

test('a dead destination delays no other, and never has more than four messages under way', async () => {
  let open = 0
  let most = 0
  const dead = await listen((_reply, request) => {
    most = Math.max(most, ++open)
    request.socket.on('close', () => open--)
  })
  const alive = await listen((reply) => reply.end())
  await subscribe(dead.url)
  await subscribe(alive.url)
  for (let i = 0; i < 40; i++) await happen([`1000000${1000 + i}`])
  const began = Date.now()
  while (alive.heard.length < 40) {
    await engine('test', (tx) => deliver(tx))
    await new Promise((resolve) => setTimeout(resolve, 20))
    assert.ok(Date.now() - began < 4500, `only ${alive.heard.length} of 40 were heard`)
  }
  assert.ok(most <= 4)
  await landed()
  const { rows } = await owner.query<{ cause: string }>(`select distinct cause from open.delivery where cause is not null`)
  assert.deepEqual(rows, [{ cause: 'timeout' }])
  await endAll()
})

test('neither redirects nor endless answers are followed', async () => {
  const away = await listen((reply) => reply.end())
  const redirecting = await listen((reply) => reply.writeHead(302, { location: away.url }).end())
  const endless = await listen((reply) => {
    const pour = () => { while (reply.writable && reply.write(Buffer.alloc(65_536))); reply.once('drain', pour) }
    pour()
  })
  const message = { delivery: 1, event: 'x.y', at: '', payload: {} }
  assert.deepEqual([(await send(redirecting.url, ['s'], message)).cause, away.heard.length], ['redirect', 0])
  assert.equal((await send(endless.url, ['s'], message)).cause, 'too-large')
})

test('only who sees the whole bank subscribes, to events that exist, at addresses that are open', async () => {
  const xi = await bank.as(people.xi)
  assert.equal((await xi.post('/open/hooks', { name: '某平台', url: 'https://example.com/x', events: ['customer.nothing'] })).status, 422)
  assert.equal((await xi.post('/open/hooks', { name: '某平台', url: 'https://10.0.0.1/x', events: ['customer.ownerAssigned'] })).status, 422)
  for (const person of [people.wu, people.an, people.qian]) assert.equal((await (await bank.as(person)).get('/open/hooks')).status, 403)
})

const V4 = ['127.0.0.1', '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.254', '192.168.1.1', '169.254.169.254', '169.254.170.2', '100.64.0.1', '100.127.255.255', '0.0.0.0', '0.1.2.3', '192.0.0.8', '192.0.2.1', '198.18.0.1', '198.51.100.7', '203.0.113.9', '224.0.0.1', '239.255.255.250', '255.255.255.255', '240.0.0.1', '192.88.99.1']
/** The ways one address is written to get past who reads only the first. */
function spellings(v4: string): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = v4.split('.').map(Number)
  const number = ((a << 24) >>> 0) + (b << 16) + (c << 8) + d
  const hex = number.toString(16).padStart(8, '0')
  const pair = `${hex.slice(0, 4)}:${hex.slice(4)}`
  return [
    v4, String(number), `0x${hex}`, `0${number.toString(8)}`, [a, b, c, d].map((n) => `0${n.toString(8)}`).join('.'), [a, b, c, d].map((n) => `0x${n.toString(16)}`).join('.'), `${a}.${b}.${(c << 8) + d}`, `${a}.${(b << 16) + (c << 8) + d}`, `${v4}.`,
    `[::ffff:${v4}]`, `[::ffff:${pair}]`, `[0:0:0:0:0:ffff:${pair}]`, `[::${pair}]`, `[64:ff9b::${pair}]`, `[2002:${pair}::]`, `user@${v4}`, `example.com@${v4}`, v4.replaceAll('.', '。'), v4.replaceAll('1', '①'),
  ]
}
const NAMES = ['localhost', 'localhost.', 'LOCALHOST', 'intranet', 'metadata.google.internal', 'db.local', 'router.lan', 'x.localhost', '1.0.0.127.in-addr.arpa', '[::1]', '[::]', '[fe80::1]', '[fc00::1]', '[fd00:ec2::254]', '[ff02::1]', '[2001:db8::1]', '[2001::1]', '[3fff::1]', '[100::1]']
const FORMS = ['http://example.com/', 'ftp://example.com/', 'file:///etc/passwd', 'gopher://example.com/', '//example.com/', 'https://', 'https:///x', 'javascript:alert(1)', 'https://user:pass@example.com/', 'https://example.com/#x', 'https://exa mple.com/', 'https://example.com\\@127.0.0.1/', 'https://example.com\n.evil/', 'data:text/plain,x', 'https://example.com:99999/']

test('three hundred tricks with addresses reach no forbidden network', async () => {
  allowDestinations({ networks: [], plain: false })
  const tricks = [...V4.flatMap(spellings).map((host) => `https://${host}/x`), ...NAMES.map((host) => `https://${host}/x`), ...FORMS]
  assert.ok(tricks.length >= 300, String(tricks.length))
  const asked: string[] = []
  const leadsIn = async (host: string) => {
    asked.push(host)
    return [{ address: '127.0.0.1', family: 4 }]
  }
  for (const trick of tricks) await assert.rejects(resolveDestination(trick, leadsIn), (error: { code: string }) => error.code === 'unprocessable', trick)
  // A good name that leads to a bad address, alone or among good ones.
  for (const bad of [...V4, '::1', '::ffff:10.0.0.1', 'fe80::1', 'fd12::1', '64:ff9b::a00:1', '2002:a00:1::']) {
    const family = bad.includes(':') ? 6 : 4
    for (const found of [[bad], ['93.184.216.34', bad], [bad, '93.184.216.34']]) {
      await assert.rejects(resolveDestination('https://hooks.example.com/', async () => found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))), bad)
    }
    assert.equal((await send('https://hooks.example.com/', ['s'], { delivery: 1, event: 'x.y', at: '', payload: {} }, async () => [{ address: bad, family }])).cause, 'private')
  }
  const good = await resolveDestination('https://hooks.example.com:8443/in?x=1', async () => [{ address: '93.184.216.34', family: 4 }])
  assert.equal(good.address, '93.184.216.34')
  allowDestinations({ networks: ['127.0.0.0/8'], plain: true })
})

test('a name is asked once: what it answers a second time changes nothing', async () => {
  const { url, heard } = await listen((reply) => reply.end())
  let times = 0
  const rebinding = async () => [{ address: times++ === 0 ? '127.0.0.1' : '169.254.169.254', family: 4 }]
  const outcome = await send(url.replace('127.0.0.1', 'rebind.example.com'), ['s'], { delivery: 1, event: 'x.y', at: '', payload: {} }, rebinding)
  assert.deepEqual([outcome.heard, times, heard.length], [true, 1, 1])
})
