import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import pg from 'pg'
import { today } from '#kernel/time'
import { openWorld, people, type Client, type World } from '#test/world'
import { setDropFolder } from './drop.ts'
import { importFolder } from './import.ts'
import { look } from './turn.ts'

const folder = mkdtempSync(join(tmpdir(), 'yilan-drop-'))
const both = (word: string) => ({ zh: word, en: word })
const text = { type: 'text', required: true }
const face = (name: string, file: string) => ({
  name: `night.${name}`, title: both(name), entity: 'identity.record', files: [`${file}_*.csv`], encoding: 'utf-8',
  columns: { no: text, name: text, branch: text, born: { type: 'date', format: 'YYYYMMDD' } }, key: ['no'],
  map: { kind: { value: 'retail' }, name: 'name', org: 'branch', birthday: 'born' },
})
const declaration = { source: 'night', title: both('夜间文件'), zone: 'Asia/Shanghai', interfaces: [face('guest', 'guest'), face('loan', 'loan')] }
const plan = {
  name: 'night.guest', cron: '0 6 * * *', days: 'all', windowFrom: null, windowUntil: null, expectedBy: '07:00', follows: [] as string[], catchUp: 'all', retries: 2,
  backoffMinutes: 10, rowsPerSecond: null, maxRejects: 20, maxDeviation: 50, version: 0,
}

let bank: World
let steward: Client
let owner: pg.Client
before(async () => {
  bank = await openWorld()
  steward = await bank.as(people.qian)
  owner = new pg.Client({ connectionString: bank.urls.superuser })
  await owner.connect()
  setDropFolder(folder)
  mkdirSync(join(folder, 'night'))
  await importFolder({ folder: null, declarations: [declaration] }) // nothing to read: the interfaces are known
})
beforeEach(async () => {
  await owner.query('truncate feed.schedule, feed.turn, feed.alarm, feed.watch_step')
  rmSync(join(folder, 'night'), { recursive: true })
  mkdirSync(join(folder, 'night'))
})
after(async () => {
  await owner.end()
  await bank.close()
  rmSync(folder, { recursive: true })
})

const DAY = today()
const at = (time: string, day = DAY) => new Date(`${day}T${time}:00+08:00`)
let drops = 0
/** Dropped an hour before midnight, with as many lines as wanted, of which the last so many are bad. */
function drop(name: string, lines = 1, bad = 0): void {
  const path = join(folder, 'night', name)
  const rows = Array.from({ length: lines }, (_, n) => `n${++drops},客户${n},N1,${n < lines - bad ? '19800101' : '19809999'}`)
  writeFileSync(path, `no,name,branch,born\n${rows.join('\n')}\n`)
  utimesSync(path, at('00:00'), at('00:00'))
}
const save = async (more: object = {}) => {
  const answer = await steward.post('/feed/schedules', { ...plan, ...more })
  assert.equal(answer.status, 200, answer.text)
  // As if it had been there since midnight.
  await owner.query(`update feed.schedule set laid_until = $1`, [at('00:00')])
}
const turns = async () => (await owner.query<{ name: string; state: string; note: string | null; attempts: number; run: number | null }>('select name, state, note, attempts, run from feed.turn order by due_at, name')).rows
const lane = async () => (await steward.get(`/feed/today?day=${DAY}`)).body.lanes.flatMap((each: { turns: { name: string; state: string }[] }) => each.turns.map(({ name, state }) => `${name} ${state}`))
const alarms = async () => (await steward.get('/feed/alarms')).body.rows as { alarm: number; kind: string; state: string; facts: Record<string, unknown>; steps: { name: string; staffName: string | null }[] }[]

test('a file that is due is waited for, told of when it is late, and taken in when it comes, once', async () => {
  await save()
  await look(at('05:59'))
  assert.deepEqual(await turns(), [])
  await look(at('06:00'))
  assert.deepEqual((await turns()).map(({ state, note }) => [state, note]), [['waiting', 'no-file']])
  await look(at('07:30'))
  const [late] = await alarms()
  assert.deepEqual([late?.kind, late?.state, late?.facts], ['late', 'open', { expectedBy: '07:00' }])
  assert.equal((await steward.get('/feed/alarms/count')).body.count, 1)
  drop('guest_a.csv', 3)
  await look(at('07:40'))
  const [done] = await turns()
  assert.deepEqual([done?.state, done?.attempts], ['done', 1])
  const { body } = await steward.get(`/feed/runs/${done?.run}`)
  assert.deepEqual([body.state, body.added], ['done', 3])
  assert.deepEqual((await alarms()).map(({ state, steps }) => [state, steps.map(({ name }) => name)]), [['closed', ['raise', 'call-off']]])
  assert.deepEqual(await lane(), ['night.guest done'])
  await look(at('07:50'))
  assert.equal((await owner.query(`select from feed.run where file = 'guest_a.csv'`)).rowCount, 1)
})

test('of many processes that look at once, each turn is taken by one', async () => {
  await save()
  drop('guest_b.csv', 2)
  await Promise.all(Array.from({ length: 4 }, () => look(at('06:10'))))
  assert.deepEqual((await turns()).map(({ state }) => state), ['done'])
  assert.equal((await owner.query(`select from feed.run where file = 'guest_b.csv'`)).rowCount, 1)
})

test('what follows another interface waits for its file of the same day, and a circle is refused', async () => {
  await save()
  await save({ name: 'night.loan', follows: ['night.guest'], cron: '0 5 * * *' })
  const circle = await steward.post('/feed/schedules', { ...plan, follows: ['night.loan'], version: 1 })
  assert.deepEqual([circle.status, circle.body.facts.field], [400, 'follows'])
  await owner.query(`update feed.run set started_at = started_at - interval '3 days', as_of = null where interface in (select interface from feed.interface where source = 'night')`)
  drop('loan_c.csv')
  await look(at('06:01'))
  assert.deepEqual((await turns()).map(({ name, note }) => `${name} ${note}`), ['night.loan follows: night.guest', 'night.guest no-file'])
  drop('guest_c.csv')
  await look(at('06:03'))
  await look(at('06:05'))
  assert.deepEqual((await turns()).map(({ state }) => state), ['done', 'done'])
})

test('days on which nobody was there are caught up with as the schedule says', async () => {
  for (const [catchUp, states] of [['all', ['waiting', 'waiting', 'waiting']], ['last', ['skipped', 'skipped', 'waiting']], ['none', ['skipped', 'skipped', 'skipped']]] as const) {
    await owner.query('truncate feed.schedule, feed.turn, feed.alarm, feed.watch_step')
    await save({ catchUp })
    await owner.query(`update feed.schedule set laid_until = $1::timestamptz - interval '2 days'`, [at('00:00')])
    await look(at('12:00'))
    assert.deepEqual((await turns()).map(({ state }) => state), states, catchUp)
  }
})

test('a file that fails is tried again, later each time, and then people are told', async () => {
  await save({ retries: 1 })
  const path = join(folder, 'night', 'guest_d.csv')
  writeFileSync(path, 'no,name\n1,甲\n')
  utimesSync(path, at('00:00'), at('00:00'))
  await look(at('06:00'))
  assert.deepEqual((await turns()).map(({ state, attempts }) => [state, attempts]), [['waiting', 1]])
  await look(at('06:05'))
  assert.equal((await turns())[0]?.attempts, 1, 'the pause is ten minutes')
  await look(at('06:11'))
  const [failed] = await turns()
  assert.deepEqual([failed?.state, failed?.attempts], ['failed', 2])
  assert.match(failed?.note ?? '', /^wrong-header: /)
  assert.deepEqual((await alarms()).map(({ kind }) => kind), ['failed'])
  assert.deepEqual(await lane(), ['night.guest failed'])
})

test('too many refusals and a volume out of the ordinary raise alarms, which a person answers', async () => {
  await owner.query(`
    insert into feed.run (load, interface, file, sha256, bytes, state, lines, started_at, settled_at)
    select (select max(load) from feed.load), (select max(interface) from feed.interface where name = 'night.guest'), 'old', n::text, 1, 'done', 100, now() - n * interval '1 day', now()
    from generate_series(1, 9) n`)
  await save()
  drop('guest_e.csv', 10, 4)
  await look(at('06:00'))
  const raised = await alarms()
  assert.deepEqual(raised.map(({ kind, facts }) => [kind, facts.percent]).toSorted(), [['rejects', 40], ['volume', 90]])
  const alarm = raised[0]?.alarm
  assert.equal((await steward.post(`/feed/alarms/${alarm}/answer`, { step: 'acknowledge', note: '已联系科技部' })).status, 200)
  assert.equal((await steward.post(`/feed/alarms/${alarm}/answer`, { step: 'acknowledge', note: '再确认' })).status, 409)
  assert.deepEqual((await alarms())[0]?.steps.map(({ name, staffName }) => [name, staffName]), [['raise', null], ['acknowledge', '钱树']])
  assert.equal((await steward.get('/feed/alarms/count')).body.count, 1)
})

test('a paused interface is not taken until it is started; a day is run again by hand', async () => {
  await save()
  drop('guest_f.csv')
  assert.equal((await steward.post('/feed/schedules/night.guest/switch', { to: 'pause', why: '源系统升级' })).status, 200)
  await look(at('06:30'))
  assert.deepEqual(await turns(), [])
  await steward.post('/feed/schedules/night.guest/switch', { to: 'start', why: '升级完成' })
  await look(at('06:40'))
  assert.deepEqual((await turns()).map(({ state }) => state), ['done'])
  drop('guest_g.csv', 2)
  assert.equal((await steward.post('/feed/schedules/night.guest/rerun', { day: DAY, why: '补发文件' })).status, 200)
  await look(new Date(Date.now() + 1000))
  const [again] = await turns()
  assert.equal((await steward.get(`/feed/runs/${again?.run}`)).body.file, 'guest_g.csv')
  const wu = await bank.as(people.wu)
  assert.equal((await wu.post('/feed/schedules/night.guest/rerun', { day: DAY, why: '补发文件' })).status, 403)
})

test('two who change one schedule at once: the second sees both', async () => {
  await save()
  assert.equal((await steward.post('/feed/schedules', { ...plan, cron: '30 6 * * *', version: 1 })).status, 200)
  const lost = await steward.post('/feed/schedules', { ...plan, cron: '45 6 * * *', version: 1 })
  assert.deepEqual([lost.status, lost.body.facts.theirs.cron], [412, '30 6 * * *'])
  assert.equal((await steward.post('/feed/schedules', { ...plan, cron: 'every day', version: 2 })).status, 400)
})

test('a throttled interface takes its time', async () => {
  await save({ rowsPerSecond: 100 })
  drop('guest_h.csv', 250)
  const began = performance.now()
  await look(at('06:00'))
  assert.deepEqual((await turns()).map(({ state }) => state), ['done'])
  assert.ok(performance.now() - began >= 2400, '250 lines at 100 a second')
})
