import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { engine, nobody, transact } from '#kernel/tx'
import { openWorld, people, signIn, type Person, type World } from '#test/world'

let world: World
before(async () => {
  world = await openWorld()
})
after(() => world.close())

const give = async (who: Person, to: Person, roles: string[], version?: number) => {
  const client = await world.as(who)
  const now = version ?? (await client.get(`/access/staff/${to.staff}`)).body.version
  return client.patch(`/access/staff/${to.staff}/roles`, { roles, version: now })
}

test('nobody holds two of the three administrators, nor one of them and a role of the business', async () => {
  for (const roles of [['system-admin', 'security-admin'], ['audit-admin', 'rm'], ['rm', 'security-admin', 'risk']]) {
    assert.deepEqual((await give(people.an, people.yan, roles)).body.facts, { field: 'roles', cause: 'separation' })
  }
  assert.equal((await give(people.an, people.yan, ['marketing', 'service'])).status, 200)
})

test('the database itself keeps the three apart', async () => {
  const hold = (staff: string, role: string, side: string) => engine('test', (tx) => tx`insert into access.role_of (staff, role, side) values (${staff}, ${role}, ${side})`)
  await assert.rejects(hold(people.xi.staff, 'audit-admin', 'administration'), { code: '23505' })
  await assert.rejects(hold(people.xi.staff, 'rm', 'business'), { code: '23503' })
  await assert.rejects(hold(people.wu.staff, 'system-admin', 'administration'), { code: '23503' })
  await assert.rejects(hold(people.wu.staff, 'system-admin', 'business'), { code: '23503' })
  await assert.rejects(engine('test', (tx) => tx`update access.staff set side = 'administration' where staff = ${people.wu.staff}`), { code: '23503' })
  const grant = (permission: string) => engine('test', (tx) => tx`insert into access.granted (role, side, permission) values ('system-admin', 'administration', ${permission})`)
  for (const permission of ['customer.read', 'account.read', 'search.use', 'identity.read', 'feed.undo']) await assert.rejects(grant(permission), { code: '23514' })
  await assert.rejects(engine('test', (tx) => tx`insert into access.clear (role, side, kind) values ('system-admin', 'administration', 'name')`), { code: '23514' })
})

test('no administrator sees a customer', async () => {
  const { rows } = (await (await world.as(people.an)).get('/access/roles')).body.roles.reduce(
    (all: { rows: string[] }, role: { side: string; permissions: string[] }) => ({ rows: role.side === 'administration' ? [...all.rows, ...role.permissions] : all.rows }), { rows: [] })
  assert.ok(rows.length > 0)
  for (const permission of rows) assert.match(permission, /^(access|audit|admin|open\.hook|open\.key)\.|^feed\.read$/)
})

test('a new role counts at the next sign-on, and the old session is over at once', async () => {
  const kong = await signIn(world.app, people.kong)
  assert.equal((await give(people.an, people.kong, ['risk'])).status, 200)
  assert.equal((await kong.get('/access/me')).status, 401)
  const again = await signIn(world.app, people.kong)
  assert.deepEqual((await again.get('/access/me')).body.roles.map((each: { code: string }) => each.code), ['risk'])
})

test('a permission withdrawn from a role is gone at the holder’s next request', async () => {
  const yan = await signIn(world.app, people.feng)
  const an = await world.as(people.an)
  const role = (await an.get('/access/roles')).body.roles.find((each: { role: string }) => each.role === 'risk')
  const saved = await an.patch('/access/roles/risk', { permissions: role.permissions.filter((each: string) => each !== 'customer.reveal'), clear: ['name'], version: role.version })
  assert.equal(saved.status, 200)
  assert.equal(saved.body.version, role.version + 1)
  assert.equal((await yan.get('/access/me')).body.may.includes('customer.reveal'), false)
  const stale = await an.patch('/access/roles/risk', { permissions: [], clear: [], version: role.version })
  assert.equal(stale.status, 412)
  assert.deepEqual(stale.body.facts.theirs.clear, ['name'])
})

test('an administrator’s role takes no permission of the business, and no role one that does not exist', async () => {
  const an = await world.as(people.an)
  const version = async (role: string) => (await an.get('/access/roles')).body.roles.find((each: { role: string }) => each.role === role).version
  const save = async (role: string, permissions: string[], clear: string[] = []) => (await an.patch(`/access/roles/${role}`, { permissions, clear, version: await version(role) })).body.facts?.cause
  assert.equal(await save('audit-admin', ['audit.read', 'access.org.read', 'feed.undo']), 'separation')
  assert.equal(await save('audit-admin', ['access.org.read'], ['name']), 'separation')
  assert.equal(await save('marketing', ['customer.erase-everything']), 'unknown')
})

test('roles are the security administrator’s alone, and nobody’s for oneself', async () => {
  for (const person of [people.xi, people.ji, people.shen, people.zhou, people.qian]) {
    const answer = await (await world.as(person)).patch(`/access/staff/${people.wu.staff}/roles`, { roles: ['head'], version: 1 })
    assert.equal(answer.status, 403, person.name)
  }
  assert.deepEqual((await give(people.an, people.an, ['system-admin'])).body.facts, { field: 'staff', cause: 'oneself' })
  const asAn = { ...nobody, staff: people.an.staff, kind: 'staff' as const, lo: 0, hi: 2147483647 }
  await assert.rejects(transact(asAn, (tx) => tx`insert into access.role_of (staff, role, side) values (${people.an.staff}, 'system-admin', 'administration')`))
  const asWu = { ...nobody, staff: people.wu.staff, kind: 'staff' as const, lo: 0, hi: 2147483647 }
  await assert.rejects(transact(asWu, (tx) => tx`insert into access.role_of (staff, role, side) values (${people.he.staff}, 'head', 'business')`), { code: '42501' })
  await assert.rejects(transact(asWu, (tx) => tx`select access.set_password(${people.he.staff}, 'x', false)`), { code: '42501' })
})

test('what changed in a role and a person stands in the audit', async () => {
  await give(people.an, people.yan, ['marketing'])
  const { default: pg } = await import('pg')
  const bank = new pg.Client({ connectionString: world.urls.superuser })
  await bank.connect()
  const { rows } = await bank.query(`select detail from kernel.audit_entry where staff = $1 and action = 'PATCH /access/staff/:staff/roles' order by id desc limit 1`, [people.an.staff])
  await bank.end()
  assert.deepEqual(rows[0].detail, { target: people.yan.staff, before: ['marketing', 'service'], after: ['marketing'] })
})

test('forty changes of one person’s roles at once: one wins', async () => {
  const an = await world.as(people.an)
  const { version } = (await an.get(`/access/staff/${people.zheng.staff}`)).body
  const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => an.patch(`/access/staff/${people.zheng.staff}/roles`, { roles: i % 2 ? ['rm'] : ['service'], version })))
  assert.equal(answers.filter((each) => each.status === 200).length, 1)
  assert.equal(answers.filter((each) => each.status === 412).length, 39)
})
