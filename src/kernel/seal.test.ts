import assert from 'node:assert/strict'
import { appendFileSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { record } from './audit.ts'
import { startCluster, type Cluster } from './cluster.ts'
import { migrate } from './migrate.ts'
import { keepHeads, notedHeads, seal, type NotedHead } from './seal.ts'
import { connect, disconnect, engine, serviceNamed, transact, type Who } from './tx.ts'
import { verify, type Break } from './verify.ts'

const database = `seal_${randomUUID().slice(0, 8)}`
const folder = mkdtempSync(join(tmpdir(), 'yilan-seal-'))
const heads = join(folder, 'audit.head')
const wu: Who = { ...serviceNamed('test'), staff: 'wu', kind: 'staff', org: 7 }
let cluster: Cluster
let superuser: pg.Client

before(async () => {
  cluster = await startCluster({ home: process.env.YILAN_TEST_CLUSTER ?? join(tmpdir(), `yilan-test-${process.getuid?.() ?? 0}`) })
  await cluster.createDatabase(database)
  mkdirSync(join(folder, 'src/kernel'), { recursive: true })
  copyFileSync(fileURLToPath(new URL('./0001_kernel.sql', import.meta.url)), join(folder, 'src/kernel/0001_kernel.sql'))
  await migrate({ owner: cluster.url('owner', database), queue: cluster.url('queue', database) }, join(folder, 'src'))
  connect({ app: cluster.url('app', database), engine: cluster.url('engine', database) })
  superuser = new pg.Client({ connectionString: cluster.url('superuser', database) })
  await superuser.connect()
  keepHeads(heads)
})
after(async () => {
  await superuser.end()
  await disconnect()
  await cluster.dropDatabase(database)
  await cluster.stop()
  rmSync(folder, { recursive: true })
})

const look = (subject: string) => transact(wu, (tx) => record(tx, { action: 'customer.read', kind: 'look', subjects: [subject], fields: ['phone'], detail: { amount: 1.1, 客户: subject } }))
const sealNow = () => engine('kernel.seal', seal)
/** Seals until so many are linked: a transaction of any database of the cluster, another test's among them, holds back what came after it. */
async function sealAll(count: number): Promise<void> {
  for (let sealed = await sealNow(); sealed !== count; sealed += await sealNow()) {
    assert.ok(sealed < count, `${sealed} sealed of ${count}`)
    await setTimeout(20)
  }
}
const check = (noted: NotedHead[] = []) => engine('audit.verify', (tx) => verify(tx, noted))

test('an empty log is whole', async () => {
  assert.deepEqual(await check(), { links: 0, unsealed: 0, breaks: [], more: false })
})

test('what is committed is sealed; what is not yet committed waits, and nothing is lost on the way', async () => {
  await look('10000000001')
  const slow = new pg.Client({ connectionString: cluster.url('app', database) })
  await slow.connect()
  await slow.query('begin')
  await slow.query(`select kernel.record('slow', 7, 'slow', 'change', '{10000000009}', '{}', null, null, null, '{}')`)
  await look('10000000002')
  await sealAll(1)
  assert.equal(await sealNow(), 0, 'the later one waits for the earlier transaction to end')
  assert.equal((await check()).unsealed, 1)
  await slow.query('commit')
  await slow.end()
  await sealAll(2)
  assert.deepEqual(await check(), { links: 3, unsealed: 0, breaks: [], more: false })
  assert.equal(await sealNow(), 0)
})

test('an entry that was rolled back leaves no gap in the chain', async () => {
  await assert.rejects(transact(wu, async (tx) => {
    await record(tx, { action: 'customer.read', kind: 'look', subjects: ['10000000003'] })
    throw new Error('the answer could not be sent')
  }))
  await look('10000000004')
  await sealAll(1)
  assert.deepEqual((await check()).breaks, [])
})

test('many sealers at once seal each entry once', async () => {
  await Promise.all(Array.from({ length: 40 }, (_, i) => look(String(20000000000 + i))))
  const sealed = await Promise.all(Array.from({ length: 4 }, sealNow))
  await sealAll(40 - sealed.reduce((sum, count) => sum + count, 0))
  assert.ok(sealed.filter((count) => count > 0).length <= 2)
  assert.deepEqual(await check(), { links: 44, unsealed: 0, breaks: [], more: false })
})

test('neither the application nor the engine can change or take back an entry or a link', async () => {
  for (const role of ['app', 'engine'] as const) {
    const client = new pg.Client({ connectionString: cluster.url(role, database) })
    await client.connect()
    for (const table of ['audit_entry', 'audit_subject', 'audit_link']) {
      for (const attempt of [`delete from kernel.${table}`, `truncate kernel.${table}`]) await assert.rejects(client.query(attempt), { code: '42501' }, `${role}: ${attempt}`)
    }
    await assert.rejects(client.query(`update kernel.audit_entry set staff = 'li'`), { code: '42501' })
    await assert.rejects(client.query(`update kernel.audit_link set hash = ''`), { code: '42501' })
    await client.end()
  }
})

test('the head is noted outside the database, and only once it is committed', async () => {
  await sealNow()
  assert.ok(existsSync(heads))
  const [noted] = notedHeads(heads, database)
  assert.equal(notedHeads(heads, 'another').length, 0)
  const { rows } = await superuser.query<{ hash: string }>(`select encode(hash, 'hex') as hash from kernel.audit_link where link = $1`, [noted?.link])
  assert.equal(rows[0]?.hash, noted?.hash)
  appendFileSync(heads, 'half a line')
  assert.equal(notedHeads(heads, database).length, 1, readFileSync(heads, 'utf8'))
})

// ---- 200 tampers by a superuser, whom nothing stops

type Tamper = { kind: string; statements: (link: number, other: number) => string[]; finds: (link: number, other: number) => { kind: Break['kind']; link?: number } }

const entryOf = (link: number) => `(select entry from kernel.audit_link where link = ${link})`
const TAMPERS: Tamper[] = [
  ...["staff = 'li'", "subjects = '{99999999999}'", "at = at + interval '1 microsecond'", "detail = '{}'", "detail = jsonb_set(detail, '{amount}', '1.10')", "fields = '{}'", "reason = 'asked'", 'org = 8'].map((change): Tamper => ({
    kind: `edit ${change}`,
    statements: (link) => [`update kernel.audit_entry set ${change} where id = ${entryOf(link)}`],
    finds: (link) => ({ kind: 'altered', link }),
  })),
  { kind: 'delete the entry', statements: (link) => [`delete from kernel.audit_entry where id = ${entryOf(link)}`], finds: (link) => ({ kind: 'deleted', link }) },
  {
    kind: 'delete entry, link and list',
    statements: (link) => [`delete from kernel.audit_subject where entry = ${entryOf(link)}`, `delete from kernel.audit_entry where id = ${entryOf(link)}`, `delete from kernel.audit_link where link = ${link}`],
    finds: (link) => ({ kind: link === LINKS ? 'cut' : 'gap', link }),
  },
  {
    kind: 'insert an entry into the past',
    statements: (link) => [`insert into kernel.audit_entry (xid, at, staff, org, action, kind) select xid, at, 'forged', 7, 'customer.read', 'look' from kernel.audit_entry where id = ${entryOf(link)}`],
    finds: () => ({ kind: 'inserted' }),
  },
  {
    kind: 'swap two entries',
    statements: (link, other) => [
      `create temp table pair on commit drop as select link, entry from kernel.audit_link where link in (${link}, ${other})`,
      `update kernel.audit_link set entry = -link where link in (${link}, ${other})`,
      `update kernel.audit_link l set entry = p.entry from pair p where l.link in (${link}, ${other}) and p.link in (${link}, ${other}) and p.link <> l.link`,
    ],
    finds: (link, other) => ({ kind: 'altered', link: Math.min(link, other) }),
  },
  {
    kind: 'swap what two entries say',
    statements: (link, other) => [
      `update kernel.audit_entry a set action = b.action || '!', subjects = b.subjects, detail = b.detail from kernel.audit_entry b
       where (a.id = ${entryOf(link)} and b.id = ${entryOf(other)}) or (a.id = ${entryOf(other)} and b.id = ${entryOf(link)})`,
    ],
    finds: (link, other) => ({ kind: 'altered', link: Math.min(link, other) }),
  },
  { kind: 'change a hash', statements: (link) => [`update kernel.audit_link set hash = sha256(hash) where link = ${link}`], finds: (link) => ({ kind: 'altered', link }) },
  {
    kind: 'cut the tail',
    statements: (link) => [`delete from kernel.audit_entry where id in (select entry from kernel.audit_link where link >= ${link})`, `delete from kernel.audit_link where link >= ${link}`],
    finds: (link) => ({ kind: 'cut', link }),
  },
  {
    kind: 'cut the tail and set the head back',
    statements: (link) => [
      `delete from kernel.audit_subject where entry in (select entry from kernel.audit_link where link >= ${link})`,
      `delete from kernel.audit_entry where id in (select entry from kernel.audit_link where link >= ${link})`,
      `delete from kernel.audit_link where link >= ${link}`,
      `update kernel.audit_head set link = ${link} - 1, hash = coalesce((select hash from kernel.audit_link where link = ${link} - 1), hash)`,
    ],
    finds: (link) => ({ kind: 'cut', link }),
  },
  { kind: 'hide a look', statements: (link) => [`delete from kernel.audit_subject where entry = ${entryOf(link)}`], finds: (link) => ({ kind: 'hidden', link }) },
]
const LINKS = 300

test('each of 200 random tampers is found and its place is named', async () => {
  await superuser.query('truncate kernel.audit_entry, kernel.audit_subject, kernel.audit_link, kernel.audit_head')
  for (let at = 0; at < LINKS; at += 20) await Promise.all(Array.from({ length: 20 }, (_, i) => look(String(30000000000 + at + i))))
  await sealAll(LINKS)
  const noted = await headNow()
  await keepCopies()
  assert.deepEqual(await check(noted), { links: LINKS, unsealed: 0, breaks: [], more: false })
  for (let round = 0; round < 200; round++) {
    const tamper = TAMPERS[round % TAMPERS.length] as Tamper // within bounds
    const link = 1 + Math.floor(Math.random() * LINKS)
    const other = ((link + Math.floor(Math.random() * (LINKS - 1))) % LINKS) + 1
    await superuser.query('begin')
    for (const statement of tamper.statements(link, other)) await superuser.query(statement)
    await superuser.query('commit')
    const { breaks } = await check(noted)
    const [first] = breaks
    const expected = tamper.finds(link, other)
    const said = `${tamper.kind} at ${link}, ${other}: ${JSON.stringify(breaks.slice(0, 3))}`
    assert.equal(first?.kind, expected.kind, said)
    if (expected.link !== undefined) assert.equal(first?.link, expected.link, said)
    if (expected.kind === 'inserted') assert.ok((first?.entry ?? 0) > LINKS, said)
    await restoreCopies()
  }
  assert.deepEqual((await check(noted)).breaks, [])
})

test('a chain written anew from some link on, head and all, is found by the head noted outside', async () => {
  const noted = await headNow()
  await superuser.query(`update kernel.audit_entry set staff = 'li' where id = ${entryOf(LINKS - 5)}`)
  await superuser.query(`delete from kernel.audit_link where link >= ${LINKS - 5}`)
  await superuser.query(`update kernel.audit_head h set link = l.link, hash = l.hash, horizon = e.xid
    from kernel.audit_link l, kernel.audit_entry e where l.link = ${LINKS - 6} and e.id = (select min(id) from kernel.audit_entry where id > l.entry)`)
  await superuser.query(`delete from kernel.audit_subject`)
  await superuser.query(`insert into kernel.audit_subject select s, at, id from kernel.audit_entry, unnest(subjects) s`)
  await sealAll(6)
  assert.deepEqual((await check()).breaks.filter((each) => each.kind !== 'inserted'), [], 'from inside nothing is to be seen')
  assert.ok((await check(noted)).breaks.some((each) => each.kind === 'rewritten' && each.link === LINKS), JSON.stringify((await check(noted)).breaks))
  await restoreCopies()
})

async function headNow(): Promise<NotedHead[]> {
  const { rows } = await superuser.query<{ link: number; hash: string }>(`select link, encode(hash, 'hex') as hash from kernel.audit_head`)
  return rows.map(({ link, hash }) => ({ at: '', link, hash }))
}

const TABLES = ['audit_entry', 'audit_subject', 'audit_link', 'audit_head']

async function keepCopies(): Promise<void> {
  await superuser.query('create schema copy')
  for (const table of TABLES) await superuser.query(`create table copy.${table} as select * from kernel.${table}`)
}

async function restoreCopies(): Promise<void> {
  await superuser.query(`truncate ${TABLES.map((table) => `kernel.${table}`).join(', ')}`)
  for (const table of TABLES) await superuser.query(`insert into kernel.${table} ${table === 'audit_entry' ? 'overriding system value' : ''} select * from copy.${table}`)
}
