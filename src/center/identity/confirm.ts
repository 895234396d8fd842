/** 关键客户由客户经理确认: whose word a merge or a split needs before it is done. */
import { sql, type Sql, type Tx } from '#kernel/tx'

/** 白金 and above, companies and institutions: nothing is merged before their owner says so. */
export const isKey: Sql = sql`(c.level in ('platinum', 'diamond', 'private') or c.type like 'corporate%' or c.type like 'institution%')`

/**
 * Of the numbers `customers` (a text[]): who must confirm, and by what part. Owners count where a key customer is among them or where they differ.
 * One row: owners, needs, is_key, differ, org_a, org_b.
 */
export function confirmers(customers: Sql): Sql {
  return sql`
    select case when is_key or cardinality(named) > 1 then named else '{}' end as owners,
      case when not is_key and cardinality(named) < 2 then 'steward' when cardinality(named) = 0 then 'supervisor' when cardinality(named) = 1 then 'owner' else 'owners' end as needs,
      is_key, cardinality(named) > 1 as differ, org_a, org_b
    from (
      select coalesce(array_agg(distinct s.staff order by s.staff) filter (where s.staff is not null), '{}') as named, coalesce(bool_or(${isKey}), false) as is_key,
        (array_agg(c.org order by c.customer_no))[1] as org_a, (array_agg(c.org order by c.customer_no desc))[1] as org_b
      from customer.customer c
      left join access.staff s on s.staff = c.owner and s.status = 'active'
      where c.customer_no = any(${customers})) told`
}

export type Confirmers = { owners: string[]; needs: 'steward' | 'owner' | 'owners' | 'supervisor'; is_key: boolean; differ: boolean; org_a: number; org_b: number }

export async function confirmersOf(tx: Tx, customers: readonly string[]): Promise<Confirmers> {
  const found = await tx.one<Confirmers>`${confirmers(sql`${customers}::text[]`)}`
  if (!found) throw new Error('an aggregate without a row')
  return found
}

export type Question = { kind: 'merge' | 'split' | 'owner'; customers: readonly string[]; recs?: readonly number[]; needs?: 'supervisor' }

/** Lays a question before those who must confirm; the question that is open already is kept. Whoever asks and is one of them has answered. */
export async function ask(tx: Tx, { kind, customers, recs = [], needs }: Question, reason: string): Promise<number> {
  const sorted = customers.toSorted()
  await tx`
    insert into identity.review_item (kind, customers, recs, org_a, org_b, owners, needs)
    select ${kind}, ${sorted}::text[], ${recs}::bigint[], org_a, org_b, owners, coalesce(${needs ?? null}, needs)
    from (${confirmers(sql`${sorted}::text[]`)}) c
    on conflict (kind, customers) where state = 'open' do nothing`
  const open = await tx.one<{ item: number; owners: string[] }>`select item, owners from identity.review_item where kind = ${kind} and customers = ${sorted}::text[] and state = 'open'`
  if (!open) throw new Error('the item just asked is not open')
  if (open.owners.includes(tx.who.staff)) {
    await tx`
      insert into identity.review_decision (item, verdict, who, reason)
      values (${open.item}, ${kind === 'split' ? 'different' : 'same'}, ${tx.who.staff}, ${reason})`
  }
  return open.item
}
