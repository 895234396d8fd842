/** The list of customers, those who hold most first, by key. Each organisation in sight gives its own first page; one merge orders them. */
import { Refused } from '#kernel/error'
import { sql, type Sql, type Tx } from '#kernel/tx'
import type { Static } from 'typebox'
import type { CustomerRow, listCustomers } from './find.api.ts'

type Filter = Static<typeof listCustomers.input>
type Row = {
  customer_no: string; name: string; kind: string; whole: boolean; branch: string; status: string | null; level: string | null
  owner: string | null; owner_name: string | null; aum: string; lum: string; currency: string; accounts: number; last_on: string | null
}

export async function customers(tx: Tx, filter: Filter): Promise<{ rows: CustomerRow[]; next: string | null }> {
  const limit = filter.limit ?? 50
  const after = read(filter.after)
  const rows = await tx<Row[]>`
    with page as (${filter.mine ? mine(tx, filter, after, limit) : scope(filter, after, limit)})
    select page.customer_no, g.name, g.kind, page.whole, o.name as branch, c.status, c.level, c.owner, s.name as owner_name,
      page.aum, page.lum, page.currency, page.accounts, page.last_on
    from page
    join identity.golden g on g.customer_no = page.customer_no and g.org = page.org
    join access.org o on o.org = page.org
    left join customer.customer c on c.customer_no = page.customer_no
    left join access.staff s on s.staff = c.owner
    order by page.aum desc, page.customer_no`
  const last = rows.length === limit ? rows.at(-1) : undefined
  return { rows: rows.map(shown), next: last ? `${last.aum}:${last.customer_no}` : null }
}

/** The rows a viewer's organisations hold; where several of them hold one customer, the whole row or else the largest speaks for it. */
function scope(filter: Filter, after: After, limit: number): Sql {
  return sql`
    select p.customer_no, p.org, p.whole, p.aum, p.lum, p.currency, p.accounts, p.last_on
    from access.org o
    cross join lateral (
      select p.customer_no, p.org, p.whole, p.aum, p.lum, p.currency, p.accounts, p.last_on
      from account.position p
      where p.org = o.org ${beyond(after)} ${meets(filter)}
        and (p.whole or not exists (
          select 1 from account.position better
          where better.customer_no = p.customer_no and better.org <> p.org and better.org between (select kernel.lo()) and (select kernel.hi())
            and (better.whole or better.aum > p.aum or (better.aum = p.aum and better.org < p.org))))
      order by p.aum desc, p.customer_no
      limit ${limit}) p
    where o.org between (select kernel.lo()) and (select kernel.hi()) ${below(filter.org)}
    order by p.aum desc, p.customer_no
    limit ${limit}`
}

function mine(tx: Tx, filter: Filter, after: After, limit: number): Sql {
  return sql`
    select p.customer_no, p.org, p.whole, p.aum, p.lum, p.currency, p.accounts, p.last_on
    from customer.customer owned
    join account.position p on p.customer_no = owned.customer_no and p.whole
    where owned.owner = ${tx.who.staff} ${beyond(after)} ${meets(filter)}
    order by p.aum desc, p.customer_no
    limit ${limit}`
}

const below = (org: number | undefined): Sql => (org === undefined ? sql`` : sql`and o.org between ${org} and (select hi from access.org top where top.org = ${org})`)

function meets(filter: Filter): Sql {
  if (!filter.status && !filter.level && !filter.kind) return sql``
  return sql`
    and exists (select 1 from customer.customer f join identity.golden k on k.customer_no = f.customer_no and k.org = p.org
      where f.customer_no = p.customer_no
        and (${filter.status ?? null}::text is null or f.status = ${filter.status ?? null})
        and (${filter.level ?? null}::text is null or f.level = ${filter.level ?? null})
        and (${filter.kind ?? null}::text is null or k.kind = ${filter.kind ?? null}))`
}

type After = { aum: string; customerNo: string } | undefined
const beyond = (after: After): Sql => (after ? sql`and (p.aum < ${after.aum}::numeric or (p.aum = ${after.aum}::numeric and p.customer_no > ${after.customerNo}))` : sql``)

function read(after: string | undefined): After {
  if (after === undefined) return undefined
  const [, aum, customerNo] = /^(-?\d+(?:\.\d+)?):(\d{11})$/.exec(after) ?? []
  if (!aum || !customerNo) throw new Refused('invalid', { field: 'after' })
  return { aum, customerNo }
}

function shown(row: Row): CustomerRow {
  const { customer_no: customerNo, owner_name: ownerName, last_on: lastOn, ...rest } = row
  return { customerNo, ownerName, lastOn, ...rest }
}
