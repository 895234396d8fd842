/** 客户账户映射: which customers an account belongs to. A changed word ends the old row and begins a new one. */
import type { Batch, Loaded, Target } from '#kernel/room'
import { sql, type BulkTx } from '#kernel/tx'
import { beginUndo } from '#kernel/undone'
import { atOnce } from './atonce.ts'
import { unchainHolders } from './chain.ts'
import { nameOwners, renameHolders } from './owners.ts'
import { refresh, touchNothing } from './refresh.ts'
import { accountNo, wrongCode, type Row } from './said.ts'
import { settle } from './settle.ts'
import { traceHolder } from './trace.ts'

export const holderTarget: Target = {
  entity: 'account.holder',
  title: { zh: '账户持有人', en: 'Account holders' },
  rank: 45,
  fields: { key: 'text', account: 'text', customer: 'text', role: 'text' },
  required: ['key', 'account', 'customer'],
  choices: { role: ['owner', 'joint', 'authorised'] },
  columns: { key: 'text', account_no: 'text', customer: 'text', role: 'text' },
  prepare,
  load,
  brought: (source) => sql`
    select b.line, h.run, h.line as at
    from pg_temp.batch b
    cross join lateral (select run, line from account.holder where key = b.key and source = ${source} and until is null limit 1) h`,
  loadAtOnce: atOnce('account.holder', load),
  undo,
  settle,
  trace: traceHolder,
}

const roles = new Set(['owner', 'joint', 'authorised'])

function prepare(row: Row, batch: Batch): ReturnType<Target['prepare']> {
  const reject = wrongCode(row, 'role', roles)
  // @ is the account's own word on whose it is.
  if (row.key === '@') reject.push({ field: 'key', reason: 'bad-format', value: '@' })
  if (reject.length > 0) return { reject }
  return [row.key as string, accountNo(batch.source, row.account as string), row.customer as string, row.role ?? 'owner'] // required: feed has seen to it
}

async function load(tx: BulkTx, batch: Batch): Promise<Loaded> {
  const { run, source, stream } = batch
  await touchNothing(tx)
  await resolve(tx, batch)
  const rejected = await refused(tx, batch)
  const changed = await tx.count`
    update account.holder h set until = current_date, ended_run = ${run}
    from resolved_holder r
    cross join lateral (select account_no, key, version from account.holder where key = r.key and source = ${source} and until is null limit 1) known
    where r.wrong is null and h.account_no = known.account_no and h.key = known.key and h.version = known.version
      and (h.account_no, h.customer_no, h.customer_key, h.role) is distinct from (r.account_no, r.customer_no, r.customer_key, r.role) and (h.run <> ${run} or ${stream === true})`
  const added = await tx.count`
    insert into account.holder (account_no, key, version, source, customer_no, customer_key, role, org, since, run, line)
    select r.account_no, r.key, coalesce((select max(version) from account.holder h where h.account_no = r.account_no and h.key = r.key), 0) + 1,
      ${source}, r.customer_no, r.customer_key, r.role, r.org, coalesce(r.opened_on, current_date), ${run}::int, r.line
    from resolved_holder r
    where r.wrong is null and (select 1 from account.holder h where h.key = r.key and h.source = ${source} and h.until is null limit 1) is null
      and (
        select 1 from account.holder h
        where h.account_no = r.account_no and (r.role = 'owner' and h.until is null and h.role = 'owner' and h.said_by = 'person' or h.key = r.key and h.ended_by is not null and h.customer_key = r.customer_key)
        limit 1) is null`
  await tx`insert into touched_account select distinct account_no from resolved_holder where wrong is null`
  await nameChildren(tx, batch)
  await nameOwners(tx)
  if (added > 0) await tx`insert into account.unsettled (run, entity, source) values (${run}, 'account.holder', ${source}) on conflict do nothing`
  const [{ lines }] = await tx<[{ lines: number }]>`select count(*)::int as lines from pg_temp.batch`
  return { added: added - changed, changed, same: lines - added - rejected.length, rejected }
}

/** Key by key, as in accounts.ts. */
async function resolve(tx: BulkTx, { source }: Batch): Promise<void> {
  await tx`
    create temp table if not exists resolved_holder (
      line int, key text, account_no text, customer_no text, customer_key text, role text, org int, opened_on date, wrong text, value text) on commit delete rows`
  await tx`delete from resolved_holder`
  await tx`
    insert into resolved_holder (line, key, account_no, customer_no, customer_key, role, org, opened_on, wrong, value)
    select b.line, b.key, b.account_no, m.customer_no, m.key, b.role, a.org, a.opened_on,
      case when a.account_no is null then 'account' when m.customer_no is null then 'customer' end,
      case when a.account_no is null then split_part(b.account_no, ':', 2) else b.customer end
    from pg_temp.batch b
    left join lateral (select * from account.account where account_no = b.account_no limit 1) a on true
    left join lateral (select m.key, m.customer_no from identity.membership m where m.key = b.customer and m.source = ${source} and m.to_event is null limit 1) m on true`
}

function refused(tx: BulkTx, { run, stream }: Batch): Promise<Loaded['rejected']> {
  return tx<Loaded['rejected']>`
    select line, wrong as field, 'unknown-reference' as reason, value from resolved_holder where wrong is not null
    union all
    select r.line, 'key', 'duplicate-key', r.key
    from resolved_holder r
    cross join lateral (select line from account.holder where account_no = r.account_no and key = r.key and run = ${run} and line <> r.line limit 1) h
    where r.wrong is null and not ${stream === true}`
}

/** A loan that names only its parent account belongs to whom the parent belongs. */
async function nameChildren(tx: BulkTx, { run, source }: Batch): Promise<void> {
  await tx`
    with children as (
      insert into account.holder (account_no, key, version, source, customer_no, customer_key, role, org, since, run, line)
      select c.account_no, '@', coalesce((select max(version) from account.holder h where h.account_no = c.account_no and h.key = '@'), 0) + 1,
        ${source}, r.customer_no, r.customer_key, 'owner', c.org, coalesce(c.opened_on, current_date), ${run}::int, r.line
      from resolved_holder r
      join account.account c on c.parent = r.account_no and c.customer_no is null
      where r.wrong is null and r.role = 'owner'
        and not exists (select from account.holder h where h.account_no = c.account_no and h.until is null)
      returning account_no)
    insert into touched_account select distinct account_no from children`
}

async function undo(tx: BulkTx, run: number): Promise<{ removed: number; restored: number }> {
  await beginUndo(tx)
  await touchNothing(tx)
  await tx`
    with changed as (select account_no, customer_no from account.holder where run = ${run} or ended_run = ${run}),
    accounts as (insert into touched_account select distinct account_no from changed)
    insert into touched_customer select distinct customer_no from changed`
  await tx`
    insert into pg_temp.unsaid (key, base)
    select m.key, coalesce(max(p.run), 0)
    from account.holder m
    left join account.holder p on p.source = m.source and p.key = m.key and p.ended_run = ${run} and p.run <> ${run}
    where m.run = ${run} and m.until is null and m.key <> '@'
    group by m.key`
  const { removed, restored } = await unchainHolders(tx, run)
  await renameHolders(tx, sql`h.account_no in (select account_no from touched_account)`)
  await nameOwners(tx)
  await tx`delete from account.unsettled where run = ${run} and entity = 'account.holder'`
  await refresh(tx, 'back')
  return { removed: removed - restored, restored }
}
