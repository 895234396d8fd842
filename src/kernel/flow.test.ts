import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import pg from 'pg'
import { openWorld, type World } from '#test/world'
import { Refused } from './error.ts'
import { flow } from './flow.ts'
import { engine, sql } from './tx.ts'

type State = 'draft' | 'running' | 'closed'
const stages = flow<State, 'launch' | 'close' | 'reopen'>({
  steps: { launch: { from: ['draft'], to: 'running' }, close: { from: ['draft', 'running'], to: 'closed' }, reopen: { from: ['closed'], to: 'draft' } },
  thing: (id) => sql`select state from fair.stall where id = ${id}`,
  move: (id, to) => sql`update fair.stall set state = ${to} where id = ${id}`,
  log: (id, step, from, to, who, note) => sql`insert into fair.step (id, step, before, after, who, note) values (${id}, ${step}, ${from}, ${to}, ${who}, ${note})`,
})

let bank: World
before(async () => {
  bank = await openWorld()
  const owner = new pg.Client({ connectionString: bank.urls.owner })
  await owner.connect()
  await owner.query(`create schema fair; create table fair.stall (id int primary key, state text not null);
    create table fair.step (id int, step text, before text, after text, who text, note text, seq bigint generated always as identity);
    select kernel.protect('fair.stall', by => 'engine'); select kernel.protect('fair.step', by => 'engine')`)
  await owner.end()
})
after(() => bank.close())

const put = (id: number) => engine('test', (tx) => tx`insert into fair.stall values (${id}, 'draft')`)
const take = (id: number, step: 'launch' | 'close' | 'reopen', note?: string) => engine('test', (tx) => stages.step(tx, id, step, note))

test('a step is a row with who, from where, to where and why', async () => {
  await put(1)
  assert.equal(await take(1, 'launch', '开张'), 'running')
  assert.deepEqual(await engine('test', (tx) => tx`select step, before, after, who, note from fair.step where id = 1`), [{ step: 'launch', before: 'draft', after: 'running', who: 'service:test', note: '开张' }])
})

test('a step that is not allowed is refused with what would be, and leaves no trace', async () => {
  await put(2)
  await assert.rejects(take(2, 'reopen'), (error) => error instanceof Refused && error.code === 'conflict' && String(error.facts.allowed) === 'launch,close')
  assert.deepEqual(await engine('test', (tx) => tx`select count(*) as n from fair.step where id = 2`), [{ n: 0 }])
  await assert.rejects(take(404, 'launch'), (error) => error instanceof Refused && error.code === 'not-found')
})

test('of many who take the same step at once, one does', async () => {
  await put(3)
  const taken = await Promise.allSettled(Array.from({ length: 12 }, () => take(3, 'launch')))
  assert.equal(taken.filter((each) => each.status === 'fulfilled').length, 1)
})

test('whatever steps are tried in whatever order, the rows replay to the state', async () => {
  let id = 100
  await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom('launch' as const, 'close' as const, 'reopen' as const), { maxLength: 8 }), async (tried) => {
    await put(++id)
    for (const step of tried) await take(id, step).catch((error) => assert.ok(error instanceof Refused))
    const rows = await engine('test', (tx) => tx<{ before: State; after: State }[]>`select before, after from fair.step where id = ${id} order by seq`)
    rows.forEach((row, i) => assert.equal(row.before, i === 0 ? 'draft' : rows[i - 1]?.after))
    assert.deepEqual(await engine('test', (tx) => tx`select state from fair.stall where id = ${id}`), [{ state: rows.at(-1)?.after ?? 'draft' }])
  }), { numRuns: 25 })
})
