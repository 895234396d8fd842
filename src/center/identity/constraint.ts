/** What people have decided of two records: they belong together, or they do not. Inputs of every run of the matcher; never deleted, lifted by an event. */
import type { Sql, Tx } from '#kernel/tx'

export type Binding = { event: number; kind: 'must' | 'cannot'; by: string; reason: string; until?: string | null }

/** Binds `pairs (a, b)`. What was said of them before is lifted by the same event. */
export async function bind(tx: Tx, { event, kind, by, reason, until = null }: Binding, pairs: Sql): Promise<void> {
  await tx`
    update identity.constraint_pair c set lifted_by = ${event}
    from (${pairs}) p where c.a = least(p.a, p.b) and c.b = greatest(p.a, p.b) and c.lifted_by is null`
  await tx`
    insert into identity.constraint_pair (a, b, kind, by, reason, event, until)
    select distinct least(p.a, p.b), greatest(p.a, p.b), ${kind}, ${by}, ${reason}, ${event}::bigint, ${until}::date
    from (${pairs}) p where p.a <> p.b`
}

/** Takes back what `event` bound and lifted, constraints and pins alike. */
export async function unbind(tx: Tx, event: number, by: number): Promise<void> {
  await tx`update identity.constraint_pair set lifted_by = ${by} where event = ${event} and lifted_by is null`
  await tx`update identity.constraint_pair set lifted_by = null where lifted_by = ${event}`
  await tx`update identity.pin set lifted_by = ${by} where event = ${event} and lifted_by is null`
  await tx`update identity.pin set lifted_by = null where lifted_by = ${event}`
}

/** The event by which people keep any of these customers apart, if there is one. */
export async function keptApart(tx: Tx, customers: readonly string[]): Promise<number | undefined> {
  const found = await tx.one<{ event: number }>`
    select p.event
    from identity.membership a
    join identity.constraint_pair p on p.a = a.rec and p.kind = 'cannot' and p.lifted_by is null and (p.until is null or p.until > current_date)
    join identity.membership b on b.rec = p.b and b.to_event is null and b.customer_no <> a.customer_no and b.customer_no = any(${customers}::text[])
    where a.customer_no = any(${customers}::text[]) and a.to_event is null
    order by p.event desc limit 1`
  return found?.event
}
