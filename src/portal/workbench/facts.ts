/** The known facts about one's own customers, as the rows they count. Each statement begins with `book`, which reads the book once. */
import { sql, type Sql, type Tx } from '#kernel/tx'

/** The day the figures stand for, and the one from which days ahead are counted. */
export type Reach = { asOf: string | null; from: string }

const MATURES_DAYS = 30
const BIRTHDAY_DAYS = 7
export const MOVES_DAYS = 7
/** Where money moves by the customer's hand; a card's purchases are debts. */
const CASH = sql`('deposit', 'corporate', 'mobile')`

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

/** More without a manager than this are a queue to assign, no longer a book to work from. */
const QUEUE = 500

/** One's own customers; for the head of a branch also those of the branch whom nobody looks after yet. */
const mine = (tx: Tx): Sql => {
  const own = sql`select customer_no, level from customer.customer where owner = ${tx.who.staff} and state = 'active'`
  if (!tx.who.may.has('customer.assign')) return own
  return sql`
    ${own}
    union all
    (select customer_no, level from customer.customer where owner is null and org = ${tx.who.org} and state = 'active' order by customer_no limit ${QUEUE})`
}

/** Who a row is about, as every set below carries it along: joins among these sets would be joins of sizes the planner cannot know. */
export const about = sql`customer_no, level, aum, own`

/** `mine` and `accounts`: one's customers with what they hold in all, and the accounts they own; to stand behind `with`. */
export const book = (tx: Tx): Sql => sql`
  mine as materialized (
    select m.customer_no, m.level, p.aum, coalesce(p.currency, 'CNY') as own, coalesce(p.mixed, false) as mixed, p.lum, p.overdue, p.moved_on
    from (${mine(tx)}) m
    left join account.position p on p.customer_no = m.customer_no and p.whole),
  accounts as materialized (
    select m.customer_no, m.level, m.aum, m.own, a.account_no, a.key, a.kind, a.product, a.currency, a.balance, a.principal, a.status, a.matures_on, a.last_on, a.run, a.line
    from mine m
    join account.holder h on h.customer_no = m.customer_no and h.until is null and h.role = 'owner'
    join account.account a on a.account_no = h.account_no)`

/** Money that moved in the last days of the data; what is put into a product of the bank stays with it. */
export const moved = ({ asOf }: Reach, days: number): Sql => sql`
  select ${about}, a.account_no, a.key as account_key, t.at, t.on_day, t.amount, t.currency, t.kind, t.counterparty, t.summary, t.run, t.line
  from accounts a
  join account.transaction t on t.account_no = a.account_no
  where a.kind in ${CASH} and a.last_on > ${asOf}::date - ${days}::int
    and t.on_day > ${asOf}::date - ${days}::int and t.on_day <= ${asOf}::date and t.kind not in ('investment', 'redemption')`

/** Of `moved`, what truly came or went: not what left one account of a customer and came to another on the same day. */
export const outside = sql`
  select *
  from (
    select m.*, min(m.amount) over same < 0 and max(m.amount) over same > 0 and min(m.account_no) over same <> max(m.account_no) over same as is_own
    from moved m
    window same as (partition by m.customer_no, m.on_day, abs(m.amount))) weighed
  where not is_own`

export const maturities = ({ from }: Reach): Sql => sql`
  select ${about}, a.key as account_key, a.kind, coalesce(p.name, a.product) as product, a.matures_on, a.matures_on - ${from}::date as days,
    coalesce(abs(a.balance), a.principal) as amount, a.currency, 'a' || a.run || '.' || a.line as id
  from accounts a
  left join product.product p on p.product = a.product
  where a.matures_on >= ${from}::date and a.matures_on <= ${from}::date + ${MATURES_DAYS}::int and a.status <> 'closed'
  union all
  select ${about}, a.key, 'holding', coalesce(p.name, g.product), g.matures_on, g.matures_on - ${from}::date, g.value, a.currency, 'g' || g.run || '.' || g.line
  from accounts a
  join account.holding g on g.account_no = a.account_no
  left join product.product p on p.product = g.product
  where a.kind = 'wealth' and g.matures_on >= ${from}::date and g.matures_on <= ${from}::date + ${MATURES_DAYS}::int`

/** Birthdays of the coming week, by month and day; 29 February is kept on the 28th in other years. */
export const birthdays = ({ from }: Reach): Sql => sql`
  select b.*, b.on - ${from}::date as days, (extract(year from b.on) - extract(year from b.birthday))::int as age
  from (
    select m.customer_no, m.level, m.aum, m.own, g.birthday,
      case when this_year >= ${from}::date then this_year else (g.birthday + (years + 1) * interval '1 year')::date end as on
    from mine m
    join identity.golden g on g.customer_no = m.customer_no and g.whole and g.birthday is not null
    cross join lateral (select extract(year from ${from}::date)::int - extract(year from g.birthday)::int as years) y
    cross join lateral (select (g.birthday + years * interval '1 year')::date as this_year) n) b
  where b.on <= ${from}::date + ${BIRTHDAY_DAYS}::int`

/** Where a fifth or more of the assets, and not less than 20,000, has left since the month began. */
export const shrinking = ({ asOf }: Reach): Sql => sql`
  select ${about}, sum(f.outflow - f.inflow) as lost
  from accounts a
  join account.month f on f.account_no = a.account_no and f.month = date_trunc('month', ${asOf}::date)::date
  where a.kind in ${CASH} and a.currency = a.own and a.last_on >= date_trunc('month', ${asOf}::date)
  group by ${about}
  having sum(f.outflow - f.inflow) >= greatest(20000, 0.2 * (aum + sum(f.outflow - f.inflow)))`

/** Customers within a tenth of the next level, and what they lack of it. */
export const nearing = sql`
  select ${about}, r.next_level, r.at_least - aum as lacks
  from (
    select rule.level, rule.at_least from customer.level_rule rule
    where rule.rule = (select rule from customer.level_rule where since <= current_date order by since desc, rule desc limit 1)) r (next_level, at_least)
  join mine on aum < r.at_least and aum >= r.at_least * 0.9
  where own = 'CNY'`

/** Customers of some weight who have not moved of their own will for two months. */
export const idle = ({ asOf }: Reach): Sql => sql`
  select ${about}, moved_on, ${asOf}::date - moved_on as days from mine where aum >= 50000 and moved_on <= ${asOf}::date - 60`
