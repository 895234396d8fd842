/** Numbered SQL files of the rooms, applied once each in order. A failed one stops the start; a changed old one does too. */
import { hash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { runMigrations } from 'graphile-worker'
import { Misconfigured } from './error.ts'

export type Migration = { number: number; name: string; text: string; hash: string }

/** Every `NNNN_name.sql` under src, by number. Two files with one number stop the start. */
export function findMigrations(root: string): Migration[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /\/\d{4}_[a-z0-9_]+\.sql$/.test(file))
  const found = files.map((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    return { number: Number(/(\d{4})_[a-z0-9_]+\.sql$/.exec(file)?.[1]), name: file, text, hash: hash('sha256', text) }
  })
  const sorted = found.toSorted((a, b) => a.number - b.number)
  sorted.forEach((each, i) => {
    if (i > 0 && sorted[i - 1]?.number === each.number) {
      throw new Misconfigured(`迁移编号重复：${sorted[i - 1]?.name} 与 ${each.name}`, `two migrations share a number: ${sorted[i - 1]?.name} and ${each.name}`)
    }
  })
  return sorted
}

/** Brings the database to the house's present plan. `owner` and `queue` are connection strings of yilan_owner and yilan_queue. */
export async function migrate(urls: { owner: string; queue: string }, root: string, onStep: (name: string) => void = () => {}): Promise<number> {
  const client = new pg.Client({ connectionString: urls.owner })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(7101)') // one process migrates, the others wait and find it done
    await client.query('create schema if not exists kernel')
    await client.query(
      `create table if not exists kernel.migration (number int primary key, name text not null, hash text not null, at timestamptz not null default now())`,
    )
    await installQueue(client, urls.queue)
    return await applyAll(client, findMigrations(root), onStep)
  } finally {
    await client.end()
  }
}

async function applyAll(client: pg.Client, wanted: Migration[], onStep: (name: string) => void): Promise<number> {
  const { rows } = await client.query<{ number: number; name: string; hash: string }>('select number, name, hash from kernel.migration')
  const done = new Map(rows.map((row) => [row.number, row]))
  let applied = 0
  for (const migration of wanted) {
    const before = done.get(migration.number)
    if (before && before.hash !== migration.hash) {
      throw new Misconfigured(`已执行的迁移 ${before.name} 被改动过，拒绝启动`, `migration ${before.name} has been applied and was changed since: refusing to start`)
    }
    if (before) continue
    onStep(migration.name)
    await applyOne(client, migration)
    applied++
  }
  return applied
}

async function applyOne(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query('begin')
    await client.query(migration.text)
    await client.query('insert into kernel.migration (number, name, hash) values ($1, $2, $3)', [migration.number, migration.name, migration.hash])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    const why = (error as Error).message
    throw new Misconfigured(`迁移 ${migration.name} 失败：${why}`, `migration ${migration.name} failed: ${why}`)
  }
}

/** graphile-worker's own tables, owned by yilan_queue, and the one function through which others enqueue. */
async function installQueue(owner: pg.Client, queueUrl: string): Promise<void> {
  // The queue's role may create its own schema, and nothing more, while this runs.
  const database = (await owner.query<{ name: string }>('select quote_ident(current_database()) as name')).rows[0]?.name
  await owner.query(`grant create on database ${database} to yilan_queue`)
  await runMigrations({ connectionString: queueUrl, schema: 'graphile_worker' })
  await owner.query(`revoke create on database ${database} from yilan_queue`)
  await owner.query('grant usage, create on schema kernel to yilan_queue')
  const queue = new pg.Client({ connectionString: queueUrl })
  await queue.connect()
  try {
    await queue.query(ENQUEUE)
  } finally {
    await queue.end()
    await owner.query('revoke create on schema kernel from yilan_queue')
  }
}

const ENQUEUE = `
create or replace function kernel.enqueue(name text, payload json, job_key text, run_at timestamptz) returns void
language sql security definer set search_path = pg_catalog as $$
  select graphile_worker.add_job(name, payload, run_at => run_at, job_key => job_key) $$;
revoke all on function kernel.enqueue(text, json, text, timestamptz) from public;
grant execute on function kernel.enqueue(text, json, text, timestamptz) to yilan_app, yilan_engine;`
