import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { URI, type TOTP } from 'otpauth'
import pg from 'pg'
import { readConfig } from '#kernel/config'
import { openSignOn } from './index.ts'
import { openWorld, PASSWORD, people, signIn, type Client, type Person, type World } from '#test/world'

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

/** Sets up the app of a telephone for a colleague and leaves the set-up session. */
async function enrol(person: Person): Promise<{ client: Client; app: TOTP; setUpWith: string }> {
  const client = await signIn(world.app, person)
  const begun = await client.post('/access/second-factor', { password: PASSWORD })
  assert.equal(begun.status, 200, begun.text)
  const app = URI.parse(begun.body.uri as string) as TOTP
  const setUpWith = app.generate()
  const confirmed = await client.post('/access/second-factor/confirm', { code: setUpWith })
  assert.equal(confirmed.status, 200, confirmed.text)
  return { client, app, setUpWith }
}

const knock = (person: Person, code?: string) => world.nobody.post('/access/sign-in', { login: person.login, password: PASSWORD, ...(code && { code }) })
/** The code of the step before: still good, and not the one just used. */
const before30 = (app: TOTP) => app.generate({ timestamp: Date.now() - 30_000 })
const wrong = (...codes: string[]) => ['000000', '111111', '222222', '333333'].find((code) => !codes.includes(code)) as string

test('an authenticator app is set up with the password and proven by its first code', async () => {
  const client = await signIn(world.app, people.wu)
  assert.equal((await client.get('/access/me')).body.twoFactor, 'none')
  assert.deepEqual((await client.post('/access/second-factor', { password: 'Wrong-Wrong-27!' })).body.facts, { field: 'password', cause: 'wrong' })
  const begun = await client.post('/access/second-factor', { password: PASSWORD })
  assert.match(begun.body.uri, /^otpauth:\/\/totp\//)
  assert.match(begun.body.key, /^[A-Z2-7]{32,}$/)
  const app = URI.parse(begun.body.uri as string) as TOTP
  assert.equal((await client.post('/access/second-factor/confirm', { code: wrong(app.generate()) })).status, 422)
  const done = await client.post('/access/second-factor/confirm', { code: app.generate() })
  assert.equal(done.status, 200)
  assert.equal((await client.get('/access/me')).status, 401)
})

test('with a second factor the password alone opens no session', async () => {
  const { app } = await enrol(people.zheng)
  const { rows: held } = await bank.query(`select 1 from auth."session" where "userId" = $1`, [people.zheng.staff])
  const half = await knock(people.zheng)
  assert.deepEqual([half.status, half.body, half.headers['set-cookie']], [200, { session: null, needs: 'code' }, undefined])
  assert.equal((await bank.query(`select 1 from auth."session" where "userId" = $1`, [people.zheng.staff])).rowCount, held.length)
  const whole = await knock(people.zheng, before30(app))
  assert.equal(whole.status, 200)
  assert.equal(whole.body.session.twoFactor, 'on')
})

test('a code opens once', async () => {
  const { app, setUpWith } = await enrol(people.he)
  assert.equal((await knock(people.he, setUpWith)).status, 401)
  const code = before30(app)
  const twice = await Promise.all([knock(people.he, code), knock(people.he, code)])
  assert.deepEqual(twice.map((each) => each.status).toSorted(), [200, 401])
})

test('wrong codes close the account like wrong passwords, and the password alone does not open it again', async () => {
  const { app } = await enrol(people.luo)
  for (let i = 0; i < 5; i++) {
    assert.equal((await knock(people.luo, wrong(app.generate(), before30(app)))).status, 401)
    await bank.query('delete from auth.used_code')
    if (i < 4) assert.equal((await knock(people.luo)).body.needs, 'code')
  }
  assert.equal((await knock(people.luo, before30(app))).status, 401)
  assert.equal((await knock(people.luo)).status, 401)
  await bank.query('delete from auth.attempts')
})

test('the key of the app does not lie open in the database', async () => {
  const client = await signIn(world.app, people.shen)
  const { body } = await client.post('/access/second-factor', { password: PASSWORD })
  const { rows } = await bank.query('select "secret" from auth."twoFactor"')
  const secret = Buffer.from((URI.parse(body.uri as string) as TOTP).secret.buffer).toString()
  for (const row of rows as { secret: string }[]) assert.ok(!row.secret.includes(secret) && !row.secret.includes(body.key))
  const { rows: keys } = await bank.query(`select 1 from kernel.idempotency where door like '%second-factor%' and reply is not null`)
  assert.equal(keys.length, 0)
})

test('a lost telephone: the security administrator takes the factor away, and only that one', async () => {
  await enrol(people.tang)
  assert.equal((await (await world.as(people.xi)).post(`/access/staff/${people.tang.staff}/take-second-factor`, {})).status, 403)
  assert.equal((await (await world.as(people.an)).post(`/access/staff/${people.tang.staff}/take-second-factor`, {})).status, 200)
  assert.equal((await knock(people.tang)).body.session.twoFactor, 'none')
})

test('where the bank requires it, a session without a second factor may set it up and nothing else', async () => {
  openSignOn(world.urls.auth, { ...readConfig({ YILAN_HOME: world.home, YILAN_PROFILE: 'demo' }), profile: 'production', twoFactors: true })
  const client = await signIn(world.app, people.feng)
  const { body } = await client.get('/access/me')
  assert.deepEqual([body.twoFactor, body.may, body.profile], ['pending', [], 'production'])
  assert.equal((await client.get('/access/staff')).status, 403)
  const { app } = await enrol(people.feng)
  const whole = await knock(people.feng, before30(app))
  assert.ok(whole.body.session.may.includes('customer.read'))
})
