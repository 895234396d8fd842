/** The statements behind the 360 page: each reads what the viewer's row security shows, all travel in one round trip. */
import type { Tx } from '#kernel/tx'

export type Who = {
  customer_no: string; org: number; whole: boolean; kind: string; name: string; id_type: string | null; id_number: string | null; gender: string | null; birthday: string | null
  phone: string | null; email: string | null; address: string | null; employer: string | null; occupation: string | null; income: string | null; legal_name: string | null
  industry: string | null; opened_on: string | null; sources: string[]; records: number; winner: Record<string, { source: string; key: string; trust: number; on: string | null }>
  branch: string; owner: string | null; owner_name: string | null; owner_branch: string | null; status: string | null; level: string | null; level_by: string | null
  level_reason: string | null; level_until: string | null; remark: string | null; version: number | null; status_why: Why | null; stage: string | null; stage_why: Why | null; plan: { zh: string; en: string } | null; level_why: Why | null
  rhythm: { activeDays: number; dormantDays: number } | null; ladder: { atLeast: string; next: { level: string; atLeast: string } | null } | null
}
type Why = { rule: string; facts: Record<string, unknown> }

/** The best golden row in sight: the whole one, else the one with most records. */
export function who(tx: Tx, customerNo: string): Promise<Who | undefined> {
  return tx.one<Who>`
    select g.customer_no, g.org, g.whole, g.kind, g.name, g.id_type, g.id_number, g.gender, g.birthday, g.phone, g.email, g.address, g.employer, g.occupation, g.income::text,
      g.legal_name, g.industry, g.opened_on, g.sources, g.records, g.winner, o.name as branch,
      c.owner, s.name as owner_name, so.name as owner_branch, c.status, c.level, c.level_by, c.level_reason, c.level_until, c.remark, c.version, c.stage,
      (select jsonb_build_object('rule', rule, 'facts', why) from customer.stage_step where customer_no = c.customer_no order by seq desc limit 1) as stage_why,
      (select jsonb_build_object('zh', p.zh, 'en', p.en) from customer.stage_rule r join customer.stage_plan p on p.rule = r.rule
        where p.stage = c.stage and r.since <= current_date order by r.since desc, r.rule desc limit 1) as plan,
      (select jsonb_build_object('rule', rule, 'facts', why) from customer.status_step where customer_no = c.customer_no order by seq desc limit 1) as status_why,
      (select jsonb_build_object('rule', rule, 'facts', why) from customer.level_step where customer_no = c.customer_no order by seq desc limit 1) as level_why,
      (select jsonb_build_object('atLeast', here.at_least::text, 'next', (
          select jsonb_build_object('level', above.level, 'atLeast', above.at_least::text)
          from customer.level_rule above where above.rule = here.rule and above.at_least > here.at_least order by above.at_least limit 1))
        from customer.level_rule here where here.level = c.level and here.since <= current_date order by here.since desc, here.rule desc limit 1) as ladder,
      (select jsonb_build_object('activeDays', active_days, 'dormantDays', dormant_days) from customer.status_rule where since <= current_date order by since desc, rule desc limit 1) as rhythm
    from identity.golden g
    join access.org o on o.org = g.org
    left join customer.customer c on c.customer_no = g.customer_no
    left join access.staff s on s.staff = c.owner
    left join access.org so on so.org = s.org
    where g.customer_no = ${customerNo}
    order by g.whole desc, g.records desc, g.org
    limit 1`
}

/** Of these customers, those in sight. */
export async function seenOf(tx: Tx, customers: readonly string[]): Promise<string[]> {
  const rows = await tx<{ customer_no: string }[]>`select distinct customer_no from identity.golden where customer_no = any(${customers}::text[])`
  return rows.map((row) => row.customer_no)
}

export type Rating = { kind: string; grade: string; on: string; until: string | null }

/** 评级: of each kind the last that still holds or held. */
export async function ratings(tx: Tx, customerNo: string): Promise<Rating[]> {
  if (!tx.who.may.has('archive.read')) return []
  return tx<Rating[]>`
    select distinct on (kind) kind, grade, assessed_on as "on", valid_until as until
    from archive.assessment
    where customer_no in (select customer.numbers(${customerNo})) and ended_on is null and grade is not null and assessed_on is not null
    order by kind, assessed_on desc, id desc`
}

export type Position = { whole: boolean; currency: string; mixed: boolean; aum: string; lum: string; overdue: string; accounts: number; last_on: string | null; last_in: string; last_out: string }

/** The whole position, or the sum of those the viewer's branches hold: their accounts never overlap. */
export function position(tx: Tx, customerNo: string): Promise<Position | undefined> {
  return tx.one<Position>`
    select bool_or(whole) as whole, min(currency) as currency, bool_or(mixed) as mixed, sum(aum)::text as aum, sum(lum)::text as lum, sum(overdue)::text as overdue,
      sum(accounts)::int as accounts, max(last_on) as last_on, sum(last_in)::text as last_in, sum(last_out)::text as last_out
    from account.position p
    where customer_no = ${customerNo} and (whole or not exists (select 1 from account.position w where w.customer_no = ${customerNo} and w.whole))
    having count(*) > 0`
}

export type Account = {
  account_no: string; key: string; kind: string; subkind: string | null; product: string | null; branch: string; source: string; currency: string; balance: string | null
  credit_limit: string | null; principal: string | null; overdue: string | null; rate: string | null; opened_on: string | null; matures_on: string | null; status: string; role: string; parent: string | null
}

export function accounts(tx: Tx, customerNo: string): Promise<Account[]> {
  return tx<Account[]>`
    select a.account_no, a.key, a.kind, a.subkind, coalesce(p.name, a.product) as product, o.name as branch, a.source, a.currency, a.balance, a.credit_limit, a.principal,
      a.overdue, a.rate::text, a.opened_on, a.matures_on, a.status, h.role, a.parent
    from account.holder h
    join account.account a on a.account_no = h.account_no
    join access.org o on o.org = a.org
    left join product.product p on p.product = a.product
    where h.customer_no = ${customerNo} and h.until is null
    order by a.status = 'closed', abs(coalesce(a.balance, 0)) desc, a.account_no
    limit 100`
}

export type Month = { month: string; aum: string; lum: string }

/** The last twelve month ends: each account's closing, carried forward, before the first known month its opening; today's balance for the present month. */
export function trend(tx: Tx, customerNo: string): Promise<Month[]> {
  return tx<Month[]>`
    with reach as (select coalesce(max(day), current_date) as day from account.as_of)
    select m.month::date as month, coalesce(sum(b.balance) filter (where a.kind in ('deposit', 'corporate', 'wealth', 'mobile') and b.balance > 0), 0)::text as aum,
      coalesce(-sum(b.balance) filter (where b.balance < 0), 0)::text as lum
    from reach cross join lateral generate_series(date_trunc('month', reach.day) - interval '11 months', date_trunc('month', reach.day), interval '1 month') m (month)
    left join (
      select a.account_no, a.kind, a.balance, a.opened_on, a.currency
      from account.holder h join account.account a on a.account_no = h.account_no
      where h.customer_no = ${customerNo} and h.until is null and h.role = 'owner') a on a.opened_on is null or a.opened_on < m.month + interval '1 month'
    left join lateral (
      select case when m.month = date_trunc('month', reach.day) then a.balance else coalesce(
        (select closing from account.month c where c.account_no = a.account_no and c.month <= m.month order by c.month desc limit 1),
        (select closing - inflow + outflow from account.month c where c.account_no = a.account_no and c.month > m.month order by c.month limit 1), a.balance) end as balance) b on true
    where a.currency is null or a.currency = coalesce((select currency from account.position where customer_no = ${customerNo} order by whole desc limit 1), 'CNY')
    group by m.month
    order by m.month`
}

export type Holding = { product: string; kind: string | null; risk: string | null; units: string | null; value: string | null; cost: string | null; currency: string; since: string | null; matures_on: string | null }

export function holdings(tx: Tx, customerNo: string): Promise<Holding[]> {
  return tx<Holding[]>`
    select coalesce(p.name, g.product) as product, p.kind, p.risk, g.units::text, g.value, g.cost, a.currency, g.since, g.matures_on
    from account.holder h
    join account.holding g on g.account_no = h.account_no
    join account.account a on a.account_no = h.account_no
    left join product.product p on p.product = g.product
    where h.customer_no = ${customerNo} and h.until is null
    order by g.value desc nulls last
    limit 50`
}

export type Order = { key: string; counterparty_account: string | null; counterparty_bank: string | null; amount: string; currency: string; purpose: string | null }

export function orders(tx: Tx, customerNo: string): Promise<Order[]> {
  return tx<Order[]>`
    select a.key, s.counterparty_account, s.counterparty_bank, s.amount, a.currency, s.purpose
    from account.holder h
    join account.standing_order s on s.account_no = h.account_no
    join account.account a on a.account_no = h.account_no
    where h.customer_no = ${customerNo} and h.until is null
    order by s.amount desc, s.key
    limit 50`
}

export type Related = { other_no: string; type: string; direction: 'forward' | 'backward' | 'mutual'; name: string; kind: string; zh: string; en: string; since: string; until: string | null; aum: string | null; currency: string | null }

export function related(tx: Tx, customerNo: string): Promise<Related[]> {
  return tx<Related[]>`
    select r.other_no, r.type, r.direction, g.name, g.kind, case when r.direction = 'backward' then t.zh_back else t.zh end as zh, case when r.direction = 'backward' then t.en_back else t.en end as en,
      r.since, r.until, p.aum, p.currency
    from (
      select distinct on (customer.current(w.other_no), w.type, w.direction) customer.current(w.other_no) as other_no, w.type, w.direction, w.since, w.until
      from customer.numbers(${customerNo}) as mine (no)
      join customer.relation w on w.customer_no = mine.no
      where customer.current(w.other_no) <> ${customerNo}
      order by customer.current(w.other_no), w.type, w.direction, w.until desc nulls first, w.since) r
    join customer.relation_type t on t.type = r.type
    join identity.golden g on g.customer_no = r.other_no and g.whole
    left join account.position p on p.customer_no = r.other_no and p.whole
    order by r.until nulls first, r.since desc, r.other_no
    limit 60`
}

export type LargeMove = { on_day: string; amount: string; currency: string }

/**
 * Single moves of so much in the last days of the data, newest first. What one moves between accounts of one's own neither comes nor goes,
 * and what is put into a product of the bank stays with it.
 */
export function largeMoves(tx: Tx, customerNo: string, least: string, days: number): Promise<LargeMove[]> {
  return tx<LargeMove[]>`
    with reach as (select max(day) as day from account.as_of),
    moved as materialized (
      select t.account_no, t.at, t.on_day, t.amount, t.currency
      from account.holder h
      join account.account a on a.account_no = h.account_no
      join account.transaction t on t.account_no = a.account_no
      where h.customer_no = ${customerNo} and h.until is null and h.role = 'owner' and a.kind in ('deposit', 'corporate', 'mobile')
        and a.last_on > (select day from reach) - ${days}::int
        and t.on_day > (select day from reach) - ${days}::int and t.on_day <= (select day from reach)
        and abs(t.amount) >= ${least}::numeric and t.kind not in ('investment', 'redemption'))
    select on_day, amount, currency from moved m
    where not exists (select from moved own where own.on_day = m.on_day and own.amount = -m.amount and own.account_no <> m.account_no)
    order by at desc`
}
