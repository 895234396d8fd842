/** The scores of the last day and their course, added up from what was kept of each day, for the organisations in sight. */
import type { InputOf } from '#kernel/endpoint'
import { sql, type Sql, type Tx } from '#kernel/tx'
import type { getSummary, Summary } from './quality.api.ts'

const DAYS = 30

export async function summary(tx: Tx, { org, dimension }: InputOf<typeof getSummary>): Promise<Summary> {
  const block = await tx.one<{ lo: number; hi: number; name: string }>`
    select o.org as lo, o.hi, o.name from access.org o where o.org = ${org ?? tx.who.org}`
  const within = sql`org between ${block?.lo ?? 1}::int and ${block?.hi ?? 0}::int`
  const kind = dimension ?? null
  const today = sql`day = (select max(day) from quality.score) and ${within}`
  const [last, cells, dimensions, rules, branches, managers, trend, states] = await Promise.all([
    tx.one<{ at: string }>`select finished_at as at from quality.run where finished_at is not null order by run desc limit 1`,
    cellsOf(tx, sql`${today} and (case when ${kind}::text is null then dimension <> 'timeliness' else dimension = ${kind} end)`),
    tx<Summary['dimensions']>`select dimension, sum(checked)::int as checked, sum(failed)::int as failed from quality.score where ${today} group by dimension order by dimension`,
    tx<Summary['rules']>`
      select s.rule, r.title, r.dimension, s.checked, s.failed
      from (select rule, sum(checked)::int as checked, sum(failed)::int as failed from quality.score where ${today} group by rule) s
      join (select distinct on (rule) rule, title, dimension from quality.rule order by rule, version desc) r on r.rule = s.rule
      order by s.failed desc, s.rule`,
    tx<Summary['branches']>`
      select s.org, o.name as "orgName", s.checked, s.failed, coalesce(f.open, 0)::int as open, coalesce(f.repaired, 0)::int as repaired
      from (select org, sum(checked)::int as checked, sum(failed)::int as failed from quality.score where ${today} group by org) s
      join access.org o on o.org = s.org
      left join (${mended(sql`org`, within)}) f on f.who = s.org
      order by s.failed::float8 / greatest(s.checked, 1) desc, s.org limit 60`,
    tx<Summary['managers']>`
      select f.who as staff, p.name as "staffName", f.open::int, f.repaired::int
      from (${mended(sql`owner`, sql`${within} and owner is not null`)}) f left join access.staff p on p.staff = f.who
      order by f.open desc, f.who limit 60`,
    trendOf(tx, within),
    tx.one<Pick<Summary, 'open' | 'excused' | 'repaired'>>`
      select count(*) filter (where state = 'open')::int as open, count(*) filter (where state = 'excused')::int as excused,
        count(*) filter (where state = 'repaired' and ended_at > now() - interval '30 days')::int as repaired
      from quality.failure where ${within}`,
  ])
  const systems = await tx<Summary['systems']>`
    select c.source, coalesce(s.title, jsonb_build_object('zh', c.source, 'en', c.source)) as title, 0 as checked, 0 as failed
    from unnest(${[...new Set(cells.map(({ source }) => source))]}::text[]) c (source) left join feed.source s on s.source = c.source order by c.source`
  return {
    asOf: last?.at ?? null, scope: block?.name ?? '', cells, dimensions, rules, branches, managers, trend, ...(states ?? { open: 0, excused: 0, repaired: 0 }),
    systems: systems.map((system) => ({ ...system, ...totalOf(cells.filter(({ source }) => source === system.source)) })),
    fields: ORDER.filter((field) => cells.some((cell) => cell.field === field)),
  }
}

const ORDER = ['key', 'name', 'idNumber', 'gender', 'birthday', 'phone', 'phone2', 'email', 'address', 'employer', 'occupation', 'income', 'legalName', 'industry', 'openedOn', 'updatedOn', 'accountNo', 'holder', 'product', 'balance', 'at']

const totalOf = (cells: readonly { checked: number; failed: number }[]) => ({ checked: cells.reduce((sum, { checked }) => sum + checked, 0), failed: cells.reduce((sum, { failed }) => sum + failed, 0) })

/** Of a field the rows are counted once, by the rule that judges most of them. */
function cellsOf(tx: Tx, where: Sql): Promise<Summary['cells']> {
  return tx<Summary['cells']>`
    select source, field, max(checked)::int as checked, least(sum(failed), max(checked))::int as failed
    from (select source, field, rule, sum(checked) as checked, sum(failed) as failed from quality.score where ${where} group by source, field, rule) r
    group by source, field
    order by source, field`
}

const mended = (who: Sql, where: Sql): Sql => sql`
  select ${who} as who, count(*) filter (where state = 'open') as open, count(*) filter (where state = 'repaired' and ended_at > now() - interval '30 days') as repaired
  from quality.failure where ${where} and rule <> 'stale' group by ${who}`

async function trendOf(tx: Tx, within: Sql): Promise<Summary['trend']> {
  const rows = await tx<{ on: string; dimension: 'completeness'; checked: number; failed: number }[]>`
    select day as on, dimension, sum(checked)::float8 as checked, sum(failed)::float8 as failed
    from quality.score where day > current_date - ${DAYS}::int and ${within} group by day, dimension order by day`
  const days = [...new Set(rows.map(({ on }) => on))]
  const share = (on: string, dimension: string) => {
    const found = rows.find((row) => row.on === on && row.dimension === dimension)
    return found && found.checked > 0 ? 1 - found.failed / found.checked : null
  }
  return days.map((on) => ({ on, completeness: share(on, 'completeness'), accuracy: share(on, 'accuracy'), consistency: share(on, 'consistency'), timeliness: share(on, 'timeliness') }))
}
