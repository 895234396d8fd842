/** 统一客户覆盖, added up from what was measured, for the organisations in sight. */
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { sql, type Tx } from '#kernel/tx'
import type { Coverage, listGains } from './coverage.api.ts'
import { worthOf } from './worth.ts'

const HIGH = new Set(['platinum', 'diamond', 'private'])
const LEVELS = ['private', 'diamond', 'platinum', 'gold', 'standard']
const DAYS = 90
/** Items of information that a record brings. */
const ITEMS = sql`num_nonnulls(s.name, s.id_number, s.gender, s.birthday, s.phone, s.phone2, s.email, s.address, s.employer, s.occupation, s.income, s.legal_name, s.industry)`
/** Merges looked at for the latest of those in sight. */
const LATEST = 500

type Counted = { level: string; customers: number; doubtful: number; records: number; items: number; crossed: number }

export async function coverage(tx: Tx): Promise<Coverage> {
  const last = await tx.one<{ day: string; at: string }>`select day, max(at) as at from identity.coverage where day = (select max(day) from identity.coverage) group by day`
  if (!last) throw new Refused('not-found', { cause: 'not-measured' })
  const [levels, reasons, systems, branches, trend, scope, worth] = await Promise.all([
    tx<Counted[]>`
      select level, sum(customers)::int as customers, sum(doubtful)::int as doubtful, sum(records) ::int as records, sum(items)::float as items, sum(crossed)::float as crossed
      from identity.coverage where day = ${last.day} group by level`,
    tx<Coverage['unresolved']>`
      select reason, sum(customers)::int as customers, sum(value)::text as value from identity.coverage_reason where day = ${last.day} group by reason order by sum(customers) desc, reason`,
    tx<Coverage['systems']>`
      select c.source, coalesce(s.title, jsonb_build_object('zh', c.source, 'en', c.source)) as title, sum(c.records)::int as records, sum(c.customers)::int as customers, (sum(c.records) - sum(c.customers))::int as within
      from identity.coverage_source c left join feed.source s on s.source = c.source
      where c.day = ${last.day} group by c.source, s.title order by sum(c.records) - sum(c.customers) desc, c.source`,
    tx<Coverage['branches']>`
      select c.org, o.name as "orgName", sum(c.records)::int as records, sum(c.customers)::int as customers, (sum(c.records) - sum(c.customers))::int as within, sum(c.doubtful)::int as open
      from identity.coverage c join access.org o on o.org = c.org
      where c.day = ${last.day} group by c.org, o.name order by sum(c.doubtful) desc, sum(c.records) - sum(c.customers) desc, c.org
      limit 60`,
    trendOf(tx),
    tx.one<{ name: string }>`select name from access.org where org = ${tx.who.org}`,
    worthOf(tx),
  ])
  const { of: _of, gained: _gained, ...parameters } = worth
  return {
    asOf: last.at, scope: scope?.name ?? '',
    all: share(levels), high: share(levels.filter(({ level }) => HIGH.has(level))), records: sum(levels, 'records'),
    levels: LEVELS.flatMap((level) => levels.filter((one) => one.level === level).map((one) => ({ level, ...share([one]) }))),
    unresolved: reasons, systems, branches, trend, worth: parameters, information: information(levels, parameters),
  }
}

function share(levels: readonly Counted[]): { customers: number; resolved: number } {
  return { customers: sum(levels, 'customers'), resolved: sum(levels, 'customers') - sum(levels, 'doubtful') }
}

const sum = (levels: readonly Counted[], key: Exclude<keyof Counted, 'level'>): number => levels.reduce((all, level) => all + level[key], 0)

/** Every customer as one, and every record as if it were a customer of its own. */
function information(levels: readonly Counted[], { k, uses, gain, cost }: Coverage['worth']): Coverage['information'] {
  const [items, crossed] = [sum(levels, 'items'), sum(levels, 'crossed')]
  const value = (used: number) => (k * used * uses * gain - items * cost).toFixed(2)
  return { now: value(crossed), apart: value(items), items, collected: items }
}

function trendOf(tx: Tx): Promise<Coverage['trend']> {
  return tx<Coverage['trend']>`
    select day as on, sum(customers)::int as customers, sum(records)::int as records, (sum(records) - sum(customers))::int as merged,
      coalesce(sum(customers) filter (where level in ('platinum', 'diamond', 'private')), 0)::int as high,
      coalesce(sum(customers - doubtful) filter (where level in ('platinum', 'diamond', 'private')), 0)::int as "highResolved", sum(doubtful)::int as open
    from identity.coverage where day > current_date - ${DAYS}::int
    group by day order by day`
}

type Merge = { event: number; at: string; survivor: string; retired: string; items: number; records: number; other_items: number; other_records: number }

/** The latest merges of customers in sight, with the items and records of both sides. */
export async function gains(tx: Tx, { after, limit = 20 }: InputOf<typeof listGains>): Promise<ReplyOf<typeof listGains>> {
  if (after !== undefined && !/^\d{1,18}$/.test(after)) throw new Refused('invalid', { field: 'after' })
  const [rows, worth] = await Promise.all([
    tx<Merge[]>`
      with merge as materialized (select seq, at from identity.identity_event where kind = 'merge' and seq < ${after ?? '9223372036854775807'}::bigint order by seq desc limit ${LATEST}),
      moved as (
        select e.seq, e.at, m.customer_no as survivor, w.customer_no as retired, count(*) as records, sum(${ITEMS}) as items
        from merge e
        join identity.membership m on m.from_event = e.seq
        join identity.membership w on w.key = m.key and w.source = m.source and w.to_event = e.seq
        join identity.source_record s on s.key = m.key and s.source = m.source and s.valid_to is null
        group by e.seq, e.at, m.customer_no, w.customer_no
        order by e.seq desc limit ${limit})
      select v.seq as event, v.at, v.survivor, v.retired, v.items::int, v.records::int, coalesce(r.items, 0)::int as other_items, coalesce(r.records, 0)::int as other_records
      from moved v
      left join lateral (
        select count(*) as records, sum(${ITEMS}) as items
        from identity.membership m
        join identity.source_record s on s.key = m.key and s.source = m.source and s.valid_to is null
        where m.customer_no = v.survivor and m.from_event < v.seq and (m.to_event is null or m.to_event > v.seq)) r on true
      order by v.seq desc`,
    worthOf(tx),
  ])
  const shown = rows.map(({ event, at, survivor, retired, items, records, other_items, other_records }) => {
    const parts = [{ items, records }, { items: other_items, records: other_records }]
    const before = parts.reduce((all, part) => all + worth.of(part), 0)
    const gain = worth.gained(parts)
    return { event, at, survivor, retired, before: before.toFixed(2), after: (before + Number(gain)).toFixed(2), gain }
  })
  return { rows: shown, next: shown.length === limit ? String(shown.at(-1)?.event) : null }
}
