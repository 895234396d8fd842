/** 客户持仓: what each customer holds, whole for the owning organisation and in part for every other that holds an account. */
import { forgetHolding, noteHolding } from '#center/identity'
import { sql, type Tx } from '#kernel/tx'

/** 管理资产 are the customer's own money at the bank; 公积金 belongs to the fund centre and is shown, not counted. */
const ASSETS = sql`('deposit', 'corporate', 'wealth', 'mobile')`
/** Where money moves by the customer's hand: a card's purchases are debts, not outflow. */
const CASH = sql`('deposit', 'corporate', 'mobile')`

/** Writes the positions of the customers of `touched_account` and of `touched_customer`, and leaves their numbers in `touched`. */
export async function writePositions(tx: Tx): Promise<void> {
  await gatherCustomers(tx)
  await tellBranches(tx)
  await tx`delete from account.position p using touched t where p.customer_no = t.customer_no`
  await gatherSeats(tx)
  await tx`
    with
    days as (
      select s.customer_no, s.seat, s.last_on as day, sum(m.last_in) as came, sum(m.last_out) as went
      from pg_temp.seats s
      join account.month m on m.account_no = s.account_no and m.month = date_trunc('month', s.last_on)::date
      where s.counts and s.kind in ${CASH}
      group by s.customer_no, s.seat, s.last_on),
    last_days as (select distinct on (customer_no, seat) customer_no, seat, day, came, went from days order by customer_no, seat, day desc),
    bases as (
      select customer_no, seat, case when bool_or(currency = 'CNY') then 'CNY' else mode() within group (order by currency) end as base
      from pg_temp.seats group by customer_no, seat)
    insert into account.position (customer_no, org, whole, currency, mixed, aum, lum, overdue, accounts, kinds, sources, last_on, last_in, last_out, moved_on, as_of)
    select s.customer_no, s.seat, bool_or(s.whole), min(b.base), bool_or(s.currency <> b.base and s.balance <> 0),
      coalesce(sum(s.balance) filter (where s.counts and s.kind in ${ASSETS} and s.balance > 0 and s.currency = b.base), 0),
      coalesce(sum(-s.balance) filter (where s.counts and s.balance < 0 and s.currency = b.base), 0),
      coalesce(sum(s.overdue) filter (where s.counts and s.currency = b.base), 0),
      count(distinct s.account_no) filter (where s.status <> 'closed'),
      coalesce(array_agg(distinct s.kind) filter (where s.status <> 'closed'), '{}'), array_agg(distinct s.source),
      min(d.day), coalesce(min(d.came), 0), coalesce(min(d.went), 0), max(s.moved_on), max(f.day)
    from pg_temp.seats s
    join bases b on b.customer_no = s.customer_no and b.seat = s.seat
    left join last_days d on d.customer_no = s.customer_no and d.seat = s.seat
    left join account.as_of f on f.source = s.source
    group by s.customer_no, s.seat`
}

/**
 * Each account as each organisation counts it: at home with all others of the customer, and at its own branch. A table with figures
 * of its own: without them the planner takes a first load for a handful of rows.
 */
async function gatherSeats(tx: Tx): Promise<void> {
  await tx`drop table if exists pg_temp.seats`
  await tx`
    create temp table seats on commit drop as
    with mine as materialized (
      select h.customer_no, h.role = 'owner' as counts, c.org as home, a.account_no, a.source, a.org, a.kind, a.currency, a.status, a.overdue, a.last_on, a.moved_on,
        case when a.status = 'closed' then 0 else coalesce(a.balance, case a.kind when 'wealth' then held.value when 'loan' then -a.principal end, 0) end as balance
      from touched t
      join customer.customer c on c.customer_no = t.customer_no
      join account.holder h on h.customer_no = t.customer_no and h.until is null
      join account.account a on a.account_no = h.account_no
      left join lateral (
        select sum(value) as value from account.holding g where a.kind = 'wealth' and a.balance is null and g.account_no = a.account_no) held on true)
    select mine.*, home as seat, true as whole from mine
    union all
    select mine.*, org, false from mine where org <> home`
  await tx`analyze pg_temp.seats`
}

async function gatherCustomers(tx: Tx): Promise<void> {
  await tx`create temp table if not exists touched (customer_no text primary key) on commit delete rows`
  await tx`delete from touched`
  await tx`
    insert into touched (customer_no)
    select customer_no from touched_customer
    union
    select h.customer_no from touched_account t join account.holder h on h.account_no = t.account_no and h.until is null
    on conflict do nothing`
  await tx`analyze touched`
}

/** A branch that holds an account of a customer knows the customer, until the last account there is gone. */
async function tellBranches(tx: Tx): Promise<void> {
  await noteHolding(tx, sql`
    select h.customer_no, h.org from touched t join account.holder h on h.customer_no = t.customer_no and h.until is null`)
  await forgetHolding(tx, sql`
    select i.customer_no, i.org
    from touched t join identity.holding i on i.customer_no = t.customer_no
    where not exists (select from account.holder h where h.customer_no = i.customer_no and h.org = i.org and h.until is null)`)
}
