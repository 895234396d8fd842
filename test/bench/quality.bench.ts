/**
 * 数据质量 acceptance: faults of every kind planted among so many sound rows of an invented bank, all of them to be found and none else; and the
 * cent planted in a source's control file, to be named. Prints found, missed and false per kind, and what a run costs.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { open } from '../../src/app/open.ts'
import { readConfig } from '../../src/kernel/config.ts'
import { drain } from '../../src/kernel/job.ts'
import { engine } from '../../src/kernel/tx.ts'
import { run } from '../../src/center/quality/run.ts'
import { importFolder } from '../../src/platform/feed/index.ts'
import { AS_OF, declarations } from '../bank.ts'
import { bring as land, type Row } from '../bring.ts'
import { plantAccounts, plantRecords, sound, soundAccount, type Ledger } from '../planted.ts'
import { townsfolk } from '../town.ts'
import { ms, print } from './bank.ts'

/** Of each kind so many faults. */
const MANY = 60
const ABREAST = 20_000
const both = (word: string) => ({ zh: word, en: word })
const cents = (rows: Row[]) => (rows.reduce((sum, row) => sum + Math.round(Number(row.balance) * 100), 0) / 100).toFixed(2)

export async function bench(sizes: number[]): Promise<void> {
  for (const size of sizes) await measure(size)
}

async function measure(size: number): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'yilan-bench-quality-'))
  const { urls, close } = await open({ config: readConfig({ ...process.env, YILAN_HOME: home, YILAN_PROFILE: 'demo' }) })
  try {
    await importFolder({ folder: null, declarations, asOf: AS_OF })
    const kinds = await lay(size)
    await drain(urls.queue)
    await judge(kinds)
    await reconcile()
  } finally {
    await close()
    rmSync(home, { recursive: true, force: true })
  }
}

type Kind = { kind: string; found: string[] }
let books: Ledger[] = []

/** A town of people as its systems have written them down without an error, and the faults among them. */
async function lay(size: number): Promise<Kind[]> {
  const records = plantRecords('savings', MANY, 40_000)
  const accounts = plantAccounts('savings', MANY, 500_000, Array.from({ length: 400 }, (_, n) => `ok${n}`))
  const planted = records.reduce((sum, { rows }) => sum + rows.length, 0)
  const town = townsfolk({ people: Math.ceil(size / 2.05), seed: 20261123, errors: 'clean' }).slice(0, size - planted - 400)
  books = [...Array.from({ length: Math.floor(size / 4) }, (_, n) => soundAccount(n, `ok${n % 400}`)), ...accounts.flatMap(({ ledgers }) => ledgers)]
  const holders = Array.from({ length: 400 }, (_, n) => sound(`ok${n}`, n))
  console.log(`\n${size} 条记录（其中 ${planted} 条埋有差错或与之成组），${books.length} 个账户，${books.length * 5} 笔交易`)
  const bySource = Map.groupBy(town, ({ source }) => source)
  for (const [source, townsmen] of bySource) {
    const own = townsmen.map(({ row }) => row)
    const rows = source === 'savings' ? [...own, ...holders, ...records.flatMap((each) => each.rows)] : own
    for (let from = 0; from < rows.length; from += ABREAST) await land(source, rows.slice(from, from + ABREAST))
  }
  await engine('bench', (tx) => tx`select identity.survey()`)
  await bring('savings', [{ entity: 'account.account', rows: books.flatMap((each) => each.accounts) }, { entity: 'account.transaction', rows: books.flatMap((each) => each.transactions) }])
  return [...records, ...accounts]
}

async function bring(source: string, interfaces: { entity: string; rows: Row[] }[]): Promise<void> {
  const declared = interfaces.map(({ entity, rows }) => ({ name: `bench-${source}.${entity.split('.')[1]}`, title: both(entity), entity, rows }))
  await importFolder({ folder: null, asOf: AS_OF, declarations: [{ source, title: both(source), zone: 'Asia/Shanghai', interfaces: declared }] })
}

async function judge(kinds: readonly Kind[]): Promise<void> {
  const began = performance.now()
  const whole = await engine('bench', (tx) => run(tx, 'full', 'bench'))
  const full = performance.now() - began
  const again = performance.now()
  const changed = await engine('bench', (tx) => run(tx, 'changed', 'bench'))
  const since = performance.now() - again
  const failed = await engine('bench', (tx) => tx<{ words: string; title: string }[]>`
    select concat_ws(' ', f.rule, f.field, f.source, f.key) as words, u.title ->> 'zh' as title
    from quality.failure f join (select distinct on (rule) rule, title from quality.rule order by rule, version desc) u on u.rule = f.rule
    where f.state = 'open' and (f.source, f.key) not in (select source, key from identity.source_record where run in (select r.run from feed.run r join feed.interface i on i.interface = r.interface where i.name not like 'bench-%'))
      and f.subject not in (select account_no from account.account where run in (select r.run from feed.run r join feed.interface i on i.interface = r.interface where i.name not like 'bench-%'))`)
  const said = new Set(failed.map(({ words }) => words))
  const due = new Set(kinds.flatMap(({ found }) => found))
  const strays = failed.filter(({ words }) => !due.has(words))
  print(['差错', '埋入', '找到', '漏', '误报'], [
    ...kinds.map(({ kind, found }) => [kind, found.length, found.filter((words) => said.has(words)).length, found.filter((words) => !said.has(words)).length, '']),
    ['合计', due.size, [...due].filter((words) => said.has(words)).length, [...due].filter((words) => !said.has(words)).length, strays.length],
  ])
  for (const { words, title } of strays.slice(0, 20)) console.log(`  误报 ${title}: ${words}`)
  print(['运行', '看过', '秒', '每秒'], [
    ['全面', whole.looked, (full / 1000).toFixed(1), Math.round(whole.looked / (full / 1000))], ['增量（无新数据）', changed.looked, (since / 1000).toFixed(1), ms(since)],
  ])
  }

/** One account of them all is a cent off in the source's own file. */
async function reconcile(): Promise<void> {
  const accounts = books.flatMap((each) => each.accounts).filter((each) => each.status !== 'closed' && each.customer !== null)
  const [here] = await engine('bench', (tx) => tx<{ keys: string[] }[]>`
    select array_agg(key) as keys from account.account where source = 'savings' and status <> 'closed' and told_balance is not null`)
  const known = new Set(here?.keys)
  const odd = accounts[Math.floor(accounts.length / 3)]
  const all = (await engine('bench', (tx) => tx<Row[]>`
    select a.key, o.code as org, a.balance::text as balance from account.account a join access.org o on o.org = a.org where a.source = 'savings' and a.status <> 'closed'`))
    .map((row) => (row.key === odd?.key ? { ...row, balance: (Number(row.balance) + 0.01).toFixed(2) } : row))
  let n = 0
  const line = (of: Row[], more: Row): Row => ({ key: `c${++n}`, day: AS_OF, of: 'account', ...more, rows: String(of.length), amount: cents(of) })
  const control = [line(all, {}), ...['N1', 'N2', 'S1'].map((org) => line(all.filter((row) => row.org === org), { org })), ...all.map((row) => line([row], { account: row.key ?? null }))]
  const began = performance.now()
  await bring('savings', [{ entity: 'quality.control', rows: control }])
  const seconds = (performance.now() - began) / 1000
  const found = await engine('bench', (tx) => tx<{ level: string; account_no: string; gap: string }[]>`
    select level, account_no, (theirs_amount - ours_amount)::text as gap from quality.difference order by case level when 'total' then 1 when 'branch' then 2 else 4 end`)
  console.log(`\n核对：对账文件 ${control.length} 行（${known.size} 个账户），读入并核对 ${seconds.toFixed(1)} 秒；埋入 0.01 元于 ${odd?.key}`)
  print(['层级', '账户', '差额'], found.map(({ level, account_no, gap }) => [level, account_no, gap]))
}
