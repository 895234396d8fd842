/**
 * Clusters become memberships. The matcher says which records are one (pg_temp.cluster) and which pairs a person should look at (pg_temp.doubt);
 * the ledger gives numbers by events. What nobody has seen yet goes where it belongs; what somebody has seen is merged where nobody need be asked,
 * and is otherwise a question. A settled record never moves by itself.
 */
import { nextNumber, openCustomers } from '#center/customer'
import { sql, type Sql, type Tx } from '#kernel/tx'
import { confirmers } from './confirm.ts'
import { joinNone, RANK, unite } from './merge.ts'
import { move, plan, planDocuments, stayAll } from './move.ts'
import { settleNow, takeTurns } from './settling.ts'

export type Applied = { linked: number; merged: number; asked: number }
export type Verdict = { model: string; reason: string; run?: number | null }

/** The two lists a matcher fills for the ledger. */
export async function openVerdict(tx: Tx): Promise<void> {
  await tx`create temp table if not exists cluster (rec bigint primary key, cluster bigint not null) on commit delete rows`
  await tx`create temp table if not exists doubt (a bigint not null, b bigint not null, bits real, code bigint, guard text) on commit delete rows`
  await Promise.all([tx`delete from pg_temp.cluster`, tx`delete from pg_temp.doubt`])
}

export async function applyClusters(tx: Tx, { model, reason, run = null }: Verdict): Promise<Applied> {
  await takeTurns(tx)
  await compareWithNumbers(tx)
  await giveNumbers(tx)
  const linked = await linkProvisional(tx, model, reason)
  const asked = await askMerges(tx, model, run)
  const merged = await mergeSettled(tx, model, reason)
  return { linked, merged, asked: asked + (await askSplits(tx, model, run)) + (await askDoubts(tx, model, run)) }
}

/** Clusters and customers that are not one and the same. `settled`: records that somebody has seen. `home`: where a customer's records mostly are. */
async function compareWithNumbers(tx: Tx): Promise<void> {
  await tx`
    create temp table if not exists tangle (cluster bigint, customer_no text, settled int, records int, least bigint, is_home boolean, settled_clusters int) on commit delete rows`
  await tx`delete from pg_temp.tangle`
  await tx`
    insert into pg_temp.tangle
    select cluster, customer_no, settled, records, least,
      row_number() over (partition by customer_no order by settled desc, records desc, least) = 1, count(*) filter (where settled > 0) over (partition by customer_no)
    from (
      select *, count(*) over (partition by cluster) as customers, count(*) over (partition by customer_no) as clusters
      from (
        select c.cluster, m.customer_no, count(*) filter (where not m.provisional) as settled, count(*) as records, min(c.rec) as least
        from pg_temp.cluster c join identity.membership m on m.rec = c.rec and m.to_event is null
        group by c.cluster, m.customer_no) share) counted
    where customers > 1 or clusters > 1`
  await tx`analyze pg_temp.tangle`
}

/** The number of each such cluster: of the settled customers at home in it the one that would survive, else the least provisional number, else a new one. */
async function giveNumbers(tx: Tx): Promise<void> {
  await tx`create temp table if not exists numbered (cluster bigint primary key, number text, is_new boolean) on commit delete rows`
  await tx`delete from pg_temp.numbered`
  await tx`
    insert into pg_temp.numbered (cluster, number, is_new)
    select cluster, coalesce(number, ${nextNumber}), number is null
    from (
      select distinct on (t.cluster) t.cluster, case when t.is_home then t.customer_no end as number
      from pg_temp.tangle t left join (
        -- Of a first load nobody is ranked: nobody has been seen.
        select c.customer_no, row_number() over (order by ${RANK}) as rank
        from (select distinct customer_no from pg_temp.tangle where settled > 0) s join customer.customer c on c.customer_no = s.customer_no) ranked on ranked.customer_no = t.customer_no
      order by t.cluster, not t.is_home, t.settled = 0, case when t.settled = 0 then t.customer_no end, ranked.rank, t.customer_no) best
    order by cluster`
  await tx`analyze pg_temp.numbered`
  await openCustomers(tx, sql`
    select distinct on (n.number) n.number as customer_no, r.kind as type, r.org, r.owner_staff as owner, r.opened_on as since
    from pg_temp.numbered n
    join pg_temp.cluster c on c.cluster = n.cluster
    join identity.membership m on m.rec = c.rec and m.to_event is null and m.provisional
    join identity.source_record r on r.rec = c.rec and r.valid_to is null
    where n.is_new
    order by n.number, r.rec`)
}

/** What nobody has seen takes its cluster's number. */
async function linkProvisional(tx: Tx, model: string, reason: string): Promise<number> {
  return link(tx, sql`
    select c.rec, n.number as after, case when n.is_new then 'own' else 'match' end as reason
    from pg_temp.tangle t
    join pg_temp.numbered n on n.cluster = t.cluster and n.number <> t.customer_no
    join pg_temp.cluster c on c.cluster = t.cluster
    join identity.membership m on m.rec = c.rec and m.to_event is null and m.provisional and m.customer_no = t.customer_no
    where not exists (
      select from (${apart}) p join identity.membership w on w.rec = p.other and w.to_event is null
      where p.rec = c.rec and w.customer_no = n.number)`, { model, reason })
}

/** Records that nobody has seen go where they belong, `moves (rec, after, reason)`: one event for all. */
export async function link(tx: Tx, moves: Sql, { model, reason }: Verdict): Promise<number> {
  const [, many] = await Promise.all([stayAll(tx), plan(tx, moves)])
  if (many === 0) return 0
  const [, , rests] = await Promise.all([
    planDocuments(tx),
    tx`
      with event as (
        insert into identity.identity_event (kind, actor, model, after, reason)
        values ('link', ${tx.who.staff}, ${model}, jsonb_build_object('records', ${many}::int), ${reason})
        returning seq)
      update pg_temp.moving set event = (select seq from event)`,
    move(tx),
  ])
  for (const rest of rests) await rest()
  return many
}

/** Records that people keep apart, from both sides. */
const apart: Sql = sql`
  select a as rec, b as other from identity.constraint_pair where kind = 'cannot' and lifted_by is null and (until is null or until > current_date)
  union all
  select b, a from identity.constraint_pair where kind = 'cannot' and lifted_by is null and (until is null or until > current_date)`

/** Settled customers that are one by the matcher's word. Those that lie in several clusters at once are a person's to judge; a person's refusal stands. */
const rivals: Sql = sql`
  select t.cluster, n.number as survivor, array_agg(t.customer_no order by t.customer_no) as customers, bool_or(t.settled_clusters > 1) as is_torn
  from pg_temp.tangle t join pg_temp.numbered n on n.cluster = t.cluster
  where t.is_home and t.settled > 0
  group by t.cluster, n.number
  having count(*) > 1 and not exists (
    select from (${apart}) p
    join identity.membership m on m.rec = p.rec and m.to_event is null and m.customer_no = any(array_agg(t.customer_no))
    join identity.membership w on w.rec = p.other and w.to_event is null and w.customer_no = any(array_agg(t.customer_no))
    where m.customer_no <> w.customer_no)`

async function askMerges(tx: Tx, model: string, run: number | null): Promise<number> {
  return tx.count`
    insert into identity.review_item (kind, customers, model, run, org_a, org_b, owners, needs)
    select 'merge', r.customers, ${model}, ${run}::bigint, who.org_a, who.org_b, who.owners, who.needs
    from (${rivals}) r cross join lateral (${confirmers(sql`r.customers`)}) who
    where r.is_torn or who.is_key or who.differ
    order by r.customers
    on conflict (kind, customers) where state = 'open' do nothing`
}

async function mergeSettled(tx: Tx, model: string, reason: string): Promise<number> {
  await joinNone(tx)
  const many = await tx.count`
    insert into pg_temp.joining (survivor, merged)
    select r.survivor, no
    from (${rivals}) r cross join lateral (${confirmers(sql`r.customers`)}) who cross join unnest(r.customers) no
    where not (r.is_torn or who.is_key or who.differ) and no <> r.survivor
    order by no`
  if (many === 0) return 0
  const { rests } = await unite(tx, { actor: tx.who.staff, model, reason, as: 'match' })
  const touched = await tx<{ no: string }[]>`select merged as no from pg_temp.joining union select survivor from pg_temp.joining`
  await settleNow(tx, touched.map((each) => each.no))
  for (const rest of rests) await rest()
  return many
}

/** A settled customer whose settled records fall apart: those outside its home would leave. */
async function askSplits(tx: Tx, model: string, run: number | null): Promise<number> {
  return tx.count`
    insert into identity.review_item (kind, customers, recs, model, run, org_a, org_b, owners, needs)
    select 'split', array[torn.customer_no], torn.recs, ${model}, ${run}::bigint, who.org_a, who.org_b, who.owners, who.needs
    from (
      select t.customer_no, array_agg(m.rec order by m.rec) as recs
      from pg_temp.tangle t
      join pg_temp.cluster c on c.cluster = t.cluster
      join identity.membership m on m.rec = c.rec and m.to_event is null and m.customer_no = t.customer_no
      where t.settled_clusters > 1 and not t.is_home and t.settled > 0
      group by t.customer_no) torn
    cross join lateral (${confirmers(sql`array[torn.customer_no]`)}) who
    order by torn.customer_no
    on conflict (kind, customers) where state = 'open' do nothing`
}

/** Pairs of the review zone: one question for two customers, the strongest pair of records standing for it; never again what people have refused. */
export async function askDoubts(tx: Tx, model: string, run: number | null, doubts: Sql = sql`select a, b, bits, code, guard from pg_temp.doubt`): Promise<number> {
  return tx.count`
    with pair as materialized (
      select distinct on (least(a.customer_no, b.customer_no), greatest(a.customer_no, b.customer_no))
        array[least(a.customer_no, b.customer_no), greatest(a.customer_no, b.customer_no)] as customers, least(d.a, d.b) as a, greatest(d.a, d.b) as b, d.bits, d.code, d.guard
      from (${doubts}) d
      join identity.membership a on a.rec = d.a and a.to_event is null
      join identity.membership b on b.rec = d.b and b.to_event is null
      where a.customer_no <> b.customer_no
      order by least(a.customer_no, b.customer_no), greatest(a.customer_no, b.customer_no), d.bits desc, least(d.a, d.b), greatest(d.a, d.b)),
    refused as (
      select distinct array[least(a.customer_no, b.customer_no), greatest(a.customer_no, b.customer_no)] as customers
      from identity.constraint_pair p
      join identity.membership a on a.rec = p.a and a.to_event is null
      join identity.membership b on b.rec = p.b and b.to_event is null
      where p.kind = 'cannot' and p.lifted_by is null and (p.until is null or p.until > current_date))
    insert into identity.review_item (kind, customers, a, b, bits, code, guard, model, uncertainty, run, org_a, org_b, owners, needs)
    select 'pair', p.customers, p.a, p.b, p.bits, p.code, p.guard, ${model}, 4 * power(2, -abs(p.bits)) / power(1 + power(2, -abs(p.bits)), 2), ${run}::bigint,
      who.org_a, who.org_b, who.owners, who.needs
    from pair p cross join lateral (${confirmers(sql`p.customers`)}) who
    where not exists (select from refused r where r.customers = p.customers)
      and not exists (select from identity.review_item i where i.state = 'open' and i.kind = 'merge' and i.customers @> p.customers)
    order by p.customers
    on conflict (kind, customers) where state = 'open' do nothing`
}

export type Current = { rec: number; source: string; key: string; customer_no: string; org: number; name: string; kind: string } & Record<
  'id_type' | 'id_number' | 'gender' | 'birthday' | 'phone' | 'phone2' | 'email' | 'address' | 'employer' | 'occupation' | 'legal_name' | 'legal_id_number' | 'industry' | 'updated_on', string | null
> & { id_valid: boolean | null }

/** The current versions of these records as the reader may see them. Numbers and addresses of mail are sealed still: whoever shows them opens them. */
export function recordsOf(tx: Tx, recs: readonly number[]): Promise<Current[]> {
  return tx<Current[]>`
    select r.rec, r.source, r.key, m.customer_no, r.org, r.kind, r.name, r.id_type, r.id_number, r.id_valid, r.gender, r.birthday, r.phone, r.phone2, r.email, r.address,
      r.employer, r.occupation, r.legal_name, r.legal_id_number, r.industry, r.updated_on
    from identity.source_record r
    join identity.membership m on m.rec = r.rec and m.to_event is null
    where r.rec = any(${recs}::bigint[]) and r.valid_to is null
    order by r.rec`
}
