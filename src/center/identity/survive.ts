/**
 * Survivorship: of each attribute the value of the most trusted source wins. Trust halves with the age of the record, so which of two wins
 * depends on the difference of their days only, never on the day of asking.
 */
import type { Sql, Tx } from '#kernel/tx'

/** Attributes of the golden record and the column that holds each. */
export const ATTRIBUTES = {
  name: 'name', idNumber: 'id_number', gender: 'gender', birthday: 'birthday', phone: 'phone', email: 'email', address: 'address',
  employer: 'employer', occupation: 'occupation', income: 'income', legalName: 'legal_name', industry: 'industry',
} as const
export type Attribute = keyof typeof ATTRIBUTES

/** The current records of the customers in pg_temp.settling. `nth` orders them by what breaks a tie: the day, the source's rank, the key. */
export async function gather(tx: Tx): Promise<void> {
  await tx`
    create temp table if not exists standing (
      nth int, customer_no text, source text, key text, org int, kind text, name text, id_type text, id_number text, id_token bigint, id_valid boolean, gender text,
      birthday date, phone text, phone_token bigint, email text, address text, employer text, occupation text, income numeric, legal_name text, legal_id_token bigint,
      industry text, owner text, opened_on date, day date, origin text, pinned text[]) on commit delete rows`
  await tx`delete from pg_temp.standing`
  await tx`
    insert into pg_temp.standing
    select row_number() over (order by coalesce(r.updated_on, r.opened_on, date '2000-01-01'), coalesce(s.rank, 1000) desc, r.key desc, r.source desc),
      m.customer_no, r.source, r.key, r.org, r.kind, r.name, r.id_type, r.id_number, r.id_token, coalesce(r.id_valid, false), r.gender,
      r.birthday, r.phone, r.phone_token, r.email, r.address, r.employer, r.occupation, r.income, r.legal_name, r.legal_id_token,
      r.industry, r.owner_staff, r.opened_on, coalesce(r.updated_on, r.opened_on, date '2000-01-01'),
      format('"source":%s,"key":%s,"on":"%s"', to_json(r.source), to_json(r.key), coalesce(r.updated_on, r.opened_on, date '2000-01-01')),
      pinned.attributes
    from pg_temp.settling t
    join identity.membership m on m.customer_no = t.customer_no and m.to_event is null
    join identity.source_record r on r.key = m.key and r.source = m.source and r.valid_to is null
    left join identity.source s on s.source = r.source
    left join (
      -- Of several pins of one customer, brought together by a merge, the latest holds.
      select rec, array_agg(attribute) as attributes
      from (
        select distinct on (m.customer_no, p.attribute) p.rec, p.attribute
        from identity.pin p
        join identity.membership m on m.rec = p.rec and m.to_event is null
        join pg_temp.settling t on t.customer_no = m.customer_no
        where p.lifted_by is null and p.until > current_date
        order by m.customer_no, p.attribute, p.event desc) latest
      group by rec) pinned on pinned.rec = m.rec`
  await tx`analyze pg_temp.standing`
}

/** Who shall see what: one whole row at the owning organisation, one partial row for every other with a record or an account. */
export async function divide(tx: Tx): Promise<void> {
  await tx`create temp table if not exists share (customer_no text, org int, whole boolean, kind text, records int) on commit delete rows`
  await tx`delete from pg_temp.share`
  await tx`
    insert into pg_temp.share
    with held as (select customer_no, org, count(*)::int as records from pg_temp.standing group by customer_no, org),
    customer as (
      select c.customer_no, c.org, split_part(c.type, '-', 1) as kind, sum(h.records)::int as records
      from held h join customer.customer c on c.customer_no = h.customer_no and c.state = 'active'
      group by c.customer_no)
    select customer_no, org, true, kind, records from customer
    union all
    select c.customer_no, h.org, false, c.kind, h.records from customer c join held h on h.customer_no = c.customer_no and h.org <> c.org
    union all
    select c.customer_no, a.org, false, c.kind, 0 from customer c join identity.holding a on a.customer_no = c.customer_no and a.org <> c.org
    where not exists (select from held h where h.customer_no = a.customer_no and h.org = a.org)`
  await tx`analyze pg_temp.share`
}

/** Makes the golden rows of every share from the records it may see. */
export async function choose(tx: Tx): Promise<void> {
  await weigh(tx)
  await elect(tx)
  await tx`
    insert into identity.golden (customer_no, org, whole, kind, name, id_type, id_number, id_token, gender, birthday, phone, phone_token, email, address,
      employer, occupation, income, legal_name, industry, opened_on, sources, records, winner, as_of)
    select s.customer_no, s.org, s.whole, s.kind, w_name.name, w_id_number.id_type, w_id_number.id_number, w_id_number.id_token, w_gender.gender, w_birthday.birthday,
      w_phone.phone, w_phone.phone_token, w_email.email, w_address.address, w_employer.employer, w_occupation.occupation, w_income.income,
      w_legal_name.legal_name, w_industry.industry, e.opened_on, e.sources, s.records, ('{' || concat_ws(',', ${reasons}) || '}')::jsonb, current_date
    from pg_temp.share s
    join pg_temp.elected e on e.customer_no = s.customer_no and e.org = s.org
    cross join (select ${each((a) => `power(2.0, -(current_date - date '2000-01-01') * max(rate) filter (where attribute = '${a}')) as ${ATTRIBUTES[a]}`)}
      from (select attribute, coalesce(1 / half_life::float8, 0) as rate from identity.attribute) a) today
    ${each((a) => `left join pg_temp.standing w_${ATTRIBUTES[a]} on w_${ATTRIBUTES[a]}.nth = e.${ATTRIBUTES[a]} & ${NTH}`, ' ')}
    order by s.customer_no, s.org
    on conflict (customer_no, org) do update set
      whole = excluded.whole, kind = excluded.kind, name = excluded.name, id_type = excluded.id_type, id_number = excluded.id_number, id_token = excluded.id_token,
      gender = excluded.gender, birthday = excluded.birthday, phone = excluded.phone, phone_token = excluded.phone_token, email = excluded.email, address = excluded.address,
      employer = excluded.employer, occupation = excluded.occupation, income = excluded.income, legal_name = excluded.legal_name, industry = excluded.industry,
      opened_on = excluded.opened_on, sources = excluded.sources, records = excluded.records, winner = excluded.winner, as_of = excluded.as_of`
  await tx`
    delete from identity.golden g using pg_temp.settling t
    where g.customer_no = t.customer_no
      and not exists (select from pg_temp.share s where s.customer_no = g.customer_no and s.org = g.org and s.records > 0)`
}

/** Each source's trust in bits for each attribute, and the bits it loses a day; a source nobody has rated is trusted with 50. */
async function weigh(tx: Tx): Promise<void> {
  await tx`create temp table if not exists weight (source text, id_valid boolean, ${each((a) => `${ATTRIBUTES[a]} float8, ${ATTRIBUTES[a]}_rate float8`)}) on commit delete rows`
  await tx`delete from pg_temp.weight`
  await tx`
    insert into pg_temp.weight
    select s.source, v.id_valid, ${each((a) => `max(bits) filter (where w.attribute = '${a}'), max(rate) filter (where w.attribute = '${a}')`)}
    from (select distinct source from pg_temp.standing) s
    cross join (values (true), (false)) v (id_valid)
    cross join lateral (
      select a.attribute, coalesce(1 / a.half_life::float8, 0) as rate, ln(
        -- A number that fails its check digit wins only where nobody has a better one.
        case when a.attribute = 'idNumber' and not v.id_valid then 1
          else least(100, coalesce(t.trust, 50) + case when v.id_valid then coalesce(t.verified, 0) else 0 end) end) / ln(2.0) as bits
      from identity.attribute a
      left join identity.trust t on t.attribute = a.attribute and t.source = s.source) w
    group by s.source, v.id_valid`
}

/** One number an attribute for every share: above, the winner's trust in billionths of a bit as of 2000-01-01; below, which record it is. */
async function elect(tx: Tx): Promise<void> {
  await tx`
    create temp table if not exists elected (customer_no text, org int, sources text[], opened_on date, ${each((a) => `${ATTRIBUTES[a]} bigint`)}) on commit delete rows`
  await tx`delete from pg_temp.elected`
  await tx`
    insert into pg_temp.elected
    select s.customer_no, s.org, array_agg(distinct r.source order by r.source), min(r.opened_on), ${each(
      (a) => `max(case when r.${ATTRIBUTES[a]} is not null then ((w.${ATTRIBUTES[a]} + r.days * w.${ATTRIBUTES[a]}_rate) * 1e9)::bigint << ${NTH_BITS} | r.nth | case when '${a}' = any(r.pinned) then ${PINNED} else 0 end end)`,
    )}
    from pg_temp.share s
    join (select *, greatest(0, day - date '2000-01-01') as days from pg_temp.standing) r on r.customer_no = s.customer_no and (s.whole or r.org = s.org)
    join pg_temp.weight w on w.source = r.source and w.id_valid = r.id_valid
    group by s.customer_no, s.org`
  await tx`analyze pg_temp.elected`
}

// 38 bits hold a hundred years of one-year half-lives in billionths of a bit; a batch has far fewer than 2^24 records.
const NTH_BITS = 24
const NTH = 2 ** NTH_BITS - 1
/** A person's choice wins over any trust: the bit above them all. */
const PINNED = 2n ** 62n

/** The winner's reason, with the trust that is left today. */
const reasons = each((a) => {
  const column = ATTRIBUTES[a]
  const trust = `greatest(1, least(100, round(power(2.0, ((e.${column} & ~${PINNED}::bigint) >> ${NTH_BITS}) / 1e9::float8) * today.${column})))`
  const pin = `case when e.${column} & ${PINNED} <> 0 then ',"pinned":true' else '' end`
  return `'"${a}":{' || w_${column}.origin || ',"trust":' || ${trust} || ${pin} || '}'`
})

/** A piece of SQL for each attribute; names of our own columns only. */
function each(piece: (attribute: Attribute) => string, between = ', '): Sql {
  return { sql: true, strings: [(Object.keys(ATTRIBUTES) as Attribute[]).map(piece).join(between)], values: [] } // the keys of ATTRIBUTES
}
