/** What the pages of coverage and plan add up: gathered by a job, since no page may read the whole bank. */
import { sql, type Tx } from '#kernel/tx'

const EVERY_MINUTES = 10

/** Measures when something has happened since, and not too often. */
export async function measureNow(tx: Tx): Promise<void> {
  await weighQuestions(tx)
  const due = await tx.one`
    select 1 as due
    from (select max(at) as at from identity.coverage where day >= current_date - 1) last
    where last.at is null or (last.at < now() - make_interval(mins => ${EVERY_MINUTES}) and (
      exists (select from identity.identity_event e where e.seq = (select max(seq) from identity.identity_event) and e.at > last.at)
      or exists (select from identity.review_item i where i.item = (select max(item) from identity.review_item) and i.at > last.at)
      or exists (select from identity.review_decision d where d.at > last.at and d.verdict in ('same', 'different'))
      or last.at < date_trunc('day', now())))`
  if (due) await measure(tx)
}

export async function measure(tx: Tx): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtext('identity.measure'))`
  await gatherCustomers(tx)
  await measureCoverage(tx)
  await measureReasons(tx)
  await measureSystems(tx)
}

/** What is at stake changes after a question is asked: of a first import the accounts come later than the customers. */
async function weighQuestions(tx: Tx): Promise<void> {
  await tx`
    update identity.review_item i set value = v.value
    from (
      select i.item, coalesce(sum(p.aum), 0) as value
      from identity.review_item i left join account.position p on p.customer_no = any (i.customers) and p.whole
      where i.state = 'open' group by i.item) v
    where v.item = i.item and i.value is distinct from v.value`
}

/** Each active customer with its records, by system. */
async function gatherCustomers(tx: Tx): Promise<void> {
  await tx`create temp table if not exists measured (customer_no text, org int, level text, source text, records int, items int) on commit delete rows`
  await tx`truncate pg_temp.measured`
  await tx`
    insert into pg_temp.measured
    select c.customer_no, c.org, c.level, s.source, count(*),
      sum(num_nonnulls(s.name, s.id_number, s.gender, s.birthday, s.phone, s.phone2, s.email, s.address, s.employer, s.occupation, s.income, s.legal_name, s.industry))
    from customer.customer c
    join identity.membership m on m.customer_no = c.customer_no and m.to_event is null
    join identity.source_record s on s.key = m.key and s.source = m.source and s.valid_to is null
    where c.state = 'active'
    group by c.customer_no, c.org, c.level, s.source`
  await tx`analyze pg_temp.measured`
}

async function measureCoverage(tx: Tx): Promise<void> {
  await tx`delete from identity.coverage where day = current_date`
  await tx`
    insert into identity.coverage (day, org, level, customers, doubtful, records, items, crossed)
    select current_date, org, level, count(*), count(*) filter (where customer_no in (select no from (${doubtful}) d)), sum(records), sum(items), sum(items * records)
    from (select customer_no, org, level, sum(records) as records, sum(items) as items from pg_temp.measured group by customer_no, org, level) c
    group by org, level`
  await tx`delete from identity.coverage_source where day = current_date`
  await tx`
    insert into identity.coverage_source (day, org, source, records, customers)
    select current_date, org, source, sum(records), count(*) from pg_temp.measured group by org, source`
}

/** Customers about whom a question is open, and which: the first that applies. */
const open = sql`
  select no, min(place) as place
  from (
    select unnest(i.customers) as no, case when i.needs = 'contact' then 4 when i.kind = 'merge' then 2 when i.kind = 'split' then 3 else 1 end as place
    from identity.review_item i where i.state = 'open' and i.kind <> 'owner'
    union all
    select customer_no, 5 from identity.contradiction) asked
  group by no`
const doubtful = sql`select no from (${open}) o`

async function measureReasons(tx: Tx): Promise<void> {
  await tx`delete from identity.coverage_reason where day = current_date`
  await tx`
    insert into identity.coverage_reason (day, org, reason, customers, value)
    select current_date, c.org, ('{pair,merge,split,contact,document}'::text[])[o.place], count(*), coalesce(sum(p.aum), 0)
    from (${open}) o
    join customer.customer c on c.customer_no = o.no and c.state = 'active'
    left join account.position p on p.customer_no = c.customer_no and p.whole
    group by c.org, o.place`
}

async function measureSystems(tx: Tx): Promise<void> {
  await tx`delete from identity.system_figures`
  await tx`
    insert into identity.system_figures (source, records, documents, value)
    select s.source, s.records, s.documents, coalesce(a.value, 0)
    from (select source, count(*) as records, count(distinct id_token) filter (where id_valid) as documents from identity.source_record where valid_to is null group by source) s
    left join (select source, sum(balance) filter (where balance > 0) as value from account.account where status <> 'closed' and currency = 'CNY' group by source) a on a.source = s.source`
  await tx`delete from identity.dispersion`
  await tx`
    with document as materialized (select distinct source, id_token from identity.source_record where valid_to is null and id_valid and id_token is not null),
    shared as (select a.source as a, b.source as b, count(*) as shared from document a join document b on b.id_token = a.id_token and b.source > a.source group by a.source, b.source),
    doubt as (
      select least(x.source, y.source) as a, greatest(x.source, y.source) as b, count(*) as doubts
      from identity.review_item i
      join identity.membership x on x.rec = i.a and x.to_event is null
      join identity.membership y on y.rec = i.b and y.to_event is null
      where i.state = 'open' and x.source <> y.source
      group by 1, 2)
    insert into identity.dispersion (a, b, shared, doubts)
    select a.source, b.source, coalesce(s.shared, 0), coalesce(d.doubts, 0)
    from identity.system_figures a
    join identity.system_figures b on b.source > a.source
    left join shared s on s.a = a.source and s.b = b.source
    left join doubt d on d.a = a.source and d.b = b.source`
  await tx`delete from identity.mixture`
  await tx`
    with mixed as materialized (select customer_no, array_agg(source order by source) as sources from pg_temp.measured group by customer_no),
    counted as (
      select x.sources, m.source, sum(m.records) as records, count(*) as customers
      from mixed x join pg_temp.measured m on m.customer_no = x.customer_no
      group by x.sources, m.source)
    insert into identity.mixture (sources, customers, records)
    select sources, max(customers), array_agg(records order by source) from counted group by sources`
}
