/** From rows to summaries: months of an account, its last balance, positions of its customers. Works on what was touched and nothing else. */
import { regrade } from '#center/customer'
import { sql, type Tx } from '#kernel/tx'
import { writePositions } from './positions.ts'

/** Makes the empty lists of what a transaction touches; whoever changes rows fills them, and refresh reads them. */
export async function touchNothing(tx: Tx): Promise<void> {
  await tx`create temp table if not exists touched_month (account_no text not null, month date not null) on commit delete rows`
  await tx`create temp table if not exists touched_account (account_no text not null) on commit delete rows`
  await tx`create temp table if not exists touched_customer (customer_no text not null) on commit delete rows`
  await tx`truncate touched_month, touched_account, touched_customer`
}

/** Brings every summary of the touched accounts, months and customers up to date. Returns the number of customers. */
export async function refresh(tx: Tx, progress: (share: number) => void = () => {}): Promise<number> {
  await writeMonths(tx, (share) => progress(share * 0.6))
  await writeLastDays(tx)
  progress(0.7)
  const customers = await writePositions(tx)
  progress(0.9)
  await regrade(tx, sql`
    select t.customer_no, p.aum, p.moved_on as last_on, coalesce(p.as_of, (select max(day) from account.as_of)) as as_of
    from touched t left join account.position p on p.customer_no = t.customer_no and p.whole`)
  return customers
}

async function writeMonths(tx: Tx, progress: (share: number) => void): Promise<void> {
  await tx`analyze touched_month`
  const months = await tx<{ month: string; accounts: number }[]>`
    select month, count(*)::int as accounts from touched_month group by month order by month`
  await tx`
    delete from account.month m using touched_month t where m.account_no = t.account_no and m.month = t.month`
  for (const [done, { month }] of months.entries()) {
    await writeMonth(tx, month)
    progress((done + 1) / months.length)
  }
}

/** One month is one partition. The closing is the balance after the last instant; where several share it, see settleTies. */
async function writeMonth(tx: Tx, month: string): Promise<void> {
  await tx`
    insert into account.month (account_no, month, org, inflow, outflow, closing, count, moved_on, last_on, last_in, last_out)
    select d.account_no, ${month}::date, min(a.org),
      coalesce(sum(amount) filter (where amount > 0), 0), coalesce(-sum(amount) filter (where amount < 0), 0),
      (array_agg(d.balance order by at desc, d.key desc))[1], count(*),
      max(on_day) filter (where d.kind not in ('interest', 'fee') and channel is distinct from 'batch'),
      max(on_day),
      coalesce(sum(amount) filter (where amount > 0 and on_day = last_day), 0), coalesce(-sum(amount) filter (where amount < 0 and on_day = last_day), 0)
    from (
      select t.account_no, on_day, at, key, amount, balance, kind, channel, max(on_day) over (partition by t.account_no) as last_day
      from account.transaction t
      where on_day >= ${month}::date and on_day < ${month}::date + interval '1 month'
        and t.account_no in (select account_no from touched_month where month = ${month}::date)) d
    join account.account a on a.account_no = d.account_no
    group by d.account_no`
  await settleTies(tx, month)
}

/**
 * Sources that write days without hours give a day's transactions in no order. Each balance but the last is the one from which another
 * transaction of the same instant begins: the one nobody continues is the closing.
 */
async function settleTies(tx: Tx, month: string): Promise<void> {
  await tx`
    with final as (
      select t.account_no, t.amount, t.balance, max(t.at) over (partition by t.account_no) = t.at as is_last
      from account.month m
      join touched_month c on c.account_no = m.account_no and c.month = m.month
      join account.transaction t on t.account_no = m.account_no and t.on_day = m.last_on
      where m.month = ${month}::date and m.count > 1 and m.closing is not null
        and t.on_day >= ${month}::date and t.on_day < ${month}::date + interval '1 month'),
    tied as (select account_no from final where is_last group by account_no having count(*) > 1),
    ends as (
      select account_no, value, sum(sign) as open
      from final join tied using (account_no) cross join lateral (values (balance, 1), (balance - amount, -1)) as step (value, sign)
      where is_last
      group by account_no, value),
    closing as (select account_no, max(value) as value from ends where open > 0 group by account_no having count(*) = 1)
    update account.month m set closing = closing.value
    from closing where m.account_no = closing.account_no and m.month = ${month}::date and m.closing is distinct from closing.value`
}

/** Each touched account's last day and the balance after it, from its newest month. */
async function writeLastDays(tx: Tx): Promise<void> {
  await tx`
    with newest as (
      select t.account_no, m.last_on, m.closing, (select max(moved_on) from account.month where account_no = t.account_no) as moved_on
      from (select distinct account_no from touched_month) t
      left join lateral (
        select last_on, closing from account.month where account_no = t.account_no order by month desc limit 1) m on true)
    update account.account a set last_on = n.last_on, last_balance = n.closing, moved_on = n.moved_on
    from newest n
    where a.account_no = n.account_no and (a.last_on, a.last_balance, a.moved_on) is distinct from (n.last_on, n.closing, n.moved_on)`
  await tx`insert into touched_account select distinct account_no from touched_month`
}
