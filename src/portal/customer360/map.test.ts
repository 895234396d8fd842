import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { MOST, reached, relate, unrelate } from '#center/customer'
import { engine, sql } from '#kernel/tx'
import { companies, openWorld, people, records, type Person, type World } from '#test/world'

let bank: World
const no: Record<string, string> = {}
before(async () => {
  bank = await openWorld()
  const who = { chen: ['savings', records.chen.key], zhang: ['savings', records.zhang.key], li: ['savings', records.li.key], wang: ['savings', records.wang.key], ouyang: ['savings', records.ouyang.key], rare: ['savings', records.rare.key], jiangcheng: ['corporate', companies.jiangcheng.key] }
  for (const [name, [source, key]] of Object.entries(who)) {
    const found = await engine('test', (tx) => tx.one<{ no: string }>`select customer_no as no from identity.membership where source = ${source} and key = ${key} and to_event is null`)
    no[name] = found?.no ?? ''
  }
  await tie('chen', 'wang', 'spouse', '2015-05-20')
  await tie('wang', 'rare', 'child', '2020-03-01')
  await tie('rare', 'ouyang', 'referrer', '2022-01-01')
  await tie('chen', 'zhang', 'guarantor', '2023-06-01') // he guarantees her debts
  await tie('zhang', 'jiangcheng', 'controlled', '2019-06-01')
  await tie('jiangcheng', 'ouyang', 'guarantor', '2024-01-01')
  await tie('chen', 'li', 'referrer', '2021-01-01')
})
after(() => bank.close())

const tie = (from: string, to: string, type: string, since: string) => engine('test', (tx) => relate(tx, sql`select ${no[from]}::text as customer_no, ${no[to]}::text as other_no, ${type}::text as type, ${since}::date as since, 'test' as evidence`))
const mapSeenBy = async (person: Person, name: string, more = '') => (await (await bank.as(person)).get(`/customer360/customers/${no[name]}/map${more}`)).body
const names = (body: { nodes: { name: string }[] }) => body.nodes.map((node) => node.name).toSorted()

test('the map shows who stands one and two steps from a customer, each read from its own side', async () => {
  const near = await mapSeenBy(people.shen, 'chen', '?hops=1')
  assert.deepEqual(names(near), ['王芳', '陈静'].toSorted(), 'her guarantor and her referrer bank elsewhere: the head of her branch does not see them')
  const wide = await mapSeenBy(people.bei, 'chen')
  assert.deepEqual(names(wide), ['张伟', '江城精工机械有限公司', '王芳', '陈静', '𠮷田䶮'].toSorted())
  const spouse = wide.ties.find((each: { type: string }) => each.type === 'spouse')
  assert.equal(spouse.mutual, true)
  const guarantee = wide.ties.find((each: { type: string }) => each.type === 'guarantor')
  assert.deepEqual([guarantee.from, guarantee.to, guarantee.carries, guarantee.since], [no.chen, no.zhang, 'guarantee', '2023-06-01'])
  assert.deepEqual(wide.nodes.map((node: { ring: number }) => node.ring).toSorted(), [0, 1, 1, 2, 2])
})

test('whom one may not see is neither on the map nor a step of a way', async () => {
  const body = await mapSeenBy(people.shen, 'chen')
  assert.ok(!JSON.stringify(body).includes(no.zhang ?? '?') && !JSON.stringify(body).includes(no.li ?? '?'))
  const shen = await bank.as(people.shen)
  assert.deepEqual((await shen.get(`/customer360/customers/${no.chen}/path?other=${no.zhang}`)).status, 404)
  assert.equal((await mapSeenBy(people.he, 'chen')).nodes.length, 1, 'the branch of her card sees her, and none of her relations')
  assert.equal((await (await bank.as(people.luo)).get(`/customer360/customers/${no.chen}/map`)).status, 404)
})

test('how two customers are related is the shortest way over those in sight', async () => {
  const way = async (person: Person, from: string, to: string) => names((await (await bank.as(person)).get(`/customer360/customers/${no[from]}/path?other=${no[to]}`)).body)
  assert.deepEqual(await way(people.shen, 'chen', 'ouyang'), ['欧阳修远', '王芳', '陈静', '𠮷田䶮'].toSorted(), 'over her husband, as the head of the branch knows it')
  await tie('ouyang', 'zhang', 'guarantor', '2025-01-01')
  assert.deepEqual(await way(people.bei, 'chen', 'ouyang'), ['张伟', '欧阳修远', '陈静'].toSorted(), 'the branch above sees a shorter one')
  assert.deepEqual(await way(people.zhou, 'li', 'jiangcheng'), ['张伟', '李明', '江城精工机械有限公司', '陈静'].toSorted())
})

test('who guarantees and holds others answers for what they owe, each once', async () => {
  const { exposure } = await mapSeenBy(people.zhou, 'zhang')
  assert.deepEqual([exposure.control.customers, exposure.guarantee.customers], [1, 3], 'the company he holds; 陈静 and 欧阳修远, whom he guarantees, and the company whose debt is guaranteed by him in turn')
  assert.equal(exposure.guarantee.lum, '3260.40')
  assert.equal(exposure.all.customers, 4)
  assert.equal(exposure.all.lum, '3380.40', 'with his own card')
  assert.equal((await mapSeenBy(people.ma, 'zhang')).exposure.guarantee.customers, 0, 'those he guarantees bank at another branch')
})

test('a relation that has ended stays on the map with its days', async () => {
  await engine('test', (tx) => unrelate(tx, sql`select ${no.rare}::text as customer_no, ${no.ouyang}::text as other_no, 'referrer' as type`))
  const ended = (await mapSeenBy(people.shen, 'rare')).ties.find((each: { type: string }) => each.type === 'referrer')
  assert.equal(ended.since, '2022-01-01')
  assert.ok(ended.until)
})

test('whom a customer answers for is found on any web of guarantees and holdings, circles among them', async () => {
  const all = Object.values(no)
  const edges = fc.uniqueArray(fc.tuple(fc.nat(6), fc.nat(6), fc.constantFrom('guarantor' as const, 'controlled' as const)).filter(([a, b]) => a !== b), { maxLength: 14, selector: (edge) => edge.join() })
  await fc.assert(fc.asyncProperty(edges, fc.nat(6), async (web, start) => {
    await engine('test', async (tx) => {
      await tx`delete from customer.relation`
      for (const [a, b, type] of web) await tx`
        insert into customer.relation (customer_no, other_no, type, direction, since, evidence)
        values (${all[a]}, ${all[b]}, ${type}, 'forward', '2020-01-01', 'test'), (${all[b]}, ${all[a]}, ${type}, 'backward', '2020-01-01', 'test')`
      const found = await reached(tx, all[start] as string, ['control', 'guarantee']) // fc.nat(6) and seven customers
      const plain = new Set<number>([start])
      const walk = (from: number): void => web.forEach(([a, b, type]) => {
        const next = type === 'controlled' && a === from ? b : type === 'guarantor' && b === from ? a : null
        if (next === null || plain.has(next)) return
        plain.add(next)
        walk(next)
      })
      walk(start)
      assert.deepEqual(found.toSorted(), [...plain].filter((n) => n !== start).map((n) => all[n] as string).toSorted())
      assert.ok(found.length < MOST)
    })
  }), { numRuns: 60 })
})
