/** What has been built on the customer records of a run: asked before it is taken back. */
import type { Burden } from '#kernel/room'
import type { Tx } from '#kernel/tx'
import { beginUndo } from '#kernel/undone'

export async function stands(tx: Tx, run: number): Promise<Burden[]> {
  await beginUndo(tx)
  const found = await tx.one<Record<'later' | 'accounts' | 'decisions' | 'edited', number>>`
    with mine as materialized (
      select distinct r.source, r.key from identity.source_record r where r.run = ${run}),
    present as materialized (
      select r.source, r.key, min(r.version) as first, min(r.valid_from) as began
      from identity.source_record r
      where r.run = ${run} and exists (select from identity.source_record p where p.key = r.key and p.source = r.source and p.run = ${run} and p.valid_to is null)
      group by r.source, r.key),
    vanishing as materialized (
      select p.source, p.key, m.customer_no
      from present p
      join identity.membership m on m.key = p.key and m.source = p.source and m.to_event is null
      where not exists (select from identity.source_record b where b.key = p.key and b.source = p.source and b.version < p.first and b.valid_to = p.began)
        and not exists (select from pg_temp.said_again s where s.key = p.key)),
    alone as materialized (
      select distinct v.customer_no from vanishing v
      where not exists (
        select from identity.membership m
        where m.customer_no = v.customer_no and m.to_event is null and not exists (select from vanishing o where o.key = m.key and o.source = m.source)))
    select
      (select count(*) from mine) - (select count(*) from present) as later,
      (select count(*)::int from account.holder h join vanishing v on v.key = h.customer_key and v.source = h.source where h.until is null) as accounts,
      (select count(distinct e.seq)::int
        from vanishing v
        join identity.membership m on m.key = v.key and m.source = v.source
        join identity.identity_event e on e.seq in (m.from_event, m.to_event)
        where e.kind in ('merge', 'split', 'confirm', 'pin') and e.actor not like 'service:%') as decisions,
      (select count(*)::int from alone a join customer.customer c on c.customer_no = a.customer_no
        where c.remark is not null or c.level_by = 'person' or c.owner_by = 'person') as edited`
  if (!found) return []
  const standing: Burden[] = [
    { title: { zh: '之后又有变更的客户记录', en: 'Customer records changed again since' }, count: found.later, fate: 'keeps' },
    { title: { zh: '引用将消失客户记录的账户', en: 'Accounts that name a record which would vanish' }, count: found.accounts, fate: 'stays' },
    { title: { zh: '人工对这些客户作过的合并、拆分等决定', en: 'Decisions people took on these customers (merged, split, confirmed)' }, count: found.decisions, fate: 'stays' },
    { title: { zh: '将停用且有人工备注、定级或管户的客户', en: 'Customers that would be withdrawn and carry a remark, level or owner set by a person' }, count: found.edited, fate: 'stays' },
  ]
  return standing.filter(({ count }) => count > 0)
}
