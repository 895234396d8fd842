/** Search as one types. Each organisation in sight is asked by an index range of its own, so the cost follows the branches, not the bank. */
import { tokenOf } from '#center/archive'
import { DOCUMENT_TYPES, idToken, normalisePhone, queryTokens, readIdNumber, type Ask } from '#center/identity'
import { token } from '#kernel/secret'
import { sql, type Sql, type Tx } from '#kernel/tx'
import type { Hit, Matched } from './find.api.ts'

const SHOWN = 12

export async function findCustomers(tx: Tx, text: string): Promise<{ hits: Hit[] }> {
  const asks = [...questions(text.trim()), ...attributeQuestions(text.trim())]
  const found = await Promise.all(asks.map(async ({ matched, tokens }) => ({ matched, rows: await numbersFor(tx, tokens) })))
  const how = new Map<string, Matched>()
  for (const { matched, rows } of found) for (const { customer_no } of rows) if (!how.has(customer_no)) how.set(customer_no, matched)
  return { hits: how.size ? await show(tx, how) : [] }
}

type Question = { matched: Matched; tokens: Ask[] }

/** What the typed text may mean, the surest first. */
function questions(text: string): Question[] {
  const digits = text.replace(/[\s-]/g, '')
  if (/^\d{11}$/.test(digits)) return [{ matched: 'number', tokens: [{ kind: 'equal', token: `c${digits}` }] }, ...phoneQuestion(digits)]
  if (/^\d{4}$/.test(digits)) return [tail('phone', 't', digits), tail('account', 'a', digits)]
  const byDocument = documentQuestions(digits)
  if (/^\d{5,10}$/.test(digits)) return [tail('account', 'a', digits.slice(-4)), ...byDocument]
  if (byDocument.length > 0 && readIdNumber(digits)?.valid) return byDocument
  // A number that fails its check may stand so in a source as well.
  if (/^\d{12,}$/.test(digits)) return [...byDocument, tail('account', 'a', digits.slice(-4))]
  return [...byDocument, ...queryTokens(text).map((tokens) => ({ matched: meaningOf(tokens), tokens }))]
}

/** A number is kept under the kind of document its source calls it, whatever it looks like: it is asked for under each. */
function documentQuestions(digits: string): Question[] {
  if (!/^(?=.*\d)[0-9A-Za-z]{5,30}$/.test(digits)) return []
  const read = [undefined, ...DOCUMENT_TYPES].flatMap((declared) => readIdNumber(digits, declared) ?? [])
  return [...new Set(read.map((document) => `d${idToken(document)}`))].map((token) => ({ matched: 'document', tokens: [{ kind: 'equal', token }] }))
}

/** What is declared searchable, whatever it is called: the beginning of an open value, the whole of a sealed one. */
function attributeQuestions(text: string): Question[] {
  if (text.length < 2) return []
  const plain = text.normalize('NFKC').toLowerCase()
  const whole = new Set([plain, plain.replace(/[\s-]/g, ''), normalisePhone(text) ?? plain])
  return [{ matched: 'attribute', tokens: [{ kind: 'prefix', token: `v${plain}` }] }, ...[...whole].map((value): Question => ({ matched: 'attribute', tokens: [{ kind: 'equal', token: `w${tokenOf(value)}` }] }))]
}

const tail = (matched: Matched, kind: string, digits: string): Question => ({ matched, tokens: [{ kind: 'equal', token: kind + digits }] })

function phoneQuestion(digits: string): Question[] {
  const phone = normalisePhone(digits)
  return phone ? [{ matched: 'phone', tokens: [{ kind: 'equal', token: `h${token('phone', phone)}` }] }] : []
}

function meaningOf(tokens: Ask[]): Matched {
  const kind = tokens[0]?.token[0]
  return kind === 'p' ? 'sound' : kind === 'i' ? 'initials' : 'name'
}

/** Customers that carry all of `tokens`, up to a page from each organisation in sight. */
function numbersFor(tx: Tx, tokens: Ask[]): Promise<{ customer_no: string }[]> {
  const [first, ...rest] = tokens
  if (!first) return Promise.resolve([])
  if (first.token.startsWith('c')) return tx`select distinct customer_no from identity.golden where customer_no = customer.current(${first.token.slice(1)})`
  const also = rest.map((ask) => sql`and exists (select 1 from search.token s where s.customer_no = t.customer_no and s.org = t.org and ${matches('s', ask)})`)
  return tx`
    select distinct found.customer_no
    from access.org o
    cross join lateral (
      select t.customer_no from search.token t
      where t.org = o.org and ${matches('t', first)} ${join(also)}
      order by t.token, t.customer_no
      limit ${SHOWN}) found
    where o.org between (select kernel.lo()) and (select kernel.hi())
    limit ${SHOWN * 4}`
}

function matches(alias: 't' | 's', ask: Ask): Sql {
  const upTo = `${ask.token}\u{10FFFF}`
  if (alias === 't') return ask.kind === 'equal' ? sql`t.token = ${ask.token}` : sql`t.token >= ${ask.token} and t.token < ${upTo}`
  return ask.kind === 'equal' ? sql`s.token = ${ask.token}` : sql`s.token >= ${ask.token} and s.token < ${upTo}`
}

function join(pieces: Sql[]): Sql {
  return pieces.reduce((all, piece) => sql`${all} ${piece}`, sql``)
}

async function show(tx: Tx, how: Map<string, Matched>): Promise<Hit[]> {
  const numbers = [...how.keys()]
  const rows = await tx<{ customer_no: string; name: string; kind: string; branch: string; level: string | null; aum: string }[]>`
    select distinct on (g.customer_no) g.customer_no, g.name, g.kind, o.name as branch, c.level, coalesce(p.aum, 0) as aum
    from identity.golden g
    join access.org o on o.org = g.org
    left join customer.customer c on c.customer_no = g.customer_no
    left join account.position p on p.customer_no = g.customer_no and p.org = g.org
    where g.customer_no = any(${numbers}::text[]) and g.org between (select kernel.lo()) and (select kernel.hi())
    order by g.customer_no, g.whole desc, p.aum desc nulls last`
  const surest = (number: string) => numbers.indexOf(number)
  return rows
    .map((row) => ({ customerNo: row.customer_no, name: row.name, kind: row.kind, branch: row.branch, level: row.level, matched: how.get(row.customer_no) ?? 'name', aum: row.aum }))
    .toSorted((a, b) => Number(b.matched === how.get(numbers[0] ?? '')) - Number(a.matched === how.get(numbers[0] ?? '')) || Number(b.aum) - Number(a.aum) || surest(a.customerNo) - surest(b.customerNo))
    .slice(0, SHOWN)
}
