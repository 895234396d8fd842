/** The wealth system's own way of writing: saved from a spreadsheet, Chinese headings, thousands in groups, a byte order mark. */
import type { Account, Holding } from './accounts.ts'
import { writeDay } from './days.ts'
import type { Cell, Layout } from './files.ts'
import { yuan } from './ledger.ts'
import type { Seen } from './records.ts'

const house = { encoding: 'utf-8', delimiter: ',', quote: 'needed', end: '\r\n', mark: true } as const
export const CUSTOMERS: Layout = {
  ...house, path: 'wealth/LC_客户_{day}.csv',
  columns: ['客户编号', '客户姓名', '证件类别', '证件号码', '性别', '出生日期', '手机', '邮箱', '联系地址', '风险等级', '开户机构', '理财经理', '开户日期', '更新日期'],
}
export const ACCOUNTS: Layout = { ...house, path: 'wealth/LC_账户_{day}.csv', columns: ['理财账号', '客户编号', '总市值', '状态', '开户日期', '开户机构'] }
export const HOLDINGS: Layout = { ...house, path: 'wealth/LC_持仓_{day}.csv', columns: ['理财账号', '产品代码', '份额', '成本', '市值', '买入日期', '到期日期'] }

const CERTIFICATE = { 'id-card': '1', passport: '2', 'hk-macau': '3', taiwan: '4', foreign: '5' }
const STATUS = { open: '正常', dormant: '休眠', frozen: '冻结', closed: '销户' }

export const customerKey = (sequence: number) => `60${String(sequence).padStart(7, '0')}`

export function customerRow(key: string, seen: Seen): Cell[] {
  return [
    key, seen.name, seen.certificate && CERTIFICATE[seen.certificate], seen.idNumber, seen.sex && (seen.sex === 'M' ? '先生' : '女士'),
    seen.birthday === null ? '' : writeDay(seen.birthday, 'chinese'), seen.phone, seen.email, seen.address, `C${1 + (key.charCodeAt(8) % 5)}`, seen.org, seen.owner,
    writeDay(seen.openedOn, 'chinese'), writeDay(seen.updatedOn, 'chinese'),
  ]
}

export function accountRow(account: Account): Cell[] {
  return [account.number, account.customer, grouped(account.cents), STATUS[account.status], writeDay(account.openedOn, 'chinese'), account.org]
}

export function holdingRow(holding: Holding): Cell[] {
  return [
    holding.account, holding.product, holding.units, grouped(holding.cost), grouped(holding.value), writeDay(holding.since, 'chinese'),
    holding.maturesOn === null ? '' : writeDay(holding.maturesOn, 'chinese'),
  ]
}

function grouped(cents: number): string {
  return yuan(cents).replace(/\B(?=(\d{3})+\.)/g, ',')
}
