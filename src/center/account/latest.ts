/** Latest transactions over all accounts in sight: the monthly summaries tell which partitions to open, newest first. */
import type { Tx } from '#kernel/tx'

export type Latest = {
  account_no: string; key: string; account_key: string; account_kind: string; at: string; stamp: string; on_day: string; amount: string; balance: string | null; currency: string; kind: string
  channel: string | null; counterparty: string | null; merchant: string | null; place: string | null; summary: string | null
}
export type After = { onDay: string; stamp: string; accountNo: string; key: string }
/** `way` counts what the position counts: the customer's own accounts of deposit, company and wallet; a card's purchases are debts, not outflow. */
export type Only = { account?: string | null; on?: string; way?: 'in' | 'out' }

/** Up to `limit` transactions before `after`, of one account or of all. The same speed at ten rows and at a hundred thousand. */
export function latest(tx: Tx, customerNo: string, limit: number, after: After | null = null, { account, on, way }: Only = {}): Promise<Latest[]> {
  return tx<Latest[]>`
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
