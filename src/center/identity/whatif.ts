/** 试算: what a changed model makes of all pairs of the last batch, before anybody publishes it. */
import type { Tx } from '#kernel/tx'
import { unpackEvidence, type Packed } from './blocks.ts'
import { weighAll, ZONES } from './evidence.ts'
import { FIELDS } from './prints.ts'
import { narrow, type Model } from './model.ts'
import type { Zone } from './score.ts'

export type Recount = {
  run: number
  records: number
  pairs: number
  zones: Readonly<Record<Zone, number>>
  /** Customers there would be. */
  clusters: number
  /** Strong pairs that a constraint keeps apart. */
  refused: number
  /** Pairs by their bits, in steps of one: from `from` on. */
  histogram: { from: number; counts: Readonly<Record<Zone, number>> }[]
  ms: number
}
export type ExamplePair = { a: number; b: number; bits: number; code: number; zone: Zone }

/** Undefined before the first batch. */
export async function recount(tx: Tx, model: Model): Promise<Recount | undefined> {
  const since = performance.now()
  const packed = await evidenceOf(tx, model.kind)
  if (!packed) return undefined
  const { edges, zones, clusters } = weighAll(packed.evidence, fitted(model))
  const counts = { auto: 0, review: 0, reject: 0 }
  const bins = new Map<number, { auto: number; review: number; reject: number }>()
  for (let pair = 0; pair < zones.length; pair++) {
    const zone = ZONES[zones[pair] as number] as Zone // one a pair
    const from = Math.max(LEAST, Math.min(MOST, Math.floor(edges.bits[pair] as number))) // as above
    const bin = bins.get(from) ?? { auto: 0, review: 0, reject: 0 }
    bin[zone]++
    counts[zone]++
    bins.set(from, bin)
  }
  const histogram = [...bins].toSorted(([a], [b]) => a - b).map(([from, mine]) => ({ from, counts: mine }))
  return { run: packed.run, records: packed.recs.length, pairs: zones.length, zones: counts, clusters: new Set(clusters.of).size, refused: clusters.refused.length, histogram, ms: Math.round(performance.now() - since) }
}

/** The pairs nearest to `bits`, those that a change of the threshold would move first. */
export async function examplesNear(tx: Tx, model: Model, bits: number, most: number): Promise<ExamplePair[]> {
  const packed = await evidenceOf(tx, model.kind)
  if (!packed) return []
  const { edges, zones } = weighAll(packed.evidence, fitted(model))
  const near: number[] = []
  for (let pair = 0; pair < zones.length; pair++) if (Math.abs((edges.bits[pair] as number) - bits) < 3) near.push(pair) // one a pair
  const distance = (pair: number) => Math.abs((edges.bits[pair] ?? 0) - bits)
  return near.toSorted((x, y) => distance(x) - distance(y) || x - y).slice(0, most).map((pair) => ({
    a: packed.recs[packed.evidence.a[pair] ?? 0] ?? 0, b: packed.recs[packed.evidence.b[pair] ?? 0] ?? 0, bits: edges.bits[pair] ?? 0, code: packed.evidence.codes[pair] ?? 0, zone: ZONES[zones[pair] ?? 0] ?? 'reject',
  }))
}

// Beyond, a bar says no more than the last one.
const LEAST = -40
const MOST = 60
export const fitted = (model: Model): Model => narrow(model, new Set(FIELDS[model.kind]))

/** Unpacked once a run: another process unpacks for itself. */
const unpacked = new Map<string, Packed>()

export async function evidenceOf(tx: Tx, kind: Model['kind']): Promise<Packed | undefined> {
  const last = await tx.one<{ run: number }>`select run from identity.er_block where name = ${`${kind} recs`} limit 1`
  if (!last) return undefined
  const known = unpacked.get(kind)
  if (known?.run === last.run) return known
  const packed = await unpackEvidence(tx, kind)
  if (packed) unpacked.set(kind, packed)
  return packed
}
