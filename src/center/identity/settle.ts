/** After a load: owner, owning organisation, golden rows and relations of every customer it touched. */
import { followSources } from '#center/customer'
import { engine, sql, type Sql, type Tx } from '#kernel/tx'
import { goldenWritten } from './events.ts'
import { showNames } from './holding.ts'
import { relateRepresentatives } from './representative.ts'
import { choose, divide, gather } from './survive.ts'

/** Customers of one transaction: their records fit into the server's work memory. */
const BATCH = 5000
const CUSTOMERS_AN_EVENT = 2000
/** Above so many the planner's figures are out of date: whoever reads these tables next would take thousands for a handful. */
const MANY = 1000

/** Settles all that is waiting, batch by batch; a kill in between leaves the rest waiting. Two at once take turns. */
export async function settle(_source: string, progress: (share: number) => void): Promise<void> {
  const waiting = await engine('identity', (tx) => tx.one<{ n: number }>`select count(distinct customer_no) as n from identity.dirty`)
  const all = Math.max(1, waiting?.n ?? 0)
  for (let done = 0, settled = -1; settled !== 0; done += settled) {
    settled = await engine('identity', (tx) => settleSome(tx))
    progress(Math.min(1, (done + settled) / all))
  }
  if (all > MANY) await engine('identity', (tx) => tx`select identity.survey()`)
}

/** Settles the first customers that wait, and says how many. */
export async function settleSome(tx: Tx, among: Sql = sql``): Promise<number> {
  // Whoever settles now is waited for. A batch is sorted in memory; a sample of three thousand rows is enough for its plans.
  await tx`select set_config('lock_timeout', '0', true), set_config('work_mem', '64MB', true), set_config('default_statistics_target', '10', true)`
  await tx`select pg_advisory_xact_lock(hashtext('identity.settle'))`
  const customers = await take(tx, among)
  if (customers.length === 0) return 0
  await gather(tx)
  await own(tx)
  await divide(tx)
  await choose(tx)
  await showNames(tx, sql`select customer_no, org from pg_temp.share where records = 0`)
  await relateRepresentatives(tx)
  for (let at = 0; at < customers.length; at += CUSTOMERS_AN_EVENT) await goldenWritten.publish(tx, { customers: customers.slice(at, at + CUSTOMERS_AN_EVENT) })
  return customers.length
}

/** These customers at once: their owner has changed. */
export async function settleNow(tx: Tx, customers: readonly string[]): Promise<void> {
  await tx`insert into identity.dirty (customer_no) select customer_no from unnest(${customers}::text[]) customer_no order by 1`
  await settleSome(tx, sql`and customer_no = any(${customers}::text[])`)
}

/** What an import left waiting when it was killed and nobody took it up again. */
export async function catchUp(tx: Tx): Promise<void> {
  const left = await tx.one`select 1 as left from identity.dirty where at < now() - interval '10 minutes' limit 1`
  if (left) await settleSome(tx)
}

/** Whatever commits after this leaves a row of its own, so nothing is ever missed. */
async function take(tx: Tx, among: Sql): Promise<string[]> {
  await tx`create temp table if not exists settling (customer_no text) on commit delete rows`
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
