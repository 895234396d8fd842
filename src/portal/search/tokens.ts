/** Keeps search.token in step with what is known of customers: a job on every batch of golden records and of positions. */
import { sortable } from '#center/archive'
import type { Attribute } from '#center/customer/type.api'
import { searchTokens } from '#center/identity'
import { open as unseal } from '#kernel/secret'
import type { Tx } from '#kernel/tx'

type Known = {
  customer_no: string
  org: number
  kind: string
  name: string
  phone: string | null
  phone_token: string | null
  phone2: string | null
  phone2_token: string | null
  id_token: string | null
  id_type: string | null
}

/** Tokens of names, phones and documents of these customers, as each organisation may find them. */
export async function writeRecordTokens(tx: Tx, customers: readonly string[]): Promise<void> {
  const known = await tx<Known[]>`
    select g.customer_no, g.org, r.kind, r.name, r.phone, r.phone_token::text, r.phone2, r.phone2_token::text, r.id_token::text, r.id_type
    from identity.golden g
    join identity.membership m on m.customer_no = g.customer_no and m.to_event is null and (g.whole or m.org = g.org)
    join identity.source_record r on r.key = m.key and r.source = m.source and r.valid_to is null
    where g.customer_no = any(${customers}::text[])`
  const wanted = new Map<string, [string, number, string]>()
  for (const each of known) {
    for (const token of tokensOf(each)) wanted.set(`${each.customer_no} ${each.org} ${token}`, [each.customer_no, each.org, token])
  }
  await replace(tx, customers, [...wanted.values()], ['n', 'b', 'p', 'i', 't', 'h', 'd'])
}

function tokensOf(each: Known): string[] {
  const tokens = searchTokens(each.name, each.kind === 'retail' ? 'person' : 'company')
  for (const [phone, blind] of [[each.phone, each.phone_token], [each.phone2, each.phone2_token]] as const) {
    if (phone) tokens.push(`t${unseal(phone).slice(-4)}`)
    if (blind) tokens.push(`h${blind}`)
  }
  if (each.id_token) tokens.push(`d${each.id_token}`)
  return tokens
}

/** Tails of the accounts of these customers. */
export async function writeAccountTokens(tx: Tx, customers: readonly string[]): Promise<void> {
  const tails = await tx<{ customer_no: string; org: number; token: string }[]>`
    select distinct g.customer_no, g.org, 'a' || right(a.key, 4) as token
    from identity.golden g
    join account.holder h on h.customer_no = g.customer_no and h.until is null
    join account.account a on a.account_no = h.account_no and (g.whole or a.org = g.org)
    where g.customer_no = any(${customers}::text[])`
  await replace(tx, customers, tails.map((each) => [each.customer_no, each.org, each.token]), ['a'])
}

/**
 * What is declared searchable of these customers: `x` the attribute and its value in sortable writing, `v` the value alone, `w` a value of
 * class C2 as its keyed token.
 */
export async function writeAttributeTokens(tx: Tx, customers: readonly string[]): Promise<void> {
  const known = await tx<{ customer_no: string; org: number; attribute: string; kind: Attribute['kind']; value: string | null; token: string | null }[]>`
    select distinct g.customer_no, g.org, a.attribute, d.kind, a.value, a.token::text
    from identity.golden g
    cross join lateral customer.numbers(g.customer_no) as mine (no)
    join archive.attribute a on a.customer_no = mine.no and ((g.whole and not a.is_departmental) or a.org = g.org)
    join customer.attribute d on d.attribute = a.attribute and d.is_searchable and d.state = 'active'
    where g.customer_no = any(${customers}::text[])`
  const wanted = known.flatMap(({ customer_no: no, org, attribute, kind, value, token }): [string, number, string][] =>
    value === null ? (token === null ? [] : [[no, org, `w${token}`]]) : [[no, org, attributeToken(attribute, kind, value)], [no, org, `v${value.toLowerCase().slice(0, 80)}`]])
  await replace(tx, customers, [...new Map(wanted.map((each) => [each.join(' '), each])).values()], ['x', 'v', 'w'])
}

export const attributeToken = (attribute: string, kind: Attribute['kind'], value: string): string => `x${attribute}=${sortable(kind, value)}`

/** Writes what is missing and takes away what is no longer true: a repeat changes no row. */
async function replace(tx: Tx, customers: readonly string[], wanted: [string, number, string][], family: readonly string[]): Promise<void> {
  const [numbers, orgs, tokens] = [wanted.map((each) => each[0]), wanted.map((each) => each[1]), wanted.map((each) => each[2])]
  await Promise.all([
    tx`
      delete from search.token t
      where t.customer_no = any(${customers}::text[]) and left(t.token, 1) = any(${family}::text[])
        and not exists (select 1 from unnest(${numbers}::text[], ${orgs}::int[], ${tokens}::text[]) w (customer_no, org, token)
          where w.customer_no = t.customer_no and w.org = t.org and w.token = t.token)`,
    tx`
      insert into search.token (customer_no, org, token)
      select * from unnest(${numbers}::text[], ${orgs}::int[], ${tokens}::text[])
      on conflict do nothing`,
  ])
}
