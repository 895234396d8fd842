/** An open page hears that its customer has changed: who sees the customer hears it, nobody else does, and only the number is said. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { engine } from '../src/kernel/tx.ts'
import { tellWatchers } from '../src/kernel/live.ts'
import { importFolder } from '../src/platform/feed/index.ts'
import { AS_OF, openWorld, people, records, type Person, type World } from './world.ts'

let bank: World
let base: string
let chen: string
before(async () => {
  bank = await openWorld()
  base = await bank.app.listen({ port: 0, host: '127.0.0.1' })
  chen = await numberOf(records.chen.key)
  // A server that has just begun to listen knows nothing of its own load, and sends people away for a second.
  while ((await fetch(`${base}/api/openapi.json`)).status === 503) await pause(50)
})
after(() => bank.close())

const numberOf = async (key: string) => (await engine('test', (tx) => tx.one<{ no: string }>`select customer_no as no from identity.membership where source = 'savings' and key = ${key} and to_event is null`))?.no ?? ''

type Line = { status: number; heard: { event: string; keys: string[] }[]; ended: boolean; close(): void }

async function watch(cookie: string, key: string, headers: Record<string, string> = {}, age = 0): Promise<Line> {
  const end = new AbortController()
  const answer = await fetch(`${base}/api/live?on=${encodeURIComponent(key)}&age=${age}`, { headers: { cookie, ...headers }, signal: end.signal })
  const line: Line = { status: answer.status, heard: [], ended: false, close: () => end.abort() }
  if (answer.status === 200) void listen(answer, line).catch(() => {}) // closed by the test
  return line
}

async function listen(answer: Response, line: Line): Promise<void> {
  let text = ''
  for await (const bytes of answer.body as ReadableStream<Uint8Array>) {
    text += new TextDecoder().decode(bytes)
    for (let at = text.indexOf('\n\n'); at >= 0; at = text.indexOf('\n\n')) {
      const [, event = '', data = '[]'] = /^event: (\w+)\nid: \d+\ndata: (.*)$/.exec(text.slice(0, at)) ?? []
      line.heard.push({ event, keys: JSON.parse(data) as string[] })
      text = text.slice(at + 2)
    }
  }
  line.ended = true
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let waited = 0; !isTrue(); waited += 20) {
    assert.ok(waited < 8000, 'nothing came')
    await pause(20)
  }
}

const watchAs = async (person: Person, age = 0) => watch((await bank.as(person)).cookie, `customer:${chen}`, {}, age)
const changes = (line: Line) => line.heard.filter(({ event }) => event === 'change')

const move = (key: string) => importFolder({
  folder: null, asOf: AS_OF,
  declarations: [{ source: 'savings', title: { zh: '储蓄核心系统', en: 'Savings core' }, zone: 'Asia/Shanghai', interfaces: [{
    name: `savings.late${key}`, title: { zh: '补录', en: 'Late' }, entity: 'account.transaction',
    rows: [{ key, account: '6222020001', at: '2026-11-20T12:00:00+08:00', amount: '-10.00', balance: '182290.50', kind: 'purchase', summary: '消费' }],
  }] }],
})

test('a posted transaction is told to everyone who has the customer open and may see her, by number alone', async () => {
  const [wu, he] = await Promise.all([watchAs(people.wu), watchAs(people.he)])
  await until(() => wu.heard.length > 0 && he.heard.length > 0)
  await move('L1')
  await until(() => changes(wu).length > 0 && changes(he).length > 0)
  assert.deepEqual(changes(wu)[0]?.keys, [`customer:${chen}`])
  wu.close()
  he.close()
})

test('who does not see the customer cannot watch her, nor can nobody, nor a foreign page', async () => {
  assert.equal((await watchAs(people.luo)).status, 404)
  assert.equal((await watchAs(people.xi)).status, 404)
  assert.equal((await watch('', `customer:${chen}`)).status, 401)
  assert.equal((await watch((await bank.as(people.wu)).cookie, `customer:${chen}`, { 'sec-fetch-site': 'cross-site' })).status, 403)
  assert.equal((await watch((await bank.as(people.wu)).cookie, 'staff:E1001')).status, 404)
  assert.equal((await watch((await bank.as(people.wu)).cookie, `customer:' or 1=1`)).status, 400)
})

test('who has lost sight of her meanwhile hears nothing more, and who has signed out is let go', async () => {
  const [wu, he, ma] = await Promise.all([watchAs(people.wu), watchAs(people.he), watchAs(people.ma)])
  await until(() => [wu, he, ma].every((line) => line.heard.length > 0))
  await (await bank.as(people.ma)).post('/access/sign-out', {})
  await engine('test', (tx) => tx`delete from identity.golden where customer_no = ${chen} and org = (select org from access.org where code = 'N2')`)
  await engine('test', (tx) => tellWatchers(tx, 'customer', [chen]))
  await until(() => changes(wu).length > 0 && ma.ended)
  assert.equal(changes(he).length, 0)
  wu.close()
  he.close()
})

test('a page that comes back is told what it missed, and one that missed nothing is not', async () => {
  const first = await watchAs(people.shen)
  await until(() => first.heard.length > 0)
  await move('L2')
  await until(() => changes(first).length > 0)
  first.close()
  const back = await watchAs(people.shen, 60_000)
  await until(() => back.heard.length > 0)
  assert.deepEqual(back.heard[0], { event: 'hello', keys: [`customer:${chen}`] })
  await pause(1200) // older than the half second that is granted to clocks
  const fresh = await watchAs(people.shen, 0)
  await until(() => fresh.heard.length > 0)
  assert.deepEqual(fresh.heard[0], { event: 'hello', keys: [] })
  back.close()
  fresh.close()
})
