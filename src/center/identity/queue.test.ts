import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { engine, type Tx } from '#kernel/tx'
import { bring, record } from '#test/bring'
import { doubt } from '#test/doubts'
import { openWorld, people, records, type Client, type Person, type World } from '#test/world'
import { settle } from './settle.ts'

let bank: World
before(async () => {
  bank = await openWorld()
})
after(() => bank.close())

const one = <Row>(work: (tx: Tx) => Promise<Row | undefined>) => engine('test', work).then((row) => row ?? assert.fail('nothing there'))
const customerOf = async (key: string, source = 'savings') => (await one((tx) => tx.one<{ no: string }>`select customer_no as no from identity.membership where source = ${source} and key = ${key} and to_event is null`)).no
const stateOf = async (no: string) => (await one((tx) => tx.one<{ state: string }>`select state from customer.customer where customer_no = ${no}`)).state

async function itemOf(a: string, b: string): Promise<string> {
  const customers = [await customerOf(a), await customerOf(b)].toSorted()
  return (await one((tx) => tx.one<{ item: string }>`select item::text from identity.review_item where customers = ${customers}::text[] order by item desc limit 1`)).item
}
async function look(person: Person, item: string) {
  const answer = await (await bank.as(person)).get(`/identity/reviews/${item}`)
  assert.equal(answer.status, 200, `${answer.text} ${bank.logged.filter((line) => line.includes('error')).at(-1)}`)
  return answer.body
}
const DOORS: Record<string, string> = { steward: 'decide', owner: 'confirm', supervisor: 'rule' }
async function say(person: Person, item: string, answer: string, part?: string) {
  const client = await bank.as(person)
  const { version, seen, as } = await look(person, item)
  return client.post(`/identity/reviews/${item}/${DOORS[part ?? as ?? 'steward']}`, { version, seen, answer })
}

test('the steward sees both sides, field by field with what each counts, and whose word it takes', async () => {
  await doubt([['S0001', 'S0004']])
  const item = await itemOf('S0001', 'S0004')
  const shown = await look(people.qian, item)
  assert.equal(shown.kind, 'pair')
  assert.equal(shown.as, 'steward')
  assert.deepEqual(shown.sides.map((side: { name: string }) => side.name).toSorted(), ['王芳', '陈静'])
  assert.ok(shown.sides.every((side: { records: { idNumber: string }[] }) => side.records.every(({ idNumber }) => idNumber.includes('*'))), 'masked')
  assert.deepEqual(shown.fields.map(({ field, level, verdict }: Record<string, string>) => [field, level, verdict]), [['name', 'equal', 'same'], ['birthday', 'else', 'different'], ['phone', 'edit1', 'similar'], ['gender', 'equal', 'same']])
  const sum = shown.fields.reduce((all: number, field: { bits: number }) => all + field.bits, shown.prior + shown.rarity - shown.lessened)
  assert.ok(Math.abs(sum - shown.bits) < 0.05, `${sum} is not ${shown.bits}`)
  assert.equal(shown.value, '483500.50')
  assert.deepEqual(shown.confirmers.map(({ part, answer }: Record<string, string>) => [part, answer]), [['steward', null]])
  assert.ok(Number(shown.gain) > 0)
})

test('the same: they are merged at once, and taken back within moments they are two again', async () => {
  const item = await itemOf('S0001', 'S0004')
  const [chen, wang] = [await customerOf('S0001'), await customerOf('S0004')]
  const said = await say(people.qian, item, 'same')
  assert.equal(said.status, 200, said.text)
  assert.deepEqual({ ...said.body, decision: 0 }, { item, state: 'done', need: 'steward', decision: 0, survivor: chen })
  assert.equal(await stateOf(wang), 'merged')
  const undone = await (await bank.as(people.qian)).post(`/identity/reviews/${item}/undo`, { decision: said.body.decision })
  assert.equal(undone.status, 200, undone.text)
  assert.equal(await stateOf(wang), 'active')
  assert.equal(await customerOf('S0004'), wang)
  const again = await look(people.qian, item)
  assert.deepEqual([again.state, again.isMine, again.steps.map((step: { answer: string }) => step.answer)], ['open', true, ['same', 'undo']])
})

test('different: nobody asks again, whatever the matcher thinks', async () => {
  const item = await itemOf('S0001', 'S0004')
  const said = await say(people.qian, item, 'different')
  assert.equal(said.status, 200, said.text)
  await doubt([['S0001', 'S0004']])
  assert.equal(await itemOf('S0001', 'S0004'), item, 'no new question')
  assert.equal((await look(people.qian, item)).state, 'done')
})

test('whoever sees only one side is told equal or different, and nothing else of the other', async () => {
  await doubt([['S0002', 'S0003']])
  const item = await itemOf('S0002', 'S0003')
  const answer = await (await bank.as(people.he)).get(`/identity/reviews/${item}`)
  assert.equal(answer.status, 200, answer.text)
  const hidden = answer.body.sides.find((side: { isSeen: boolean }) => !side.isSeen)
  assert.deepEqual({ ...hidden, kind: '' }, { isSeen: false, name: null, level: null, branch: null, ownerName: null, kind: '', aum: null, accounts: null, since: null, records: [], hidden: 1 })
  assert.ok(answer.body.fields.length > 0)
  for (const secret of [records.li.name, await customerOf('S0003'), '柳浪', '9100', '54300']) assert.ok(!answer.text.includes(secret), secret)
  assert.equal(answer.body.value, '45200.00')
  assert.equal((await (await bank.as(people.wu)).get(`/identity/reviews/${item}`)).status, 404, 'and a branch with neither learns nothing')
})

test('owners of two branches both have to say so; where they differ the supervisor of both rules', async () => {
  const item = await itemOf('S0002', 'S0003')
  assert.equal((await look(people.qian, item)).need, 'owners')
  assert.equal((await look(people.qian, item)).because, 'other-confirmer')
  const early = await say(people.qian, item, 'same', 'steward')
  assert.deepEqual([early.status, early.body.facts.cause], [403, 'other-confirmer'])
  const first = await say(people.he, item, 'same')
  assert.deepEqual([first.status, first.body.state, first.body.need], [200, 'open', 'owners'], first.text)
  assert.equal((await look(people.he, item)).because, 'already')
  const second = await say(people.luo, item, 'different')
  assert.deepEqual([second.body.state, second.body.need], ['open', 'supervisor'])
  assert.equal((await say(people.ma, item, 'same', 'supervisor')).status, 403, 'the head of one of the two branches is not the supervisor of both')
  assert.equal((await look(people.bei, item)).because, 'other-confirmer')
})

test('what has changed since it was shown is not decided: the reason is told', async () => {
  await bring('savings', [record('V1'), record('V2'), record('V3'), record('V4')])
  await settle('test', () => {})
  await doubt([['V1', 'V2'], ['V3', 'V4']])
  const item = await itemOf('V1', 'V2')
  const qian = await bank.as(people.qian)
  const { version, seen } = await look(people.qian, item)
  await bring('savings', [record('V1', { name: '林改名', updatedOn: '2026-11-20' })])
  await settle('test', () => {})
  const stale = await qian.post(`/identity/reviews/${item}/decide`, { version, seen, answer: 'same' })
  assert.deepEqual([stale.status, stale.body.facts.cause], [412, 'customers'])
  assert.equal((await say(people.qian, item, 'different')).status, 200)
  const late = await qian.post(`/identity/reviews/${item}/decide`, { version, seen, answer: 'same' })
  assert.deepEqual([late.status, late.body.facts.cause], [412, 'decided'])
})

test('who is to be asked at the next contact stands in a list of its own, and any manager who sees the customer may answer', async () => {
  const item = await itemOf('V3', 'V4')
  const raised = await say(people.qian, item, 'contact')
  assert.deepEqual([raised.body.state, raised.body.need], ['open', 'contact'])
  const wu = await bank.as(people.wu)
  const listed = await wu.get('/identity/reviews?need=contact')
  assert.deepEqual(listed.body.rows.map((row: { item: string }) => row.item), [item])
  const said = await say(people.wu, item, 'same')
  assert.deepEqual([said.status, said.body.state], [200, 'done'], said.text)
})

test('the queue is read page by page, worth and doubt first, and each item once', async () => {
  const many = Array.from({ length: 40 }, (_, n) => [record(`W${n}a`), record(`W${n}b`)])
  await bring('savings', many.flat())
  await settle('test', () => {})
  for (const bits of [-1.5, 0.2, 3]) await doubt(many.filter((_, n) => n % 3 === [-1.5, 0.2, 3].indexOf(bits)).map(([a, b]) => [a?.key, b?.key] as const), bits)
  const qian = await bank.as(people.qian)
  const seen: { item: string; value: string }[] = []
  for (let after: string | null = ''; after !== null;) {
    const page: Awaited<ReturnType<Client['get']>> = await qian.get(`/identity/reviews?limit=7${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`)
    assert.equal(page.status, 200, page.text)
    seen.push(...page.body.rows)
    after = page.body.next
  }
  const { rows } = await engine('test', async (tx) => ({ rows: await tx<{ item: string }[]>`select i.item::text from identity.review_item i where i.state = 'open' order by i.rank desc, i.item desc` }))
  assert.deepEqual(seen.map(({ item }) => item), rows.map(({ item }) => item))
  assert.equal((await qian.get('/identity/review-counts')).body.open, rows.length)
})

test('two people, one queue, a thousand items: nobody ever gets the other’s, and each is decided once', async () => {
  await engine('test', (tx) => tx`insert into access.granted (role, side, permission) select 'compliance', 'business', p from unnest('{identity.review,identity.decide}'::text[]) p on conflict do nothing`)
  await engine('test', (tx) => tx`update identity.review_item set state = 'stale' where state = 'open'`)
  const pairs = Array.from({ length: 1000 }, (_, n) => [record(`X${n}a`), record(`X${n}b`)] as const)
  await bring('savings', pairs.flat())
  await settle('test', () => {})
  await doubt(pairs.map(([a, b]) => [a.key, b.key] as const))
  const taken = new Map<string, string[]>([['E0002', []], ['E0001', []]])
  await Promise.all([workThrough(people.qian, taken), workThrough(people.zhou, taken)])
  const [mine = [], theirs = []] = [...taken.values()]
  assert.equal(mine.length + theirs.length, 1000)
  assert.equal(new Set([...mine, ...theirs]).size, 1000)
  assert.ok(mine.length > 100 && theirs.length > 100, `${mine.length} and ${theirs.length}`)
  const { n } = await one((tx) => tx.one<{ n: number }>`select count(*) as n from identity.review_decision d join identity.review_item i on i.item = d.item and i.state = 'done' where d.verdict = 'different' and d.who in ('E0001', 'E0002') and d.item::text = any (${[...mine, ...theirs]}::text[])`)
  assert.equal(n, 1000)
})

/** Takes and decides until nothing is left. */
async function workThrough(person: Person, taken: Map<string, string[]>): Promise<void> {
  const client = await bank.as(person)
  for (;;) {
    const claimed = await client.post('/identity/review-claims', {})
    assert.equal(claimed.status, 200, claimed.text)
    const { item } = claimed.body
    if (item === null) return
    const others = [...taken].filter(([staff]) => staff !== person.staff).flatMap(([, items]) => items)
    assert.ok(!others.includes(item), `${person.name} got ${item}, which a colleague had`)
    const { version, seen } = (await client.get(`/identity/reviews/${item}`)).body
    const said = await client.post(`/identity/reviews/${item}/decide`, { version, seen, answer: 'different' })
    assert.equal(said.status, 200, said.text)
    taken.get(person.staff)?.push(item)
  }
}

test('what a colleague has open can be looked at and not decided, until five minutes have passed', async () => {
  await bring('savings', [record('Y1'), record('Y2')])
  await settle('test', () => {})
  await doubt([['Y1', 'Y2']])
  const item = await itemOf('Y1', 'Y2')
  const [qian, zhou] = [await bank.as(people.qian), await bank.as(people.zhou)]
  assert.equal((await qian.post('/identity/review-claims', { item })).body.item, item)
  const { version, seen, because, claimedBy } = await look(people.zhou, item)
  assert.deepEqual([because, claimedBy], ['claimed', people.qian.name])
  assert.equal((await zhou.post('/identity/review-claims', { item })).body.facts.cause, 'claim')
  assert.equal((await zhou.post('/identity/review-claims', {})).body.item, null)
  const refused = await zhou.post(`/identity/reviews/${item}/decide`, { version, seen, answer: 'same' })
  assert.deepEqual([refused.status, refused.body.facts.cause], [412, 'claim'])
  await engine('test', (tx) => tx`update identity.review_item set claimed_until = now() - interval '1 second' where item = ${item}`)
  assert.equal((await zhou.post('/identity/review-claims', {})).body.item, item)
})
