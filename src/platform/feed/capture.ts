/** Reads the changes of each running source, one process a source: what was received is kept with its position in one transaction, then acknowledged. */
import { setTimeout as pause } from 'node:timers/promises'
import { only } from '#kernel/only'
import { open } from '#kernel/secret'
import { follow, numberOf, prepareSlot, textOf, type Place, type Stream } from '#kernel/stream'
import { engine, type Tx } from '#kernel/tx'
import { Inbox, type Face } from './inbox.ts'
import { byRank } from './rank.ts'
import { keepReceived, ring } from './portion.ts'
import { noteTable } from './tables.ts'

export async function stand(signal: AbortSignal): Promise<void> {
  const reading = new Map<string, Promise<void>>()
  while (!signal.aborted) {
    const wanted = await engine('feed', (tx) => tx<{ source: string }[]>`select source from feed.capture where wanted = 'running'`)
    for (const { source } of wanted) {
      if (!reading.has(source)) reading.set(source, readAlone(source, signal).finally(() => reading.delete(source)))
    }
    await pause(1000, undefined, { signal }).catch(() => {})
  }
  await Promise.all(reading.values())
}

/** Another process may read: this one stands by. */
async function readAlone(source: string, signal: AbortSignal): Promise<void> {
  await only(`feed.capture ${source}`, signal, async (held) => {
    for (let tries = 0; !held.aborted; tries++) {
      const began = Date.now()
      try {
        if (!(await read(source, held))) return
      } catch (error) {
        await noteTrouble(source, error as Error)
      }
      if (Date.now() - began > 30_000) tries = 0
      await pause(Math.min(5000, 250 * 2 ** tries), undefined, { signal: held }).catch(() => {})
    }
  }).catch(() => {}) // our own database is away: the caller asks again
}

type Plan = Place & { part_of: string | null; part: number; wanted: string; version: number }

/** Reads until the signal falls, or until somebody changes what is wanted: false when nothing is wanted any more. */
async function read(source: string, signal: AbortSignal): Promise<boolean> {
  const plan = await engine('feed', (tx) => planOf(tx, source))
  if (plan?.wanted !== 'running') {
    await setState(source, 'stopped')
    return false
  }
  await setState(source, 'connecting')
  const slot = await prepareSlot(plan)
  if (slot.lost) throw new Error('slot-lost')
  await noteKept(source, slot)
  const from = plan.from !== null && numberOf(plan.from) > numberOf(slot.from) ? plan.from : slot.from
  const inbox = new Inbox({ source, faces: await engine('feed', (tx) => facesOf(tx, source)), position: plan.from, partOf: plan.part_of, part: plan.part }, keep)
  const stream = await follow({ ...plan, from }, { ...inbox.heard, table: (table) => noteTable(source, table, inbox.faces) })
  const over = new AbortController()
  try {
    await setState(source, 'streaming')
    await Promise.race([stream.ended, tend(inbox, stream, plan, source, AbortSignal.any([signal, over.signal]))])
  } finally {
    over.abort()
    await stream.stop()
  }
  return !signal.aborted
}

/** Keeps what has come every tenth of a second, and acknowledges it; leaves when the plan was changed. */
async function tend(inbox: Inbox, stream: Stream, plan: Plan, source: string, signal: AbortSignal): Promise<void> {
  for (let looked = Date.now(); !signal.aborted;) {
    await pause(inbox.isEmpty ? 50 : 100, undefined, { signal }).catch(() => {})
    const acknowledged = await inbox.flush()
    if (acknowledged) await stream.acknowledge(acknowledged)
    if (Date.now() - looked < 2000) continue
    looked = Date.now()
    const now = await engine('feed', (tx) => planOf(tx, source))
    if (now?.wanted !== 'running' || now.version !== plan.version) return
    inbox.faces = await engine('feed', (tx) => facesOf(tx, source))
    const quiet = inbox.quietUpTo()
    if (quiet) await moveOn(source, quiet).then(() => stream.acknowledge(textOf(quiet)))
  }
}

/** The received lines and the position behind them, or neither: a second reader that thinks it stands elsewhere finds out here. */
const keep: ConstructorParameters<typeof Inbox>[1] = async (source, before, after, lines) => {
  await engine('feed', async (tx) => {
    const moved = await tx.count`
      update feed.capture set position = ${after.position}::pg_lsn, part_of = ${after.partOf}::pg_lsn, part = ${after.part}, received_at = now(), error = null
      where source = ${source} and position is not distinct from ${before.position}::pg_lsn and part_of is not distinct from ${before.partOf}::pg_lsn and part = ${before.part}`
    if (moved === 0) throw new Error('another-reader')
    // What others refer to goes first, so that whoever takes in by the number of a portion never meets a row before what it names.
    for (const received of lines.toSorted((one, other) => byRank(one.face, other.face))) await keepReceived(tx, received)
    await ring(tx)
  })
}

/** Nothing came for us, but the source's log went on: it need not keep it. */
async function moveOn(source: string, upTo: bigint): Promise<void> {
  await engine('feed', (tx) => tx`
    update feed.capture set position = ${textOf(upTo)}::pg_lsn, part_of = null, part = 0
    where source = ${source} and (position is null or position < ${textOf(upTo)}::pg_lsn)`)
}

function planOf(tx: Tx, source: string): Promise<Plan | undefined> {
  return tx.one<Omit<Plan, 'address'> & { sealed: string }>`
    select address as sealed, slot, publication, position::text as from, part_of::text, part, wanted, version from feed.capture where source = ${source}`
    .then((found) => found && { ...found, address: open(found.sealed) })
}

async function facesOf(tx: Tx, source: string): Promise<Face[]> {
  return tx<Face[]>`
    select f.interface, f.name, f.entity, f."table", f.declaration from feed.change_interfaces(${source}) f order by f.name`
}

async function setState(source: string, state: string): Promise<void> {
  await engine('feed', (tx) => tx`update feed.capture set state = ${state} where source = ${source}`)
}

async function noteKept(source: string, { kept, limit }: { kept: number; limit: number | null }): Promise<void> {
  await engine('feed', (tx) => tx`update feed.capture set kept_bytes = ${kept}, kept_limit = ${limit} where source = ${source}`)
}

/** The words of a driver may hold an address: a code is enough. */
async function noteTrouble(source: string, error: Error & { code?: string }): Promise<void> {
  const known = ['slot-lost', 'another-reader', 'silent']
  const code = known.includes(error.message) ? error.message : error.message.startsWith('no publication') ? 'no-publication' : (error.code ?? (/terminated|ended/i.test(error.message) ? 'cut' : 'failed'))
  await engine('feed', (tx) => tx`
    update feed.capture set state = 'failing', error = ${code}, error_at = now() where source = ${source}`).catch(() => {}) // our own database is away as well
}
