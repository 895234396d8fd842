import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Layout } from './files.ts'
import * as card from './card.files.ts'
import * as corporate from './corporate.files.ts'
import { COMPANIES_TRUTH, PEOPLE_TRUTH } from './bank.files.ts'
import * as credit from './credit.files.ts'
import * as ebank from './ebank.files.ts'
import { errorMix, SYSTEMS } from './errors.ts'
import * as fund from './fund.files.ts'
import { PEOPLE_TRUTH as FLAT_TRUTH, PEOPLE as FLAT_PEOPLE, COMPANIES as FLAT_COMPANIES, COMPANIES_TRUTH as FLAT_COMPANIES_TRUTH, writeFlat } from './flat.ts'
import { generate, type Summary } from './generate.ts'
import * as loan from './loan.files.ts'
import * as mobile from './mobile.files.ts'
import { creditCheckDigit, idCheckDigit } from './numbers.ts'
import { readRows, type Row } from './reading.ts'
import * as savings from './savings.files.ts'
import * as wealth from './wealth.files.ts'

const PEOPLE = 3000
const AS_OF = '2026-03-02'
const DAY = '20260302'
const files = { savings, card, loan, fund, mobile, wealth }
const keyOf = { savings: 'CUST_NO', card: 'KHH', loan: 'borrowerId', fund: 'grzh', mobile: 'user_id', wealth: '客户编号' } as const
let work = ''
let summary: Summary

before(async () => {
  work = mkdtempSync(join(tmpdir(), 'yunxiu-'))
  summary = await generate({ people: PEOPLE, seed: 11, asOf: AS_OF, out: join(work, 'bank') })
})
after(() => rmSync(work, { recursive: true }))

const rows = (layout: Layout) => readRows(join(work, 'bank'), layout, DAY)

test('the same people, seed and day give the same bytes, another seed gives others', async () => {
  for (const [name, seed] of [['a', 5], ['b', 5], ['c', 6]] as const) await generate({ people: 300, seed, asOf: AS_OF, out: join(work, name) })
  assert.equal(digest(join(work, 'a')), digest(join(work, 'b')))
  assert.notEqual(digest(join(work, 'a')), digest(join(work, 'c')))
})

test('a generation that was interrupted is written over by the same plan', async () => {
  mkdirSync(join(work, 'd/savings'), { recursive: true })
  writeFileSync(join(work, 'd/savings', `CORE_CUST_${DAY}.csv`), 'half a f')
  await generate({ people: 300, seed: 5, asOf: AS_OF, out: join(work, 'd') })
  assert.equal(digest(join(work, 'a')), digest(join(work, 'd')))
})

test('files of another day are refused, since every customer would come twice', async () => {
  await assert.rejects(generate({ people: 10, seed: 5, asOf: '2026-03-03', out: join(work, 'a') }), /another day/)
})

test('the truth names the person behind every record and no other', () => {
  const truth = new Set([...rows(PEOPLE_TRUTH), ...rows(COMPANIES_TRUTH)].map(({ id }) => id))
  const records = SYSTEMS.flatMap((system) => rows(files[system].CUSTOMERS).filter((row) => row.CERT_TYPE !== '99').map((row) => `${system}/${row[keyOf[system]]}`))
  const companies = [
    ...rows(corporate.CUSTOMERS).map((row) => `corporate/${row.ENT_NO}`), ...rows(credit.CUSTOMERS).map((row) => `credit/${row.KHBH}`),
    ...rows(ebank.CUSTOMERS).map((row) => `ebank/${row.corp_id}`),
  ]
  assert.deepEqual([...records, ...companies].sort(), [...truth].sort())
  assert.equal(truth.size, summary.records)
  assert.equal(new Set(rows(PEOPLE_TRUTH).map(({ entity }) => entity)).size, PEOPLE)
})

test('each system knows the share of people that it should, and two records stand for one person', () => {
  const truth = rows(PEOPLE_TRUTH)
  const expected = { savings: 0.78, card: 0.36, loan: 0.14, fund: 0.22, mobile: 0.42, wealth: 0.09 }
  for (const system of SYSTEMS) {
    const share = new Set(truth.filter(({ id }) => id?.startsWith(`${system}/`)).map(({ entity }) => entity)).size / PEOPLE
    assert.ok(Math.abs(share - expected[system]) < 0.03, `${system} ${share}`)
  }
  assert.ok(Math.abs(truth.length / PEOPLE - 2.13) < 0.1, String(truth.length / PEOPLE))
})

test('identity numbers fail their check digit only as often as they are mistyped, and no two people share one', () => {
  const owners = new Map<string, Set<string>>()
  const truth = new Map(rows(PEOPLE_TRUTH).map(({ id, entity }) => [id ?? '', entity ?? '']))
  const written = rows(savings.CUSTOMERS).filter((row) => row.CERT_TYPE === '01' && row.CERT_NO?.length === 18)
  const valid = written.filter((row) => idCheckDigit(field(row, 'CERT_NO').slice(0, 17)) === field(row, 'CERT_NO').slice(17).toUpperCase())
  assert.ok(valid.length / written.length > 0.975 && valid.length < written.length, `${valid.length} of ${written.length}`)
  for (const row of valid) {
    const id = field(row, 'CERT_NO').toUpperCase()
    owners.set(id, (owners.get(id) ?? new Set()).add(truth.get(`savings/${row.CUST_NO}`) ?? ''))
  }
  assert.deepEqual([...owners].filter(([, people]) => people.size > 1), [])
})

test('unified social credit codes are true ones, and some companies still have only the old code', () => {
  const companies = rows(corporate.CUSTOMERS)
  const codes = companies.filter((row) => row.CERT_KIND === 'USCC').map((row) => field(row, 'CERT_NO'))
  assert.ok(codes.filter((code) => creditCheckDigit(code.slice(0, 17)) !== code.slice(17)).length < codes.length * 0.05)
  assert.ok(companies.some((row) => row.CERT_KIND === 'ZZJG' && /^[0-9A-Z]{8}-[0-9X]$/.test(field(row, 'CERT_NO'))))
})

test('every balance follows from the one before, and the last is the one in the account file', () => {
  const books = [
    { moves: rows(savings.TRANSACTIONS).map((row) => move(row, 'ACCT_NO', 'TRAN_AMT', row.DC_FLAG === 'D', 'ACCT_BAL')), closing: closing(rows(savings.ACCOUNTS), 'ACCT_NO', 'BAL') },
    { moves: rows(card.TRANSACTIONS).map((row) => move(row, 'ZHH', 'JYJE', row.JDBZ === '贷', 'QKYE')), closing: closing(rows(card.ACCOUNTS), 'ZHH', 'QKYE') },
    { moves: rows(mobile.TRANSACTIONS).map((row) => move(row, 'wallet_id', 'amount_fen', false, 'balance_fen')), closing: closing(rows(mobile.ACCOUNTS), 'wallet_id', 'balance_fen') },
    { moves: rows(corporate.TRANSACTIONS).map((row) => move(row, 'ACCT_NO', 'AMOUNT', row.CD === 'D', 'BALANCE')), closing: closing(rows(corporate.ACCOUNTS), 'ACCT_NO', 'BALANCE') },
  ]
  for (const { moves, closing } of books) {
    assert.ok(moves.length > 1000)
    const last = new Map<string, number>()
    for (const { account, cents, balance } of moves) {
      if (last.has(account)) assert.equal(balance, (last.get(account) ?? 0) + cents, account)
      last.set(account, balance)
    }
    for (const [account, balance] of last) assert.equal(balance, closing.get(account), account)
  }
})

test('a wealth account is worth what its holdings are worth', () => {
  const worth = new Map<string, number>()
  for (const row of rows(wealth.HOLDINGS)) worth.set(field(row, '理财账号'), (worth.get(field(row, '理财账号')) ?? 0) + inCents(field(row, '市值')))
  for (const row of rows(wealth.ACCOUNTS)) assert.equal(inCents(field(row, '总市值')), worth.get(field(row, '理财账号')))
})

test('the files end before the branches open, and the last days have something to show', () => {
  const stamps = rows(savings.TRANSACTIONS).map((row) => field(row, 'TRAN_TS'))
  assert.ok(stamps.every((at) => at >= '20250202' && at < '20260302060001'))
  assert.ok(stamps.some((at) => at.startsWith('20260301')))
  const recent = rows(savings.TRANSACTIONS).filter((row) => field(row, 'TRAN_TS') > '20260225' && field(row, 'SUMMARY').startsWith('大额'))
  assert.ok(recent.length > 5, String(recent.length))
  const maturing = rows(savings.ACCOUNTS).filter((row) => field(row, 'MATU_DT') > DAY && field(row, 'MATU_DT') <= '20260401')
  assert.ok(maturing.length > 50, String(maturing.length))
})

test('names that need four bytes survive the encoding of each system', async () => {
  const seen = new Set([...rows(savings.CUSTOMERS).map((row) => row.CUST_NAME), ...rows(card.CUSTOMERS).map((row) => row.XM)].join(''))
  assert.ok([...'䶮㛃𠮷喆堃犇䴉𬭚'].some((rare) => seen.has(rare)))
  assert.ok(seen.has('·'))
})

test('the flat files name the same records as the files of the bank, and say of each what was planted', async () => {
  await writeFlat({ people: PEOPLE, seed: 11, asOf: AS_OF, out: join(work, 'flat') })
  const flat = (layout: Layout) => readRows(join(work, 'flat'), layout, '')
  assert.deepEqual(flat(FLAT_TRUTH).map(({ id, entity }) => ({ id, entity })), rows(PEOPLE_TRUTH))
  assert.deepEqual(flat(FLAT_COMPANIES_TRUTH).map(({ id, entity }) => ({ id, entity })), rows(COMPANIES_TRUTH))
  const names = new Map(flat(FLAT_PEOPLE).map(({ id, name }) => [id, name]))
  for (const row of rows(savings.CUSTOMERS).filter((one) => one.CERT_TYPE !== '99')) assert.equal(names.get(`savings/${row.CUST_NO}`), row.CUST_NAME)
  const accounts = new Map(flat(FLAT_COMPANIES).map(({ id, account }) => [id, account]))
  for (const row of rows(credit.CUSTOMERS)) assert.equal(accounts.get(`credit/${row.KHBH}`), row.JSZH)
  for (const what of ['twin', 'namesake', 'relative', 'recycled-phone', 'renamed']) assert.ok(flat(FLAT_TRUTH).some(({ planted }) => planted === what), what)
  for (const what of ['branch', 'namesake', 'incubator', 'renamed', 'group']) assert.ok(flat(FLAT_COMPANIES_TRUTH).some(({ planted }) => planted === what), what)
})

test('a mix not seen before is drawn by the seed, each rate between half and twice the usual one', () => {
  const [usual, drawn, again, other] = [errorMix(), errorMix('unseen', 5), errorMix('unseen', 5), errorMix('unseen', 6)]
  assert.deepEqual(drawn, again)
  assert.notDeepEqual(drawn, other)
  for (const [system, rates] of Object.entries(usual)) {
    const found = Object.entries(drawn).find(([name]) => name === system)?.[1] as Record<string, number>
    for (const [rate, share] of Object.entries(rates)) assert.ok((found[rate] ?? 0) >= Math.min(0.9, share / 2) && (found[rate] ?? 0) <= share * 2, `${system} ${rate}`)
  }
})

test('a clean mix makes no mistakes', async () => {
  await generate({ people: 400, seed: 5, asOf: AS_OF, out: join(work, 'clean'), errors: 'clean' })
  const customers = readRows(join(work, 'clean'), savings.CUSTOMERS, DAY).filter((row) => row.CERT_TYPE === '01')
  assert.ok(customers.every((row) => idCheckDigit(field(row, 'CERT_NO').slice(0, 17)) === field(row, 'CERT_NO').slice(17).toUpperCase()))
})

test('a mix that names no error there is, is refused', async () => {
  const errors = JSON.parse('{ "savings": { "typos": 0.1 } }')
  await assert.rejects(generate({ people: 10, seed: 5, asOf: AS_OF, out: join(work, 'typos'), errors }), /typos/)
})

function digest(folder: string): string {
  const hash = createHash('sha256')
  for (const file of globSync('{*,.truth}/*.*', { cwd: folder }).sort()) hash.update(file).update(readFileSync(join(folder, file)))
  return hash.digest('hex')
}

function move(row: Row, account: string, amount: string, isNegative: boolean, balance: string): { account: string; cents: number; balance: number } {
  return { account: field(row, account), cents: inCents(field(row, amount)) * (isNegative ? -1 : 1), balance: inCents(field(row, balance)) }
}

function closing(accounts: Row[], key: string, balance: string): Map<string, number> {
  return new Map(accounts.map((row) => [field(row, key), inCents(field(row, balance))]))
}

/** Whole numbers are 分 already; figures with a point are yuan. */
function inCents(text: string): number {
  return text.includes('.') ? Math.round(Number(text.replaceAll(',', '')) * 100) : Number(text)
}

function field(row: Row, name: string): string {
  const value = row[name]
  assert.notEqual(value, undefined, `no column ${name}`)
  return value ?? ''
}
