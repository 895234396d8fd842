/** One chunk of a file on its way into the database: staged, loaded, its raw bytes kept, its refusals noted, all in one transaction. */
import { record } from '#kernel/audit'
import { Refused } from '#kernel/error'
import type { Batch, Loaded, Rejection, Target } from '#kernel/room'
import { sealBlock } from '#kernel/secret'
import { bulk, type BulkTx, type Sql } from '#kernel/tx'
import { show, type Shown } from './personal.ts'

export type Reject = { line: number; column: string; reason: string; value: string | null }
export type Chunk = {
  firstLine: number
  nextLine: number
  bytesDone: number
  packedDone: number
  raw: Buffer[]
  lines: number
  skipped: number
  /** Rows in COPY's text form, in portions and a tail that is to be one; and the line each row came from. */
  portions: Buffer[]
  tail: string
  stagedLines: number[]
  keys: Set<string>
  rejects: Reject[]
}
export type Landing = {
  target: Target
  batch: Omit<Batch, 'firstLine'>
  shown: Map<string, Shown>
  columnOf: Map<string, string>
  /** The code set of a column, where it has one. */
  setOf?: Map<string, string>
  /** Lines that were kept when they were received (a stream): what goes into the commit with them instead of their bytes. */
  received?: (tx: BulkTx, counts: Counts) => Promise<void>
  /** Old lines that are brought again: takes out of pg_temp.batch what something newer stands for, and tells the lines. */
  setAside?: (tx: BulkTx) => Promise<number[]>
}
export type Counts = { lines: number; added: number; changed: number; same: number; skipped: number; rejected: number }

const NOTHING = Buffer.alloc(0)
/** A stream does not wait for a target that hangs. */
const SLOWEST = '20s'

/** More bad values than this, each found by the database itself, are no bad rows but a wrong interface. */
const MAX_FAULTS = 100
/** So often another transaction may be in the way of a chunk before whoever asked for it hears of it. */
export const MAX_CLASHES = 5

/** Loads a chunk whole or not at all. Rows that the database itself cannot take are found, refused, and the others go in. */
export async function land(chunk: Chunk, landing: Landing, busyMs: () => number): Promise<Counts> {
  const sealed = landing.received ? NOTHING : sealBlock(Buffer.concat(chunk.raw))
  return withoutFaults(chunk, landing, (tx) => landIn(tx, chunk, landing, sealed, busyMs()))
}

/** Does the work in one transaction; whenever the database refuses a row of the chunk, that row becomes a refusal and the work is done again. */
export async function withoutFaults<T>(chunk: Chunk, landing: Landing, work: (tx: BulkTx) => Promise<T>): Promise<T> {
  flush(chunk)
  for (let faults = 0, clashes = 0; ; ) {
    try {
      return await bulk('feed', work)
    } catch (error) {
      if (!isDataFault(error)) throw error
      // The database's own words are not passed on: they hold the value.
      if (faults >= MAX_FAULTS) throw new Refused('unprocessable', { code: 'too-many-faults', reason: reasonOf(error) })
      const found = copyFault(error) ?? (await findFault(chunk, landing))
      // Two transactions that write the same summary at once: no row is to blame, and it is done again.
      if (!found && ++clashes > MAX_CLASHES) throw error
      if (!found) continue
      faults++
      refuseStaged(chunk, found.index, { line: 0, column: landing.columnOf.get(found.column) ?? found.column, reason: reasonOf(found.fault), value: null })
    }
  }
}

export function rejectOf(line: number, { field, reason, value }: Rejection, { shown, columnOf }: Pick<Landing, 'shown' | 'columnOf'>): Reject {
  const isOurs = reason === 'wrong-fields' || reason === 'unread' // 7/12: how many fields there were; mapping.ts:60: where we failed
  return { line, column: columnOf.get(field) ?? field, reason, value: value === undefined || value === '' ? null : isOurs ? value : show(shown.get(field), value).slice(0, 200) }
}

/** Adds one row. Portions leave the heap of JavaScript at once, which has enough to clear away. */
export function stageRow(chunk: Chunk, line: number, values: Prepared): void {
  chunk.tail += copyLine(line, values)
  chunk.stagedLines.push(line)
  if (chunk.tail.length > PORTION_LENGTH) flush(chunk)
}

const PORTION_LENGTH = 1 << 16

function flush(chunk: Chunk): void {
  if (chunk.tail !== '') chunk.portions.push(Buffer.from(chunk.tail, 'utf8'))
  chunk.tail = ''
}

type Prepared = readonly (string | number | bigint | boolean | null)[]

/** COPY's text form of one row. */
function copyLine(line: number, values: Prepared): string {
  let text = String(line)
  for (const value of values) {
    if (value === null || value === undefined) text += '\t\\N'
    else if (typeof value === 'string') text += SPECIAL.test(value) ? `\t${value.replace(SPECIALS, escaped)}` : `\t${value}`
    else text += `\t${value}`
  }
  return `${text}\n`
}

// eslint-disable-next-line no-control-regex -- PostgreSQL's text has no NUL
const SPECIAL = /[\\\t\n\r\0]/
// eslint-disable-next-line no-control-regex
const SPECIALS = /[\\\t\n\r\0]/g
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '' }
const escaped = (sign: string) => ESCAPES[sign] as string // SPECIALS matches exactly these

async function landIn(tx: BulkTx, chunk: Chunk, landing: Landing, sealed: Buffer, busyMs: number): Promise<Counts> {
  const { batch } = landing
  if (landing.received) await tx`select set_config('statement_timeout', ${SLOWEST}, true)`
  const at = await tx.one<{ next_line: number; state: string }>`select next_line, state from feed.run where run = ${batch.run} for no key update`
  if (at?.next_line !== chunk.firstLine || at.state !== 'running') throw new Refused('in-progress', { run: batch.run, line: at?.next_line, state: at?.state })
  const loaded = await loadStaged(tx, chunk.portions, chunk, landing)
  const rejects = [...chunk.rejects, ...loaded.rejected.map(({ line, ...rejection }) => rejectOf(line, rejection, landing))]
  const counts: Counts = {
    lines: chunk.lines, added: loaded.added, changed: loaded.changed, same: loaded.same, skipped: chunk.skipped,
    rejected: new Set(rejects.map(({ line }) => line)).size,
  }
  if (!landing.received) await tx`insert into feed.block (run, first_line, last_line, sealed) values (${batch.run}, ${chunk.firstLine}, ${chunk.nextLine - 1}, ${sealed})`
  await noteRejects(tx, batch.run, rejects)
  await queueCodes(tx, landing, rejects)
  await advance(tx, batch.run, chunk, counts, busyMs)
  // A stream is many portions: its run is recorded once, when it ends.
  if (landing.received) return landing.received(tx, counts).then(() => counts)
  await record(tx, { action: 'feed.load', kind: 'batch', detail: { run: batch.run, interface: batch.interface, firstLine: chunk.firstLine, lastLine: chunk.nextLine - 1, ...counts } })
  return counts
}

/** What would become of a chunk: loaded, told, and rolled back. */
export async function rehearse(chunk: Chunk, landing: Landing): Promise<{ rejects: Reject[]; outdated: number[] }> {
  let told: { rejects: Reject[]; outdated: number[] } = { rejects: [], outdated: [] }
  const done = withoutFaults(chunk, landing, async (tx) => {
    const loaded = await loadStaged(tx, chunk.portions, chunk, landing)
    told = { rejects: [...chunk.rejects, ...loaded.rejected.map(({ line, ...rejection }) => rejectOf(line, rejection, landing))], outdated: loaded.outdated }
    throw ONLY_TRIED
  })
  await done.catch((error: unknown) => {
    if (error !== ONLY_TRIED) throw error
  })
  return told
}

/**
 * A target looks up each line by key. Of a table that was empty a moment ago the planner thinks that reading it whole is as good, and an insert that
 * reads its own table whole for each line takes minutes: such plans are left aside for the while.
 */
export async function loadStaged(tx: BulkTx, portions: Buffer[], { firstLine }: Chunk, { target, batch, setAside }: Landing): Promise<Loaded & { outdated: number[] }> {
  if (portions.length === 0) return { added: 0, changed: 0, same: 0, rejected: [], outdated: [] }
  const { create, copy } = stagingOf(target)
  await tx`${create}`
  await tx.copy(copy, portions)
  const load = batch.stream && target.loadAtOnce ? target.loadAtOnce : target.load
  await tx`select set_config('enable_seqscan', 'off', true)`
  const outdated = (await setAside?.(tx)) ?? []
  const loaded = await load(tx, { ...batch, firstLine })
  await tx`select set_config('enable_seqscan', 'on', true)`
  return { ...loaded, outdated }
}

const stagings = new WeakMap<Target, { create: Sql; copy: string }>()

function stagingOf(target: Target): { create: Sql; copy: string } {
  let staging = stagings.get(target)
  if (!staging) {
    const columns = Object.entries(target.columns)
    const create = `create temporary table batch (line int not null, ${columns.map(([name, type]) => `"${name}" ${type}`).join(', ')}) on commit drop`
    const copy = `copy pg_temp.batch (line, ${columns.map(([name]) => `"${name}"`).join(', ')}) from stdin`
    // The words are the target's own plan, part of this program: no value of a file is ever among them.
    staging = { create: { sql: true, strings: [create], values: [] }, copy }
    stagings.set(target, staging)
  }
  return staging
}

/** Codes that no set of the interface knew wait for someone to say what they mean. */
async function queueCodes(tx: BulkTx, { batch, setOf }: Landing, rejects: Reject[]): Promise<void> {
  const found = rejects.flatMap(({ line, column, reason, value }) => {
    const set = reason === 'unknown-code' && value !== null ? setOf?.get(column) : undefined
    return set === undefined ? [] : [{ line, set, code: value as string }] // asked one line above
  })
  if (found.length === 0) return
  await tx`
    insert into feed.unmapped as u (name, code_set, code, lines, first_run, first_line)
    select ${batch.interface}, s.code_set, s.code, count(*), ${batch.run}, min(s.line)
    from unnest(${found.map(({ set }) => set)}::text[], ${found.map(({ code }) => code)}::text[], ${found.map(({ line }) => line)}::int[]) as s (code_set, code, line)
    group by s.code_set, s.code
    on conflict (name, code_set, code) do update set lines = u.lines + excluded.lines, last_at = now()`
}

async function noteRejects(tx: BulkTx, run: number, rejects: Reject[]): Promise<void> {
  if (rejects.length === 0) return
  await tx`
    insert into feed.reject (run, line, seq, column_name, reason, value)
    select ${run}, line, row_number() over (partition by line order by n), column_name, reason, value
    from unnest(${rejects.map((each) => each.line)}::int[], ${rejects.map((each) => each.column)}::text[],
      ${rejects.map((each) => each.reason)}::text[], ${rejects.map((each) => each.value)}::text[]) with ordinality as r (line, column_name, reason, value, n)`
}

async function advance(tx: BulkTx, run: number, chunk: Chunk, counts: Counts, busyMs: number): Promise<void> {
  await tx`
    update feed.run set
      bytes_done = ${chunk.bytesDone}, next_line = ${chunk.nextLine}, lines = lines + ${counts.lines},
      added = added + ${counts.added}, changed = changed + ${counts.changed}, same = same + ${counts.same},
      skipped = skipped + ${counts.skipped}, rejected = rejected + ${counts.rejected}, busy_ms = busy_ms + ${Math.round(busyMs)}
    where run = ${run}`
}

/** Two transactions wanted the same row, or each other's: whichever came second may do its work again. */
export function isClash(error: unknown): boolean {
  return ['23505', '40001', '40P01'].includes(String((error as { code?: unknown } | null)?.code))
}

type DataFault = { code: string; where?: string }
type Found = { index: number; column: string; fault: DataFault }

/** Classes 22 and 23 of SQLSTATE: values that a type or a constraint refuses. */
function isDataFault(error: unknown): error is DataFault {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && /^2[23]\w{3}$/.test(code)
}

function copyFault(fault: DataFault): Found | null {
  const found = /^COPY batch, line (\d+)(?:, column (\w+))?/.exec(fault.where ?? '')
  return found ? { index: Number(found[1]) - 1, column: found[2] ?? '', fault } : null
}

/** The first row with which loading begins to fail, and fails again; null when all of them can be loaded by now. */
async function findFault(chunk: Chunk, landing: Landing): Promise<Found | null> {
  const rows = rowsOf(chunk)
  let [fits, fails] = [0, rows.length]
  while (fails - fits > 1) {
    const middle = (fits + fails) >> 1
    if (await faultOf(rows.slice(0, middle), chunk, landing)) fails = middle
    else fits = middle
  }
  const fault = await faultOf(rows.slice(0, fails), chunk, landing)
  return fault && { index: fails - 1, column: '', fault }
}

/** A row holds no line end of its own: COPY's text form writes it as two signs. */
const rowsOf = ({ portions }: Chunk): string[] => Buffer.concat(portions).toString('utf8').split('\n').slice(0, -1)
const portionOf = (rows: string[]): Buffer => Buffer.from(rows.map((row) => `${row}\n`).join(''), 'utf8')

async function faultOf(rows: string[], chunk: Chunk, landing: Landing): Promise<DataFault | null> {
  try {
    return await bulk('feed', async (tx): Promise<never> => {
      await loadStaged(tx, [portionOf(rows)], chunk, landing)
      throw ONLY_TRIED
    })
  } catch (error) {
    if (error === ONLY_TRIED) return null
    if (isDataFault(error)) return error
    throw error
  }
}

const ONLY_TRIED = new Error('tried, and rolled back')

function refuseStaged(chunk: Chunk, index: number, reject: Reject): void {
  const line = chunk.stagedLines[index]
  if (line === undefined) throw new Error(`the database refused row ${index} of a chunk of ${chunk.stagedLines.length}`)
  chunk.rejects.push({ ...reject, line })
  const rows = rowsOf(chunk).toSpliced(index, 1)
  chunk.portions = rows.length > 0 ? [portionOf(rows)] : []
  chunk.stagedLines.splice(index, 1)
}

function reasonOf({ code }: DataFault): string {
  if (code === '22001') return 'too-long'
  if (code === '22007' || code === '22008') return 'bad-date'
  if (code === '22P02') return 'bad-format'
  if (code === '22021' || code === '22P05') return 'bad-character'
  if (code === '23502') return 'missing'
  if (code === '23503') return 'unknown-reference'
  if (code === '23505') return 'duplicate-key'
  return 'impossible'
}

