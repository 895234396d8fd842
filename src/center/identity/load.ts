/**
 * From the staging rows to source records, memberships and customers: equal valid documents are one customer, the rest get a number of their own.
 * Nobody has seen these memberships before they are settled: until then they are provisional.
 */
import { nextNumber, openCustomers } from '#center/customer'
import type { Batch, Loaded } from '#kernel/room'
import { sql, type Tx } from '#kernel/tx'

/** What a record is linked by when it arrives; the matcher (resolve.ts) judges it before anybody sees it. */
export const MODEL = 'rule-1: equal valid document'

/** With `belongsTo`, a person has said whose the new records are. */
export async function load(tx: Tx, batch: Batch, belongsTo: string | null = null): Promise<Loaded & { unknownOwners: number }> {
  await look(tx, batch)
  if (belongsTo !== null) await tx`update pg_temp.arrival set customer_no = ${belongsTo} where state = 'new'`
  await claimDocuments(tx)
  await number(tx)
  await openCustomers(tx, sql`
    select distinct on (customer_no) customer_no, kind as type, org, owner, opened_on as since
    from pg_temp.arrival where state = 'new' order by customer_no, line`)
  await keep(tx, batch)
  await enrol(tx, batch)
  await tx`insert into identity.dirty (customer_no) select distinct customer_no from pg_temp.arrival where state in ('new', 'changed') order by 1`
  await tx`insert into identity.unmatched (rec) select rec from pg_temp.arrival where state in ('new', 'changed') order by 1`
  return account(tx)
}

/** Every line beside what is known of its key: new, changed, the same, or refused. */
async function look(tx: Tx, batch: Batch): Promise<void> {
  await tx`
    create temp table if not exists arrival (
      line int, key text, state text, version int, customer_no text, kind text, org int, owner text, id_token bigint, id_type text, opened_on date,
      owner_unknown boolean, refusal text, value text, rec bigint)
    on commit delete rows`
  await tx`delete from pg_temp.arrival`
  await tx`
    insert into pg_temp.arrival (line, key, state, version, customer_no, kind, org, owner, id_token, id_type, opened_on, owner_unknown, refusal, value, rec)
    select b.line, b.key,
      case when o.org is null or known.run = ${batch.run} and known.line <> b.line and not ${batch.stream === true} then 'refused'
           when known.digest is null then 'new'
           when known.digest = b.digest and known.org = o.org and known.owner_staff is not distinct from s.staff then 'same'
           else 'changed' end,
      coalesce(known.top, 0) + 1, known.customer_no, b.kind, o.org, s.staff,
      case when b.id_valid then b.id_token end, b.id_type, b.opened_on,
      s.staff is null and b.owner_code is not null,
      case when o.org is null then 'unknown-reference' else 'duplicate-key' end, case when o.org is null then b.org_code else b.key end,
      coalesce(known.rec, nextval('identity.rec_seq'))
    from pg_temp.batch b
    left join access.org o on o.code = b.org_code
    left join access.staff s on s.staff = b.owner_code
    left join lateral (
      select max(r.version) as top, max(r.rec) as rec, (array_agg(r.customer_no order by r.version desc))[1] as customer_no,
        max(r.digest) filter (where r.valid_to is null) as digest, max(r.org) filter (where r.valid_to is null) as org,
        max(r.owner_staff) filter (where r.valid_to is null) as owner_staff, max(r.run) filter (where r.valid_to is null) as run,
        max(r.line) filter (where r.valid_to is null) as line
      from identity.source_record r where r.key = b.key and r.source = ${batch.source}) known on true`
  await tx`select set_config('default_statistics_target', '10', true)` // a sample of three thousand rows is enough
  await tx`analyze pg_temp.arrival`
}

/** One number for one document. Another import may be claiming the same one now: the key makes it wait, and then join. In order of the key, so that two never wait for each other. */
async function claimDocuments(tx: Tx): Promise<void> {
  await tx`
    insert into identity.document (id_token, id_type, customer_no)
    select id_token, id_type, coalesce(customer_no, ${nextNumber})
    from (select id_token, id_type, min(customer_no) as customer_no
          from pg_temp.arrival a
          where state = 'new' and id_token is not null
            and not exists (select from identity.document d where d.id_token = a.id_token and d.id_type = a.id_type)
          group by id_token, id_type order by id_token, id_type) unclaimed
    on conflict do nothing`
}

/** A new record takes its document's number; without one its own of before an undo, or a fresh one. A known record stays where it is. */
async function number(tx: Tx): Promise<void> {
  await tx`
    update pg_temp.arrival a
    set customer_no = coalesce(
      (select d.customer_no from identity.document d where d.id_token = a.id_token and d.id_type = a.id_type),
      (select coalesce(c.merged_into, c.customer_no) from customer.customer c where c.customer_no = a.customer_no), ${nextNumber})
    where state = 'new'`
}

async function keep(tx: Tx, batch: Batch): Promise<void> {
  await tx`
    update pg_temp.arrival a set customer_no = m.customer_no
    from identity.membership m
    where a.state = 'changed' and m.key = a.key and m.source = ${batch.source} and m.to_event is null`
  await tx`
    update identity.source_record r set valid_to = now()
    from pg_temp.arrival a
    where a.state = 'changed' and r.key = a.key and r.source = ${batch.source} and r.valid_to is null`
  await tx`
    insert into identity.source_record (source, key, version, kind, customer_no, org, name, id_type, id_number, id_token, id_valid, gender, birthday,
      phone, phone_token, phone2, phone2_token, email, email_token, address, province, city, district, door, employer, occupation, income,
      legal_name, legal_id_number, legal_id_token, industry, owner_staff, opened_on, updated_on, digest, run, line, rec, flaws)
    select ${batch.source}, b.key, a.version, b.kind, a.customer_no, a.org, b.name, b.id_type, b.id_number, b.id_token, b.id_valid, b.gender, b.birthday,
      b.phone, b.phone_token, b.phone2, b.phone2_token, b.email, b.email_token, b.address, b.province, b.city, b.district, b.door, b.employer, b.occupation, b.income,
      b.legal_name, b.legal_id_number, b.legal_id_token, b.industry, a.owner, b.opened_on, b.updated_on, b.digest, ${batch.run}, b.line, a.rec, b.flaws
    from pg_temp.arrival a join pg_temp.batch b on b.line = a.line
    where a.state in ('new', 'changed')`
}

/** Whose record it is, by one event for the whole batch; what contradicts is noted for a person to decide. */
async function enrol(tx: Tx, batch: Batch): Promise<void> {
  await tx`
    with arrived as (select key, customer_no, org, id_token, rec from pg_temp.arrival where state = 'new'),
    event as (
      insert into identity.identity_event (kind, actor, model, after, reason)
      select 'link', ${tx.who.staff}, ${MODEL}, jsonb_build_object('run', ${batch.run}::int, 'firstLine', ${batch.firstLine}::int, 'records', count(*)), ${batch.run === 0 ? 'entry' : 'import'}
      from arrived having count(*) > 0
      returning seq)
    insert into identity.membership (source, key, rec, customer_no, org, reason, from_event, provisional)
    select ${batch.source}, key, rec, customer_no, org, case when id_token is null then 'own' else 'document' end, event.seq, true
    from arrived, event`
  await tx`
    update identity.membership m set org = a.org
    from pg_temp.arrival a
    where a.state = 'changed' and m.key = a.key and m.source = ${batch.source} and m.to_event is null and m.org <> a.org`
  await reconsider(tx, batch)
}

/**
 * A changed record never moves silently. Its new document is claimed for its customer when nobody has it and nothing else
 * this customer shows speaks against it; otherwise the contradiction waits for a person.
 */
async function reconsider(tx: Tx, batch: Batch): Promise<void> {
  await tx`
    insert into identity.contradiction (key, source, version, customer_no, other_no, run)
    select a.key, ${batch.source}, a.version, a.customer_no, coalesce(d.customer_no, a.customer_no), ${batch.run}
    from pg_temp.arrival a
    left join identity.document d on d.id_token = a.id_token and d.id_type = a.id_type
    where a.state = 'changed' and a.id_token is not null and d.customer_no is distinct from a.customer_no
      and (d.customer_no is not null or exists (
        select from identity.membership m
        join identity.source_record r on r.key = m.key and r.source = m.source and r.valid_to is null
        where m.customer_no = a.customer_no and m.to_event is null and r.id_valid and r.id_type = a.id_type and r.id_token <> a.id_token))`
  await tx`
    insert into identity.document (id_token, id_type, customer_no)
    select a.id_token, a.id_type, min(a.customer_no)
    from pg_temp.arrival a
    where a.state = 'changed' and a.id_token is not null and not exists (
      select from identity.contradiction c where c.key = a.key and c.source = ${batch.source} and c.version = a.version)
    group by a.id_token, a.id_type order by a.id_token, a.id_type
    on conflict do nothing`
}

async function account(tx: Tx): Promise<Loaded & { unknownOwners: number }> {
  const [counts, rejected] = await Promise.all([
    tx.one<{ added: number; changed: number; same: number; unknownOwners: number }>`
      select count(*) filter (where state = 'new') as added, count(*) filter (where state = 'changed') as changed, count(*) filter (where state = 'same') as same,
        count(*) filter (where state in ('new', 'changed') and owner_unknown) as "unknownOwners"
      from pg_temp.arrival`,
    tx<Loaded['rejected']>`
      select line, case refusal when 'duplicate-key' then 'key' else 'org' end as field, refusal as reason, value from pg_temp.arrival where state = 'refused' order by line`,
  ])
  return { added: 0, changed: 0, same: 0, unknownOwners: 0, ...counts, rejected }
}
