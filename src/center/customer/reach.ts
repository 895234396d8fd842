/** Whom a customer answers for: along 控股 and 集团 to who is held, along 担保 to whose debt is guaranteed, at any depth. */
import type { Tx } from '#kernel/tx'

export type Carries = 'control' | 'guarantee'

/** Far above any group of a bank; a walk that is longer is cut, and `groupOf` says so. */
export const MOST = 2000

/** The customers in sight that `head` reaches along these relations, without itself. Each is entered once, so a circle ends by itself. */
export async function reached(tx: Tx, head: string, along: readonly Carries[]): Promise<string[]> {
  const rows = await tx<{ no: string }[]>`
    with recursive reached (no) as (
      select ${head}::text
      union
      select customer.current(r.other_no)
      from reached
      cross join lateral customer.numbers(reached.no) as written (no)
      join customer.relation r on r.customer_no = written.no and r.until is null
      join customer.relation_type t on t.type = r.type and t.carries = any(${along}::text[])
      where r.direction = case t.carries when 'control' then 'forward' else 'backward' end)
    select no from reached limit ${MOST + 1}`
  return rows.map(({ no }) => no).filter((no) => no !== head)
}
