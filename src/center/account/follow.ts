/** Positions follow the golden records: whoever is known stands in the lists, and whoever moves to another branch stands there. */
import type { Tx } from '#kernel/tx'
import { writePositions } from './positions.ts'
import { touchNothing } from './refresh.ts'

/** Writes anew the positions of those customers whose golden rows stand elsewhere by now: a new customer, or another owner. */
export async function followGolden(tx: Tx, customers: readonly string[]): Promise<void> {
  await touchNothing(tx)
  const moved = await tx.count`
    insert into touched_customer (customer_no)
    select customer_no from identity.golden g
    where customer_no = any(${customers}::text[])
      and not exists (select from account.position p where p.customer_no = g.customer_no and p.org = g.org and p.whole = g.whole)
    union
    select customer_no from account.position p
    where customer_no = any(${customers}::text[])
      and not exists (select from identity.golden g where g.customer_no = p.customer_no and g.org = p.org and g.whole = p.whole)`
  if (moved > 0) await writePositions(tx)
}
