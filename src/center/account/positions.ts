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
  // Windows and one grouping instead of joins among its own parts, whose sizes the planner cannot know.
  await tx`
    insert into account.position (customer_no, org, whole, currency, mixed, aum, lum, overdue, accounts, kinds, sources, last_on, last_in, last_out, moved_on, as_of)
    select customer_no, seat, bool_or(whole), min(base), bool_or(currency <> base and balance <> 0),
      coalesce(sum(balance) filter (where counts and kind in ${ASSETS} and balance > 0 and currency = base), 0),
      coalesce(sum(-balance) filter (where counts and balance < 0 and currency = base), 0),
      coalesce(sum(overdue) filter (where counts and currency = base), 0),
      count(distinct account_no) filter (where status <> 'closed'),
      coalesce(array_agg(distinct kind) filter (where status <> 'closed'), '{}'), array_agg(distinct source),
      min(day), coalesce(sum(last_in) filter (where is_cash and last_on = day and currency = base), 0),
      coalesce(sum(last_out) filter (where is_cash and last_on = day and currency = base), 0), max(moved_on), max(as_of)
    from (
      select mine.*, seat, whole, max(last_on) filter (where is_cash) over same as day,
        case when bool_or(currency = 'CNY') over same then 'CNY' else min(currency) over same end as base
      from (${accountsOfTouched}) mine
      cross join lateral (values (home, true), (org, false)) as view (seat, whole)
      where whole or org <> home
      window same as (partition by customer_no, seat)) seen
    group by customer_no, seat`
  await fillPositions(tx)
}

/** Who is known and holds nothing stands in the lists as well, with nothing. */
async function fillPositions(tx: Tx): Promise<void> {
  await tx`
    insert into account.position (customer_no, org, whole, currency, mixed, aum, lum, overdue, accounts, kinds, sources, last_in, last_out)
    select g.customer_no, g.org, g.whole, 'CNY', false, 0, 0, 0, 0, '{}', '{}', 0, 0
    from touched t join identity.golden g on g.customer_no = t.customer_no
    on conflict (customer_no, org) do nothing`
}

/** Each account of each customer touched. What a joint or authorised person may use counts for its owner. */
const accountsOfTouched = sql`
  select h.customer_no, c.org as home, a.account_no, a.source, a.org, a.kind, a.currency, a.status, a.overdue, a.last_on, a.moved_on, m.last_in, m.last_out, f.day as as_of,
    h.role = 'owner' as counts, h.role = 'owner' and a.kind in ${CASH} as is_cash,
    case when a.status = 'closed' then 0 else coalesce(a.balance, case a.kind when 'wealth' then held.value when 'loan' then -a.principal end, 0) end as balance
  from touched t
  join customer.customer c on c.customer_no = t.customer_no
  join account.holder h on h.customer_no = t.customer_no and h.until is null
  join account.account a on a.account_no = h.account_no
  left join account.month m on m.account_no = a.account_no and m.month = date_trunc('month', a.last_on)::date
  left join account.as_of f on f.source = a.source
  left join lateral (
    select sum(value) as value from account.holding g where a.kind = 'wealth' and a.balance is null and g.account_no = a.account_no) held on true`

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
