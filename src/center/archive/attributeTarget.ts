/** What feed can load into the attributes: its fields are those declared at this moment, so a new one needs no new program. */
import { attributesWhere, declassify, reclassify } from '#center/customer'
import type { Attribute } from '#center/customer/type.api'
import type { Batch, FieldType, Loaded, Rejection, Target } from '#kernel/room'
import { sql, type BulkTx, type Sql, type Tx } from '#kernel/tx'
import { attributesWritten } from './events.ts'
import { keep, readValue } from './attributeValue.ts'

type Row = Record<string, string | null>

/** As it is without a database: a row still names its customer. */
export const attributeTarget: Target = {
  entity: 'archive.attribute',
  title: { zh: '客户补充属性', en: 'Customer attributes' },
  rank: 35,
  fields: { key: 'text', customer: 'text', type: 'text', day: 'day' },
  required: ['key', 'customer'],
  titles: { type: { zh: '客户类别', en: 'Customer type' }, day: { zh: '资料日期', en: 'As of' } },
  columns: { key: 'text', customer: 'text', type: 'text', day: 'date', said: 'jsonb' },
  prepare: () => ({ reject: [{ field: 'customer', reason: 'impossible' }] }),
  present,
  load,
  brought: (source) => sql`
    select b.line, a.run, a.line as at
    from pg_temp.batch b
    cross join lateral (select run, line from archive.attribute where source = ${source} and key = b.customer order by said_on desc, run desc nulls last limit 1) a`,
  undo,
  trace,
}

async function present(tx: Tx): Promise<Target> {
  const [declared, types] = await Promise.all([attributesWhere(tx, sql`a.state = 'active'`), tx<{ type: string }[]>`select type from customer.type where state = 'active'`])
  const known = new Set(types.map((each) => each.type))
  return {
    ...attributeTarget,
    fields: { ...attributeTarget.fields, ...Object.fromEntries(declared.map(({ attribute, kind }) => [attribute, fieldTypes[kind] ?? 'text'])) },
    titles: { ...attributeTarget.titles, ...Object.fromEntries(declared.map(({ attribute, zh, en }) => [attribute, { zh, en }])) },
    personal: Object.fromEntries(declared.flatMap(({ attribute, mask }) => (mask === null ? [] : [[attribute, mask]]))),
    prepare: (row, batch) => prepare(row, batch, declared, known),
  }
}

/** Days and figures come in the way feed reads them; whatever else as text, read here. */
const fieldTypes: Partial<Record<Attribute['kind'], FieldType>> = { day: 'day', birthday: 'day', amount: 'amount', income: 'amount', number: 'number', integer: 'integer' }

function prepare(row: Row, batch: Batch, declared: readonly Attribute[], types: ReadonlySet<string>): ReturnType<Target['prepare']> {
  const reject: Rejection[] = []
  const said = []
  for (const asked of declared) {
    const raw = row[asked.attribute]
    if (raw === null || raw === undefined) continue
    const found = readValue(asked, raw)
    if ('wrong' in found) reject.push({ field: asked.attribute, reason: found.wrong, value: raw })
    else said.push({ attribute: asked.attribute, ...keep(asked, found.value) })
  }
  if (row.type && !types.has(row.type)) reject.push({ field: 'type', reason: 'unknown-code', value: row.type })
  if (reject.length > 0) return { reject }
  return [row.key as string, row.customer as string, row.type ?? null, row.day ?? batch.asOf, JSON.stringify(said)] // required: feed has seen to it
}

async function load(tx: BulkTx, batch: Batch): Promise<Loaded> {
  await resolve(tx, batch)
  await reclassify(tx, sql`select customer_no, type from resolved_attribute where wrong is null and type is not null`, { run: batch.run })
  await explode(tx)
  const rejected = await tx<Loaded['rejected']>`select line, wrong as field, reason, value from resolved_attribute where wrong is not null`
  const [counts] = await tx<[{ added: number; changed: number; lines: number }]>`
    with written as (${write(batch)}),
    fate as (select line, bool_or(fresh) as fresh from written group by line)
    select count(*) filter (where fresh)::int as added, count(*) filter (where not fresh)::int as changed, (select count(*)::int from pg_temp.batch) as lines from fate`
  await tell(tx, sql`select distinct customer_no from resolved_attribute where wrong is null`)
  return { added: counts.added, changed: counts.changed, same: counts.lines - counts.added - counts.changed - new Set(rejected.map(({ line }) => line)).size, rejected }
}

/** Each row with the customer whom the source's own key names now; a customer named twice in a run is refused the second time. */
async function resolve(tx: BulkTx, { run, source }: Batch): Promise<void> {
  await tx`
    create temp table if not exists resolved_attribute (line int, customer_no text, source text, key text, org int, type text, day date, said jsonb, wrong text, reason text, value text) on commit delete rows`
  await tx`delete from resolved_attribute`
  await tx`
    insert into resolved_attribute (line, customer_no, source, key, org, type, day, said, wrong, reason, value)
    select b.line, m.customer_no, ${source}::text, b.customer, m.org, b.type, coalesce(b.day, current_date), b.said,
      case when m.customer_no is null then 'customer' when b.nth > 1 or before.run is not null then 'customer' when split_part(b.type, '-', 1) <> split_part(c.type, '-', 1) then 'type' end,
      case when m.customer_no is null then 'unknown-reference' when b.nth > 1 or before.run is not null then 'duplicate-key' when split_part(b.type, '-', 1) <> split_part(c.type, '-', 1) then 'impossible' end,
      case when m.customer_no is null or b.nth > 1 or before.run is not null then b.customer else b.type end
    from (select line, customer, type, day, said, row_number() over (partition by customer order by line) as nth from pg_temp.batch) b
    left join lateral (select m.* from identity.membership m where m.key = b.customer and m.source = ${source} and m.to_event is null limit 1) m on true
    left join customer.customer c on c.customer_no = m.customer_no
    left join lateral (
      select a.run from archive.attribute a where a.source = ${source} and a.key = b.customer and a.run = ${run} and a.line <> b.line limit 1) before on true`
}

/** One row a value; a value that is not asked of customers of this type refuses its line. */
async function explode(tx: BulkTx): Promise<void> {
  await tx`
    create temp table if not exists said_attribute (line int, customer_no text, attribute text, source text, key text, org int, is_departmental boolean, day date, value text, sealed text, token bigint) on commit delete rows`
  await tx`delete from said_attribute`
  await tx`
    update resolved_attribute r set wrong = x.attribute, reason = 'not-asked', value = null
    from resolved_attribute same
    join customer.customer c on c.customer_no = same.customer_no
    join customer.type mine on mine.type = c.type
    cross join lateral jsonb_to_recordset(same.said) as x (attribute text)
    join customer.attribute a on a.attribute = x.attribute
    join customer.type asked on asked.type = a.type
    where r.line = same.line and same.wrong is null and not starts_with(mine.path, asked.path)`
  await tx`
    insert into said_attribute (line, customer_no, attribute, source, key, org, is_departmental, day, value, sealed, token)
    select r.line, r.customer_no, x.attribute, r.source, r.key, r.org, a.org is not null, r.day, x.value, x.sealed, x.token
    from resolved_attribute r
    cross join lateral jsonb_to_recordset(r.said) as x (attribute text, value text, sealed text, token bigint)
    join customer.attribute a on a.attribute = x.attribute
    where r.wrong is null`
}

/** What is new or says something else; an older word does not overwrite a newer one. */
const write = ({ run }: Batch): Sql => sql`
  insert into archive.attribute (customer_no, attribute, source, key, org, is_departmental, value, sealed, token, said_on, run, line)
  select customer_no, attribute, source, key, org, is_departmental, value, sealed, token, day, ${run}::int, line from said_attribute
  on conflict (customer_no, attribute, source, key) do update set
    org = excluded.org, value = excluded.value, sealed = excluded.sealed, token = excluded.token, said_on = excluded.said_on, run = excluded.run, line = excluded.line,
    version = attribute.version + 1, updated_at = now()
  where excluded.said_on >= attribute.said_on and (attribute.value, attribute.token) is distinct from (excluded.value, excluded.token)
  returning line, xmax = 0 as fresh`

async function undo(tx: BulkTx, run: number): Promise<{ removed: number; restored: number }> {
  await tx`select set_config('yilan.undoing', 'yes', true)`
  await tell(tx, sql`select distinct customer_no from archive.attribute where run = ${run}`)
  const restored = await tx.count`
    update archive.attribute a set
      org = h.org, value = h.value, sealed = h.sealed, token = h.token, said_on = h.said_on, run = h.run, line = h.line, who = h.who, version = a.version + 1, updated_at = now()
    from (
      select distinct on (attribute, source, key) attribute, source, key, org, value, sealed, token, said_on, run, line, who
      from archive.attribute_history where ended_run = ${run}
      order by attribute, source, key, held_until) h
    where a.run = ${run} and a.attribute = h.attribute and a.source = h.source and a.key = h.key`
  const removed = await tx.count`delete from archive.attribute where run = ${run}`
  await declassify(tx, run)
  return { removed, restored }
}

async function tell(tx: Tx, customers: Sql): Promise<void> {
  const batches = await tx<{ customers: string[] }[]>`
    select array_agg(customer_no) as customers
    from (select customer_no, (row_number() over (order by customer_no) - 1) / 2000 as batch from (${customers}) c) t
    group by batch`
  for (const batch of batches) await attributesWritten.publish(tx, batch)
}

async function trace(tx: Tx, run: number, line: number): ReturnType<NonNullable<Target['trace']>> {
  const found = await tx<{ customer_no: string; values: number }[]>`
    select customer_no, count(*)::int as values from archive.attribute where run = ${run} and line = ${line} group by customer_no`
  return found.flatMap(({ customer_no: customerNo, values }) => [
    { label: { zh: `补充属性 ${values} 项`, en: `${values} attributes` }, href: null },
    { label: { zh: `客户 ${customerNo}`, en: `Customer ${customerNo}` }, href: `/customer360/customers/${customerNo}?tab=attributes` },
  ])
}
