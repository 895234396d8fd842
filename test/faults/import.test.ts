/** A bank's file of transactions with one bad row in a hundred, imported whole, imported under kills, and imported again. YILAN_ROWS sets its size. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { after, before, test } from 'node:test'
import iconv from 'iconv-lite'
import pg from 'pg'
import { openWorld, type World } from '../world.ts'

const ROWS = Number(process.env.YILAN_ROWS ?? 100_000)
const KILLS = 5
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

let bank: World
let folder: string
let whole: string
before(async () => {
  bank = await openWorld()
  folder = mkdtempSync(join(tmpdir(), 'yilan-import-'))
  const savings = JSON.parse(readFileSync(join(ROOT, 'demo/bank/sources/savings.json'), 'utf8')) as { interfaces: { name: string }[] }
  writeFileSync(join(folder, 'savings.source.json'), JSON.stringify({ ...savings, interfaces: savings.interfaces.filter(({ name }) => name === 'savings.transaction') }))
  await pipeline(Readable.from(linesOf(ROWS)), createWriteStream(join(folder, 'CORE_TRAN_20261120.csv')))
  whole = await bank.copy()
})
after(async () => {
  rmSync(folder, { recursive: true })
  await bank.close()
})

// ---- the file: as the savings core writes it, in GB18030, thirteen months of six accounts

const COLUMNS = ['TRAN_NO', 'ACCT_NO', 'TRAN_TS', 'DC_FLAG', 'TRAN_AMT', 'ACCT_BAL', 'TRAN_CD', 'CHNL', 'OPP_ACCT', 'OPP_NAME', 'OPP_BANK', 'MCHT_NAME', 'MCC', 'PLACE', 'SUMMARY']
const START = Date.parse('2025-11-01T00:00:00Z')
const SPAN_MS = Date.parse('2026-11-20T12:00:00Z') - START

function goodRow(n: number): string[] {
  const at = new Date(START + Math.floor((n / ROWS) * SPAN_MS)).toISOString().replaceAll(/\D/g, '').slice(0, 14)
  return [`L${n}`, `622202000${1 + (n % 6)}`, at, n % 3 ? 'C' : 'D', String(1 + ((n * 7919) % 1_000_000)), String(n * 100), n % 3 ? '1201' : '1301', 'MOB', '', '', '', '', '', '', n % 2 ? '工资' : '购物']
}

type Fault = { reason: string; column: string; spoil(row: string[], before: string[]): string[] }
const set = (name: string, value: string) => (row: string[]) => row.with(COLUMNS.indexOf(name), value)
const FAULTS: Fault[] = [
  { reason: 'missing', column: 'TRAN_AMT', spoil: set('TRAN_AMT', '') },
  { reason: 'bad-date', column: 'TRAN_TS', spoil: set('TRAN_TS', '20260231120000') },
  { reason: 'bad-amount', column: 'TRAN_AMT', spoil: set('TRAN_AMT', '12.5') },
  { reason: 'unknown-code', column: 'TRAN_CD', spoil: set('TRAN_CD', '9999') },
  { reason: 'bad-format', column: 'DC_FLAG', spoil: set('DC_FLAG', 'X') },
  { reason: 'too-long', column: 'SUMMARY', spoil: set('SUMMARY', '长'.repeat(61)) },
  { reason: 'wrong-fields', column: '', spoil: (row) => row.slice(1) },
  { reason: 'bad-encoding', column: '', spoil: set('SUMMARY', '\u{F0000}') }, // written as a byte that GB18030 has not
  { reason: 'duplicate-key', column: 'TRAN_NO', spoil: (_row, before) => before },
  { reason: 'unknown-reference', column: 'ACCT_NO', spoil: set('ACCT_NO', '6222999999') },
]
const faultOf = (n: number): Fault | undefined => (n % 100 === 50 ? FAULTS[Math.floor(n / 100) % FAULTS.length] : undefined)

function* linesOf(rows: number): Generator<Buffer> {
  yield iconv.encode(`${COLUMNS.join(',')}\r\n`, 'gb18030')
  for (let from = 0; from < rows; from += 1000) {
    const text = Array.from({ length: Math.min(1000, rows - from) }, (_, i) => {
      const n = from + i
      return `${(faultOf(n)?.spoil(goodRow(n), goodRow(n - 1)) ?? goodRow(n)).join(',')}\r\n`
    })
    yield* text.join('').split('\u{F0000}').flatMap((part, i) => (i ? [Buffer.from([0xff]), iconv.encode(part, 'gb18030')] : [iconv.encode(part, 'gb18030')]))
  }
}

function* expectedRejects(): Generator<string> {
  for (let n = 50; n < ROWS; n += 100) {
    const { column, reason } = faultOf(n) as Fault // every n here is one of the bad ones
    yield `${n + 2} ${column} ${reason}`
  }
}

// ---- one import, or what is left of it

type Run = { state: string; lines: number; added: number; changed: number; same: number; rejected: number; ms: number }

/** Imports in a process of its own. With `until`, the process is killed a random moment after it has come that far. */
async function bring(database: string, until?: number): Promise<Run | 'killed'> {
  const child = spawn(process.execPath, [join(ROOT, 'test/faults/import.ts'), folder], {
    env: { ...process.env, YILAN_HOME: bank.home, YILAN_TEST_DATABASE: database }, stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit') as Promise<[number | null, string | null]>
  let last = ''
  let isDue = until !== undefined
  for await (const line of createInterface(child.stdout)) {
    last = line
    if (!isDue || !(Number(line) >= (until ?? 1))) continue
    isDue = false
    // A chunk takes a quarter of a second or more: somewhere within one. The summaries at the end may be quicker than any pause.
    if (Number(line) < 0.75) await pause(Math.random() * 150)
    child.kill('SIGKILL')
  }
  const [code, signal] = await gone
  if (signal === 'SIGKILL') return 'killed'
  assert.equal(code, 0, last)
  const run = (JSON.parse(last) as Run[])[0] ?? assert.fail(last)
  // The server has not yet noticed that the killed one is gone: as the summary says, the same command again.
  return run.state === 'busy' ? bring(database, until) : run
}

async function ask<Row extends object>(database: string, work: (client: pg.Client) => Promise<Row>): Promise<Row> {
  const client = new pg.Client({ connectionString: bank.cluster.url('superuser', database) })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** A digest of all rows of each table of the centre, in whatever order they lie. What a clock or a counter wrote is left out where two databases are held against each other. */
function digests(database: string, withCounters: boolean): Promise<Record<string, string>> {
  return ask(database, async (client) => {
    const { rows } = await client.query<{ name: string; columns: string[] }>(`
      select format('%I.%I', n.nspname, c.relname) as name, array_agg(format('%I', a.attname) order by a.attname) as columns
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
      where n.nspname in ('access', 'customer', 'identity', 'product', 'account', 'search') and c.relkind in ('r', 'p') and not c.relispartition
        and ($1 or (a.attidentity = '' and (d.adbin is null or pg_get_expr(d.adbin, c.oid) !~ 'now\\(\\)|clock_timestamp')))
      group by 1 order by 1`, [withCounters])
    const found: Record<string, string> = {}
    for (const { name, columns } of rows) {
      const { rows: [sum] } = await client.query<{ n: string; total: string }>(`select count(*) as n, coalesce(sum(hashtextextended(row(${columns.join(', ')})::text, 0)::numeric), 0) as total from ${name}`)
      found[name] = `${sum?.n} ${sum?.total}`
    }
    return found
  })
}

const totals = (database: string) => ask(database, async (client) => (await client.query<{ rows: number; keys: number; amount: string; lines: string }>(`
  select count(*)::int as rows, count(distinct key)::int as keys, sum(amount)::text as amount, sum(line)::text as lines from account.transaction where key like 'L%'`)).rows[0] ?? assert.fail())

const rejects = (database: string) => ask(database, async (client) => (await client.query<{ line: number; column_name: string; reason: string }>(`
  select x.line, x.column_name, x.reason from feed.reject x
  where x.run = (select min(r.run) from feed.run r where r.file = 'CORE_TRAN_20261120.csv') order by x.line, x.seq`)).rows.map((row) => `${row.line} ${row.column_name} ${row.reason}`))

const BAD = Array.from({ length: ROWS }, (_, n) => n).filter((n) => faultOf(n)).length

test(`of ${ROWS.toLocaleString('en')} rows exactly the bad one in a hundred are refused, each with its line, its column and its reason`, async (t) => {
  const run = await bring(whole)
  assert.ok(run !== 'killed')
  assert.deepEqual([run.lines, run.added, run.rejected], [ROWS, ROWS - BAD, BAD])
  assert.deepEqual(await rejects(whole), [...expectedRejects()])
  const expected = Array.from({ length: ROWS }, (_, n) => n).filter((n) => !faultOf(n))
  const found = await totals(whole)
  assert.deepEqual([found.rows, found.keys], [expected.length, expected.length])
  assert.equal(found.amount, (expected.reduce((sum, n) => sum + (n % 3 ? 1 : -1) * (1 + ((n * 7919) % 1_000_000)), 0) / 100).toFixed(2))
  t.diagnostic(`${run.ms} ms, ${Math.round(ROWS / (run.ms / 1000)).toLocaleString('en')} rows a second`)
})

test('the same file again changes no row of any table of the centre', async () => {
  const before = await digests(whole, true)
  const run = await bring(whole)
  assert.ok(run !== 'killed')
  assert.deepEqual([run.added, run.changed, run.same, run.rejected], [0, 0, ROWS - BAD, BAD])
  assert.deepEqual(await digests(whole, true), before)
})

test(`killed at ${KILLS} random moments and begun again each time, the import ends as if nothing had happened`, async (t) => {
  const kills: string[] = []
  for (let n = 0; n < KILLS; n++) {
    const moment = (0.9 * (n + Math.random())) / KILLS
    if ((await bring(bank.database, moment)) === 'killed') kills.push(moment.toFixed(2))
  }
  const run = await bring(bank.database)
  assert.ok(run !== 'killed')
  assert.equal(kills.length, KILLS, 'not every kill met a running import')
  assert.deepEqual(await totals(bank.database), await totals(whole))
  assert.deepEqual(await rejects(bank.database), await rejects(whole))
  assert.deepEqual(await digests(bank.database, false), await digests(whole, false))
  t.diagnostic(`killed at ${kills.join(', ')} of the import`)
})
