/** 我的工作台: the figures of one's own book and who to speak with first. Two round trips, however large the bank. */
import { subtract } from '#kernel/money'
import { today } from '#kernel/time'
import type { Tx } from '#kernel/tx'
import { birthdays, maturities, mine, movements, moves, nearing, pressing, reachOf, shrinking, type Reach } from './facts.ts'
import { RULE, rank, type Fact } from './next.ts'
import { preferenceOf } from './preference.ts'
import type { Mine, Reason } from './workbench.api.ts'

/** Above so many the exact number helps nobody. */
const UNOWNED_COUNTED = 1000
/** Facts of one kind that may compete for a place among the next ten. */
const COMPETING = 60

export async function myWorkbench(tx: Tx): Promise<Mine> {
  const [reach, preference] = await Promise.all([reachOf(tx, today()), preferenceOf(tx)])
  const [book, days, ending, celebrating, moved, unowned, facts] = await Promise.all([
    bookOf(tx), daysOf(tx, reach), endingOf(tx, reach), celebratingOf(tx, reach), movedOf(tx, reach, preference.largeMove), unownedCount(tx), factsOf(tx, reach, preference.largeMove),
  ])
  const { currency, mixed, ...held } = book
  const customers = { ...held, change: subtract(days.last.came, days.last.went) }
  const flow = (of: 'came' | 'went') => ({ amount: days.last[of], before: days.before[of], customers: days.last[`${of}_of`] })
  return {
    asOf: reach.asOf, from: reach.from, currency, mixed, customers, came: flow('came'), went: flow('went'), maturities: ending, birthdays: celebrating, moves: moved,
    unowned, preference, rule: RULE, next: rank(facts),
  }
}

type Book = { currency: string; mixed: boolean; count: number; aum: string; lum: string }

async function bookOf(tx: Tx): Promise<Book> {
  const found = await tx.one<Book>`
    with held as materialized (select m.customer_no, p.currency, p.mixed, p.aum, p.lum
      from (${mine(tx)}) m left join account.position p on p.customer_no = m.customer_no and p.whole),
    base as (select case when bool_or(currency = 'CNY') then 'CNY' else coalesce(min(currency), 'CNY') end as currency from held)
    select base.currency, coalesce(bool_or(h.mixed or h.currency <> base.currency), false) as mixed, count(h.customer_no)::int as count,
      coalesce(sum(aum) filter (where h.currency = base.currency), 0) as aum, coalesce(sum(lum) filter (where h.currency = base.currency), 0) as lum
    from base left join held h on true
    group by base.currency`
  return found ?? { currency: 'CNY', mixed: false, count: 0, aum: '0', lum: '0' }
}

type Sums = { came: string; went: string; came_of: number; went_of: number }

async function daysOf(tx: Tx, reach: Reach): Promise<{ last: Sums; before: Sums }> {
  const rows = await tx<(Sums & { is_last: boolean })[]>`
    select on_day = ${reach.asOf}::date as is_last, coalesce(sum(amount) filter (where amount > 0), 0) as came, coalesce(-sum(amount) filter (where amount < 0), 0) as went,
      count(distinct customer_no) filter (where amount > 0)::int as came_of, count(distinct customer_no) filter (where amount < 0)::int as went_of
    from (${movements(tx, reach, 2, '0')}) f
    group by 1`
  const none: Sums = { came: '0', went: '0', came_of: 0, went_of: 0 }
  return { last: rows.find((row) => row.is_last) ?? none, before: rows.find((row) => !row.is_last) ?? none }
}

async function endingOf(tx: Tx, reach: Reach): Promise<Mine['maturities']> {
  const [row] = await tx<[Mine['maturities']]>`
    select count(*)::int as count, count(distinct customer_no)::int as customers, coalesce(sum(amount) filter (where kind <> 'loan'), 0) as amount from (${maturities(tx, reach)}) m`
  return row
}

async function celebratingOf(tx: Tx, reach: Reach): Promise<Mine['birthdays']> {
  const [row] = await tx<[Mine['birthdays']]>`select count(*)::int as count, count(*) filter (where days = 0)::int as today from (${birthdays(tx, reach)}) b`
  return row
}

async function movedOf(tx: Tx, reach: Reach, least: string): Promise<Mine['moves']> {
  const [row] = await tx<[{ count: number; customers: number }]>`select count(*)::int as count, count(distinct customer_no)::int as customers from (${moves(tx, reach, least)}) m`
  return { ...row, least }
}

async function unownedCount(tx: Tx): Promise<number | null> {
  if (!tx.who.may.has('customer.assign')) return null
  const [row] = await tx<[{ count: number }]>`
    select count(*)::int as count from (select 1 from customer.customer where owner is null and state = 'active' limit ${UNOWNED_COUNTED}) found`
  return row.count
}

type Found = Pick<Fact, 'customerNo' | 'name' | 'level' | 'aum'> & Reason & { own: string }

/** What could bring a customer among the next ten: one statement over the same sets the figures count. */
async function factsOf(tx: Tx, reach: Reach, least: string): Promise<Fact[]> {
  const rows = await tx<Found[]>`
    with facts as (
      (select customer_no, case kind when 'loan' then 'loan-due' else 'matures' end as code, matures_on as day, days, amount, currency, product as what
        from (${maturities(tx, reach)}) m order by matures_on, amount desc nulls last limit ${COMPETING})
      union all
      (select customer_no, case when amount < 0 then 'large-out' else 'large-in' end, on_day, ${reach.asOf}::date - on_day, abs(amount), currency, null
        from (${moves(tx, reach, least)}) m order by abs(amount) desc limit ${COMPETING})
      union all
      (select customer_no, 'birthday', null, days, null, null, null from (${birthdays(tx, reach)}) b order by days, customer_no limit ${COMPETING})
      union all
      (select customer_no, 'overdue', null, null, overdue, currency, null from (${pressing(tx, reach)}) p where overdue > 0 order by overdue desc limit ${COMPETING})
      union all
      (select customer_no, 'idle', moved_on, idle, aum, currency, null from (${pressing(tx, reach)}) p where idle >= 60 order by aum desc limit ${COMPETING})
      union all
      (select customer_no, 'shrinking', null, null, lost, currency, null from (${shrinking(tx, reach)}) s order by lost desc limit ${COMPETING})
      union all
      (select customer_no, 'nearing', null, null, lacks, currency, next_level from (${nearing(tx)}) n order by lacks limit ${COMPETING}))
    select f.customer_no as "customerNo", g.name, c.level, p.aum, coalesce(p.currency, 'CNY') as own, f.code, f.day, f.days, f.amount, f.currency, f.what
    from facts f
    join identity.golden g on g.customer_no = f.customer_no and g.whole
    join customer.customer c on c.customer_no = f.customer_no
    left join account.position p on p.customer_no = f.customer_no and p.whole`
  return rows.map(({ customerNo, name, level, aum, own, ...reason }) => ({ customerNo, name, level, aum, currency: own, reason }))
}

