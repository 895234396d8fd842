/** A merged number stays and stands for its survivor, in one hop. What people decided of it goes with it. */
import { sql, type Sql, type Tx } from '#kernel/tx'

/** The number that stands for this one now: itself, or the survivor of its merge. */
export async function currentOf(tx: Tx, customerNo: string): Promise<string> {
  const found = await tx.one<{ no: string | null }>`select customer.current(${customerNo}) as no`
  return found?.no ?? customerNo
}

/** Makes each `merged` of `pairs (merged, survivor)` stand for its survivor, and whoever stood for it too. */
export async function mergeNumbers(tx: Tx, pairs: Sql): Promise<void> {
  await tx`
    update customer.customer c set state = 'merged', merged_into = p.survivor, version = c.version + 1
    from (${pairs}) p where c.customer_no = p.merged or c.merged_into = p.merged`
}

/** Makes `revived (customer_no, aliases)` numbers of their own again, with those that stood for them. */
export async function unmergeNumbers(tx: Tx, revived: Sql): Promise<void> {
  await tx`
    update customer.customer c set state = 'active', merged_into = null, version = c.version + 1
    from (${revived}) r where c.customer_no = r.customer_no and c.state = 'merged'`
  await tx`
    update customer.customer c set merged_into = r.customer_no, version = c.version + 1
    from (${revived}) r where c.customer_no = any(r.aliases) and c.state = 'merged'`
}

/** What people decided of a customer, as an event keeps it: taken back by `restore`. */
export type Decided = { customerNo: string; owner: string | null; org: number; ownerBy: string; level: string; levelBy: string; levelReason: string | null; levelUntil: string | null }
/** The same of one row of customer.customer, aliased c. */
export const DECIDED: Sql = sql`jsonb_build_object('customerNo', c.customer_no, 'owner', c.owner, 'org', c.org, 'ownerBy', c.owner_by,
  'level', c.level, 'levelBy', c.level_by, 'levelReason', c.level_reason, 'levelUntil', c.level_until)`

/** An owner or a level given by a person to one of the merged holds for the survivor, if no person gave it one: `pairs (merged, survivor)`. */
export async function inherit(tx: Tx, pairs: Sql, reason: string): Promise<void> {
  await tx`
    with heir as (
      select distinct on (s.customer_no) s.customer_no, s.owner as before, m.owner as after, s.org as before_org, m.org as after_org
      from (${pairs}) p
      join customer.customer s on s.customer_no = p.survivor and s.owner_by = 'source'
      join customer.customer m on m.customer_no = p.merged and m.owner_by = 'person'
      order by s.customer_no, m.customer_no),
    given as (
      update customer.customer c set owner = h.after, org = h.after_org, owner_by = 'person', version = c.version + 1
      from heir h where c.customer_no = h.customer_no)
    insert into customer.owner_step (customer_no, before, after, before_org, after_org, who, reason)
    select customer_no, before, after, before_org, after_org, ${tx.who.staff}, ${reason} from heir`
  await tx`
    update customer.customer c set level = h.level, level_by = 'person', level_reason = h.level_reason, level_until = h.level_until, version = c.version + 1
    from (
      select distinct on (p.survivor) p.survivor, m.level, m.level_reason, m.level_until
      from (${pairs}) p join customer.customer m on m.customer_no = p.merged and m.level_by = 'person' and m.level_until >= current_date
      order by p.survivor, m.level_until desc, m.customer_no) h
    where c.customer_no = h.survivor and c.level_by = 'rule'`
}

/** Gives back what was decided before; what a person has decided since stays. */
export async function restore(tx: Tx, before: Decided, inherited: { owner: boolean; level: boolean }): Promise<void> {
  if (inherited.owner) {
    await tx`
      update customer.customer set owner = ${before.owner}, org = ${before.org}, owner_by = ${before.ownerBy}, version = version + 1
      where customer_no = ${before.customerNo}`
  }
  if (inherited.level) {
    await tx`
      update customer.customer set level = ${before.level}, level_by = ${before.levelBy}, level_reason = ${before.levelReason}, level_until = ${before.levelUntil}::date,
        version = version + 1
      where customer_no = ${before.customerNo}`
  }
}
