import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { bulk, engine } from '#kernel/tx'
import type { Target } from '#kernel/room'
import { orgTarget } from './orgTarget.ts'
import { staffTarget } from './staffTarget.ts'
import { openWorld, PASSWORD, people, signIn, type World } from '#test/world'

let world: World
before(async () => {
  world = await openWorld()
})
after(() => world.close())

const orgOf = async (code: string) => (await engine('test', (tx) => tx<{ org: number }[]>`select org from access.org where code = ${code}`))[0]?.org ?? -1

test('a head sees the staff of the own branch and of no other', async () => {
  const seen = async (person: typeof people.xi, query = '') => (await (await world.as(person)).get(`/access/staff${query}`)).body.rows.map((row: { login: string }) => row.login)
  assert.deepEqual(await seen(people.shen), ['wumin', 'zhenghao', 'shenyi', 'kongning'])
  assert.equal((await seen(people.xi)).length, 16)
  assert.deepEqual(await seen(people.xi, '?role=head&limit=2'), ['beilei', 'shenyi'])
  assert.deepEqual(await seen(people.xi, `?text=${encodeURIComponent('静')}`), ['hejing'])
  assert.deepEqual(await seen(people.bei, `?org=${await orgOf('N2')}`), ['hejing', 'malan'])
  assert.deepEqual(await seen(people.shen, `?org=${await orgOf('S')}`), [])
  assert.equal((await (await world.as(people.shen)).get(`/access/staff/${people.luo.staff}`)).status, 404)
})

test('a list is paged by key without a gap', async () => {
  const xi = await world.as(people.xi)
  const seen: string[] = []
  let after = ''
  for (;;) {
    const { body } = await xi.get(`/access/staff?limit=5${after && `&after=${after}`}`)
    seen.push(...body.rows.map((row: { staff: string }) => row.staff))
    if (!body.next) break
    after = body.next
  }
  assert.deepEqual(seen, Object.values(people).map((each) => each.staff).toSorted())
})

test('a new colleague has a number and a one-time password, and no role until the security administrator gives one', async () => {
  const xi = await world.as(people.xi)
  const org = await orgOf('N1')
  const { status, body } = await xi.post('/access/staff', { staff: 'E9001', login: 'linxin', name: '林欣', org, phone: '13800138000', email: 'lin@bank.example' })
  assert.equal(status, 200)
  const lin = await signIn(world.app, { login: 'linxin' }, body.password)
  assert.equal((await lin.get('/access/me')).body.mustChangePassword, true)
  await lin.post('/access/change-password', { old: body.password, next: 'Songtao-Meiyu-31!' })
  const again = await signIn(world.app, { login: 'linxin' }, 'Songtao-Meiyu-31!')
  assert.deepEqual((await again.get('/access/me')).body.may, [])
  assert.deepEqual((await xi.post('/access/staff', { staff: 'E9001', login: 'other', name: '重', org })).body.facts, { field: 'staff', cause: 'taken' })
  assert.deepEqual((await xi.post('/access/staff', { staff: 'E9002', login: 'linxin', name: '重', org })).body.facts, { field: 'login', cause: 'taken' })
})

test('a colleague’s telephone and mail are sealed in the database and masked on the screen', async () => {
  const { body, text } = await (await world.as(people.xi)).get('/access/staff/E9001')
  assert.deepEqual([body.phone, body.email], ['138****8000', 'l***@bank.example'])
  assert.ok(!text.includes('13800138000'))
  const [reach] = await engine('test', (tx) => tx<{ phone: string; email: string }[]>`select phone, email from access.reach where staff = 'E9001'`)
  assert.ok(reach && !reach.phone.includes('13800138000') && !reach.email.includes('lin@'))
})

test('disabling ends the session at once, and a late editor sees what the other saved', async () => {
  const lin = await signIn(world.app, { login: 'linxin' }, 'Songtao-Meiyu-31!')
  const xi = await world.as(people.xi)
  const { version } = (await xi.get('/access/staff/E9001')).body
  assert.equal((await xi.patch('/access/staff/E9001', { status: 'disabled', version })).body.status, 'disabled')
  assert.equal((await lin.get('/access/me')).status, 401)
  await assert.rejects(signIn(world.app, { login: 'linxin' }, 'Songtao-Meiyu-31!'))
  const late = await xi.patch('/access/staff/E9001', { name: '林心', version })
  assert.deepEqual([late.status, late.body.facts.yours, late.body.facts.theirs.status], [412, { name: '林心' }, 'disabled'])
  assert.deepEqual((await xi.patch(`/access/staff/${people.xi.staff}`, { status: 'disabled', version: 1 })).body.facts, { field: 'status', cause: 'oneself' })
})

test('a reset password is shown once, ends the sessions and is good for one sign-on', async () => {
  const xi = await world.as(people.xi)
  const luo = await signIn(world.app, people.luo)
  const { body } = await xi.post(`/access/staff/${people.luo.staff}/reset-password`, {}, { 'idempotency-key': 'reset-luo' })
  assert.equal((await luo.get('/access/me')).status, 401)
  await assert.rejects(signIn(world.app, people.luo, PASSWORD))
  assert.equal((await signIn(world.app, people.luo, body.password)).cookie.startsWith('yilan='), true)
  const repeated = await xi.post(`/access/staff/${people.luo.staff}/reset-password`, {}, { 'idempotency-key': 'reset-luo' })
  assert.deepEqual([repeated.status, repeated.body.facts], [409, { cause: 'shown-once' }])
  assert.equal((await (await world.as(people.shen)).post(`/access/staff/${people.wu.staff}/reset-password`, {})).status, 403)
})

/** Loads rows as feed does, each call one run. */
let run = 1000
function load(target: Target, rows: Record<string, string | null>[]) {
  return bulk('test', async (tx) => {
    const columns = Object.entries(target.columns)
    await tx([`create temporary table batch (line int, ${columns.map(([name, type]) => `${name} ${type}`).join(', ')}) on commit drop`] as unknown as TemplateStringsArray)
    for (const [i, row] of rows.entries()) {
      const staged = target.prepare(row, { run, source: 'test', firstLine: 1, interface: 'test', asOf: null })
      if ('reject' in staged) throw new Error(`line ${i + 1} was not prepared`)
      await tx(['insert into pg_temp.batch values (', ...columns.map(() => ', '), ')'] as unknown as TemplateStringsArray, i + 1, ...staged)
    }
    return { run, ...(await target.load(tx, { run: run++, source: 'test', firstLine: 1, interface: 'test', asOf: null })) }
  })
}
const reasons = (loaded: { rejected: { line: number; reason: string }[] }) => loaded.rejected.toSorted((a, b) => a.line - b.line).map(({ line, reason }) => `${line} ${reason}`)
const staffRow = (key: string, login: string, extra: Record<string, string> = {}) => ({ key, name: '新人', login, org: 'N1', role: 'rm', ...extra })

test('a file of branches in any order grows the tree, and the same file again changes nothing', async () => {
  const rows = [
    { key: 'W1', name: '西桥支行', parent: 'W', kind: 'subbranch', order: '1' },
    { key: 'W', name: '西岸分行', parent: 'H', kind: 'branch', order: '3' },
    { key: 'Y1', name: '无主支行', parent: 'Y', kind: 'subbranch', order: '1' },
    { key: 'N1', name: '青石桥支行', parent: 'S', kind: 'subbranch', order: '1' },
    { key: 'G', name: '另一总行', parent: null, kind: 'head', order: '9' },
  ]
  const first = await load(orgTarget, rows)
  assert.deepEqual([first.added, first.changed, reasons(first)], [3, 0, ['3 unknown', '4 moved']])
  const again = await load(orgTarget, rows)
  assert.deepEqual([again.added, again.changed, again.same], [0, 0, 3])
  const [other] = await engine('test', (tx) => tx<{ parent: number; kind: string }[]>`select parent, kind from access.org where code = 'G'`)
  assert.deepEqual(other, { parent: 0, kind: 'branch' })
  assert.deepEqual(await bulk('test', (tx) => orgTarget.undo(tx, first.run)), { removed: 3, restored: 0 })
})

test('a file of staff brings people and roles, and what is wrong with a line is named', async () => {
  const loaded = await load(staffTarget, [
    staffRow('F1', 'f.one', { phone: '13911112222' }),
    staffRow('F2', 'f.two', { org: 'NOWHERE' }),
    staffRow('F3', 'wumin'),
    staffRow('F4', 'f.four', { role: 'rm,audit-admin' }),
    staffRow('F5', 'f.five', { role: 'security-admin' }),
    staffRow('F6', 'f.six', { role: 'emperor' }),
    staffRow('F7', 'f.seven', { role: 'rm;marketing' }),
  ])
  assert.equal(loaded.added, 2)
  assert.deepEqual(reasons(loaded), ['2 unknown', '3 taken', '4 separation', '5 administrator', '6 unknown'])
  const changed = await load(staffTarget, [staffRow('F1', 'f.one', { phone: '13911113333', role: 'head' }), staffRow('F7', 'f.seven', { role: 'marketing,rm' })])
  assert.deepEqual([changed.added, changed.changed, changed.same], [0, 1, 1])
  assert.deepEqual(await bulk('test', (tx) => staffTarget.undo(tx, changed.run)), { removed: 0, restored: 1 })
  const roles = await engine('test', (tx) => tx<{ role: string }[]>`select role from access.role_of where staff = 'F1'`)
  assert.deepEqual(roles, [{ role: 'rm' }])
  assert.deepEqual(await bulk('test', (tx) => staffTarget.undo(tx, loaded.run)), { removed: 2, restored: 0 })
})

test('roles given by hand outlast the next file', async () => {
  await load(staffTarget, [staffRow('F8', 'f.eight')])
  const an = await world.as(people.an)
  const given = await an.patch('/access/staff/F8/roles', { roles: ['service'], version: 1 })
  assert.equal(given.status, 200)
  const again = await load(staffTarget, [staffRow('F8', 'f.eight')])
  assert.deepEqual([again.changed, again.same], [0, 1])
  assert.deepEqual((await an.get('/access/staff/F8')).body.roles.map((each: { code: string }) => each.code), ['service'])
})
