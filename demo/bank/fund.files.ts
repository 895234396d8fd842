/** The provident fund's own way of writing: pinyin words, tabs, the days of an Oracle export, everything packed. */
import type { Account } from './accounts.ts'
import { writeDay } from './days.ts'
import type { Cell, Layout } from './files.ts'
import { yuan } from './ledger.ts'
import type { Seen } from './records.ts'

const house = { encoding: 'gb18030', delimiter: '\t', quote: 'never', end: '\r\n' } as const
export const CUSTOMERS: Layout = {
  ...house, path: 'fund/gjj_grxx_{day}.csv.gz',
  columns: ['grzh', 'xingming', 'zjlx', 'zjhm', 'xingbie', 'csrq', 'sjhm', 'jtzz', 'dwmc', 'yjcjs', 'jgbm', 'khrq', 'gxrq'],
}
export const ACCOUNTS: Layout = { ...house, path: 'fund/gjj_grzh_{day}.csv.gz', columns: ['zhbh', 'grzh', 'gjjye', 'khrq', 'xhrq', 'zhzt', 'jgbm'] }

const CERTIFICATE = { 'id-card': '身份证', passport: '护照', 'hk-macau': '港澳通行证', taiwan: '台胞证', foreign: '其他' }
const STATUS = { open: '缴存', dormant: '封存', frozen: '封存', closed: '销户' }

export const customerKey = (sequence: number) => `3301${String(sequence).padStart(8, '0')}`

export function customerRow(key: string, seen: Seen): Cell[] {
  return [
    key, seen.name, seen.certificate && CERTIFICATE[seen.certificate], seen.idNumber || '无', seen.sex && (seen.sex === 'M' ? '1' : '0'),
    seen.birthday === null ? '' : writeDay(seen.birthday, 'oracle'), seen.phone, seen.address, seen.employer, yuan(Math.round((seen.income / 12) * 100)), seen.org,
    writeDay(seen.openedOn, 'oracle'), writeDay(seen.updatedOn, 'oracle'),
  ]
}

export function accountRow(account: Account): Cell[] {
  return [account.number, account.customer, yuan(account.cents), writeDay(account.openedOn, 'oracle'), '', STATUS[account.status], account.org]
}
