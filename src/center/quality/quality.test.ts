import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { importFolder } from '#platform/feed'
import { engine } from '#kernel/tx'
import { plantAccounts, plantRecords, sound, soundAccount } from '#test/planted'
import { AS_OF, openWorld, type World } from '#test/world'
import { run } from './run.ts'

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

const both = (word: string) => ({ zh: word, en: word })
async function bring(source: string, interfaces: { entity: string; rows: object[] }[]): Promise<void> {
  await importFolder({
    folder: null, asOf: AS_OF,
    declarations: [{ source, title: both('测试系统'), zone: 'Asia/Shanghai', interfaces: interfaces.map(({ entity, rows }) => ({ name: `${source}.${entity.split('.')[1]}`, title: both(entity), entity, rows })) }],
  })
}
const open = async (where = 'true') => (await owner.query<{ words: string }>(`select concat_ws(' ', rule, field, source, key) as words from quality.failure where state = 'open' and ${where} order by 1`)).rows.map(({ words }) => words)

test('planted faults of every kind are found among sound rows, and none else', async () => {
  await engine('test', (tx) => run(tx, 'full', 'test'))
  const before = new Set(await open())
  const planted = plantRecords('bench', 12, 5000)
  const holders = Array.from({ length: 600 }, (_, n) => `ok${n}`)
  const ledgers = plantAccounts('bench', 12, 5000, holders)
  const books = [...holders.slice(0, 200).map((holder, n) => soundAccount(n, holder)), ...ledgers.flatMap((each) => each.ledgers)]
  const rows = [...Array.from({ length: 600 }, (_, n) => sound(`ok${n}`, n)), ...planted.flatMap((each) => each.rows)]
  await bring('bench', [
    { entity: 'identity.record', rows }, { entity: 'account.account', rows: books.flatMap((each) => each.accounts) }, { entity: 'account.transaction', rows: books.flatMap((each) => each.transactions) },
  ])
  await engine('test', (tx) => run(tx, 'full', 'test'))
  const found = (await open()).filter((words) => !before.has(words))
  const due = [...planted, ...ledgers].flatMap((each) => each.found)
  assert.deepEqual({ missed: due.filter((words) => !found.includes(words)), false: found.filter((words) => !due.includes(words)) }, { missed: [], false: [] })
})
