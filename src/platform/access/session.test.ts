import assert from 'node:assert/strict'
import { hash, randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { engine } from '#kernel/tx'
import { openSignIn } from './index.ts'
import { openWorld, PASSWORD, people, signIn, type World } from '#test/world'

let world: World
let bank: pg.Client
before(async () => {
  world = await openWorld()
  bank = new pg.Client({ connectionString: world.urls.superuser })
  await bank.connect()
})
after(async () => {
  await bank.end()
  await world.close()
})

let street = 1
/** Signs in from an address of its own, so that one test's failures do not close another's door. */
async function knock(login: string, password: string, from = `10.0.0.${street++}`) {
  const answer = await world.app.inject({
    method: 'POST', url: '/api/access/sign-in', remoteAddress: from, payload: { login, password },
    headers: { 'x-yilan': '1', 'idempotency-key': randomUUID() },
  })
  return { status: answer.statusCode, body: answer.json() as { code: string; facts: object; session: { staff: string } | null }, cookie: String(answer.headers['set-cookie'] ?? '') }
}

const forget = () => bank.query('delete from auth.attempts')
const stillIn = async (client: { get(path: string): Promise<{ status: number }> }) => (await client.get('/access/me')).status === 200

test('whoever signs in learns who they are, where they stand and what they may do', async () => {
  const wu = await world.as(people.wu)
  const { body } = await wu.get('/access/me')
  assert.deepEqual(body.orgPath, ['江州银行总行', '北岸分行', '青石桥支行'])
  assert.deepEqual(body.roles, [{ code: 'rm', title: { zh: '客户经理', en: 'Relationship manager' } }])
  assert.equal(body.name, '吴敏')
  assert.ok(body.may.includes('customer.read') && !body.may.includes('customer.assign'))
  assert.equal(body.mustChangePassword, false)
  assert.equal(body.idleMinutes, 15)
})

test('a login is the same in capitals and with spaces around it', async () => {
  assert.equal((await knock('  WuMin ', PASSWORD)).status, 200)
})

test('a wrong password, an unknown name and a disabled colleague get one and the same answer', async () => {
  await engine('test', (tx) => tx`update access.staff set status = 'disabled' where staff = ${people.yan.staff}`)
  const answers = [await knock('wumin', 'Wrong-Wrong-27!'), await knock('nobody', PASSWORD), await knock('yanqing', PASSWORD)]
  for (const { status, body, cookie } of answers) {
    assert.equal(status, 401)
    assert.deepEqual([body.code, body.facts], ['signed-out', { cause: 'credentials' }])
    assert.equal(cookie, '')
  }
  await engine('test', (tx) => tx`update access.staff set status = 'active' where staff = ${people.yan.staff}`)
  await forget()
})

test('after five failures the account is closed for a quarter of an hour, even to the right password from elsewhere', async () => {
  for (let i = 0; i < 5; i++) assert.equal((await knock('zhenghao', `Wrong-${i}-Wrong-27`)).status, 401)
  const sixth = await knock('zhenghao', PASSWORD)
  assert.deepEqual([sixth.status, sixth.body.facts], [401, { cause: 'credentials' }])
  await bank.query("update auth.attempts set until = until - interval '14 minutes 50 seconds'")
  assert.equal((await knock('zhenghao', PASSWORD)).status, 401)
  await bank.query("update auth.attempts set until = until - interval '10 seconds'")
  assert.equal((await knock('zhenghao', PASSWORD)).status, 200)
})

test('after five failures from one address that address is closed, and others are not', async () => {
  for (const login of ['a1', 'b2', 'c3', 'd4', 'e5']) await knock(login, PASSWORD, '10.9.9.9')
  assert.equal((await knock('hejing', PASSWORD, '10.9.9.9')).status, 401)
  assert.equal((await knock('hejing', PASSWORD)).status, 200)
})

test('of forty guesses at once no more than five are judged', async () => {
  const guesses = Array.from({ length: 40 }, (_, i) => knock('malan', i === 39 ? PASSWORD : `Guess-${i}-Guess-27`))
  await Promise.all(guesses)
  const { rows } = await bank.query(`select detail ->> 'result' as result, count(*)::int as n from kernel.audit_entry where staff = $1 and kind = 'sign-on' group by 1`, [people.ma.staff])
  const judged = rows.filter((row: { result: string }) => row.result !== 'closed').reduce((sum: number, row: { n: number }) => sum + row.n, 0)
  assert.ok(judged <= 5, `${judged} were judged`)
  await forget()
})

test('success and failure are on the record under the name they concern, without what was typed', async () => {
  await knock('luojun', 'Secret-Typed-27!')
  await knock('luojun', PASSWORD)
  const { rows } = await bank.query(`select kind, detail from kernel.audit_entry where staff = $1 and kind = 'sign-on' order by id desc limit 2`, [people.luo.staff])
  assert.deepEqual(rows.map((row: { detail: { result: string } }) => row.detail.result), ['passed', 'wrong'])
  const found = await bank.query(`select 1 from kernel.audit_entry where detail::text like '%Secret-Typed%'`)
  assert.equal(found.rowCount, 0)
})

test('the cookie is out of reach of scripts and of other sites, and the database keeps only its digest', async () => {
  const { cookie } = await knock('wumin', PASSWORD)
  assert.match(cookie, /^yilan=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
  const token = /^yilan=([^;]+)/.exec(cookie)?.[1] ?? ''
  const { rows } = await bank.query<{ token: string }>('select "token" from auth."session"')
  assert.ok(rows.some((row) => row.token === hash('sha256', token)))
  assert.ok(rows.every((row) => row.token !== token))
  const { rows: accounts } = await bank.query<{ password: string }>('select "password" from auth."account"')
  for (const { password } of accounts) assert.match(password, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
})

test('signing in again gives a new session and ends the one brought along', async () => {
  const first = await signIn(world.app, people.he)
  const again = await first.post('/access/sign-in', { login: people.he.login, password: PASSWORD })
  assert.equal(again.status, 200)
  assert.notEqual(String(again.headers['set-cookie']).split(';')[0], first.cookie)
  assert.equal(await stillIn(first), false)
})

test('a fourth session ends the oldest', async () => {
  const sessions = []
  for (let i = 0; i < 4; i++) sessions.push(await signIn(world.app, people.tang))
  assert.deepEqual(await Promise.all(sessions.map(stillIn)), [false, true, true, true])
})

test('fifteen idle minutes end a session, a look keeps it, and after eight hours nothing does', async () => {
  const luo = await signIn(world.app, people.luo)
  const age = (column: string, by: string) => bank.query(`update auth."session" set "${column}" = "${column}" - $1::interval where "userId" = $2`, [by, people.luo.staff])
  await age('updatedAt', '14 minutes 50 seconds')
  assert.equal(await stillIn(luo), true)
  await age('updatedAt', '14 minutes 50 seconds')
  assert.equal(await stillIn(luo), true)
  await age('updatedAt', '15 minutes 1 second')
  assert.equal(await stillIn(luo), false)
  const again = await signIn(world.app, people.luo)
  await bank.query('update auth.credential set changed_at = changed_at - interval \'1 day\' where staff = $1', [people.luo.staff])
  await age('createdAt', '7 hours 59 minutes')
  assert.equal(await stillIn(again), true)
  await age('createdAt', '2 minutes')
  assert.equal(await stillIn(again), false)
})

test('a session that is only read writes nothing within half a minute, and never waits for another request', async () => {
  const shen = await signIn(world.app, people.shen)
  const touched = async () => (await bank.query(`select max("updatedAt") as at from auth."session" where "userId" = $1`, [people.shen.staff])).rows[0].at as Date
  const before = await touched()
  await stillIn(shen)
  assert.deepEqual(await touched(), before)
  await bank.query(`update auth."session" set "updatedAt" = "updatedAt" - interval '1 minute' where "userId" = $1`, [people.shen.staff])
  await bank.query('begin')
  await bank.query(`select 1 from auth."session" where "userId" = $1 for update`, [people.shen.staff])
  assert.equal(await stillIn(shen), true)
  await bank.query('rollback')
  await stillIn(shen)
  assert.ok((await touched()) >= before)
})

test('a disabled colleague is out at the very next request', async () => {
  const kong = await signIn(world.app, people.kong)
  await engine('test', (tx) => tx`update access.staff set status = 'disabled' where staff = ${people.kong.staff}`)
  assert.equal(await stillIn(kong), false)
  await engine('test', (tx) => tx`update access.staff set status = 'active' where staff = ${people.kong.staff}`)
})

test('signing out ends the session and takes the cookie back', async () => {
  const kong = await signIn(world.app, people.kong)
  const answer = await kong.post('/access/sign-out', {})
  assert.equal(answer.status, 200)
  assert.match(String(answer.headers['set-cookie']), /^yilan=; .*Max-Age=0$/)
  assert.equal(await stillIn(kong), false)
})

test('a one-time password opens nothing but the change of it', async () => {
  await openSignIn(people.feng.staff, 'fdmm-UNAN-7635-seei')
  const feng = await signIn(world.app, people.feng, 'fdmm-UNAN-7635-seei')
  const { body } = await feng.get('/access/me')
  assert.deepEqual([body.may, body.mustChangePassword], [[], true])
  assert.equal((await feng.get('/access/staff')).status, 403)
  const changed = await feng.post('/access/change-password', { old: 'fdmm-UNAN-7635-seei', next: 'Songtao-Meiyu-31!' })
  assert.equal(changed.status, 200)
  assert.equal(await stillIn(feng), false)
  const now = await signIn(world.app, people.feng, 'Songtao-Meiyu-31!')
  assert.ok((await now.get('/access/me')).body.may.includes('customer.read'))
})

test('a password changes only against the old one, to a strong one, and not to one of the last five', async () => {
  const me = await signIn(world.app, people.bei)
  const change = (old: string, next: string) => me.post('/access/change-password', { old, next })
  assert.deepEqual((await change('Wrong-Wrong-27!', 'Songtao-Meiyu-31!')).body.facts, { field: 'old', cause: 'wrong' })
  assert.deepEqual((await change(PASSWORD, 'Beilei-Meiyu-31!')).body.facts, { field: 'next', cause: 'login' })
  assert.deepEqual((await change(PASSWORD, PASSWORD)).body.facts, { field: 'next', cause: 'used' })
  let [client, old] = [me, PASSWORD]
  for (const next of ['Songtao-Meiyu-31!', 'Songtao-Meiyu-32!', 'Songtao-Meiyu-33!', 'Songtao-Meiyu-34!', 'Songtao-Meiyu-35!']) {
    const answer = await client.post('/access/change-password', { old, next })
    assert.equal(answer.status, 200, answer.text)
    assert.equal(await stillIn(client), false)
    client = await signIn(world.app, people.bei, next)
    old = next
  }
  assert.deepEqual((await client.post('/access/change-password', { old, next: 'Songtao-Meiyu-31!' })).body.facts, { field: 'next', cause: 'used' })
  assert.equal((await client.post('/access/change-password', { old, next: PASSWORD })).status, 200)
})

test('a password of ninety days must be changed before anything else', async () => {
  await bank.query(`update auth.credential set changed_at = changed_at - interval '91 days' where staff = $1`, [people.qian.staff])
  const qian = await signIn(world.app, people.qian)
  assert.deepEqual([(await qian.get('/access/me')).body.mustChangePassword, (await qian.get('/access/me')).body.may], [true, []])
})

test('nothing of a password stays with the key of its call', async () => {
  const { rows } = await bank.query(`select reply, request_hash from kernel.idempotency where door = 'POST /access/change-password'`)
  assert.ok(rows.length > 0)
  assert.ok(rows.every((row: { reply: unknown }) => row.reply === null))
  assert.equal(new Set(rows.map((row: { request_hash: Buffer }) => row.request_hash.toString('hex'))).size, 1)
})

test('what is over is swept away, and only that', async () => {
  const ma = await signIn(world.app, people.ma)
  await bank.query(`insert into auth."session" ("id", "token", "userId", "updatedAt", "expiresAt") values ('old', 'old', $1, now(), now())`, [people.luo.staff])
  await bank.query(`update auth."session" set "updatedAt" = now() - interval '20 minutes' where "id" = 'old'`)
  await engine('access.sweep', (tx) => tx`select access.sweep()`)
  assert.equal((await bank.query(`select 1 from auth."session" where "id" = 'old'`)).rowCount, 0)
  assert.equal(await stillIn(ma), true)
})
