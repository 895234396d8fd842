/** Many records as columns: of each field the distinct values once, and for each record the number of its value. A million records fit into memory. */

export type Column = { readonly values: string[]; readonly of: Int32Array }
export type Corpus = {
  readonly count: number
  readonly fields: readonly string[]
  readonly columns: readonly Column[]
  /** Of each record the system it comes from, by number. */
  readonly system: Int32Array
  readonly systems: readonly string[]
}
export const NONE = -1

type Filling = { values: string[]; known: Map<string, number>; of: Int32Array }

/** Takes records one by one and numbers their values. */
export class CorpusBuilder {
  readonly #fields: readonly string[]
  readonly #columns: Filling[]
  readonly #systems = new Map<string, number>()
  #system: Int32Array
  #count = 0

  constructor(fields: readonly string[], expected = 1024) {
    this.#fields = fields
    this.#columns = fields.map(() => ({ values: [], known: new Map(), of: new Int32Array(expected) }))
    this.#system = new Int32Array(expected)
  }

  add(values: readonly (string | null)[], system: string): void {
    if (this.#count === this.#system.length) this.#grow()
    for (let at = 0; at < this.#columns.length; at++) {
      const column = this.#columns[at] as Filling // the loop's own bound
      column.of[this.#count] = numberOf(column, values[at] ?? null)
    }
    let known = this.#systems.get(system)
    if (known === undefined) this.#systems.set(system, (known = this.#systems.size))
    this.#system[this.#count++] = known
  }

  build(): Corpus {
    const columns = this.#columns.map(({ values, of }) => ({ values, of: of.slice(0, this.#count) }))
    for (const column of this.#columns) column.known.clear()
    return { count: this.#count, fields: this.#fields, columns, system: this.#system.slice(0, this.#count), systems: [...this.#systems.keys()] }
  }

  #grow(): void {
    const longer = (from: Int32Array) => {
      const to = new Int32Array(from.length * 2)
      to.set(from)
      return to
    }
    this.#system = longer(this.#system)
    for (const column of this.#columns) column.of = longer(column.of)
  }
}

function numberOf(column: Filling, value: string | null): number {
  if (value === null) return NONE
  let number = column.known.get(value)
  if (number === undefined) {
    column.known.set(value, (number = column.values.length))
    column.values.push(value)
  }
  return number
}

/** How often each value of a column occurs, and how many records know one. */
export function countValues({ values, of }: Column): { counts: Int32Array; known: number } {
  const counts = new Int32Array(values.length)
  let known = 0
  for (const value of of) {
    if (value === NONE) continue
    counts[value] = (counts[value] as number) + 1 // numbered by the builder
    known++
  }
  return { counts, known }
}

/** Values that too many records share say nothing of any of them: a phone typed to get past a required field. Of several values of one record only that one goes. */
export function dropParts(corpus: Corpus, field: string, most: number): { value: string; times: number }[] {
  const column = corpus.columns[corpus.fields.indexOf(field)]
  if (!column) return []
  const { counts } = countValues(column)
  const times = new Map<string, number>()
  column.values.forEach((value, at) => { for (const part of value.split(' ')) times.set(part, (times.get(part) ?? 0) + (counts[at] as number)) }) // one count a value
  const shared = new Set([...times].filter(([, count]) => count > most).map(([part]) => part))
  if (shared.size === 0) return []
  column.values.forEach((value, at) => { column.values[at] = value.split(' ').filter((part) => !shared.has(part)).join(' ') })
  for (let at = 0; at < column.of.length; at++) if (column.values[column.of[at] ?? NONE] === '') column.of[at] = NONE
  return [...shared].map((value) => ({ value, times: times.get(value) ?? 0 }))
}
