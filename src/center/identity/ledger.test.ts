import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { bulk, engine, type Tx } from '#kernel/tx'
import { bring, card, record } from '#test/bring'
import { openWorld, people, type Person, type World } from '#test/world'
import { applyClusters, openVerdict } from './ledger.ts'
import { refuse } from './judge.ts'
import { settle } from './settle.ts'
import { target } from './target.ts'

let bank: World
before(async () => {
  bank = await openWorld()
})
after(() => bank.close())

const settleAll = () => settle('test', () => {})
const one = <Row>(work: (tx: Tx) => Promise<Row | undefined>) => engine('test', work).then((row) => row ?? assert.fail('nothing there'))
const customerOf = async (source: string, key: string) => (await one((tx) => tx.one<{ no: string }>`select customer_no as no from identity.membership where source = ${source} and key = ${key} and to_event is null`)).no
const recOf = async (key: string) => (await one((tx) => tx.one<{ rec: number }>`select rec from identity.membership where key = ${key} and to_event is null`)).rec
const standing = (no: string) => one((tx) => tx.one<{ version: number; state: string; merged_into: string | null; owner: string | null }>`select version, state, merged_into, owner from customer.customer where customer_no = ${no}`)
const versionOf = async (no: string) => (await standing(no)).version

async function mergeBy(person: Person, a: string, b: string) {
  return (await bank.as(person)).post(`/identity/customers/${a}/merge`, { version: await versionOf(a), other: b, otherVersion: await versionOf(b), reason: '同一人，柜面核实' })
}
async function undoBy(person: Person, event: number) {
  return (await bank.as(person)).post(`/identity/events/${event}/undo`, { reason: '合并有误' })
}

test('two numbers of one person become one: records, accounts and search follow, and the old number answers as the new', async () => {
  const [chen, wang] = [await customerOf('savings', 'S0001'), await customerOf('savings', 'S0004')]
  const merged = await mergeBy(people.wu, wang, chen)
  assert.equal(merged.status, 200, merged.text)
  assert.equal(merged.body.customerNo, chen, 'who has more records keeps the number')
  assert.deepEqual({ ...(await standing(wang)), version: 0 }, { version: 0, state: 'merged', merged_into: chen, owner: null })
  const wu = await bank.as(people.wu)
  const whole = (await wu.get(`/customer360/customers/${chen}`)).body
  assert.equal(whole.records, 3)
  assert.equal(whole.accounts.length, 4)
  assert.equal(whole.position.aum, '483500.50')
  const old = await wu.get(`/customer360/customers/${wang}`)
  assert.equal(old.status, 200)
  assert.equal(old.body.customerNo, chen)
  assert.deepEqual((await wu.post('/search/find', { text: wang })).body.hits.map((hit: { customerNo: string }) => hit.customerNo), [chen])
  await bank.drain()
  assert.deepEqual((await wu.post('/search/find', { text: '王芳' })).body.hits.map((hit: { customerNo: string }) => hit.customerNo), [chen])
  const { events } = (await wu.get(`/identity/customers/${chen}/history`)).body
  assert.equal(events[0].kind, 'merge')
  assert.equal(events[0].actorName, '吴敏')
  assert.deepEqual(events[0].moved, [{ source: 'savings', key: 'S0004', before: wang, after: chen, reason: 'merge' }])
  const undone = await undoBy(people.wu, merged.body.event)
  assert.equal(undone.status, 200, undone.text)
  assert.equal((await wu.get(`/customer360/customers/${wang}`)).body.position.aum, '1200.00')
  assert.equal((await standing(wang)).state, 'active')
  assert.equal((await undoBy(people.wu, merged.body.event)).body.facts.cause, 'undone')
})

test('a key customer waits for the owner: whoever else proposes asks, the owner decides', async () => {
  const [ouyang, rare] = [await customerOf('savings', 'S0005'), await customerOf('savings', 'S0006')]
  const asked = await mergeBy(people.qian, ouyang, rare)
  assert.equal(asked.status, 200, asked.text)
  assert.equal(asked.body.event, null)
  assert.deepEqual(asked.body.waitsFor, ['E1001', 'E1002'])
  assert.equal((await standing(rare)).state, 'active')
  const item = await one((tx) => tx.one<{ needs: string; owners: string[]; customers: string[] }>`select needs, owners, customers from identity.review_item where item = ${asked.body.item}`)
  assert.deepEqual({ ...item }, { needs: 'owners', owners: ['E1001', 'E1002'], customers: [ouyang, rare].toSorted() })
  assert.equal((await mergeBy(people.wu, rare, ouyang)).body.item, asked.body.item, 'one open question')
  const said = await one((tx) => tx.one<{ who: string }>`select who from identity.review_decision where item = ${asked.body.item}`)
  assert.equal(said.who, people.wu.staff)
})

test('before it is done everybody is told who will see what', async () => {
  const [chen, zhang] = [await customerOf('savings', 'S0001'), await customerOf('savings', 'S0002')]
  const seen = await (await bank.as(people.qian)).get(`/identity/customers/${chen}/merge-preview?with=${zhang}`)
  assert.equal(seen.status, 200, seen.text)
  assert.ok([chen, zhang].includes(seen.body.survivor))
  assert.equal(seen.body.moves, 2)
  assert.equal(seen.body.needs, 'owners')
  const n2 = seen.body.sight.find((each: { orgName: string }) => each.orgName === '白塔支行')
  assert.deepEqual(n2.before.map((each: { sees: string }) => each.sees).toSorted(), ['part', 'whole'])
  assert.equal(n2.after, 'part')
  const n1 = seen.body.sight.find((each: { orgName: string }) => each.orgName === '青石桥支行')
  assert.deepEqual([n1.after, n1.gained], ['whole', 2])
  assert.equal((await standing(zhang)).state, 'active', 'only looked at')
  assert.equal((await (await bank.as(people.wu)).get(`/identity/customers/${chen}/merge-preview?with=${zhang}`)).status, 404)
})

test('a split leaves two who never meet again, and a number that was merged in comes back to its own records', async () => {
  await bring('savings', [record('P1'), record('P2', { name: '林珂' })])
  await bring('card', [record('P3')])
  await settleAll()
  const [a, b, c] = [await customerOf('savings', 'P1'), await customerOf('savings', 'P2'), await customerOf('card', 'P3')]
  assert.equal((await mergeBy(people.shen, a, b)).status, 200)
  assert.equal((await mergeBy(people.shen, a, c)).body.customerNo, a)
  const shen = await bank.as(people.shen)
  const leave = async (...keys: [string, string][]) => shen.post(`/identity/customers/${a}/split`, { version: await versionOf(a), records: keys.map(([source, key]) => ({ source, key })), reason: '两个人' })
  const back = await leave(['savings', 'P2'])
  assert.equal(back.body.customerNo, b, back.text)
  assert.equal((await standing(b)).state, 'active')
  assert.deepEqual((await mergeBy(people.shen, a, b)).body.facts.cause, 'kept-apart')
  const whole = await leave(['savings', 'P1'], ['card', 'P3'])
  assert.equal(whole.body.facts.cause, 'whole')
  const undone = await undoBy(people.shen, back.body.event)
  assert.equal(undone.status, 200, undone.text)
  assert.equal(await customerOf('savings', 'P2'), a)
  assert.equal((await shen.get(`/customer360/customers/${b}`)).body.customerNo, a)
})

test('an event on which later events stand is refused with those named', async () => {
  await bring('savings', [record('Q1'), record('Q2')])
  await bring('card', [record('Q3'), record('Q4')])
  await settleAll()
  const numbers = await Promise.all([['savings', 'Q1'], ['savings', 'Q2'], ['card', 'Q3']].map(([source = '', key = '']) => customerOf(source, key)))
  const [a = '', b = '', c = ''] = numbers
  const first = (await mergeBy(people.shen, a, b)).body
  const second = (await mergeBy(people.shen, c, a)).body
  const blocked = await undoBy(people.shen, second.customerNo === a ? first.event : first.event)
  if (second.customerNo !== a) assert.deepEqual(blocked.body.facts, { cause: 'later', events: [second.event] })
  const split = await (await bank.as(people.shen)).post(`/identity/customers/${a}/split`, { version: await versionOf(a), records: [{ source: 'card', key: 'Q3' }], reason: '不是同一人' })
  const late = await undoBy(people.shen, second.event)
  assert.deepEqual([late.status, late.body.facts], [409, { cause: 'later', events: [split.body.event] }])
})

test('a chosen value holds over any trust until its day, with who chose it and why; another branch never sees what is not its own', async () => {
  const chen = await customerOf('savings', 'S0001')
  const wu = await bank.as(people.wu)
  const at = async () => (await wu.get(`/identity/customers/${chen}/sources`)).body
  const before = (await at()).golden.address
  const chosen = await wu.post(`/identity/customers/${chen}/pins`, { version: await versionOf(chen), attribute: 'address', source: 'savings', key: 'S0001', until: '2027-06-01', reason: '客户本人确认' })
  assert.equal(chosen.status, 200, chosen.text)
  const now = await at()
  assert.notEqual(now.golden.address, before)
  assert.equal(now.golden.address, '江苏省南京市玄武区柳岸路12号3栋502室')
  assert.deepEqual(now.winners.find((each: { attribute: string }) => each.attribute === 'address').pinned, { by: 'E1001', byName: '吴敏', until: '2027-06-01', reason: '客户本人确认' })
  const he = (await (await bank.as(people.he)).get(`/identity/customers/${chen}/sources`)).body
  assert.equal(he.golden.address, '江苏省南京市秦淮区观澜街8号')
  await engine('test', (tx) => tx`update identity.pin set until = current_date where event = ${chosen.body.event}`)
  await engine('test', (tx) => tx`update identity.golden set as_of = current_date - 1 where customer_no = ${chen}`)
  await engine('test', async (tx) => (await import('./judge.ts')).expirePins(tx))
  await settleAll()
  assert.equal((await at()).golden.address, before)
})

test('a stale version is refused with both, a part of a customer decides nothing', async () => {
  const [chen, wang] = [await customerOf('savings', 'S0001'), await customerOf('savings', 'S0004')]
  const wu = await bank.as(people.wu)
  const stale = await wu.post(`/identity/customers/${chen}/merge`, { version: 999, other: wang, otherVersion: await versionOf(wang), reason: '同一人' })
  assert.equal(stale.status, 412)
  assert.equal(stale.body.facts.theirs[chen], await versionOf(chen))
  assert.equal((await (await bank.as(people.he)).post(`/identity/customers/${chen}/merge`, { version: 1, other: wang, otherVersion: 1, reason: '同一人' })).status, 404)
})

// ---- what the matcher says

async function say(clusters: string[][], doubts: [string, string, number][] = []) {
  const recs = await Promise.all(clusters.map((keys) => Promise.all(keys.map(recOf))))
  const pairs = await Promise.all(doubts.map(async ([a, b, bits]) => [await recOf(a), await recOf(b), bits] as const))
  return engine('test', async (tx) => {
    await openVerdict(tx)
    await tx`insert into pg_temp.cluster select rec, cluster from unnest(${recs.flat()}::bigint[], ${recs.flatMap((each, i) => each.map(() => i))}::bigint[]) c (rec, cluster)`
    await tx`insert into pg_temp.doubt (a, b, bits) select a, b, bits from unnest(${pairs.map((each) => each[0])}::bigint[], ${pairs.map((each) => each[1])}::bigint[], ${pairs.map((each) => each[2])}::real[]) d (a, b, bits)`
    // What has been said of them is all that will be: the matcher of this bank does not look at them again.
    await tx`delete from identity.unmatched where rec = any(${recs.flat()}::bigint[])`
    return applyClusters(tx, { model: 'person-1', reason: 'batch' })
  })
}

test('what nobody has seen goes where it belongs, and a number that nobody saw is a gap', async () => {
  await bring('savings', [record('V1', { name: '柳青' })])
  await settleAll()
  await bring('card', [record('V2', { name: '柳青' }), record('V3', { name: '柳青' })])
  await bring('loan', [record('V4', { name: '柳青' }), record('V5')])
  const [seen, unseen, other] = [await customerOf('savings', 'V1'), await customerOf('card', 'V2'), await customerOf('card', 'V3')]
  assert.deepEqual(await say([['V1', 'V2'], ['V3', 'V4'], ['V5']]), { linked: 2, merged: 0, asked: 0 })
  await settleAll()
  assert.equal(await customerOf('card', 'V2'), seen)
  assert.equal((await standing(unseen)).state, 'withdrawn')
  assert.equal(await customerOf('loan', 'V4'), other, 'the lesser number')
})

test('what the matcher has placed and nobody has seen yet may be placed anew', async () => {
  await bring('savings', [record('U1', { name: '甲一', birthday: '1980-01-01' }), record('U2', { name: '乙二', birthday: '1981-01-01' }), record('U3', { name: '丙三', birthday: '1982-01-01' })])
  const [a, b] = [await customerOf('savings', 'U1'), await customerOf('savings', 'U3')]
  await say([['U1', 'U2'], ['U3']])
  assert.equal(await customerOf('savings', 'U2'), a)
  assert.deepEqual(await say([['U1'], ['U2', 'U3']]), { linked: 1, merged: 0, asked: 0 })
  assert.equal(await customerOf('savings', 'U2'), b)
})

test('an import taken back after a merge and brought again finds the survivor', async () => {
  await bring('savings', [record('N1', { name: '丁四', birthday: '1983-01-01' })], { run: 9001 })
  await bring('card', [record('N2', { name: '戊五', birthday: '1984-01-01' })], { run: 9002 })
  await settleAll()
  const [a, b] = [await customerOf('savings', 'N1'), await customerOf('card', 'N2')]
  const { body } = await mergeBy(people.shen, a, b)
  assert.deepEqual(await bulk('feed', (tx) => target.undo(tx, body.customerNo === a ? 9002 : 9001)), { removed: 1, restored: 0 })
  await settleAll()
  if (body.customerNo === a) await bring('card', [record('N2', { name: '戊五', birthday: '1984-01-01' })], { run: 9003 })
  else await bring('savings', [record('N1', { name: '丁四', birthday: '1983-01-01' })], { run: 9003 })
  await settleAll()
  assert.equal(await customerOf('savings', 'N1'), body.customerNo)
  assert.equal(await customerOf('card', 'N2'), body.customerNo)
  assert.equal((await undoBy(people.shen, body.event)).body.facts.cause, 'later', 'the record came anew since')
})

test('one document and two people: the matcher may part what the document joined, before anybody has seen it', async () => {
  await bring('savings', [record('W1', { idNumber: card(801), name: '周一' })])
  await settleAll()
  await bring('card', [record('W2', { idNumber: card(801), name: '吴二' })])
  const settled = await customerOf('savings', 'W1')
  assert.equal(await customerOf('card', 'W2'), settled)
  await say([['W1'], ['W2']], [['W1', 'W2', 3]])
  await settleAll()
  assert.equal(await customerOf('savings', 'W1'), settled)
  const apart = await customerOf('card', 'W2')
  assert.notEqual(apart, settled)
  assert.equal((await standing(apart)).state, 'active')
  const item = await one((tx) => tx.one<{ kind: string; needs: string }>`select kind, needs from identity.review_item where customers = ${[settled, apart].toSorted()}::text[]`)
  assert.deepEqual({ ...item }, { kind: 'pair', needs: 'steward' })
})

test('settled customers are merged by the matcher unless a person must be asked; a settled record never moves by itself', async () => {
  await bring('savings', [record('X1'), record('X2'), record('X5', { idNumber: card(802) })])
  await bring('card', [record('X3'), record('X4', { owner: 'E2001' }), record('X6', { idNumber: card(802) })])
  await bring('loan', [record('X7', { owner: 'E1001' })])
  await settleAll()
  assert.deepEqual(await say([['X1', 'X2', 'X3'], ['X4', 'X7'], ['X5'], ['X6']]), { linked: 0, merged: 2, asked: 2 })
  assert.equal(await customerOf('card', 'X3'), await customerOf('savings', 'X1'))
  assert.notEqual(await customerOf('card', 'X4'), await customerOf('loan', 'X7'), 'two owners')
  assert.equal(await customerOf('card', 'X6'), await customerOf('savings', 'X5'))
  const [x4, x5] = [await customerOf('card', 'X4'), await customerOf('savings', 'X5')]
  const rows = await engine('test', (tx) => tx<{ kind: string; needs: string; recs: string[] }[]>`select kind, needs, recs from identity.review_item where ${x4} = any(customers) or ${x5} = any(customers) order by kind`)
  assert.deepEqual(rows.map((row) => [row.kind, row.needs, row.recs.length]), [['merge', 'owners', 0], ['split', 'steward', 1]])
  assert.deepEqual(await say([['X1', 'X2', 'X3'], ['X4', 'X7'], ['X5'], ['X6']]), { linked: 0, merged: 0, asked: 0 }, 'the same again asks and does nothing')
})

test('what people have refused is not asked again', async () => {
  await bring('savings', [record('Y1'), record('Y2')])
  await settleAll()
  const [a, b] = [await customerOf('savings', 'Y1'), await customerOf('savings', 'Y2')]
  const { event } = await engine('test', (tx) => refuse(tx, { customers: [a, b], reason: '双胞胎' }))
  assert.equal((await say([['Y1'], ['Y2']], [['Y1', 'Y2', 1]])).asked, 0)
  assert.deepEqual(await say([['Y1', 'Y2']]), { linked: 0, merged: 0, asked: 0 }, 'nor merged by the matcher')
  assert.equal((await undoBy(people.qian, event)).status, 200)
  assert.equal((await say([['Y1'], ['Y2']], [['Y1', 'Y2', 1]])).asked, 1)
})

test('a question that a merge answered is asked again when the merge is taken back', async () => {
  await bring('savings', [record('AA1', { name: '蒋一鸣' }), record('AA2', { name: '蒋一鸣' })])
  await settleAll()
  const [a, b] = [await customerOf('savings', 'AA1'), await customerOf('savings', 'AA2')]
  await say([['AA1'], ['AA2']], [['AA1', 'AA2', 1]])
  const open = () => engine('test', (tx) => tx<{ customers: string[] }[]>`select customers from identity.review_item where kind = 'pair' and state = 'open' and customers = ${[a, b].toSorted()}::text[]`)
  assert.equal((await open()).length, 1)
  const merged = await mergeBy(people.shen, a, b)
  assert.equal(merged.status, 200, merged.text)
  assert.deepEqual(await open(), [])
  assert.equal((await undoBy(people.shen, merged.body.event)).status, 200)
  assert.deepEqual((await open()).map(({ customers }) => [...customers]), [[a, b].toSorted()])
})

test('a record that arrived under a merged number while it was being merged is brought to the survivor', async () => {
  await bring('savings', [record('Z1', { idNumber: card(803) }), record('Z2')])
  await settleAll()
  const [a, b] = [await customerOf('savings', 'Z1'), await customerOf('savings', 'Z2')]
  await bring('card', [record('Z3', { idNumber: card(803) })])
  await mergeBy(people.shen, a, b)
  const survivor = await customerOf('savings', 'Z2')
  await settleAll()
  assert.equal(await customerOf('card', 'Z3'), survivor)
})
