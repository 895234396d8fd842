/** 交易流水: facts of an account, only ever added. One row per (account, day, key), whichever file brings it first. */
import { atOnce } from './atonce.ts'
import { transactionCensus } from './census.ts'
import type { Batch, Loaded, Target } from '#kernel/room'
import type { BulkTx } from '#kernel/tx'
import { beginUndo } from '#kernel/undone'
import { refresh, touchNothing } from './refresh.ts'
import { accountNo, wrongAmounts, wrongCode, wrongDays, type Row } from './said.ts'
import { settle } from './settle.ts'
import { traceTransaction } from './trace.ts'

const fields = {
  key: 'text', account: 'text', at: 'instant', amount: 'amount', balance: 'amount', currency: 'text', kind: 'text', channel: 'text',
  counterparty: 'text', counterpartyAccount: 'text', counterpartyBank: 'text', merchant: 'text', mcc: 'text', place: 'text', summary: 'text',
} as const

export const KINDS = [
  'deposit', 'withdrawal', 'transfer', 'salary', 'pension', 'purchase', 'refund', 'interest', 'fee', 'repayment', 'disbursement',
  'investment', 'redemption', 'utility', 'insurance', 'tax',
] as const
export const CHANNELS = ['counter', 'atm', 'mobile', 'web', 'pos', 'qr', 'batch'] as const

export const transactionTarget: Target = {
  entity: 'account.transaction',
  title: { zh: '交易流水', en: 'Transactions' },
  rank: 70,
  fields,
  required: ['key', 'account', 'at', 'amount', 'kind'],
  choices: { kind: KINDS, channel: CHANNELS },
  columns: {
    key: 'text', account_no: 'text', on_day: 'date', at: 'timestamptz', amount: 'numeric', balance: 'numeric', currency: 'text', kind: 'text', channel: 'text',
    counterparty: 'text', counterparty_account: 'text', counterparty_bank: 'text', merchant: 'text', mcc: 'text', place: 'text', summary: 'text',
  },
  prepare,
  load,
  loadAtOnce: atOnce('account.transaction', load),
  undo,
  settle,
  trace: traceTransaction,
  census: transactionCensus,
}

const knownKinds = new Set<string>(KINDS)
const knownChannels = new Set<string>(CHANNELS)

function prepare(row: Row, batch: Batch): ReturnType<Target['prepare']> {
  const reject = [
    ...wrongAmounts(row, AMOUNTS), ...wrongDays(row, DAYS, batch.asOf), ...wrongCode(row, 'kind', knownKinds), ...wrongCode(row, 'channel', knownChannels),
  ]
  if (reject.length > 0) return { reject }
  const at = row.at as string // required: feed has seen to it
  return [
    row.key as string, accountNo(batch.source, row.account as string), dayOf(at), at, row.amount as string, row.balance ?? null, // required as well
    row.currency ?? null, row.kind as string, row.channel ?? null, row.counterparty ?? null, row.counterpartyAccount ?? null,
    row.counterpartyBank ?? null, row.merchant ?? null, row.mcc ?? null, row.place ?? null, row.summary ?? null,
  ]
}
const AMOUNTS = ['amount', 'balance']
const DAYS = ['at']

/** The day on the source's own clock, which is the bank's business day; instants in UTC are read in Beijing's. */
function dayOf(at: string): string {
  return at.endsWith('Z') ? new Date(Date.parse(at) + BEIJING_MS).toISOString().slice(0, 10) : at.slice(0, 10)
}
const BEIJING_MS = 8 * 3_600_000

/** Rows go in by account: neighbours in the index, a fifth less to write than in the order of the file. */
async function load(tx: BulkTx, batch: Batch): Promise<Loaded> {
  const { run, source } = batch
  const [staged] = await tx<[{ lines: number }]>`
    select count(*)::int as lines, account.ensure_months(array_agg(distinct on_day)) from pg_temp.batch`
  const added = await tx.count`
    insert into account.transaction (account_no, on_day, key, at, amount, balance, currency, kind, channel,
      counterparty, counterparty_account, counterparty_bank, merchant, mcc, place, summary, org, run, line)
    select b.account_no, b.on_day, b.key, b.at, b.amount, b.balance, coalesce(b.currency, a.currency), b.kind, b.channel,
      b.counterparty, b.counterparty_account, b.counterparty_bank, b.merchant, b.mcc, b.place, b.summary, a.org, ${run}::int, b.line
    from pg_temp.batch b
    cross join lateral (select currency, org from account.account where account_no = b.account_no limit 1) a
    order by b.account_no, b.on_day
    on conflict do nothing`
  if (added > 0) await tx`insert into account.unsettled (run, entity, source) values (${run}, 'account.transaction', ${source}) on conflict do nothing`
  if (added === staged.lines) return { added, changed: 0, same: 0, rejected: [] }
  const rejected = await refused(tx, batch)
  return { added, changed: 0, same: staged.lines - added - rejected.length, rejected }
}

function refused(tx: BulkTx, { run, stream }: Batch): Promise<Loaded['rejected']> {
  return tx<Loaded['rejected']>`
    select b.line, 'account' as field, 'unknown-reference' as reason, split_part(b.account_no, ':', 2) as value
    from pg_temp.batch b
    where not exists (select from account.account a where a.account_no = b.account_no)
    union all
    select b.line, 'key', 'duplicate-key', b.key
    from pg_temp.batch b
    cross join lateral (select line from account.transaction where account_no = b.account_no and on_day = b.on_day and key = b.key and run = ${run} limit 1) t
    where t.line <> b.line and not ${stream === true}`
}

async function undo(tx: BulkTx, run: number): Promise<{ removed: number; restored: number }> {
  await beginUndo(tx)
  await touchNothing(tx)
  const [gone] = await tx<[{ removed: number }]>`
    with gone as (delete from account.transaction where run = ${run} returning account_no, on_day, key),
    unsaid as (insert into pg_temp.unsaid (key, base) select key, 0 from gone),
    touched as (
      insert into touched_month (account_no, month)
      select distinct account_no, date_trunc('month', on_day)::date from gone)
    select count(*)::int as removed from gone`
  await tx`delete from account.unsettled where run = ${run} and entity = 'account.transaction'`
  await refresh(tx, 'back')
  return { removed: gone.removed, restored: 0 }
}
