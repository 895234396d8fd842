/** 定期转账指令. Nothing is summed from them, so there is nothing to settle. */
import { orderCensus } from './census.ts'
import type { Batch, Loaded, Target } from '#kernel/room'
import { sql, type BulkTx } from '#kernel/tx'
import { beginUndo } from '#kernel/undone'
import { unchain } from './chain.ts'
import { accountNo, digest, wrongAmounts, type Row } from './said.ts'
import { traceOrder } from './trace.ts'

const fields = { key: 'text', account: 'text', counterparty: 'text', counterpartyBank: 'text', amount: 'amount', purpose: 'text' } as const

export const orderTarget: Target = {
  entity: 'account.order',
  title: { zh: '定期转账指令', en: 'Standing orders' },
  rank: 65,
  fields,
  required: ['key', 'account', 'amount'],
  columns: { key: 'text', account_no: 'text', counterparty_account: 'text', counterparty_bank: 'text', amount: 'numeric', purpose: 'text', digest: 'bigint' },
  prepare,
  load,
  brought: () => sql`
    select b.line, k.run, k.line as at
    from pg_temp.batch b
    cross join lateral (select run, line from account.standing_order where account_no = b.account_no and key = b.key limit 1) k`,
  undo,
  trace: traceOrder,
  census: orderCensus,
}

function prepare(row: Row, batch: Batch): ReturnType<Target['prepare']> {
  const reject = wrongAmounts(row, ['amount'])
  if (row.amount?.startsWith('-')) reject.push({ field: 'amount', reason: 'impossible', value: row.amount })
  if (reject.length > 0) return { reject }
  return [
    row.key as string, accountNo(batch.source, row.account as string), row.counterparty ?? null, row.counterpartyBank ?? null, row.amount as string, // required
    row.purpose ?? null, digest(row, fields),
  ]
}

async function load(tx: BulkTx, batch: Batch): Promise<Loaded> {
  const { run, source, stream } = batch
  const rejected = await refused(tx, batch)
  await tx`
    insert into account.before (account_no, entity, key, run, before)
    select s.account_no, 'account.order', s.key, ${run}::int, to_jsonb(s)
    from pg_temp.batch b join account.standing_order s on s.account_no = b.account_no and s.key = b.key
    where s.digest <> b.digest and s.run <> ${run}
    on conflict do nothing`
  const [{ added, changed, lines }] = await tx<[{ added: number; changed: number; lines: number }]>`
    with written as (
      insert into account.standing_order (account_no, key, source, org, counterparty_account, counterparty_bank, amount, purpose, digest, run, line)
      select b.account_no, b.key, ${source}, a.org, b.counterparty_account, b.counterparty_bank, b.amount, b.purpose, b.digest, ${run}::int, b.line
      from pg_temp.batch b cross join lateral (select org from account.account where account_no = b.account_no limit 1) a
      on conflict (account_no, key) do update set
        org = excluded.org, counterparty_account = excluded.counterparty_account, counterparty_bank = excluded.counterparty_bank, amount = excluded.amount,
        purpose = excluded.purpose, digest = excluded.digest, run = excluded.run, line = excluded.line,
        version = standing_order.version + 1, updated_at = now()
      where standing_order.digest <> excluded.digest and (standing_order.run <> excluded.run or ${stream === true})
      returning xmax = 0 as fresh)
    select count(*) filter (where fresh)::int as added, count(*) filter (where not fresh)::int as changed, (select count(*) from pg_temp.batch)::int as lines
    from written`
  return { added, changed, same: lines - added - changed - rejected.length, rejected }
}

function refused(tx: BulkTx, { run, stream }: Batch): Promise<Loaded['rejected']> {
  return tx<Loaded['rejected']>`
    select b.line, 'account' as field, 'unknown-reference' as reason, split_part(b.account_no, ':', 2) as value
    from pg_temp.batch b where not exists (select from account.account a where a.account_no = b.account_no)
    union all
    select b.line, 'key', 'duplicate-key', b.key
    from pg_temp.batch b cross join lateral (select line from account.standing_order where account_no = b.account_no and key = b.key and run = ${run} limit 1) s
    where s.line <> b.line and not ${stream === true}`
}

async function undo(tx: BulkTx, run: number): Promise<{ removed: number; restored: number }> {
  await beginUndo(tx)
  await unchain(tx, run, 'account.order')
  await tx`
    insert into pg_temp.unsaid (key, base)
    select x.key, coalesce((b.before ->> 'run')::int, 0)
    from account.standing_order x
    left join account.before b on b.account_no = x.account_no and b.entity = 'account.order' and b.key = x.key and b.run = ${run}
    where x.run = ${run}`
  const restored = await tx.count`
    update account.standing_order s set
      org = a.org, counterparty_account = o.counterparty_account, counterparty_bank = o.counterparty_bank, amount = o.amount, purpose = o.purpose,
      digest = o.digest, run = o.run, line = o.line, version = o.version, updated_at = o.updated_at
    from account.before b cross join lateral jsonb_populate_record(null::account.standing_order, b.before) o, account.account a
    where b.run = ${run} and b.entity = 'account.order' and s.account_no = b.account_no and s.key = b.key and s.run = ${run} and a.account_no = b.account_no`
  const removed = await tx.count`delete from account.standing_order where run = ${run}`
  await tx`delete from account.before where run = ${run} and entity = 'account.order'`
  return { removed, restored }
}
