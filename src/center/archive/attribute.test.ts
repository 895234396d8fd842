import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import fc from 'fast-check'
import { engine } from '#kernel/tx'
import { importFolder, undo } from '#platform/feed'
import { AS_OF, openWorld, people, type Client, type Person, type World } from '#test/world'
import { readValue, sortable } from './attributeValue.ts'

let bank: World
let qian: Client
let chen: string
let ouyang: string
before(async () => {
  bank = await openWorld()
  qian = await bank.as(people.qian)
  while ((await qian.get('/customer/types')).status === 503) await setTimeout(100) // a server that has just started on a busy machine sheds its first calls
  ;[chen, ouyang] = await Promise.all(['S0001', 'S0005'].map(numberOf)) as [string, string] // two keys of the world
  await qian.post('/customer/types', { parent: 'retail-resident', name: 'farmer', zh: '农户', en: 'Farm household' })
  for (const attribute of ASKED) assert.equal((await qian.post('/customer/attributes', { type: 'retail-farmer', en: attribute.zh, class: 'C1', ...attribute })).status, 200)
})
after(() => bank.close())

const ASKED = [
  { attribute: 'village', zh: '所在村', kind: 'text', searchable: true },
  { attribute: 'mu', zh: '承包面积（亩）', kind: 'number', searchable: true },
  { attribute: 'crop', zh: '主要作物', kind: 'choice', searchable: true, options: [{ code: 'rice', zh: '水稻', en: 'Rice' }, { code: 'tea', zh: '茶叶', en: 'Tea' }] },
  { attribute: 'spousePhone', zh: '配偶电话', kind: 'phone', class: 'C2', searchable: true },
  { attribute: 'subsidyOn', zh: '补贴到账日', kind: 'day', required: true },
]
const FILE = `CUST,TYPE,VIL,MU,CROP,TEL,SUB
S0001,retail-farmer,桃花坞村,12.50,茶叶,138 0000 7788,20260630
S0005,retail-farmer,莲塘村,3,水稻,,20260701
S0004,,莲塘村,3,水稻,,20260701
S9999,retail-farmer,莲塘村,3,水稻,,20260701
S0002,retail-farmer,桃花坞村,7,小麦,13900001111,20260701
`

async function numberOf(key: string): Promise<string> {
  const found = await engine('test', (tx) => tx.one<{ customer_no: string }>`select customer_no from identity.membership where source = 'savings' and key = ${key} and to_event is null`)
  return String(found?.customer_no)
}

async function bring(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'yilan-attributes-'))
  writeFileSync(join(folder, 'FARM_20261120.csv'), text)
  const text60 = { type: 'text' }
  const done = await importFolder({ folder, asOf: AS_OF, declarations: [{
    source: 'savings', title: { zh: '储蓄核心系统', en: 'Savings core' }, zone: 'Asia/Shanghai',
    interfaces: [{
      name: 'savings.farm', title: { zh: '农户资料', en: 'Farm households' }, entity: 'archive.attribute', files: ['FARM_*.csv'], encoding: 'utf-8', key: ['CUST'],
      columns: { CUST: text60, TYPE: text60, VIL: text60, MU: { type: 'number' }, CROP: text60, TEL: text60, SUB: { type: 'date', format: 'YYYYMMDD' } },
      map: { customer: 'CUST', type: 'TYPE', village: 'VIL', mu: 'MU', crop: 'CROP', spousePhone: 'TEL', subsidyOn: 'SUB' },
    }],
  }] })
  await bank.drain()
  const run = done.runs.find((each) => each.interface === 'savings.farm') ?? assert.fail()
  return { ...run, run: run.run ?? 0 }
}

type Shown = { attribute: string; value: string | null; version: number; source: string | null; others: number; saidOn: string | null }
const seenBy = async (person: Person, customerNo = chen): Promise<Record<string, Shown>> =>
  Object.fromEntries((await (await bank.as(person)).get(`/archive/customers/${customerNo}/attributes`)).body.rows.map((row: Shown) => [row.attribute, row]))

let run = 0
test('a type with five new attributes is filled by a file, without a restart', async () => {
  const done = await bring(FILE)
  run = done.run
  assert.deepEqual([done.added, done.rejected], [2, 3])
  const rejects = await engine('test', (tx) => tx<{ line: number; column_name: string; reason: string }[]>`select line, column_name, reason from feed.reject where run = ${run} order by line`)
  assert.deepEqual(rejects.map((row) => ({ ...row })), [
    { line: 4, column_name: 'VIL', reason: 'not-asked' }, { line: 5, column_name: 'CUST', reason: 'unknown-reference' }, { line: 6, column_name: 'CROP', reason: 'unknown-code' },
  ])
  const seen = await seenBy(people.wu)
  assert.deepEqual(ASKED.map(({ attribute }) => seen[attribute]?.value), ['桃花坞村', '12.5', 'tea', '138****7788', '2026-06-30'])
  assert.equal(seen.village?.saidOn, AS_OF)
})

test('what is sensitive lies sealed, and leaves masked unless the attribute’s own permission is there', async () => {
  const lies = await engine('test', (tx) => tx.one<{ value: string | null; sealed: string; token: string }>`select value, sealed, token::text from archive.attribute where attribute = 'spousePhone'`)
  assert.ok(lies?.value === null && lies.sealed.startsWith('1.') && lies.token)
  assert.equal((await qian.patch('/customer/attributes/spousePhone', { version: 1, clearMay: 'customer.assign' })).status, 200)
  assert.equal((await seenBy(people.shen)).spousePhone?.value, '13800007788', 'the head of the branch may')
  assert.equal((await seenBy(people.wu)).spousePhone?.value, '138****7788', 'the relationship manager may not')
})

test('what is searchable finds the customer: by a word typed, by a value, by a range, with all below a type', async () => {
  const wu = await bank.as(people.wu)
  const hits = async (who: Client, text: string) => (await who.post('/search/find', { text })).body.hits.map((hit: { customerNo: string; matched: string }) => `${hit.customerNo} ${hit.matched}`)
  assert.deepEqual(await hits(wu, '桃花坞'), [`${chen} attribute`])
  assert.deepEqual(await hits(wu, '13800007788'), [`${chen} attribute`], 'a sealed one by the whole of it')
  assert.deepEqual(await hits(await bank.as(people.he), '桃花坞'), [], 'not at the branch of her card')
  const listed = async (query: string) => (await wu.get(`/search/customers?${query}`)).body.rows.map((row: { customerNo: string; said: string | null }) => [row.customerNo, row.said])
  assert.deepEqual(await listed('attribute=village&value=桃'), [[chen, '桃花坞村']])
  assert.deepEqual(await listed('attribute=mu&least=10&most=20'), [[chen, '12.5']])
  assert.deepEqual(await listed('attribute=mu&least=3.5&most=12'), [])
  assert.deepEqual((await listed('attribute=crop&value=水稻')).map(([no]: string[]) => no), [ouyang])
  assert.deepEqual(new Set((await listed('type=retail-resident')).map(([no]: string[]) => no)), new Set([chen, ouyang]), 'a farm household is a resident')
  assert.equal((await wu.get('/search/customers?attribute=spousePhone&value=1')).status, 422, 'what is sensitive never lies in an address')
})

test('another branch that keeps a card of hers learns nothing of it', async () => {
  const { text } = await (await bank.as(people.he)).get(`/archive/customers/${chen}/attributes`)
  assert.ok(!text.includes('桃花坞') && !text.includes('7788') && !text.includes('village'))
  assert.equal((await (await bank.as(people.luo)).get(`/archive/customers/${chen}/attributes`)).status, 404)
})

test('a person’s word is a source of its own, holds as the newest, and is taken back', async () => {
  const wu = await bank.as(people.wu)
  const write = (version: number, value: string | null, attribute = 'village') => wu.patch(`/archive/customers/${chen}/attributes/${attribute}`, { version, value })
  assert.equal((await write(0, '石桥村')).status, 200)
  assert.deepEqual([(await seenBy(people.wu)).village?.value, (await seenBy(people.wu)).village?.others], ['石桥村', 1])
  const late = await write(0, '柳村')
  assert.deepEqual([late.status, late.body.facts.theirs, late.body.facts.yours], [412, { value: '石桥村', version: 1 }, { value: '柳村', version: 0 }])
  assert.equal((await write(1, null)).status, 200)
  assert.equal((await seenBy(people.wu)).village?.value, '桃花坞村')
  assert.equal((await write(0, 'wheat', 'crop')).status, 400)
  assert.equal((await write(0, null, 'subsidyOn')).status, 400, 'what is required is not left blank')
  assert.equal((await write(0, '1', 'nothing')).status, 422)
  const words = (await wu.get(`/archive/customers/${chen}/attributes/village/words`)).body.rows as { value: string | null; until: string | null }[]
  assert.deepEqual(words.map((word) => [word.value, word.until !== null]), [[null, false], ['桃花坞村', false], ['石桥村', true]])
  const lost = await (async () => {
    await write(0, '13811112222', 'spousePhone')
    return write(0, '13811113333', 'spousePhone')
  })()
  assert.deepEqual([lost.body.facts.theirs.value, lost.body.facts.yours.value], ['138****2222', '138****3333'], 'both values leave masked')
})

test('the same file again changes nothing; a newer one changes and is undone to what stood before', async () => {
  const again = await bring(FILE.replace('S9999', 'S9998'))
  assert.deepEqual([again.added, again.changed], [0, 0])
  const newer = await bring(FILE.replace('莲塘村,3,水稻,,20260701\nS0004', '荷塘村,4,茶叶,,20260801\nS0004'))
  assert.equal(newer.changed, 1)
  assert.equal((await seenBy(people.zheng, ouyang)).village?.value, '荷塘村')
  await engine('test', (tx) => tx`update feed.run set state = 'undoing' where run = ${newer.run}`)
  assert.deepEqual(await undo(newer.run), { removed: 0, restored: 4 })
  const before = await seenBy(people.zheng, ouyang)
  assert.deepEqual([before.village?.value, before.mu?.value, before.crop?.value], ['莲塘村', '3', 'rice'])
})

test('a department asks for itself: the same customer, and nobody else reads it', async () => {
  const n2 = await engine('test', (tx) => tx.one<{ org: number }>`select org from access.org where code = 'N2'`)
  const made = await qian.post('/customer/attributes', { attribute: 'cardHabit', type: 'retail', zh: '用卡偏好', en: 'Card habit', kind: 'text', class: 'C1', searchable: true, org: n2?.org })
  assert.equal(made.status, 200)
  const he = await bank.as(people.he)
  assert.equal((await he.patch(`/archive/customers/${chen}/attributes/cardHabit`, { version: 0, value: '餐饮为主' })).status, 200)
  assert.equal((await seenBy(people.he)).cardHabit?.value, '餐饮为主')
  assert.equal((await seenBy(people.wu)).cardHabit, undefined, 'not even the owning branch')
  await bank.drain()
  const found = async (client: Client) => (await client.post('/search/find', { text: '餐饮为主' })).body.hits.length
  assert.deepEqual([await found(he), await found(await bank.as(people.wu))], [1, 0])
})

test('each department names a person of its own for the same customer, and the owner of the whole stays', async () => {
  const shen = await bank.as(people.shen)
  const departments = async (client: Client) => (await client.get(`/archive/customers/${chen}/departments`)).body.rows as { org: number; orgName: string; isOwning: boolean; isMine: boolean; owner: { staff: string } | null; version: number }[]
  const own = (await departments(shen)).find((row) => row.isOwning) ?? assert.fail()
  const card = (await departments(shen)).find((row) => !row.isMine) ?? assert.fail('she has a card at another branch')
  const name = (org: number, version: number, owner: string | null) => shen.post(`/archive/customers/${chen}/departments/${org}`, { version, owner, reason: '存款业务专人服务' })
  const owner = (await shen.get(`/customer360/customers/${chen}`)).body.owner
  assert.equal((await name(own.org, 0, people.zheng.staff)).status, 200)
  assert.equal((await departments(await bank.as(people.wu))).find((row) => row.org === own.org)?.owner?.staff, people.zheng.staff)
  assert.deepEqual((await shen.get(`/customer360/customers/${chen}`)).body.owner, owner)
  assert.equal((await name(own.org, 0, people.wu.staff)).status, 412, 'of two who name, the second is told')
  assert.equal((await name(own.org, 1, people.he.staff)).status, 422, 'who works elsewhere cannot look after her here')
  assert.equal((await name(card.org, 0, people.he.staff)).status, 403, 'another branch names its own')
  assert.ok((await departments(await bank.as(people.he))).every((row) => row.org !== own.org), 'the branch of her card sees its own part')
  assert.equal((await (await bank.as(people.luo)).get(`/archive/customers/${chen}/departments`)).status, 404)
  assert.equal((await name(own.org, 1, null)).status, 200)
  assert.equal((await departments(shen)).find((row) => row.org === own.org)?.owner, null)
})

test('the order of the written figures is the order of the figures', () => {
  const figure = fc.tuple(fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }), fc.integer({ min: 0, max: 99 })).map(([n, cents]) => `${n}.${String(cents).padStart(2, '0')}`)
  fc.assert(fc.property(figure, figure, (a, b) => {
    const [x, y] = [a, b].map((text) => readValue({ kind: 'amount', class: 'C1', options: [] }, text)).map((found) => ('value' in found ? found.value : assert.fail()))
    const order = cents(x ?? '') === cents(y ?? '') ? 0 : cents(x ?? '') < cents(y ?? '') ? -1 : 1
    const [p, q] = [sortable('amount', x ?? ''), sortable('amount', y ?? '')]
    assert.equal(p === q ? 0 : p < q ? -1 : 1, order)
  }))
})

function cents(text: string): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.')
  const size = BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0'))
  return text.startsWith('-') ? -size : size
}
