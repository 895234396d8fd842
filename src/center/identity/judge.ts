/** What people say of customers and of values: two are the same, two are not, this value is the right one. Each an event, each can be undone. */
import { Refused } from '#kernel/error'
import { sql, type Tx } from '#kernel/tx'
import { bind } from './constraint.ts'
import type { Act } from './merge.ts'
import { settleNow, takeTurns } from './settling.ts'
import type { Attribute } from './survive.ts'

type Judgement = Act & { recs: readonly number[]; until?: string | null }

/** These records belong together, whatever a model says: their customer stays whole. */
export async function confirm(tx: Tx, { recs, reason, until, by = tx.who.staff }: Judgement): Promise<{ event: number }> {
  await takeTurns(tx)
  const event = await note(tx, { kind: 'confirm', by, reason, recs, before: {} })
  await bind(tx, { event, kind: 'must', by, reason, until }, sql`select min(rec) over () as a, rec as b from unnest(${recs}::bigint[]) rec`)
  return { event }
}

/** These customers are different people: none of their records may meet. */
export async function refuse(tx: Tx, { customers, reason, until, by = tx.who.staff }: Act & { customers: readonly string[]; until?: string | null }): Promise<{ event: number }> {
  await takeTurns(tx)
  const [one, other, ...more] = [...new Set(customers)]
  if (one === undefined || other === undefined || more.length > 0) throw new Refused('unprocessable', { cause: 'alone' })
  const members = await tx<{ rec: number; customer_no: string }[]>`
    select rec, customer_no from identity.membership where customer_no = any(${[one, other]}::text[]) and to_event is null order by rec`
  if (new Set(members.map((each) => each.customer_no)).size < 2) throw new Refused('conflict', { cause: 'gone' })
  const event = await note(tx, { kind: 'refuse', by, reason, recs: members.map((each) => each.rec), before: {} })
  await bind(tx, { event, kind: 'cannot', by, reason, until }, sql`
    select a.rec as a, b.rec as b from identity.membership a join identity.membership b on b.customer_no = ${other} and b.to_event is null
    where a.customer_no = ${one} and a.to_event is null`)
  return { event }
}

export type Pin = Act & { customerNo: string; attribute: Attribute; source: string; key: string | null; until: string }

/** Pins a golden value to what one record says, until a day; without a key the pin of before is lifted. */
export async function pinValue(tx: Tx, { customerNo, attribute, source, key, until, reason, by = tx.who.staff }: Pin): Promise<{ event: number }> {
  await takeTurns(tx)
  const held = await tx<{ rec: number; key: string; source: string }[]>`
    select rec, key, source from identity.membership where customer_no = ${customerNo} and to_event is null`
  const chosen = key === null ? undefined : held.find((each) => each.key === key && each.source === source)
  if (held.length === 0 || (key !== null && !chosen)) throw new Refused('not-found')
  const event = await note(tx, { kind: 'pin', by, reason, recs: held.map((each) => each.rec), before: { attribute, key, source } })
  await tx`
    update identity.pin p set lifted_by = ${event}
    where p.attribute = ${attribute} and p.lifted_by is null and p.rec = any(${held.map((each) => each.rec)}::bigint[])`
  if (chosen) {
    await tx`
      insert into identity.pin (customer_no, attribute, rec, by, reason, until, event)
      values (${customerNo}, ${attribute}, ${chosen.rec}, ${by}, ${reason}, ${until}::date, ${event})`
  }
  await settleNow(tx, [customerNo])
  return { event }
}

/** Pins whose day has come hold no longer: their golden rows are made again. */
export async function expirePins(tx: Tx): Promise<void> {
  await tx`
    insert into identity.dirty (customer_no)
    select distinct m.customer_no
    from identity.pin p
    join identity.membership m on m.rec = p.rec and m.to_event is null
    join identity.golden g on g.customer_no = m.customer_no
    where p.lifted_by is null and p.until <= current_date and g.as_of < p.until
    order by 1`
}

type Note = { kind: 'confirm' | 'refuse' | 'pin'; by: string; reason: string; recs: readonly number[]; before: object }

async function note(tx: Tx, { kind, by, reason, recs, before }: Note): Promise<number> {
  const made = await tx.one<{ seq: number }>`
    insert into identity.identity_event (kind, actor, before, after, reason)
    values (${kind}, ${by}, ${JSON.stringify(before)}::jsonb, ${JSON.stringify({ records: recs })}::jsonb, ${reason})
    returning seq`
  if (!made) throw new Error('an event that is not there')
  await tx`
    insert into identity.event_customer (customer_no, seq)
    select distinct customer_no, ${made.seq}::bigint from identity.membership where rec = any(${recs}::bigint[]) and to_event is null`
  return made.seq
}
