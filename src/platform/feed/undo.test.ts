/** Any run of any entity can be taken out of the middle: what remains is what importing only the other runs would have left. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import pg from 'pg'
import { engine } from '#kernel/tx'
import { openWorld, people, type Client, type World } from '#test/world'
import { importFolder } from './import.ts'
import { steps } from './run.ts'
import { undo } from './undo.ts'

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
})

type Rows = Record<string, string>[]
const both = (word: string) => ({ zh: word, en: word })

async function bring(source: string, entity: string, rows: Rows): Promise<number> {
  const name = `${source}.${entity.split('.')[1]}`
  const { runs } = await importFolder({ folder: null, declarations: [{ source, title: both(source), zone: 'Asia/Shanghai', interfaces: [{ name, title: both(name), entity, rows }] }], asOf: '2026-11-20' })
  return runs[0]?.run ?? assert.fail()
}
async function takeBack(run: number, cascade = false): Promise<void> {
  await engine('test', (tx) => steps.step(tx, run, cascade ? 'ask-undo-all' : 'ask-undo', '导错文件'))
  assert.notEqual(await undo(run), null, `run ${run} was not taken back`)
}

const NAMES = ['甲', '乙', '丙']
const people3 = [0, 1, 2].map((n) => ({ key: `c${n}`, kind: 'retail', name: `客户${NAMES[n]}`, org: 'N1' }))
const accounts3 = [0, 1, 2].map((n) => ({ key: `a${n}`, customer: `c${n}`, org: 'N1', kind: 'deposit', balance: '1.00' }))
/** Of each entity: a row of a key with one of three values, and the rows as they stand, without the run they came by. */
const ENTITIES: Record<string, { row: (key: number, value: number) => Record<string, string>; state: (source: string) => string }> = {
  'identity.record': {
    row: (key, value) => ({ key: `r${key}`, kind: 'retail', name: `张${NAMES[value]}`, org: value === 2 ? 'N2' : 'N1' }),
    state: (source) => `
      select r.key, r.name, r.org, m.org as membership from identity.source_record r
      join identity.membership m on m.key = r.key and m.source = r.source and m.to_event is null
      where r.source = '${source}' and r.valid_to is null and r.key like 'r%' order by 1`,
  },
  'account.account': {
    row: (key, value) => ({ key: `x${key}`, customer: `c${value}`, org: 'N1', kind: 'deposit', balance: `${value}.50` }),
    state: (source) => `
      select a.key, a.balance, a.customer_key, (select string_agg(h.customer_key, ',' order by h.customer_key) from account.holder h where h.account_no = a.account_no and h.until is null) as held
      from account.account a where a.source = '${source}' and a.key like 'x%' order by 1`,
  },
  'account.holder': {
    row: (key, value) => ({ key: `h${key}`, account: 'a0', customer: `c${value}`, role: 'joint' }),
    state: (source) => `select key, customer_key, role from account.holder where source = '${source}' and until is null and key <> '@' order by 1`,
  },
  'account.holding': {
    row: (key, value) => ({ key: `g${key}`, account: 'a0', product: 'P1', value: `${value}.00` }),
    state: (source) => `select key, value from account.holding where source = '${source}' order by 1`,
  },
  'account.order': {
    row: (key, value) => ({ key: `o${key}`, account: 'a0', amount: `${value + 1}.00` }),
    state: (source) => `select key, amount from account.standing_order where source = '${source}' order by 1`,
  },
  'account.transaction': {
    row: (key) => ({ key: `t${key}`, account: 'a0', at: `2026-11-1${key}T10:00:00+08:00`, amount: '5.00', kind: 'transfer' }),
    state: (source) => `select key, amount, on_day::text from account.transaction where account_no = '${source}:a0' order by 1`,
  },
}

const delivery = fc.uniqueArray(fc.tuple(fc.nat(2), fc.nat(2)), { selector: ([key]) => key, minLength: 1, maxLength: 3 })
const script = fc.record({ runs: fc.array(delivery, { minLength: 2, maxLength: 5 }), undone: fc.array(fc.nat(4), { minLength: 1, maxLength: 4 }) })
let banks = 0

for (const [entity, { row, state }] of Object.entries(ENTITIES)) {
  test(`${entity}: runs taken back in any order leave what the others alone would have left`, async () => {
    await fc.assert(
      fc.asyncProperty(script, async ({ runs, undone }) => {
        const [done, never] = [`u${++banks}a`, `u${banks}b`]
        for (const source of [done, never]) {
          await bring(source, 'identity.record', people3)
          await bring(source, 'account.account', accounts3)
        }
        const gone = [...new Set(undone.map((n) => n % runs.length))]
        const numbers: number[] = []
        // The number of the delivery in a field that fills nothing would do; rows in another order are another file.
        for (const [n, rows] of runs.entries()) numbers.push(await bring(done, entity, [...rows.map(([key, value]) => row(key, value)), ...marker(entity, n)]))
        for (const n of gone) await takeBack(numbers[n] as number)
        for (const [n, rows] of runs.entries()) if (!gone.includes(n)) await bring(never, entity, [...rows.map(([key, value]) => row(key, value)), ...marker(entity, n)])
        const [left, wanted] = [(await owner.query(state(done))).rows, (await owner.query(state(never))).rows]
        assert.deepEqual(left, wanted)
        const { rows: wrong } = await owner.query(`
          select r.run from feed.run r join feed.interface i using (interface)
          where i.source = $1 and r.state = 'done' and (r.lines <> r.added + r.changed + r.same + r.skipped + r.rejected or least(r.added, r.changed, r.same, r.rejected) < 0)`, [done])
        assert.deepEqual(wrong, [], 'the counts of the runs that stand add up')
      }),
      { numRuns: 12 },
    )
  })
}

/** Makes every delivery a file of its own: the same bytes would be recognised and not read. A row of nobody is refused. */
function marker(entity: string, n: number): Rows {
  const nobody = { account: `nobody-${n}`, customer: `nobody-${n}`, org: `nowhere-${n}` }
  const blank = ENTITIES[entity]?.row(0, 0) ?? {}
  return [Object.fromEntries(Object.keys(blank).map((field) => [field, field === 'key' ? `nobody-${n}` : ((nobody as Record<string, string>)[field] ?? (blank[field] as string))]))]
}

test('what stands on accounts that would vanish refuses the undo, is told first, goes with them by choice, and can be loaded again', async () => {
  const source = 'fall'
  await bring(source, 'identity.record', people3)
  const run = await bring(source, 'account.account', accounts3)
  const moves = [1, 2, 3].map((n) => ({ key: `t${n}`, account: 'a1', at: `2026-11-1${n}T10:00:00+08:00`, amount: '5.00', kind: 'transfer' }))
  const later = await bring(source, 'account.transaction', moves)
  const preview = (await steward.get(`/feed/runs/${run}/undo`)).body
  assert.deepEqual(preview.standing.map((each: { title: { en: string }; count: number; fate: string }) => [each.title.en, each.count, each.fate]), [['Transactions of accounts that would vanish', 3, 'blocks']])
  await steward.post(`/feed/runs/${run}/undo`, { reason: '导错文件' })
  await bank.drain()
  assert.equal((await steward.get(`/feed/runs/${run}`)).body.state, 'done', 'refused: it stands as it was')
  await steward.post(`/feed/runs/${run}/undo`, { reason: '导错文件', cascade: true })
  await bank.drain()
  assert.equal((await steward.get(`/feed/runs/${run}`)).body.state, 'undone')
  const fallen = (await steward.get(`/feed/runs/${later}`)).body
  assert.deepEqual([fallen.added, fallen.rejected, fallen.reasons.map((each: { reason: string }) => each.reason)], [0, 3, ['unknown-reference']])
  assert.equal((await owner.query(`select from account.transaction where account_no = 'fall:a1'`)).rowCount, 0)
  await bring(source, 'account.account', accounts3.slice(1))
  await steward.post(`/feed/runs/${later}/replays`, { why: '账户已重新导入' })
  await bank.drain()
  assert.equal((await owner.query(`select from account.transaction where account_no = 'fall:a1'`)).rowCount, 3)
})

test('accounts that a later file says just the same do not fall, nor what stands on them', async () => {
  const source = 'twice'
  await bring(source, 'identity.record', people3)
  const run = await bring(source, 'account.account', accounts3)
  await bring(source, 'account.transaction', [{ key: 't1', account: 'a1', at: '2026-11-11T10:00:00+08:00', amount: '5.00', kind: 'transfer' }])
  const again = await bring(source, 'account.account', [...accounts3, { key: 'a9', customer: 'c0', org: 'N1', kind: 'deposit', balance: '9.00' }])
  assert.deepEqual((await steward.get(`/feed/runs/${run}/undo`)).body, { later: 1, same: 3, isExact: true, lastOnly: null, standing: [] })
  await takeBack(run)
  assert.equal((await owner.query(`select from account.transaction where account_no = 'twice:a1'`)).rowCount, 1)
  const { rows } = await owner.query(`select distinct run from account.account where source = 'twice'`)
  assert.deepEqual(rows, [{ run: again }])
  const { added, same } = (await steward.get(`/feed/runs/${again}`)).body
  assert.deepEqual([added, same], [4, 0])
})
