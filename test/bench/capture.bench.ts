/** A core trades while its reader is killed ten times, the core falls once and the line is cut for a minute: what is lost, what doubled, how late is it. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Random } from '../../demo/bank/random.ts'
import { happen, look, type Known } from '../../demo/core/trade.ts'
import { engine } from '../../src/kernel/tx.ts'
import { broken, compare, followCore, hasCaughtUp, kill, restartCore, saySomethingLast, startWorkerChild, until, type Followed } from '../capturing.ts'
import { homeOf, openBank, print, quantile } from './bank.ts'

const RECORDS = Number(process.env.YILAN_RECORDS ?? 5000)
const RATE = Number(process.env.YILAN_RATE ?? 150)
const MOST = 100_000
const KILLS = 10
const CUT_MS = Number(process.env.YILAN_CUT_MS ?? 60_000)
const TRADERS = 3
/** Every so many entries one is watched until it is visible. */
const WATCHED = 10

type Sample = { at: number; ms: number }

export async function bench(sizes: number[]): Promise<void> {
  const rows = []
  for (const size of new Set(sizes.map((each) => Math.min(each, MOST)))) rows.push(await measure(size))
  console.log(`\n实时采集:每秒约 ${RATE} 笔,读取进程被杀 ${KILLS} 次(另一进程待命),核心重启一次,网络中断 ${CUT_MS / 1000} 秒`)
  print(['变更', '每秒变更', '丢失', '重复', '不一致', '断序', '平稳 p50', 'p95', 'p99', '杀进程时 p95', '最慢', '中断后追平', '目标'], rows)
}

async function measure(size: number): Promise<(string | number)[]> {
  // A bank of its own: one that has followed another core stands elsewhere in its log.
  const { YILAN_BENCH_HOME: others = tmpdir() } = process.env
  const place = process.env.YILAN_BENCH_HOME = mkdtempSync(join(tmpdir(), 'yilan-capture-'))
  chmodSync(place, 0o711)
  const opened = await openBank(RECORDS)
  const home = join(homeOf(RECORDS), 'corebank')
  mkdirSync(home, { recursive: true, mode: 0o711 })
  const followed = await followCore(home, 2000)
  const env = { YILAN_HOME: homeOf(RECORDS), YILAN_LOG: 'silent' }
  const workers = await Promise.all([startWorkerChild(env), startWorkerChild(env)])
  try {
    await until(async () => (await engine('bench', (tx) => tx.one<{ state: string }>`select state from feed.capture`))?.state === 'streaming', 60_000, 'the line stands')
    const trading = trade(followed, size)
    const faults = await disturb(followed, workers, env, home, trading)
    const { changes, samples, seconds } = await trading.done
    followed.client = await followed.core.open()
    await saySomethingLast(followed.client)
    faults.caughtUpMs = Math.max(faults.caughtUpMs, await until(() => hasCaughtUp(followed.client), 600_000, 'the bank has what the core has'))
    return [...(await judge(followed, changes, seconds)), ...lateness(samples, faults), '0 · 0 · 0 · 0 · p95 ≤ 2 s']
  } finally {
    for (const worker of workers) if (worker.exitCode === null) await kill(worker)
    await followed.close()
    await opened.close()
    rmSync(place, { recursive: true, force: true })
    process.env.YILAN_BENCH_HOME = others
  }
}

type Trading = { progress: () => number; done: Promise<{ changes: number; samples: Sample[]; seconds: number }> }

/** Several traders at one rate, each with a connection that comes back. */
function trade(followed: Followed, size: number): Trading {
  const random = new Random('bench', 1)
  const samples: Sample[] = []
  const watching = new Set<Promise<void>>()
  let [changes, things] = [0, 0]
  const began = Date.now()
  const one = async (n: number) => {
    let client = await followed.core.open()
    const known: Known = await look(client)
    while (changes < size) {
      if (things > ((Date.now() - began) / 1000) * RATE) {
        await pause(5)
        continue
      }
      things++
      try {
        const done = await happen(client, random, known, `${n}${Date.now() % 100}`.padStart(3, '0'))
        changes += done.changes
        if (done.kind === 'entry' && things % WATCHED === 0) watch({ key: done.key, account: `savings:${done.account}` }, samples, watching)
      } catch {
        await pause(300)
        client = await followed.core.open().catch(() => client)
      }
    }
    await client.end().catch(() => {})
  }
  const done = Promise.all(Array.from({ length: TRADERS }, (_, n) => one(n))).then(async () => {
    const seconds = (Date.now() - began) / 1000
    await Promise.all(watching)
    return { changes, samples, seconds }
  })
  return { progress: () => changes / size, done }
}

type Watched = { account: string; seen: () => void }
const pendingKeys = new Map<string, Watched>()
let polling: Promise<void> | null = null

/** One question in twenty-five milliseconds for all that are watched. */
function watch({ key, account }: { key: string; account: string }, samples: Sample[], watching: Set<Promise<void>>): void {
  const at = Date.now()
  const seen = new Promise<void>((resolve) => pendingKeys.set(key, { account, seen: () => { samples.push({ at, ms: Date.now() - at }); resolve() } }))
  watching.add(seen)
  polling ??= poll().finally(() => { polling = null })
}

async function poll(): Promise<void> {
  while (pendingKeys.size > 0) {
    const rows = await engine('bench', (tx) => tx<{ key: string }[]>`
      select t.key
      from unnest(${[...pendingKeys.values()].map(({ account }) => account)}::text[], ${[...pendingKeys.keys()]}::text[]) w (account, key)
      join account.transaction t on t.account_no = w.account and t.on_day >= current_date - 1 and t.key = w.key`)
    for (const { key } of rows) {
      pendingKeys.get(key)?.seen()
      pendingKeys.delete(key)
    }
    await pause(25)
  }
}

type Faults = { windows: { from: number; to: number; isCut: boolean }[]; caughtUpMs: number }

async function disturb(followed: Followed, workers: Awaited<ReturnType<typeof startWorkerChild>>[], env: Record<string, string>, home: string, { progress }: Trading): Promise<Faults> {
  const faults: Faults = { windows: [], caughtUpMs: 0 }
  const note = async (isCut: boolean, work: () => Promise<unknown>) => {
    const from = Date.now()
    await work()
    const mended = Date.now()
    // When the day's trade is over nothing new comes by which one could tell.
    await until(async () => progress() >= 1 || (await isLevel()), 300_000, 'level again')
    if (isCut) faults.caughtUpMs = Date.now() - mended
    faults.windows.push({ from, to: Date.now(), isCut })
  }
  for (let kills = 1; kills <= KILLS; kills++) {
    await until(async () => progress() >= kills / (KILLS + 2), 3_600_000, 'trading goes on')
    const at = kills % 2
    // The one that reads is killed, whichever it is: the other stands by.
    await note(false, () => kill(workers[at] as (typeof workers)[number]))
    workers[at] = await startWorkerChild(env)
    if (kills === 3) await note(true, () => restartCore(home, followed.core))
    if (kills === 6) await note(true, async () => {
      followed.line.cut()
      await pause(CUT_MS)
      followed.line.mend()
    })
  }
  return faults
}

/** Nothing received waits for long. */
async function isLevel(): Promise<boolean> {
  const found = await engine('bench', (tx) => tx.one<{ late: number; state: string }>`
    select coalesce(max(extract(epoch from now() - k.committed_at)), 0)::float as late, (select state from feed.capture) as state from feed.intake k where k.name = 'core.entry'`)
  return found?.state === 'streaming' && found.late < 2
}

async function judge(followed: Followed, changes: number, seconds: number): Promise<(string | number)[]> {
  const found = await compare(followed.client)
  const gaps = [...(await broken('core.account', 'zh')), ...(await broken('core.customer', 'khh')), ...(await broken('core.entry', 'lsh'))]
  for (const each of [...found.wrong.slice(0, 3), ...found.lost.slice(0, 3), ...gaps.slice(0, 3)]) console.error(each)
  return [changes, Math.round(changes / seconds), found.lost.length, found.doubled.length, found.wrong.length, gaps.length]
}

function lateness(samples: readonly Sample[], { windows, caughtUpMs }: Faults): string[] {
  const during = (isCut: boolean) => ({ at, ms }: Sample) => windows.some((each) => each.isCut === isCut && at + ms >= each.from && at <= each.to)
  const quiet = samples.filter((each) => !during(true)(each) && !during(false)(each)).map(({ ms }) => ms).toSorted((a, b) => a - b)
  const killed = samples.filter((each) => during(false)(each) && !during(true)(each)).map(({ ms }) => ms).toSorted((a, b) => a - b)
  const told = (ms: number) => `${(ms / 1000).toFixed(2)} s`
  return [told(quantile(quiet, 0.5)), told(quantile(quiet, 0.95)), told(quantile(quiet, 0.99)), told(quantile(killed, 0.95)), told(Math.max(...samples.map(({ ms }) => ms))), told(caughtUpMs)]
}
