/** The organisation as a bank's file tells it. */
import type { Batch, Loaded, Rejection, Target } from '#kernel/room'
import { sql, type BulkTx, type Sql } from '#kernel/tx'

const KINDS = new Set(['head', 'branch', 'subbranch', 'department'])
export const CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$/

export const orgTarget: Target = {
  entity: 'access.org',
  title: { zh: '机构', en: 'Organisation' },
  rank: 10,
  fields: { key: 'text', name: 'text', parent: 'text', kind: 'text', order: 'integer' },
  required: ['key', 'name', 'kind'],
  choices: { kind: ['head', 'branch', 'subbranch', 'department'] },
  columns: { key: 'text', name: 'text', parent: 'text', kind: 'text', sort: 'int' },
  prepare(row) {
    const { key, name, parent, kind, order } = row
    const reject: Rejection[] = []
    if (!key || !CODE.test(key)) reject.push({ field: 'key', reason: 'format', value: key ?? '' })
    if (!name) reject.push({ field: 'name', reason: 'required' })
    if (!kind || !KINDS.has(kind)) reject.push({ field: 'kind', reason: 'code', value: kind ?? '' })
    return reject.length > 0 ? { reject } : [key ?? '', name ?? '', parent || null, kind ?? '', order ? Number(order) : 0]
  },
  load,
  undo,
  undoesLastOnly: true,
}

async function load(tx: BulkTx, { run }: Batch): Promise<Loaded> {
  await tx`select pg_advisory_xact_lock(7111)`
  await tx`delete from pg_temp.batch b using pg_temp.batch later where later.key = b.key and later.line > b.line`
  await crown(tx, run)
  const moved = await reject(tx, 'parent', 'moved', MOVED)
  const changed = await refresh(tx, run)
  const { added, full } = await grow(tx, run)
  const lost = await reject(tx, 'parent', 'unknown', HOMELESS)
  const [left] = await tx<{ lines: number }[]>`select count(*) as lines from pg_temp.batch`
  return { added, changed, same: (left?.lines ?? 0) - added - changed, rejected: [...moved, ...full, ...lost] }
}

/** One bank, one head: the first in a file becomes it, or takes over the nameless one; a further head stands under it as a branch. */
async function crown(tx: BulkTx, run: number): Promise<void> {
  await tx`
    with first as (select key, name, kind, sort from pg_temp.batch where parent is null order by kind <> 'head', line limit 1),
    before as (
      insert into access.loaded (run, entity, key, before)
      select ${run}, 'access.org', f.key, to_jsonb(o) from first f left join access.org o on o.org = 0
      where o.org is null or (o.run is null and o.code <> f.key and not exists (select from access.org c where c.code = f.key))
      on conflict do nothing
      returning key)
    insert into access.org as o (org, hi, parent, code, name, kind, sort, run)
    select 0, 2147483647, null, f.key, f.name, f.kind, f.sort, ${run} from first f join before b on b.key = f.key
    on conflict (org) do update set code = excluded.code, name = excluded.name, kind = excluded.kind, sort = excluded.sort, run = excluded.run, version = o.version + 1`
  await tx`
    update pg_temp.batch b set parent = o.code, kind = case b.kind when 'head' then 'branch' else b.kind end
    from access.org o where o.org = 0 and b.parent is null and b.key <> o.code`
}

const MOVED = sql`b.parent is not null
  and exists (select from access.org o left join access.org p on p.org = o.parent where o.code = b.key and p.code is distinct from b.parent)`
const HOMELESS = sql`not exists (select from access.org o where o.code = b.key)`

async function reject(tx: BulkTx, field: string, reason: string, which: Sql): Promise<Loaded['rejected']> {
  const lines = await tx<{ line: number; parent: string | null }[]>`delete from pg_temp.batch b where ${which} returning b.line, b.parent`
  return lines.map(({ line, parent }) => ({ line, field, reason, value: parent ?? '' }))
}

async function refresh(tx: BulkTx, run: number): Promise<number> {
  await tx`
    insert into access.loaded (run, entity, key, before)
    select ${run}, 'access.org', o.code, to_jsonb(o) from access.org o join pg_temp.batch b on b.key = o.code
    where (o.name, o.kind, o.sort) is distinct from (b.name, b.kind, b.sort)
    on conflict do nothing`
  return tx.count`
    update access.org o set name = b.name, kind = b.kind, sort = b.sort, version = o.version + 1
    from pg_temp.batch b where b.key = o.code and (o.name, o.kind, o.sort) is distinct from (b.name, b.kind, b.sort)`
}

/** Level by level from the top: each parent gives its new children the next free blocks at once. */
async function grow(tx: BulkTx, run: number): Promise<{ added: number; full: Loaded['rejected'] }> {
  const crowned = await tx<{ lines: number }[]>`
    select count(*) as lines from access.org o join access.loaded l on l.key = o.code and l.run = ${run} and l.entity = 'access.org' and l.before is null
    where o.org = 0 and exists (select from pg_temp.batch b where b.key = o.code)`
  let added = crowned[0]?.lines ?? 0
  for (let placed = -1; placed !== 0; added += placed) placed = await growLevel(tx, run)
  const full = await tx<{ line: number; parent: string }[]>`
    delete from pg_temp.batch b using access.org p
    where p.code = b.parent and not exists (select from access.org o where o.code = b.key) returning b.line, b.parent`
  return { added, full: full.map(({ line, parent }) => ({ line, field: 'parent', reason: 'full', value: parent })) }
}

function growLevel(tx: BulkTx, run: number): Promise<number> {
  return tx.count`
    with ready as (
      select b.key, b.name, b.kind, b.sort, p.org as parent, row_number() over (partition by p.org order by b.sort, b.key) as nth
      from pg_temp.batch b join access.org p on p.code = b.parent
      where not exists (select from access.org o where o.code = b.key)),
    blocks as (
      select r.parent, s.nth, s.org, s.hi
      from (select parent, count(*)::int as many from ready group by parent) r, lateral access.place(r.parent, r.many) s),
    noted as (
      insert into access.loaded (run, entity, key) select ${run}, 'access.org', r.key from ready r join blocks k on k.parent = r.parent and k.nth = r.nth
      on conflict do nothing)
    insert into access.org (org, hi, parent, code, name, kind, sort, run)
    select k.org, k.hi, r.parent, r.key, r.name, r.kind, r.sort, ${run}
    from ready r join blocks k on k.parent = r.parent and k.nth = r.nth`
}

/** Takes back what the run brought; a branch where somebody works by now stays. */
async function undo(tx: BulkTx, run: number): Promise<{ removed: number; restored: number }> {
  await tx`select pg_advisory_xact_lock(7111)`
  const restored = await tx.count`
    update access.org o set code = l.before ->> 'code', name = l.before ->> 'name', kind = l.before ->> 'kind', sort = (l.before ->> 'sort')::int,
      run = (l.before ->> 'run')::int, version = o.version + 1
    from access.loaded l where l.run = ${run} and l.entity = 'access.org' and l.key = o.code and l.before is not null`
  let removed = 0
  for (let gone = -1; gone !== 0; removed += gone) {
    gone = await tx.count`
      delete from access.org o using access.loaded l
      where l.run = ${run} and l.entity = 'access.org' and l.key = o.code and l.before is null
        and not exists (select from access.org c where c.parent = o.org) and not exists (select from access.staff s where s.org = o.org)`
  }
  await tx`delete from access.loaded where run = ${run} and entity = 'access.org'`
  return { removed, restored }
}
