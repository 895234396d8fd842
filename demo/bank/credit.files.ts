/** The corporate credit system's own way of writing: Chinese initials in capitals, bars, the code in a column of its own. */
import { writeDay } from './days.ts'
import type { Cell, Layout } from './files.ts'
import type { CompanySeen } from './corporates.ts'

const house = { encoding: 'utf-8', delimiter: '|', quote: 'never', end: '\n' } as const
export const CUSTOMERS: Layout = {
  ...house, path: 'credit/DGXD_KH_{day}.txt',
  columns: ['KHBH', 'KHMC', 'KHLX', 'ZJZL', 'ZJHM', 'FRXM', 'LXDH', 'ZCDZ', 'HYDM', 'JSZH', 'JGBH', 'KHJL', 'KHRQ', 'GXRQ'],
}

export const customerKey = (sequence: number) => `XD${String(sequence).padStart(7, '0')}`

export function customerRow(key: string, seen: CompanySeen, account: string): Cell[] {
  return [
    key, seen.name, seen.kind === 'E' ? '企业' : '事业', { USCC: '统一社会信用代码', ZZJG: '组织机构代码', '': '' }[seen.certificate], seen.certificateNo, seen.legalName, seen.phone,
    seen.address, seen.industry, account, seen.org, seen.owner, writeDay(seen.openedOn, 'dashed'), writeDay(seen.updatedOn, 'dashed'),
  ]
}
