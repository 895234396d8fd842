import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openBlock } from '#kernel/secret'
import { declaration, openLedger, type Ledger } from '#test/ledger'
import { importFolder } from './import.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const ROWS = 100_000
const KILLS = 3
const folder = mkdtempSync(join(tmpdir(), 'yilan-resume-'))
let ledger: Ledger
before(async () => {
  ledger = await openLedger()
  writeFileSync(join(folder, 'client.csv'), `no,name,phone,id,born,level\n${Array.from({ length: 50 }, (_, i) => `c${i},客户${i},,,,\n`).join('')}`)
  const lines = Array.from({ length: ROWS }, (_, i) => `${i}|c${i % 50}|20260102030405|${i % 3 ? 'C' : 'D'}|${i % 100 === 99 ? 'bad' : i}|`)
  writeFileSync(join(folder, 'entry.txt'), `no|client|at|flag|amount|note\n${lines.join('\n')}\n`)
})
after(async () => {
  await ledger.close()
  rmSync(folder, { recursive: true })
})

test('an import killed at any moment, again and again, ends as if it had never been killed', async () => {
  let kills = 0
  while (kills < KILLS) {
    const ended = await importAndKill(Math.random() * 900)
    if (ended === 'finished') break
    kills++
  }
  assert.equal(await importIn(), 'finished')
  const killed = await outcome()
  assert.ok(kills > 0)
  assert.equal(killed.steps, killed.starts + 1)
  await ledger.owner.query('truncate ledger.client, ledger.client_before, ledger.entry, feed.run, feed.step, feed.block, feed.reject, feed.load cascade')
  await importFolder({ folder, declarations: [declaration] })
  const { starts: _starts, steps: _steps, ...whole } = await outcome()
  const { starts, steps: _, ...rest } = killed
  assert.deepEqual(rest, whole)
  assert.ok(starts >= 1)
})

/** Everything that must not depend on kills: rows, counts, refusals, raw bytes. */
async function outcome() {
  const one = async (text: string) => (await ledger.owner.query(text)).rows[0]
  const { rows: blocks } = await ledger.owner.query<{ sealed: Buffer }>(`
    select b.sealed from feed.block b join feed.run r using (run) join feed.interface i using (interface) where i.name = 'ledger.entry' order by b.first_line`)
  return {
    entries: await one(`select count(*)::int, count(distinct key)::int as keys, sum(amount), sum(line::bigint) as lines from ledger.entry`),
    run: await one(`select r.state, r.lines, r.added, r.changed, r.same, r.rejected, r.bytes_done, r.next_line from feed.run r join feed.interface i using (interface) where i.name = 'ledger.entry'`),
    runs: await one(`select count(*)::int from feed.run r join feed.interface i using (interface) where i.name = 'ledger.entry' and r.state <> 'same'`),
    rejects: await one(`select count(*)::int, sum(line::bigint) as lines from feed.reject`),
    raw: Buffer.concat(blocks.map(({ sealed }) => openBlock(sealed))).length,
    starts: (await one(`select count(*)::int as n from feed.step s join feed.run r using (run) join feed.interface i using (interface) where i.name = 'ledger.entry' and s.name in ('begin', 'resume')`)).n,
    steps: (await one(`select count(*)::int as n from feed.step s join feed.run r using (run) join feed.interface i using (interface) where i.name = 'ledger.entry'`)).n,
  }
}

const CHILD = `
  import { openLedger, declaration } from '#test/ledger'
  import { importFolder } from '#platform/feed'
  const ledger = await openLedger(process.env.LEDGER)
  process.stdout.write('open')
  const { runs } = await importFolder({ folder: process.env.FOLDER, declarations: [declaration] })
  if (runs.some(({ state }) => state === 'busy' || state === 'failed')) process.exitCode = 3
  await ledger.close()`

function start() {
  return spawn(process.execPath, ['--input-type=module', '-e', CHILD], { cwd: ROOT, env: { ...process.env, LEDGER: ledger.database, FOLDER: folder }, stdio: ['ignore', 'pipe', 'inherit'] })
}

async function importAndKill(afterMs: number): Promise<'killed' | 'finished'> {
  const child = start()
  const gone = once(child, 'exit')
  await Promise.race([once(child.stdout, 'data'), gone])
  await Promise.race([pause(afterMs), gone])
  child.kill('SIGKILL')
  const [code] = await gone
  return code === 0 ? 'finished' : 'killed'
}

async function importIn(): Promise<'finished' | number> {
  const child = start()
  const [code] = await once(child, 'exit')
  return code === 0 ? 'finished' : Number(code)
}
