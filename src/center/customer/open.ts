/** Customers in sets, as the sources bring them: opened, owned, withdrawn, opened again. Never deleted. */
import { sql, type Sql, type Tx } from '#kernel/tx'

/** The next number, in a statement of the caller's own. A number taken and not used is a gap, never another customer's. */
export const nextNumber: Sql = sql`customer.number(nextval('customer.number_seq'))`

/** Opens the customers of `newcomers (customer_no, type, org, owner, since)` that are not there yet, and opens withdrawn ones again. Returns how many are new. */
export async function openCustomers(tx: Tx, newcomers: Sql): Promise<number> {
  await tx`
    update customer.customer set state = 'active', version = version + 1
    where state = 'withdrawn' and customer_no in (select customer_no from (${newcomers}) newcomer)`
  return tx.count`
    insert into customer.customer (customer_no, type, org, owner, since)
    select customer_no, type, org, owner, since from (${newcomers}) newcomer
    on conflict (customer_no) do nothing`
}

/** Takes owner, owning organisation and type from the sources: `leading (customer_no, type, org, owner, since)`. An owner named by a person stays. */
export async function followSources(tx: Tx, leading: Sql): Promise<number> {
  return tx.count`
    update customer.customer c
    set org = case when c.owner_by = 'person' then c.org else l.org end,
        owner = case when c.owner_by = 'person' then c.owner else l.owner end,
        type = case when c.type = l.type or c.type like l.type || '-%' then c.type else l.type end,
        since = l.since,
        version = c.version + 1
    from (${leading}) l
    where c.customer_no = l.customer_no
      and (c.since is distinct from l.since
        or (c.type <> l.type and c.type not like l.type || '-%')
        or (c.owner_by = 'source' and (c.org <> l.org or c.owner is distinct from l.owner)))`
}

/** Customers no record speaks of any more, after an undo: the number stays, the state says so. */
export async function withdraw(tx: Tx, forsaken: Sql): Promise<number> {
  return tx.count`
    update customer.customer set state = 'withdrawn', version = version + 1
    where state = 'active' and customer_no in (select customer_no from (${forsaken}) forsaken)`
}

/** Of `numbers (customer_no)` the withdrawn are customers again: a record speaks of them. */
export async function reopen(tx: Tx, numbers: Sql): Promise<number> {
  return tx.count`
    update customer.customer set state = 'active', version = version + 1
    where state = 'withdrawn' and customer_no in (select customer_no from (${numbers}) numbers)`
}
