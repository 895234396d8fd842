/** Whether a balance is the sum of its transactions, account by account, in whatever order a day's transactions are told. */
import { sql, type Sql } from '#kernel/tx'

/** Of everything, or of what pg_temp.looked and pg_temp.touched name. */
export type Scope = 'full' | 'changed'

/**
 * An account's transactions of a month are a chain: each balance is the one from which the next begins, so that of all balances before and after
 * only the first and the last stand alone. Months join by their closings; the balance that the source tells is the last of them, if it was told
 * no earlier than that transaction.
 */
export function broken(scope: Scope, accounts: Sql): Sql {
  return sql`
    with ends as materialized (
      select t.account_no, date_trunc('month', t.on_day)::date as month, step.value, sum(step.sign) as open, min(t.on_day) as day
      from ${scope === 'full' ? sql`account.transaction t` : sql`pg_temp.touched u join account.transaction t on t.account_no = u.account_no`}
      cross join lateral (values (t.balance, 1), (t.balance - t.amount, -1)) step (value, sign)
      where t.balance is not null
      group by t.account_no, date_trunc('month', t.on_day), step.value
      having sum(step.sign) <> 0),
    torn as (select account_no, month from ends group by account_no, month having count(*) > 2),
    within as (
      -- The balance that somebody left and the nearest one from which somebody began.
      select distinct on (e.account_no, e.month) e.account_no, b.day, b.value - e.value as amount
      from torn t
      join ends e on e.account_no = t.account_no and e.month = t.month and e.open > 0
      join ends b on b.account_no = t.account_no and b.month = t.month and b.open < 0
      order by e.account_no, e.month, abs(b.value - e.value)),
    joined as (
      select account_no, month as day, closing - inflow + outflow - before as amount
      from (
        select m.account_no, m.month, m.closing, m.inflow, m.outflow, lag(m.closing) over (partition by m.account_no order by m.month) as before
        from ${scope === 'full' ? sql`account.month m` : sql`pg_temp.touched u join account.month m on m.account_no = u.account_no`}) m
      where closing - inflow + outflow <> before),
    told as (
      select a.account_no, a.last_on as day, a.told_balance - a.last_balance as amount
      from ${accounts}
      join feed.run f on f.run = a.run
      where a.told_balance <> a.last_balance and a.status <> 'closed' and (f.as_of is null or f.as_of >= a.last_on)),
    wrong as (
      select distinct on (account_no) account_no, day, amount
      from (select * from within union all select * from joined union all select * from told) w
      order by account_no, day)
    select a.account_no, 'balance', a.source, a.key, a.org, jsonb_build_object('amount', w.amount::text, 'day', w.day)
    from wrong w join account.account a on a.account_no = w.account_no`
}
