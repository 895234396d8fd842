import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openWorld, type World } from '#test/world'
import { Refused } from './error.ts'
import { bulk, engine, nobody, sql, statement, transact, type Who } from './tx.ts'

let bank: World
before(async () => {
  bank = await openWorld()
})
after(() => bank.close())

const everyone: Who = { ...nobody, staff: 'E0001', kind: 'staff', lo: 0, hi: 2147483647 }

test('a transaction whose statement failed unheard does not commit silently', async () => {
  await assert.rejects(transact(everyone, async (tx) => {
    tx`select 1 / 0`.catch(() => {})
    return 'answered'
  }), /rolled back/)
})

test('what a transaction wrote is gone when its work throws', async () => {
  const before = await engine('test', (tx) => tx<{ n: number }[]>`select count(*) as n from kernel.idempotency`)
  await assert.rejects(engine('test', async (tx) => {
    await tx`insert into kernel.idempotency (staff, key, door, request_hash) values ('a', 'b', 'c', '')`
    throw new Refused('conflict')
  }))
  assert.deepEqual(await engine('test', (tx) => tx`select count(*) as n from kernel.idempotency`), before)
})

test('fragments become one text with numbered values, and the same text has the same name', () => {
  const only = (status: string | undefined) => (status ? sql`and status = ${status}` : sql``)
  const one = statement(sql`select a from b where c = ${1} ${only('x')} limit ${2}`)
  assert.equal(one.text, 'select a from b where c = $1 and status = $2 limit $3')
  assert.deepEqual(one.values, [1, 'x', 2])
  assert.equal(one.name, statement(sql`select a from b where c = ${9} ${only('y')} limit ${8}`).name)
  assert.notEqual(one.name, statement(sql`select a from b where c = ${1} ${only(undefined)} limit ${2}`).name)
})

test('a value never becomes part of a statement', async () => {
  const evil = `'; drop table kernel.audit_entry; --`
  assert.deepEqual(await transact(everyone, (tx) => tx`select ${evil}::text as said`), [{ said: evil }])
})

test('nobody sees a row, and each sees the block of the own organisation', async () => {
  const seen = (who: Who) => transact(who, (tx) => tx<{ n: number }[]>`select count(*) as n from identity.golden`).then(([row]) => row?.n)
  assert.equal(await seen(nobody), 0)
  const [branch] = await engine('test', (tx) => tx<{ org: number; hi: number; n: number }[]>`
    select o.org, o.hi, (select count(*) from identity.golden g where g.org between o.org and o.hi) as n from access.org o where o.code = 'N1'`)
  assert.ok(branch && branch.n > 0)
  assert.equal(await seen({ ...everyone, lo: branch.org, hi: branch.hi }), branch.n)
})

test('money, days and instants arrive as the house writes them', async () => {
  const [row] = await engine('test', (tx) => tx`select 12.30::numeric(10, 2) as money, date '2026-11-22' as day, timestamptz '2026-11-22 09:05+08' as at, 5::bigint as count`)
  assert.deepEqual(row, { money: '12.30', day: '2026-11-22', at: '2026-11-22T01:05:00.000Z', count: 5 })
})

test('a batch copies rows and is undone as a whole', async () => {
  await bulk('test', async (tx) => {
    await tx`create temp table poured (n int, word text) on commit drop`
    await tx.copy('copy poured (n, word) from stdin', ['1\t一\n', Buffer.from('2\t二\n')])
    assert.deepEqual(await tx`select word from poured order by n`, [{ word: '一' }, { word: '二' }])
  })
})
