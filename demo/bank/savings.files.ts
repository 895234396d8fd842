/** The savings core's own way of writing: capitals, cents, debit and credit flags, GB18030 with CRLF. */
import type { Account } from './accounts.ts'
import { writeClock, writeDay } from './days.ts'
import type { Cell, Layout } from './files.ts'
import type { Posted } from './ledger.ts'
import type { Seen } from './records.ts'

const house = { encoding: 'gb18030', delimiter: ',', quote: 'needed', end: '\r\n' } as const
export const CUSTOMERS: Layout = {
  ...house, path: 'savings/CORE_CUST_{day}.csv',
  columns: ['CUST_NO', 'CUST_NAME', 'CERT_TYPE', 'CERT_NO', 'SEX', 'BIRTH_DT', 'MOBILE', 'TEL', 'ADDR', 'POST_CD', 'BRN_NO', 'MGR_NO', 'OPEN_DT', 'UPD_DT'],
}
export const ACCOUNTS: Layout = {
  ...house, path: 'savings/CORE_ACCT_{day}.csv.gz',
  columns: ['ACCT_NO', 'CUST_NO', 'ACCT_TYPE', 'PROD_CD', 'CCY', 'BAL', 'PRIN', 'RATE', 'OPEN_DT', 'MATU_DT', 'CLOSE_DT', 'ACCT_STS', 'BRN_NO'],
}
export const TRANSACTIONS: Layout = {
  ...house, path: 'savings/CORE_TRAN_{day}.csv.gz',
  columns: ['TRAN_NO', 'ACCT_NO', 'TRAN_TS', 'DC_FLAG', 'TRAN_AMT', 'ACCT_BAL', 'TRAN_CD', 'CHNL', 'OPP_ACCT', 'OPP_NAME', 'OPP_BANK', 'MCHT_NAME', 'MCC', 'PLACE', 'SUMMARY'],
}

const CERTIFICATE = { 'id-card': '01', passport: '03', 'hk-macau': '04', taiwan: '05', foreign: '06' }
const TYPE: Record<string, string> = { demand: 'S', time: 'T', notice: 'N' }
const STATUS = { open: '0', dormant: '1', frozen: '2', closed: '9' }
const CHANNEL = { counter: 'CNT', atm: 'ATM', mobile: 'MOB', web: 'WEB', pos: 'POS', qr: 'QRC', batch: 'SYS' }
const KIND: Record<string, string> = {
  deposit: '1001', withdrawal: '1002', transfer: '1101', salary: '1201', pension: '1202', purchase: '1301', refund: '1302', interest: '1401', fee: '1402',
  repayment: '1501', disbursement: '1502', investment: '1601', redemption: '1602', utility: '1701', insurance: '1702',
}

export const customerKey = (sequence: number) => `1${String(sequence).padStart(9, '0')}`

export function customerRow(key: string, seen: Seen): Cell[] {
  return [
    key, seen.name, seen.certificate && CERTIFICATE[seen.certificate], seen.idNumber, seen.sex === null ? '9' : seen.sex === 'M' ? '1' : '2',
    seen.birthday === null ? '' : writeDay(seen.birthday, 'compact'), seen.phone, seen.phone2, seen.address, seen.post, seen.org, seen.owner,
    writeDay(seen.openedOn, 'compact'), writeDay(seen.updatedOn, 'compact'),
  ]
}

/** A row that testers left in the live system. It is nobody, and its certificate type is no type. */
export function testRow(key: string, sequence: number, openedOn: number): Cell[] {
  return [key, `测试客户${sequence}`, '99', '123456', '1', '20000101', '13800000000', '', '测试地址', '', '9101', '', writeDay(openedOn, 'compact'), writeDay(openedOn, 'compact')]
}

export function accountRow(account: Account): Cell[] {
  const day = (at: number | undefined) => (at === undefined ? '00000000' : writeDay(at, 'compact'))
  return [
    account.number, account.customer, TYPE[account.kind], account.product, '156', account.cents, account.principal, account.rate?.toFixed(4),
    day(account.openedOn), day(account.maturesOn), day(account.closedOn), STATUS[account.status], account.org,
  ]
}

export function transactionRow(sequence: number, account: Account, moved: Posted): Cell[] {
  const day = Math.floor(moved.at / 86400)
  const code = moved.kind === 'transfer' && moved.cents < 0 ? '1102' : KIND[moved.kind]
  return [
    `T${String(sequence).padStart(12, '0')}`, account.number, writeDay(day, 'compact') + writeClock(moved.at - day * 86400).replaceAll(':', ''),
    moved.cents < 0 ? 'D' : 'C', Math.abs(moved.cents), moved.balance, code, CHANNEL[moved.channel],
    moved.peerAccount, moved.peer, moved.peerBank, moved.merchant, moved.mcc, moved.place, moved.summary,
  ]
}
