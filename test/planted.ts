/** Faults planted in the files of a bank, each with what must be found of it and nothing else: `rule field source key`. */
import { idCheckDigit, usccCheck } from '../src/center/identity/documents.ts'
import type { Row } from './bring.ts'

export type Planted = { kind: string; rows: Row[]; found: string[] }

const id = (n: number, born = '19850612') => {
  const body = `320102${born}${String(n % 1000).padStart(3, '0')}`
  return body + idCheckDigit(body)
}
const mobile = (n: number) => `139${String(70000000 + n * 7919).slice(-8)}`

/** A person nobody could object to. */
export function sound(key: string, n: number): Row {
  const born = `19${String(60 + (n % 40)).padStart(2, '0')}${String(1 + (n % 12)).padStart(2, '0')}${String(1 + (n % 28)).padStart(2, '0')}`
  const number = id(Math.floor(n / 40) * 2 + 1, born)
  return {
    key, kind: 'retail', name: `${'赵钱孙李周吴郑王冯陈'[n % 10]}${'一二三四五六七八九十'[Math.floor(n / 10) % 10]}${'安和平宁康健明亮清远'[Math.floor(n / 100) % 10]}`, idType: 'id-card', idNumber: number,
    gender: Number(number[16]) % 2 === 1 ? 'M' : 'F', birthday: `${born.slice(0, 4)}-${born.slice(4, 6)}-${born.slice(6)}`, phone: mobile(n),
    address: `江苏省南京市玄武区柳岸路${n + 1}号`, income: String(60000 + ((n * 7907) % 200000)), org: ['N1', 'N2', 'S1'][n % 3] ?? 'N1', openedOn: '2019-05-06', updatedOn: '2026-06-01',
  }
}

export function soundCompany(key: string, n: number): Row {
  const body = `91320102MA${String(1_000_000 + n * 37).slice(-7)}`
  return {
    key, kind: 'corporate', name: `江州${'启航远山长河明月'[n % 8]}${n}号贸易有限公司`.replace(/\d+号/, `第${n}`), idType: 'uscc', idNumber: body + usccCheck(body), phone: `025${String(84440000 + n)}`,
    address: `江苏省南京市秦淮区观澜街${n + 1}号`, legalName: '赵安', org: 'N2', openedOn: '2015-05-06', updatedOn: '2026-06-01',
  }
}

/** `many` of each kind, from a number of their own on; `source` is where they are brought. */
export function plantRecords(source: string, many: number, from: number): Planted[] {
  let n = from
  const planted: Planted[] = []
  const plant = (kind: string, rule: string, field: string, change: (row: Row, i: number) => Row, times = many) => {
    const rows = Array.from({ length: times }, (_, i) => change(sound(`${kind}${i}`, n++), i))
    planted.push({ kind, rows, found: rows.map((row) => `${rule} ${field} ${source} ${row.key}`) })
  }
  plant('missing', 'missing', 'phone', (row) => ({ ...row, phone: null }))
  plant('listed', 'placeholder', 'phone', (row, i) => ({ ...row, phone: ['13800000000', '13888888888', '无'][i % 3] ?? null }))
  plant('unlisted', 'placeholder', 'phone', (row) => ({ ...row, phone: '13512345678' }), Math.max(many, 40))
  plant('born1900', 'placeholder', 'birthday', (row) => ({ ...row, birthday: '1900-01-01' }))
  plant('nowhere', 'placeholder', 'address', (row) => ({ ...row, address: '无' }))
  plant('testname', 'name', 'name', (row, i) => ({ ...row, name: ['测试账户', `张三${i}`, 'TEST USER', '王某'][i % 4] ?? '测试' }))
  plant('wrongid', 'document', 'idNumber', (row) => ({ ...row, idNumber: `${row.idNumber?.slice(0, 17)}${row.idNumber?.[17] === '1' ? '2' : '1'}` }))
  plant('badphone', 'phone', 'phone', (row, i) => ({ ...row, phone: [`1${row.phone?.slice(2)}`, `12${row.phone?.slice(2)}`][i % 2] ?? null }))
  plant('future', 'day', 'openedOn', (row, i) => ({ ...row, openedOn: `${2031 + (i % 40)}-03-04` }))
  plant('ageless', 'day', 'birthday', (row) => ({ ...row, idType: 'passport', idNumber: `E${String(n).padStart(8, '0')}`, birthday: '1908-02-03' }), Math.min(many, 8))
  plant('noaddress', 'address', 'address', (row, i) => ({ ...row, address: `浙江省杭州市玄武区柳岸路${i}号` }))
  plant('rich', 'outlier', 'income', (row, i) => ({ ...row, income: `${9 + (i % 7)}00000000000` }))
  plant('sexless', 'contradiction', 'gender', (row) => ({ ...row, gender: row.gender === 'M' ? 'F' : 'M' }))
  plant('otherday', 'contradiction', 'birthday', (row) => ({ ...row, birthday: `${row.birthday?.slice(0, 8)}${row.birthday?.endsWith('07') ? '08' : '07'}` }))
  plant('coded', 'code', 'gender', (row) => ({ ...row, gender: '9' }))
  planted.push(twice(source, many, () => n++), crowd(source, many, () => n++))
  return planted
}

/** The same person once more, as a new customer of the same system. */
function twice(source: string, many: number, next: () => number): Planted {
  const firsts = Array.from({ length: many }, (_, i) => sound(`first${i}`, next()))
  const again = firsts.map((row, i) => ({ ...row, key: `twice${i}` }))
  return { kind: 'duplicate', rows: [...firsts, ...again], found: again.map((row) => `duplicate key ${source} ${row.key}`) }
}

/** Six customers at one telephone. */
function crowd(source: string, many: number, next: () => number): Planted {
  const rows = Array.from({ length: Math.max(1, Math.floor(many / 6)) * 6 }, (_, i): Row => ({ ...sound(`crowd${i}`, next()), phone: `1866${String(1000000 + Math.floor(i / 6) * 7).slice(-7)}` }))
  return { kind: 'shared', rows, found: rows.map((row) => `shared phone ${source} ${row.key}`) }
}

const DAYS = ['2026-09-03', '2026-09-20', '2026-10-08', '2026-10-08', '2026-11-02']
function luhn(body: string): string {
  const sum = [...body].toReversed().reduce((all, digit, at) => all + (at % 2 === 1 ? Number(digit) : Number(digit) * 2 - (Number(digit) > 4 ? 9 : 0)), 0)
  return body + ((10 - (sum % 10)) % 10)
}
const cents = (value: number) => (value / 100).toFixed(2)

export type Ledger = { accounts: Row[]; transactions: Row[] }
/** An account with five transactions that make its balance. */
export function soundAccount(n: number, customer: string, of: Row = {}): Ledger {
  const key = luhn(`622202${String(100_000_000 + n * 31)}`)
  let balance = 500_000 + (n % 977) * 1000
  const transactions = DAYS.map((day, i) => {
    const amount = (i % 2 === 0 ? 1 : -1) * (10_000 + ((n * 13 + i * 7) % 500) * 100 + i)
    balance += amount
    return { key: `${n}.${i}`, account: key, at: `${day}T0${i + 1}:00:00+08:00`, amount: cents(amount), balance: cents(balance), kind: 'transfer' }
  })
  return { accounts: [{ key, customer, org: ['N1', 'N2', 'S1'][n % 3] ?? 'N1', kind: 'deposit', balance: cents(balance), openedOn: '2021-01-01', status: 'open', ...of }], transactions }
}

/** Faults of accounts; `customers` are keys of records of the same source. */
export function plantAccounts(source: string, many: number, from: number, customers: readonly string[]): { kind: string; ledgers: Ledger[]; found: string[] }[] {
  let n = from
  const plant = (kind: string, rule: string, field: string, change: (ledger: Ledger) => Ledger, of?: (ledger: Ledger) => string) => {
    const ledgers = Array.from({ length: many }, () => change(soundAccount(n, customers[n++ % customers.length] ?? '')))
    return { kind, ledgers, found: ledgers.map((each) => `${rule} ${field} ${source} ${of?.(each) ?? each.accounts[0]?.key}`) }
  }
  const account = (ledger: Ledger, of: Row): Ledger => ({ ...ledger, accounts: ledger.accounts.map((row) => ({ ...row, ...of })) })
  const wrongNumber = (key = '') => key.slice(0, -1) + ((Number(key.at(-1)) + 1) % 10)
  return [
    plant('card', 'card', 'accountNo', ({ accounts: [row], transactions }) => ({ accounts: [{ ...row, key: wrongNumber(row?.key ?? '') }], transactions: transactions.map((each) => ({ ...each, account: wrongNumber(each.account ?? '') })) })),
    plant('ownerless', 'ownerless', 'holder', (ledger) => account(ledger, { customer: null })),
    plant('cent', 'balance', 'balance', (ledger) => account(ledger, { balance: (Number(ledger.accounts[0]?.balance) + 0.01).toFixed(2) })),
    plant('torn', 'balance', 'balance', ({ accounts, transactions }) => ({ accounts, transactions: transactions.filter((_, i) => i !== 1) })),
    plant('late', 'closed', 'at', (ledger) => account(ledger, { status: 'closed', closedOn: '2026-10-31' }), ({ transactions }) => transactions.at(-1)?.key ?? ''),
  ]
}
