import type { Sql, Tx } from '#kernel/tx'
import { attributesWritten } from './events.ts'

/** Values of `moved (source, key, before, after)` go with the record; a person's word stays where it was written and is found through the merge. */
export async function followAttributes(tx: Tx, moved: Sql): Promise<(() => Promise<void>) | undefined> {
  const changed = await tx<{ customer_no: string }[]>`
    update archive.attribute a set customer_no = m.after, version = a.version + 1, updated_at = now()
    from (${moved}) m
    where a.source = m.source and a.key = m.key and a.customer_no = m.before
    returning a.customer_no`
  const hand = await tx<{ customer_no: string }[]>`
    select distinct m.after as customer_no from (${moved}) m
    where exists (select from archive.attribute a where a.customer_no = m.before and a.source = 'yilan')`
  const customers = [...new Set([...changed, ...hand].map((each) => each.customer_no))]
  return customers.length === 0 ? undefined : () => attributesWritten.publish(tx, { customers })
}
