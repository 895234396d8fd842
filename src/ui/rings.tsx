/** Rings around the one in the middle: nobody moves when a filter or a day changes, and five hundred are laid out in a moment. */
export type Spot = { x: number; y: number }
type Placed = { id: string }
type Pair = { from: string; to: string }

/** Wider than high, as screens are; in the hand it is the other way. */
export const WIDE = 2.2
export const TALL = 0.9

/** Where each node stands: one ring for each step from the centre, every node in the sector of the one through whom it is reached. */
export function rings(nodes: readonly Placed[], links: readonly Pair[], centre: string, wide = WIDE): Map<string, Spot> {
  const children = tree(nodes, links, centre)
  const spots = new Map<string, Spot>([[centre, { x: 0, y: 0 }]])
  const leaves = new Map<string, number>()
  count(centre, children, leaves)
  lay(centre, 0, 2 * Math.PI, 1, { children, leaves, spots, wide })
  const lost = nodes.filter((node) => !spots.has(node.id))
  lost.forEach((node, n) => spots.set(node.id, at((2 * Math.PI * n) / lost.length, 3, wide)))
  return spots
}

/** Breadth first: each below the first who leads to it. */
function tree(nodes: readonly Placed[], links: readonly Pair[], centre: string): Map<string, string[]> {
  const near = new Map<string, string[]>(nodes.map((node) => [node.id, []]))
  for (const { from, to } of links) {
    near.get(from)?.push(to)
    near.get(to)?.push(from)
  }
  const children = new Map<string, string[]>()
  const reached = new Set([centre])
  for (const id of reached) {
    const fresh = [...new Set(near.get(id))].filter((other) => near.has(other) && !reached.has(other))
    for (const other of fresh) reached.add(other)
    children.set(id, fresh)
  }
  return children
}

function count(id: string, children: Map<string, string[]>, leaves: Map<string, number>): number {
  const own = children.get(id) ?? []
  const many = own.length === 0 ? 1 : own.reduce((sum, child) => sum + count(child, children, leaves), 0)
  leaves.set(id, many)
  return many
}

type Laying = { children: Map<string, string[]>; leaves: Map<string, number>; spots: Map<string, Spot>; wide: number }

function lay(id: string, from: number, to: number, ring: number, laying: Laying): void {
  const own = laying.children.get(id) ?? []
  const all = own.reduce((sum, child) => sum + (laying.leaves.get(child) ?? 1), 0)
  let angle = from
  for (const child of own) {
    const share = ((to - from) * (laying.leaves.get(child) ?? 1)) / all
    laying.spots.set(child, at(angle + share / 2, ring, laying.wide))
    lay(child, angle, angle + share, ring + 1, laying)
    angle += share
  }
}

// A little off the vertical, so that two names of a small circle do not stand one above the other.
const at = (angle: number, ring: number, wide: number): Spot => ({ x: Math.cos(angle - 0.4) * ring * wide * 100, y: Math.sin(angle - 0.4) * ring * 100 })
