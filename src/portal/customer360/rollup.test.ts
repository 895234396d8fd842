import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { engine } from '#kernel/tx'
import { sum } from '#kernel/money'
import { companies, openWorld, people, records, type Person, type World } from '#test/world'
import { sumsOf } from './rollup.ts'

let bank: World
const no: Record<string, string> = {}
before(async () => {
  bank = await openWorld()
  const who = { chen: ['savings', records.chen.key], zhang: ['savings', records.zhang.key], li: ['savings', records.li.key], wang: ['savings', records.wang.key], ouyang: ['savings', records.ouyang.key], jiangcheng: ['corporate', companies.jiangcheng.key] }
  for (const [name, [source, key]] of Object.entries(who)) {
    const found = await engine('test', (tx) => tx.one<{ no: string }>`select customer_no as no from identity.membership where source = ${source} and key = ${key} and to_event is null`)
    no[name] = found?.no ?? ''
  }
})
after(() => bank.close())

const rollup = async (person: Person, name: string, of: 'household' | 'group') => (await bank.as(person)).get(`/customer360/customers/${no[name]}/rollup/${of}`)
const join = async (person: Person, name: string, other: string, role = 'spouse') => (await bank.as(person)).post(`/customer/customers/${no[name]}/household`, { other: no[other], role, reason: '客户告知' })

test('a household holds and owes together, and says what each is in it', async () => {
  assert.equal((await rollup(people.shen, 'chen', 'household')).body.household, null)
  assert.equal((await join(people.shen, 'chen', 'wang')).status, 200)
  assert.equal((await join(people.shen, 'chen', 'ouyang', 'parent')).status, 200)
  const { body } = await rollup(people.shen, 'chen', 'household')
  assert.deepEqual(body.members.map((member: { name: string; role: string }) => [member.name, member.role]), [['陈静', 'head'], ...[['王芳', 'spouse', no.wang], ['欧阳修远', 'parent', no.ouyang]].toSorted((a, b) => ((a[2] ?? '') < (b[2] ?? '') ? -1 : 1)).map(([name, role]) => [name, role])])
  assert.equal(body.sums.aum, sum(['482300.50', '1200.00', '2600000.00']))
  assert.equal(body.sums.lum, '3260.40')
  assert.equal(body.sums.limit, '50000.00', 'her card at the other branch')
  assert.deepEqual((await rollup(people.shen, 'wang', 'household')).body.sums, body.sums, 'the same from every member')
})

test('nobody is in two households, no company is in any, and a leaver stays told', async () => {
  const again = await join(people.shen, 'chen', 'wang')
  assert.deepEqual([again.status, again.body.facts.cause], [409, 'already'])
  assert.equal((await join(people.bei, 'chen', 'jiangcheng')).status, 422)
  assert.equal((await join(people.shen, 'chen', 'li')).status, 404, 'a customer of another branch')
  const left = await (await bank.as(people.shen)).post(`/customer/customers/${no.ouyang}/household/leave`, { reason: '已分户' })
  assert.equal(left.status, 200)
  assert.equal((await rollup(people.shen, 'chen', 'household')).body.members.length, 2)
  const kept = await engine('test', (tx) => tx.one<{ ended_reason: string }>`select ended_reason from customer.household_member where customer_no = ${no.ouyang}`)
  assert.equal(kept?.ended_reason, '已分户')
})

test('a member of another branch is in no sum of a branch that does not see it', async () => {
  assert.equal((await join(people.bei, 'chen', 'zhang', 'other')).status, 200)
  const [own, above] = [(await rollup(people.shen, 'chen', 'household')).body, (await rollup(people.bei, 'chen', 'household')).body]
  assert.deepEqual([own.sums.customers, above.sums.customers], [2, 3])
  assert.ok(!JSON.stringify(own).includes(no.zhang ?? '?') && !JSON.stringify(own).includes('张伟'))
  assert.equal((await rollup(people.ma, 'zhang', 'household')).body.sums.customers, 1)
  assert.equal((await rollup(people.luo, 'chen', 'household')).status, 404)
})

test('a group rolled up over any web of holdings is the plain sum over whom it reaches, circles among them', async () => {
  const all = Object.values(no)
  const client = await bank.as(people.zhou)
  const held = new Map((await engine('test', (tx) => tx<{ no: string; aum: string; lum: string }[]>`select customer_no as no, aum::text, lum::text from account.position where whole`)).map((each) => [each.no, each]))
  const edges = fc.uniqueArray(fc.tuple(fc.nat(5), fc.nat(5)).filter(([a, b]) => a !== b), { maxLength: 12, selector: (edge) => edge.join() })
  await fc.assert(fc.asyncProperty(edges, fc.nat(5), async (web, start) => {
    await engine('test', async (tx) => {
      await tx`delete from customer.relation`
      for (const [a, b] of web) await tx`
        insert into customer.relation (customer_no, other_no, type, direction, since, evidence)
        values (${all[a]}, ${all[b]}, 'controlled', 'forward', '2020-01-01', 'test'), (${all[b]}, ${all[a]}, 'controlled', 'backward', '2020-01-01', 'test')`
    })
    const plain = (from: number, met: Set<number>): Set<number> => {
      met.add(from)
      for (const [a, b] of web) if (a === from && !met.has(b)) plain(b, met)
      return met
    }
    const reached = [...plain(start, new Set())].map((n) => all[n] as string)
    const { body } = await client.get(`/customer360/customers/${all[start]}/rollup/group`)
    assert.deepEqual(body.members.map((member: { customerNo: string }) => member.customerNo).toSorted(), reached.toSorted())
    assert.equal(Number(body.sums.aum), Number(sum(reached.map((each) => held.get(each)?.aum ?? '0'))))
    assert.equal(Number(body.sums.lum), Number(sum(reached.map((each) => held.get(each)?.lum ?? '0'))))
  }), { numRuns: 40 })
})

test('sums are of one currency; what stands in another is said', () => {
  const one = { customerNo: '1', name: 'a', kind: 'retail', level: null, status: null, owner: null, currency: 'CNY', mixed: false, aum: '10.00', lum: '0', limit: '0', overdue: '1.00' }
  assert.deepEqual(sumsOf([one, { ...one, currency: 'USD', aum: '99' }]), { customers: 2, currency: 'CNY', mixed: true, aum: '10.00', lum: '0', limit: '0', overdue: '1.00', late: 2 })
})
