/** Refused lines loaded again: one, all of one reason, or all. A block of the file at a time, each in one transaction, so that a kill loses nothing. */
import { record } from '#kernel/audit'
import { Refused } from '#kernel/error'
import { engine, type BulkTx, type Tx } from '#kernel/tx'
import { correctionsOf, readingOf, stageAgain, type Reading } from './again.ts'
import { alone } from './alone.ts'
import { blockWith, type Block } from './block.ts'
import { loadStaged, rejectOf, rehearse, withoutFaults, type Chunk, type Reject } from './chunk.ts'
import { replayAsked } from './events.ts'
import { setOutdatedAside } from './outdated.ts'
import type { Replay } from './repairs.api.ts'
import { settle } from './settle.ts'

type Wish = { run: number; reason?: string; line?: number; why: string }

export async function openReplay(tx: Tx, { run, reason, line, why }: Wish): Promise<{ replay: number; wanted: number }> {
  if (tx.who.lo !== 0) throw new Refused('not-found')
  const found = await tx.one<{ state: string }>`select state from feed.run where run = ${run}`
  if (!found) throw new Refused('not-found')
  if (!isStanding(found.state)) throw new Refused('conflict', { state: found.state })
  const wanted = await countOpen(tx, { run, reason, line })
  if (wanted === 0) throw new Refused('conflict', { code: 'nothing-refused' })
  const made = await tx.one<{ replay: number }>`
    insert into feed.replay (run, line, reason, why, wanted, staff)
    values (${run}, ${line ?? null}, ${reason ?? null}, ${why}, ${wanted}, ${tx.who.staff})
    returning replay`
  const { replay } = made as { replay: number } // an insert without a conflict clause returns its row
  await replayAsked.publish(tx, { replay })
  return { replay, wanted }
}

/** How many lines a replay would try, and what becomes of the first of them. */
export async function previewOf(tx: Tx, { run, reason }: { run: number; reason?: string }) {
  if (tx.who.lo !== 0) throw new Refused('not-found')
  const reading = await readingOf(tx, run)
  const [lines, fixed] = await Promise.all([
    countOpen(tx, { run, reason }),
    tx.one<{ corrected: number }>`
      select count(distinct m.line)::int as corrected
      from feed.repair m
      where m.run = ${run} and exists (
        select from feed.reject x where x.run = m.run and x.line = m.line and x.replay is null and (${reason ?? null}::text is null or x.reason = ${reason ?? null}))`,
  ])
  const sample = await sampleOf(tx, reading, reason)
  return { lines, corrected: fixed?.corrected ?? 0, ...sample }
}

export async function replaysOf(tx: Tx, run: number): Promise<{ replays: Replay[] }> {
  const replays = await tx<Replay[]>`
    select y.replay, y.line, y.reason, y.why, y.state, y.wanted, y.tried, y.loaded, y.skipped, y.refused, y.note, p.name as "staffName",
      y.asked_at as "askedAt", y.finished_at as "finishedAt"
    from feed.replay y
    left join access.staff p on p.staff = y.staff
    where y.run = ${run}
    order by y.replay desc
    limit 20`
  return { replays }
}

/** Does what was asked, or goes on with it. A second call finds it done. */
export async function replay(which: number): Promise<void> {
  await takeAll(which).catch((error: unknown) => giveUp(which, error))
  await settle()
}

async function takeAll(which: number): Promise<void> {
  for (;;) {
    const next = await nextBlock(which)
    if (next === 'done') return
    await alone(next.name, () => takeBlock(which, next))
  }
}

/** What was loaded so far stays loaded; what a later try cannot mend is said. */
async function giveUp(which: number, error: unknown): Promise<void> {
  if (!(error instanceof Refused) || error.code === 'unavailable' || error.code === 'in-progress') throw error
  await engine('feed', (tx) => tx`update feed.replay set state = 'failed', note = ${String(error.facts.code ?? error.code)}, finished_at = now() where replay = ${which}`)
}

/** What a killed process left behind. */
export async function openReplays(lateSeconds: number): Promise<number[]> {
  const rows = await engine('feed', (tx) => tx<{ replay: number }[]>`
    select replay from feed.replay
    where state in ('waiting', 'running') and asked_at < now() - make_interval(secs => ${lateSeconds})
    order by replay`)
  return rows.map((each) => each.replay)
}

type Asked = { run: number; name: string; state: string; runState: string; line: number | null; reason: string | null; nextLine: number }

/** From where the next block is to be taken; the end closes the replay. */
async function nextBlock(which: number): Promise<Asked | 'done'> {
  return engine('feed', async (tx) => {
    const asked = await tx.one<Asked>`
      select y.run, i.name, y.state, r.state as "runState", y.line, y.reason, y.next_line as "nextLine"
      from feed.replay y join feed.run r on r.run = y.run join feed.interface i on i.interface = r.interface
      where y.replay = ${which} for update of y`
    if (!asked || asked.state === 'done' || asked.state === 'failed') return 'done'
    const from = asked.line ?? asked.nextLine
    const open = asked.line !== null && asked.nextLine > asked.line ? null : await tx.one<{ line: number }>`
      select line from feed.reject
      where run = ${asked.run} and replay is null and line >= ${from} and (${asked.line}::int is null or line = ${asked.line}) and (${asked.reason}::text is null or reason = ${asked.reason})
      order by line limit 1`
    if (open && isStanding(asked.runState)) return { ...asked, nextLine: open.line }
    await tx`update feed.replay set state = ${open ? 'failed' : 'done'}, note = ${open ? 'run-gone' : null}, finished_at = now() where replay = ${which}`
    return 'done'
  })
}

async function takeBlock(which: number, asked: Asked): Promise<void> {
  const prepared = await engine('feed', (tx) => prepare(tx, asked.run, asked.nextLine, asked.line, asked.reason))
  const { reading, chunk, lines, endLine } = prepared
  await withoutFaults(chunk, reading.landing, async (tx) => {
    const place = await tx.one<{ nextLine: number; state: string }>`
      select y.next_line as "nextLine", r.state from feed.replay y join feed.run r on r.run = y.run where y.replay = ${which} for update`
    // Somebody else took this block, or the run is being undone: look again.
    if (!place || !isStanding(place.state) || place.nextLine > asked.nextLine) return
    const loaded = await loadStaged(tx, chunk.portions, chunk, { ...reading.landing, setAside: () => setOutdatedAside(tx, reading, { sure: true }) })
    const rejects = [...chunk.rejects, ...loaded.rejected.map(({ line, ...rejection }) => rejectOf(line, rejection, reading.landing))]
    await close(tx, which, asked.run, lines, rejects, loaded.outdated)
    const refused = new Set(rejects.map(({ line }) => line)).size
    const skipped = chunk.skipped + loaded.outdated.length
    const counts = { tried: lines.length, loaded: lines.length - refused - skipped, skipped, refused }
    await tx`
      update feed.run set added = added + ${loaded.added}, changed = changed + ${loaded.changed}, same = same + ${loaded.same}, skipped = skipped + ${counts.skipped},
        rejected = rejected - ${counts.loaded + counts.skipped}, repaired = repaired + ${counts.loaded}, settled_at = null
      where run = ${asked.run}`
    await tx`
      update feed.replay set state = 'running', next_line = ${endLine}, tried = tried + ${counts.tried}, loaded = loaded + ${counts.loaded},
        skipped = skipped + ${counts.skipped}, refused = refused + ${counts.refused}
      where replay = ${which}`
    await record(tx, { action: 'feed.replay', kind: 'batch', detail: { replay: which, run: asked.run, ...counts } })
  })
}

type Prepared = { reading: Reading; chunk: Chunk; lines: number[]; endLine: number }

/** The refused lines of the block that holds a line, staged with their corrections. */
async function prepare(tx: Tx, run: number, from: number, only: number | null, reason: string | null): Promise<Prepared> {
  const reading = await readingOf(tx, run)
  const block = (await blockWith(tx, run, from)) as Block // every refused line lies in a block that was kept with it
  const end = await tx.one<{ lastLine: number }>`select last_line as "lastLine" from feed.block where run = ${run} and first_line = ${block.firstLine}`
  const endLine = (only ?? end?.lastLine ?? from) + 1
  const rows = await tx<{ line: number }[]>`
    select distinct line from feed.reject
    where run = ${run} and replay is null and line >= ${from} and line < ${endLine} and (${reason}::text is null or reason = ${reason})
    order by line`
  const lines = rows.map(({ line }) => line)
  return { reading, lines, endLine, chunk: stageAgain(reading, block, new Set(lines), await correctionsOf(tx, run, lines)) }
}

/** Lines that went in are refusals no more; those refused again have the reasons of today. */
async function close(tx: BulkTx, which: number, run: number, lines: readonly number[], rejects: readonly Reject[], outdated: readonly number[]): Promise<void> {
  const again = [...new Set(rejects.map(({ line }) => line))]
  await tx`delete from feed.reject where run = ${run} and replay is null and line = any (${again}::int[])`
  await tx`update feed.reject set replay = ${which}, outdated = line = any (${outdated}::int[]) where run = ${run} and replay is null and line = any (${lines}::int[])`
  await tx`
    insert into feed.reject (run, line, seq, column_name, reason, value)
    select ${run}, line, row_number() over (partition by line order by n), column_name, reason, value
    from unnest(${rejects.map((each) => each.line)}::int[], ${rejects.map((each) => each.column)}::text[],
      ${rejects.map((each) => each.reason)}::text[], ${rejects.map((each) => each.value)}::text[]) with ordinality as r (line, column_name, reason, value, n)`
}

/** The first refused lines, at most of one block and so many. */
const SAMPLE = 200

async function sampleOf(tx: Tx, reading: Reading, reason: string | undefined): Promise<{ sampled: number; loads: number }> {
  const rows = await tx<{ line: number }[]>`
    select distinct line from feed.reject
    where run = ${reading.run} and replay is null and (${reason ?? null}::text is null or reason = ${reason ?? null})
    order by line limit ${SAMPLE}`
  const first = rows[0] && (await blockWith(tx, reading.run, rows[0].line))
  if (!first) return { sampled: 0, loads: 0 }
  const wanted = new Set(rows.map(({ line }) => line))
  const chunk = stageAgain(reading, first, wanted, await correctionsOf(tx, reading.run, [...wanted]))
  const { rejects, outdated } = await rehearse(chunk, { ...reading.landing, setAside: (bulk) => setOutdatedAside(bulk, reading, { sure: false }) })
  return { sampled: chunk.lines, loads: chunk.lines - new Set(rejects.map(({ line }) => line)).size - chunk.skipped - outdated.length }
}

async function countOpen(tx: Tx, { run, reason, line }: { run: number; reason?: string; line?: number }): Promise<number> {
  const found = await tx.one<{ lines: number }>`
    select count(distinct line)::int as lines
    from feed.reject
    where run = ${run} and replay is null and (${reason ?? null}::text is null or reason = ${reason ?? null}) and (${line ?? null}::int is null or line = ${line ?? null})`
  return found?.lines ?? 0
}

const isStanding = (state: string): boolean => state === 'done' || state === 'failed'
