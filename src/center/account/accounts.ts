/** 账户 of the business systems. A row names its customer itself, or its parent account does (a loan), or a holder (a card). */
import type { Batch, Loaded, Rejection, Target } from '#kernel/room'
import { sql, type BulkTx, type Sql } from '#kernel/tx'
import { census } from './census.ts'
import { undoAccounts } from './accounts-undo.ts'
import { atOnce } from './atonce.ts'
import { clearResolved, moveFacts } from './moved.ts'
import { accountNo, digest, wrongAmounts, wrongCode, wrongDays, type Row } from './said.ts'
import { settle } from './settle.ts'
import { traceAccount } from './trace.ts'
import { standsOnAccounts } from './vanish.ts'

const fields = {
  key: 'text', customer: 'text', org: 'text', kind: 'text', subkind: 'text', product: 'text', currency: 'text', balance: 'amount', principal: 'amount',
  rate: 'number', limit: 'amount', overdue: 'amount', openedOn: 'day', closedOn: 'day', maturesOn: 'day', status: 'text', parent: 'text', holder: 'text',
} as const

export const KINDS = ['deposit', 'corporate', 'wealth', 'fund', 'mobile', 'loan', 'card'] as const
export const STATUSES = ['open', 'dormant', 'frozen', 'closed'] as const

export const accountTarget: Target = {
  entity: 'account.account',
  title: { zh: '账户', en: 'Accounts' },
  rank: 40,
  fields,
  required: ['key', 'kind'],
  choices: { kind: KINDS, status: STATUSES, subkind: ['demand', 'time', 'notice'] },
  columns: {
    key: 'text', account_no: 'text', customer: 'text', org_code: 'text', kind: 'text', subkind: 'text', product: 'text', currency: 'text',
    told_balance: 'numeric', principal: 'numeric', rate: 'numeric', credit_limit: 'numeric', overdue: 'numeric',
    opened_on: 'date', closed_on: 'date', matures_on: 'date', status: 'text', parent: 'text', holder: 'text', digest: 'bigint',
  },
  prepare,
  load: (tx, batch) => load(tx, batch, 'account.account'),
  loadAtOnce: atOnce('account.account', (tx, batch) => load(tx, batch, 'account.account')),
  brought: () => sql`
    select b.line, a.run, a.line as at
    from pg_temp.batch b
    cross join lateral (select run, line from account.account where account_no = b.account_no limit 1) a`,
  gone: { status: 'closed' },
  undo: undoAccounts,
  stands: standsOnAccounts,
  settle,
  trace: traceAccount,
  census,
}

/** Cards that name a holder of another account: loaded after the holders, else the same. */
export const cardTarget: Target = {
  ...accountTarget,
  entity: 'account.card',
  title: { zh: '持有人的卡', en: 'Cards of a holder' },
  rank: 50,
  required: ['key', 'kind', 'holder'],
  load: (tx, batch) => load(tx, batch, 'account.card'),
  loadAtOnce: atOnce('account.card', (tx, batch) => load(tx, batch, 'account.card')),
  census: undefined,
}

const knownKinds = new Set<string>(KINDS)
const knownStatuses = new Set<string>(STATUSES)
const AMOUNTS = ['balance', 'principal', 'limit', 'overdue']
const DAYS = ['openedOn', 'closedOn']

function prepare(row: Row, batch: Batch): ReturnType<Target['prepare']> {
  const reject = [
    ...wrongAmounts(row, AMOUNTS), ...wrongDays(row, DAYS, batch.asOf), ...wrongOrder(row),
    ...wrongCode(row, 'kind', knownKinds), ...wrongCode(row, 'status', knownStatuses),
  ]
  if (reject.length > 0) return { reject }
  const key = row.key as string // required: feed has seen to it
  return [
    key, accountNo(batch.source, key), row.customer ?? null, row.org ?? null, row.kind as string, row.subkind ?? null, row.product ?? null, // required
    row.currency ?? 'CNY', row.balance ?? null, row.principal ?? null, row.rate ?? null, row.limit ?? null, row.overdue ?? null,
    row.openedOn ?? null, row.closedOn ?? null, row.maturesOn ?? null, row.status ?? 'open', row.parent ? accountNo(batch.source, row.parent) : null,
    row.holder ?? null, digest(row, fields),
  ]
}

function wrongOrder(row: Row): Rejection[] {
  return (['closedOn', 'maturesOn'] as const).flatMap((field) => {
    const day = row[field]
    return day && row.openedOn && day < row.openedOn ? [{ field, reason: 'impossible', value: day }] : []
  })
}

async function load(tx: BulkTx, batch: Batch, entity: string): Promise<Loaded> {
  await resolve(tx, batch)
  const rejected = await refused(tx, batch)
  await keepBefore(tx, batch.run)
  const [{ added, changed, same }] = await write(tx, batch)
  await nameHolders(tx, batch)
  await moveFacts(tx)
  if (added + changed > 0) await tx`insert into account.unsettled (run, entity, source) values (${batch.run}, ${entity}, ${batch.source}) on conflict do nothing`
  return { added, changed, same: same - rejected.filter((each) => each.field === 'key').length, rejected }
}

/**
 * Each row with the organisation and the customer it belongs to: said by itself, by its parent, or by the holder it names. Key by key: of a source
 * that is not yet counted the planner expects one row, and would compare all of them with each line.
 */
async function resolve(tx: BulkTx, { source }: Batch): Promise<void> {
  await clearResolved(tx)
  await tx`
    insert into resolved (line, account_no, org, customer_no, customer_key, parent, wrong, value)
    select b.line, b.account_no, coalesce(o.org, h.org, p.org),
      coalesce(m.customer_no, h.customer_no, p.customer_no), coalesce(m.key, h.customer_key, p.customer_key), coalesce(b.parent, h.account_no),
      case when b.org_code is not null and o.org is null then 'org'
           when b.customer is not null and m.customer_no is null then 'customer'
           when b.holder is not null and h.account_no is null then 'holder'
           when b.parent is not null and p.account_no is null then 'parent'
           when coalesce(o.org, h.org, p.org) is null then 'org' end,
      case when b.org_code is not null and o.org is null then b.org_code
           when b.customer is not null and m.customer_no is null then b.customer
           when b.holder is not null and h.account_no is null then b.holder
           when b.parent is not null and p.account_no is null then split_part(b.parent, ':', 2) end
    from pg_temp.batch b
    left join access.org o on o.code = b.org_code
    left join lateral (select m.key, m.customer_no from identity.membership m where m.key = b.customer and m.source = ${source} and m.to_event is null limit 1) m on true
    left join lateral (select * from account.holder h where h.key = b.holder and h.source = ${source} and h.until is null limit 1) h on true
    left join lateral (select * from account.account p where p.account_no = b.parent limit 1) p on true`
}

function refused(tx: BulkTx, { run, stream }: Batch): Promise<Loaded['rejected']> {
  return tx<Loaded['rejected']>`
    select line, wrong as field, case when value is null then 'missing' else 'unknown-reference' end as reason, value
    from resolved where wrong is not null
    union all
    select b.line, 'key', 'duplicate-key', b.key
    from pg_temp.batch b
    cross join lateral (select line from account.account where account_no = b.account_no and run = ${run} limit 1) a
    where a.line <> b.line and not ${stream === true}`
}

async function keepBefore(tx: BulkTx, run: number): Promise<void> {
  await tx`
    insert into account.before (account_no, entity, key, run, before)
    select a.account_no, 'account.account', '', ${run}::int, to_jsonb(a) - 'balance' - 'last_balance' - 'last_on' - 'moved_on'
    from pg_temp.batch b join resolved r on r.line = b.line
    cross join lateral (select * from account.account where account_no = b.account_no limit 1) a
    where r.wrong is null and a.digest <> b.digest and a.run <> ${run}
    on conflict do nothing`
}

function write(tx: BulkTx, { run, source, stream }: Batch): Promise<[{ added: number; changed: number; same: number }]> {
  return tx`
    with written as (
      insert into account.account (account_no, source, key, customer_no, customer_key, org, kind, subkind, product, currency, told_balance, principal, rate,
        credit_limit, overdue, opened_on, closed_on, matures_on, status, parent, digest, run, line)
      select b.account_no, ${source}, b.key, r.customer_no, r.customer_key, r.org, b.kind, b.subkind, b.product, b.currency, b.told_balance, b.principal, b.rate,
        b.credit_limit, b.overdue, b.opened_on, b.closed_on, b.matures_on, b.status, r.parent, b.digest, ${run}::int, b.line
      from pg_temp.batch b join resolved r on r.line = b.line
      where r.wrong is null
      on conflict (account_no) do update set
        customer_no = coalesce(excluded.customer_no, account.customer_no), customer_key = coalesce(excluded.customer_key, account.customer_key),
        org = excluded.org, kind = excluded.kind, subkind = excluded.subkind, product = excluded.product, currency = excluded.currency,
        told_balance = excluded.told_balance, principal = excluded.principal, rate = excluded.rate, credit_limit = excluded.credit_limit,
        overdue = excluded.overdue, opened_on = excluded.opened_on, closed_on = excluded.closed_on, matures_on = excluded.matures_on,
        status = excluded.status, parent = excluded.parent, digest = excluded.digest, run = excluded.run, line = excluded.line,
        version = account.version + 1, updated_at = now()
      where account.digest <> excluded.digest and (account.run <> excluded.run or ${stream === true})
      returning xmax = 0 as fresh)
    select count(*) filter (where fresh)::int as added, count(*) filter (where not fresh)::int as changed,
      (select count(*) from resolved where wrong is null)::int - count(*)::int as same
    from written`
}

/** The account of a line of `resolved r`, if this run wrote it. One by one: of a run not yet counted the planner expects one row. */
const loaded = (run: number): Sql => sql`(select * from account.account where account_no = r.account_no and run = ${run} limit 1)`

/** The account's own word on whose it is stands in the mapping under the key @. A new word ends the old one. */
async function nameHolders(tx: BulkTx, { run, source }: Batch): Promise<void> {
  await tx`
    update account.holder h set until = current_date, ended_run = ${run}
    from resolved r cross join lateral ${loaded(run)} a
    where h.account_no = r.account_no and h.key = '@' and h.until is null
      and (h.customer_no <> a.customer_no or h.customer_key <> a.customer_key)`
  await tx`
    insert into account.holder (account_no, key, version, source, customer_no, customer_key, role, org, since, run, line)
    select a.account_no, '@', coalesce((select max(version) from account.holder h where h.account_no = a.account_no and h.key = '@'), 0) + 1,
      ${source}, a.customer_no, a.customer_key, 'owner', a.org, coalesce(a.opened_on, current_date), ${run}::int, a.line
    from resolved r cross join lateral ${loaded(run)} a
    where r.wrong is null and r.customer_no is not null
      -- What a person gave to another, or ended, no repeated word of the source takes back.
      and (
        select 1 from account.holder h
        where h.account_no = a.account_no and (h.key = '@' and h.until is null or h.until is null and h.role = 'owner' and h.said_by = 'person' or h.key = '@' and h.ended_by is not null and h.customer_key = a.customer_key)
        limit 1) is null`
}
