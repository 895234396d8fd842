/** 抽查: one in a hundred of the records that the matcher joined by itself is laid before a person, so that its precision is known and not believed. */
import type { Tx } from '#kernel/tx'

const ONE_IN = 100
const MOST_A_DAY = 200

/** Which are drawn depends on the record alone: a second run of the same day draws no others. */
export async function sampleJoined(tx: Tx, oneIn = ONE_IN): Promise<number> {
  return tx.count`
    insert into identity.review_item (kind, customers, recs, guard, model, org_a, org_b, needs, uncertainty)
    select 'split', array[d.customer_no], array[d.rec], 'sample', d.model, d.org, d.org, 'steward', 0.02
    from (
      select distinct on (m.customer_no) m.customer_no, m.rec, e.model, c.org
      from identity.membership m
      join identity.identity_event e on e.seq = m.from_event and e.model is not null and e.at > now() - interval '1 day'
      join customer.customer c on c.customer_no = m.customer_no and c.state = 'active'
      where m.reason = 'match' and m.to_event is null and abs(hashint8(m.rec)) % ${oneIn}::int = 0
        and exists (select from identity.membership o where o.customer_no = m.customer_no and o.to_event is null and o.rec <> m.rec)
        and not exists (select from identity.review_item i where i.guard = 'sample' and i.customers = array[m.customer_no])
      order by m.customer_no, m.rec
      limit ${MOST_A_DAY}) d
    on conflict (kind, customers) where state = 'open' do nothing`
}
