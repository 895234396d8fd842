/** 拆分: records that are somebody else's leave. The number that was merged in comes back to exactly its old records, else a new one is given. */
import { nextNumber, openCustomers, unmergeNumbers } from '#center/customer'
import { Refused } from '#kernel/error'
import { sql, type Tx } from '#kernel/tx'
import { bind } from './constraint.ts'
import type { Act } from './merge.ts'
import { move, plan, planDocuments, stayAll } from './move.ts'
import { settleNow, takeTurns } from './settling.ts'

/** `recs` leave `customer`, and are kept apart from those that stay in every run from now on. */
export async function split(tx: Tx, { customer, recs, reason, by = tx.who.staff }: Act & { customer: string; recs: readonly number[] }): Promise<{ event: number; customer: string }> {
  await takeTurns(tx)
  await refuseWhole(tx, customer, recs)
  const revived = await formerNumber(tx, customer, recs)
  const leaver = revived?.customer_no ?? (await open(tx, recs))
  await stayAll(tx)
  await plan(tx, sql`select rec, ${leaver}::text as after, 'split'::text as reason from unnest(${recs}::bigint[]) rec`)
  await planDocuments(tx)
  const event = await note(tx, { customer, leaver, isRevived: revived !== undefined, by, reason })
  if (revived) await unmergeNumbers(tx, sql`select ${leaver}::text as customer_no, ${revived.aliases}::text[] as aliases`)
  const rests = await move(tx)
  await bind(tx, { event, kind: 'cannot', by, reason }, sql`
    select v.rec as a, m.rec as b from pg_temp.moving v join identity.membership m on m.customer_no = ${customer} and m.to_event is null`)
  await settleNow(tx, [customer, leaver])
  for (const rest of rests) await rest()
  return { event, customer: leaver }
}

async function refuseWhole(tx: Tx, customer: string, recs: readonly number[]): Promise<void> {
  const found = await tx.one<{ state: string; leaving: number; all: number }>`
    select c.state, count(m.rec) filter (where m.rec = any(${recs}::bigint[])) as leaving, count(m.rec) as all
    from customer.customer c left join identity.membership m on m.customer_no = c.customer_no and m.to_event is null
    where c.customer_no = ${customer} group by c.customer_no`
  if (!found) throw new Refused('not-found')
  if (found.state !== 'active') throw new Refused('conflict', { cause: found.state, customerNo: customer })
  if (found.leaving !== new Set(recs).size || found.leaving === 0) throw new Refused('unprocessable', { cause: 'records' })
  if (found.leaving === found.all) throw new Refused('unprocessable', { cause: 'whole' })
}

/** A number merged in whose last records were exactly these. */
function formerNumber(tx: Tx, customer: string, recs: readonly number[]): Promise<{ customer_no: string; aliases: string[] } | undefined> {
  return tx.one`
    select c.customer_no, coalesce((
      select array(select jsonb_array_elements_text(part -> 'aliases'))
      from identity.identity_event e cross join lateral jsonb_array_elements(e.before -> 'customers') part
      where e.seq = last.event and part ->> 'customerNo' = c.customer_no), '{}') as aliases
    from customer.customer c
    cross join lateral (select max(to_event) as event from identity.membership where customer_no = c.customer_no) last
    where c.merged_into = ${customer} and (
      select array_agg(m.rec order by m.rec) from identity.membership m where m.customer_no = c.customer_no and m.to_event = last.event) = (
      select array_agg(rec order by rec) from unnest(${recs}::bigint[]) rec)
    order by last.event desc, c.customer_no limit 1`
}

async function open(tx: Tx, recs: readonly number[]): Promise<string> {
  const fresh = await tx.one<{ no: string }>`select ${nextNumber} as no`
  if (!fresh) throw new Error('no number came')
  await openCustomers(tx, sql`
    select ${fresh.no}::text as customer_no, r.kind as type, r.org, r.owner_staff as owner, r.opened_on as since
    from identity.source_record r where r.rec = any(${recs}::bigint[]) and r.valid_to is null order by r.rec limit 1`)
  return fresh.no
}

type Note = { customer: string; leaver: string; isRevived: boolean; by: string; reason: string }

async function note(tx: Tx, { customer, leaver, isRevived, by, reason }: Note): Promise<number> {
  const made = await tx.one<{ seq: number }>`
    insert into identity.identity_event (kind, actor, before, after, reason)
    select 'split', ${by}, jsonb_build_object('customer', ${customer}::text, 'records', (select jsonb_agg(rec order by rec) from pg_temp.moving), 'documents', (
        select coalesce(jsonb_agg(jsonb_build_array(d.id_token::text, d.id_type, d.before) order by d.id_token, d.id_type), '[]') from pg_temp.claim d)),
      jsonb_build_object('customer', ${leaver}::text, 'isRevived', ${isRevived}::boolean), ${reason}
    returning seq`
  if (!made) throw new Error('an event that is not there')
  await tx`update pg_temp.moving set event = ${made.seq}`
  await tx`insert into identity.event_customer (customer_no, seq) values (${customer}, ${made.seq}), (${leaver}, ${made.seq})`
  return made.seq
}
