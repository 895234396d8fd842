/** A bank that follows a core, with everything between them in the test's hands: the line, the reader, the core itself. */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { DECLARATION, PUBLICATION, seedCore, startCore, type Core } from '../demo/core/core.ts'
import { beginning } from '../demo/core/seed.ts'
import { open, openBlock } from '../src/kernel/secret.ts'
import { engine } from '../src/kernel/tx.ts'
import { connectSource } from '../src/platform/feed/index.ts'

export type Line = { port: number; cut(): void; mend(): void; close(): void }

/** A line that can be cut: nothing passes and nobody is told. */
export async function layLine(to: () => number): Promise<Line> {
  const ends = new Set<Socket>()
  let isCut = false
  const server: Server = createServer((near) => {
    if (isCut) return void ends.add(near)
    const far = connect(to(), '127.0.0.1')
    for (const [one, other] of [[near, far], [far, near]] as const) {
      ends.add(one)
      one.on('error', () => {})
      one.on('close', () => { ends.delete(one); if (!isCut) other.destroy() })
      one.on('data', (bytes) => { if (!isCut) other.write(bytes) })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number } // a TCP server's address
  const drop = () => { for (const end of ends) end.destroy(); ends.clear() }
  return { port, cut: () => { isCut = true }, mend: () => { isCut = false; drop() }, close: () => { drop(); server.close() } }
}

export type Followed = { core: Core; line: Line; client: pg.Client; close(): Promise<void> }

/** A core that begins with what the bank knows of it, followed over a line. The bank is the one this process is connected to. */
export async function followCore(home: string, customers: number): Promise<Followed> {
  const core = await startCore(home)
  const line = await layLine(() => Number(new URL(core.follower()).port))
  const client = await core.open()
  const began = await beginning(DECLARATION.source, customers)
  await seedCore(client, began.customers, began.accounts)
  const address = new URL(core.follower())
  address.port = String(line.port)
  await connectSource(DECLARATION, { address: address.href, slot: 'yilan', publication: PUBLICATION })
  return { core, line, client, close: async () => { line.close(); await client.end().catch(() => {}); await core.stop() } }
}

/** The worker as a process of its own, so that it can be killed like one. */
export async function startWorkerChild(env: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('faults/worker.ts', import.meta.url))], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data'), once(child, 'exit').then(() => Promise.reject(new Error('the worker did not start')))])
  return child
}

export async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

/** Kills the core's postmaster and starts it again; who watches the cluster would do the same. */
export async function restartCore(home: string, core: Core): Promise<void> {
  const { folder } = JSON.parse(readFileSync(join(home, 'cluster.json'), 'utf8')) as { folder: string }
  const pid = Number(readFileSync(join(folder, 'data/postmaster.pid'), 'utf8').split('\n')[0])
  const back = Promise.withResolvers<void>()
  const unwatch = core.cluster.watch(() => back.resolve(), (error) => back.reject(error as Error))
  process.kill(pid, 'SIGKILL')
  await back.promise
  unwatch()
}

export async function until(isTrue: () => Promise<boolean>, patienceMs: number, what: string): Promise<number> {
  const began = performance.now()
  while (!(await isTrue())) {
    if (performance.now() - began > patienceMs) throw new Error(`${what}: not within ${patienceMs} ms`)
    await pause(50)
  }
  return performance.now() - began
}

const asked = async <Row>(client: pg.Client, text: string): Promise<Row[]> => (await client.query(text)).rows as Row[] // each caller names what its own SQL selects

/** One entry more behind everything that was said: once it is there, so is all before it. */
export async function saySomethingLast(client: pg.Client): Promise<void> {
  await client.query(`select hx.jz((select min(zh) from hx.zhxx where zhlx = 'S' and zhzt = '0'), 0.01, '1401', 'SYS', '结息')`)
}

/** Everything that was received has been taken in, and it ends where the core's log ends. */
export async function hasCaughtUp(client: pg.Client): Promise<boolean> {
  const [core] = await asked<{ n: number; last: string }>(client, 'select count(*)::int as n, max(lsh) as last from hx.jymx')
  const bank = await engine('test', (tx) => tx.one<{ n: number; waiting: number }>`
    select (select count(*)::int from account.transaction where key like 'H%') as n,
      (select count(*)::int from feed.intake k join feed.portion p on p.name = k.name and p.portion > k.portion) as waiting`)
  return bank?.n === core?.n && bank?.waiting === 0
}

export type Difference = { lost: string[]; doubled: string[]; wrong: string[] }

/** The core and the bank, key by key. */
export async function compare(client: pg.Client): Promise<Difference & { entries: number; accounts: number; customers: number }> {
  const entries = await asked<{ key: string; said: string }>(client, `select lsh as key, concat_ws(' ', zh, case jdbz when 'D' then -jyje else jyje end, zhye) as said from hx.jymx`)
  const posted = await engine('test', (tx) => tx<{ key: string; said: string }[]>`
    select key, concat_ws(' ', split_part(account_no, ':', 2), amount, balance) as said from account.transaction where key like 'H%'`)
  const accounts = await asked<{ key: string; said: string }>(client, `select zh as key, concat_ws(' ', ye, zhzt) as said from hx.zhxx`)
  const held = await engine('test', (tx) => tx<{ key: string; said: string }[]>`
    select key, concat_ws(' ', told_balance, case status when 'open' then '0' when 'dormant' then '1' when 'frozen' then '2' else '9' end) as said
    from account.account where source = 'savings' and key = any(${accounts.map(({ key }) => key)}::text[])`)
  const customers = await asked<{ key: string; said: string }>(client, `select khh as key, concat_ws('|', khmc, sjhm, lxdz) as said from hx.khxx`)
  const records = await engine('test', (tx) => tx<{ key: string; name: string; phone: string | null; address: string | null }[]>`
    select key, name, phone, address from identity.source_record where source = 'savings' and valid_to is null and key = any(${customers.map(({ key }) => key)}::text[])`)
  const known = records.map(({ key, name, phone, address }) => ({ key, said: [name, phone && open(phone), address].filter((each) => each !== null).join('|') }))
  const parts = [differ(entries, posted), differ(accounts, held), differ(customers, known)]
  return {
    lost: parts.flatMap(({ lost }) => lost), doubled: parts.flatMap(({ doubled }) => doubled), wrong: parts.flatMap(({ wrong }) => wrong),
    entries: entries.length, accounts: accounts.length, customers: customers.length,
  }
}

function differ(there: readonly { key: string; said: string }[], here: readonly { key: string; said: string }[]): Difference {
  const found = new Map<string, string[]>()
  for (const { key, said } of here) found.set(key, [...(found.get(key) ?? []), said])
  return {
    lost: there.filter(({ key }) => !found.has(key)).map(({ key }) => key),
    doubled: [...found].filter(([, said]) => said.length > 1).map(([key]) => key),
    wrong: there.filter(({ key, said }) => found.has(key) && found.get(key)?.[0] !== said).map(({ key, said }) => `${key}: ${said} ≠ ${found.get(key)?.[0]}`),
  }
}

type Told = { op: string; before: Record<string, string> | null; after: Record<string, string> | null; source: { lsn: string } }

/** What was received, in the order in which it was taken in: of each key every change begins where the one before it ended. */
export async function broken(name: string, key: string): Promise<string[]> {
  const blocks = await engine('test', (tx) => tx<{ sealed: Buffer }[]>`
    select b.sealed from feed.portion p join feed.block b on b.run = p.run and b.first_line = p.first_line where p.name = ${name} and p.replays is null order by p.portion`)
  const stands = new Map<string, string>()
  const gaps: string[] = []
  for (const line of blocks.flatMap(({ sealed }) => openBlock(sealed).toString('utf8').split('\n').slice(0, -1))) {
    const { op, before, after } = JSON.parse(line) as Told
    const of = (after ?? before)?.[key] as string // every change has one of both
    const stood = stands.get(of)
    const begins = JSON.stringify(before)
    if (stood !== undefined && (op === 'c' ? stood !== 'null' : stood !== begins)) gaps.push(of)
    stands.set(of, JSON.stringify(after))
  }
  return gaps
}

export function assertSame(found: Difference): void {
  assert.deepEqual({ lost: found.lost.slice(0, 5), doubled: found.doubled.slice(0, 5), wrong: found.wrong.slice(0, 5) }, { lost: [], doubled: [], wrong: [] })
}
