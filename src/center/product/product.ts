/** 产品目录 as the bank's product system delivers it. */
import type { Batch, Loaded, Rejection, Target } from '#kernel/room'
import { sql, type BulkTx } from '#kernel/tx'
import { beginUndo } from '#kernel/undone'

const fields = { key: 'text', name: 'text', kind: 'text', currency: 'text', risk: 'text', rate: 'number', term: 'integer', minimum: 'amount', status: 'text' } as const
const columns = { key: 'text', name: 'text', kind: 'text', currency: 'text', risk: 'text', rate: 'numeric', term_days: 'int', minimum: 'numeric', status: 'text' } as const

const CODES = {
  kind: new Set(['deposit', 'loan', 'card', 'fund', 'wealth', 'insurance', 'metal', 'service']),
  risk: new Set(['R1', 'R2', 'R3', 'R4', 'R5']),
  status: new Set(['planned', 'on-sale', 'closed']),
}

export const target: Target = {
  entity: 'product.product',
  title: { zh: '产品', en: 'Products' },
  rank: 25,
  fields,
  required: ['key', 'name', 'kind'],
  choices: { kind: [...CODES.kind], risk: [...CODES.risk], status: [...CODES.status] },
  columns,
  prepare,
  load,
  brought: () => sql`
    select b.line, p.run, p.line as at from pg_temp.batch b join product.product p on p.product = b.key`,
  undo,
}

function prepare(row: Record<string, string | null>): (string | null)[] | { reject: Rejection[] } {
  const { key = null, name = null, kind = null, risk = null, rate = null, term = null, minimum = null } = row
  const currency = row.currency ?? 'CNY'
  const status = row.status ?? 'on-sale'
  const reject: Rejection[] = Object.entries({ key, name, kind }).flatMap(([field, value]) => (value ? [] : [{ field, reason: 'missing' }]))
  for (const [field, value] of Object.entries({ kind, risk, status })) {
    if (value && !CODES[field as keyof typeof CODES].has(value)) reject.push({ field, reason: 'unknown-code', value }) // the three fields are those of CODES
  }
  if (!/^[A-Z]{3}$/.test(currency)) reject.push({ field: 'currency', reason: 'bad-format', value: currency })
  if (term && Number(term) <= 0) reject.push({ field: 'term', reason: 'impossible', value: term })
  return reject.length > 0 ? { reject } : [key, name, kind, currency, risk, rate, term, minimum, status]
}

async function load(tx: BulkTx, batch: Batch): Promise<Loaded> {
  await tx`
    insert into product.before (run, product, found)
    select ${batch.run}, b.key, case when p.product is not null then to_jsonb(p) end
    from pg_temp.batch b
    left join product.product p on p.product = b.key
    where p.product is null
      or (p.name, p.kind, p.currency, p.risk, p.rate, p.term_days, p.minimum, p.status) is distinct from (b.name, b.kind, b.currency, b.risk, b.rate, b.term_days, b.minimum, b.status)
    on conflict do nothing`
  const counts = await tx.one<{ added: number; changed: number; same: number }>`
    with written as (
      insert into product.product (product, name, kind, currency, risk, rate, term_days, minimum, status, source, run, line)
      select key, name, kind, currency, risk, rate, term_days, minimum, status, ${batch.source}, ${batch.run}, line from pg_temp.batch order by key
      on conflict (product) do update set
        name = excluded.name, kind = excluded.kind, currency = excluded.currency, risk = excluded.risk, rate = excluded.rate, term_days = excluded.term_days,
        minimum = excluded.minimum, status = excluded.status, source = excluded.source, run = excluded.run, line = excluded.line
      where (product.name, product.kind, product.currency, product.risk, product.rate, product.term_days, product.minimum, product.status)
        is distinct from (excluded.name, excluded.kind, excluded.currency, excluded.risk, excluded.rate, excluded.term_days, excluded.minimum, excluded.status)
      returning product)
    select count(*) filter (where f.found is null and w.product is not null) as added, count(*) filter (where f.found is not null and w.product is not null) as changed,
      count(*) filter (where w.product is null) as same
    from pg_temp.batch b
    left join written w on w.product = b.key
    left join product.before f on f.run = ${batch.run} and f.product = b.key`
  return { added: 0, changed: 0, same: 0, ...counts, rejected: [] }
}

async function undo(tx: BulkTx, run: number): Promise<{ removed: number; restored: number }> {
  await beginUndo(tx)
  await unchain(tx, run)
  await tx`
    insert into pg_temp.unsaid (key, base)
    select p.product, coalesce((f.found ->> 'run')::int, 0)
    from product.product p left join product.before f on f.run = ${run} and f.product = p.product
    where p.run = ${run}`
  const removed = await tx.count`
    delete from product.product p using product.before f where f.run = ${run} and f.product = p.product and p.run = ${run} and f.found is null`
  const restored = await tx.count`
    update product.product p
    set name = o.name, kind = o.kind, currency = o.currency, risk = o.risk, rate = o.rate, term_days = o.term_days, minimum = o.minimum, status = o.status,
        source = o.source, run = o.run, line = o.line
    from product.before f, jsonb_populate_record(null::product.product, f.found) o
    where f.run = ${run} and f.product = p.product and p.run = ${run} and f.found is not null`
  await tx`delete from product.before where run = ${run}`
  return { removed, restored }
}

/** Products that a later run changed: what it found is now what this run had found. */
async function unchain(tx: BulkTx, run: number): Promise<void> {
  await tx`
    update product.before b set found = (select e.found from product.before e where e.run = ${run} and e.product = b.product)
    where (b.found ->> 'run')::int = ${run} and b.run <> ${run}`
}
