/** 我的工作台: the figures of one's own book and whom to speak with first. Two round trips, however large the bank. */
import { subtract } from '#kernel/money'
import { today } from '#kernel/time'
import { sql, type Sql, type Tx } from '#kernel/tx'
import { about, birthdays, book, idle, maturities, moved, MOVES_DAYS, nearing, outside, reachOf, shrinking, type Reach } from './facts.ts'
import { RULE, rank, type Fact } from './next.ts'
import { preferenceOf } from './preference.ts'
import type { Mine, Reason } from './workbench.api.ts'

/** Above so many the exact number helps nobody. */
const UNOWNED_COUNTED = 1000
/** Facts of one kind that may compete for a place among the next ten. */
const COMPETING = 60

export async function myWorkbench(tx: Tx): Promise<Mine> {
  const [reach, preference] = await Promise.all([reachOf(tx, today()), preferenceOf(tx)])
  const [found, unowned] = await Promise.all([everything(tx, reach, preference.largeMove), unownedCount(tx)])
  const { customers, flows, maturities: ending, birthdays: celebrating, moves, facts } = found
  const { currency, mixed, ...counted } = customers
  const flow = (of: 'came' | 'went') => ({ amount: flows[of], before: flows[`${of}_before`], customers: flows[`${of}_of`] })
  return {
    asOf: reach.asOf, from: reach.from, currency, mixed, customers: { ...counted, change: subtract(flows.came, flows.went) }, came: flow('came'), went: flow('went'),
    maturities: ending, birthdays: celebrating, moves: { ...moves, least: preference.largeMove }, unowned, preference, rule: RULE, next: rank(facts.map(factOf)),
  }
}

type Found = Pick<Fact, 'customerNo' | 'name' | 'level' | 'aum'> & Reason & { own: string }
type Everything = {
  customers: { currency: string; mixed: boolean; count: number; aum: string; lum: string }
  flows: Record<'came' | 'went' | 'came_before' | 'went_before', string> & Record<'came_of' | 'went_of', number>
  maturities: Mine['maturities']
  birthdays: Mine['birthdays']
  moves: { count: number; customers: number }
  facts: Found[]
}

/** One statement: the book, its accounts and its week of movements are read once and counted six ways. Amounts travel as text. */
async function everything(tx: Tx, reach: Reach, least: string): Promise<Everything> {
  const [found] = await tx<[Everything]>`
    with ${book(tx)},
    moved as materialized (${moved(reach, MOVES_DAYS)}),
    flow as materialized (${outside}),
    large as materialized (select * from flow where abs(amount) >= ${least}::numeric),
    ending as materialized (${maturities(reach)}),
    births as materialized (${birthdays(reach)})
    select
      (select to_json(c) from (${customersOf}) c) as customers,
      (select to_json(f) from (${flowsOf(reach)}) f) as flows,
      (select to_json(e) from (select count(*)::int as count, count(distinct customer_no)::int as customers,
        coalesce(sum(amount) filter (where kind <> 'loan'), 0)::text as amount from ending) e) as maturities,
      (select to_json(b) from (select count(*)::int as count, count(*) filter (where days = 0)::int as today from births) b) as birthdays,
      (select to_json(m) from (select count(*)::int as count, count(distinct customer_no)::int as customers from large) m) as moves,
      (select coalesce(json_agg(f), '[]') from (${factsOf(reach)}) f) as facts`
  return found
}

const base = sql`(select case when bool_or(own = 'CNY') then 'CNY' else coalesce(min(own), 'CNY') end from mine)`

const customersOf = sql`
  select ${base} as currency, coalesce(bool_or(mixed or own <> ${base}), false) as mixed, count(*)::int as count,
    coalesce(sum(aum) filter (where own = ${base}), 0)::text as aum, coalesce(sum(lum) filter (where own = ${base}), 0)::text as lum
  from mine`

/** The last day of the data against the day before, in the currency of the book. */
const flowsOf = ({ asOf }: Reach): Sql => {
  const sum = (sign: Sql, days: number) => sql`coalesce(abs(sum(amount) filter (where amount ${sign} 0 and on_day = ${asOf}::date - ${days}::int)), 0)::text`
  const customers = (sign: Sql) => sql`count(distinct customer_no) filter (where amount ${sign} 0 and on_day = ${asOf}::date)::int`
  return sql`
    select ${sum(sql`>`, 0)} as came, ${sum(sql`<`, 0)} as went, ${sum(sql`>`, 1)} as came_before, ${sum(sql`<`, 1)} as went_before,
      ${customers(sql`>`)} as came_of, ${customers(sql`<`)} as went_of
    from flow
    where currency = ${base}`
}

/** What could bring a customer among the next ten. */
const factsOf = (reach: Reach): Sql => sql`
  select f.customer_no as "customerNo", g.name, f.level, f.aum::text, f.own, f.code, f.day, f.days, f.amount::text, f.currency, f.what
  from (
    (select ${about}, case kind when 'loan' then 'loan-due' else 'matures' end as code, matures_on as day, days, amount, currency, product as what
      from ending order by matures_on, amount desc nulls last limit ${COMPETING})
    union all
    (select ${about}, case when amount < 0 then 'large-out' else 'large-in' end, on_day, ${reach.asOf}::date - on_day, abs(amount), currency, null
      from large order by abs(amount) desc limit ${COMPETING})
    union all
    (select ${about}, 'birthday', null, days, null, null, null from births order by days, customer_no limit ${COMPETING})
    union all
    (select ${about}, 'overdue', null, null, overdue, own, null from mine where overdue > 0 order by overdue desc limit ${COMPETING})
    union all
    (select ${about}, 'idle', moved_on, days, aum, own, null from (${idle(reach)}) i order by aum desc limit ${COMPETING})
    union all
    (select ${about}, 'shrinking', null, null, lost, own, null from (${shrinking(reach)}) s order by lost desc limit ${COMPETING})
    union all
    (select ${about}, 'nearing', null, null, lacks, own, next_level from (${nearing}) n order by lacks limit ${COMPETING})) f
  join identity.golden g on g.customer_no = f.customer_no and g.whole`

function factOf({ customerNo, name, level, aum, own, ...reason }: Found): Fact {
  return { customerNo, name, level, aum, currency: own, reason }
}

async function unownedCount(tx: Tx): Promise<number | null> {
  if (!tx.who.may.has('customer.assign')) return null
  const [row] = await tx<[{ count: number }]>`
    select count(*)::int as count from (select 1 from customer.customer where owner is null and state = 'active' limit ${UNOWNED_COUNTED}) found`
  return row.count
}
