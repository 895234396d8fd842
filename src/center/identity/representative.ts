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
      join identity.membership m on m.key = r.key and m.source = r.source and m.to_event is null) named
    join identity.document d on d.id_token = named.id_token
    join customer.customer c on c.customer_no = d.customer_no and c.type like 'retail%'
    order by named.company, d.customer_no, named.since`
  await relate(tx, pairs)
  await unrelate(tx, sql`
    select r.customer_no, r.other_no, r.type
    from pg_temp.settling t
    join customer.relation r on r.customer_no = t.customer_no
    where r.type = 'legal-representative' and r.direction = 'forward' and r.until is null and r.evidence = ${EVIDENCE}
      and not exists (select from pg_temp.represented p where p.company = r.customer_no and p.person = r.other_no)`)
}

/** What the relation rests on: the sources' own records. */
const EVIDENCE = 'source-record'
const pairs: Sql = sql`select company as customer_no, person as other_no, 'legal-representative' as type, since, ${EVIDENCE} as evidence from pg_temp.represented`
