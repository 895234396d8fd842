/** Work with a name and a trigger, on graphile-worker in the same database. A job may run twice and means once. */
import { Logger, parseCronItems, run, runOnce, type Runner, type TaskList } from 'graphile-worker'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Logger as Pino } from 'pino'
import { allJobs, allStanding, type Job, type Standing } from './room.ts'
import { engine, type Tx } from './tx.ts'

export { job } from './room.ts'

/** Starts the worker of this process: jobs of all rooms, cron lines in Asia/Shanghai, and the prompt loops. */
export async function startWorker(queueUrl: string, log: Pino): Promise<{ stop(): Promise<void> }> {
  const jobs = allJobs()
  const pool = poolOf(queueUrl)
  const runner: Runner = await run({
    pgPool: pool,
    schema: 'graphile_worker',
    concurrency: 2,
    noHandleSignals: true,
    pollInterval: 1000,
    taskList: taskList(jobs),
    parsedCronItems: parseCronItems(timed(jobs)),
    logger: new Logger((scope) => (level, message) => {
      if (level === 'error' || level === 'warning') log.warn({ scope: scope.label }, message)
    }),
  })
  const loops = jobs.filter((each) => typeof each.every === 'object').map((each) => startLoop(each, log))
  const standing = allStanding().map((each) => startStanding(each, log))
  return {
    async stop() {
      await Promise.all([runner.stop(), ...[...loops, ...standing].map((each) => each.stop())])
      await pool.end()
    },
  }
}

function taskList(jobs: readonly Job[]): TaskList {
  return Object.fromEntries(
    jobs.map((each) => [
      each.name,
      async (payload: unknown) => engine(each.name, (tx) => each.run(tx, payload as never)), // payloads were written by event.publish of the same type
    ]),
  )
}

function timed(jobs: readonly Job[]): { task: string; match: string }[] {
  return jobs.flatMap((each) => (typeof each.every === 'string' ? [{ task: each.name, match: each.every }] : []))
}

/** A prompt loop: every process ticks, the job itself takes an advisory lock where only one may act. */
function startLoop(plan: Job, log: Pino): { stop(): Promise<void> } {
  const waitMs = (plan.every as { seconds: number }).seconds * 1000 // only jobs with seconds come here
  let running: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout
  let stopped = false
  const tick = () => {
    running = engine(plan.name, (tx) => plan.run(tx, undefined as never))
      .catch((error: Error) => log.warn({ job: plan.name, error: error.message }, 'the loop will try again'))
      .finally(() => {
        if (!stopped) timer = setTimeout(tick, waitMs)
      })
  }
  timer = setTimeout(tick, waitMs)
  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}

/** The queue's own transaction has nothing to do while a job works in others, and an idle one is ended after a minute. */
export async function whileAlive<T>(tx: Tx, work: Promise<T>): Promise<T> {
  const beat = setInterval(() => void tx`select 1`, 20_000)
  return work.finally(() => clearInterval(beat))
}

function startStanding(plan: Standing, log: Pino): { stop(): Promise<void> } {
  const end = new AbortController()
  const standing = (async () => {
    while (!end.signal.aborted) {
      await plan.stand(end.signal).catch((error: Error) => log.warn({ standing: plan.name, error: error.message }, 'it will stand again'))
      await pause(AGAIN_MS, undefined, { signal: end.signal }).catch(() => {}) // the signal ends the wait
    }
  })()
  return {
    async stop() {
      end.abort()
      await standing
    },
  }
}
const AGAIN_MS = 1000

/** A job that did not come off, and what it said last. */
export type Undone = { job: string; error: string }

/** Runs every job that is due until none is left, for imports from the command line and for tests. What fails is tried again at once; what still fails is answered and stays for a worker. */
export async function drain(queueUrl: string): Promise<Undone[]> {
  const pool = poolOf(queueUrl)
  try {
    for (let turn = 1; ; turn++) {
      await runOnce({ pgPool: pool, concurrency: 2, schema: 'graphile_worker', noHandleSignals: true, taskList: taskList(allJobs()), logger: new Logger(() => () => {}), preset: RECORDED })
      const { rows } = await pool.query<Undone & { id: string }>(`select id, task_identifier as job, last_error as error from graphile_worker.jobs where last_error is not null and locked_at is null order by id`)
      if (rows.length === 0 || turn === TURNS) return rows.map(({ job, error }) => ({ job, error }))
      await pool.query('select graphile_worker.reschedule_jobs($1::bigint[], now())', [rows.map(({ id }) => id)])
    }
  } finally {
    await pool.end()
  }
}
const TURNS = 3
/** Only in batches is the end of a job waited for: without, a run may return before a failure stands in the queue. */
const RECORDED = { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } }

/** A pool of our own: the one graphile-worker opens from an address has nobody to hear that its server died. */
function poolOf(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 4 })
  pool.on('error', () => {}) // an idle connection went with its server: the next use opens another
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}
