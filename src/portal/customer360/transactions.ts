/** Latest transactions over all accounts in sight: the monthly summaries tell which partitions to open, newest first. */
import type { InputOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { token } from '#kernel/secret'
import type { Tx } from '#kernel/tx'
import type { listTransactions, Transaction } from './overview.api.ts'

export type Row = {
  account_no: string; key: string; account_key: string; account_kind: string; at: string; stamp: string; on_day: string; amount: string; balance: string | null; currency: string; kind: string
  channel: string | null; counterparty: string | null; merchant: string | null; place: string | null; summary: string | null
}
type After = { onDay: string; stamp: string; accountNo: string; key: string }
/** `way` counts what the position counts: the customer's own accounts of deposit, company and wallet; a card's purchases are debts, not outflow. */
type Only = { account?: string | null; on?: string; way?: 'in' | 'out' }

/** Names an account in a question without telling its number. */
export function refOf(accountNo: string): string {
  return token('accountRef', accountNo).toString(36)
}

/** Up to `limit` transactions before `after`, of one account or of all. The same speed at ten rows and at a hundred thousand. */
export function latest(tx: Tx, customerNo: string, limit: number, after: After | null = null, { account, on, way }: Only = {}): Promise<Row[]> {
  return tx<Row[]>`
    with mine as materialized (
      select a.account_no, a.key, a.kind
      from account.holder h
      join account.account a on a.account_no = h.account_no
      where h.customer_no = ${customerNo} and h.until is null
        and (${account ?? null}::text is null or a.account_no = ${account ?? null})
        and (${way ?? null}::text is null or (h.role = 'owner' and a.kind in ('deposit', 'corporate', 'mobile')))),
    months as (
      select m.account_no, m.month, m.count
      from mine join account.month m on m.account_no = mine.account_no
      where (${after?.onDay ?? null}::date is null or m.month <= date_trunc('month', ${after?.onDay ?? null}::date))
        and (${on ?? null}::date is null or m.month = date_trunc('month', ${on ?? null}::date))),
    needed as (
      select month
      from (
        select month, sum(count) as rows, sum(sum(count)) over (order by month desc) as running
        from months group by month) each
      -- The cursor's own month may be nearly used up: it counts for nothing.
      where running - rows - coalesce((select sum(count) from months where month = date_trunc('month', ${after?.onDay ?? null}::date)), 0) < ${limit}),
    found as (
      select t.*, mine.key as account_key, mine.kind as account_kind
      from needed
      join months on months.month = needed.month
      join mine on mine.account_no = months.account_no
      cross join lateral (
        select t.account_no, t.key, t.at, t.on_day, t.amount, t.balance, t.currency, t.kind, t.channel, t.counterparty, t.merchant, t.place, t.summary
        from account.transaction t
        where t.account_no = months.account_no and t.on_day >= months.month and t.on_day < months.month + interval '1 month'
          and (${on ?? null}::date is null or t.on_day = ${on ?? null}::date)
          and (${way ?? null}::text is null or (t.amount > 0) = (${way ?? null}::text = 'in'))
          and (${after?.onDay ?? null}::date is null
            or (t.on_day <= ${after?.onDay ?? null}::date and (t.on_day, t.at, t.account_no, t.key) < (${after?.onDay ?? null}::date, ${after?.stamp ?? null}::timestamptz, ${after?.accountNo ?? null}::text, ${after?.key ?? null}::text)))
        order by t.on_day desc
        fetch first ${limit} rows with ties) t)
    select account_no, key, account_key, account_kind, at, at::text as stamp, on_day, amount, balance, currency, kind, channel, counterparty, merchant, place, summary
    from found
    order by on_day desc, at desc, account_no desc, key desc
    limit ${limit}`
}

export function shown(row: Row): Transaction {
  const { account_no: _, stamp: __, account_key: accountNo, account_kind: accountKind, on_day: onDay, ...rest } = row
  return { ...rest, accountNo, accountKind, onDay }
}

export async function page(tx: Tx, asked: InputOf<typeof listTransactions>): Promise<{ customerNo: string; rows: Transaction[]; next: string | null }> {
  const limit = asked.limit ?? 50
  // The monthly counts by which months are left out know no way: only within one day it costs nothing.
  if (asked.way && !asked.on) throw new Refused('invalid', { field: 'way' })
  const isThere = await tx.one`select 1 as there from identity.golden where customer_no = ${asked.customerNo} limit 1`
  if (!isThere) throw new Refused('not-found')
  const [account, after] = await Promise.all([
    asked.account === undefined ? null : accountNamed(tx, asked.customerNo, asked.account),
    asked.after === undefined ? null : cursorOf(tx, asked.customerNo, asked.after),
  ])
  const rows = await latest(tx, asked.customerNo, limit, after, { account, on: asked.on, way: asked.way })
  const last = rows.length === limit ? rows.at(-1) : undefined
  // The cursor carries the account's reference, never its number.
  return { customerNo: asked.customerNo, rows: rows.map(shown), next: last ? [last.on_day, last.stamp, refOf(last.account_no), last.key].join('|') : null }
}

async function accountNamed(tx: Tx, customerNo: string, ref: string): Promise<string> {
  const rows = await tx<{ account_no: string }[]>`select account_no from account.holder where customer_no = ${customerNo} and until is null`
  const found = rows.find((row) => refOf(row.account_no) === ref)
  if (!found) throw new Refused('not-found')
  return found.account_no
}

async function cursorOf(tx: Tx, customerNo: string, text: string): Promise<After> {
  const [, onDay, stamp, ref, key] = /^(\d{4}-\d\d-\d\d)\|(\d{4}-\d\d-\d\d[ T][\d:.+-]+)\|([0-9a-z-]+)\|(.+)$/.exec(text) ?? []
  if (!onDay || !stamp || !ref || !key) throw new Refused('invalid', { field: 'after' })
  return { onDay, stamp, key, accountNo: await accountNamed(tx, customerNo, ref) }
}
