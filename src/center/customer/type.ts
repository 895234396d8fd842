/** 客户类别树: a node is added, renamed, moved with all below it, retired; never deleted. Its code stays, its path says where it stands. */
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { allPermissions } from '#kernel/room'
import type { Both } from '#kernel/text'
import { sql, type Sql, type Tx } from '#kernel/tx'
import { attributesWhere } from './attribute.ts'
import type { addType, classifyCustomer, CustomerType, listModelSteps, listTypes, moveType, openModel, renameType, retireType } from './type.api.ts'

export async function types(tx: Tx): Promise<ReplyOf<typeof listTypes>> {
  const [rows, attributes] = await Promise.all([typesWhere(tx, sql`true`), attributesWhere(tx, sql`true`)])
  return { types: rows, attributes }
}

/** What each type is called, for whoever shows its code. */
export async function typeTitles(tx: Tx): Promise<Record<string, Both>> {
  return Object.fromEntries((await typesWhere(tx, sql`true`)).map(({ type, zh, en }) => [type, { zh, en }]))
}

/** Of a bank's organisations those that the viewer stands over: departments and branches that may ask for themselves. */
export async function choices(tx: Tx): Promise<ReplyOf<typeof openModel>> {
  const orgs = await tx<{ org: number; name: string }[]>`select org, name from access.org where org between ${tx.who.lo} and ${tx.who.hi} and org > 0 order by org limit 500`
  return {
    orgs, permissions: Object.entries(allPermissions()).map(([permission, title]) => ({ permission, ...title })),
  }
}

/** Whatever lies at or below a path: a range, which an index serves under row security too. */
export const below = (path: Sql, column: Sql): Sql => sql`${column} >= ${path} and ${column} < rtrim(${path}, '/') || '0'` // '0' follows '/' in "C"

export async function add(tx: Tx, { parent, name, zh, en }: InputOf<typeof addType>): Promise<CustomerType> {
  const above = await lock(tx, parent)
  if (above.state === 'retired') throw new Refused('conflict', { cause: 'retired', type: parent })
  const code = `${rootOf(above)}-${name}`
  const path = `${above.path}${name}/`
  if (await tx.one`select 1 from customer.type where type = ${code} or path = ${path}`) throw new Refused('conflict', { cause: 'taken', type: code })
  await tx`
    insert into customer.type (type, parent, path, zh, en, position)
    select ${code}, ${parent}, ${path}, ${zh}, ${en}, coalesce(max(position), 0) + 1 from customer.type where parent = ${parent}`
  return noted(tx, code, null)
}

export async function rename(tx: Tx, { type, version, ...change }: InputOf<typeof renameType>): Promise<CustomerType> {
  const before = await lock(tx, type)
  checkVersion(before, version, change)
  const { zh, en, position } = { ...before, ...change }
  await tx`update customer.type set zh = ${zh}, en = ${en}, position = ${position}, version = version + 1 where type = ${type}`
  return noted(tx, type, null, before)
}

export async function move(tx: Tx, { type, version, parent, reason }: InputOf<typeof moveType>): Promise<CustomerType> {
  const before = await lock(tx, type)
  checkVersion(before, version, { parent })
  const above = await one(tx, parent)
  if (before.parent === null || rootOf(before) !== rootOf(above)) throw new Refused('conflict', { cause: 'root' })
  if (above.path.startsWith(before.path)) throw new Refused('conflict', { cause: 'cycle' })
  const path = `${above.path}${before.path.split('/').at(-2)}/`
  if (path !== before.path && (await tx.one`select 1 from customer.type where path = ${path}`)) throw new Refused('conflict', { cause: 'taken', type })
  await tx`
    update customer.type set path = ${path} || substr(path, ${before.path.length + 1}::int), parent = case when type = ${type} then ${parent} else parent end, version = version + 1
    where ${below(sql`${before.path}`, sql`path`)}`
  return noted(tx, type, reason, before)
}

export async function retire(tx: Tx, { type, version, state, reason }: InputOf<typeof retireType>): Promise<CustomerType> {
  const before = await lock(tx, type)
  checkVersion(before, version, { state })
  if (before.parent === null) throw new Refused('conflict', { cause: 'root' })
  const standing = await tx.one<{ type: string }>`select type from customer.type where parent = ${type} and state = 'active' limit 1`
  if (state === 'retired' && standing) throw new Refused('conflict', { cause: 'children', type: standing.type })
  if (state === 'active' && (await one(tx, before.parent)).state === 'retired') throw new Refused('conflict', { cause: 'retired', type: before.parent })
  await tx`update customer.type set state = ${state}, version = version + 1 where type = ${type}`
  return noted(tx, type, reason, before)
}

/** A person says which type of its root a customer is. */
export async function classify(tx: Tx, { customerNo, version, type, reason }: InputOf<typeof classifyCustomer>): Promise<ReplyOf<typeof classifyCustomer>> {
  const found = await tx.one<{ type: string; version: number }>`select type, version from customer.customer where customer_no = ${customerNo} and state = 'active'`
  if (!found) throw new Refused('not-found')
  if (found.version !== version) throw new Refused('stale', { yours: { type, version }, theirs: found })
  const wanted = await one(tx, type)
  if (wanted.state === 'retired' || rootOf(wanted) !== found.type.split('-')[0]) throw new Refused('unprocessable', { field: 'type', type })
  await reclassify(tx, sql`select ${customerNo}::text as customer_no, ${type}::text as type`, { reason })
  Object.assign(tx.facts, { reason, before: { type: found.type }, after: { type } })
  return { customerNo, version: version + (found.type === type ? 0 : 1), type }
}

/** Gives the customers of `pairs (customer_no, type)` their types, where these are active and of the same root. Returns how many changed. */
export async function reclassify(tx: Tx, pairs: Sql, { run = null, reason = null }: { run?: number | null; reason?: string | null }): Promise<number> {
  return tx.count`
    with changed as (
      update customer.customer c set type = p.type, version = c.version + 1
      from (${pairs}) p
      join customer.type t on t.type = p.type and t.state = 'active'
      join customer.customer old on old.customer_no = p.customer_no
      where c.customer_no = p.customer_no and c.type <> p.type and split_part(c.type, '-', 1) = split_part(p.type, '-', 1)
      returning c.customer_no, old.type as before, c.type as after)
    insert into customer.type_step (customer_no, before, after, who, run, reason)
    select customer_no, before, after, ${tx.who.staff}, ${run}::int, ${reason} from changed`
}

/** What a run of an import classified goes back to what it was, where nobody has said otherwise since. */
export async function declassify(tx: Tx, run: number): Promise<void> {
  await tx`
    with told as (
      select customer_no, (array_agg(before order by seq))[1] as before, (array_agg(after order by seq desc))[1] as after
      from customer.type_step where run = ${run} group by customer_no),
    back as (
      update customer.customer c set type = t.before, version = c.version + 1
      from told t where c.customer_no = t.customer_no and c.type = t.after
      returning c.customer_no, t.after as before, c.type as after)
    insert into customer.type_step (customer_no, before, after, who, reason)
    select customer_no, before, after, ${tx.who.staff}, 'undo' from back`
}

export async function stepsOf(tx: Tx, { thing, code }: InputOf<typeof listModelSteps>): Promise<ReplyOf<typeof listModelSteps>> {
  const rows = await tx<ReplyOf<typeof listModelSteps>['rows']>`
    select m.version, m.said, coalesce(s.name, m.who) as "whoName", m.reason, m.at
    from customer.model_step m left join access.staff s on s.staff = m.who
    where m.thing = ${thing} and m.code = ${code}
    order by m.version desc
    limit 100`
  return { rows }
}

const rootOf = ({ type }: { type: string }): string => type.split('-')[0] ?? type

async function one(tx: Tx, type: string): Promise<CustomerType> {
  const [found] = await typesWhere(tx, sql`type = ${type}`)
  if (!found) throw new Refused('not-found', { type })
  return found
}

/** One hand at a time in the tree: a move rewrites what another might be moving. */
async function lock(tx: Tx, type: string): Promise<CustomerType> {
  await tx`select pg_advisory_xact_lock(hashtext('customer.type'))`
  return one(tx, type)
}

function typesWhere(tx: Tx, which: Sql): Promise<CustomerType[]> {
  return tx<CustomerType[]>`select type, parent, path, zh, en, position, state, version from customer.type where ${which} order by path`
}

function checkVersion(before: CustomerType, version: number, wanted: object): void {
  if (before.version !== version) throw new Refused('stale', { yours: { ...wanted, version }, theirs: before })
}

async function noted(tx: Tx, type: string, reason: string | null, before?: CustomerType): Promise<CustomerType> {
  const after = await one(tx, type)
  await noteStep(tx, { thing: 'type', code: type, said: after, reason })
  Object.assign(tx.facts, { reason, before: before ?? null, after })
  return after
}

/** The version as it stands now, kept for good. */
export async function noteStep(tx: Tx, { thing, code, said, reason }: { thing: string; code: string; said: { version: number }; reason: string | null }): Promise<void> {
  await tx`
    insert into customer.model_step (thing, code, version, said, who, reason)
    values (${thing}, ${code}, ${said.version}, ${JSON.stringify(said)}::jsonb, ${tx.who.staff}, ${reason})`
}
