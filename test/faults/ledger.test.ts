/** kill -9 while customers are merged, split and parted again: each step is done or not done, and nothing in between. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { openWorld, type World } from '../world.ts'

const STEPS = 16
const KILLS = 6
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

let bank: World
before(async () => {
  bank = await openWorld()
})
after(() => bank.close())

/** Runs the steps up to `steps` in a process of its own. With `at`, it is killed a random moment after it has begun that step. */
async function act(database: string, steps: number, at = -1): Promise<void> {
  const child = spawn(process.execPath, [join(ROOT, 'test/faults/ledger.ts'), String(steps)], {
    env: { ...process.env, YILAN_HOME: bank.home, YILAN_TEST_DATABASE: database }, stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit') as Promise<[number | null, string | null]>
  for await (const line of createInterface(child.stdout)) {
    if (line !== `begun ${at}`) continue
    await pause(Math.random() * 80) // a step takes about a tenth of a second: somewhere within it
    child.kill('SIGKILL')
  }
  const [code, signal] = await gone
  if (signal !== 'SIGKILL') assert.equal(code, 0)
}

async function ask<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: bank.cluster.url('superuser', database) })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Until the server has noticed that the killed one is gone: whether its last step was done is decided then. */
function quiet(database: string): Promise<void> {
  return ask(database, async (client) => {
    for (;;) {
      const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from pg_stat_activity where datname = $1 and pid <> pg_backend_pid() and backend_type = 'client backend' and (state <> 'idle' or xact_start is not null)`, [database])
      if (rows[0]?.n === 0) return
      await pause(20)
    }
  })
}

const WATCHED: Record<string, string> = {
  steps: `select count(*)::text as row from identity.identity_event where reason = 'fault'`,
  numbers: `select concat_ws(' ', customer_no, org, owner, level, status, state, merged_into) as row from customer.customer order by 1`,
  memberships: `select concat_ws(' ', rec, customer_no, reason) as row from identity.membership where to_event is null order by 1`,
  documents: `select concat_ws(' ', id_token, customer_no) as row from identity.document order by 1`,
  constraints: `select concat_ws(' ', a, b, kind) as row from identity.constraint_pair where lifted_by is null order by 1`,
  golden: `select (to_jsonb(g) - 'as_of' - 'known_at')::text as row from identity.golden g order by 1`,
  holders: `select concat_ws(' ', account_no, key, version, customer_no, until) as row from account.holder order by 1`,
  positions: `select (to_jsonb(p) - 'updated_at')::text as row from account.position p order by 1`,
  waiting: `select customer_no as row from identity.dirty order by 1`,
}

function stateOf(database: string): Promise<Record<string, string[]>> {
  return ask(database, async (client) => {
    const found: Record<string, string[]> = {}
    for (const [name, query] of Object.entries(WATCHED)) found[name] = (await client.query<{ row: string }>(query)).rows.map((each) => each.row)
    return found
  })
}

test(`killed at ${KILLS} random moments, the ledger stands each time where some step ended, and goes on from there`, async (t) => {
  const whole = await bank.copy()
  const after = [await stateOf(whole)]
  for (let step = 1; step <= STEPS / 2; step++) {
    await act(whole, step)
    after.push(await stateOf(whole))
  }
  const broken = await bank.copy()
  const told: string[] = []
  for (let n = 0; n < KILLS; n++) {
    const at = Math.floor((STEPS * (n + Math.random())) / KILLS)
    await act(broken, STEPS, at)
    await quiet(broken)
    const state = await stateOf(broken)
    const done = Number(state.steps?.[0])
    assert.ok(done === at || done === at + 1, `killed in step ${at}, ${done} are done`)
    // A round ends where it began, but for the steps counted.
    assert.deepEqual({ ...state, steps: [] }, { ...after[done % (STEPS / 2)], steps: [] }, `after ${done} steps`)
    told.push(`${at}: ${done === at ? 'not done' : 'done'}`)
  }
  await act(broken, STEPS)
  assert.deepEqual({ ...(await stateOf(broken)), steps: [] }, { ...after[0], steps: [] })
  t.diagnostic(told.join(', '))
})
