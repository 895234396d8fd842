/**
 * The one way in which records change their customer: memberships end and begin by an event, documents go with their records, and every room
 * whose rows stand on them follows, all in one transaction. Undo is the same with before and after exchanged.
 */
import { reopen, withdraw } from '#center/customer'
import { Refused } from '#kernel/error'
import { allFollowers } from '#kernel/room'
import { sql, type Sql, type Tx } from '#kernel/tx'

export type Moves = { rec: number; before: string; after: string }[]
/** What is left to do when the golden records stand. */
export type Rest = () => Promise<void>

/** The empty lists of a movement: which records go where, and which documents go with them. */
export async function stayAll(tx: Tx): Promise<void> {
  await Promise.all([
    tx`
      create temp table if not exists moving (rec bigint, source text, key text, org int, reason text, before text, after text, event bigint, provisional boolean) on commit delete rows`,
    tx`create temp table if not exists claim (id_token bigint, id_type text, before text, after text) on commit delete rows`,
    tx`delete from pg_temp.moving`, tx`delete from pg_temp.claim`,
  ])
}

/** Puts `moves (rec, after, reason)` on the list: current memberships that are not there already. */
export async function plan(tx: Tx, moves: Sql): Promise<number> {
  const many = await tx.count`
    insert into pg_temp.moving (rec, source, key, org, reason, before, after, provisional)
    select m.rec, m.source, m.key, m.org, p.reason, m.customer_no, p.after, m.provisional
    from (${moves}) p join identity.membership m on m.rec = p.rec and m.to_event is null
    where m.customer_no <> p.after`
  if (many > FEW) await tx`analyze pg_temp.moving`
  return many
}

/** Of so few the planner need not be told. */
const FEW = 20

/** A document goes with its records, unless one that stays bears it too. */
export async function planDocuments(tx: Tx): Promise<void> {
  await tx`
    insert into pg_temp.claim (id_token, id_type, before, after)
    select d.id_token, d.id_type, d.customer_no, min(v.after)
    from pg_temp.moving v
    join identity.source_record r on r.rec = v.rec and r.valid_to is null and r.id_valid
    join identity.document d on d.id_token = r.id_token and d.id_type = r.id_type and d.customer_no = v.before
    where not exists (
      select from identity.membership m
      join identity.source_record s on s.rec = m.rec and s.valid_to is null and s.id_valid
      where m.customer_no = v.before and m.to_event is null and s.id_token = r.id_token and s.id_type = r.id_type
        and not exists (select from pg_temp.moving w where w.rec = m.rec))
    group by d.id_token, d.id_type, d.customer_no`
}

/** Moves what is planned, each record by its event. The customers of both sides wait to be settled: until then nobody has seen what was provisional. */
export async function move(tx: Tx): Promise<Rest[]> {
  // Sent at once, done one behind the other.
  const [rests] = await Promise.all([enrol(tx).then(() => follow(tx)), refuseForbidden(tx), wake(tx), repointItems(tx)])
  return rests
}

async function enrol(tx: Tx): Promise<void> {
  await Promise.all([
    tx`
      update identity.membership m set to_event = v.event
      from pg_temp.moving v where m.rec = v.rec and m.to_event is null`,
    tx`
      insert into identity.membership (source, key, rec, customer_no, org, reason, from_event, provisional)
      select source, key, rec, after, org, reason, event, provisional from pg_temp.moving order by rec`,
    tx`
      update identity.document d set customer_no = c.after
      from pg_temp.claim c where d.id_token = c.id_token and d.id_type = c.id_type`,
  ])
}

/** Whoever has no record left is withdrawn, whoever has one again is back, and both sides wait to be settled. */
async function wake(tx: Tx): Promise<void> {
  await Promise.all([
    withdraw(tx, sql`
      select before as customer_no from pg_temp.moving v
      where not exists (select from identity.membership m where m.customer_no = v.before and m.to_event is null)`),
    reopen(tx, sql`select after as customer_no from pg_temp.moving`),
    tx`insert into identity.dirty (customer_no) select before from pg_temp.moving union select after from pg_temp.moving order by 1`,
  ])
}

async function follow(tx: Tx): Promise<Rest[]> {
  const rests: Rest[] = []
  for (const each of allFollowers()) {
    const rest = await each(tx, sql`select source, key, before, after from pg_temp.moving`)
    if (rest) rests.push(rest)
  }
  return rests
}

/** Two records that people have kept apart never meet, whoever moved them. */
async function refuseForbidden(tx: Tx): Promise<void> {
  const met = await tx.one<{ event: number }>`
    select p.event
    from identity.constraint_pair p
    join identity.membership a on a.rec = p.a and a.to_event is null
    join identity.membership b on b.rec = p.b and b.to_event is null
    where p.kind = 'cannot' and p.lifted_by is null and (p.until is null or p.until > current_date) and a.customer_no = b.customer_no
      and (exists (select from pg_temp.moving v where v.rec = p.a) or exists (select from pg_temp.moving v where v.rec = p.b))
    limit 1`
  if (met) throw new Refused('conflict', { cause: 'kept-apart', event: met.event })
}

/** An open question about two records is asked of the customers that have them now; one that answered itself is closed. */
async function repointItems(tx: Tx): Promise<void> {
  const touched = await tx<{ item: number; before: string[]; after: string[] }[]>`
    select distinct i.item, i.customers as before, array[least(a.customer_no, b.customer_no), greatest(a.customer_no, b.customer_no)] as after
    from (select distinct before from pg_temp.moving) v
    join identity.review_item i on i.customers @> array[v.before] and i.state = 'open' and i.kind = 'pair'
    join identity.membership a on a.rec = i.a and a.to_event is null
    join identity.membership b on b.rec = i.b and b.to_event is null
    order by i.item`
  if (touched.length > 0) await repoint(tx, touched)
  await tx`
    update identity.review_item i set state = 'stale', version = i.version + 1
    where i.item in (
      select q.item
      from (select distinct v.before from pg_temp.moving v where not exists (select from identity.membership m where m.customer_no = v.before and m.to_event is null)) left_behind
      join identity.review_item q on q.customers @> array[left_behind.before] and q.state = 'open' and q.kind <> 'pair')`
}

/** What a merge had answered without anybody saying so is asked again once the merge is taken back: the strongest pair of each two. */
export async function askAgain(tx: Tx): Promise<void> {
  await tx`
    with parted as (
      select distinct on (pair.customers) i.item, pair.customers
      from (select distinct rec from pg_temp.moving) v
      join identity.review_item i on v.rec in (i.a, i.b) and i.kind = 'pair' and i.state = 'stale'
      join identity.membership a on a.rec = i.a and a.to_event is null
      join identity.membership b on b.rec = i.b and b.to_event is null
      cross join lateral (select array[least(a.customer_no, b.customer_no), greatest(a.customer_no, b.customer_no)] as customers) pair
      where a.customer_no <> b.customer_no
        and not exists (select from identity.review_decision d where d.item = i.item and d.verdict in ('same', 'different'))
        and not exists (select from identity.review_item o where o.kind = 'pair' and o.state = 'open' and o.customers = pair.customers)
        and not exists (
          select from identity.constraint_pair p
          where p.kind = 'cannot' and p.lifted_by is null and (p.until is null or p.until > current_date) and least(p.a, p.b) = least(i.a, i.b) and greatest(p.a, p.b) = greatest(i.a, i.b))
      order by pair.customers, i.bits desc, i.item)
    update identity.review_item i set state = 'open', customers = p.customers, version = i.version + 1
    from parted p where i.item = p.item`
}

async function repoint(tx: Tx, touched: readonly { item: number; before: string[]; after: string[] }[]): Promise<void> {
  const items = touched.map(({ item }) => item)
  // Two may change places: for a moment each is asked of nobody.
  await tx`update identity.review_item set customers = array[item::text] where item = any(${items}::bigint[])`
  await tx`
    with asked as (select item, before, after from jsonb_to_recordset(${JSON.stringify(touched)}::jsonb) t (item bigint, before text[], after text[])),
    judged as (
      select item, before, after, after[1] = after[2] or row_number() over (partition by after order by item) > 1
        or exists (select from identity.review_item o where o.kind = 'pair' and o.state = 'open' and o.customers = after) as is_moot
      from asked)
    update identity.review_item i
    set customers = case when is_moot then before else after end, state = case when is_moot then 'stale' else 'open' end,
      version = i.version + case when is_moot or before <> after then 1 else 0 end
    from judged j where j.item = i.item`
}
