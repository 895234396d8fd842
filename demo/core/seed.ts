/** What the core begins with: the customers and accounts that Yilan knows of the savings core, so that its changes concern somebody. */
import { open } from '#kernel/secret'
import { engine, type Tx } from '#kernel/tx'
import type { CoreAccount, CoreCustomer } from './core.ts'

export type Beginning = { customers: CoreCustomer[]; accounts: CoreAccount[] }

const CERTIFICATES: Record<string, string> = { 'id-card': '01', passport: '03', 'hk-macau-permit': '04', 'taiwan-permit': '05', 'foreign-residence': '06' }
const TYPES: Record<string, string> = { demand: 'S', time: 'T', notice: 'N' }
const STATUSES: Record<string, string> = { open: '0', dormant: '1', frozen: '2', closed: '9' }

/** Up to `most` customers with a savings account, by their number at the core. */
export async function beginning(source: string, most: number): Promise<Beginning> {
  return engine('corebank', async (tx) => ({ customers: await customers(tx, source, most), accounts: await accounts(tx, source, most) }))
}

async function customers(tx: Tx, source: string, most: number): Promise<CoreCustomer[]> {
  const rows = await tx<(Omit<CoreCustomer, 'zjlx' | 'xb' | 'zjhm' | 'sjhm'> & { id_type: string | null; gender: string | null; id_number: string | null; phone: string | null })[]>`
    select r.key as khh, r.name as khmc, r.id_type, r.id_number, r.gender, r.birthday as csrq, r.phone, r.address as lxdz, o.code as khjg, r.owner_staff as khjl,
      r.opened_on as khrq, r.updated_on as whrq
    from identity.source_record r join access.org o on o.org = r.org
    where r.source = ${source} and r.valid_to is null and r.kind = 'retail'
    order by r.key
    limit ${most}`
  return rows.map(({ id_type, gender, id_number, phone, ...row }) => ({
    ...row, zjlx: CERTIFICATES[id_type ?? ''] ?? null, xb: gender === 'male' ? '1' : gender === 'female' ? '2' : '9',
    zjhm: id_number && open(id_number), sjhm: phone && open(phone),
  }))
}

async function accounts(tx: Tx, source: string, most: number): Promise<CoreAccount[]> {
  const rows = await tx<(Omit<CoreAccount, 'zhlx' | 'zhzt'> & { subkind: string; status: string })[]>`
    select a.key as zh, a.customer_key as khh, a.subkind, a.product as cpdm, '156' as bz, coalesce(a.balance, 0)::text as ye, a.principal::text as bj, a.rate::text as ll,
      coalesce(a.opened_on, date '2020-01-01') as khrq, a.matures_on as dqrq, a.closed_on as xhrq, a.status, o.code as jgh
    from account.account a
    join access.org o on o.org = a.org
    join (
      select r.key from identity.source_record r
      where r.source = ${source} and r.valid_to is null and r.kind = 'retail' order by r.key limit ${most}) c on c.key = a.customer_key
    where a.source = ${source} and a.kind = 'deposit'
    order by a.key`
  return rows.map(({ subkind, status, ...row }) => ({ ...row, zhlx: TYPES[subkind] ?? 'S', zhzt: STATUSES[status] ?? '0' }))
}
