/** What was received of a stream, kept before anything is made of it: sealed lines of a run that goes on, waiting for their interface. */
import { Refused } from '#kernel/error'
import { sealBlock } from '#kernel/secret'
import { sql, type Tx } from '#kernel/tx'
import { byRank } from './rank.ts'
import { steps } from './run.ts'

/** Lines of one interface, and the moment the earliest of them was committed at its source. */
export type Received = { face: { interface: number; name: string; entity: string }; source: string; lines: readonly string[]; position: string | null; committedMs: number }
export type Kept = { portion: number; run: number; firstLine: number; lastLine: number }

/** A run of a stream is a window: what came in a quarter of an hour, or so many lines. */
const WINDOW_LINES = 20_000
const WINDOW = sql`interval '15 minutes'`
/** Whoever takes in listens here. */
export const RECEIVED = 'yilan_feed'

export async function keepReceived(tx: Tx, { face, source, lines, position, committedMs }: Received): Promise<Kept> {
  const { run, last_line: last } = await window(tx, face, source)
  const [firstLine, lastLine] = [last + 1, last + lines.length]
  const sealed = sealBlock(Buffer.from(lines.map((line) => `${line}\n`).join('')))
  await Promise.all([
    tx`update feed.intake set last_line = ${lastLine} where name = ${face.name}`,
    tx`insert into feed.block (run, first_line, last_line, sealed) values (${run}, ${firstLine}, ${lastLine}, ${sealed})`,
  ])
  const made = await tx.one<{ portion: number }>`
    insert into feed.portion (name, run, first_line, last_line, position, committed_at)
    values (${face.name}, ${run}, ${firstLine}, ${lastLine}, ${position}::pg_lsn, ${new Date(committedMs).toISOString()})
    returning portion`
  return { portion: (made as { portion: number }).portion, run, firstLine, lastLine } // an insert without a conflict clause returns its row
}

/** Once a transaction, however much it keeps. */
export async function ring(tx: Tx): Promise<void> {
  await tx`select pg_notify(${RECEIVED}, '')`
}

/** Brings again what was received from a position (or a moment) on, behind everything that came since: each key ends where it stands now. */
export async function bringAgain(tx: Tx, source: string, from: { position?: string | null; since?: string | null }): Promise<number> {
  const faces = await tx<Received['face'][]>`select name, interface, entity from feed.change_interfaces(${source}) order by name`
  let changes = 0
  for (const face of faces.toSorted(byRank)) changes += await bringOneAgain(tx, face, source, from)
  if (changes === 0) throw new Refused('unprocessable', { code: 'nothing-to-replay' })
  await ring(tx)
  return changes
}

async function bringOneAgain(tx: Tx, face: { interface: number; name: string }, source: string, { position = null, since = null }: { position?: string | null; since?: string | null }): Promise<number> {
  const { run, last_line: last } = await window(tx, face, source)
  const again = await tx.one<{ lines: number }>`
    with old as (
      select p.portion, p.run, p.first_line, p.last_line - p.first_line + 1 as lines, p.position, p.committed_at,
        ${last}::int + coalesce(sum(p.last_line - p.first_line + 1) over (order by p.portion rows between unbounded preceding and 1 preceding), 0)::int + 1 as first
      from feed.portion p
      where p.name = ${face.name} and p.replays is null
        and (${position}::pg_lsn is null or p.position >= ${position}::pg_lsn) and (${since}::timestamptz is null or p.committed_at >= ${since}::timestamptz)),
    kept as (
      insert into feed.block (run, first_line, last_line, sealed)
      select ${run}, o.first, o.first + o.lines - 1, b.sealed from old o join feed.block b on b.run = o.run and b.first_line = o.first_line),
    made as (
      insert into feed.portion (name, run, first_line, last_line, position, committed_at, replays)
      select ${face.name}, ${run}, first, first + lines - 1, position, committed_at, portion from old order by portion)
    select coalesce(sum(lines), 0)::int as lines from old`
  const lines = again?.lines ?? 0
  await tx`update feed.intake set last_line = last_line + ${lines} where name = ${face.name}`
  return lines
}

type Window = { run: number; last_line: number }

/** The run whose window is open, its row locked until the commit: lines get their numbers one writer at a time. */
async function window(tx: Tx, face: Omit<Received['face'], 'entity'>, source: string): Promise<Window> {
  await tx`insert into feed.intake (name, source) values (${face.name}, ${source}) on conflict do nothing`
  const open = await tx.one<{ run: number | null; last_line: number; fits: boolean | null }>`
    select k.run, k.last_line, r.interface = ${face.interface} and r.state = 'running' and k.last_line < ${WINDOW_LINES} and r.started_at > now() - ${WINDOW} as fits
    from feed.intake k left join feed.run r on r.run = k.run
    where k.name = ${face.name}
    for update of k`
  if (open?.run && open.fits) return { run: open.run, last_line: open.last_line }
  const run = await openWindow(tx, face.interface)
  await tx`update feed.intake set run = ${run}, last_line = 0 where name = ${face.name}`
  return { run, last_line: 0 }
}

async function openWindow(tx: Tx, version: number): Promise<number> {
  const made = await tx.one<{ run: number }>`
    with call as (insert into feed.load (folder, staff, finished_at) values ('', ${tx.who.staff}, now()) returning load)
    insert into feed.run (load, interface, sha256, bytes, state, as_of)
    select load, ${version}, 'stream', 0, 'waiting', current_date from call
    returning run`
  const { run } = made as { run: number } // an insert without a conflict clause returns its row
  await steps.step(tx, run, 'begin')
  return run
}

/** Windows that are over and wholly taken in: their runs are done. */
export async function closeWindows(tx: Tx, name: string): Promise<number[]> {
  const done = await tx<{ run: number }[]>`
    select r.run
    from feed.run r
    join feed.interface i on i.interface = r.interface
    join feed.intake k on k.name = i.name
    where i.name = ${name} and r.state = 'running' and r.sha256 = 'stream'
      and r.next_line > coalesce((select max(p.last_line) from feed.portion p where p.name = ${name} and p.run = r.run), 0)
      and (r.run is distinct from k.run or r.started_at < now() - ${WINDOW})
    for no key update of k skip locked`
  for (const { run } of done) {
    await tx`update feed.intake set run = null, last_line = 0 where name = ${name} and run = ${run}`
    await steps.step(tx, run, 'finish')
    await tx`update feed.run set finished_at = now(), settled_at = now() where run = ${run}`
  }
  return done.map(({ run }) => run)
}
