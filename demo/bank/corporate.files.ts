/** The corporate system's own way of writing: short English heads, GB18030, yuan with a C or a D. */
import type { Account } from './accounts.ts'
import type { CompanySeen } from './corporates.ts'
import { writeClock, writeDay } from './days.ts'
import type { Cell, Layout } from './files.ts'
import { yuan, type Posted } from './ledger.ts'

const house = { encoding: 'gb18030', delimiter: ',', quote: 'needed', end: '\n' } as const
export const CUSTOMERS: Layout = {
  ...house, path: 'corporate/CORP_ENT_{day}.csv',
  columns: [
    'ENT_NO', 'ENT_NAME', 'ENT_KIND', 'CERT_KIND', 'CERT_NO', 'LEGAL_NAME', 'LEGAL_ID', 'CONTACT_TEL', 'EMAIL', 'REG_ADDR', 'INDUSTRY', 'GRP_NAME', 'BRANCH', 'RM',
    'OPEN_DATE', 'UPD_DATE',
  ],
}
export const ACCOUNTS: Layout = {
  ...house, path: 'corporate/CORP_ACCT_{day}.csv',
  columns: ['ACCT_NO', 'ENT_NO', 'ACCT_KIND', 'PROD', 'CCY', 'BALANCE', 'RATE', 'OPEN_DATE', 'MATURITY', 'STATUS', 'BRANCH'],
}
export const TRANSACTIONS: Layout = {
  ...house, path: 'corporate/CORP_TXN_{day}.csv.gz',
  columns: ['TXN_ID', 'ACCT_NO', 'TXN_TIME', 'CD', 'AMOUNT', 'BALANCE', 'KIND', 'CHANNEL', 'PEER_NAME', 'PEER_ACCT', 'PEER_BANK', 'USE'],
}

const TYPE: Record<string, string> = { basic: '01', general: '02', special: '03', time: '11' }
const STATUS = { open: 'A', dormant: 'S', frozen: 'F', closed: 'C' }
const KIND: Record<string, string> = { salary: 'GZ', tax: 'SF', interest: 'LX', fee: 'SXF', withdrawal: 'XJ' }
const CHANNEL: Record<string, string> = { counter: '1', web: '2', batch: '9' }

export const customerKey = (sequence: number) => `E${String(sequence).padStart(7, '0')}`

export function customerRow(key: string, seen: CompanySeen): Cell[] {
  return [
    key, seen.name, seen.kind, seen.certificate, seen.certificateNo, seen.legalName, seen.legalId, seen.phone, seen.email, seen.address, seen.industry, seen.group,
    seen.org, seen.owner, writeDay(seen.openedOn, 'slashed'), writeDay(seen.updatedOn, 'slashed'),
  ]
}

export function accountRow(account: Account): Cell[] {
  return [
    account.number, account.customer, TYPE[account.kind], account.product, 'CNY', yuan(account.cents), account.rate, writeDay(account.openedOn, 'slashed'),
    account.maturesOn === undefined ? '' : writeDay(account.maturesOn, 'slashed'), STATUS[account.status], account.org,
  ]
}

export function transactionRow(sequence: number, account: Account, moved: Posted): Cell[] {
  const day = Math.floor(moved.at / 86400)
  return [
    `C${String(sequence).padStart(11, '0')}`, account.number, `${writeDay(day, 'slashed')} ${writeClock(moved.at - day * 86400)}`, moved.cents < 0 ? 'D' : 'C',
    yuan(Math.abs(moved.cents)), yuan(moved.balance), KIND[moved.kind] ?? (moved.cents < 0 ? 'FK' : 'SK'), CHANNEL[moved.channel], moved.peer, moved.peerAccount,
    moved.peerBank, moved.summary,
  ]
}
