/** The loan system's own way of writing: a younger house, camel case, UTF-8, slashed days. */
import type { Account } from './accounts.ts'
import { writeDay } from './days.ts'
import type { Cell, Layout } from './files.ts'
import { yuan } from './ledger.ts'
import type { Seen } from './records.ts'

const house = { encoding: 'utf-8', delimiter: ',', quote: 'needed', end: '\n' } as const
export const CUSTOMERS: Layout = {
  ...house, path: 'loan/loan_borrower_{day}.csv',
  columns: [
    'borrowerId', 'fullName', 'idType', 'idNo', 'gender', 'birthDate', 'mobile', 'workPhone', 'email', 'residence', 'employer', 'occupation', 'annualIncome',
    'branchId', 'managerId', 'createdOn', 'updatedOn',
  ],
}
export const ACCOUNTS: Layout = {
  ...house, path: 'loan/loan_contract_{day}.csv',
  columns: [
    'contractNo', 'borrowerId', 'loanType', 'productCode', 'currency', 'principal', 'outstanding', 'overdueAmount', 'annualRate', 'startDate', 'endDate',
    'settledDate', 'status', 'branchId',
  ],
}

const CERTIFICATE = { 'id-card': '110001', passport: '110023', 'hk-macau': '110019', taiwan: '110021', foreign: '110025' }

export const customerKey = (sequence: number) => `BR${String(sequence).padStart(7, '0')}`

export function customerRow(key: string, seen: Seen): Cell[] {
  return [
    key, seen.name, seen.certificate && CERTIFICATE[seen.certificate], seen.idNumber, seen.sex && (seen.sex === 'M' ? '男' : '女'),
    seen.birthday === null ? '' : writeDay(seen.birthday, 'slashed'), seen.phone, seen.phone2, seen.email, seen.address, seen.employer, seen.occupation,
    seen.income === 0 ? '' : seen.income, seen.org, seen.owner, writeDay(seen.openedOn, 'slashed'), writeDay(seen.updatedOn, 'slashed'),
  ]
}

export function accountRow(account: Account): Cell[] {
  const day = (at: number | undefined) => (at === undefined ? '' : writeDay(at, 'slashed'))
  const status = account.status === 'closed' ? 'SETTLED' : (account.overdue ?? 0) > 0 ? 'OVERDUE' : 'NORMAL'
  return [
    account.number, account.customer, account.kind.toUpperCase(), account.product, 'CNY', yuan(account.principal ?? 0), yuan(-account.cents), yuan(account.overdue ?? 0),
    account.rate, day(account.openedOn), day(account.maturesOn), day(account.closedOn), status, account.org,
  ]
}
