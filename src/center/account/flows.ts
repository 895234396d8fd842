/** 资金往来 between customers of the bank: kept by account and month when the months are written, read by customer, so that it goes with an account that changes hands. */
import type { Tx } from '#kernel/tx'

/** The month the data reach and the five before it. */
const MONTHS = 6

export type Flow = { from: string; to: string; amount: string; currency: string; count: number; lastOn: string }

/**
 * What moved between each of `customers` and others in sight in the last months, the largest `each` of every one. Both books usually tell of a
 * transfer: it counts once.
 */
export function flowsOf(tx: Tx, customers: readonly string[], each: number): Promise<Flow[]> {
  return tx<Flow[]>`
    with mine as materialized (
      select h.customer_no, h.account_no
      from account.holder h where h.customer_no = any(${customers}::text[]) and h.until is null and h.role = 'owner'),
    told as (
      select m.customer_no as mine, o.customer_no as other, f.currency, f.inflow as mine_in, f.outflow as mine_out, 0 as other_in, 0 as other_out, f.count as mine_count, 0 as other_count, f.last_on
      from mine m
      join account.flow f on f.account_no = m.account_no
      join account.holder o on o.account_no = f.other_no and o.until is null and o.role = 'owner'
      union all
      select m.customer_no, o.customer_no, f.currency, 0, 0, f.inflow, f.outflow, 0, f.count, f.last_on
      from mine m
      join account.flow f on f.other_no = m.account_no
      join account.holder o on o.account_no = f.account_no and o.until is null and o.role = 'owner'),
    pair as (
      select mine, other, currency, greatest(sum(mine_in), sum(other_out)) as inflow, greatest(sum(mine_out), sum(other_in)) as outflow,
        greatest(sum(mine_count), sum(other_count))::int as count, max(last_on) as last_on,
        row_number() over (partition by mine order by greatest(sum(mine_in), sum(other_out)) + greatest(sum(mine_out), sum(other_in)) desc, other) as nth
      from told where mine <> other
      group by mine, other, currency)
    select way."from", way."to", way.amount, pair.currency, max(pair.count) as count, max(pair.last_on) as "lastOn"
    from pair cross join lateral (values (mine, other, outflow), (other, mine, inflow)) way ("from", "to", amount)
    where nth <= ${each} and way.amount > 0
    group by way."from", way."to", way.amount, pair.currency`
}

/** One month of the touched accounts: called while their months are written. */
export async function writeFlow(tx: Tx, month: string): Promise<void> {
  await tx`
    insert into account.flow (account_no, month, other_no, currency, org, inflow, outflow, count, last_on)
    select t.account_no, ${month}::date, o.account_no, t.currency, t.org, t.inflow, t.outflow, t.count, t.last_on
    from (
      select account_no, counterparty_account, currency, min(org) as org,
        coalesce(sum(amount) filter (where amount > 0), 0) as inflow, coalesce(-sum(amount) filter (where amount < 0), 0) as outflow, count(*) as count, max(on_day) as last_on
      from account.transaction
      where on_day >= ${month}::date and on_day < (${month}::date + interval '1 month')::date and counterparty_account is not null
        and account_no in (select account_no from touched_month where month = ${month}::date)
      group by account_no, counterparty_account, currency) t
    cross join feed.source s
    join account.account o on o.account_no = s.source || ':' || t.counterparty_account and o.account_no <> t.account_no
    on conflict do nothing`
}

/** Takes away what will be written anew and what has grown old; answers from which month on flows are kept. */
export async function clearFlows(tx: Tx): Promise<string> {
  const { first } = (await tx.one<{ first: string }>`
    select (date_trunc('month', greatest((select max(day) from account.as_of), (select max(month) from touched_month), '1900-01-01'::date)) - make_interval(months => ${MONTHS - 1}::int))::date as first`) as { first: string } // an aggregate always answers
  await tx`delete from account.flow where month < ${first}::date`
  await tx`delete from account.flow f using touched_month t where f.account_no = t.account_no and f.month = t.month`
  return first
}
