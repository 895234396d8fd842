import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { engine } from '#kernel/tx'
import { openWorld, people, type World } from '#test/world'

let world: World
before(async () => {
  world = await openWorld()
})
after(() => world.close())

type Row = { org: number; hi: number; parent: number | null; code: string }
const tree = () => engine('test', (tx) => tx<Row[]>`select org, hi, parent, code from access.org order by org`)
const orgOf = async (code: string) => (await tree()).find((row) => row.code === code)?.org ?? -1

test('the tree is shown from one’s own organisation down', async () => {
  const seen = async (person: typeof people.xi) => (await (await world.as(person)).get('/access/orgs')).body.rows.map((row: { code: string }) => row.code)
  assert.deepEqual(await seen(people.xi), ['H', 'N', 'N1', 'N2', 'S', 'S1'])
  assert.deepEqual(await seen(people.bei), ['N', 'N1', 'N2'])
  assert.equal((await (await world.as(people.wu)).get('/access/orgs')).status, 403)
})

test('the system administrator adds a branch, and its rows fall into its parent’s block', async () => {
  const xi = await world.as(people.xi)
  const south = await orgOf('S')
  const { status, body } = await xi.post('/access/orgs', { parent: south, code: 'S2', name: '芦苇支行', kind: 'subbranch' })
  assert.equal(status, 200)
  const [parent, child] = [(await tree()).find((row) => row.org === south), (await tree()).find((row) => row.code === 'S2')]
  assert.ok(parent && child && child.org > parent.org && child.hi <= parent.hi)
  assert.equal(body.version, 1)
  assert.deepEqual((await xi.post('/access/orgs', { parent: south, code: 'S2', name: '另一家', kind: 'subbranch' })).body.facts, { field: 'code', cause: 'taken' })
  assert.equal((await xi.post('/access/orgs', { parent: 999, code: 'X1', name: '无主', kind: 'branch' })).status, 404)
  assert.equal((await xi.post('/access/orgs', { parent: south, code: 'X 1', name: '格式', kind: 'branch' })).status, 400)
})

test('of two who rename a branch at once one wins and the other sees both names', async () => {
  const xi = await world.as(people.xi)
  const org = await orgOf('N1')
  const { version } = (await xi.get('/access/orgs')).body.rows.find((row: { org: number }) => row.org === org)
  const names = Array.from({ length: 20 }, (_, i) => `青石桥支行 ${i}`)
  const answers = await Promise.all(names.map((name) => xi.patch(`/access/orgs/${org}`, { name, version })))
  assert.deepEqual(answers.map((each) => each.status).toSorted(), [200, ...Array.from({ length: 19 }, () => 412)])
  const winner = answers.find((each) => each.status === 200)?.body.name
  const loser = answers.findIndex((each) => each.status === 412)
  assert.deepEqual(answers[loser]?.body.facts, { yours: { name: names[loser] }, theirs: { name: winner, version: version + 1 } })
})

test('only the system administrator changes the tree, even by raw SQL', async () => {
  for (const person of [people.an, people.ji, people.bei, people.qian]) {
    assert.equal((await (await world.as(person)).post('/access/orgs', { parent: 0, code: 'Z9', name: '越权', kind: 'branch' })).status, 403)
  }
  const { transact, nobody } = await import('#kernel/tx')
  const bei = { ...nobody, staff: people.bei.staff, kind: 'staff' as const, lo: 0, hi: 2147483647 }
  await assert.rejects(transact(bei, (tx) => tx`insert into access.org (org, hi, parent, code, name, kind) values (99, 99, 0, 'Z9', '越权', 'branch')`), { code: '42501' })
  assert.equal(await transact(bei, (tx) => tx.count`update access.org set name = '越权' where org = 0`), 0)
})

test('however a bank grows, blocks nest in their parents and never touch', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { minLength: 1, maxLength: 25 }), async (choices) => {
      await engine('test', async (tx) => {
        const placed = [{ org: 0, hi: 2147483647, parent: -1 }]
        for (const [i, choice] of choices.entries()) {
          const parent = placed[choice % placed.length] as Row // an index modulo the length is always there
          const [block] = await tx<Row[]>`select org, hi from access.place(${parent.org})`
          if (!block) continue
          await tx`insert into access.org (org, hi, parent, code, name, kind) values (${block.org}, ${block.hi}, ${parent.org}, ${`P${i}`}, '枝', 'branch')`
          placed.push({ org: block.org, hi: block.hi, parent: parent.org })
        }
        const [faults] = await tx<{ n: number }[]>`
          select count(*) as n from access.org a join access.org b on a.org < b.org
          where not (a.hi < b.org or (b.hi <= a.hi and (b.parent = a.org or exists (select from access.org p where p.org = b.parent and p.org between a.org and a.hi))))`
        assert.equal(faults?.n, 0)
        throw new Undone()
      }).catch((error: unknown) => {
        if (!(error instanceof Undone)) throw error
      })
    }),
    { numRuns: 40 },
  )
})

class Undone extends Error {}

test('a counter of a counter of a sub-branch has no room, and says so', async () => {
  const xi = await world.as(people.xi)
  let parent = await orgOf('S1')
  for (const code of ['S1A', 'S1B']) {
    assert.equal((await xi.post('/access/orgs', { parent, code, name: code, kind: 'department' })).status, 200)
    parent = await orgOf(code)
  }
  assert.deepEqual((await xi.post('/access/orgs', { parent, code: 'S1C', name: 'S1C', kind: 'department' })).body.facts, { field: 'parent', cause: 'full' })
})
