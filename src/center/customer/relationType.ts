/** 客户关系类别, and relations by hand: only between types that the relation allows, never in a circle where it carries control. */
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { today } from '#kernel/time'
import { sql, type Sql, type Tx } from '#kernel/tx'
import { reached } from './reach.ts'
import { relate } from './relation.ts'
import type { addRelationType, changeRelationType, endRelation, listRelationTypes, RelationType, relateCustomer } from './relation.api.ts'
import { noteStep } from './type.ts'

export async function relationTypes(tx: Tx): Promise<ReplyOf<typeof listRelationTypes>> {
  return { rows: await typesWhere(tx, sql`true`) }
}

export async function addRelation(tx: Tx, input: InputOf<typeof addRelationType>): Promise<RelationType> {
  if (await tx.one`select 1 from customer.relation_type where type = ${input.type}`) throw new Refused('conflict', { cause: 'taken', type: input.type })
  await checkTypes(tx, [...input.fromTypes, ...input.toTypes])
  await tx`
    insert into customer.relation_type (type, zh, en, zh_back, en_back, from_types, to_types, is_mutual, carries)
    values (${input.type}, ${input.zh}, ${input.en}, ${input.zhBack}, ${input.enBack}, ${input.fromTypes}::text[], ${input.toTypes}::text[], ${input.mutual ?? false}, ${input.carries ?? null})`
  return noted(tx, input.type)
}

export async function changeRelation(tx: Tx, { type, version, ...change }: InputOf<typeof changeRelationType>): Promise<RelationType> {
  const before = await one(tx, type)
  const after: RelationType = { ...before, ...change }
  await checkTypes(tx, [...after.fromTypes, ...after.toTypes])
  const won = await tx.count`
    update customer.relation_type
    set zh = ${after.zh}, en = ${after.en}, zh_back = ${after.zhBack}, en_back = ${after.enBack}, from_types = ${after.fromTypes}::text[], to_types = ${after.toTypes}::text[],
      carries = ${after.carries}, state = ${after.state}, version = version + 1
    where type = ${type} and version = ${version}`
  if (won === 0) throw new Refused('stale', { yours: { ...change, version }, theirs: await one(tx, type) })
  return noted(tx, type, before)
}

export async function relateByHand(tx: Tx, { customerNo, otherNo, type, direction, since, evidence }: InputOf<typeof relateCustomer>): Promise<ReplyOf<typeof relateCustomer>> {
  await bothSeen(tx, customerNo, otherNo)
  const kind = (await typesWhere(tx, sql`t.type = ${type} and t.state = 'active'`))[0]
  if (!kind || kind.mutual !== (direction === 'mutual') || customerNo === otherNo) throw new Refused('unprocessable', { field: 'type', type })
  if (since > today()) throw new Refused('invalid', { field: 'since', most: today() })
  const [from, to] = direction === 'backward' ? [otherNo, customerNo] : [customerNo, otherNo]
  if (kind.carries === 'control' && (await reached(tx, to, ['control'])).includes(from)) throw new Refused('conflict', { cause: 'cycle' })
  const added = await relate(tx, sql`select ${from}::text as customer_no, ${to}::text as other_no, ${type}::text as type, ${since}::date as since, ${evidence}::text as evidence`)
  if (added === 0) throw new Refused('unprocessable', { field: 'otherNo', cause: 'not-allowed' })
  await tx`update customer.relation set who = ${tx.who.staff} where ${holding({ customerNo, otherNo, type, direction })}`
  Object.assign(tx.facts, { otherNo, type, direction, evidence })
  return { customerNo, otherNo }
}

export async function endByHand(tx: Tx, { customerNo, otherNo, type, direction, until, reason }: InputOf<typeof endRelation>): Promise<ReplyOf<typeof endRelation>> {
  await bothSeen(tx, customerNo, otherNo)
  if (until > today()) throw new Refused('invalid', { field: 'until', most: today() })
  const ended = await tx.count`
    update customer.relation set until = ${until}::date, ended_by = ${tx.who.staff}, ended_why = ${reason}
    where ${holding({ customerNo, otherNo, type, direction })} and since <= ${until}::date`
  if (ended === 0) throw new Refused('not-found')
  Object.assign(tx.facts, { otherNo, type, reason, until })
  return { customerNo, otherNo }
}

/** Both rows of a pair that hold, under whatever numbers they were written. */
const holding = ({ customerNo, otherNo, type, direction }: Pick<InputOf<typeof endRelation>, 'customerNo' | 'otherNo' | 'type' | 'direction'>): Sql => sql`
  until is null and type = ${type} and (
    (direction = ${direction} and customer_no in (select customer.numbers(${customerNo})) and other_no in (select customer.numbers(${otherNo})))
    or (direction = ${TURNED[direction]} and customer_no in (select customer.numbers(${otherNo})) and other_no in (select customer.numbers(${customerNo}))))`
const TURNED = { forward: 'backward', backward: 'forward', mutual: 'mutual' } as const

async function bothSeen(tx: Tx, customerNo: string, otherNo: string): Promise<void> {
  const seen = await tx<{ customer_no: string }[]>`select customer_no from customer.customer where customer_no = any(${[customerNo, otherNo]}::text[]) and state = 'active'`
  if (!seen.some((each) => each.customer_no === customerNo)) throw new Refused('not-found')
  if (!seen.some((each) => each.customer_no === otherNo)) throw new Refused('unprocessable', { field: 'otherNo', cause: 'unknown' })
}

async function checkTypes(tx: Tx, types: readonly string[]): Promise<void> {
  const known = await tx.one<{ n: number }>`select count(*)::int as n from customer.type where type = any(${types}::text[])`
  if (known?.n !== new Set(types).size) throw new Refused('unprocessable', { field: 'fromTypes' })
}

function typesWhere(tx: Tx, which: Sql): Promise<RelationType[]> {
  return tx<RelationType[]>`
    select t.type, t.zh, t.en, t.zh_back as "zhBack", t.en_back as "enBack", t.from_types as "fromTypes", t.to_types as "toTypes", t.is_mutual as mutual, t.carries, t.state, t.version
    from customer.relation_type t where ${which} order by t.state, t.type`
}

async function one(tx: Tx, type: string): Promise<RelationType> {
  const [found] = await typesWhere(tx, sql`t.type = ${type}`)
  if (!found) throw new Refused('not-found')
  return found
}

async function noted(tx: Tx, type: string, before: RelationType | null = null): Promise<RelationType> {
  const after = await one(tx, type)
  await noteStep(tx, { thing: 'relation-type', code: type, said: after, reason: null })
  Object.assign(tx.facts, { before, after })
  return after
}
