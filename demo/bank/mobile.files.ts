/** The mobile bank's own way of writing: snake case, everything in quotes, `null` for what is not known, signed fen, instants with an offset. */
import type { Account } from './accounts.ts'
import { writeClock, writeDay } from './days.ts'
import type { Cell, Layout } from './files.ts'
import type { Posted } from './ledger.ts'
import type { Seen } from './records.ts'

const house = { encoding: 'utf-8', delimiter: ',', quote: 'all', end: '\n' } as const
export const CUSTOMERS: Layout = {
  ...house, path: 'mobile/mb_user_{day}.csv.gz',
  columns: ['user_id', 'real_name', 'id_kind', 'id_card_no', 'gender', 'birth', 'phone', 'email', 'address', 'branch_code', 'registered_on', 'updated_on'],
}
export const ACCOUNTS: Layout = { ...house, path: 'mobile/mb_wallet_{day}.csv', columns: ['wallet_id', 'user_id', 'balance_fen', 'status', 'opened_on', 'branch_code'] }
export const TRANSACTIONS: Layout = {
  ...house, path: 'mobile/mb_payment_{day}.csv.gz',
  columns: ['pay_id', 'wallet_id', 'paid_at', 'amount_fen', 'balance_fen', 'biz_type', 'peer_name', 'merchant_name', 'mcc', 'city', 'remark'],
}

const CERTIFICATE = { 'id-card': 'id_card', passport: 'passport', 'hk-macau': 'hk_macau', taiwan: 'taiwan', foreign: 'foreign' }
const STATUS = { open: 'active', dormant: 'sleep', frozen: 'locked', closed: 'closed' }
const KIND: Record<string, string> = { transfer: 'top_up', purchase: 'pay', refund: 'refund' }

export const customerKey = (sequence: number) => `u${String(sequence).padStart(8, '0')}`

export function customerRow(key: string, seen: Seen): Cell[] {
  return [
    key, seen.name, seen.certificate && CERTIFICATE[seen.certificate], seen.idNumber || 'null', seen.sex === null ? 'unknown' : seen.sex === 'M' ? 'male' : 'female',
    seen.birthday === null ? '' : writeDay(seen.birthday, 'dashed'), seen.phone, seen.email || 'null', seen.address || 'null', seen.org,
    writeDay(seen.openedOn, 'dashed'), writeDay(seen.updatedOn, 'dashed'),
  ]
}

export function accountRow(account: Account): Cell[] {
  return [account.number, account.customer, account.cents, STATUS[account.status], writeDay(account.openedOn, 'dashed'), account.org]
}

export function transactionRow(sequence: number, account: Account, moved: Posted): Cell[] {
  const day = Math.floor(moved.at / 86400)
  return [
    `p${String(sequence).padStart(11, '0')}`, account.number, `${writeDay(day, 'dashed')}T${writeClock(moved.at - day * 86400)}+08:00`, moved.cents, moved.balance,
    KIND[moved.kind], moved.peer, moved.merchant, moved.mcc, moved.place, moved.summary,
  ]
}
