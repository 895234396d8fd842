/** 关系 of many customers at once, for maps, paths and roll-ups: each once, read forward, through the merges, with those whom the viewer may see. */
import { sql, type Sql, type Tx } from '#kernel/tx'

export type Tie = { from: string; to: string; type: string; mutual: boolean; since: string; until: string | null; zh: string; en: string; carries: 'guarantee' | 'control' | null }

/** The ties of `customers`, those that hold first, the newest `each` of every one. */
export function tiesOf(tx: Tx, customers: readonly string[], each: number): Promise<Tie[]> {
  return tx<Tie[]>`
    select "from", "to", tie.type, tie.mutual, min(since) as since, case when bool_or(until is null) then null else max(until) end as until, min(t.zh) as zh, min(t.en) as en, min(t.carries) as carries
    from (${ends(customers)}) tie
    join customer.relation_type t on t.type = tie.type
    where nth <= ${each} and "from" <> "to"
    group by "from", "to", tie.type, tie.mutual`
}

/** Both ends by the numbers they have now; what reads alike from both sides begins at the smaller number. */
function ends(customers: readonly string[]): Sql {
  return sql`
    select case when direction = 'backward' or direction = 'mutual' and other < mine then other else mine end as "from",
      case when direction = 'backward' or direction = 'mutual' and other < mine then mine else other end as "to",
      type, direction = 'mutual' as mutual, since, until, nth
    from (
      select asked.no as mine, customer.current(r.other_no) as other, r.type, r.direction, r.since, r.until,
        row_number() over (partition by asked.no order by r.until nulls first, r.since desc, r.other_no) as nth
      from unnest(${customers}::text[]) as asked (no)
      cross join lateral customer.numbers(asked.no) as written (no)
      join customer.relation r on r.customer_no = written.no) r`
}
