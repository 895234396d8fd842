import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { importFolder } from '#platform/feed'
import { engine } from '#kernel/tx'
import { soundAccount, sound } from '#test/planted'
import { AS_OF, openWorld, people, type Client, type World } from '#test/world'
import { reconcileSource } from './reconcile.ts'

const both = (word: string) => ({ zh: word, en: word })
const holders = Array.from({ length: 60 }, (_, n) => sound(`ok${n}`, n))
const books = Array.from({ length: 300 }, (_, n) => soundAccount(n, `ok${n % 60}`, { product: n % 2 === 0 ? 'P1' : 'P2' }))
const accounts = books.flatMap((each) => each.accounts)
const transactions = books.flatMap((each) => each.transactions)
let keys = 0
const cents = (amounts: (string | null | undefined)[]) => (amounts.reduce((sum, each) => sum + Math.round(Number(each) * 100), 0) / 100).toFixed(2)
const hashOf = (keys: (string | null | undefined)[]) => String(keys.reduce((sum, key) => sum + BigInt(String(key).slice(-9)), 0n))

let bank: World
let owner: pg.Client
let qian: Client
before(async () => {
  bank = await openWorld()
  owner = new pg.Client({ connectionString: bank.urls.superuser })
  await owner.connect()
  qian = await bank.as(people.qian)
  await bring([{ entity: 'identity.record', rows: holders }, { entity: 'account.account', rows: accounts }, { entity: 'account.transaction', rows: transactions }])
})
after(async () => {
  await owner.end()
  await bank.close()
})

async function bring(interfaces: { entity: string; rows: object[] }[]): Promise<void> {
  const declared = interfaces.map(({ entity, rows }) => ({ name: `core.${entity.split('.')[1]}`, title: both(entity), entity, rows }))
  await importFolder({ folder: null, asOf: AS_OF, declarations: [{ source: 'core', title: both('核心系统'), zone: 'Asia/Shanghai', interfaces: declared }] })
}

/** The control file of the day as the core would write it: the whole, by branch, by branch and product, and account by account. */
function controlOf(rows: typeof accounts, day = AS_OF) {
  const line = (of: typeof accounts, more: object) => ({ key: `k${++keys}`, day, of: 'account', ...more, rows: String(of.length), amount: cents(of.map((each) => each.balance)), hash: hashOf(of.map((each) => each.key)) })
  const orgs = [...new Set(rows.map((each) => each.org))]
  return [
    line(rows, {}),
    ...orgs.map((org) => line(rows.filter((each) => each.org === org), { org })),
    ...orgs.flatMap((org) => ['P1', 'P2'].map((product) => line(rows.filter((each) => each.org === org && each.product === product), { org, product }))),
    ...rows.map((each) => line([each], { account: each.key })),
  ]
}

const differing = async (recon: number, more = '') => (await qian.get(`/quality/reconciliations/${recon}/differences${more}`)).body.rows
const latest = async () => (await qian.get('/quality/reconciliations?source=core')).body.rows[0]

test('a day that agrees to the cent at every level is matched, and a person signs it', async () => {
  await bring([{ entity: 'quality.control', rows: controlOf(accounts) }])
  const recon = await latest()
  assert.deepEqual([recon.state, recon.level, recon.differences, recon.theirsAmount === recon.oursAmount, recon.oursRows], ['matched', 'account', 0, true, 300])
  const feng = await bank.as(people.feng)
  assert.equal((await feng.post(`/quality/reconciliations/${recon.recon}/sign`, { version: recon.version })).body.state, 'signed')
  assert.equal((await feng.post(`/quality/reconciliations/${recon.recon}/sign`, { version: recon.version + 1 })).status, 409)
})

test('one cent is found, and narrowed down from the whole by branch and product to the account', async () => {
  const day = '2026-11-19'
  const wrong = accounts.map((each, n) => (n === 137 ? { ...each, balance: (Number(each.balance) + 0.01).toFixed(2) } : each))
  await bring([{ entity: 'quality.control', rows: controlOf(wrong, day) }])
  const recon = (await qian.get('/quality/reconciliations?source=core&state=differs')).body.rows[0]
  const rows = await differing(recon.recon)
  assert.deepEqual(rows.map((each: { level: string; orgName: string; product: string; kind: string }) => [each.level, each.orgName, each.product, each.kind]), [
    ['total', null, null, 'amount'], ['branch', '柳浪支行', null, 'amount'], ['product', '柳浪支行', 'P2', 'amount'], ['account', '柳浪支行', null, 'amount'],
  ])
  const named = rows.at(-1)
  assert.equal(named.accountNo, `**** ${accounts[137]?.key?.slice(-4)}`)
  assert.equal(Math.round((Number(named.theirsAmount) - Number(named.oursAmount)) * 100), 1)
})

test('who explains a difference does not sign it; once the source is right, it is matched', async () => {
  const recon = (await qian.get('/quality/reconciliations?source=core&state=differs')).body.rows[0]
  const explained = await qian.post(`/quality/reconciliations/${recon.recon}/explain`, { version: recon.version, note: '核心日终冲正一分，次日到账' })
  assert.equal(explained.body.state, 'explained', explained.text)
  assert.equal((await qian.post(`/quality/reconciliations/${recon.recon}/sign`, { version: recon.version + 1 })).status, 403)
  await bring([{ entity: 'quality.control', rows: controlOf(accounts, '2026-11-19') }])
  assert.equal((await qian.get(`/quality/reconciliations/${recon.recon}`)).body.state, 'matched')
})

test('a transaction that never came, and an account that stands for another of the same amount, are found', async () => {
  const day = '2026-11-02'
  const here = transactions.filter((each) => String(each.at).startsWith(day))
  const control = (of: typeof here, more: object) => ({ key: `k${++keys}`, day, of: 'transaction', ...more, rows: String(of.length), amount: cents(of.map((each) => each.amount)) })
  const lost = { ...here[0], amount: '5.00' }
  await bring([{ entity: 'quality.control', rows: [control([...here, lost], {}), ...here.slice(0, 9).map((each, n) => control(n === 0 ? [each, lost] : [each], { account: each.account }))] }])
  await owner.query(`delete from quality.control where entity = 'transaction' and account_no <> '' and account_no <> $1`, [`core:${here[0]?.account}`])
  await engine('test', (tx) => reconcileSource(tx, 'core'))
  const recon = (await qian.get('/quality/reconciliations?source=core')).body.rows.find((each: { entity: string }) => each.entity === 'transaction')
  const rows = await differing(recon.recon)
  const named = rows.filter((each: { level: string; kind: string }) => each.level === 'account' && each.kind === 'amount')
  assert.deepEqual(named.map((each: { accountNo: string; theirsRows: number; oursRows: number }) => [each.accountNo, each.theirsRows, each.oursRows]), [[`**** ${here[0]?.account?.slice(-4)}`, 2, 1]])
  const swapped = accounts.map((each, n) => (n === 5 ? { ...each, key: '6222029999999999' } : each))
  await bring([{ entity: 'quality.control', rows: [controlOf(swapped, '2026-11-18')[0] ?? {}] }])
  const hashed = (await qian.get('/quality/reconciliations?source=core&state=differs')).body.rows.find((each: { day: string }) => each.day === '2026-11-18')
  assert.equal((await differing(hashed.recon))[0].kind, 'hash')
})

test('hundreds of differences are read page by page, each once, from the whole down to the account, and one kind by itself', async () => {
  const day = '2026-11-17'
  const wrong = accounts.flatMap((each, n) => (n < 20 ? [] : [{ ...each, balance: (Number(each.balance) + 1).toFixed(2) }]))
  await bring([{ entity: 'quality.control', rows: controlOf(wrong, day) }])
  const recon = (await qian.get('/quality/reconciliations?source=core&state=differs')).body.rows.find((each: { day: string }) => each.day === day)
  const read = async (kind: string) => {
    const rows: { nth: number; level: string; kind: string }[] = []
    for (let after = ''; ;) {
      const { body } = await qian.get(`/quality/reconciliations/${recon.recon}/differences?limit=50${kind}${after}`)
      rows.push(...body.rows)
      if (body.next === null) return rows
      assert.equal(body.rows.length, 50)
      after = `&after=${body.next}`
    }
  }
  const [all, extra, { body: { kinds } }] = await Promise.all([read(''), read('&kind=extra'), qian.get(`/quality/reconciliations/${recon.recon}`)])
  assert.equal(all.length, recon.differences)
  assert.ok(all.length > 300)
  assert.deepEqual(all.map(({ nth }) => nth), all.map((_, n) => n + 1))
  assert.deepEqual([...new Set(all.map(({ level }) => level))], ['total', 'branch', 'product', 'account'])
  assert.deepEqual([extra.length, kinds.extra, kinds.amount], [20, 20, all.length - 20])
})

test('a branch does not see what the sources tell of the whole bank', async () => {
  assert.equal((await (await bank.as(people.shen)).get('/quality/reconciliations')).status, 403)
})
