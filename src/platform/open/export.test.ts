import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { parquetReadObjects } from 'hyparquet'
import pg from 'pg'
import { engine } from '#kernel/tx'
import { openWorld, people, type Client, type Person, type World } from '#test/world'
import { make, tidy } from './make.ts'
import { markOf, placeOf } from './mark.ts'

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

const request = { name: 'search.customers', filter: {}, purpose: 'care', note: '年度回访名单', format: 'csv', cap: 500 }
const ask = async (person: Person, more: object = {}) => (await bank.as(person)).post('/open/exports', { ...request, ...more })
const file = async (person: Person, no: number) => (await bank.as(person)).get(`/open/exports/${no}/file`)
/** From today on a file of more than so many rows waits for another person. */
const rule = (rows: number, aDay = 2000) => owner.query(`
  insert into open.export_rule (from_day, rows_at_once, rows_a_day, rows_at_most, decide_within, keep_for) values (current_date, $1, $2, 100000, '72 hours', '7 days')
  on conflict (from_day) do update set rows_at_once = $1, rows_a_day = $2`, [rows, aDay])

test('a short list is made at once, with who, when and a number beside each row, and only its asker may take it', async () => {
  const asked = await ask(people.wu)
  assert.deepEqual([asked.status, asked.body.state, asked.body.needsApproval], [200, 'making', false], asked.text)
  await bank.drain()
  const no = asked.body.export
  const taken = await file(people.wu, no)
  assert.equal(taken.status, 200)
  assert.match(String(taken.headers['content-disposition']), /^attachment; .*%E5%AE%A2%E6%88%B7%E6%B8%85%E5%8D%95/)
  assert.deepEqual([...(await binary(await bank.as(people.wu), no)).subarray(0, 3)], [0xef, 0xbb, 0xbf], 'Excel knows it is UTF-8')
  const [head, ...lines] = taken.text.trim().split('\r\n')
  assert.match(head ?? '', /客户号,客户,.*,水印,追踪号$/)
  assert.equal(lines.length, asked.body.counted)
  for (const [i, line] of lines.entries()) {
    const cells = line.split(',')
    assert.match(cells.at(-2) ?? '', new RegExp(`^吴敏 E1001 \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d.* 导出第 ${no} 号$`))
    assert.deepEqual(placeOf(cells.at(-1) ?? ''), { export: no, row: i + 1 })
  }
  for (const other of [people.zheng, people.shen, people.zhou]) assert.equal((await file(other, no)).status, 404, other.name)
  assert.equal((await (await bank.as(people.wu)).get(`/open/exports/${no}`)).body.downloads, 2)
  const { rows } = await owner.query<{ action: string; subjects: string[] }>(`select action, subjects from kernel.audit_entry where kind = 'export' and detail ->> 'export' = $1 order by id`, [String(no)])
  assert.deepEqual(rows.map((row) => row.action), ['POST /open/exports', 'open.make', 'GET /open/exports/:export/file', 'GET /open/exports/:export/file'])
  assert.equal(rows[1]?.subjects.length, lines.length, 'each customer in the file is told in the audit')
})

test('the same rows leave masked for a role that does not see names', async () => {
  await ask(people.yan, { cap: 50 })
  await bank.drain()
  const mine = await (await bank.as(people.yan)).get('/open/exports')
  const taken = await file(people.yan, mine.body.rows[0].export)
  assert.match(taken.text, /陈\*/)
  assert.doesNotMatch(taken.text, /陈静|欧阳修远/)
})

test('at rest a file is unreadable, and one that was exchanged is not handed out', async () => {
  const { rows } = await owner.query<{ export: number; object: string }>(`select export::int, object from open.export where state = 'ready' and staff = $1 order by 1`, [people.wu.staff])
  const [first] = rows
  assert.ok(first)
  const folder = join(bank.home, 'objects')
  const stored = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(first.object))
  assert.equal(stored.length, 1)
  assert.doesNotMatch(readFileSync(join(folder, String(stored[0]))).toString('utf8'), /客户号|E1001/)
  const other = await owner.query<{ object: string }>(`select object from open.export where staff = $1 and state = 'ready'`, [people.yan.staff])
  await owner.query('update open.export set object = $1 where export = $2', [other.rows[0]?.object, first.export])
  assert.equal((await file(people.wu, first.export)).status, 503)
  await owner.query('update open.export set object = $1 where export = $2', [first.object, first.export])
})

test('a long list waits, 202, until another person of the right scope lets it', async () => {
  await rule(2)
  const asked = await ask(people.wu, { note: '需要审批的清单' })
  assert.deepEqual([asked.status, asked.body.state, asked.body.counted, asked.body.beyond], [202, 'waiting', 3, true], asked.text)
  const no = asked.body.export
  const decide = async (person: Person, step: string, body: object = { version: 1 }) => (await bank.as(person)).post(`/open/approvals/${no}/${step}`, body)
  assert.equal((await ask(people.wu, { note: '又来一次' })).status, 409, 'the same file twice')
  assert.equal((await decide(people.wu, 'approve')).status, 403, 'an RM approves nothing')
  assert.equal((await decide(people.tang, 'approve')).status, 404, 'the head of another branch does not see it')
  assert.equal((await decide(people.shen, 'approve', { version: 9 })).status, 412)
  const shown = await (await bank.as(people.shen)).get(`/open/approvals/${no}`)
  assert.deepEqual([shown.body.staffName, shown.body.note, shown.body.columns.find((column: { key: string }) => column.key === 'name').masked], ['吴敏', '需要审批的清单', 'name'])
  const both = await Promise.all([decide(people.shen, 'approve'), decide(people.bei, 'approve')])
  assert.deepEqual(both.map((each) => each.status === 200).toSorted(), [false, true], both.map((each) => each.text).join())
  for (const each of both) assert.ok([200, 409, 412].includes(each.status), each.text)
  await bank.drain()
  const made = await (await bank.as(people.wu)).get(`/open/exports/${no}`)
  assert.deepEqual([made.body.state, made.body.rows > 2, made.body.steps.map((step: { name: string }) => step.name)], ['ready', true, ['ask', 'approve', 'finish']])
  assert.equal((await file(people.shen, no)).status, 404, 'who lets a file does not get it')
  assert.equal((await file(people.wu, no)).status, 200)
})

test('nobody lets out what they asked for themselves, not even at the database', async () => {
  const asked = await ask(people.shen, { note: '行长自己的清单' })
  assert.equal(asked.status, 202)
  const answer = await (await bank.as(people.shen)).post(`/open/approvals/${asked.body.export}/approve`, { version: 1 })
  assert.deepEqual([answer.status, answer.body.facts.cause], [403, 'oneself'])
  await assert.rejects(owner.query(`update open.export set decided_by = staff, state = 'making' where export = $1`, [asked.body.export]), /check constraint/)
  await assert.rejects(owner.query(`update open.export set state = 'making' where export = $1`, [asked.body.export]), /check constraint/)
  const rejected = await (await bank.as(people.bei)).post(`/open/approvals/${asked.body.export}/reject`, { version: 1, reason: '' })
  assert.equal(rejected.status, 400, 'a refusal says why')
  assert.equal((await (await bank.as(people.bei)).post(`/open/approvals/${asked.body.export}/reject`, { version: 1, reason: '范围过大，请按层级分开' })).body.state, 'rejected')
  const mine = (await (await bank.as(people.shen)).get('/open/exports')).body.rows.find((row: { export: number }) => row.export === asked.body.export)
  assert.equal(mine.rejectedFor, '范围过大，请按层级分开', 'who asked reads why in the list')
})

test('many short lists are a long one: beyond what a person may take in a day somebody else decides', async () => {
  await rule(50, 4)
  const narrow = (level: string) => ask(people.zheng, { filter: { level }, note: `层级 ${level}` })
  const first = await ask(people.zheng, { cap: 3, note: '第一份清单' })
  assert.equal(first.status, 200)
  const second = await ask(people.zheng, { cap: 2, note: '第二份清单' })
  assert.equal(second.status, 202, second.text)
  assert.equal((await narrow('private')).status, 422, 'nothing to take')
  await rule(2)
})

test('what nobody decides in 72 hours is off, and a file is destroyed after its days', async () => {
  const asked = await ask(people.wu, { cap: 4, note: '无人处理' })
  assert.equal(asked.status, 202)
  await owner.query(`update open.export set decide_by = now() - interval '1 second' where export = $1`, [asked.body.export])
  assert.equal((await (await bank.as(people.shen)).post(`/open/approvals/${asked.body.export}/approve`, { version: 1 })).status, 409)
  const { rows } = await owner.query<{ export: number }>(`update open.export set keep_until = now() - interval '1 second' where export = (select min(export) from open.export where state = 'ready' and staff = $1) returning export::int`, [people.wu.staff])
  await engine('open.tidy', tidy)
  const wu = await bank.as(people.wu)
  assert.equal((await wu.get(`/open/exports/${asked.body.export}`)).body.state, 'expired')
  assert.equal((await wu.get(`/open/exports/${rows[0]?.export}`)).body.state, 'gone')
  assert.equal((await file(people.wu, Number(rows[0]?.export))).status, 409)
})

test('a file is made with the permissions of the moment it is made: who has left gets none', async () => {
  const asked = await ask(people.he, { cap: 2, note: '调离之前' })
  await owner.query(`update access.staff set status = 'disabled' where staff = $1`, [people.he.staff])
  await bank.drain()
  const { rows } = await owner.query(`select state from open.export where export = $1`, [asked.body.export])
  assert.equal(rows[0].state, 'failed')
  await owner.query(`update access.staff set status = 'active' where staff = $1`, [people.he.staff])
})

test('the job may run twice and means once; a request that was tampered with is not made', async () => {
  const asked = await ask(people.wu, { cap: 2, note: '任务跑两遍' })
  await engine('test', (tx) => make(tx, asked.body.export))
  const once = await owner.query('select object, version from open.export where export = $1', [asked.body.export])
  await bank.drain()
  assert.deepEqual((await owner.query('select object, version from open.export where export = $1', [asked.body.export])).rows, once.rows)
  const second = await ask(people.wu, { cap: 1, note: '被改动的' })
  await owner.query(`update open.export set cap = 90000 where export = $1`, [second.body.export])
  await bank.drain()
  const { rows } = await owner.query(`select e.state, s.note from open.export e join open.export_step s using (export) where export = $1 order by step desc limit 1`, [second.body.export])
  assert.deepEqual(rows, [{ state: 'failed', note: 'changed' }])
})

test('transactions leave under the same sight, as Parquet with amounts to the cent', async () => {
  await rule(500)
  const { rows } = await owner.query<{ no: string }>(`select customer_no as no from identity.membership where source = 'savings' and key = 'S0001' and to_event is null`)
  const filter = { customerNo: rows[0]?.no }
  assert.equal((await ask(people.luo, { name: 'customer360.transactions', filter })).status, 404, 'not the customer of that branch')
  const asked = await ask(people.wu, { name: 'customer360.transactions', filter, format: 'parquet', note: '核对流水' })
  assert.equal(asked.status, 200, asked.text)
  await bank.drain()
  const bytes = await binary(await bank.as(people.wu), asked.body.export)
  const read = await parquetReadObjects({ file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer })
  assert.equal(read.length, asked.body.counted)
  for (const row of read) assert.match(String(row.accountNo), /^\*{4} \d{4}$/)
  const { rows: sum } = await owner.query<{ sum: string }>(`select sum(t.amount)::text as sum from account.transaction t join account.holder h on h.account_no = t.account_no where h.customer_no = $1`, [rows[0]?.no])
  assert.equal(read.reduce((total, row) => total + Math.round(Number(row.amount) * 100), 0), Math.round(Number(sum[0]?.sum) * 100))
})

test('a filter that the list itself does not know is refused', async () => {
  for (const filter of [{ owner: 'E1001' }, { level: 'gold\u2028' }, { mine: 'yes' }, { __proto__x: 1 }, { limit: 100000 }]) assert.equal((await ask(people.wu, { filter })).status, 400, JSON.stringify(filter))
  assert.equal((await ask(people.wu, { name: 'search.nothing' })).status, 404)
  assert.equal((await ask(people.wu, { columns: ['phone'] })).status, 422)
  assert.equal((await ask(people.xi)).status, 403, 'an administrator takes no customers out')
})

test('of a thousand leaked rows each is traced to its one file, and no invented number to any', async () => {
  const compliance = await bank.as(people.zhou)
  const asked = await ask(people.wu, { cap: 3, note: '外泄追查' })
  const mark = markOf({ export: asked.body.export, row: 2 })
  const told = await compliance.post('/open/trace', { mark: `${mark.slice(0, 13).toLowerCase()} ${mark.slice(13)}` })
  assert.deepEqual([told.body.row, told.body.found.export, told.body.found.staffName], [2, asked.body.export, '吴敏'])
  assert.equal((await (await bank.as(people.shen)).post('/open/trace', { mark })).status, 403)
  const seen = new Set<string>()
  for (let i = 0; i < 1000; i++) {
    const place = { export: 1 + ((i * 7919) % 100_000), row: 1 + ((i * 104_729) % 100_000) }
    const leaked = markOf(place)
    assert.deepEqual(placeOf(leaked), place)
    seen.add(leaked)
    const altered = leaked.slice(0, 20) + (leaked[20] === '7' ? '8' : '7') + leaked.slice(21)
    assert.equal(placeOf(altered), undefined)
  }
  assert.equal(seen.size, 1000)
  assert.equal((await compliance.post('/open/trace', { mark: '00000000000000000000000000' })).status, 404)
})

/** Bytes as they come, which a text would spoil. */
async function binary(client: Client, no: number): Promise<Buffer> {
  const reply = await bank.app.inject({ method: 'GET', url: `/api/open/exports/${no}/file`, headers: { cookie: client.cookie } })
  assert.equal(reply.statusCode, 200)
  return reply.rawPayload
}
