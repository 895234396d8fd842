/** Takes in what was received, interface by interface: mapped, loaded and visible in one transaction with how far it is. */
import { setTimeout as pause } from 'node:timers/promises'
import { record } from '#kernel/audit'
import { Refused } from '#kernel/error'
import { listen } from '#kernel/bell'
import { only } from '#kernel/only'
import { allTargets, type Target } from '#kernel/room'
import { openBlock } from '#kernel/secret'
import { engine, type BulkTx, type Tx } from '#kernel/tx'
import { isClash, land, MAX_CLASHES, type Counts, type Landing } from './chunk.ts'
import { stageChanges } from './change.ts'
import type { FileInterface } from './declaration.ts'
import { readEnvelope } from './envelope.ts'
import { columnsOfFields, compile, setsOfColumns } from './mapping.ts'
import { showings } from './personal.ts'
import { closeWindows, RECEIVED } from './portion.ts'
import { ahead, limitOf, waitingNow } from './rank.ts'

/** Changes of one transaction: so many are loaded in a fraction of a second. */
const MOST = 2000
/** What is older was not on its way all that time: it was sent late, or brought again. */
const DAY_MS = 86_400_000

/** One process of the bank takes in; another takes over when it dies. */
export async function stand(signal: AbortSignal): Promise<void> {
  await only('feed.intake', signal, (held) => takeInAll(held))
}

async function takeInAll(signal: AbortSignal): Promise<void> {
  const bell = await listen(RECEIVED, signal)
  const busy = new Map<string, Promise<void>>()
  const settling = settleBehind(signal)
  await settleLeft(settling)
  let swept = 0
  while (!signal.aborted) {
    const waiting = await engine('feed', waitingNow)
    for (const one of waiting) {
      const limit = limitOf(one, waiting)
      if (busy.has(one.name) || !one.due || (limit !== null && limit <= one.first)) continue
      const work = takeIn(one.name).then((taken) => void (taken && settling.ask(taken)), (error: Error) => noteTrouble(one.name, error))
      busy.set(one.name, work.finally(() => {
        busy.delete(one.name)
        bell.ring()
      }))
    }
    if (Date.now() - swept > 5000 && busy.size === 0) {
      swept = Date.now()
      await sweep()
    }
    await bell.rings(busy.size > 0 || waiting.length === 0 ? 1000 : 100)
  }
  await Promise.all(busy.values())
  await settling.over()
}

type Portion = { portion: number; run: number; first_line: number; last_line: number; sealed: Buffer; committed_at: string; source: string; entity: string; name: string; declaration: FileInterface & { zone: string }; state: string }

type Taken = { name: string; target: Target; source: string; lines: number }

/** Takes in the next portions of an interface whose turn it is. Others may refer to them from here on, though they are not settled yet. */
async function takeIn(name: string): Promise<Taken | null> {
  const { portions, target } = await engine('feed', (tx) => next(tx, name))
  const [first] = portions
  if (!first || !target) return null
  const { declaration: face, run, source } = first
  const landing: Landing = {
    target, batch: { run, source, interface: name, asOf: null, stream: true }, shown: showings(face, target), columnOf: columnsOfFields(face), setOf: setsOfColumns(face),
    received: (tx, counts) => noteTaken(tx, portions, counts),
  }
  const since = performance.now()
  const map = compile(face, target, face.zone, Object.keys(face.columns))
  const lines = portions.flatMap(({ sealed }) => openBlock(sealed).toString('utf8').split('\n').slice(0, -1))
  const chunk = stageChanges(lines.map(readEnvelope), first.first_line, face, map, landing)
  await land(chunk, landing, () => performance.now() - since)
  return { name, target, source, lines: lines.length }
}

type Loaded = Omit<Taken, 'lines'>

/**
 * Sums up behind the loads, which do not wait for it: of one kind and source once at a time, and once more when something was loaded meanwhile.
 * What fails is tried again until it is done or the signal falls.
 */
function settleBehind(signal: AbortSignal): { ask(loaded: Loaded): void; over(): Promise<void> } {
  const asked = new Map<string, Loaded>()
  const busy = new Map<string, Promise<void>>()
  const settleAsked = async (key: string): Promise<void> => {
    for (let tries = 0, one = asked.get(key); one && !signal.aborted; one = asked.get(key)) {
      asked.delete(key)
      try {
        await settle(one.target, one.source)
        if (tries > 0) await noteRecovery(one.name)
        tries = 0
      } catch (error) {
        if (!asked.has(key)) asked.set(key, one)
        await noteTrouble(one.name, error as Error)
        await pause(Math.min(60_000, 1000 * 2 ** tries++), undefined, { signal }).catch(() => {})
      }
    }
    busy.delete(key)
  }
  return {
    ask(loaded) {
      const key = `${loaded.target.entity} ${loaded.source}`
      asked.set(key, loaded)
      if (!busy.has(key)) busy.set(key, settleAsked(key))
    },
    over: async () => void (await Promise.all(busy.values())),
  }
}

/** What is not summed up in the very transaction is summed up behind it: beside others who write the same summaries, and again when they were in the way. */
async function settle(target: Target, source: string): Promise<void> {
  if (target.loadAtOnce) return
  for (let clashes = 0; ; clashes++) {
    try {
      return await target.settle?.(source, () => {})
    } catch (error) {
      if (!isClash(error) || clashes === MAX_CLASHES) throw error
    }
  }
}

/** Whoever took in before and was killed may have left what it loaded unsettled. */
async function settleLeft(settling: { ask(loaded: Loaded): void }): Promise<void> {
  const loaded = await engine('feed', (tx) => tx<{ name: string; source: string; entity: string }[]>`
    select distinct on (k.source, i.entity) k.name, k.source, i.entity from feed.intake k join feed.interface i on i.name = k.name order by k.source, i.entity, k.name`)
  for (const { name, source, entity } of loaded) {
    const target = allTargets().find((each) => each.entity === entity)
    if (target) settling.ask({ name, target, source })
  }
}

/** The same for somebody who waits for it until it is settled: what must go before is taken in before. Says how many changes. */
export async function takeInTowards(name: string): Promise<number> {
  const waiting = await engine('feed', waitingNow)
  const one = waiting.find((each) => each.name === name)
  for (const each of one ? ahead(one, waiting) : []) if (each.first < (one?.first ?? 0)) await takeInNow(each.name)
  return takeInNow(name)
}

async function takeInNow(name: string): Promise<number> {
  const taken = await takeIn(name)
  if (taken) await settle(taken.target, taken.source)
  return taken?.lines ?? 0
}

async function next(tx: Tx, name: string): Promise<{ portions: Portion[]; target: Target | undefined }> {
  const found = await tx<Portion[]>`
    select p.portion, p.run, p.first_line, p.last_line, b.sealed, p.committed_at, i.source, i.entity, i.name, i.declaration, r.state
    from feed.portion p
    join feed.block b on b.run = p.run and b.first_line = p.first_line
    join feed.run r on r.run = p.run
    join feed.interface i on i.interface = r.interface
    where p.name = ${name} and p.portion > (select portion from feed.intake where name = ${name})
    order by p.portion
    limit 50`
  const entity = found[0]?.entity
  const target = allTargets().find((each) => each.entity === entity)
  // Asked after the portions: whatever they refer to was received before them or with them, and waits or is there by now.
  const limit = found[0] ? limitOf(found[0], await waitingNow(tx)) : null
  return { portions: oneLoad(found.filter(({ portion }) => limit === null || portion < limit)), target: (await target?.present?.(tx)) ?? target }
}

/** Of one run, and not more lines than are quick to load: but one portion at least. */
function oneLoad(found: readonly Portion[]): Portion[] {
  let lines = 0
  const end = found.findIndex((portion, i) => {
    lines += portion.last_line - portion.first_line + 1
    return i > 0 && (portion.run !== found[0]?.run || lines > MOST)
  })
  return end < 0 ? [...found] : found.slice(0, end)
}

/** In the transaction that loads them: how far the interface is, and how long the slowest and the average change took. */
async function noteTaken(tx: BulkTx, portions: readonly Portion[], { lines, rejected }: Counts): Promise<void> {
  const last = portions.at(-1) as Portion // called for some
  const taken = await tx.count`
    update feed.intake set portion = ${last.portion}, committed_at = ${last.committed_at}, taken_at = clock_timestamp(), tries = 0, try_at = null, error = null
    where name = ${last.name} and portion < ${portions[0]?.portion}`
  if (taken === 0) throw new Refused('in-progress', { interface: last.name })
  await tx`
    insert into feed.flow as f (name, minute, changes, rejected, worst_ms, sum_ms)
    select ${last.name}, date_trunc('minute', clock_timestamp()), ${lines}, ${rejected}, max(ms), sum(ms * lines)
    from (
      select least(${DAY_MS}, greatest(0, extract(epoch from clock_timestamp() - at) * 1000))::int as ms, lines
      from unnest(${portions.map((each) => each.committed_at)}::timestamptz[], ${portions.map((each) => each.last_line - each.first_line + 1)}::int[]) p (at, lines)) took
    on conflict (name, minute) do update set
      changes = f.changes + excluded.changes, rejected = f.rejected + excluded.rejected, worst_ms = greatest(f.worst_ms, excluded.worst_ms), sum_ms = f.sum_ms + excluded.sum_ms`
}

/** A target that fails is tried again after a while, ever longer; the others go on. */
async function noteTrouble(name: string, error: Error): Promise<void> {
  if (error instanceof Refused && error.code === 'in-progress') return
  const said = error instanceof Refused ? String(error.facts.code ?? error.code) : ((error as { code?: string }).code ?? error.name)
  await engine('feed', (tx) => tx`
    update feed.intake set tries = tries + 1, try_at = now() + least(60, power(2, tries)) * interval '1 second', error = ${said} where name = ${name}`).catch(() => {}) // our own database is away: the next round finds out
}

/** What had been loaded could not be summed up, and is by now. */
async function noteRecovery(name: string): Promise<void> {
  await engine('feed', (tx) => tx`update feed.intake set tries = 0, try_at = null, error = null where name = ${name} and tries > 0`)
}

async function sweep(): Promise<void> {
  await engine('feed', async (tx) => {
    for (const { name } of await tx<{ name: string }[]>`select name from feed.intake where run is not null`) {
      for (const run of await closeWindows(tx, name)) await record(tx, { action: 'feed.load', kind: 'batch', detail: { run, interface: name } })
    }
  })
}
