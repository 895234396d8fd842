/** From rows to summaries: months of an account, its last balance, positions of its customers. Works on what was touched and nothing else. */
import { regrade } from '#center/customer'
import { tellWatchers } from '#kernel/live'
import { sql, type Tx } from '#kernel/tx'
import { positionsWritten } from './events.ts'
import { clearFlows, writeFlow } from './flows.ts'
import { writePositions } from './positions.ts'

/** Makes the empty lists of what a transaction touches; whoever changes rows fills them, and refresh reads them. */
export async function touchNothing(tx: Tx): Promise<void> {
  await tx`create temp table if not exists touched_month (account_no text not null, month date not null) on commit delete rows`
  await tx`create temp table if not exists touched_account (account_no text not null) on commit delete rows`
  await tx`create temp table if not exists touched_customer (customer_no text not null) on commit delete rows`
  await tx`create temp table if not exists tied_month (account_no text not null, month date not null, last_on date not null, last_at timestamptz not null) on commit delete rows`
  // Truncating would give each a new file: they are empty, or hold what little the same transaction touched before.
  await Promise.all([tx`delete from touched_month`, tx`delete from touched_account`, tx`delete from touched_customer`, tx`delete from tied_month`])
}

/** Brings every summary of the touched accounts, months and customers up to date, and tells. `back`: rows were taken away. */
export async function refresh(tx: Tx, way: 'on' | 'back', progress: (share: number) => void = () => {}): Promise<void> {
  await tx`set local work_mem = '64MB'`
  await writeMonths(tx, (share) => progress(share * 0.6))
  await writeLastDays(tx)
  await (way === 'back' ? drawBackReach(tx) : writeReach(tx))
  progress(0.7)
  await writePositions(tx)
  progress(0.9)
  await regrade(tx, gradesOfTouched)
  await tellWritten(tx)
}

/** Time alone makes a customer dormant: those who have not moved for a month are looked at each morning. */
export async function regradeIdle(tx: Tx): Promise<void> {
  await regrade(tx, sql`
    select p.customer_no, p.aum, p.moved_on as last_on, max(f.day) as as_of
    from account.position p join account.as_of f on f.source = any(p.sources)
    where p.whole and p.moved_on is not null
    group by p.customer_no, p.aum, p.moved_on
    having max(f.day) - p.moved_on > 30`)
}

/** Another rule holds: everybody is graded by it, from what was last known of each. */
export async function regradeAll(tx: Tx): Promise<void> {
  await regrade(tx, sql`
    select c.customer_no, p.aum, p.moved_on as last_on, coalesce(p.as_of, (select max(day) from account.as_of), current_date) as as_of
    from customer.customer c left join account.position p on p.customer_no = c.customer_no and p.whole
    where c.state = 'active'`)
}

/** A rule published for a later day holds from this morning. */
export async function regradeByNewRules(tx: Tx): Promise<void> {
  if (await tx.one`select 1 from customer.rule where state = 'published' and since = current_date and checked_at < current_date`) await regradeAll(tx)
}

async function writeMonths(tx: Tx, progress: (share: number) => void): Promise<void> {
  await tx`analyze touched_month`
  const months = await tx<{ month: string; accounts: number }[]>`
    select month, count(*)::int as accounts from touched_month group by month order by month`
  await tx`
    delete from account.month m using touched_month t where m.account_no = t.account_no and m.month = t.month`
  const flowsSince = await clearFlows(tx)
  for (const [done, { month }] of months.entries()) {
    await writeMonth(tx, month)
    if (month >= flowsSince) await writeFlow(tx, month)
    progress((done + 1) / months.length)
  }
  await settleTies(tx)
}

/** One month is one partition. The closing is the balance after the last instant; accounts where several share it are left to settleTies. */
async function writeMonth(tx: Tx, month: string): Promise<void> {
  await tx`
    with sums as materialized (
      select account_no, min(org) as org,
        coalesce(sum(amount) filter (where amount > 0), 0) as inflow, coalesce(-sum(amount) filter (where amount < 0), 0) as outflow,
        (array_agg(balance order by at desc, key desc))[1] as closing, count(*) as count,
        max(on_day) filter (where kind not in ('interest', 'fee') and channel is distinct from 'batch') as moved_on, max(on_day) as last_on,
        coalesce(sum(amount) filter (where amount > 0 and on_day = last_day), 0) as last_in,
        coalesce(-sum(amount) filter (where amount < 0 and on_day = last_day), 0) as last_out,
        max(last_at) as last_at, count(*) filter (where at = last_at) as at_last
      from (
        select account_no, org, on_day, at, key, amount, balance, kind, channel, max(on_day) over mine as last_day, max(at) over mine as last_at
        from account.transaction
        where on_day >= ${month}::date and on_day < (${month}::date + interval '1 month')::date
          and account_no in (select account_no from touched_month where month = ${month}::date)
        window mine as (partition by account_no)) t
      group by account_no),
    tied as (
      insert into tied_month (account_no, month, last_on, last_at)
      select account_no, ${month}::date, last_on, last_at from sums where at_last > 1)
    insert into account.month (account_no, month, org, inflow, outflow, closing, count, moved_on, last_on, last_in, last_out)
    select account_no, ${month}::date, org, inflow, outflow, closing, count, moved_on, last_on, last_in, last_out from sums`
}

/**
 * Sources that write days without hours give a day's transactions in no order. Each balance but the last is the one from which another
 * transaction of the same instant begins: the one nobody continues is the closing.
 */
async function settleTies(tx: Tx): Promise<void> {
  await tx`
    with ends as (
      select c.account_no, c.month, value, sum(sign) as open
      from tied_month c
      join account.transaction t on t.account_no = c.account_no and t.on_day = c.last_on and t.at = c.last_at
      cross join lateral (values (t.balance, 1), (t.balance - t.amount, -1)) as step (value, sign)
      group by c.account_no, c.month, value),
    closing as (select account_no, month, max(value) as value from ends where open > 0 group by account_no, month having count(*) = 1)
    update account.month m set closing = closing.value
    from closing where m.account_no = closing.account_no and m.month = closing.month and m.closing is distinct from closing.value`
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

/** How far the data of the touched sources reach: they advance with the accounts that moved. */
async function writeReach(tx: Tx): Promise<void> {
  await tx`
    with moved as (
      select a.source, max(a.last_on) as day
      from (select distinct account_no from touched_month) m
      join account.account a on a.account_no = m.account_no
      group by a.source)
    insert into account.as_of (source, day)
    select source, day from moved where day is not null
    on conflict (source) do update set day = greatest(as_of.day, excluded.day), updated_at = now() where as_of.day < excluded.day`
}

/** After an undo the data may reach less far than before. */
async function drawBackReach(tx: Tx): Promise<void> {
  await tx`
    with sources as (select distinct a.source from touched_account t join account.account a on a.account_no = t.account_no),
    reach as (select s.source, (select max(last_on) from account.account where source = s.source) as day from sources s),
    gone as (delete from account.as_of f using reach r where f.source = r.source and r.day is null)
    update account.as_of f set day = r.day, updated_at = now() from reach r where f.source = r.source and f.day > r.day`
}

/** What the customers of `touched` are graded by. */
export const gradesOfTouched = sql`
  select t.customer_no, p.aum, p.moved_on as last_on, coalesce(p.as_of, (select max(day) from account.as_of)) as as_of
  from touched t left join account.position p on p.customer_no = t.customer_no and p.whole`

export async function tellWritten(tx: Tx): Promise<void> {
  const batches = await tx<{ customers: string[] }[]>`
    select array_agg(customer_no) as customers
    from (select customer_no, (row_number() over (order by customer_no) - 1) / 2000 as batch from touched) t
    group by batch`
  for (const { customers } of batches) await positionsWritten.publish(tx, { customers })
  await tellWatchers(tx, 'customer', batches.flatMap(({ customers }) => customers))
}
