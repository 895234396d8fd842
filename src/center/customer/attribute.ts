/** 客户属性: what is asked of the customers of a type, declared on a page and not in a program. */
import type { InputOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { allPermissions } from '#kernel/room'
import { sql, type Sql, type Tx } from '#kernel/tx'
import { MASKS, type addAttribute, type Attribute, type changeAttribute, type Option } from './type.api.ts'

type Mask = (typeof MASKS)[number]

/** The attributes asked of customers of a type: its own and those of whatever stands above it. */
export function attributesOf(tx: Tx, type: string): Promise<Attribute[]> {
  return attributesWhere(tx, sql`
    a.state = 'active' and exists (
      select 1 from customer.type mine join customer.type above on starts_with(mine.path, above.path)
      where mine.type = ${type} and above.type = a.type)`)
}

export function attributesWhere(tx: Tx, which: Sql): Promise<Attribute[]> {
  return tx<Attribute[]>`
    select a.attribute, a.type, a.zh, a.en, a.kind, a.options, a.is_required as required, a.class, a.mask, a.is_searchable as searchable, a.clear_may as "clearMay",
      a.org, o.name as "orgName", a.position, a.state, a.version
    from customer.attribute a
    join customer.type t on t.type = a.type
    left join access.org o on o.org = a.org
    where ${which}
    order by t.path, a.position, a.attribute`
}

export async function declare(tx: Tx, input: InputOf<typeof addAttribute>): Promise<Attribute> {
  if (input.class === 'C3') throw new Refused('unprocessable', { field: 'class', cause: 'never-stored' })
  if (isPersonal(input.kind) && input.class !== 'C2') throw new Refused('unprocessable', { field: 'class', cause: 'personal' })
  if (RESERVED.has(input.attribute) || (await tx.one`select 1 from customer.attribute where attribute = ${input.attribute}`)) throw new Refused('conflict', { cause: 'taken', attribute: input.attribute })
  const type = await tx.one<{ state: string }>`select state from customer.type where type = ${input.type}`
  if (type?.state !== 'active') throw new Refused('unprocessable', { field: 'type', type: input.type })
  const mask = input.class === 'C2' ? (isPersonal(input.kind) ? input.kind : (input.mask ?? 'income')) : null
  const options = input.kind === 'choice' ? (input.options ?? []) : []
  check({ kind: input.kind, options, clearMay: input.clearMay ?? null })
  await checkOrg(tx, input.org ?? null)
  await tx`
    insert into customer.attribute (attribute, type, zh, en, kind, options, is_required, class, mask, is_searchable, clear_may, org, position)
    select ${input.attribute}, ${input.type}, ${input.zh}, ${input.en}, ${input.kind}, ${JSON.stringify(options)}::jsonb, ${input.required ?? false}, ${input.class}, ${mask},
      ${input.searchable ?? false}, ${input.clearMay ?? null}, ${input.org ?? null}::int, coalesce(${input.position ?? null}::int, (select coalesce(max(position), 0) + 1 from customer.attribute where type = ${input.type}))`
  return noted(tx, input.attribute)
}

export async function redeclare(tx: Tx, { attribute, version, ...change }: InputOf<typeof changeAttribute>): Promise<Attribute> {
  const before = await one(tx, attribute)
  const after = { ...before, ...change, mask: maskOf(before, change.mask) }
  check(after)
  const gone = before.options.filter((option) => !after.options.some(({ code }) => code === option.code))
  if (gone.length > 0) throw new Refused('unprocessable', { field: 'options', cause: 'in-use', code: gone[0]?.code })
  const won = await tx.count`
    update customer.attribute
    set zh = ${after.zh}, en = ${after.en}, is_required = ${after.required}, is_searchable = ${after.searchable}, mask = ${after.mask}, clear_may = ${after.clearMay},
      options = ${JSON.stringify(after.options)}::jsonb, position = ${after.position}, state = ${after.state}, version = version + 1
    where attribute = ${attribute} and version = ${version}`
  if (won === 0) throw new Refused('stale', { yours: { ...change, version }, theirs: await one(tx, attribute) })
  return noted(tx, attribute, before)
}

/** Words that an interface uses for something else. */
const RESERVED = new Set(['key', 'customer', 'type', 'day', 'line', 'run'])

export const isPersonal = (kind: Attribute['kind']): kind is Mask => (MASKS as readonly string[]).includes(kind)

/** A personal kind masks itself; anything else of class C2 is masked as declared. */
function maskOf(before: Attribute, wanted: Mask | null | undefined): Mask | null {
  if (before.class === 'C1' || isPersonal(before.kind)) return before.mask
  return wanted ?? before.mask
}

function check({ kind, options, clearMay }: { kind: Attribute['kind']; options: Option[]; clearMay: string | null }): void {
  if (kind === 'choice' && options.length === 0) throw new Refused('invalid', { field: 'options' })
  if (new Set(options.map(({ code }) => code)).size !== options.length) throw new Refused('invalid', { field: 'options' })
  if (clearMay !== null && !(clearMay in allPermissions())) throw new Refused('invalid', { field: 'clearMay' })
}

/** A department is given attributes by whoever stands over it. */
async function checkOrg(tx: Tx, org: number | null): Promise<void> {
  if (org === null) return
  const found = await tx.one`select 1 from access.org where org = ${org}`
  if (!found || org < tx.who.lo || org > tx.who.hi) throw new Refused('unprocessable', { field: 'org', org })
}

async function one(tx: Tx, attribute: string): Promise<Attribute> {
  const [found] = await attributesWhere(tx, sql`a.attribute = ${attribute}`)
  if (!found) throw new Refused('not-found', { attribute })
  return found
}

async function noted(tx: Tx, attribute: string, before: Attribute | null = null): Promise<Attribute> {
  const after = await one(tx, attribute)
  await tx`
    insert into customer.model_step (thing, code, version, said, who)
    values ('attribute', ${attribute}, ${after.version}, ${JSON.stringify(after)}::jsonb, ${tx.who.staff})`
  Object.assign(tx.facts, { before, after })
  return after
}
