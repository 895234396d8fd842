import type { Both } from '#kernel/text'
import type { Tx } from '#kernel/tx'
import { kindNames } from './names.ts'

/** How many accounts of each kind a source has. */
export async function census(tx: Tx, source: string): Promise<{ title: Both; count: number }[]> {
  const kinds = await tx<{ kind: string; count: number }[]>`
    select kind, count(*)::int as count from account.account where source = ${source} group by kind order by kind`
  return kinds.map(({ kind, count }) => ({ title: kindNames[kind] ?? { zh: kind, en: kind }, count }))
}

export async function orderCensus(tx: Tx, source: string): Promise<{ title: Both; count: number }[]> {
  const found = await tx.one<{ count: number }>`select count(*)::int as count from account.standing_order where source = ${source}`
  return [{ title: { zh: '定期转账', en: 'Standing orders' }, count: found?.count ?? 0 }]
}

/** From the monthly summaries: transactions are too many to be counted for a report. */
export async function transactionCensus(tx: Tx, source: string): Promise<{ title: Both; count: number }[]> {
  const found = await tx.one<{ count: number }>`
    select coalesce(sum(m.count), 0)::int8 as count from account.account a join account.month m on m.account_no = a.account_no where a.source = ${source}`
  return [{ title: { zh: '交易', en: 'Transactions' }, count: found?.count ?? 0 }]
}
