/** 离散分析法: the order in which the systems are brought together, by rule or by hand, and what each step brought. */
import type { InputOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import type { Tx } from '#kernel/tx'
import type { Plan, savePlan } from './plan.api.ts'

export type System = { source: string; records: number; documents: number; value: string | null }
export type Apart = { a: string; b: string; shared: number; doubts: number }
type Saved = { version: number; rule: 'max' | 'min'; against: 'merged' | 'start'; start: string; sequence: string[]; note: string; byName: string; at: string }
type Mixture = { sources: string[]; customers: number; records: number[] }

export async function planOf(tx: Tx): Promise<Plan> {
  const [systems, apart, mixtures, saved, checked] = await Promise.all([
    tx<(System & { title: { zh: string; en: string }; at: string })[]>`
      select f.source, coalesce(s.title, jsonb_build_object('zh', f.source, 'en', f.source)) as title, f.records, f.documents, f.value::text as value, f.at
      from identity.system_figures f left join feed.source s on s.source = f.source order by f.value desc, f.source`,
    tx<Apart[]>`select a, b, shared, doubts from identity.dispersion order by a, b`,
    tx<Mixture[]>`select sources, customers, records::int[] as records from identity.mixture`,
    savedPlan(tx),
    tx.one<{ check: Plan['check'] }>`
      select case when count(*) > 0 then jsonb_build_object('orders', max((o ->> 'orders')::int), 'same', sum((o ->> 'same')::int), 'differing', sum((o ->> 'differing')::int), 'queued', sum((o ->> 'queued')::int)) end as check
      from (select distinct on (figures ->> 'kind') figures -> 'orders' as o from identity.er_run where kind = 'batch' and figures ? 'orders' order by figures ->> 'kind', run desc) last`,
  ])
  const start = saved?.start ?? systems[0]?.source ?? ''
  const rule = saved?.rule ?? 'max'
  const against = saved?.against ?? 'merged'
  const known = (saved?.sequence ?? []).filter((source) => systems.some((system) => system.source === source))
  const order = known.length > 0 ? [...known, ...systems.map(({ source }) => source).filter((source) => !known.includes(source))] : orderBy(systems, apart, { start, rule, against })
  return {
    version: saved?.version ?? 0, rule, against, start, byHand: known.length > 0,
    systems: systems.map(({ at: _at, ...system }) => system),
    matrix: apart.map(({ a, b, shared }) => ({ a, b, shared, dispersion: dispersion(systems, apart, a, b) })),
    steps: order.map((source, n) => step(source, order.slice(0, n), { systems, apart, mixtures, against })),
    check: checked?.check ?? null,
    savedBy: saved?.byName ?? null, savedAt: saved?.at ?? null, note: saved?.note ?? null, asOf: systems[0]?.at ?? null,
  }
}

/** Each saving is a row of its own: who ordered what, when and why stays on record. */
export async function save(tx: Tx, { version, rule, against, start, order, note }: InputOf<typeof savePlan>): Promise<Plan> {
  const before = await savedPlan(tx)
  const known = await tx<{ source: string }[]>`select source from identity.system_figures`
  const strange = [start, ...order].find((source) => !known.some((each) => each.source === source))
  if (strange !== undefined) throw new Refused('unprocessable', { field: 'order', source: strange })
  const added = await tx.count`
    insert into identity.merge_plan (version, rule, against, start, sequence, note, by)
    select ${version + 1}, ${rule}, ${against}, ${start}, ${order}::text[], ${note}, ${tx.who.staff}
    where ${version}::int = ${before?.version ?? 0}::int
    on conflict do nothing`
  if (added === 0) throw new Refused('stale', { yours: { rule, against, start }, theirs: { rule: before?.rule, against: before?.against, start: before?.start, version: before?.version ?? 0 } })
  Object.assign(tx.facts, { reason: note, before: before && { rule: before.rule, start: before.start, order: before.sequence }, after: { rule, start, order } })
  return planOf(tx)
}

function savedPlan(tx: Tx): Promise<Saved | undefined> {
  return tx.one<Saved>`
    select p.version, p.rule, p.against, p.start, p.sequence, p.note, coalesce(s.name, p.by) as "byName", p.at
    from identity.merge_plan p left join access.staff s on s.staff = p.by
    order by p.version desc limit 1`
}

/** D(A, B) = 1 − documents in both ÷ documents of the smaller: the fewer are customers of both, the larger. */
export function dispersion(systems: readonly System[], apart: readonly Apart[], a: string, b: string): number {
  const shared = apart.find((pair) => (pair.a === a && pair.b === b) || (pair.a === b && pair.b === a))?.shared ?? 0
  const fewest = Math.min(...systems.filter(({ source }) => source === a || source === b).map(({ documents }) => documents))
  return fewest > 0 && Number.isFinite(fewest) ? 1 - shared / fewest : 1
}

/** The start, then always the system that lies farthest from (or nearest to) what is merged already; ties by name. */
export function orderBy(systems: readonly System[], apart: readonly Apart[], { start, rule, against }: Pick<Plan, 'start' | 'rule' | 'against'>): string[] {
  const left = systems.map(({ source }) => source).filter((source) => source !== start).toSorted()
  const order = systems.some(({ source }) => source === start) ? [start] : []
  while (left.length > 0) {
    const distance = (source: string) => toMerged(systems, apart, source, against === 'start' ? order.slice(0, 1) : order)
    const next = left.reduce((best, source) => ((rule === 'max' ? distance(source) > distance(best) : distance(source) < distance(best)) ? source : best))
    order.push(next)
    left.splice(left.indexOf(next), 1)
  }
  return order
}

/** To several systems together: to the nearest of them, since whoever is in one of them is in the merged set. */
function toMerged(systems: readonly System[], apart: readonly Apart[], source: string, merged: readonly string[]): number {
  return merged.length === 0 ? 1 : Math.min(...merged.map((other) => dispersion(systems, apart, source, other)))
}

type Figures = { systems: System[]; apart: Apart[]; mixtures: Mixture[]; against: Plan['against'] }

/** Records of this system whose customer was there already by an earlier one, and those that brought a customer. */
function step(source: string, earlier: readonly string[], { systems, apart, mixtures, against }: Figures): Plan['steps'][number] {
  const mine = mixtures.filter(({ sources }) => sources.includes(source))
  const count = (isJoined: boolean) => mine.filter(({ sources }) => earlier.some((other) => sources.includes(other)) === isJoined).reduce((sum, { sources, records }) => sum + (records[sources.indexOf(source)] ?? 0), 0)
  const review = apart.filter(({ a, b }) => (a === source && earlier.includes(b)) || (b === source && earlier.includes(a))).reduce((sum, { doubts }) => sum + doubts, 0)
  const merged = against === 'start' ? earlier.slice(0, 1) : earlier
  return { source, dispersion: earlier.length === 0 ? null : toMerged(systems, apart, source, merged), joined: count(true), own: count(false), review }
}
