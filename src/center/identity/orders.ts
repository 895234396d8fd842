/**
 * Does the order matter 离散分析法? The systems are brought together in several orders, and what they do not agree on is left apart for a person:
 * the customers that come out are those of every order.
 */
import { cluster, strongest, type Constraints } from './cluster.ts'
import { ZONES, type Evidence, type Weighed } from './evidence.ts'

export type OrderCheck = { orders: number; same: number; differing: number; queued: number }

/** @param orders of systems, by name; the strongest pair first of all systems at once is one more */
export function agreeOn(evidence: Evidence, weighed: Weighed, orders: readonly (readonly string[])[], bounds: Pick<Constraints, 'must' | 'cannot'>): { of: Int32Array; check: OrderCheck } {
  const best = strongest(weighed.edges, -Infinity, (pair) => ZONES[weighed.zones[pair] ?? 0] === 'auto')
  const constraints = { document: evidence.document, documentType: evidence.documentType, ...bounds }
  let agreed = weighed.clusters.of
  for (const order of orders) agreed = meet(agreed, cluster(evidence.records, weighed.edges, inStages(evidence, best, order), constraints).of)
  const apart = new Set<number>()
  agreed.forEach((least, record) => { if (least !== weighed.clusters.of[record]) apart.add(weighed.clusters.of[record] ?? 0) })
  const all = new Set(weighed.clusters.of).size
  return { of: agreed, check: { orders: orders.length + 1, same: all - apart.size, differing: apart.size, queued: apart.size } }
}

/** Pairs of the first two systems, then those of the third with them, and so on; within a stage as they stood. */
function inStages({ a, b, system, systems }: Evidence, pairs: Int32Array, order: readonly string[]): Int32Array {
  const rank = systems.map((name) => (order.includes(name) ? order.indexOf(name) : order.length))
  const stageOf = (pair: number) => Math.max(rank[system[a[pair] ?? 0] ?? 0] ?? 0, rank[system[b[pair] ?? 0] ?? 0] ?? 0)
  const stages = Array.from<number[]>({ length: order.length + 1 })
  for (const pair of pairs) (stages[stageOf(pair)] ??= []).push(pair)
  return Int32Array.from(stages.flatMap((stage) => stage ?? []))
}

/** Together is what both have together. */
function meet(one: Int32Array, other: Int32Array): Int32Array {
  if (one.every((least, record) => least === other[record])) return one
  const least = new Map<number, number>()
  return one.map((mine, record) => {
    const both = mine * one.length + (other[record] ?? 0)
    const known = least.get(both)
    if (known === undefined) least.set(both, record)
    return known ?? record
  })
}
