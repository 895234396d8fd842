import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import iconv from 'iconv-lite'
import type { Refused } from '#kernel/error'
import { openBlock } from '#kernel/secret'
import { bulk, engine, serviceNamed, transact } from '#kernel/tx'
import { contents, declaration, openLedger, settled, type Ledger } from '#test/ledger'
import { importFolder, type RunSummary } from './import.ts'
import { storyOf } from './line.ts'
import { rejectsOf, runDetail, runsOf } from './runs.ts'
import { askUndo, undo } from './undo.ts'

let ledger: Ledger
let folder: string
before(async () => {
  ledger = await openLedger()
})
after(() => ledger.close())
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yilan-import-'))
  settled.length = 0
  await ledger.owner.query('truncate ledger.client, ledger.client_before, ledger.entry, feed.run, feed.step, feed.block, feed.reject, feed.interface, feed.load, feed.source cascade')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const CLIENTS = 'no,name,phone,id,born,level\n'
const ENTRIES = 'no|client|at|flag|amount|note\n'
const put = (name: string, bytes: string | Buffer) => writeFileSync(join(folder, name), bytes)
const bring = (declared: object = declaration) => importFolder({ folder, declarations: [declared] })
const of = (runs: RunSummary[], name: string) => runs.find((run) => run.interface === `ledger.${name}`) as RunSummary
const rejects = async () => (await ledger.owner.query<{ line: number; column_name: string; reason: string; value: string | null }>('select line, column_name, reason, value from feed.reject order by run, line, seq')).rows
const steward = { ...serviceNamed('x'), staff: 'E0002', name: '钱树', kind: 'staff' as const, may: new Set(['feed.read', 'feed.undo']) }

function clients(n: number): string {
  return CLIENTS + Array.from({ length: n }, (_, i) => `c${i},客户${i},138${String(i).padStart(8, '0')},,19800101,${1 + (i % 2)}\n`).join('')
}
function entries(from: number, to: number, of_: number): Buffer {
  const lines = Array.from({ length: to - from }, (_, i) => `${from + i}|c${(from + i) % of_}|20260102030405|${i % 2 ? 'D' : 'C'}|${100 + i}|备注`)
  return iconv.encode(`${ENTRIES}${lines.join('\n')}\n`, 'gb18030')
}

test('two files become clients and their entries, in the order of the entities, packed or not', async () => {
  put('entry-20260102.txt.gz', gzipSync(entries(0, 50, 10)))
  put('client-20260102.csv', clients(10))
  put('.client-hidden.csv', clients(99))
  put('other.csv', 'no,one,asked')
  const { runs, census } = await bring()
  assert.deepEqual(runs.map(({ interface: name, lines, added, rejected, state }) => [name, lines, added, rejected, state]), [['ledger.client', 10, 10, 0, 'done'], ['ledger.entry', 50, 50, 0, 'done']])
  assert.deepEqual(census.map(({ count }) => count), [10])
  assert.deepEqual(settled, ['ledger'])
  const [first] = (await contents()).entries as { amount: string; at: string }[]
  assert.deepEqual([first?.amount, first?.at], ['1.00', '2026-01-01T19:04:05.000Z'])
  const { rows } = await transact(steward, (tx) => runsOf(tx, {}))
  assert.deepEqual(rows.map(({ interface: name, asOf, state }) => [name, asOf, state]), [['ledger.entry', '2026-01-02', 'done'], ['ledger.client', '2026-01-02', 'done']])
})

test('the same files again change no row and are not even read', async () => {
  put('client.csv', clients(10))
  put('entry.txt', entries(0, 50, 10))
  await bring()
  const before = await contents()
  settled.length = 0
  const { runs } = await bring()
  assert.deepEqual(runs.map(({ state, lines, added, changed, same }) => [state, lines, added, changed, same]), [['same', 0, 0, 0, 10], ['same', 0, 0, 0, 50]])
  assert.deepEqual(await contents(), before)
  assert.deepEqual(settled, [])
})

test('a file that overlaps an earlier one adds what is new and changes what differs', async () => {
  put('client-1.csv', clients(10))
  await bring()
  rmSync(join(folder, 'client-1.csv'))
  put('client-2.csv', clients(12).replace('客户3,', '客户三,'))
  const { runs } = await bring()
  assert.deepEqual([of(runs, 'client').added, of(runs, 'client').changed, of(runs, 'client').same], [2, 1, 9])
})

test('ten kinds of bad rows are refused with the right reason, and the good rows go on', async () => {
  put('client.csv', Buffer.concat([
    Buffer.from(clients(5)),
    Buffer.from('b1,,13800000000,,19800101,1\n'), // no name
    Buffer.from('b2,日期,13800000000,,19800230,1\n'),
    Buffer.from('b3,代码,13800000000,,19800101,9\n'),
    Buffer.from('b4,一个很长很长的名字,13800000000,,19800101,1\n'),
    Buffer.from('b5,列数,13800000000,,19800101\n'),
    Buffer.from('c2,重复,13800000000,,19800101,1\n'),
    Buffer.from('b7,校验位,13800000000,32010219880412,19800101,1\n'),
    Buffer.from('b8,格式,1380000,,19800101,1\n'),
    Buffer.concat([Buffer.from('b9,'), Buffer.from([0xff, 0xfe]), Buffer.from(',13800000000,,19800101,1\n')]),
    Buffer.from('b10,未来,13800000000,,29990101,1\n'),
    Buffer.from('b11,"引号,13800000000,,19800101,1\n'),
    Buffer.from('b12,控\0制,13800000000,,19800101,1\n'),
    Buffer.from('g1,好人,13800000000,,19800101,2\n'),
  ]))
  put('entry.txt', Buffer.concat([
    entries(0, 3, 5),
    iconv.encode(['x1|c1|20260102030405|D|1|', '90|nobody|20260102030405|D|1|', '91|c1|20260102030405|D|1.5|', '92|c1|20260102030405|D|99999999999999|', '93|c1|20260102030405|D|5|', ''].join('\n'), 'gb18030'),
  ]))
  const { runs } = await bring()
  assert.deepEqual(await rejects(), [
    { line: 7, column_name: 'name', reason: 'missing', value: null },
    { line: 8, column_name: 'born', reason: 'bad-date', value: '1980-**-**' },
    { line: 9, column_name: 'level', reason: 'unknown-code', value: '9' },
    { line: 10, column_name: 'name', reason: 'too-long', value: '一***' },
    { line: 11, column_name: '', reason: 'wrong-fields', value: '5/6' },
    { line: 12, column_name: 'no', reason: 'duplicate-key', value: '****' },
    { line: 13, column_name: 'id', reason: 'bad-check-digit', value: '3**********412' },
    { line: 14, column_name: 'phone', reason: 'bad-format', value: '****00' },
    { line: 15, column_name: '', reason: 'bad-encoding', value: null },
    { line: 16, column_name: 'born', reason: 'impossible', value: '2999-**-**' },
    { line: 17, column_name: '', reason: 'broken-quote', value: null },
    { line: 18, column_name: '', reason: 'bad-character', value: null },
    { line: 5, column_name: 'no', reason: 'bad-number', value: '****' },
    { line: 6, column_name: 'client', reason: 'unknown-reference', value: '****' },
    { line: 7, column_name: 'amount', reason: 'bad-amount', value: '1.5' },
    { line: 8, column_name: 'amount', reason: 'impossible', value: null },
  ])
  assert.deepEqual([of(runs, 'client').lines, of(runs, 'client').added, of(runs, 'client').rejected], [18, 6, 12])
  assert.deepEqual([of(runs, 'entry').lines, of(runs, 'entry').added, of(runs, 'entry').rejected], [8, 4, 4])
})

test('a file whose every amount overflows is the wrong file: it is turned away', async () => {
  put('client.csv', clients(1))
  put('entry.txt', `${ENTRIES}${Array.from({ length: 120 }, (_, i) => `${i}|c0|20260102030405|D|99999999999999|\n`).join('')}`)
  const { runs } = await bring()
  assert.deepEqual([of(runs, 'entry').state, of(runs, 'entry').note], ['failed', 'too-many-faults: impossible'])
})

test('a key that came earlier in the file is refused, however far apart the lines are', async () => {
  put('client.csv', `${clients(25_000)}c7,又是七,,,,\n`)
  const { runs } = await bring()
  assert.deepEqual(await rejects(), [{ line: 25_002, column_name: 'no', reason: 'duplicate-key', value: '****' }])
  assert.deepEqual([of(runs, 'client').added, of(runs, 'client').rejected], [25_000, 1])
  assert.equal(((await contents()).clients as { key: string; name: string }[]).find(({ key }) => key === 'c7')?.name, '客户7')
})

test('entries refused for want of their client go in when the client has come', async () => {
  put('entry.txt', entries(0, 10, 2))
  assert.equal(of((await bring()).runs, 'entry').rejected, 10)
  put('client.csv', clients(2))
  const { runs } = await bring()
  assert.deepEqual([of(runs, 'entry').state, of(runs, 'entry').added], ['done', 10])
  assert.equal(of((await bring()).runs, 'entry').state, 'same')
})

test('a file without its declared columns is turned away whole, the other files go on', async () => {
  put('client.csv', 'no,name,telephone\nc1,张三,1\n')
  put('entry.txt', entries(0, 1, 1))
  const { runs } = await bring()
  assert.deepEqual([of(runs, 'client').state, of(runs, 'client').note], ['failed', 'wrong-header: phone, id, born, level'])
  assert.equal(of(runs, 'entry').state, 'done')
  const detail = await transact(steward, (tx) => runDetail(tx, of(runs, 'client').run as number))
  assert.deepEqual(detail.steps.map(({ name, note }) => [name, note]), [['begin', null], ['fail', 'wrong-header: phone, id, born, level']])
})

test('a changed declaration is a new version, and the file is read anew by it', async () => {
  put('client.csv', clients(3))
  await bring()
  const changed = structuredClone(declaration)
  Object.assign(changed.interfaces[0]?.codes ?? {}, { level: { '1': 'standard', '2': 'private' } })
  const { runs } = await bring(changed)
  assert.deepEqual([of(runs, 'client').state, of(runs, 'client').changed, of(runs, 'client').same], ['done', 1, 2])
  const { rows } = await ledger.owner.query('select name, version from feed.interface order by name, version')
  assert.deepEqual(rows, [{ name: 'ledger.client', version: 1 }, { name: 'ledger.client', version: 2 }, { name: 'ledger.entry', version: 1 }])
})

test('a declaration that is wrong is refused before anything is read', async () => {
  const wrong = structuredClone(declaration) as { interfaces: { map: object }[] }
  Object.assign(wrong.interfaces[0]?.map ?? {}, { shoeSize: 'level' })
  await assert.rejects(bring(wrong), (error: Refused) => error.code === 'invalid')
  assert.equal((await ledger.owner.query('select from feed.load')).rowCount, 0)
})

test('the last run of an interface is undone, the one before it only after it', async () => {
  put('client-1.csv', clients(3))
  await bring()
  const first = await contents()
  put('client-2.csv', clients(4).replace('客户1,', '改名,'))
  const { runs } = await bring()
  const [before, last] = [1, 2].map((nth) => runs.filter(({ interface: name }) => name === 'ledger.client')[nth - 1]?.run as number) as [number, number]
  const earlier = (await ledger.owner.query<{ same_as: number }>('select same_as from feed.run where run = $1', [before])).rows[0]?.same_as as number
  await assert.rejects(transact(steward, (tx) => askUndo(tx, earlier, '导错文件')), (error: Refused) => error.code === 'conflict' && error.facts.later === last)
  await transact(steward, (tx) => askUndo(tx, last, '导错文件'))
  settled.length = 0
  assert.deepEqual(await undo(last), { removed: 1, restored: 1 })
  assert.equal(await undo(last), null)
  assert.deepEqual(await contents(), first)
  assert.deepEqual(settled, ['ledger'])
  const { steps, state } = await transact(steward, (tx) => runDetail(tx, last))
  assert.deepEqual([state, steps.at(-2)?.staff, steps.at(-2)?.note, steps.at(-1)?.name], ['undone', 'E0002', '导错文件', 'undo'])
  assert.equal((await ledger.owner.query('select from feed.block where run = $1', [last])).rowCount, 1)
  await transact(steward, (tx) => askUndo(tx, earlier, '也导错了'))
  assert.deepEqual(await undo(earlier), { removed: 3, restored: 0 })
})

test('what was undone can be brought again', async () => {
  put('client.csv', clients(3))
  const run = of((await bring()).runs, 'client').run as number
  await transact(steward, (tx) => askUndo(tx, run, '导错文件'))
  await undo(run)
  assert.deepEqual([of((await bring()).runs, 'client').added, (await contents()).clients.length], [3, 3])
})

test('every raw byte is kept, encrypted, and a line is followed to what it became', async () => {
  const bytes = `\uFEFF${clients(3)}"c9","张三丰","13812345678","",19900203,2\n坏,行\n`
  put('client.csv', bytes)
  const run = of((await bring()).runs, 'client').run as number
  const { rows } = await ledger.owner.query<{ sealed: Buffer; first_line: number; last_line: number }>('select sealed, first_line, last_line from feed.block where run = $1', [run])
  assert.equal(Buffer.concat(rows.map(({ sealed }) => openBlock(sealed))).toString(), bytes)
  assert.ok(rows.every(({ sealed }) => !sealed.includes('张三丰') && !sealed.includes('13812345678')))
  const story = await transact(steward, (tx) => storyOf(tx, run, 5))
  assert.equal(story.fate, 'loaded')
  assert.deepEqual(story.fields.map(({ column, value, to }) => [column, value, to.join()]), [['no', '****', ''], ['name', '张**', 'name'], ['phone', '138****5678', 'phone'], ['id', '', 'idNumber'], ['born', '1990-**-**', 'birthday'], ['level', '2', 'grade']])
  assert.deepEqual(story.things.length, 1)
  assert.deepEqual((await transact(steward, (tx) => storyOf(tx, run, 6))).reasons, [{ column: '', reason: 'wrong-fields', value: '2/6' }])
  assert.equal((await transact(steward, (tx) => storyOf(tx, run, 1))).fate, 'header')
  const branch = { ...steward, lo: 1, hi: 100, org: 1 }
  await assert.rejects(transact(branch, (tx) => storyOf(tx, run, 5)), (error: Refused) => error.code === 'not-found')
  assert.deepEqual((await transact(branch, (tx) => rejectsOf(tx, { run }))).rows, [])
})

test('rejects are paged by line and fault', async () => {
  put('client.csv', CLIENTS + Array.from({ length: 7 }, (_, i) => `r${i},张三,1,,x,9\n`).join(''))
  const run = of((await bring()).runs, 'client').run as number
  const found: string[] = []
  for (let after: string | undefined; ; ) {
    const page = await transact(steward, (tx) => rejectsOf(tx, { run, after, limit: 4 }))
    found.push(...page.rows.map(({ key }) => key))
    if (page.next === null) break
    after = page.next
  }
  assert.deepEqual(found, Array.from({ length: 7 }, (_, i) => [1, 2, 3].map((seq) => `${i + 2}.${seq}`)).flat())
})

test('two importers of one interface do not mix: the second is told that it is busy', async () => {
  put('client.csv', clients(3))
  await bulk('test', async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtext('feed.run ledger.client'))`
    const { runs } = await bring()
    assert.deepEqual([of(runs, 'client').state, of(runs, 'client').run], ['busy', null])
  })
  assert.equal(of((await bring()).runs, 'client').state, 'done')
})

test('what was read adds up, over the bounds of chunks too', async () => {
  put('client.csv', clients(45_000).replaceAll(/^c\d*77,.*$/gm, 'bad line'))
  const { runs } = await bring()
  const { lines, added, changed, same, skipped, rejected } = of(runs, 'client')
  assert.deepEqual([lines, added + changed + same + skipped + rejected, rejected], [45_000, 45_000, 450])
  const { rows } = await ledger.owner.query('select first_line, last_line from feed.block order by 1')
  assert.ok(rows.length >= 2 && rows.every((row, i) => row.first_line === (i === 0 ? 1 : rows[i - 1].last_line + 1)))
})

test('nobody but the engine touches a kept block, and nothing is seen without a context', async () => {
  mkdirSync(join(folder, 'below'))
  put('below/client.csv', clients(1))
  await bring()
  await assert.rejects(transact(steward, (tx) => tx`select run from feed.block`))
  assert.equal((await engine('test', (tx) => tx`select run from feed.block`)).length, 1)
})
