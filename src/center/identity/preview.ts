/** What a merge would do: it is done and taken back within the same breath, so that what is shown is what will happen. */
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import type { Tx } from '#kernel/tx'
import { beSeenWhole } from './act.ts'
import { confirmersOf, isKey } from './confirm.ts'
import type { previewMerge } from './ledger.api.ts'
import { merge } from './merge.ts'
import { takeTurns } from './settling.ts'

type Preview = ReplyOf<typeof previewMerge>

export async function preview(tx: Tx, { customerNo, with: other }: InputOf<typeof previewMerge>): Promise<Preview> {
  const customers = [customerNo, other].toSorted()
  await beSeenWhole(tx, customers)
  await takeTurns(tx)
  const [parts, word, before] = [await partsOf(tx, customers), await confirmersOf(tx, customers), await sightOf(tx, customers)]
  await tx`savepoint preview`
  const { survivor } = await merge(tx, { customers, reason: 'preview' })
  const after = await sightOf(tx, [survivor])
  await tx`rollback to savepoint preview`
  const names = await tx<{ staff: string; name: string }[]>`select staff, name from access.staff where staff = any(${word.owners}::text[]) order by staff`
  const moves = parts.filter((part) => part.customerNo !== survivor).reduce((sum, part) => sum + part.records, 0)
  return { survivor, parts, moves, differ: word.differ, needs: word.needs, waitsFor: names, sight: changes(before, after, customers) }
}

function partsOf(tx: Tx, customers: readonly string[]): Promise<Preview['parts']> {
  return tx<Preview['parts']>`
    select c.customer_no as "customerNo", c.version, c.level, ${isKey} as "isKey", s.staff as owner, s.name as "ownerName", o.name as "orgName",
      count(m.rec) as records, coalesce(array_agg(distinct m.source order by m.source) filter (where m.source is not null), '{}') as sources
    from customer.customer c
    join access.org o on o.org = c.org
    left join access.staff s on s.staff = c.owner
    left join identity.membership m on m.customer_no = c.customer_no and m.to_event is null
    where c.customer_no = any(${customers}::text[])
    group by c.customer_no, s.staff, o.org
    order by c.customer_no`
}

type Sight = { org: number; name: string; customer_no: string; whole: boolean; recs: string[] }

/** Which records of these customers each organisation sees by itself. */
function sightOf(tx: Tx, customers: readonly string[]): Promise<Sight[]> {
  return tx<Sight[]>`
    select g.org, o.name, g.customer_no, g.whole, coalesce(array_agg(m.rec::text) filter (where m.rec is not null), '{}') as recs
    from identity.golden g
    join access.org o on o.org = g.org
    left join identity.membership m on m.customer_no = g.customer_no and m.to_event is null and (g.whole or m.org = g.org)
    where g.customer_no = any(${customers}::text[])
    group by g.org, o.name, g.customer_no, g.whole
    order by g.org, g.customer_no`
}

function changes(before: Sight[], after: Sight[], customers: readonly string[]): Preview['sight'] {
  const all = [...before, ...after]
  const sees = (sight: Sight | undefined) => (sight ? (sight.whole ? ('whole' as const) : ('part' as const)) : ('nothing' as const))
  return [...new Set(all.map((each) => each.org))].flatMap((org) => {
    const [old, now] = [before.filter((each) => each.org === org), after.find((each) => each.org === org)]
    const [had, has] = [new Set(old.flatMap((each) => each.recs)), new Set(now?.recs)]
    const then = customers.map((customerNo) => ({ customerNo, sees: sees(old.find((each) => each.customer_no === customerNo)) }))
    const [gained, lost] = [has.difference(had).size, had.difference(has).size]
    if (gained + lost === 0 && then.every((each) => each.sees === 'nothing' || each.sees === sees(now))) return []
    return [{ org, orgName: all.find((each) => each.org === org)?.name ?? '', before: then, after: sees(now), gained, lost }]
  })
}
