/** 客户管理台账. Month ends come from the months kept of each account; a statement begins with the manager's own customers, so its cost does not grow with the bank. */
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { today } from '#kernel/time'
import { sql, type Sql, type Tx } from '#kernel/tx'
import type { getLedger, LedgerRow, listLedger, SORTS } from './ledger.api.ts'

/** 余额 are of this currency; what stands in another is said to. */
const CURRENCY = 'CNY'
/** 存款 is money at call and on time, of persons and companies; 贷款 what is still owed of a loan. */
const DEPOSITS = sql`('deposit', 'corporate')`

type Asked = InputOf<typeof listLedger>
type Sort = (typeof SORTS)[number]
type Balances = Pick<LedgerRow, Sort>

export async function rows(tx: Tx, asked: Asked): Promise<ReplyOf<typeof listLedger>> {
  const limit = asked.limit ?? 50
  const { key, isDown } = orderOf(asked.sort)
  const after = asked.after === undefined ? null : placeOf(asked.after)
  const day = await reach(tx)
  const found = await tx<Omit<LedgerRow, 'months'>[]>`
    with ${balances(asked.owner ?? tx.who.staff, day)}
    select b.customer_no as "customerNo", g.name, g.kind, b.level, ${figures}
    from each b
    join identity.golden g on g.customer_no = b.customer_no and g.whole
    where (${asked.kind ?? null}::text is null or g.kind = ${asked.kind ?? null}) and (${asked.level ?? null}::text is null or b.level = ${asked.level ?? null}) and ${onlyOf(asked.only)}
      and (${after?.amount ?? null}::numeric is null or ${isDown ? sql`(${column(key)}, b.customer_no) < (${after?.amount ?? null}::numeric, ${after?.customerNo ?? null}::text)` : sql`(${column(key)}, b.customer_no) > (${after?.amount ?? null}::numeric, ${after?.customerNo ?? null}::text)`})
    order by ${column(key)} ${isDown ? sql`desc` : sql`asc`}, b.customer_no ${isDown ? sql`desc` : sql`asc`}
    limit ${limit + 1}`
  const shown = found.slice(0, limit)
  const months = await courses(tx, shown.map((row) => row.customerNo), day)
  const last = shown.at(-1)
  return {
    rows: shown.map((row) => ({ ...row, months: months.filter((each) => each.customerNo === row.customerNo).map(({ month, deposit, loan }) => ({ month, deposit, loan })) })),
    next: found.length > limit && last ? `${last[key]}|${last.customerNo}` : null,
  }
}

export async function sums(tx: Tx, { owner = tx.who.staff }: InputOf<typeof getLedger>): Promise<ReplyOf<typeof getLedger>> {
  const day = await reach(tx)
  const [[together], [whose], numbers, staff] = await Promise.all([
    tx<[Balances & { customers: number; mixed: boolean; monthStart: string; yearStart: string }]>`
      with ${balances(owner, day)}
      select (select count(*)::int from book) as customers, ${total}, coalesce((select bool_or(p.mixed or p.currency <> ${CURRENCY}) from book join account.position p on p.customer_no = book.customer_no and p.whole), false) as mixed,
        date_trunc('month', ${day}::date)::date as "monthStart", date_trunc('year', ${day}::date)::date as "yearStart"
      from each b`,
    tx<{ name: string; org: number }[]>`select name, org from access.staff where staff = ${owner}`,
    tx<{ no: string }[]>`select customer_no as no from customer.customer where owner = ${owner} and state = 'active'`,
    managers(tx),
  ])
  if (!whose || (owner !== tx.who.staff && !staff.some((each) => each.staff === owner))) throw new Refused('not-found')
  const months = await courses(tx, numbers.map(({ no }) => no), day, true)
  return { owner, name: whose.name, ...together, months: months.map(({ month, deposit, loan }) => ({ month, deposit, loan })), asOf: day, managers: staff }
}

async function reach(tx: Tx): Promise<string> {
  return (await tx.one<{ day: string | null }>`select max(day) as day from account.as_of`)?.day ?? today()
}

/** Whoever may assign customers looks into the books of all managers in scope; everyone else into their own. */
function managers(tx: Tx): Promise<ReplyOf<typeof getLedger>['managers']> {
  if (!tx.who.may.has('customer.assign')) return Promise.resolve([])
  return tx<ReplyOf<typeof getLedger>['managers']>`
    select s.staff, s.name, o.name as "orgName", count(c.customer_no)::int as customers
    from access.staff s
    join access.org o on o.org = s.org
    join customer.customer c on c.owner = s.staff and c.state = 'active'
    where s.org between ${tx.who.lo} and ${tx.who.hi} and s.status = 'active'
    group by s.staff, s.name, o.name
    order by count(c.customer_no) desc, s.staff
    limit 200`
}

/** The accounts of the book with their balance now, and at the ends of the last month and the last year. */
function balances(owner: string, day: string): Sql {
  return sql`
    book as materialized (select customer_no, level from customer.customer where owner = ${owner} and state = 'active'),
    line as materialized (
      select book.customer_no, a.kind, ${balanceNow} as now, ${balanceBefore(sql`date_trunc('month', ${day}::date)`)} as month_end, ${balanceBefore(sql`date_trunc('year', ${day}::date)`)} as year_end
      from book
      join account.holder h on h.customer_no = book.customer_no and h.until is null and h.role = 'owner'
      join account.account a on a.account_no = h.account_no and a.currency = ${CURRENCY} and (a.kind in ${DEPOSITS} or a.kind = 'loan')),
    each as materialized (
      select book.customer_no, book.level,
        coalesce(sum(now) filter (where kind <> 'loan'), 0) as deposit, coalesce(-sum(now) filter (where kind = 'loan'), 0) as loan,
        coalesce(sum(now - month_end) filter (where kind <> 'loan'), 0) as deposit_month, coalesce(sum(now - year_end) filter (where kind <> 'loan'), 0) as deposit_year,
        coalesce(-sum(now - month_end) filter (where kind = 'loan'), 0) as loan_month, coalesce(-sum(now - year_end) filter (where kind = 'loan'), 0) as loan_year
      from book left join line on line.customer_no = book.customer_no
      group by book.customer_no, book.level)`
}

const balanceNow = sql`case when a.status = 'closed' then 0 else coalesce(a.balance, case when a.kind = 'loan' then -a.principal end, 0) end`

/** The last known end before a day; before the first known month its opening; nothing before the account was opened. */
const balanceBefore = (bound: Sql): Sql => sql`
  case when a.opened_on >= ${bound} then 0 else coalesce(
    (select closing from account.month kept where kept.account_no = a.account_no and kept.month < ${bound} order by kept.month desc limit 1),
    (select closing - inflow + outflow from account.month kept where kept.account_no = a.account_no and kept.month >= ${bound} order by kept.month limit 1), ${balanceNow}) end`

const figures = sql`b.deposit::text, b.loan::text, b.deposit_month::text as "depositMonth", b.deposit_year::text as "depositYear", b.loan_month::text as "loanMonth", b.loan_year::text as "loanYear"`
const total = sql`coalesce(sum(b.deposit), 0)::text as deposit, coalesce(sum(b.loan), 0)::text as loan, coalesce(sum(b.deposit_month), 0)::text as "depositMonth", coalesce(sum(b.deposit_year), 0)::text as "depositYear",
  coalesce(sum(b.loan_month), 0)::text as "loanMonth", coalesce(sum(b.loan_year), 0)::text as "loanYear"`

type Course = { customerNo: string; month: string; deposit: string; loan: string }

/** Twelve month ends of these customers, each for itself or `together`. */
function courses(tx: Tx, customers: readonly string[], day: string, together = false): Promise<Course[]> {
  return tx<Course[]>`
    select ${together ? sql`''` : sql`a.customer_no`} as "customerNo", m.month::date as month,
      coalesce(sum(b.balance) filter (where a.kind <> 'loan'), 0)::text as deposit, coalesce(-sum(b.balance) filter (where a.kind = 'loan'), 0)::text as loan
    from (
      select h.customer_no, a.account_no, a.kind, a.status, a.balance, a.principal, a.opened_on
      from account.holder h join account.account a on a.account_no = h.account_no
      where h.customer_no = any(${customers}::text[]) and h.until is null and h.role = 'owner' and a.currency = ${CURRENCY} and (a.kind in ${DEPOSITS} or a.kind = 'loan')) a
    cross join generate_series(date_trunc('month', ${day}::date) - interval '11 months', date_trunc('month', ${day}::date), interval '1 month') m (month)
    cross join lateral (select case when m.month = date_trunc('month', ${day}::date) then ${balanceNow} else ${balanceBefore(sql`m.month + interval '1 month'`)} end as balance) b
    group by 1, 2
    order by 1, 2`
}

function orderOf(sort: Asked['sort']): { key: Sort; isDown: boolean } {
  const key = (sort ?? '-deposit').replace('-', '') as Sort // the door's own list, each with and without its sign
  return { key, isDown: sort === undefined || sort.startsWith('-') }
}

const COLUMNS: Record<Sort, Sql> = { deposit: sql`b.deposit`, loan: sql`b.loan`, depositMonth: sql`b.deposit_month`, depositYear: sql`b.deposit_year`, loanMonth: sql`b.loan_month`, loanYear: sql`b.loan_year` }
const column = (key: Sort): Sql => COLUMNS[key]

function onlyOf(only: Asked['only']): Sql {
  if (only === 'deposit') return sql`b.deposit > 0`
  if (only === 'loan') return sql`b.loan > 0`
  return only === 'falling' ? sql`b.deposit_month < 0` : sql`true`
}

function placeOf(text: string): { amount: string; customerNo: string } {
  const [, amount, customerNo] = /^(-?\d+(?:\.\d+)?)\|(\d{11})$/.exec(text) ?? []
  if (!amount || !customerNo) throw new Refused('invalid', { field: 'after' })
  return { amount, customerNo }
}
