/** Rows of the archive, of any kind: read as one may see them, added, changed and ended by hand. */
import { beSeenWhole, goldenOf, OWN_SOURCE } from '#center/identity'
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { mask } from '#kernel/mask'
import { open } from '#kernel/secret'
import { sql, type Sql, type Tx } from '#kernel/tx'
import { checked, linked } from './check.ts'
import { columnsOf, typedColumns, type Typed } from './column.ts'
import { KIND_NAMES, kindOf, type KindName } from './kinds.api.ts'
import { balanceOf, type Entry } from './points.ts'
import type { getArchive, Row, Written } from './rows.api.ts'

const MOST = 200

/** Everything one may see of this customer, kind by kind; in one round trip. */
export async function archiveOf(tx: Tx, { customerNo }: InputOf<typeof getArchive>): Promise<ReplyOf<typeof getArchive>> {
  const among = sql`customer_no in (select customer.numbers(${customerNo}))`
  const [golden, entries, ...lists] = await Promise.all([
    goldenOf(tx, customerNo),
    tx<Entry[]>`select points, on_day as "onDay", expires_on as "expiresOn", ended_on as "endedOn" from archive.points_entry where ${among}`,
    ...KIND_NAMES.map((name) => read(tx, name, sql`${words(kindOf(name).table)} known`, among)),
  ])
  if (!golden) throw new Refused('not-found')
  return { customerNo, whole: golden.whole, balance: balanceOf(entries), ...laid(lists) }
}

/** The lists by kind. */
export function laid(lists: readonly Row[][]): Record<KindName, Row[]> {
  return Object.fromEntries(KIND_NAMES.map((name, at) => [name, lists[at] ?? []])) as Record<KindName, Row[]> // a list for each kind
}

/** Rows of one kind in `from` (aliased known), newest first, those that hold before those that ended. */
export async function read(tx: Tx, name: KindName, from: Sql, where: Sql): Promise<Row[]> {
  const rows = await tx<Row[]>`
    select known.id, known.version, known.source, coalesce(f.title, jsonb_build_object('zh', known.source, 'en', known.source)) as "sourceTitle", known.org, o.name as "orgName", known.by,
      s.name as "byName", known.known_at as "knownAt", known.ended_on as "endedOn", known.ended_why as "endedWhy", ${words(columnsOf(name).map(({ column, key }) => `known.${column} as "${key}"`).join(', '))}${also[name] ?? sql``}
    from ${from}
    join access.org o on o.org = known.org
    left join feed.source f on f.source = known.source
    left join access.staff s on s.staff = known.by
    where ${where}
    order by known.ended_on nulls first, known.id desc
    limit ${MOST}`
  return rows.map((row) => opened(name, row))
}

const also: Partial<Record<KindName, Sql>> = {
  person: sql`, (select g.name from identity.golden g where g.customer_no = customer.current(known.linked_no) order by g.whole desc, g.org limit 1) as "linkedName"`,
}

/** The value goes no further than `present`, which masks it. */
function opened(name: KindName, row: Row): Row {
  const shown: Row = { ...row }
  for (const { key, sealed } of columnsOf(name)) if (sealed && typeof row[key] === 'string') shown[key] = open(row[key])
  return name === 'contact' && row.kind === 'email' ? { ...shown, email: shown.value, value: null } : name === 'contact' ? { ...shown, email: null } : shown
}

type Where = { customerNo: string; id: number; version: number }

export async function add(tx: Tx, name: KindName, { customerNo, ...typed }: { customerNo: string } & Typed): Promise<Written> {
  await beSeenWhole(tx, [customerNo])
  const { org } = await ownerOf(tx, customerNo)
  const values = typedColumns(name, await complete(tx, name, typed))
  const made = await tx.one<{ id: number }>`
    insert into ${words(kindOf(name).table)} (customer_no, source, org, by, ${words(values.names.join(', '))})
    values (${customerNo}, ${OWN_SOURCE}, ${org}, ${tx.who.staff}, ${values.sql})
    returning id`
  tx.facts.after = { kind: name, id: made?.id }
  return { customerNo, id: made?.id ?? 0, version: 1 }
}

export async function change(tx: Tx, name: KindName, { customerNo, id, version, ...said }: Where & Typed): Promise<Written> {
  const before = await found(tx, name, { customerNo, id })
  const typed = unmasked(name, said)
  const values = typedColumns(name, await complete(tx, name, { ...plainOf(name, before), ...typed }))
  const won = await tx.count`
    update ${words(kindOf(name).table)} set (version, by, ${words(values.names.join(', '))}) = row(version + 1, ${tx.who.staff}, ${values.sql})
    where ${here(customerNo, id)} and version = ${version} and ended_on is null`
  if (won === 0) await lose(tx, name, { customerNo, id, version }, typed)
  tx.facts.after = { kind: name, id, fields: Object.keys(typed) }
  return { customerNo, id, version: version + 1 }
}

/** What comes back masked was seen and not changed. */
function unmasked(name: KindName, said: Typed): Typed {
  const hidden = new Set(columnsOf(name).flatMap(({ key, personal }) => (personal !== undefined && String(said[key] ?? '').includes('**') ? [key] : [])))
  return Object.fromEntries(Object.entries(said).filter(([key]) => !hidden.has(key)))
}

export async function end(tx: Tx, name: KindName, { customerNo, id, version, why }: Where & { why: string }): Promise<Written> {
  await found(tx, name, { customerNo, id })
  const won = await tx.count`
    update ${words(kindOf(name).table)} set ended_on = current_date, ended_why = ${why}, version = version + 1, by = ${tx.who.staff}
    where ${here(customerNo, id)} and version = ${version} and ended_on is null`
  if (won === 0) await lose(tx, name, { customerNo, id, version }, {})
  Object.assign(tx.facts, { reason: why, after: { kind: name, id, ended: true } })
  return { customerNo, id, version: version + 1 }
}

const here = (customerNo: string, id: number): Sql => sql`customer_no in (select customer.numbers(${customerNo})) and id = ${id}::bigint`

async function found(tx: Tx, name: KindName, { customerNo, id }: Pick<Where, 'customerNo' | 'id'>): Promise<Row> {
  await beSeenWhole(tx, [customerNo])
  const [row] = await read(tx, name, sql`${words(kindOf(name).table)} known`, sql`known.customer_no in (select customer.numbers(${customerNo})) and known.id = ${id}::bigint`)
  if (!row) throw new Refused('not-found')
  // What a system delivers is changed in that system: here it would be back with its next file.
  if (row.source !== OWN_SOURCE) throw new Refused('conflict', { cause: 'source', source: row.source })
  return row
}

/** The race is lost: what the other has saved goes back with what was typed, masked as the viewer may see it. */
async function lose(tx: Tx, name: KindName, { customerNo, id, version }: Where, typed: Typed): Promise<never> {
  const theirs = await found(tx, name, { customerNo, id })
  if (theirs.endedOn !== null) throw new Refused('conflict', { cause: 'ended' })
  const shown = Object.fromEntries(columnsOf(name).map(({ key, personal }) => {
    const value = theirs[key] ?? (name === 'contact' && key === 'value' ? theirs.email : null) ?? null
    return [key, personal !== undefined && value !== null && !tx.who.clear.has(personal) ? mask(personal, String(value)) : value]
  }))
  throw new Refused('stale', { yours: { ...typed, version }, theirs: { ...shown, version: theirs.version } })
}

function plainOf(name: KindName, row: Row): Typed {
  return Object.fromEntries(columnsOf(name).map(({ key }) => [key, (name === 'contact' && key === 'value' ? (row.value ?? row.email) : row[key]) as never])) // what a column holds is what a door takes
}

/** Checked, and with what follows from it: an address its parts, a person the customer that is meant. */
async function complete(tx: Tx, name: KindName, typed: Typed): Promise<Typed> {
  const whole = checked(name, typed)
  if (name === 'person') await linked(tx, whole)
  return whole
}

async function ownerOf(tx: Tx, customerNo: string): Promise<{ org: number }> {
  const owner = await tx.one<{ org: number }>`select org from identity.golden where customer_no = ${customerNo} and whole`
  if (!owner) throw new Refused('not-found')
  return owner
}

const words = (text: string): Sql => ({ sql: true, strings: [text], values: [] })
