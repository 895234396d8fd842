/** "A 与 B 有何关系": two walks that meet in the middle, so that six steps cost two times three. Each customer is entered once. */
import type { InputOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import type { Tx } from '#kernel/tx'
import type { CustomerPath, getPath, MapFlow, MapTie } from './map.api.ts'
import { neighbours, outward, seen } from './map.ts'

const STEPS = 6
/** A walk that has met so many on one side has come to people who know everybody: it says nothing any more. */
const BREADTH = 1500

type Way = { from: string; to: string }
type Side = { start: string; /** By whom each was reached. */ cameFrom: Map<string, string | null>; frontier: string[] }
type Known = { ties: MapTie[]; flows: MapFlow[] }

export async function path(tx: Tx, { customerNo, other }: InputOf<typeof getPath>): Promise<CustomerPath> {
  const ends = await seen(tx, [customerNo, other], 0)
  if (!ends.some((end) => end.customerNo === customerNo) || !ends.some((end) => end.customerNo === other)) throw new Refused('not-found')
  const known: Known = { ties: [], flows: [] }
  const way = customerNo === other ? null : await walk(tx, side(customerNo), side(other), known)
  if (!way) return { customerNo, nodes: [], ties: [], flows: [] }
  const nodes = await seen(tx, way, 0)
  const steps = new Set(way.slice(1).map((no, n) => pairOf({ from: way[n] as string, to: no }))) // the loop's own bound
  const isStep = (each: Way) => steps.has(pairOf(each))
  const once = <T extends Way & object>(of: T[]) => [...new Map(of.filter(isStep).map((each) => [JSON.stringify(each), each])).values()]
  const onWay = way.flatMap((no, ring) => nodes.filter((node) => node.customerNo === no).map((node) => ({ ...node, ring })))
  return { customerNo, nodes: onWay, ties: outward(once(known.ties), onWay), flows: once(known.flows) }
}

const side = (start: string): Side => ({ start, cameFrom: new Map([[start, null]]), frontier: [start] })
const pairOf = ({ from, to }: Way): string => (from < to ? `${from} ${to}` : `${to} ${from}`)

/** The smaller side goes on, one ring at a time, until the two have met somebody in common. */
async function walk(tx: Tx, a: Side, b: Side, known: Known): Promise<string[] | null> {
  for (let step = 0; step < STEPS; step++) {
    const [goes, waits] = a.frontier.length <= b.frontier.length ? [a, b] : [b, a]
    const met = await ringOf(tx, goes, waits, known)
    if (met !== null) return [...back(a, met).toReversed(), ...back(b, met).slice(1)]
    if (goes.frontier.length === 0 || goes.cameFrom.size > BREADTH) return null
  }
  return null
}

async function ringOf(tx: Tx, goes: Side, waits: Side, known: Known): Promise<string | null> {
  const [ties, flows] = await neighbours(tx, goes.frontier)
  known.ties.push(...ties)
  known.flows.push(...flows)
  const reached = new Set(goes.frontier)
  const fresh = new Map<string, string>()
  // What holds goes before what has ended, and a relation before a payment.
  for (const { from, to } of [...ties.toSorted((x, y) => Number(x.until !== null) - Number(y.until !== null)), ...flows]) {
    for (const [here, there] of [[from, to], [to, from]] as const) if (reached.has(here) && !goes.cameFrom.has(there) && !fresh.has(there)) fresh.set(there, here)
  }
  const inSight = await seen(tx, [...fresh.keys()], 0)
  goes.frontier = inSight.map((node) => node.customerNo)
  for (const no of goes.frontier) goes.cameFrom.set(no, fresh.get(no) ?? null)
  return goes.frontier.find((no) => waits.cameFrom.has(no)) ?? null
}

/** From `met` to where this side began. */
function back({ cameFrom }: Side, met: string): string[] {
  const way = [met]
  for (let at = cameFrom.get(met); at !== null && at !== undefined; at = cameFrom.get(at)) way.push(at)
  return way
}
