/** 续签提醒: a contract near its end is told once for that end, and listed for whoever looks after the customer. */
import { Refused } from '#kernel/error'
import { isDay } from '#kernel/time'
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import type { Tx } from '#kernel/tx'
import type { listEnding } from './contracts.api.ts'
import { contractsEnding } from './events.ts'

const AT_ONCE = 500

export async function remind(tx: Tx): Promise<void> {
  const due = await tx<{ customer_no: string; id: number }[]>`
    update archive.contract set reminded_for = ends_on
    where ended_on is null and ends_on is not null and ends_on >= current_date and ends_on - remind_days <= current_date and reminded_for is distinct from ends_on
    returning customer_no, id`
  for (let at = 0; at < due.length; at += AT_ONCE) await contractsEnding.publish(tx, { contracts: due.slice(at, at + AT_ONCE).map(({ customer_no, id }) => ({ customerNo: customer_no, id })) })
}

/** Contracts whose reminder has come, of customers whom the viewer owns or whose branch is the viewer's; the nearest end first. */
export async function ending(tx: Tx, { after, limit = 50 }: InputOf<typeof listEnding>): Promise<ReplyOf<typeof listEnding>> {
  const [afterDay = '', afterId = '0'] = after?.split(' ') ?? []
  if (after !== undefined && !(isDay(afterDay) && afterDay >= '0001-01-01' && /^\d{1,15}$/.test(afterId))) throw new Refused('invalid', { field: 'after' })
  const mine = tx.who.roles.includes('rm')
  const rows = await tx<ReplyOf<typeof listEnding>['rows']>`
    select customer.current(k.customer_no) as "customerNo", g.name, k.id, k.title, k.number, k.value::text, k.currency, k.ends_on as "endsOn", k.is_renewing as "isRenewing", s.name as "ownerName"
    from archive.contract k
    join customer.customer c on c.customer_no = customer.current(k.customer_no)
    join identity.golden g on g.customer_no = c.customer_no and g.whole
    left join access.staff s on s.staff = c.owner
    where k.ended_on is null and k.ends_on between current_date and current_date + 366 and k.ends_on - k.remind_days <= current_date
      and (${!mine} or c.owner = ${tx.who.staff}) and (k.ends_on, k.id) > (${afterDay || '1900-01-01'}::date, ${afterId}::bigint)
    order by k.ends_on, k.id
    limit ${limit + 1}`
  const last = rows[limit - 1]
  return { rows: rows.slice(0, limit), next: rows.length > limit && last ? `${last.endsOn} ${last.id}` : null }
}
