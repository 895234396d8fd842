/** 整合历史: what was done to a customer's records, and whose they were at any event. */
import { Refused } from '#kernel/error'
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import type { Tx } from '#kernel/tx'
import { goldenOf } from './golden.ts'
import type { getHistory, IdentityStep } from './ledger.api.ts'

const SHOWN = 200

export async function history(tx: Tx, { customerNo }: InputOf<typeof getHistory>): Promise<ReplyOf<typeof getHistory>> {
  const [golden, numbers, events] = await Promise.all([
    goldenOf(tx, customerNo),
    tx<{ no: string }[]>`select no from customer.numbers(${customerNo}) as no where no <> ${customerNo} order by 1`,
    stepsOf(tx, customerNo),
  ])
  if (!golden) throw new Refused('not-found')
  return { customerNo, merged: numbers.map((each) => each.no), events }
}

/** Each event with the records that the viewer may see: those it took from a number of this customer, and those it gave to one. */
function stepsOf(tx: Tx, customerNo: string): Promise<IdentityStep[]> {
  return tx<IdentityStep[]>`
    with mine as materialized (select no from customer.numbers(${customerNo}) as no),
    step as materialized (
      select m.from_event as seq, m.source, m.key, w.customer_no as before, m.customer_no as after, m.reason
      from identity.membership m left join identity.membership w on w.key = m.key and w.source = m.source and w.to_event = m.from_event
      where m.customer_no in (select no from mine)
      union
      select m.to_event, m.source, m.key, m.customer_no, w.customer_no, w.reason
      from identity.membership m left join identity.membership w on w.key = m.key and w.source = m.source and w.from_event = m.to_event
      where m.customer_no in (select no from mine) and m.to_event is not null),
    named as (
      select seq from step union select c.seq from identity.event_customer c where c.customer_no in (select no from mine)
      order by seq desc limit ${SHOWN})
    select e.seq, e.kind, e.actor, s.name as "actorName", e.model, e.reason, e.at, e.reverses,
      (select min(u.seq) from identity.identity_event u where u.reverses = e.seq) as "reversedBy",
      (select coalesce(jsonb_agg(c.customer_no order by c.customer_no), '[]') from identity.event_customer c where c.seq = e.seq and c.customer_no in (
        select no from mine union select before from step where step.seq = e.seq union select after from step where step.seq = e.seq)) as customers,
      (select coalesce(jsonb_agg(jsonb_build_object('source', t.source, 'key', t.key, 'before', t.before, 'after', t.after, 'reason', t.reason) order by t.source, t.key), '[]')
        from step t where t.seq = e.seq) as moved
    from named n
    join identity.identity_event e on e.seq = n.seq
    left join access.staff s on s.staff = e.actor
    order by e.seq desc`
}

export type Membership = { rec: number; source: string; key: string; customer_no: string; reason: string }

/** As known then: whose each record was when the event had been written. Without one, as known now. */
export function membershipsAt(tx: Tx, event: number | null = null): Promise<Membership[]> {
  return tx<Membership[]>`
    select rec, source, key, customer_no, reason from identity.membership
    where case when ${event}::bigint is null then to_event is null else from_event <= ${event}::bigint and (to_event is null or to_event > ${event}::bigint) end
    order by rec`
}
