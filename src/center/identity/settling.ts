/** Owner, owning organisation, golden rows and relations of the customers that wait, batch by batch. */
import { followSources } from '#center/customer'
import { tellWatchers } from '#kernel/live'
import { sql, type Sql, type Tx } from '#kernel/tx'
import { goldenWritten } from './events.ts'
import { showNames } from './holding.ts'
import { relateRepresentatives } from './representative.ts'
import { bringHome } from './stray.ts'
import { choose, divide, gather } from './survive.ts'

/** Customers of one transaction: their records fit into the server's work memory. */
const BATCH = 5000
const CUSTOMERS_AN_EVENT = 2000

/** The ledger and the golden records are written by one transaction at a time. */
export async function takeTurns(tx: Tx): Promise<void> {
  // Whoever writes now is waited for. A batch is sorted in memory; a sample of three thousand rows is enough for its plans.
  await Promise.all([
    tx`select set_config('lock_timeout', '0', true), set_config('work_mem', '64MB', true), set_config('default_statistics_target', '10', true)`,
    tx`select pg_advisory_xact_lock(hashtext('identity.settle'))`,
  ])
}

/** Settles the first customers that wait, and says how many. */
export async function settleSome(tx: Tx, among: Sql = sql``): Promise<number> {
  await takeTurns(tx)
  const customers = await take(tx, among)
  if (customers.length === 0) return 0
  const rests = await bringHome(tx)
  await tx`update identity.membership m set provisional = false from pg_temp.settling t where m.customer_no = t.customer_no and m.provisional and m.to_event is null`
  await gather(tx)
  await own(tx)
  await divide(tx)
  await choose(tx)
  await showNames(tx, sql`select customer_no, org from pg_temp.share where records = 0`)
  await relateRepresentatives(tx)
  for (let at = 0; at < customers.length; at += CUSTOMERS_AN_EVENT) await goldenWritten.publish(tx, { customers: customers.slice(at, at + CUSTOMERS_AN_EVENT) })
  await tellWatchers(tx, 'customer', customers)
  for (const rest of rests) await rest()
  return customers.length
}

/** These customers at once: their owner has changed, or their records. */
export async function settleNow(tx: Tx, customers: readonly string[]): Promise<void> {
  await tx`insert into identity.dirty (customer_no) select customer_no from unnest(${customers}::text[]) customer_no order by 1`
  while ((await settleSome(tx, sql`and customer_no = any(${customers}::text[])`)) > 0);
}

/** Whatever commits after this leaves a row of its own, so nothing is ever missed. */
async function take(tx: Tx, among: Sql): Promise<string[]> {
  await tx`create temp table if not exists settling (customer_no text) on commit delete rows`
  await tx`delete from pg_temp.settling`
  await tx`
    with taken as (
      delete from identity.dirty
      where customer_no in (select distinct customer_no from identity.dirty where true ${among} order by customer_no limit ${BATCH})
      returning customer_no)
    insert into pg_temp.settling (customer_no) select distinct customer_no from taken`
  await tx`analyze pg_temp.settling`
  return (await tx<{ customer_no: string }[]>`select customer_no from pg_temp.settling order by customer_no`).map((row) => row.customer_no)
}

/** 管户: the owner on the strongest record, and the owner's own organisation; without an owner, that of the strongest record. */
async function own(tx: Tx): Promise<void> {
  await followSources(tx, sql`
    select l.customer_no, l.kind as type, coalesce(s.org, l.org) as org, s.staff as owner, l.since
    from (
      select distinct on (r.customer_no) r.customer_no, r.kind, r.org, r.owner, min(r.opened_on) over (partition by r.customer_no) as since
      from pg_temp.standing r
      left join identity.trust w on w.attribute = 'owner' and w.source = r.source
      order by r.customer_no, r.owner is null, coalesce(w.trust, 50) desc, r.nth desc) l
    left join access.staff s on s.staff = l.owner and s.status = 'active'`)
}
