/** A room of the tests' own for what platform/feed does: a ledger of clients and of their entries, in a database of its own. */
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startCluster, type Cluster } from '../src/kernel/cluster.ts'
import { readConfig } from '../src/kernel/config.ts'
import { migrate } from '../src/kernel/migrate.ts'
import { defineRoom, install, type Target } from '../src/kernel/room.ts'
import { installKeys } from '../src/kernel/secret.ts'
import { bulk, connect, disconnect, type BulkTx } from '../src/kernel/tx.ts'
import { fileURLToPath } from 'node:url'
import { room as feed } from '../src/platform/feed/room.ts'

export type Ledger = { database: string; owner: pg.Client; close(): Promise<void> }

const SRC = fileURLToPath(new URL('../src/', import.meta.url))
const HOME = () => process.env.YILAN_TEST_CLUSTER ?? join(tmpdir(), `yilan-test-${process.getuid?.() ?? 0}`)

/** A fresh database with the ledger's tables; or one that is there already, as a second process finds it. */
export async function openLedger(existing?: string): Promise<Ledger> {
  const config = readConfig({ YILAN_HOME: HOME(), YILAN_PROFILE: 'demo' })
  const cluster = await startCluster(config)
  const database = existing ?? `ledger_${randomUUID().slice(0, 8)}`
  if (!existing) await cluster.createDatabase(database)
  installKeys(config.keys)
  install([feed, ledgerRoom])
  if (!existing) await lay(cluster, database)
  connect({ app: cluster.url('app', database), engine: cluster.url('engine', database) })
  const owner = new pg.Client({ connectionString: cluster.url('superuser', database) })
  await owner.connect()
  return {
    database,
    owner,
    async close() {
      await owner.end()
      await disconnect()
      if (!existing) await cluster.dropDatabase(database)
      await cluster.stop()
    },
  }
}

async function lay(cluster: Cluster, database: string): Promise<void> {
  await migrate({ owner: cluster.url('owner', database), queue: cluster.url('queue', database) }, SRC)
  const owner = new pg.Client({ connectionString: cluster.url('owner', database) })
  await owner.connect()
  await owner.query(`
    create schema ledger;
    create table ledger.client (source text, key text, name text, phone text, birthday date, grade text, run int, line int, primary key (source, key));
    create table ledger.client_before (run int, source text, key text, was jsonb);
    create table ledger.entry (source text, key text, client text, at timestamptz, amount numeric(12, 2), run int, line int, primary key (source, key));
    select kernel.protect(t, by => 'open') from unnest('{ledger.client,ledger.client_before,ledger.entry}'::regclass[]) t;`)
  await owner.end()
}

export const settled: string[] = []

const clients: Target = {
  entity: 'ledger.client', undoesLastOnly: true, title: { zh: '客户', en: 'Clients' }, rank: 30,
  fields: { name: 'text', phone: 'text', idNumber: 'text', birthday: 'day', grade: 'text' },
  required: ['name'],
  columns: { key: 'text', name: 'text', phone: 'text', birthday: 'date', grade: 'text' },
  prepare(row) {
    const { key, name, phone, idNumber, birthday, grade } = row as Record<string, string | null>
    if (idNumber && !/^\d{17}[\dX]$/.test(idNumber)) return { reject: [{ field: 'idNumber', reason: 'bad-check-digit', value: idNumber }] }
    if (birthday && birthday > '2026-12-31') return { reject: [{ field: 'birthday', reason: 'impossible', value: birthday }] }
    return [key, name, phone, birthday, grade] as (string | null)[]
  },
  async load(tx, { run, source }) {
    const [counts] = await tx<{ added: number; changed: number; same: number }[]>`
      with old as (
        select c.key, c.name, c.phone, c.birthday, c.grade, c.run from ledger.client c join pg_temp.batch b on c.source = ${source} and c.key = b.key),
      kept as (
        insert into ledger.client_before (run, source, key, was)
        select ${run}, ${source}, o.key, to_jsonb(o) from old o join pg_temp.batch b using (key)
        where o.run <> ${run} and (o.name, o.phone, o.birthday, o.grade) is distinct from (b.name, b.phone, b.birthday, b.grade)),
      written as (
        insert into ledger.client (source, key, name, phone, birthday, grade, run, line)
        select ${source}, key, name, phone, birthday, grade, ${run}, line from pg_temp.batch
        on conflict (source, key) do update set name = excluded.name, phone = excluded.phone, birthday = excluded.birthday, grade = excluded.grade,
          run = excluded.run, line = excluded.line
        where client.run <> excluded.run and (client.name, client.phone, client.birthday, client.grade) is distinct from (excluded.name, excluded.phone, excluded.birthday, excluded.grade)
        returning key)
      select (select count(*) from written w where not exists (select from old o where o.key = w.key)) as added,
        (select count(*) from written w where exists (select from old o where o.key = w.key)) as changed,
        (select count(*) from old o where o.run <> ${run}) - (select count(*) from written w where exists (select from old o where o.key = w.key)) as same`
    const rejected = await twice(tx, 'client', source, run)
    return { ...(counts as { added: number; changed: number; same: number }), rejected }
  },
  async undo(tx, run) {
    const restored = await tx.count`
      update ledger.client c set name = b.was ->> 'name', phone = b.was ->> 'phone', birthday = (b.was ->> 'birthday')::date, grade = b.was ->> 'grade', run = (b.was ->> 'run')::int
      from ledger.client_before b where b.run = ${run} and c.source = b.source and c.key = b.key`
    return { restored, removed: await tx.count`delete from ledger.client where run = ${run}` }
  },
  async settle(source) {
    settled.push(source)
  },
  async trace(tx, run, line) {
    const rows = await tx<{ key: string }[]>`select key from ledger.client where run = ${run} and line = ${line}`
    return rows.map(() => ({ label: { zh: '客户', en: 'Client' }, href: null }))
  },
  async census(tx, source) {
    const [{ count }] = (await tx<{ count: number }[]>`select count(*) as count from ledger.client where source = ${source}`) as [{ count: number }]
    return [{ title: { zh: '客户', en: 'Clients' }, count }]
  },
}

const entries: Target = {
  entity: 'ledger.entry', undoesLastOnly: true, title: { zh: '流水', en: 'Entries' }, rank: 70,
  fields: { client: 'text', at: 'instant', amount: 'amount' },
  required: ['client', 'at', 'amount'],
  columns: { key: 'text', client: 'text', at: 'timestamptz', amount: 'numeric(12, 2)' },
  prepare: (row) => [row.key as string, row.client as string, row.at as string, row.amount as string],
  async load(tx, { run, source }) {
    const orphans = await tx<{ line: number; client: string }[]>`
      delete from pg_temp.batch b where not exists (select from ledger.client c where c.source = ${source} and c.key = b.client) returning line, client`
    const [{ staged }] = (await tx<{ staged: number }[]>`select count(*) as staged from pg_temp.batch`) as [{ staged: number }]
    const added = await tx.count`
      insert into ledger.entry (source, key, client, at, amount, run, line)
      select ${source}, key, client, at, amount, ${run}, line from pg_temp.batch
      on conflict do nothing`
    const rejected = added < staged ? await twice(tx, 'entry', source, run) : []
    return {
      added, changed: 0, same: staged - added - rejected.length,
      rejected: [...rejected, ...orphans.map(({ line, client }) => ({ line, field: 'client', reason: 'unknown-reference', value: client }))],
    }
  },
  async undo(tx, run) {
    return { removed: await tx.count`delete from ledger.entry where run = ${run}`, restored: 0 }
  },
}

/** Rows whose key this very run brought on an earlier line. */
async function twice(tx: BulkTx, table: 'client' | 'entry', source: string, run: number) {
  const rows = table === 'client'
    ? await tx<{ line: number; key: string }[]>`select b.line, b.key from pg_temp.batch b join ledger.client c on c.source = ${source} and c.key = b.key where c.run = ${run} and c.line <> b.line`
    : await tx<{ line: number; key: string }[]>`select b.line, b.key from pg_temp.batch b join ledger.entry e on e.source = ${source} and e.key = b.key where e.run = ${run} and e.line <> b.line`
  return rows.map(({ line, key }) => ({ line, field: 'key', reason: 'duplicate-key', value: key }))
}

export const ledgerRoom = defineRoom({ name: 'ledger', floor: 'center', title: { zh: '台账', en: 'Ledger' }, targets: [clients, entries] })

/** Every row of the ledger, without the run and line it came by. */
export async function contents(): Promise<{ clients: unknown[]; entries: unknown[] }> {
  return bulk('test', async (tx) => ({
    clients: await tx`select source, key, name, phone, birthday, grade from ledger.client order by source, key`,
    entries: await tx`select source, key, client, at, amount from ledger.entry order by source, key`,
  }))
}

const both = (word: string) => ({ zh: word, en: word })
export const declaration = {
  source: 'ledger', title: both('台账'), zone: 'Asia/Shanghai',
  interfaces: [
    {
      name: 'ledger.client', title: both('客户'), entity: 'ledger.client', files: ['client*.csv', 'client*.csv.gz'], encoding: 'utf-8',
      columns: {
        no: { type: 'text', required: true, max: 20 }, name: { type: 'text', required: true, max: 8 }, phone: { type: 'text', pattern: '^\\d{11}$' },
        id: { type: 'text' }, born: { type: 'date', format: 'YYYYMMDD' }, level: { type: 'code', set: 'level' },
      },
      codes: { level: { '1': 'standard', '2': 'gold' } },
      key: ['no'],
      map: { name: 'name', phone: 'phone', idNumber: 'id', birthday: 'born', grade: 'level' },
    },
    {
      name: 'ledger.entry', title: both('流水'), entity: 'ledger.entry', files: ['entry*.txt', 'entry*.txt.gz'], encoding: 'gb18030', delimiter: '|', quote: null,
      columns: {
        no: { type: 'integer', required: true }, client: { type: 'text', required: true }, at: { type: 'instant', format: 'YYYYMMDDHHmmss', required: true },
        flag: { type: 'code', set: 'flag', required: true }, amount: { type: 'amount', scale: 'cents', required: true }, note: { type: 'text', max: 40 },
      },
      codes: { flag: { D: 'debit', C: 'credit' } },
      key: ['no'],
      map: { client: 'client', at: 'at', amount: { column: 'amount', sign: { column: 'flag', negative: ['D'] } } },
    },
  ],
}
