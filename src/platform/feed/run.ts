/** The life of a run: one file of one interface, from waiting to done, so recorded that a killed run goes on where it stood. */
import { hash } from 'node:crypto'
import { flow } from '#kernel/flow'
import { sql, type Tx } from '#kernel/tx'
import type { Declaration, Interface } from './declaration.ts'
import { isInline } from './declaration.ts'
import type { Place } from './file.ts'

export type RunState = 'waiting' | 'running' | 'done' | 'same' | 'failed' | 'undoing' | 'undone'
export type RunStep = 'begin' | 'resume' | 'finish' | 'recognise' | 'fail' | 'ask-undo' | 'ask-undo-all' | 'refuse-undo' | 'undo'

export const steps = flow<RunState, RunStep>({
  steps: {
    begin: { from: ['waiting', 'failed'], to: 'running' },
    resume: { from: ['running'], to: 'running' },
    finish: { from: ['running'], to: 'done' },
    recognise: { from: ['waiting'], to: 'same' },
    fail: { from: ['waiting', 'running', 'undoing'], to: 'failed' },
    'ask-undo': { from: ['done', 'failed'], to: 'undoing' },
    'ask-undo-all': { from: ['done', 'failed'], to: 'undoing' },
    'refuse-undo': { from: ['undoing'], to: 'done' },
    undo: { from: ['undoing'], to: 'undone' },
  },
  thing: (run) => sql`select state from feed.run where run = ${run}`,
  move: (run, to) => sql`update feed.run set state = ${to} where run = ${run}`,
  log: (run, name, from, to, who, note) => sql`
    insert into feed.step (run, name, from_state, to_state, staff, note) values (${run}, ${name}, ${from}, ${to}, ${who}, ${note})`,
})

export async function registerSource(tx: Tx, { source, title, zone }: Declaration): Promise<void> {
  await tx`
    insert into feed.source (source, title, zone) values (${source}, ${JSON.stringify(title)}, ${zone})
    on conflict (source) do update set title = excluded.title, zone = excluded.zone
    where (source.title, source.zone) is distinct from (excluded.title, excluded.zone)`
}

/** The version of the interface as it is declared now; a changed declaration becomes the next. */
export async function registerInterface(tx: Tx, declaration: Declaration, face: Interface): Promise<number> {
  const said = { zone: declaration.zone, ...face }
  const digest = hash('sha256', JSON.stringify(said))
  // Rows that stand in a declaration are a delivery like any file: they are kept in its blocks, encrypted, and nowhere else.
  const kept = JSON.stringify(isInline(face) ? { ...said, rows: [] } : said)
  await tx`select pg_advisory_xact_lock(hashtext(${`feed.interface ${face.name}`}))`
  const last = await tx.one<{ interface: number; version: number; digest: string }>`
    select interface, version, digest from feed.interface where name = ${face.name} order by version desc limit 1`
  if (last?.digest === digest) return last.interface
  const made = await tx.one<{ interface: number }>`
    insert into feed.interface (name, version, source, entity, title, declaration, said, digest)
    values (${face.name}, ${(last?.version ?? 0) + 1}, ${declaration.source}, ${face.entity}, ${JSON.stringify(face.title)}, ${kept}, ${kept}, ${digest})
    returning interface`
  return (made as { interface: number }).interface // an insert without a conflict clause returns its row
}

export type Delivery = { load: number; interface: number; name: string; file: string | null; sha256: string; bytes: number; asOf: string | null }
/** `earlier`: the run that had brought these bytes, and how many rows it left in the house. */
export type Opened = { run: number; state: 'running' | 'same'; from: Place; earlier: Earlier | null }
type Earlier = { run: number; rows: number }

/** Goes on with the run of these bytes that was cut short, recognises bytes that came before, or opens a new run. */
export async function openRun(tx: Tx, delivery: Delivery): Promise<Opened> {
  const last = await lastRun(tx, delivery.name)
  const isCutShort = last !== undefined && ['waiting', 'running', 'failed'].includes(last.state)
  if (isCutShort && last.interface === delivery.interface && last.sha256 === delivery.sha256) {
    await steps.step(tx, last.run, last.state === 'running' ? 'resume' : 'begin')
    // Read anew, now that the row is ours: the last chunk of a killed process may have been committed in between.
    const place = await tx.one<Place>`
      update feed.run set load = ${delivery.load}, finished_at = null where run = ${last.run} returning bytes_done as bytes, next_line as line`
    return { run: last.run, state: 'running', from: place as Place, earlier: null } // the row was found and locked above
  }
  if (isCutShort && last.state !== 'failed') await failRun(tx, last.run, 'superseded')
  const earlier = await sameBefore(tx, delivery)
  const run = await insertRun(tx, delivery, earlier?.run ?? null)
  await steps.step(tx, run, earlier === null ? 'begin' : 'recognise')
  return { run, state: earlier === null ? 'running' : 'same', from: { bytes: 0, line: 1 }, earlier }
}

export async function finishRun(tx: Tx, run: number): Promise<void> {
  await steps.step(tx, run, 'finish')
  await tx`update feed.run set finished_at = now() where run = ${run}`
}

/** `note` is a code, with facts of the declaration behind a colon. */
export async function failRun(tx: Tx, run: number, note: string): Promise<void> {
  await steps.step(tx, run, 'fail', note)
  await tx`update feed.run set finished_at = now() where run = ${run}`
}

/** The run of an interface that nothing came after: the one that may go on, and the only one that can be undone. */
export function lastRun(tx: Tx, name: string) {
  return tx.one<{ run: number; interface: number; state: RunState; sha256: string }>`
    select r.run, r.interface, r.state, r.sha256
    from feed.run r
    join feed.interface i on i.interface = r.interface
    where i.name = ${name} and r.state not in ('same', 'undone')
    order by r.run desc
    limit 1`
}

/** Lines refused for want of what they refer to may fit by now: such a file is read again, and what is there already stays the same. */
async function sameBefore(tx: Tx, { interface: version, sha256 }: Delivery): Promise<Earlier | null> {
  const found = await tx.one<Earlier>`
    select r.run, r.added + r.changed + r.same as rows
    from feed.run r
    where r.interface = ${version} and r.sha256 = ${sha256} and r.state = 'done'
      and not exists (select from feed.reject x where x.run = r.run and x.reason = 'unknown-reference' and x.replay is null)
    order by r.run desc
    limit 1`
  return found ?? null
}

async function insertRun(tx: Tx, { load, interface: version, file, sha256, bytes, asOf }: Delivery, earlier: number | null): Promise<number> {
  const made = await tx.one<{ run: number }>`
    insert into feed.run (load, interface, file, sha256, bytes, state, same_as, as_of, finished_at, settled_at)
    values (${load}, ${version}, ${file}, ${sha256}, ${bytes}, 'waiting', ${earlier}, ${asOf},
      case when ${earlier === null} then null else now() end, case when ${earlier === null} then null else now() end)
    returning run`
  return (made as { run: number }).run // an insert without a conflict clause returns its row
}

/** What identifies a delivery: the bytes of its file, or the rows of the declaration. */
export function digestOfRows(face: Interface): string {
  return isInline(face) ? hash('sha256', JSON.stringify(face.rows)) : ''
}
