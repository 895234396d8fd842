import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { open } from '#kernel/secret'
import { openWorld, people, type Client, type World } from '#test/world'
import { importFolder } from './import.ts'

const folder = mkdtempSync(join(tmpdir(), 'yilan-repair-'))
const both = (word: string) => ({ zh: word, en: word })
const declaration = {
  source: 'sheet', title: both('手工台账'), zone: 'Asia/Shanghai',
  interfaces: [
    {
      name: 'sheet.customer', title: both('台账客户'), entity: 'identity.record', files: ['guest*.csv'], encoding: 'utf-8', codes: { sex: { '1': 'M', '2': 'F' } },
      columns: {
        no: { type: 'text', required: true }, name: { type: 'text', required: true }, branch: { type: 'text', required: true }, phone: { type: 'text' },
        id: { type: 'text' }, sex: { type: 'code', set: 'sex' }, born: { type: 'date', format: 'YYYYMMDD' },
      },
      key: ['no'], map: { kind: { value: 'retail' }, name: 'name', org: 'branch', phone: 'phone', idNumber: 'id', idType: { value: 'id-card' }, gender: 'sex', birthday: 'born' },
    },
    {
      name: 'sheet.account', title: both('台账账户'), entity: 'account.account', files: ['deposit*.csv'], encoding: 'utf-8',
      columns: { no: { type: 'text', required: true }, owner: { type: 'text', required: true }, branch: { type: 'text' }, balance: { type: 'amount' } },
      key: ['no'], map: { customer: 'owner', org: 'branch', kind: { value: 'deposit' }, balance: 'balance' },
    },
  ],
}
const HEAD = 'no,name,branch,phone,id,sex,born\n'

let bank: World
let steward: Client
let owner: pg.Client
before(async () => {
  bank = await openWorld()
  steward = await bank.as(people.qian)
  owner = new pg.Client({ connectionString: bank.urls.superuser })
  await owner.connect()
})
after(async () => {
  await owner.end()
  await bank.close()
  rmSync(folder, { recursive: true })
})

let files = 0
/** One more file of guests or deposits; the run it became. */
async function bring(lines: string[], name: 'guest' | 'deposit' = 'guest', said: unknown = declaration): Promise<number> {
  const file = `${name}-${++files}.csv`
  const own = mkdtempSync(join(folder, 'delivery-'))
  writeFileSync(join(own, file), (name === 'guest' ? HEAD : 'no,owner,branch,balance\n') + lines.map((line) => `${line}\n`).join(''))
  const { runs } = await importFolder({ folder: own, declarations: [said], asOf: '2026-11-20' })
  return runs.find((run) => run.file?.endsWith(file))?.run ?? assert.fail('the file was not read')
}
const detail = async (run: number) => (await steward.get(`/feed/runs/${run}`)).body
const counts = async (run: number): Promise<number[]> => {
  const { lines, added, changed, same, skipped, rejected, repaired } = await detail(run)
  assert.equal(lines, added + changed + same + skipped + rejected, 'every line is accounted for')
  return [added, rejected, repaired]
}

test('a refused line is corrected, tried, loaded once, and its way is told: raw, corrected, loaded', async () => {
  const run = await bring(['g1,钱一,N1,13900001111,,1,19800101', 'g2,孙二,N1,13900002222,,1,19801301'])
  assert.deepEqual(await counts(run), [1, 1, 0])
  const at = `/feed/runs/${run}/lines/3`
  const found = (await steward.get(`${at}/repair`)).body
  assert.deepEqual([found.isOpen, found.version, found.faults], [true, 0, [{ column: 'born', reason: 'bad-date' }]])
  const cell = (column: string) => found.fields.find((each: { column: string }) => each.column === column)
  assert.deepEqual([cell('name').value, cell('name').isMasked], ['孙二', false]) // a steward sees names in clear
  assert.deepEqual([cell('phone').value, cell('phone').isMasked], ['139****2222', true])
  assert.deepEqual(cell('sex').choices, ['1', '2'])

  const wrong = await steward.post(`${at}/try`, { values: [{ column: 'born', value: '19991332' }] })
  assert.deepEqual([wrong.body.fate, wrong.body.faults], ['rejected', [{ column: 'born', reason: 'bad-date' }]])
  const right = await steward.post(`${at}/try`, { values: [{ column: 'born', value: '19801230' }] })
  assert.deepEqual([right.body.fate, right.body.faults], ['loads', []])
  assert.equal((await owner.query(`select from identity.source_record where source = 'sheet' and key = 'g2'`)).rowCount, 0, 'a trial leaves nothing')

  const said = await steward.post(`${at}/repair`, { values: [{ column: 'born', value: '19801230' }], why: '已核对身份证', version: 0 })
  assert.equal(said.status, 200, said.text)
  await bank.drain()
  assert.deepEqual(await counts(run), [2, 0, 1])
  const { rows } = await owner.query(`select run, line, birthday::text from identity.source_record where source = 'sheet' and key = 'g2'`)
  assert.deepEqual(rows, [{ run, line: 3, birthday: '1980-12-30' }])
  const story = (await steward.get(at)).body
  assert.equal(story.fate, 'repaired')
  assert.deepEqual(story.repairs.map((each: { why: string; staffName: string; changes: unknown }) => [each.why, each.staffName, each.changes]), [['已核对身份证', '钱树', [{ column: 'born', from: '1980-**-**', to: '1980-**-**' }]]])
  assert.ok(story.things.some(({ href }: { href: string | null }) => href?.startsWith('/customer360/')))
  assert.equal(story.fields.find((each: { column: string }) => each.column === 'name').value, '孙*', 'the raw line stands as it was')
  assert.equal((await steward.post(`${at}/repair`, { values: [{ column: 'born', value: '19801231' }], why: '再改一次', version: 1 })).status, 409)
})

test('no correction is kept readable, and whoever sees less of the bank sees no refused line', async () => {
  const run = await bring(['h1,周三,N1,13811112222,320102198001010000,1,19800199'])
  const number = '320102198001010012'
  const said = await steward.post(`/feed/runs/${run}/lines/2/repair`, { values: [{ column: 'id', value: number }, { column: 'born', value: '19800101' }], why: '录错一位', version: 0 })
  assert.equal(said.status, 200)
  await bank.drain()
  for (const table of ['feed.repair', 'feed.reject', 'kernel.audit_entry', 'kernel.idempotency', 'feed.replay']) {
    const { rows } = await owner.query(`select t::text as row from ${table} t`)
    for (const { row } of rows) assert.ok(!row.includes(number), `${table} holds the number`)
  }
  const wu = await bank.as(people.wu)
  for (const path of ['/repair', '/try']) assert.equal((path === '/try' ? await wu.post(`/feed/runs/${run}/lines/2${path}`, { values: [{ column: 'id', value: 'x' }] }) : await wu.get(`/feed/runs/${run}/lines/2${path}`)).status, 403)
})

test('two who correct one line at once: the second is told', async () => {
  const run = await bring(['i1,吴四,N1,,,9,19800101'])
  const answers = await Promise.all(['1', '2'].map((value) => steward.post(`/feed/runs/${run}/lines/2/repair`, { values: [{ column: 'sex', value }], why: '代码写错', version: 0 })))
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 412])
})

test('once a code is mapped, all lines that were refused for it go in, and no other', async () => {
  const run = await bring([...Array.from({ length: 30 }, (_, i) => `k${i},郑${'甲乙丙丁戊己庚辛壬癸'[i % 10]},N1,,,X,19800101`), 'k99,王五,N1,,,1,19809901'])
  assert.deepEqual(await counts(run), [0, 31, 0])
  const mapped = structuredClone(declaration)
  Object.assign(mapped.interfaces[0]?.codes?.sex ?? {}, { X: '' })
  const before = (await steward.get(`/feed/runs/${run}/replays/preview?reason=unknown-code`)).body
  assert.deepEqual([before.lines, before.sampled, before.loads], [30, 30, 0])
  await importFolder({ folder: null, declarations: [mapped] }) // the new version is known, no file is read
  const preview = (await steward.get(`/feed/runs/${run}/replays/preview?reason=unknown-code`)).body
  assert.deepEqual([preview.lines, preview.corrected, preview.sampled, preview.loads], [30, 0, 30, 30])
  const asked = await steward.post(`/feed/runs/${run}/replays`, { reason: 'unknown-code', why: '代码集已补登' })
  assert.deepEqual([asked.status, asked.body.wanted], [200, 30])
  await bank.drain()
  assert.deepEqual(await counts(run), [30, 1, 30])
  const { replays } = (await steward.get(`/feed/runs/${run}/replays`)).body
  assert.deepEqual([replays[0].state, replays[0].tried, replays[0].loaded, replays[0].refused], ['done', 30, 30, 0])
  assert.equal((await steward.post(`/feed/runs/${run}/replays`, { reason: 'unknown-code', why: '再来一次' })).status, 409)
})

test('lines whose reference was missing go in when it has come; what still lacks it keeps its reason', async () => {
  const run = await bring(['d1,m1,N1,100.00', 'd2,m2,N1,200.00'], 'deposit')
  assert.deepEqual(await counts(run), [0, 2, 0])
  await bring(['m1,冯六,N1,,,1,19800101'])
  await steward.post(`/feed/runs/${run}/replays`, { why: '客户记录已到' })
  await bank.drain()
  assert.deepEqual(await counts(run), [1, 1, 1])
  const { rows } = (await steward.get(`/feed/runs/${run}/rejects`)).body
  assert.deepEqual(rows.map((each: { line: number; reason: string }) => [each.line, each.reason]), [[3, 'unknown-reference']])
  const summed = await owner.query(`select accounts from account.position p join identity.membership m on m.customer_no = p.customer_no and m.source = 'sheet' and m.key = 'm1' where p.whole`)
  assert.equal(summed.rows[0]?.accounts, 1, 'the summaries know of it')
})

test('a line that could not even be read is written anew', async () => {
  const run = await bring(['n1,陈七,N1'])
  const { fields } = (await steward.get(`/feed/runs/${run}/lines/2/repair`)).body
  assert.equal(fields.length, 7)
  await steward.post(`/feed/runs/${run}/lines/2/repair`, { values: [{ column: 'born', value: '19770707' }], why: '补全该行', version: 0 })
  await bank.drain()
  assert.deepEqual(await counts(run), [1, 0, 1])
})

test('what a later file has said of a record stands, though an older line of it is repaired afterwards', async () => {
  await bring(['o1,何一,N1,13900000001,,1,19800101', 'o2,何二,N1,13900000002,,1,19800101', 'o3,何三,N1,13900000003,,1,19800101'])
  const monday = await bring(['o1,何一,N1,13911110001,,1,19801301', 'o2,何二,N1,13911110002,,1,19801301', 'o3,何三,N1,13911110003,,1,19801301', 'o4,何四,N1,13911110004,,1,19801301'])
  // Of the first a new phone, of the second what was known before; of the others nothing.
  await bring(['o1,何一,N1,13922220001,,1,19800101', 'o2,何二,N1,13900000002,,1,19800101'])
  const tried = await steward.post(`/feed/runs/${monday}/lines/2/try`, { values: [{ column: 'born', value: '19800101' }] })
  assert.equal(tried.body.fate, 'outdated')
  for (const line of [2, 3, 4, 5]) {
    const said = await steward.post(`/feed/runs/${monday}/lines/${line}/repair`, { values: [{ column: 'born', value: '19800101' }], why: '月份录错', version: 0 })
    assert.equal(said.status, 200, said.text)
    await bank.drain()
  }
  const stories = await Promise.all([2, 3, 4, 5].map(async (line) => (await steward.get(`/feed/runs/${monday}/lines/${line}`)).body.fate))
  assert.deepEqual(stories, ['outdated', 'outdated', 'repaired', 'repaired'])
  assert.deepEqual(await phonesOf('o'), { o1: '13922220001', o2: '13900000002', o3: '13911110003', o4: '13911110004' })
  assert.deepEqual(await counts(monday), [1, 0, 2])
  assert.equal((await detail(monday)).skipped, 2)
})

test('an account keeps the balance of a later file, and takes that of an older one only where nothing newer was said', async () => {
  await bring(['p1,何五,N1,13900000005,,1,19800101'])
  const monday = await bring(['P-1,p1,N1,10x', 'P-2,p1,N1,20x'], 'deposit')
  await bring(['P-1,p1,N1,300'], 'deposit')
  for (const line of [2, 3]) {
    const said = await steward.post(`/feed/runs/${monday}/lines/${line}/repair`, { values: [{ column: 'balance', value: '100' }], why: '金额录错', version: 0 })
    assert.equal(said.status, 200, said.text)
  }
  await bank.drain()
  const { rows } = await owner.query(`select key, told_balance::text as balance from account.account where source = 'sheet' and key like 'P-%' order by key`)
  assert.deepEqual(rows, [{ key: 'P-1', balance: '300.00' }, { key: 'P-2', balance: '100.00' }])
})

/** The phones that stand, by the source's keys that begin so. */
async function phonesOf(start: string): Promise<Record<string, string>> {
  const { rows } = await owner.query<{ key: string; phone: string }>(`select key, phone from identity.source_record where source = 'sheet' and key like $1 and valid_to is null order by key`, [`${start}%`])
  return Object.fromEntries(rows.map(({ key, phone }) => [key, open(phone)]))
}
