/** The rows behind the figures, each list by a key of its own. A cursor holds days, runs and lines, never an account's number. */
import { Refused } from '#kernel/error'
import { today } from '#kernel/time'
import { sql, type Sql, type Tx } from '#kernel/tx'
import { birthdays, book, maturities, moved, MOVES_DAYS, outside, reachOf } from './facts.ts'
import { preferenceOf } from './preference.ts'
import type { Birthday, Maturity, Movement, Unowned } from './workbench.api.ts'

type Asked = { after?: string; limit?: number }
type Page<Row> = { rows: Row[]; next: string | null }

export async function flowRows(tx: Tx, asked: Asked & { way: 'in' | 'out' }): Promise<Page<Movement>> {
  const reach = await reachOf(tx, today())
  const way = asked.way === 'in' ? sql`amount > 0` : sql`amount < 0`
  return movementPage(tx, moved(reach, 1), way, asked, 'size')
}

export async function moveRows(tx: Tx, asked: Asked): Promise<Page<Movement>> {
  const [reach, { largeMove }] = await Promise.all([reachOf(tx, today()), preferenceOf(tx)])
  return movementPage(tx, moved(reach, MOVES_DAYS), sql`abs(amount) >= ${largeMove}::numeric`, asked, 'time')
}

export async function maturityRows(tx: Tx, asked: Asked): Promise<Page<Maturity>> {
  const reach = await reachOf(tx, today())
  const [day, id] = keysOf(asked.after, /^(\d{4}-\d\d-\d\d)\|([ag]\d+\.\d+)$/)
  return page(asked, (limit) => tx<(Maturity & { cursor: string })[]>`
    with ${book(tx)}
    select m.customer_no as "customerNo", ${known}, m.id, m.account_key as "accountNo", m.kind, m.product, m.matures_on as "maturesOn", m.days, m.amount, m.currency,
      m.matures_on || '|' || m.id as cursor
    from (${maturities(reach)}) m ${named}
    where ${day}::date is null or (m.matures_on, m.id) > (${day}::date, ${id}::text)
    order by m.matures_on, m.id
    limit ${limit}`)
}

export async function birthdayRows(tx: Tx, asked: Asked): Promise<Page<Birthday>> {
  const reach = await reachOf(tx, today())
  const [day, customerNo] = keysOf(asked.after, /^(\d{4}-\d\d-\d\d)\|(\d{11})$/)
  return page(asked, (limit) => tx<(Birthday & { cursor: string })[]>`
    with ${book(tx)}
    select m.customer_no as "customerNo", ${known}, m.own as currency, m.birthday, m.on, m.days, m.age, m.on || '|' || m.customer_no as cursor
    from (${birthdays(reach)}) m ${named}
    where ${day}::date is null or (m.on, m.customer_no) > (${day}::date, ${customerNo}::text)
    order by m.on, m.customer_no
    limit ${limit}`)
}

export async function unownedRows(tx: Tx, asked: Asked): Promise<Page<Unowned>> {
  const [org, customerNo] = keysOf(asked.after, /^(\d+)\|(\d{11})$/)
  return page(asked, (limit) => tx<(Unowned & { cursor: string })[]>`
    select m.customer_no as "customerNo", ${known}, m.own as currency, o.name as branch, m.status, m.since, m.org || '|' || m.customer_no as cursor
    from (
      select c.customer_no, c.org, c.level, c.status, c.since, p.aum, coalesce(p.currency, 'CNY') as own
      from (
        select customer_no, org, level, status, since from customer.customer
        where owner is null and state = 'active' and (${org}::int is null or (org, customer_no) > (${org}::int, ${customerNo}::text))
        order by org, customer_no
        limit ${limit}) c
      left join account.position p on p.customer_no = c.customer_no and p.whole) m
    join access.org o on o.org = m.org
    ${named}
    order by m.org, m.customer_no`)
}

const known = sql`g.name, m.level, m.aum`
const named = sql`join identity.golden g on g.customer_no = m.customer_no and g.whole`

async function movementPage(tx: Tx, all: Sql, which: Sql, asked: Asked, by: 'size' | 'time'): Promise<Page<Movement>> {
  const key = by === 'size' ? sql`abs(m.amount)` : sql`extract(epoch from m.at)`
  const [first, run, line] = keysOf(asked.after, /^(\d+(?:\.\d+)?)\|(\d+)\|(\d+)$/)
  return page(asked, (limit) => tx<(Movement & { cursor: string })[]>`
    with ${book(tx)}, moved as materialized (${all})
    select m.customer_no as "customerNo", ${known}, m.run || '.' || m.line as id, m.account_key as "accountNo", m.at, m.on_day as "onDay", m.amount, m.currency, m.kind,
      m.counterparty, m.summary, ${key} || '|' || m.run || '|' || m.line as cursor
    from (select * from (${outside}) o where ${which}) m ${named}
    where ${first}::numeric is null or (${key}, m.run, m.line) < (${first}::numeric, ${run}::int, ${line}::int)
    order by ${key} desc, m.run desc, m.line desc
    limit ${limit}`)
}

async function page<Row>(asked: Asked, ask: (limit: number) => Promise<(Row & { cursor: string })[]>): Promise<Page<Row>> {
  const limit = asked.limit ?? 50
  const found = await ask(limit + 1)
  const rows = found.slice(0, limit)
  return { rows: rows.map(withoutCursor), next: found.length > limit ? (rows.at(-1)?.cursor ?? null) : null }
}

function withoutCursor<Row>(row: Row & { cursor: string }): Row {
  const { cursor: _, ...rest } = row
  return rest as unknown as Row // what is left of the row is the row
}

function keysOf(after: string | undefined, shape: RegExp): (string | null)[] {
  if (after === undefined) return [null, null, null]
  const found = shape.exec(after)
  if (!found) throw new Refused('invalid', { field: 'after' })
  return found.slice(1)
}
