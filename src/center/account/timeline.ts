/** What the accounts tell of a customer's days: transactions, accounts opened and closed, accounts that changed hands. */
import { Refused } from '#kernel/error'
import { ALL, timeline, type Asked, type Page, type Place, type Told, type Timeline } from '#kernel/timeline'
import { bothOf, type Both } from '#kernel/text'
import type { Tx } from '#kernel/tx'
import { accountNamed, refOf } from './account.ts'
import { latest, type After, type Latest } from './latest.ts'
import { words } from './words.api.ts'

/** A search opens so many transactions' months, and then says how far it has come. */
const LOOKED_THROUGH = 10_000

const kinds = bothOf(words, 'kinds')
const roles = bothOf(words, 'roles')
const moves = bothOf(words, 'transactions')
const both = (of: Record<string, Both>, code: string | null): (string | null)[] => (code === null ? [] : [of[code]?.zh ?? code, of[code]?.en ?? null])

const transactions: Timeline = {
  kind: 'transaction',
  title: { zh: '交易', en: 'Transactions' },
  may: 'account.read',
  async rows(tx, asked) {
    const after = await afterOf(tx, asked.customerNo, asked.before)
    if (asked.text === null && asked.channel === null) return { rows: (await latest(tx, asked.customerNo, asked.limit, after)).map(toldOf), reached: null }
    return search(tx, asked, after)
  },
}

const accounts = timeline({
  kind: 'account',
  title: { zh: '账户', en: 'Accounts' },
  may: 'account.read',
  read: (tx, { customerNo, before, limit }) => tx<(Told & { after: string; role: string })[]>`
    select day, stamp, at, key, what, after, role, "accountNo", jsonb_build_object('source', source, 'role', role) as facts
    from (
      select on_day as day, (on_day::timestamp at time zone 'Asia/Shanghai') as at, (on_day::timestamp at time zone 'Asia/Shanghai')::text as stamp,
        what || ' ' || lpad(h.run::text, 10, '0') || ' ' || lpad(h.line::text, 10, '0') || ' ' || h.version as key, what, a.kind as after, a.key as "accountNo", a.source, h.role
      from account.holder h
      join account.account a on a.account_no = h.account_no
      cross join lateral (values
        ('opened', case when h.until is null and h.role = 'owner' then a.opened_on end), ('closed', case when h.until is null and h.role = 'owner' then a.closed_on end),
        ('joined', case when h.run = 0 or h.role <> 'owner' then h.since end), ('left', h.until)) as told (what, on_day)
      where h.customer_no = ${customerNo} and on_day is not null) t
    where (at, key collate "C") < (${before.stamp}::timestamptz, ${before.key})
    order by at desc, key collate "C" desc
    limit ${limit}`,
  says: (row) => [...both(kinds, row.after), ...both(roles, row.role), ...(WORDS[row.what] ?? [])],
})

const WORDS: Record<string, string[]> = { opened: ['开立', '开户', 'opened'], closed: ['销户', 'closed'], joined: ['转入', '加入', 'joined'], left: ['转出', '退出', 'left'] }

export const timelines: readonly Timeline[] = [transactions, accounts]

function toldOf(row: Latest): Told {
  return {
    day: row.on_day, at: row.at, stamp: row.stamp, key: `${refOf(row.account_no)} ${row.key}`, what: row.kind, channel: row.channel, direction: row.amount.startsWith('-') ? 'out' : 'in', party: row.counterparty,
    accountNo: row.account_key, amount: row.amount, currency: row.currency, body: [row.merchant, row.summary, row.place].filter(Boolean).join(' · ') || null, facts: { accountKind: row.account_kind, balance: row.balance },
  }
}

/** An account is named by its reference in a place, and by nothing where the place is the beginning or the end of an instant. */
async function afterOf(tx: Tx, customerNo: string, { day, stamp, key }: Place): Promise<After> {
  if (key === '' || key === ALL) return { onDay: day, stamp, accountNo: key, key }
  const [, ref, rest] = /^([0-9a-z-]+) (.+)$/.exec(key) ?? []
  if (!ref || !rest) throw new Refused('invalid', { field: 'after' })
  return { onDay: day, stamp, key: rest, accountNo: await accountNamed(tx, customerNo, ref) }
}

/** Month by month from the place back, as many months as hold so many transactions: the same cost wherever it begins. */
async function search(tx: Tx, { customerNo, limit, text, channel, since }: Asked, after: After): Promise<Page> {
  const wanted = text?.toLowerCase() ?? null
  const kindsMeant = wanted === null ? [] : Object.keys(moves).filter((kind) => both(moves, kind).some((word) => word?.toLowerCase().includes(wanted)))
  const { first, more } = (await tx.one<{ first: string | null; more: boolean }>`
    with months as (
      select month, sum(sum(m.count)) over (order by month desc) as running, sum(m.count) as rows
      from account.holder h join account.month m on m.account_no = h.account_no
      where h.customer_no = ${customerNo} and h.until is null and m.month <= ${after.onDay}::date and (${since}::date is null or m.month >= date_trunc('month', ${since}::date))
      group by month)
    select min(month) filter (where running - rows < ${LOOKED_THROUGH}) as first, bool_or(running - rows >= ${LOOKED_THROUGH}) as more from months`) ?? { first: null, more: false }
  if (first === null) return { rows: [], reached: null }
  const found = await tx<Latest[]>`
    select t.account_no, t.key, a.key as account_key, a.kind as account_kind, t.at, t.at::text as stamp, t.on_day, t.amount, t.balance, t.currency, t.kind, t.channel, t.counterparty, t.merchant, t.place, t.summary
    from account.holder h
    join account.account a on a.account_no = h.account_no
    join account.transaction t on t.account_no = h.account_no
    where h.customer_no = ${customerNo} and h.until is null
      and t.on_day >= ${first}::date and t.on_day <= ${after.onDay}::date
      and (t.on_day, t.at, t.account_no, t.key) < (${after.onDay}::date, ${after.stamp}::timestamptz, ${after.accountNo}::text, ${after.key}::text)
      and (${channel}::text is null or t.channel = ${channel})
      and (${wanted}::text is null or t.kind = any(${kindsMeant}::text[]) or strpos(lower(concat_ws(' ', t.counterparty, t.merchant, t.summary, t.place)), ${wanted}) > 0 or t.amount::text like ${`%${likeable(wanted)}%`})
    order by t.on_day desc, t.at desc, t.account_no desc, t.key desc
    limit ${limit}`
  return { rows: found.map(toldOf), reached: more && found.length < limit ? { day: first, stamp: `${first} 00:00:00+08`, key: '' } : null }
}

const likeable = (text: string | null): string => (text ?? '').replace(/[,¥\s]/g, '').replace(/[\\%_]/g, '\\$&') || '\\\\'
