/**
 * From scored pairs to clusters, the strongest pair first 最优先聚类. A union is refused where it would put two valid documents of one type,
 * or two records a person has kept apart, into one cluster; pairs that are weak together are not chained by one strong bridge.
 */

export type Edges = { readonly a: Int32Array; readonly b: Int32Array; readonly bits: Float64Array }
export type Constraints = {
  /** Of each record a number for its valid document, or -1; `documentType` by document. */
  readonly document?: Int32Array
  readonly documentType?: Int32Array
  /** Pairs a person has joined, and pairs a person has kept apart. */
  readonly must?: readonly (readonly [number, number])[]
  readonly cannot?: readonly (readonly [number, number])[]
  /** At most one record of each of these groups in a cluster: two lists without duplicates are linked one to one. */
  readonly single?: Int32Array
  /** Bits of any two records: what the members of two clusters say of each other. Without it one strong pair is enough. */
  readonly weigh?: (a: number, b: number) => number
  /** The least average of these bits at which two clusters join. */
  readonly least?: number
}
export type Clusters = {
  /** Of each record the least record of its cluster. */
  readonly of: Int32Array
  /** Edges (by their place) that were strong enough and still not joined: a person looks at them. */
  readonly refused: number[]
}

/** More pairs than this between two clusters are judged by a sample. */
const MOST_CROSSINGS = 36

/** @param order edges to join, by place, strongest first; ties must be in the same order every time */
export function cluster(records: number, { a, b, bits }: Edges, order: ArrayLike<number>, constraints: Constraints = {}): Clusters {
  const groups = new Groups(records, constraints)
  for (const [a, b] of constraints.must ?? []) {
    const [one, other] = [groups.find(a), groups.find(b)]
    // What people keep apart stays apart, though others have joined either to a third.
    if (!groups.keptApart(one, other)) groups.join(one, other)
  }
  const refused: number[] = []
  for (let at = 0; at < order.length; at++) {
    const edge = order[at] as number // within its length
    const [one, other] = [groups.find(a[edge] as number), groups.find(b[edge] as number)] // edges name records
    if (one === other) continue
    if (groups.conflict(one, other) || !groups.agree(one, other, bits[edge] as number)) refused.push(edge) // one figure an edge
    else groups.join(one, other)
  }
  return { of: groups.least(), refused: refused.filter((edge) => groups.find(a[edge] as number) !== groups.find(b[edge] as number)) } // as above
}

/** The places of the edges from `least` bits on, strongest first, then by record. */
export function strongest({ a, b, bits }: Edges, least: number, may: (edge: number) => boolean = () => true): Int32Array {
  const chosen: number[] = []
  for (let edge = 0; edge < bits.length; edge++) if ((bits[edge] as number) >= least && may(edge)) chosen.push(edge) // within its length
  return Int32Array.from(chosen).sort((x, y) => (bits[y] as number) - (bits[x] as number) || (a[x] as number) - (a[y] as number) || (b[x] as number) - (b[y] as number)) // as above
}

class Groups {
  readonly #parent: Int32Array
  readonly #next: Int32Array
  readonly #size: Int32Array
  readonly #constraints: Constraints
  readonly #apart = new Map<number, Set<number>>()

  constructor(records: number, constraints: Constraints) {
    this.#parent = Int32Array.from({ length: records }, (_, at) => at)
    // The members of a group are a ring: two rings are joined by exchanging one link.
    this.#next = Int32Array.from({ length: records }, (_, at) => at)
    this.#size = new Int32Array(records).fill(1)
    this.#constraints = constraints
    for (const [one, other] of constraints.cannot ?? []) {
      this.#keepApart(one, other)
      this.#keepApart(other, one)
    }
  }

  find(record: number): number {
    let root = record
    while (this.#parent[root] !== root) root = this.#parent[root] as number // every record has a parent
    for (let at = record; at !== root;) {
      const above = this.#parent[at] as number // as above
      this.#parent[at] = root
      at = above
    }
    return root
  }

  join(one: number, other: number): void {
    if (one === other) return
    const [into, from] = (this.#size[one] as number) >= (this.#size[other] as number) ? [one, other] : [other, one] // roots have sizes
    this.#parent[from] = into
    this.#size[into] = (this.#size[into] as number) + (this.#size[from] as number)
    const link = this.#next[into] as number // every record has a next
    this.#next[into] = this.#next[from] as number
    this.#next[from] = link
  }

  /** Whether a constraint forbids the two groups to be one. */
  conflict(one: number, other: number): boolean {
    const { document, documentType, single } = this.#constraints
    const [few, many] = (this.#size[one] as number) <= (this.#size[other] as number) ? [one, other] : [other, one] // roots have sizes
    for (const mine of this.members(few)) {
      const [myDocument, myGroup, apart] = [document?.[mine] ?? -1, single?.[mine] ?? -1, this.#apart.get(mine)]
      if (myDocument < 0 && myGroup < 0 && !apart) continue
      for (const theirs of this.members(many)) {
        const theirDocument = document?.[theirs] ?? -1
        if (myDocument >= 0 && theirDocument >= 0 && myDocument !== theirDocument && documentType?.[myDocument] === documentType?.[theirDocument]) return true
        if ((myGroup >= 0 && single?.[theirs] === myGroup) || apart?.has(theirs)) return true
      }
    }
    return false
  }

  /** Whether a person keeps a record of the one apart from a record of the other. */
  keptApart(one: number, other: number): boolean {
    if (this.#apart.size === 0) return false
    for (const mine of this.members(one)) {
      const apart = this.#apart.get(mine)
      if (apart) for (const theirs of this.members(other)) if (apart.has(theirs)) return true
    }
    return false
  }

  /** Whether the two groups as wholes speak for being one. */
  agree(one: number, other: number, bits: number): boolean {
    const { weigh, least = 0 } = this.#constraints
    const crossings = (this.#size[one] as number) * (this.#size[other] as number) // roots have sizes
    if (!weigh || crossings === 1) return true
    const step = Math.max(1, Math.ceil(crossings / MOST_CROSSINGS))
    let [sum, seen, at] = [bits, 1, 0]
    for (const mine of this.members(one)) {
      for (const theirs of this.members(other)) {
        if (at++ % step !== 0) continue
        sum += weigh(Math.min(mine, theirs), Math.max(mine, theirs))
        seen++
      }
    }
    return sum / seen >= least
  }

  *members(root: number): Generator<number> {
    let at = root
    do {
      yield at
      at = this.#next[at] as number // a ring
    } while (at !== root)
  }

  least(): Int32Array {
    const least = new Map<number, number>()
    const of = new Int32Array(this.#parent.length)
    for (let record = 0; record < of.length; record++) {
      const root = this.find(record)
      if (!least.has(root)) least.set(root, record)
      of[record] = least.get(root) as number // set in the line before
    }
    return of
  }

  #keepApart(one: number, other: number): void {
    const known = this.#apart.get(one) ?? new Set()
    this.#apart.set(one, known.add(other))
  }
}
