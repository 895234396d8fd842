/** 消费行为: summed by account and month when transactions are posted, read as twelve months of a customer. */
import { goldenOf } from '#center/identity'
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { sql, type Sql, type Tx } from '#kernel/tx'
import type { getSpending, Part } from './spending.api.ts'

const MONTHS = 12
const SHOWN = 8

export async function spendingOf(tx: Tx, { customerNo }: InputOf<typeof getSpending>): Promise<ReplyOf<typeof getSpending>> {
  const [golden, months, parts] = await Promise.all([
    goldenOf(tx, customerNo),
    tx<{ month: string; amount: string; times: number }[]>`
      select month, sum(amount)::text as amount, sum(times)::int as times from (${ofCustomer(customerNo)}) s where dim = 'category' group by month order by month`,
    tx<(Part & { dim: 'category' | 'merchant' | 'hour' | 'place' })[]>`
      select dim, word, times, amount from (
        select dim, word, sum(times)::int as times, sum(amount)::text as amount, row_number() over (partition by dim order by sum(amount) desc, word) as nth
        from (${ofCustomer(customerNo)}) s where dim <> 'all' group by dim, word) ranked
      where nth <= ${SHOWN} order by dim, nth`,
  ])
  if (!golden) throw new Refused('not-found')
  const of = (dim: string) => parts.filter((part) => part.dim === dim).map(({ word, times, amount }) => ({ word, times, amount }))
  const sum = months.reduce((cents, { amount }) => cents + BigInt(amount.replace('.', '')), 0n)
  return {
    customerNo, amount: decimal(sum), times: months.reduce((all, each) => all + each.times, 0), months: months.map(({ month, amount }) => ({ month, amount })),
    category: of('category'), merchant: of('merchant'), hour: of('hour'), place: of('place'),
  }
}

const decimal = (cents: bigint): string => `${cents < 0n ? '-' : ''}${(cents < 0n ? -cents : cents) / 100n}.${String((cents < 0n ? -cents : cents) % 100n).padStart(2, '0')}`

/** The last months that the data reach, of the accounts that are the customer's own. */
function ofCustomer(customerNo: string): Sql {
  return sql`
    select s.month, s.dim, s.word, s.times, s.amount
    from account.holder h
    join account.account a on a.account_no = h.account_no and a.currency = 'CNY'
    join archive.spending s on s.account_no = h.account_no
    where h.customer_no = ${customerNo} and h.until is null and h.role = 'owner'
      and s.month > (select date_trunc('month', coalesce(max(day), current_date)) from account.as_of) - ${MONTHS} * interval '1 month'`
}

/** The months of these accounts that were not summed as they are now. */
export function sumRun(tx: Tx, run: number): Promise<void> {
  return sum(tx, sql`m.account_no in (select account_no from account.transaction where run = ${run})`)
}

/** Whatever else has changed: what an undo took away, what was there before this was summed. */
export async function sumRest(tx: Tx): Promise<void> {
  await tx`delete from archive.spending s where not exists (select from account.month m where m.account_no = s.account_no and m.month = s.month)`
  await sum(tx, sql`true`)
}

async function sum(tx: Tx, which: Sql): Promise<void> {
  await tx`create temp table if not exists summing (account_no text, month date, org int) on commit delete rows`
  await tx`delete from pg_temp.summing`
  await tx`
    insert into pg_temp.summing (account_no, month, org)
    select m.account_no, m.month, m.org
    from account.month m left join archive.spending s on s.account_no = m.account_no and s.month = m.month and s.dim = 'all' and s.word = ''
    where ${which} and s.times is distinct from m.count`
  await tx`analyze pg_temp.summing`
  await tx`delete from archive.spending s using pg_temp.summing t where s.account_no = t.account_no and s.month = t.month`
  await tx`
    insert into archive.spending (account_no, month, dim, word, times, amount, org)
    select account_no, month, 'all', '', times, 0, org
    from (select t.account_no, t.month, t.org, (select count from account.month m where m.account_no = t.account_no and m.month = t.month) as times from pg_temp.summing t) counted
    union all
    select t.account_no, t.month, d.dim, d.word, count(*) filter (where x.amount < 0), -sum(x.amount), t.org
    from pg_temp.summing t
    join account.transaction x on x.account_no = t.account_no and x.on_day >= t.month and x.on_day < t.month + interval '1 month'
      and (x.kind in ('purchase', 'utility', 'insurance') and x.amount < 0 or x.kind = 'refund')
    left join archive.mcc c on x.mcc ~ '^\\d{4}$' and x.mcc::int between c.lo and c.hi
    cross join lateral (values
      ('category', case when x.kind = 'utility' then 'bills' when x.kind = 'insurance' then 'insurance' else coalesce(c.category, 'other') end),
      ('merchant', coalesce(x.merchant, '')),
      ('hour', (array['night', 'morning', 'afternoon', 'evening'])[1 + extract(hour from x.at at time zone 'Asia/Shanghai')::int / 6]),
      ('place', coalesce(x.place, ''))) d (dim, word)
    where d.word <> ''
    group by t.account_no, t.month, t.org, d.dim, d.word`
}
