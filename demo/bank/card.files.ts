/** The card system's own way of writing: initials of the Chinese words, bars between values, 借 and 贷, what is owed as a positive figure. */
import type { Account } from './accounts.ts'
import { writeClock, writeDay } from './days.ts'
import type { Cell, Layout } from './files.ts'
import { yuan, type Posted } from './ledger.ts'
import type { Seen } from './records.ts'

const house = { encoding: 'gb18030', delimiter: '|', quote: 'never', end: '\n' } as const
export const CUSTOMERS: Layout = {
  ...house, path: 'card/xyk_khxx_{day}.txt',
  columns: ['KHH', 'XM', 'ZJLX', 'ZJHM', 'XB', 'CSRQ', 'SJHM', 'DWDH', 'DZYX', 'ZDDZ', 'DWMC', 'ZY', 'NSR', 'JGH', 'KHJLH', 'KHRQ', 'GXRQ'],
}
export const ACCOUNTS: Layout = {
  ...house, path: 'card/xyk_zhxx_{day}.txt', columns: ['ZHH', 'KHH', 'KZ', 'CPDM', 'BZ', 'XYED', 'QKYE', 'YQJE', 'KHRQ', 'XHRQ', 'ZHZT', 'JGH'],
}
export const TRANSACTIONS: Layout = {
  ...house, path: 'card/xyk_jyls_{day}.txt.gz', columns: ['LSH', 'ZHH', 'JYSJ', 'JDBZ', 'JYJE', 'QKYE', 'JYLX', 'QD', 'SHMC', 'MCC', 'JYDD', 'ZY'],
}

const CERTIFICATE = { 'id-card': 'A', passport: 'B', 'hk-macau': 'C', taiwan: 'D', foreign: 'E' }
const GRADE: Record<string, string> = { classic: '1', gold: '2', platinum: '3', diamond: '4' }
const STATUS = { open: '正常', dormant: '睡眠', frozen: '冻结', closed: '销户' }
const KIND: Record<string, string> = { purchase: 'XF', refund: 'TH', repayment: 'HK', withdrawal: 'QX', fee: 'SXF', interest: 'LX' }
const CHANNEL: Record<string, string> = { pos: 'POS', qr: 'WX', web: 'WL', atm: 'ATM', mobile: 'SJ', batch: 'XT' }

export const customerKey = (sequence: number) => `K${String(sequence).padStart(8, '0')}`

export function customerRow(key: string, seen: Seen): Cell[] {
  return [
    key, seen.name, seen.certificate && CERTIFICATE[seen.certificate], seen.idNumber, seen.sex ?? 'U', seen.birthday === null ? '' : writeDay(seen.birthday, 'dashed'),
    seen.phone, seen.phone2, seen.email, seen.address, seen.employer, seen.occupation, seen.income === 0 ? '' : `${seen.income}.00`, seen.org, seen.owner,
    writeDay(seen.openedOn, 'dashed'), writeDay(seen.updatedOn, 'dashed'),
  ]
}

export function accountRow(account: Account): Cell[] {
  return [
    account.number, account.customer, GRADE[account.kind], account.product, 'RMB', yuan(account.limit ?? 0), yuan(-account.cents), yuan(account.overdue ?? 0),
    writeDay(account.openedOn, 'dashed'), account.closedOn === undefined ? '' : writeDay(account.closedOn, 'dashed'), STATUS[account.status], account.org,
  ]
}

export function transactionRow(sequence: number, account: Account, moved: Posted): Cell[] {
  const day = Math.floor(moved.at / 86400)
  return [
    `JY${String(sequence).padStart(11, '0')}`, account.number, `${writeDay(day, 'dashed')} ${writeClock(moved.at - day * 86400)}`, moved.cents < 0 ? '借' : '贷',
    yuan(Math.abs(moved.cents)), yuan(-moved.balance), KIND[moved.kind], CHANNEL[moved.channel], moved.merchant, moved.mcc, moved.place, moved.summary,
  ]
}
