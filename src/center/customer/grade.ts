/** 客户状态与层级: by rule from what is held and when it last moved, each decision kept with its rule and its reason. */
import { sql, type Sql, type Tx } from '#kernel/tx'
import { stageOf } from './rule.ts'

/**
 * Grades the customers of `positions (customer_no, aum, last_on, as_of)`; last_on is the day of the last movement of the customer's
 * own accord, null without an account. A level given by a person holds until its day. The rules are those of today, however old the data.
 */
export async function regrade(tx: Tx, positions: Sql): Promise<{ statuses: number; levels: number }> {
  const [statuses, levels] = await Promise.all([restate(tx, positions), relevel(tx, positions)])
  return { statuses, levels }
}

/** Status and life cycle move in one writing of the row. */
const stage = stageOf({
  lastOn: sql`p.last_on`, asOf: sql`p.as_of`, since: sql`c.since`, aum: sql`p.aum`,
  activeDays: sql`s.active_days`, dormantDays: sql`s.dormant_days`, newDays: sql`s.new_days`, matureDays: sql`s.mature_days`, matureAum: sql`s.mature_aum`,
})

function restate(tx: Tx, positions: Sql): Promise<number> {
  return tx.count`
    with position as materialized (select customer_no, aum, last_on, as_of from (${positions}) p),
    ruled as (
      select c.customer_no, c.status as before, r.rule, p.last_on, p.as_of, c.stage as stage_before, s.rule as stage_rule, p.aum, c.since,
        ${stage} as stage_after,
        case when p.last_on is null then 'prospect'
             when p.as_of - p.last_on <= r.active_days then 'active'
             when p.as_of - p.last_on <= r.dormant_days then 'dormant'
             else 'lost' end as after
      from position p
      join customer.customer c on c.customer_no = p.customer_no
      join (select distinct as_of from position) day on day.as_of = p.as_of
      cross join lateral (
        select rule, active_days, dormant_days from customer.status_rule where since <= greatest(day.as_of, current_date) order by since desc, rule desc limit 1) r
      cross join lateral (
        select rule, active_days, dormant_days, new_days, mature_days, mature_aum from customer.stage_rule where since <= greatest(day.as_of, current_date) order by since desc, rule desc limit 1) s),
    moved as (
      update customer.customer c set status = ruled.after, stage = ruled.stage_after, version = c.version + 1
      from ruled where c.customer_no = ruled.customer_no and (c.status <> ruled.after or c.stage is distinct from ruled.stage_after)
      returning c.customer_no, ruled.before, ruled.after, ruled.rule, ruled.last_on, ruled.as_of, ruled.stage_before, ruled.stage_after, ruled.stage_rule, ruled.aum, ruled.since),
    staged as (
      insert into customer.stage_step (customer_no, before, after, rule, why)
      select customer_no, stage_before, stage_after, stage_rule, jsonb_build_object('lastOn', last_on, 'asOf', as_of, 'since', since, 'aum', aum) from moved
      where stage_before is distinct from stage_after)
    insert into customer.status_step (customer_no, before, after, rule, why)
    select customer_no, before, after, rule, jsonb_build_object('lastOn', last_on, 'asOf', as_of, 'days', as_of - last_on) from moved where before <> after`
}

function relevel(tx: Tx, positions: Sql): Promise<number> {
  return tx.count`
    with position as materialized (select customer_no, coalesce(aum, 0) as aum, as_of from (${positions}) p),
    band as materialized (
      select day.as_of, r.rule, r.level, r.at_least, lead(r.at_least) over (partition by day.as_of order by r.at_least) as below
      from (select distinct as_of from position) day
      join customer.level_rule r on r.rule = (select rule from customer.level_rule where since <= greatest(day.as_of, current_date) order by since desc, rule desc limit 1)),
    ruled as (
      select c.customer_no, c.level as before, band.level as after, band.rule, p.aum, p.as_of
      from position p
      join customer.customer c on c.customer_no = p.customer_no
      -- Debts above what is held still leave the customer in the lowest level.
      join band on band.as_of = p.as_of and greatest(p.aum, 0) >= band.at_least and (band.below is null or greatest(p.aum, 0) < band.below)
      where c.level_by = 'rule' or c.level_until < p.as_of),
    moved as (
      update customer.customer c set level = ruled.after, level_by = 'rule', level_reason = null, level_until = null, version = c.version + 1
      from ruled where c.customer_no = ruled.customer_no and (c.level <> ruled.after or c.level_by = 'person')
      returning c.customer_no, ruled.before, ruled.after, ruled.rule, ruled.aum, ruled.as_of)
    insert into customer.level_step (customer_no, before, after, rule, why)
    select customer_no, before, after, rule, jsonb_build_object('aum', aum, 'asOf', as_of) from moved where before <> after`
}
