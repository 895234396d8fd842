/** The list of customers, those who hold most first, by key. Each organisation in sight gives its own first page; one merge orders them. */
import { readValue } from '#center/archive'
import { attributesWhere, belowPath } from '#center/customer'
import type { Attribute } from '#center/customer/type.api'
import { Refused } from '#kernel/error'
import { sql, type Sql, type Tx } from '#kernel/tx'
import type { Static } from 'typebox'
import type { CustomerRow, listCustomers } from './find.api.ts'
import { attributeToken } from './tokens.ts'

type Asked = Static<typeof listCustomers.input>
type Filter = Asked & { range: Range | undefined }
type Row = {
  customer_no: string; name: string; kind: string; whole: boolean; branch: string; status: string | null; stage: string | null; level: string | null
  owner: string | null; owner_name: string | null; type: string | null; type_name: { zh: string; en: string } | null; said: string | null; aum: string; lum: string; currency: string; accounts: number; last_on: string | null
}

export async function customers(tx: Tx, asked: Asked): Promise<{ rows: CustomerRow[]; next: string | null }> {
  const filter = { ...asked, range: await rangeOf(tx, asked) }
  const limit = filter.limit ?? 50
  const after = read(filter.after)
  const rows = await tx<Row[]>`
    with page as (${filter.mine ? mine(tx, filter, after, limit) : scope(filter, after, limit)})
    select page.customer_no, g.name, g.kind, page.whole, o.name as branch, c.status, c.stage, c.level, c.owner, s.name as owner_name,
      page.aum, page.lum, page.currency, page.accounts, page.last_on, c.type, ${typeName} as type_name, ${said(filter)} as said
    from page
    join identity.golden g on g.customer_no = page.customer_no and g.org = page.org
    join access.org o on o.org = page.org
    left join customer.customer c on c.customer_no = page.customer_no
    left join customer.type y on y.type = c.type
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
  return sql`${stands(filter)} ${saysSo(filter.range)}`
}

/** What somebody said of a customer is found by its token: a range of the organisation's own. */
const saysSo = (range: Range | undefined): Sql =>
  range ? sql`and exists (select 1 from search.token s where s.org = p.org and s.customer_no = p.customer_no and s.token >= ${range.least} and s.token < ${range.most})` : sql``

function stands(filter: Filter): Sql {
  if (!filter.status && !filter.stage && !filter.level && !filter.kind && !filter.type) return sql``
  return sql`
    and exists (select 1 from customer.customer f join identity.golden k on k.customer_no = f.customer_no and k.org = p.org
      where f.customer_no = p.customer_no
        and (${filter.status ?? null}::text is null or f.status = ${filter.status ?? null})
        and (${filter.stage ?? null}::text is null or f.stage = ${filter.stage ?? null})
        and (${filter.level ?? null}::text is null or f.level = ${filter.level ?? null})
        and (${filter.kind ?? null}::text is null or k.kind = ${filter.kind ?? null})
        ${withinType(filter.type)})`
}

/** A type and everything below it: a range of paths gives the few types, and these the customers. */
const withinType = (type: string | undefined): Sql => (type === undefined ? sql`` : sql`
  and f.type in (select t.type from customer.type t join customer.type top on top.type = ${type} where ${belowPath(sql`top.path`, sql`t.path`)})`)

const typeName = sql`case when y.type is null then null else jsonb_build_object('zh', y.zh, 'en', y.en) end`

const said = ({ attribute, range }: Filter): Sql => (attribute === undefined || range === undefined ? sql`null::text` : sql`(
  select a.value from archive.attribute a
  where a.customer_no = page.customer_no and a.attribute = ${attribute} and a.value is not null order by a.said_on desc, a.updated_at desc limit 1)`)

type Range = { least: string; most: string }

/** Which tokens answer to the attribute asked for: one value, how it begins, or from and to. */
async function rangeOf(tx: Tx, { attribute, value, least, most }: Asked): Promise<Range | undefined> {
  if (attribute === undefined) return undefined
  const [asked] = await attributesWhere(tx, sql`a.attribute = ${attribute} and a.is_searchable and a.class = 'C1' and a.state = 'active'`)
  if (!asked) throw new Refused('unprocessable', { field: 'attribute', attribute })
  const all = `x${attribute}=`
  const token = (raw: string): string => attributeToken(attribute, asked.kind, written(asked, raw))
  if (value !== undefined) return { least: token(value), most: `${token(value)}${asked.kind === 'text' ? HIGHEST : '\u0001'}` }
  return { least: least === undefined ? all : token(least), most: most === undefined ? `${all}${HIGHEST}` : `${token(most)}\u0001` }
}
const HIGHEST = '\u{10FFFF}'

function written(asked: Attribute, raw: string): string {
  const found = readValue(asked, raw)
  if ('wrong' in found) throw new Refused('invalid', { field: 'value', reason: found.wrong })
  return found.value
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
  const { customer_no: customerNo, owner_name: ownerName, last_on: lastOn, type_name: name, ...rest } = row
  return { customerNo, ownerName, lastOn, typeName: name, ...rest }
}
