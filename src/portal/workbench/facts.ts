/** The known facts about one's own customers, each as the rows it counts. Every set begins with the owner's few hundred customers. */
import { sql, type Sql, type Tx } from '#kernel/tx'

/** The day the figures stand for, and the one from which days ahead are counted. */
export type Reach = { asOf: string | null; from: string }

const MATURES_DAYS = 30
const BIRTHDAY_DAYS = 7
const MOVES_DAYS = 7
/** Where money moves by the customer's hand; a card's purchases are debts. */
const CASH = sql`('deposit', 'corporate', 'mobile')`

export const mine = (tx: Tx): Sql => sql`select customer_no, level from customer.customer where owner = ${tx.who.staff} and state = 'active'`

/** Today while the data are of this week, else their last day: an old book is read as of its own time. */
export async function reachOf(tx: Tx, today: string): Promise<Reach> {
  const found = await tx.one<{ day: string | null; from: string }>`
    with sources as (
      select distinct unnest(p.sources) as source from (${mine(tx)}) m join account.position p on p.customer_no = m.customer_no and p.whole),
    reach as (
      select coalesce((select max(f.day) from sources s join account.as_of f on f.source = s.source), (select max(day) from account.as_of)) as day)
    select day, case when ${today}::date - day between -7 and 7 then ${today}::date else coalesce(day, ${today}::date) end as from from reach`
  return { asOf: found?.day ?? null, from: found?.from ?? today }
}

/** Accounts of money in one's book that have moved since a day. */
const moving = (tx: Tx, asOf: string | null, days: number): Sql => sql`
  select m.customer_no, m.level, a.account_no, a.key
  from (${mine(tx)}) m
  join account.holder h on h.customer_no = m.customer_no and h.until is null and h.role = 'owner'
  join account.account a on a.account_no = h.account_no
  where a.kind in ${CASH} and a.last_on > ${asOf}::date - ${days}::int`

/**
 * Movements of the last `days` days of the data, of at least so much either way. What a customer moves between accounts of their own
 * neither comes nor goes, and what is put into a product of the bank stays with it.
 */
export const movements = (tx: Tx, { asOf }: Reach, days: number, least: string): Sql => sql`
  with moved as materialized (
    select a.customer_no, a.level, a.account_no, a.key as account_key, t.at, t.on_day, t.amount, t.currency, t.kind, t.counterparty, t.summary, t.run, t.line
    from (${moving(tx, asOf, days)}) a
    join account.transaction t on t.account_no = a.account_no
    where t.on_day > ${asOf}::date - ${days}::int and t.on_day <= ${asOf}::date and abs(t.amount) >= ${least}::numeric
      and t.kind not in ('investment', 'redemption'))
  select * from moved m
  where not exists (
    select from moved own where own.customer_no = m.customer_no and own.on_day = m.on_day and own.amount = -m.amount and own.account_no <> m.account_no)`

export const moves = (tx: Tx, reach: Reach, least: string): Sql => movements(tx, reach, MOVES_DAYS, least)

/** Money in or out on the last day of the data. */
export const flows = (tx: Tx, reach: Reach, way: 'in' | 'out'): Sql => sql`
  select f.* from (${movements(tx, reach, 1, '0')}) f where ${way === 'in' ? sql`f.amount > 0` : sql`f.amount < 0`}`

export const maturities = (tx: Tx, { from }: Reach): Sql => sql`
  select m.customer_no, m.level, a.key as account_key, a.kind, coalesce(p.name, a.product) as product, a.matures_on, a.matures_on - ${from}::date as days,
    coalesce(abs(a.balance), a.principal) as amount, a.currency, 'a' || a.run || '.' || a.line as id
  from (${mine(tx)}) m
  join account.holder h on h.customer_no = m.customer_no and h.until is null and h.role = 'owner'
  join account.account a on a.account_no = h.account_no
  left join product.product p on p.product = a.product
  where a.matures_on >= ${from}::date and a.matures_on <= ${from}::date + ${MATURES_DAYS}::int and a.status <> 'closed'
  union all
  select m.customer_no, m.level, a.key, 'holding', coalesce(p.name, g.product), g.matures_on, g.matures_on - ${from}::date, g.value, a.currency, 'g' || g.run || '.' || g.line
  from (${mine(tx)}) m
  join account.holder h on h.customer_no = m.customer_no and h.until is null and h.role = 'owner'
  join account.account a on a.account_no = h.account_no and a.kind = 'wealth'
  join account.holding g on g.account_no = a.account_no
  left join product.product p on p.product = g.product
  where g.matures_on >= ${from}::date and g.matures_on <= ${from}::date + ${MATURES_DAYS}::int`

/** Birthdays of the coming week, by month and day; 29 February is kept on the 28th in other years. */
export const birthdays = (tx: Tx, { from }: Reach): Sql => sql`
  select b.*, b.on - ${from}::date as days, (extract(year from b.on) - extract(year from b.birthday))::int as age
  from (
    select m.customer_no, m.level, g.birthday,
      case when this_year >= ${from}::date then this_year else (g.birthday + (years + 1) * interval '1 year')::date end as on
    from (${mine(tx)}) m
    join identity.golden g on g.customer_no = m.customer_no and g.whole and g.birthday is not null
    cross join lateral (select extract(year from ${from}::date)::int - extract(year from g.birthday)::int as years) y
    cross join lateral (select (g.birthday + years * interval '1 year')::date as this_year) n) b
  where b.on <= ${from}::date + ${BIRTHDAY_DAYS}::int`

/** Where a fifth or more of the assets, and not less than 20,000, has left since the month began. */
export const shrinking = (tx: Tx, { asOf }: Reach): Sql => sql`
  select m.customer_no, p.currency, sum(f.outflow - f.inflow) as lost
  from (${mine(tx)}) m
  join account.position p on p.customer_no = m.customer_no and p.whole
  join account.holder h on h.customer_no = m.customer_no and h.until is null and h.role = 'owner'
  join account.account a on a.account_no = h.account_no and a.kind in ${CASH} and a.currency = p.currency and a.last_on >= date_trunc('month', ${asOf}::date)
  join account.month f on f.account_no = a.account_no and f.month = date_trunc('month', ${asOf}::date)::date
  group by m.customer_no, p.currency, p.aum
  having sum(f.outflow - f.inflow) >= greatest(20000, 0.2 * (p.aum + sum(f.outflow - f.inflow)))`

/** Customers within a tenth of the next level, and what they lack of it. */
export const nearing = (tx: Tx): Sql => sql`
  select m.customer_no, p.currency, r.level as next_level, r.at_least - p.aum as lacks
  from (${mine(tx)}) m
  join account.position p on p.customer_no = m.customer_no and p.whole and p.currency = 'CNY'
  join customer.level_rule r on r.rule = (select rule from customer.level_rule where since <= current_date order by since desc, rule desc limit 1)
    and p.aum < r.at_least and p.aum >= r.at_least * 0.9`

/** Late debts, and customers of some weight who have not moved for two months. */
export const pressing = (tx: Tx, reach: Reach): Sql => sql`
  select m.customer_no, m.level, p.aum, p.currency, p.overdue, case when p.aum >= 50000 then ${reach.asOf}::date - p.moved_on end as idle, p.moved_on
  from (${mine(tx)}) m
  join account.position p on p.customer_no = m.customer_no and p.whole
  where p.overdue > 0 or (p.aum >= 50000 and p.moved_on <= ${reach.asOf}::date - 60)`
