/** What feed can load into the archive: one target a kind, all made of the kind's own fields. A row names its customer by the source's own key. */
import { token } from '#kernel/secret'
import { Refused } from '#kernel/error'
import type { Batch, FieldType, Loaded, Rejection, Target } from '#kernel/room'
import type { Both } from '#kernel/text'
import { sql, type BulkTx, type Sql, type Tx } from '#kernel/tx'
import { checked } from './check.ts'
import { shapeOf, valuesOf, type Typed } from './column.ts'
import { KIND_NAMES, kindOf, type Field, type KindName } from './kinds.api.ts'
import { labelOf, words as said } from './words.api.ts'

type Row = Record<string, string | null>
const spoken = said.both as unknown as Record<'zh' | 'en', Pick<typeof said, 'fields' | 'options'>> // both languages have the same keys
const TYPES: Record<Field['type'], FieldType> = { text: 'text', choice: 'text', day: 'day', amount: 'amount', share: 'number', integer: 'integer', flag: 'boolean' }

export const targets: readonly Target[] = KIND_NAMES.map((name) => ({
  entity: `archive.${name}`,
  title: { zh: `客户${titleIn('zh', name).replace(/^客户/, '')}`, en: titleIn('en', name) },
  rank: 36,
  fields: { key: 'text', customer: 'text', ...Object.fromEntries(Object.entries(kindOf(name).fields).map(([key, { type }]) => [key, TYPES[type]])) },
  required: ['key', 'customer', ...Object.entries(kindOf(name).fields).flatMap(([key, field]) => (field.required === true ? [key] : []))],
  titles: titlesOf(name),
  choices: Object.fromEntries(choicesIn(name)),
  choiceTitles: Object.fromEntries(choicesIn(name).map(([key, options]) => [key, Object.fromEntries(options.map((option) => [option, bothOptions(name, key, option)]))])),
  personal: Object.fromEntries(Object.entries(kindOf(name).fields as Record<string, Field>).flatMap(([key, { personal }]) => (personal === undefined ? [] : [[key, personal]]))),
  columns: { key: 'text', customer: 'text', digest: 'bigint', ...Object.fromEntries(shapeOf(name).map(({ column, type }) => [`v_${column}`, type])) },
  prepare: (row: Row) => prepare(name, row),
  load: (tx: BulkTx, batch: Batch) => load(tx, name, batch),
  brought: (source: string) => sql`
    select b.line, k.run, k.line as at
    from pg_temp.batch b
    cross join lateral (select run, line from ${words(kindOf(name).table)} where key = b.key and source = ${source} order by id desc limit 1) k`,
  undo: (tx: BulkTx, run: number) => undo(tx, name, run),
}))

function titleIn(language: 'zh' | 'en', name: KindName): string {
  return (said.both[language] as { kinds: Record<KindName, string> }).kinds[name] // both languages have the same keys
}

function titlesOf(name: KindName): Record<string, Both> {
  return Object.fromEntries(Object.keys(kindOf(name).fields).map((key) => [key, { zh: labelOf(name, key, spoken.zh), en: labelOf(name, key, spoken.en) }]))
}

function choicesIn(name: KindName): (readonly [key: string, options: readonly string[]])[] {
  return Object.entries(kindOf(name).fields as Record<string, Field>).flatMap(([key, { options }]) => (options ? [[key, options] as const] : []))
}

function bothOptions(name: KindName, key: string, option: string): Both {
  return { zh: spoken.zh.options[name]?.[key]?.[option] ?? option, en: spoken.en.options[name]?.[key]?.[option] ?? option }
}

function prepare(name: KindName, row: Row): ReturnType<Target['prepare']> {
  const reject: Rejection[] = []
  const typed: Record<string, string | number | boolean | null> = {}
  for (const [key, field] of Object.entries(kindOf(name).fields as Record<string, Field>)) {
    const value = row[key] ?? null
    if (value !== null && field.type === 'choice' && !(field.options ?? []).includes(value)) reject.push({ field: key, reason: 'unknown-code', value })
    if (value !== null && field.max !== undefined && value.length > field.max) reject.push({ field: key, reason: 'too-long', value })
    typed[key] = value === null ? null : field.type === 'integer' ? Number(value) : field.type === 'flag' ? value === 'true' : value
  }
  if (reject.length > 0) return { reject }
  try {
    return [row.key as string, row.customer as string, digestOf(name, row), ...valuesOf(name, checked(name, typed as Typed))] // required: feed has seen to it
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused
    const field = String(refused.facts.field)
    return { reject: [{ field, reason: refused.facts.reason === 'missing' ? 'missing' : 'impossible', value: row[field] ?? undefined }] }
  }
}

/** Says whether a repeated row brings the same; keyed, since numbers can be counted through. */
function digestOf(name: KindName, row: Row): bigint {
  return token('record', ['customer', ...Object.keys(kindOf(name).fields)].map((key) => row[key] ?? '').join('\u001f'))
}

async function load(tx: BulkTx, name: KindName, { run, source }: Batch): Promise<Loaded> {
  const table = words(kindOf(name).table)
  const columns = shapeOf(name).map(({ column }) => column)
  await tx`
    create temp table if not exists archived (line int, key text, customer text, customer_no text, org int, state text, id bigint) on commit delete rows`
  await tx`delete from archived`
  await tx`
    insert into archived (line, key, customer, customer_no, org, state, id)
    select b.line, b.key, b.customer, m.customer_no, m.org,
      case when m.customer_no is null then 'unknown' when k.id is null then 'new' when k.run = ${run}::int and k.line <> b.line then 'twice' when k.digest = b.digest and k.ended_on is null then 'same' else 'changed' end, k.id
    from pg_temp.batch b
    left join lateral (select m.* from identity.membership m where m.key = b.customer and m.source = ${source} and m.to_event is null limit 1) m on true
    left join lateral (select id, digest, run, line, ended_on from ${table} k where k.key = b.key and k.source = ${source} order by k.id desc limit 1) k on true`
  const added = await tx.count`
    insert into ${table} (customer_no, source, key, customer_key, org, by, digest, run, line, ${words(columns.join(', '))})
    select a.customer_no, ${source}, b.key, b.customer, a.org, ${tx.who.staff}, b.digest, ${run}::int, b.line, ${words(columns.map((column) => `b.v_${column}`).join(', '))}
    from archived a join pg_temp.batch b on b.line = a.line where a.state = 'new' order by a.customer_no, a.line`
  const changed = await tx.count`
    update ${table} k set version = k.version + 1, by = ${tx.who.staff}, digest = b.digest, run = ${run}::int, line = b.line, ended_on = null, ended_why = null, ${words(columns.map((column) => `${column} = b.v_${column}`).join(', '))}
    from archived a join pg_temp.batch b on b.line = a.line where a.state = 'changed' and k.id = a.id and k.key = a.key and k.source = ${source}`
  const rejected = await tx<Loaded['rejected']>`
    select line, case state when 'unknown' then 'customer' else 'key' end as field, case state when 'unknown' then 'unknown-reference' else 'duplicate-key' end as reason,
      case state when 'unknown' then customer else key end as value
    from archived where state in ('unknown', 'twice') order by line`
  const [counted] = await tx<[{ lines: number }]>`select count(*)::int as lines from archived`
  return { added, changed, same: counted.lines - added - changed - rejected.length, rejected }
}

/** What the run changed is as it was before; what it added is gone, and its history tells that it was there. */
async function undo(tx: BulkTx, name: KindName, run: number): Promise<{ removed: number; restored: number }> {
  const table = words(kindOf(name).table)
  const columns = ['org', 'digest', 'run', 'line', 'ended_on', 'ended_why', ...shapeOf(name).map(({ column }) => column)]
  const restored = await tx.count`
    update ${table} k set version = k.version + 1, by = ${tx.who.staff}, ${words(columns.map((column) => `${column} = before.${column}`).join(', '))}
    from (
      select distinct on (w.customer_no, w.id) w.customer_no, w.id, b.*
      from ${words(`${kindOf(name).table}_was`)} w
      cross join lateral (select ${words(columns.map((column) => `p.${column}`).join(', '))} from jsonb_populate_record(null::${table}, w.was) p) b
      where (w.customer_no, w.id) in (select customer_no, id from ${table} where run = ${run}) and b.run is distinct from ${run}::int
      order by w.customer_no, w.id, w.seq desc) before
    where k.customer_no = before.customer_no and k.id = before.id and k.run = ${run}`
  const removed = await tx.count`delete from ${table} where run = ${run}`
  return { removed, restored }
}

/** Rows that a source delivered go with its record: `moved (source, key, before, after)`. What was typed of a number stays with it. */
export async function followRows(tx: Tx, moved: Sql): Promise<void> {
  await Promise.all(KIND_NAMES.map((name) => tx`
    update ${words(kindOf(name).table)} k set customer_no = m.after, known_at = clock_timestamp()
    from (${moved}) m where k.customer_no = m.before and k.source = m.source and k.customer_key = m.key`))
}

const words = (text: string): Sql => ({ sql: true, strings: [text], values: [] })
