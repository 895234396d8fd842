/** Which pairs of a corpus are compared. DuckDB joins the keys: it sees 64-bit hashes and record numbers, nothing personal, whatever it spills to disk. */
import { DuckDBDataChunk, DuckDBInstance, BIGINT, INTEGER, UTINYINT, type DuckDBConnection } from '@duckdb/node-api'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NONE, type Corpus } from './corpus.ts'
import { addPart, hashKey, hashPart, PARTS, usable } from './keys.ts'
import type { Key } from './model.ts'

export type Pairs = { readonly a: Int32Array; readonly b: Int32Array }
export type Candidates = Pairs & { readonly dropped: readonly { key: string; blocks: number }[] }
export type Scope = {
  /** Only pairs of two systems. */
  readonly across?: boolean
  /** Only pairs with one of these records. */
  readonly among?: Int32Array
  readonly memory?: string
  /** As many as there are processors, unless said; the pairs are the same. */
  readonly threads?: number
}

/** A key that more records share says too little. */
const FATTEST = 100
/** Broad keys join while the pairs stay below this many, or a few a record. */
const FEW_PAIRS = 3_000_000
const PAIRS_A_RECORD = 3
const CHUNK = 2048

/** The pairs that share a key, each once, in order. The same records give the same pairs, however many threads join. */
export async function findPairs(corpus: Corpus, keys: readonly Key[], scope: Scope = {}): Promise<Candidates> {
  return withDuck(scope.memory ?? '1GB', async (duck) => {
    if (scope.threads !== undefined) await duck.run(`set threads = ${scope.threads}`)
    const chosen = usable(keys, new Set(corpus.fields))
    await duck.run('create table key (rule utinyint, hash bigint, rec int)')
    for (const [rule, key] of chosen.entries()) await appendKeys(duck, corpus, key, rule)
    if (scope.across || scope.among) await describe(duck, corpus, scope)
    await duck.run(`create table block as select rule, hash, count(*) as members from key group by rule, hash having count(*) > 1`)
    const rules = await affordable(duck, chosen, corpus.count)
    await duck.run(`create table pair as
      select distinct x.rec as a, y.rec as b
      from block join key x on x.rule = block.rule and x.hash = block.hash join key y on y.rule = block.rule and y.hash = block.hash and x.rec < y.rec
      ${scope.across ? 'join system sx on sx.rec = x.rec join system sy on sy.rec = y.rec and sx.system <> sy.system' : ''}
      where members <= ${FATTEST} and block.rule in (${rules.join(', ')})
      ${scope.among ? 'and (x.rec in (select rec from mine) or y.rec in (select rec from mine))' : ''}`)
    const fat = await duck.runAndReadAll(`select rule, count(*)::int from block where members > ${FATTEST} group by rule order by rule`)
    return { ...(await readPairs(duck)), dropped: fat.getRows().map(([rule, blocks]) => ({ key: chosen[Number(rule)]?.id ?? '', blocks: Number(blocks) })) }
  })
}

/** Runs work on a DuckDB of its own, in memory, with a spill that goes with it. */
export async function withDuck<T>(memory: string, work: (duck: DuckDBConnection) => Promise<T>): Promise<T> {
  const spill = mkdtempSync(join(tmpdir(), 'yilan-duck-'))
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: memory, temp_directory: spill, preserve_insertion_order: 'false' })
  const duck = await instance.connect()
  try {
    return await work(duck)
  } finally {
    duck.closeSync()
    instance.closeSync()
    rmSync(spill, { recursive: true, force: true })
  }
}

/** Rules that may join: all that are not broad, then the broad ones from the most selective on while the pairs stay few. */
async function affordable(duck: DuckDBConnection, keys: readonly Key[], records: number): Promise<number[]> {
  const costs = await duck.runAndReadAll(`select rule, sum(members * (members - 1) / 2)::double from block where members <= ${FATTEST} group by rule order by 2, 1`)
  const chosen: number[] = [NO_RULE]
  let pairs = 0
  for (const isBroad of [false, true]) {
    for (const [rule, cost] of costs.getRows().map(([a, b]) => [Number(a), Number(b)] as const)) {
      if (Boolean(keys[rule]?.broad) !== isBroad || (isBroad && pairs + cost > Math.max(FEW_PAIRS, PAIRS_A_RECORD * records))) continue
      pairs += cost
      chosen.push(rule)
    }
  }
  return chosen
}
const NO_RULE = 255

async function appendKeys(duck: DuckDBConnection, corpus: Corpus, key: Key, rule: number): Promise<void> {
  const out = new KeyAppender(await duck.createAppender('key'), rule)
  const columns = key.parts.map((part) => corpus.columns[corpus.fields.indexOf(PARTS[part]?.field ?? '')])
  const [first, second, third] = key.parts.map((part, at) => hashValues(part, columns[at]?.values ?? []))
  const [high, low] = hashKey(key.id)
  if (first) {
    for (let rec = 0; rec < corpus.count; rec++) {
      const values = columns.map((column) => column?.of[rec] ?? NONE)
      if (!values.includes(NONE)) emit(out, rec, high, low, values, first, second, third)
    }
  }
  out.close()
}

/** A record has one key for each choice of its parts' values: of two phones, two. */
function emit(out: KeyAppender, rec: number, high: number, low: number, values: readonly number[], part: Hashed, ...rest: (Hashed | undefined)[]): void {
  const [value = 0, ...others] = values
  const [next, ...after] = rest
  for (let at = part.from[value] as number; at < (part.from[value + 1] as number); at++) { // one range a value
    const [joinedHigh, joinedLow] = addPart(high, low, part.high[at] as number, part.low[at] as number) // within the range
    if (next) emit(out, rec, joinedHigh, joinedLow, others, next, ...after)
    else out.add(joinedHigh, joinedLow, rec)
  }
}

/** The hashes that each value gives to a part: `from[value]` to `from[value + 1]`. */
type Hashed = { readonly from: Int32Array; readonly high: Int32Array; readonly low: Int32Array }

function hashValues(part: string, values: readonly string[]): Hashed {
  const from = new Int32Array(values.length + 1)
  let high: Int32Array = new Int32Array(values.length)
  let low: Int32Array = new Int32Array(values.length)
  let filled = 0
  for (const [value, text] of values.entries()) {
    from[value] = filled
    for (const [one, other] of hashPart(part, text)) {
      if (filled === high.length) [high, low] = [longer(high), longer(low)]
      high[filled] = one
      low[filled++] = other
    }
  }
  from[values.length] = filled
  return { from, high, low }
}

function longer(array: Int32Array): Int32Array {
  const copy = new Int32Array(array.length * 2 + 16)
  copy.set(array)
  return copy
}

/** Fills DuckDB's columns in place; the two halves of a hash lie in memory as it wants its 64 bits. */
class KeyAppender {
  readonly #appender: Awaited<ReturnType<DuckDBConnection['createAppender']>>
  readonly #rule: number
  readonly #halves = new Int32Array(CHUNK * 2)
  readonly #records = new Int32Array(CHUNK)
  #filled = 0

  constructor(appender: Awaited<ReturnType<DuckDBConnection['createAppender']>>, rule: number) {
    this.#appender = appender
    this.#rule = rule
  }

  add(high: number, low: number, rec: number): void {
    this.#halves[this.#filled * 2] = low
    this.#halves[this.#filled * 2 + 1] = high
    this.#records[this.#filled++] = rec
    if (this.#filled === CHUNK) this.#flush()
  }

  close(): void {
    if (this.#filled > 0) this.#flush()
    this.#appender.closeSync()
  }

  #flush(): void {
    const chunk = DuckDBDataChunk.create([UTINYINT, BIGINT, INTEGER], this.#filled)
    fill(chunk, 0, new Uint8Array(this.#filled).fill(this.#rule))
    fill(chunk, 1, new BigInt64Array(this.#halves.buffer, 0, this.#filled))
    fill(chunk, 2, this.#records.subarray(0, this.#filled))
    this.#appender.appendDataChunk(chunk)
    this.#filled = 0
  }
}

/** Plain columns lie in one typed array, which the types of the driver do not say. */
function fill(chunk: DuckDBDataChunk, at: number, values: ArrayLike<number> | ArrayLike<bigint>): void {
  const vector = chunk.getColumnVector(at) as unknown as { items: { set(values: ArrayLike<number> | ArrayLike<bigint>): void }; flush(): void }
  vector.items.set(values)
  vector.flush()
}

async function describe(duck: DuckDBConnection, corpus: Corpus, { across, among }: Scope): Promise<void> {
  if (across) await appendIntegers(duck, 'create table system (rec int, system int)', 'system', Int32Array.from({ length: corpus.count }, (_, rec) => rec), corpus.system)
  if (among) await appendIntegers(duck, 'create table mine (rec int)', 'mine', among)
}

async function appendIntegers(duck: DuckDBConnection, create: string, table: string, ...columns: Int32Array[]): Promise<void> {
  await duck.run(create)
  const appender = await duck.createAppender(table)
  for (let from = 0; from < (columns[0]?.length ?? 0); from += CHUNK) {
    const parts = columns.map((column) => column.subarray(from, from + CHUNK))
    const chunk = DuckDBDataChunk.create(parts.map(() => INTEGER), parts[0]?.length ?? 0)
    parts.forEach((part, at) => fill(chunk, at, part))
    appender.appendDataChunk(chunk)
  }
  appender.closeSync()
}

async function readPairs(duck: DuckDBConnection): Promise<Pairs> {
  const [[count] = [0]] = (await duck.runAndReadAll('select count(*)::int from pair')).getRows()
  const [a, b] = [new Int32Array(Number(count)), new Int32Array(Number(count))]
  const result = await duck.stream('select a, b from pair order by a, b')
  for (let at = 0; ;) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0) return { a, b }
    for (const [column, into] of [[0, a], [1, b]] as const) into.set((chunk.getColumnVector(column) as unknown as { items: Int32Array }).items.subarray(0, chunk.rowCount), at) // as in fill()
    at += chunk.rowCount
  }
}
