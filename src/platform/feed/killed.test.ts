/** A process killed in the middle of a replay or of an undo leaves it done or not done, never half; whoever goes on ends it as if nothing had been. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { serviceNamed, transact } from '#kernel/tx'
import { declaration, openLedger, type Ledger } from '#test/ledger'
import { importFolder } from './import.ts'
import { openReplay, replay } from './replay.ts'
import { askUndo, undo } from './undo.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const ROWS = 60_000
const steward = { ...serviceNamed('test'), staff: 'E0002' }
const folder = mkdtempSync(join(tmpdir(), 'yilan-killed-'))
let ledger: Ledger
let run: number
before(async () => {
  ledger = await openLedger()
  writeFileSync(join(folder, 'client.csv'), `no,name,phone,id,born,level\n${Array.from({ length: ROWS }, (_, i) => `c${i},客户${i % 999},,,,${i % 2 ? '9' : '1'}`).join('\n')}\n`)
  const { runs } = await importFolder({ folder, declarations: [declaration] })
  run = runs[0]?.run ?? assert.fail()
})
after(async () => {
  await ledger.close()
  rmSync(folder, { recursive: true })
})

const counts = async () => (await ledger.owner.query<{ state: string; lines: number; added: number; rejected: number; repaired: number }>('select state, lines, added, rejected, repaired from feed.run where run = $1', [run])).rows[0] ?? assert.fail()
const clients = async (): Promise<number> => (await ledger.owner.query<{ n: number }>('select count(*)::int as n from ledger.client')).rows[0]?.n ?? 0

test('a replay killed again and again loads every line once', async () => {
  assert.deepEqual(await counts(), { state: 'done', lines: ROWS, added: ROWS / 2, rejected: ROWS / 2, repaired: 0 })
  const known = structuredClone(declaration)
  Object.assign(known.interfaces[0]?.codes ?? {}, { level: { '1': 'standard', '2': 'gold', '9': 'gold' } })
  await importFolder({ folder: null, declarations: [known] })
  const asked = await transact(steward, (tx) => openReplay(tx, { run, reason: 'unknown-code', why: '代码已补登' }))
  for (let kill = 0; kill < 3; kill++) {
    await startAndKill(`const { replay } = await import('#platform/feed'); await replay(${asked.replay})`, 150 + Math.random() * 700)
    const { added, rejected, repaired } = await counts()
    assert.equal(added, await clients(), 'what is counted is there')
    assert.deepEqual([added + rejected, added], [ROWS, ROWS / 2 + repaired])
  }
  await replay(asked.replay)
  await replay(asked.replay)
  assert.deepEqual(await counts(), { state: 'done', lines: ROWS, added: ROWS, rejected: 0, repaired: ROWS / 2 })
  assert.equal(await clients(), ROWS)
})

test('an undo killed at any moment has taken back everything or nothing', async () => {
  await transact(steward, (tx) => askUndo(tx, run, '导错文件'))
  for (let kill = 0; kill < 3; kill++) {
    await startAndKill(`const { undo } = await import('#platform/feed'); await undo(${run})`, 100 + Math.random() * 500)
    // The server may still be ending what the dead process had begun.
    await ledger.owner.query('select from feed.run where run = $1 for update', [run])
    const { state } = await counts()
    assert.deepEqual([state, await clients()], state === 'undone' ? ['undone', 0] : ['undoing', ROWS])
  }
  await undo(run)
  assert.deepEqual([(await counts()).state, await clients()], ['undone', 0])
})

async function startAndKill(work: string, afterMs: number): Promise<void> {
  const code = `
    import { openLedger } from '#test/ledger'
    const ledger = await openLedger(process.env.LEDGER)
    process.stdout.write('open')
    ${work}
    await ledger.close()`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { cwd: ROOT, env: { ...process.env, LEDGER: ledger.database }, stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(child, 'exit')
  await Promise.race([once(child.stdout, 'data'), gone])
  await Promise.race([pause(afterMs), gone])
  child.kill('SIGKILL')
  await gone
}
