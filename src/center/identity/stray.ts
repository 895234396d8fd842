/** A load that ran beside a merge may have put a record under the merged number: it is brought to the survivor when that number is settled. */
import { reopen } from '#center/customer'
import { sql, type Tx } from '#kernel/tx'
import { move, plan, planDocuments, stayAll, type Rest } from './move.ts'

/** For the customers of pg_temp.settling; the survivors are settled with them. */
export async function bringHome(tx: Tx): Promise<Rest[]> {
  const strays = await tx.one<{ n: number }>`
    select count(*) as n from pg_temp.settling t
    join customer.customer c on c.customer_no = t.customer_no and c.state <> 'active'
    join identity.membership m on m.customer_no = t.customer_no and m.to_event is null`
  if (!strays || strays.n === 0) return []
  await stayAll(tx)
  await reopen(tx, sql`
    select t.customer_no from pg_temp.settling t where exists (select from identity.membership m where m.customer_no = t.customer_no and m.to_event is null)`)
  const many = await plan(tx, sql`
    select m.rec, c.merged_into as after, 'merge' as reason
    from pg_temp.settling t
    join customer.customer c on c.customer_no = t.customer_no and c.state = 'merged'
    join identity.membership m on m.customer_no = t.customer_no and m.to_event is null`)
  if (many === 0) return []
  await planDocuments(tx)
  await tx`
    with event as (
      insert into identity.identity_event (kind, actor, after, reason)
      select 'link', ${tx.who.staff}, jsonb_build_object('records', count(*)), 'follow' from pg_temp.moving
      returning seq)
    update pg_temp.moving set event = (select seq from event)`
  const rests = await move(tx)
  await tx`insert into pg_temp.settling (customer_no) select distinct after from pg_temp.moving where after not in (select customer_no from pg_temp.settling)`
  return rests
}
