/**
 * 客户关系: each pair lies twice, once from each side; a relation ends by a day, it is not deleted. It bears the numbers of the day it was written:
 * whoever reads goes through the merges, from both sides.
 */
import { sql, type Sql, type Tx } from '#kernel/tx'

export type Relation = { otherNo: string; type: string; direction: 'forward' | 'backward' | 'mutual'; zh: string; en: string; since: string; until: string | null; evidence: string }

/**
 * Adds the pairs of `pairs (customer_no, other_no, type, since, evidence)` that do not hold already and whose customers' types
 * the relation allows. Returns how many.
 */
export async function relate(tx: Tx, pairs: Sql): Promise<number> {
  const rows = await tx.count`
    with pair as (
      select p.customer_no, p.other_no, p.type, p.since, p.evidence, t.is_mutual
      from (${pairs}) p
      join customer.relation_type t on t.type = p.type
      join customer.customer a on a.customer_no = p.customer_no and ${isWithin(sql`a.type`, sql`t.from_types`)}
      join customer.customer b on b.customer_no = p.other_no and ${isWithin(sql`b.type`, sql`t.to_types`)}
      where p.customer_no <> p.other_no and not exists (
        select 1
        from customer.numbers(p.customer_no) as mine (no)
        join customer.relation r on r.customer_no = mine.no
        where r.type = p.type and r.direction <> 'backward' and r.until is null and customer.current(r.other_no) = p.other_no))
    insert into customer.relation (customer_no, other_no, type, direction, since, evidence)
    select customer_no, other_no, type, case when is_mutual then 'mutual' else 'forward' end, since, evidence from pair
    union all
    select other_no, customer_no, type, case when is_mutual then 'mutual' else 'backward' end, since, evidence from pair
    on conflict (customer_no, other_no, type, direction, since) do update set until = null, evidence = excluded.evidence where relation.until is not null`
  return rows / 2
}

/** A type is allowed with everything below it. */
const isWithin = (type: Sql, allowed: Sql): Sql => sql`exists (
  select from customer.type mine join customer.type above on starts_with(mine.path, above.path) where mine.type = ${type} and above.type = any(${allowed}))`

/** Ends today what `ended (customer_no, other_no, type)` names as it was written, read forward. */
export async function unrelate(tx: Tx, ended: Sql): Promise<number> {
  const rows = await tx.count`
    update customer.relation r set until = current_date
    from (${ended}) e
    where r.until is null and r.type = e.type
      and ((r.customer_no = e.customer_no and r.other_no = e.other_no and r.direction <> 'backward')
        or (r.customer_no = e.other_no and r.other_no = e.customer_no and r.direction <> 'forward'))`
  return rows / 2
}

/** The relations of one customer with those whom the viewer may see, named from this customer's side. Of several that merges made one, the oldest that holds. */
export function relationsOf(tx: Tx, customerNo: string): Promise<Relation[]> {
  return tx<Relation[]>`
    select "otherNo", type, direction, zh, en, since, until, evidence
    from (
      select distinct on (customer.current(r.other_no), r.type, r.direction) customer.current(r.other_no) as "otherNo", r.type, r.direction,
        case when r.direction = 'backward' then t.zh_back else t.zh end as zh, case when r.direction = 'backward' then t.en_back else t.en end as en,
        r.since, r.until, r.evidence
      from customer.numbers(${customerNo}) as mine (no)
      join customer.relation r on r.customer_no = mine.no
      join customer.relation_type t on t.type = r.type
      where customer.current(r.other_no) <> ${customerNo}
      order by customer.current(r.other_no), r.type, r.direction, r.until desc nulls first, r.since) related
    order by until nulls first, type, since desc, "otherNo"`
}
