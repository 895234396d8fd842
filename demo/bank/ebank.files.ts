/** The corporate net bank's own way of writing: snake case, everything in quotes, packed. Companies sign themselves up, so it knows least of them. */
import { writeDay } from './days.ts'
import type { Cell, Layout } from './files.ts'
import type { CompanySeen } from './corporates.ts'

const house = { encoding: 'utf-8', delimiter: ',', quote: 'all', end: '\n' } as const
export const CUSTOMERS: Layout = {
  ...house, path: 'ebank/eb_corp_{day}.csv.gz',
  columns: ['corp_id', 'corp_name', 'corp_kind', 'id_kind', 'id_no', 'legal_person', 'phone', 'email', 'address', 'settle_account', 'branch_code', 'signed_on', 'updated_on'],
}

export const customerKey = (sequence: number) => `eb${String(sequence).padStart(8, '0')}`

export function customerRow(key: string, seen: CompanySeen, account: string): Cell[] {
  return [
    key, seen.name, seen.kind === 'E' ? 'enterprise' : 'public', { USCC: 'uscc', ZZJG: 'org_code', '': '' }[seen.certificate], seen.certificateNo, seen.legalName, seen.phone, seen.email,
    seen.address, account, seen.org, writeDay(seen.openedOn, 'dashed'), writeDay(seen.updatedOn, 'dashed'),
  ]
}
