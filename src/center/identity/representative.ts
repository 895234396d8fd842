/** A company's record names its legal representative by document: where that document is a customer's, the two are related. */
import { relate, unrelate } from '#center/customer'
import { sql, type Sql, type Tx } from '#kernel/tx'

/** For the companies in pg_temp.settling, and for those that name a person in it. */
export async function relateRepresentatives(tx: Tx): Promise<void> {
  await tx`create temp table if not exists represented (company text, person text, since date) on commit delete rows`
  await tx`delete from pg_temp.represented`
  await tx`
    insert into pg_temp.represented (company, person, since)
    select distinct on (named.company, d.customer_no) named.company, d.customer_no, named.since
    from (
      select s.customer_no as company, s.legal_id_token as id_token, coalesce(s.opened_on, s.day) as since
      from pg_temp.standing s where s.legal_id_token is not null and s.kind <> 'retail'
      union
      select m.customer_no, r.legal_id_token, coalesce(r.opened_on, r.updated_on, date '2000-01-01')
      from (select distinct id_token from pg_temp.standing where id_valid and kind = 'retail') person
      join identity.source_record r on r.legal_id_token = person.id_token and r.legal_id_token is not null and r.valid_to is null
      join identity.membership m on m.key = r.key and m.source = r.source and m.to_event is null
      union
      select t.other_now, r.legal_id_token, coalesce(r.opened_on, r.updated_on, date '2000-01-01')
      from (${told}) t
      join identity.membership m on m.customer_no = t.other_now and m.to_event is null
      join identity.source_record r on r.key = m.key and r.source = m.source and r.valid_to is null and r.legal_id_token is not null
      where t.direction = 'backward') named
    join identity.document d on d.id_token = named.id_token
    join customer.customer c on c.customer_no = d.customer_no and c.type like 'retail%'
    order by named.company, d.customer_no, named.since`
  await relate(tx, pairs)
  // A relation bears the numbers of the day it was written: it holds as long as those that stand for them now are related.
  await unrelate(tx, sql`
    select r.customer_no, r.other_no, r.type
    from (${told}) r
    where r.direction = 'forward' and not exists (select from pg_temp.represented p where p.company = r.now and p.person = r.other_now)
    union
    select r.other_no, r.customer_no, r.type
    from (${told}) r
    where r.direction = 'backward' and not exists (select from pg_temp.represented p where p.company = r.other_now and p.person = r.now)`)
}

/** What the relation rests on: the sources' own records. */
const EVIDENCE = 'source-record'
/** What holds by the sources' word for the customers that are settled, or for a number merged into one of them, from either side. */
const told: Sql = sql`
  select mine.now, r.customer_no, r.other_no, customer.current(r.other_no) as other_now, r.type, r.direction
  from (
    select coalesce(c.merged_into, c.customer_no) as now, c.customer_no as no from customer.customer c join pg_temp.settling t on t.customer_no = c.customer_no
    union
    select c.merged_into, c.customer_no from customer.customer c join pg_temp.settling t on t.customer_no = c.merged_into) mine
  join customer.relation r on r.customer_no = mine.no
  where r.type = 'legal-representative' and r.until is null and r.evidence = ${EVIDENCE}`
const pairs: Sql = sql`select company as customer_no, person as other_no, 'legal-representative' as type, since, ${EVIDENCE} as evidence from pg_temp.represented`
