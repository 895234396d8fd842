/** One account as the viewer may see it, and its transactions by key in both directions. */
import { Refused } from '#kernel/error'
import { token } from '#kernel/secret'
import { sql, type Sql, type Tx } from '#kernel/tx'
import type { AccountDetail, AccountTransaction } from './account.api.ts'

/** Names an account in a question without telling its number. */
export function refOf(accountNo: string): string {
  return token('accountRef', accountNo).toString(36)
}

/** The number of the account that a reference names, among those the viewer sees of this customer. */
export async function accountNamed(tx: Tx, customerNo: string, ref: string): Promise<string> {
  const rows = await tx<{ account_no: string }[]>`select distinct account_no from account.holder where customer_no = ${customerNo} and until is null`
  const found = rows.find((row) => refOf(row.account_no) === ref)
  if (!found) throw new Refused('not-found')
  return found.account_no
}

export async function accountOf(tx: Tx, customerNo: string, ref: string): Promise<AccountDetail> {
  const accountNo = await accountNamed(tx, customerNo, ref)
  const [account, holders, months] = await Promise.all([detail(tx, accountNo), holdersOf(tx, accountNo), monthsOf(tx, accountNo)])
  if (!account) throw new Refused('not-found')
  return { customerNo, ...account, holders, months }
}

type Asked = { customerNo: string; ref: string; after?: string; before?: string; limit?: number }
type Row = AccountTransaction & { stamp: string }

export async function transactionsOf(tx: Tx, asked: Asked) {
  const limit = asked.limit ?? 50
  const accountNo = await accountNamed(tx, asked.customerNo, asked.ref)
  const isBack = asked.before !== undefined
  const from = cursorOf(asked.before ?? asked.after)
  const found = isBack ? (await newer(tx, accountNo, from, limit + 1)).toReversed() : await older(tx, accountNo, from, limit + 1)
  const isMore = found.length > limit
  const rows = isBack && isMore ? found.slice(1) : found.slice(0, limit)
  const hasNext = isBack ? rows.length > 0 : isMore
  const hasPrevious = isBack ? isMore : from.key !== null && rows.length > 0
  return {
    customerNo: asked.customerNo,
    rows: rows.map(shown),
    next: hasNext ? keyOf(rows.at(-1)) : null,
    previous: hasPrevious ? keyOf(rows[0]) : null,
  }
}

function shown(row: Row): AccountTransaction {
  const { stamp: _, ...rest } = row
  return rest
}

type Cursor = { onDay: string | null; stamp: string | null; key: string | null }

const columns: Sql = sql`
  key, at, at::text as stamp, on_day as "onDay", amount, balance, currency, kind, channel, counterparty, counterparty_account as "counterpartyAccount",
  counterparty_bank as "counterpartyBank", merchant, mcc, place, summary`

/** The months say how far back the page reaches, so that older partitions are not opened. The cursor's own month may be used up: it counts for nothing. */
function older(tx: Tx, accountNo: string, { onDay, stamp, key }: Cursor, limit: number): Promise<Row[]> {
  return tx<Row[]>`
    select ${columns}
    from account.transaction
    where account_no = ${accountNo}
      and on_day >= (
        select min(month) from (
          select month, coalesce(sum(count) filter (where month < date_trunc('month', coalesce(${onDay}::date, 'infinity'))) over (order by month desc
            rows between unbounded preceding and 1 preceding), 0) as above
          from account.month where account_no = ${accountNo} and (${onDay}::date is null or month <= ${onDay}::date)) reach
        where above < ${limit})
      and (${onDay}::date is null or on_day <= ${onDay}::date and (on_day, at, key) < (${onDay}::date, ${stamp}::timestamptz, ${key}::text))
    order by on_day desc, at desc, key desc
    limit ${limit}`
}

function newer(tx: Tx, accountNo: string, { onDay, stamp, key }: Cursor, limit: number): Promise<Row[]> {
  return tx<Row[]>`
    select ${columns}
    from account.transaction
    where account_no = ${accountNo}
      and on_day >= ${onDay}::date
      and on_day < (
        select max(month) + interval '1 month' from (
          select month, coalesce(sum(count) filter (where month > ${onDay}::date) over (order by month rows between unbounded preceding and 1 preceding), 0) as below
          from account.month where account_no = ${accountNo} and month >= date_trunc('month', ${onDay}::date)) reach
        where below < ${limit})
      and (on_day, at, key) > (${onDay}::date, ${stamp}::timestamptz, ${key}::text)
    order by on_day, at, key
    limit ${limit}`
}

function keyOf(row: Row | undefined): string | null {
  return row ? [row.onDay, row.stamp, row.key].join('|') : null
}

function cursorOf(text: string | undefined): Cursor {
  if (text === undefined) return { onDay: null, stamp: null, key: null }
  const [, onDay, stamp, key] = /^(\d{4}-\d\d-\d\d)\|(\d{4}-\d\d-\d\d[ T][\d:.+-]+)\|(.+)$/.exec(text) ?? []
  if (!onDay || !stamp || !key) throw new Refused('invalid', { field: 'after' })
  return { onDay, stamp, key }
}

function detail(tx: Tx, accountNo: string) {
  return tx.one<Omit<AccountDetail, 'customerNo' | 'holders' | 'months'>>`
    select a.key as "accountNo", a.kind, a.subkind, coalesce(p.name, a.product) as product, a.source, o.name as branch, a.currency, a.balance, a.principal,
      a.rate::text, a.credit_limit as limit, a.overdue, a.opened_on as "openedOn", a.closed_on as "closedOn", a.matures_on as "maturesOn", a.status,
      split_part(a.parent, ':', 2) as parent, f.day as "asOf"
    from account.account a
    join access.org o on o.org = a.org
    left join product.product p on p.product = a.product
    left join account.as_of f on f.source = a.source
    where a.account_no = ${accountNo}`
}

function holdersOf(tx: Tx, accountNo: string) {
  return tx<AccountDetail['holders']>`
    select h.customer_no as "customerNo", g.name, h.role, h.since, h.until
    from account.holder h
    left join lateral (select name from identity.golden g where g.customer_no = h.customer_no order by g.whole desc, g.org limit 1) g on true
    where h.account_no = ${accountNo}
    order by h.until is not null, h.role <> 'owner', h.since desc, h.customer_no`
}

function monthsOf(tx: Tx, accountNo: string) {
  return tx<AccountDetail['months']>`
    select month, inflow, outflow, closing, count
    from (select month, inflow, outflow, closing, count from account.month where account_no = ${accountNo} order by month desc limit 24) newest
    order by month`
}
