/** 产品持有: what lies in a wealth account. */
import type { Batch, Loaded, Target } from '#kernel/room'
import { sql, type BulkTx } from '#kernel/tx'
import { beginUndo } from '#kernel/undone'
import { atOnce } from './atonce.ts'
import { unchain } from './chain.ts'
import { refresh, touchNothing } from './refresh.ts'
import { accountNo, digest, wrongAmounts, wrongDays, type Row } from './said.ts'
import { settle } from './settle.ts'
import { traceHolding } from './trace.ts'

const fields = { key: 'text', account: 'text', product: 'text', units: 'number', value: 'amount', cost: 'amount', since: 'day', maturesOn: 'day' } as const

export const holdingTarget: Target = {
  entity: 'account.holding',
  title: { zh: '产品持有', en: 'Holdings' },
  rank: 60,
  fields,
  required: ['key', 'account', 'product'],
  columns: { key: 'text', account_no: 'text', product: 'text', units: 'numeric', value: 'numeric', cost: 'numeric', since: 'date', matures_on: 'date', digest: 'bigint' },
  prepare,
  load,
  brought: () => sql`
    select b.line, k.run, k.line as at
    from pg_temp.batch b
    cross join lateral (select run, line from account.holding where account_no = b.account_no and key = b.key limit 1) k`,
  loadAtOnce: atOnce('account.holding', load),
  undo,
  settle,
  trace: traceHolding,
}

function prepare(row: Row, batch: Batch): ReturnType<Target['prepare']> {
  const reject = [...wrongAmounts(row, ['value', 'cost']), ...wrongDays(row, ['since'], batch.asOf)]
  if (row.maturesOn && row.since && row.maturesOn < row.since) reject.push({ field: 'maturesOn', reason: 'impossible', value: row.maturesOn })
  if (reject.length > 0) return { reject }
  return [
    row.key as string, accountNo(batch.source, row.account as string), row.product as string, row.units ?? null, row.value ?? null, row.cost ?? null, // required
    row.since ?? null, row.maturesOn ?? null, digest(row, fields),
  ]
}

async function load(tx: BulkTx, batch: Batch): Promise<Loaded> {
  const { run, source, stream } = batch
  const rejected = await refused(tx, batch)
  await tx`
    insert into account.before (account_no, entity, key, run, before)
    select g.account_no, 'account.holding', g.key, ${run}::int, to_jsonb(g)
    from pg_temp.batch b join account.holding g on g.account_no = b.account_no and g.key = b.key
    where g.digest <> b.digest and g.run <> ${run}
    on conflict do nothing`
  const [{ added, changed, lines }] = await tx<[{ added: number; changed: number; lines: number }]>`
    with written as (
      insert into account.holding (account_no, key, source, org, product, units, value, cost, since, matures_on, digest, run, line)
      select b.account_no, b.key, ${source}, a.org, b.product, b.units, b.value, b.cost, b.since, b.matures_on, b.digest, ${run}::int, b.line
      from pg_temp.batch b cross join lateral (select org from account.account where account_no = b.account_no limit 1) a
      on conflict (account_no, key) do update set
        org = excluded.org, product = excluded.product, units = excluded.units, value = excluded.value, cost = excluded.cost, since = excluded.since,
        matures_on = excluded.matures_on, digest = excluded.digest, run = excluded.run, line = excluded.line, version = holding.version + 1, updated_at = now()
      where holding.digest <> excluded.digest and (holding.run <> excluded.run or ${stream === true})
      returning xmax = 0 as fresh)
    select count(*) filter (where fresh)::int as added, count(*) filter (where not fresh)::int as changed, (select count(*) from pg_temp.batch)::int as lines
    from written`
  if (added + changed > 0) await tx`insert into account.unsettled (run, entity, source) values (${run}, 'account.holding', ${source}) on conflict do nothing`
  return { added, changed, same: lines - added - changed - rejected.length, rejected }
}

function refused(tx: BulkTx, { run, stream }: Batch): Promise<Loaded['rejected']> {
  return tx<Loaded['rejected']>`
    select b.line, 'account' as field, 'unknown-reference' as reason, split_part(b.account_no, ':', 2) as value
    from pg_temp.batch b where not exists (select from account.account a where a.account_no = b.account_no)
    union all
    select b.line, 'key', 'duplicate-key', b.key
    from pg_temp.batch b cross join lateral (select line from account.holding where account_no = b.account_no and key = b.key and run = ${run} limit 1) g
    where g.line <> b.line and not ${stream === true}`
}

async function undo(tx: BulkTx, run: number): Promise<{ removed: number; restored: number }> {
  await beginUndo(tx)
  await unchain(tx, run, 'account.holding')
  await tx`
    insert into pg_temp.unsaid (key, base)
    select x.key, coalesce((b.before ->> 'run')::int, 0)
    from account.holding x
    left join account.before b on b.account_no = x.account_no and b.entity = 'account.holding' and b.key = x.key and b.run = ${run}
    where x.run = ${run}`
  await touchNothing(tx)
  await tx`insert into touched_account select distinct account_no from account.holding where run = ${run}`
  const restored = await tx.count`
    update account.holding g set
      org = a.org, product = o.product, units = o.units, value = o.value, cost = o.cost, since = o.since, matures_on = o.matures_on,
      digest = o.digest, run = o.run, line = o.line, version = o.version, updated_at = o.updated_at
    from account.before b cross join lateral jsonb_populate_record(null::account.holding, b.before) o, account.account a
    where b.run = ${run} and b.entity = 'account.holding' and g.account_no = b.account_no and g.key = b.key and g.run = ${run} and a.account_no = b.account_no`
  const removed = await tx.count`delete from account.holding where run = ${run}`
  await tx`delete from account.before where run = ${run} and entity = 'account.holding'`
  await tx`delete from account.unsettled where run = ${run} and entity = 'account.holding'`
  await refresh(tx, 'back')
  return { removed, restored }
}
