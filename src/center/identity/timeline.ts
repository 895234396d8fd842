/** When records were found to be this customer's, and when they left again. */
import { timeline, type Told, type Timeline } from '#kernel/timeline'

export const timelines: readonly Timeline[] = [
  timeline({
    kind: 'identity',
    title: { zh: '身份', en: 'Identity' },
    read: (tx, { customerNo, before, limit }) => tx<(Told & { facts: { reason: string; sources: string[]; titles: { zh: string; en: string }[] } })[]>`
      select (at at time zone 'Asia/Shanghai')::date as day, at, at::text as stamp, key, what, facts
      from (
        select e.at, lpad(e.seq::text, 19, '0') || ' ' || m.reason as key, e.kind as what,
          jsonb_build_object('reason', m.reason, 'sources', jsonb_agg(distinct m.source), 'titles', jsonb_agg(distinct f.title)) as facts
        from identity.membership m
        join identity.identity_event e on e.seq = m.from_event
        join feed.source f on f.source = m.source
        where m.customer_no = ${customerNo}
        group by e.seq, e.at, e.kind, m.reason) t
      where (at, key collate "C") < (${before.stamp}::timestamptz, ${before.key})
      order by at desc, key collate "C" desc
      limit ${limit}`,
    says: (row) => row.facts.titles.flatMap(({ zh, en }) => [zh, en]),
  }),
]
