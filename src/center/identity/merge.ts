/** 合并: several numbers are one customer. The survivor keeps its number, the others stand for it from now on. */
import { DECIDED, inherit, mergeNumbers } from '#center/customer'
import { Refused } from '#kernel/error'
import { sql, type Sql, type Tx } from '#kernel/tx'
import { ask } from './confirm.ts'
import { bind, keptApart } from './constraint.ts'
import { move, plan, stayAll, type Rest } from './move.ts'
import { settleNow, takeTurns } from './settling.ts'

export type Act = { reason: string; by?: string }

/** By a person's word, whoever must confirm having done so. Records of the parts belong together from now on, in every run. */
export async function merge(tx: Tx, { customers, reason, by = tx.who.staff }: Act & { customers: readonly string[] }): Promise<{ event: number; survivor: string }> {
  await takeTurns(tx)
  await refuseUnlike(tx, customers)
  const survivor = await survivorOf(tx, customers)
  await joinNone(tx)
  await tx`insert into pg_temp.joining (survivor, merged) select ${survivor}, no from unnest(${customers}::text[]) no where no <> ${survivor}`
  const { rests, differ } = await unite(tx, { actor: by, model: null, reason, as: 'merge' })
  const done = await tx.one<{ event: number }>`select min(event) as event from pg_temp.joining`
  if (!done) throw new Error('a merge without its event')
  await bind(tx, { event: done.event, kind: 'must', by, reason }, sql`
    select (select min(m.rec) from identity.membership m where m.customer_no = ${survivor} and m.to_event is null
      and not exists (select from pg_temp.moving v where v.rec = m.rec)) as a, v.rec as b
    from pg_temp.moving v`)
  await settleNow(tx, [...customers])
  for (const rest of rests) await rest()
  if (differ.length > 0) await ask(tx, { kind: 'owner', customers: [survivor], needs: 'supervisor' }, reason)
  return { event: done.event, survivor }
}

async function refuseUnlike(tx: Tx, customers: readonly string[]): Promise<void> {
  const found = await tx<{ customer_no: string; state: string; kind: string }[]>`
    select customer_no, state, split_part(type, '-', 1) as kind from customer.customer where customer_no = any(${customers}::text[]) order by customer_no for update`
  if (found.length < 2 || found.length !== new Set(customers).size) throw new Refused('unprocessable', { cause: 'alone' })
  const gone = found.find((each) => each.state !== 'active')
  if (gone) throw new Refused('conflict', { cause: gone.state, customerNo: gone.customer_no })
  if (new Set(found.map((each) => each.kind)).size > 1) throw new Refused('unprocessable', { cause: 'kinds' })
  const event = await keptApart(tx, customers)
  if (event !== undefined) throw new Refused('conflict', { cause: 'kept-apart', event })
}

/** Whose number stays: confirmed by a person, then with more accounts, then with more records, then known longer, then the lesser number. */
export const RANK: Sql = sql`
  (c.owner_by = 'person' or c.level_by = 'person' or exists (
    select from identity.event_customer e join identity.identity_event v on v.seq = e.seq
    where e.customer_no = c.customer_no and v.kind in ('confirm', 'pin') and v.model is null)) desc,
  (select count(*) from account.holder h where h.customer_no = c.customer_no and h.until is null) desc,
  (select count(*) from identity.membership m where m.customer_no = c.customer_no and m.to_event is null) desc, c.since nulls last, c.customer_no`

export async function survivorOf(tx: Tx, customers: readonly string[]): Promise<string> {
  const found = await tx.one<{ customer_no: string }>`select c.customer_no from customer.customer c where c.customer_no = any(${customers}::text[]) order by ${RANK} limit 1`
  if (!found) throw new Refused('not-found')
  return found.customer_no
}

/** The empty list of who joins whom. */
export async function joinNone(tx: Tx): Promise<void> {
  await tx`create temp table if not exists joining (survivor text, merged text, event bigint) on commit delete rows`
  await tx`delete from pg_temp.joining`
}

/** Merges what pg_temp.joining lists, one event for each survivor. Names the survivors whose parts had different owners. */
export async function unite(tx: Tx, { actor, model, reason, as }: { actor: string; model: string | null; reason: string; as: 'merge' | 'match' }): Promise<{ rests: Rest[]; differ: string[] }> {
  await stayAll(tx)
  await plan(tx, sql`
    select m.rec, j.survivor as after, ${as}::text as reason
    from pg_temp.joining j join identity.membership m on m.customer_no = j.merged and m.to_event is null`)
  await tx`
    insert into pg_temp.claim (id_token, id_type, before, after)
    select d.id_token, d.id_type, d.customer_no, j.survivor from pg_temp.joining j join identity.document d on d.customer_no = j.merged`
  await note(tx, { actor, model, reason })
  await tx`update pg_temp.moving v set event = j.event from pg_temp.joining j where j.merged = v.before`
  const differ = await tx<{ survivor: string }[]>`
    select j.survivor
    from (select survivor, merged as no from pg_temp.joining union select survivor, survivor from pg_temp.joining) j
    join customer.customer c on c.customer_no = j.no
    join access.staff s on s.staff = c.owner and s.status = 'active'
    group by j.survivor having count(distinct s.staff) > 1`
  const pairs = sql`select merged, survivor from pg_temp.joining`
  await mergeNumbers(tx, pairs)
  const rests = await move(tx)
  await inherit(tx, pairs, reason)
  return { rests, differ: differ.map((each) => each.survivor) }
}

/** The events, with all that an undo needs: what people had decided of each part, its records, aliases and documents. */
async function note(tx: Tx, { actor, model, reason }: { actor: string; model: string | null; reason: string }): Promise<void> {
  await tx`
    with made as (
      insert into identity.identity_event (kind, actor, model, before, after, reason)
      select 'merge', ${actor}, ${model}, jsonb_build_object(
          'survivor', ${DECIDED},
          'customers', (
            select jsonb_agg(${DECIDED} || jsonb_build_object(
              'aliases', (select coalesce(jsonb_agg(a.customer_no order by a.customer_no), '[]') from customer.customer a where a.merged_into = c.customer_no),
              'records', (select coalesce(jsonb_agg(v.rec order by v.rec), '[]') from pg_temp.moving v where v.before = c.customer_no)) order by c.customer_no)
            from pg_temp.joining j join customer.customer c on c.customer_no = j.merged where j.survivor = s.survivor),
          'documents', (
            select coalesce(jsonb_agg(jsonb_build_array(d.id_token::text, d.id_type, d.before) order by d.id_token, d.id_type), '[]') from pg_temp.claim d where d.after = s.survivor)),
        jsonb_build_object('customer', s.survivor), ${reason}
      from (select distinct survivor from pg_temp.joining) s join customer.customer c on c.customer_no = s.survivor
      order by s.survivor
      returning seq, after ->> 'customer' as survivor)
    update pg_temp.joining j set event = made.seq from made where made.survivor = j.survivor`
  await tx`
    insert into identity.event_customer (customer_no, seq)
    select merged, event from pg_temp.joining union select survivor, event from pg_temp.joining`
}
