/** Branches that hold an account of a customer see that there is one: the number and the masked name, where no record is theirs. */
import { mask } from '#kernel/mask'
import { sql, type Sql, type Tx } from '#kernel/tx'

/** Notes the organisations of `holders (customer_no, org)`, as the account room tells them, and shows each what it may see. */
export async function noteHolding(tx: Tx, holders: Sql): Promise<number> {
  await tx`create temp table if not exists noted (customer_no text, org int) on commit delete rows`
  await tx`delete from pg_temp.noted`
  const noted = await tx.count`
    with added as (
      insert into identity.holding (customer_no, org)
      select distinct customer_no, org from (${holders}) h order by customer_no, org
      on conflict do nothing
      returning customer_no, org)
    insert into pg_temp.noted (customer_no, org) select customer_no, org from added`
  await showNames(tx, sql`select customer_no, org from pg_temp.noted`)
  // A customer who is being settled in this moment is settled once more.
  await tx`
    insert into identity.dirty (customer_no)
    select distinct n.customer_no from pg_temp.noted n
    where not exists (select from identity.golden g where g.customer_no = n.customer_no and g.org = n.org) order by 1`
  return noted
}

/** Takes back `holders (customer_no, org)` whose last account there is gone. */
export async function forgetHolding(tx: Tx, holders: Sql): Promise<number> {
  return tx.count`
    with gone as (
      delete from identity.holding a using (${holders}) h where a.customer_no = h.customer_no and a.org = h.org
      returning a.customer_no, a.org),
    hidden as (
      delete from identity.golden g using gone where g.customer_no = gone.customer_no and g.org = gone.org and not g.whole and g.records = 0)
    select 1 from gone`
}

/** Partial rows without a record of their own: `shares (customer_no, org)` that have no golden row yet. */
export async function showNames(tx: Tx, shares: Sql): Promise<void> {
  const rows = await tx<{ customer_no: string; org: number; name: string }[]>`
    select s.customer_no, s.org, w.name
    from (${shares}) s
    join identity.golden w on w.customer_no = s.customer_no and w.whole
    where not exists (select from identity.golden g where g.customer_no = s.customer_no and g.org = s.org)`
  if (rows.length === 0) return
  await tx`
    insert into identity.golden (customer_no, org, whole, kind, name, sources, records, winner, as_of)
    select s.customer_no, s.org, false, w.kind, s.name, '{}', 0, '{}', current_date
    from unnest(${rows.map((row) => row.customer_no)}::text[], ${rows.map((row) => row.org)}::int[], ${rows.map((row) => mask('name', row.name))}::text[]) s (customer_no, org, name)
    join identity.golden w on w.customer_no = s.customer_no and w.whole
    order by s.customer_no, s.org
    on conflict (customer_no, org) do nothing`
}
