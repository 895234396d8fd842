/** What the bank itself decided of a customer, and with whom the customer began or ended to stand. */
import { timeline, type Told, type Timeline } from '#kernel/timeline'
import { bothOf, type Both } from '#kernel/text'
import { sql, type Sql } from '#kernel/tx'
import { words } from './words.api.ts'

const levels = bothOf(words, 'levels')
const statuses = bothOf(words, 'statuses')
const stages = bothOf(words, 'stages')
const both = (of: Record<string, Both>, code: string | null | undefined): string[] => (code ? [of[code]?.zh ?? code, of[code]?.en ?? code] : [])

/** Steps with `before`, `after`, `rule` and `why` all read alike. */
const steps = (kind: 'status' | 'stage' | 'level', table: Sql, title: Both, of: Record<string, Both>): Timeline =>
  timeline({
    kind,
    title,
    read: (tx, { customerNo, before, limit }) => tx<Told[]>`
      select (s.at at time zone 'Asia/Shanghai')::date as day, s.at, s.at::text as stamp, lpad(s.seq::text, 19, '0') as key, ${kind}::text as what, s.before, s.after, f.name as actor,
        s.why || jsonb_build_object('rule', s.rule) as facts
      from ${table} s left join access.staff f on f.staff = s.who
      where s.customer_no = ${customerNo} and (s.at, lpad(s.seq::text, 19, '0') collate "C") < (${before.stamp}::timestamptz, ${before.key})
      order by s.at desc, s.seq desc
      limit ${limit}`,
    says: (row) => [...both(of, row.before), ...both(of, row.after), row.actor, title.zh, title.en, typeof row.facts?.reason === 'string' ? row.facts.reason : null],
  })

const owners = timeline({
  kind: 'owner',
  title: { zh: '管户', en: 'Manager' },
  read: (tx, { customerNo, before, limit }) => tx<Told[]>`
    select (s.at at time zone 'Asia/Shanghai')::date as day, s.at, s.at::text as stamp, lpad(s.seq::text, 19, '0') as key, 'owner' as what, coalesce(b.name, s.before) as before, coalesce(a.name, s.after) as after,
      f.name as actor, jsonb_build_object('reason', s.reason) as facts
    from customer.owner_step s left join access.staff b on b.staff = s.before left join access.staff a on a.staff = s.after left join access.staff f on f.staff = s.who
    where s.customer_no = ${customerNo} and (s.at, lpad(s.seq::text, 19, '0') collate "C") < (${before.stamp}::timestamptz, ${before.key})
    order by s.at desc, s.seq desc
    limit ${limit}`,
  says: (row) => [row.before, row.after, row.actor, '管户', typeof row.facts?.reason === 'string' ? row.facts.reason : null],
})

const relations = timeline({
  kind: 'relation',
  title: { zh: '关系', en: 'Relations' },
  read: (tx, { customerNo, before, limit }) => tx<(Told & { facts: { zh: string; en: string } })[]>`
    select day, at, at::text as stamp, key, what, party, jsonb_build_object('zh', zh, 'en', en, 'otherNo', other_no) as facts
    from (
      select told.day, told.day::timestamp at time zone 'Asia/Shanghai' as at, told.what || ' ' || r.type || ' ' || r.other_no || ' ' || r.direction as key, told.what, g.name as party, r.other_no,
        case when r.direction = 'backward' then t.zh_back else t.zh end as zh, case when r.direction = 'backward' then t.en_back else t.en end as en
      from (
        select distinct on (customer.current(w.other_no), w.type, w.direction, w.since) customer.current(w.other_no) as other_no, w.type, w.direction, w.since, w.until
        from customer.numbers(${customerNo}) as mine (no)
        join customer.relation w on w.customer_no = mine.no) r
      join customer.relation_type t on t.type = r.type
      join identity.golden g on g.customer_no = r.other_no and g.whole
      cross join lateral (values ('began', r.since), ('ended', r.until)) as told (what, day)
      where told.day is not null and told.day > '1900-01-01') e
    where (at, key collate "C") < (${before.stamp}::timestamptz, ${before.key})
    order by at desc, key collate "C" desc
    limit ${limit}`,
  says: (row) => [row.party, row.facts.zh, row.facts.en],
})

export const timelines: readonly Timeline[] = [
  steps('status', sql`customer.status_step`, { zh: '状态', en: 'Status' }, statuses),
  steps('stage', sql`customer.stage_step`, { zh: '生命周期', en: 'Life cycle' }, stages),
  steps('level', sql`customer.level_step`, { zh: '层级', en: 'Level' }, levels),
  owners,
  relations,
]
