/** 对账文件: a source's own totals of a business day, of everything, by branch, by product, or account by account. */
import type { Batch, Loaded, Rejection, Target } from '#kernel/room'
import { engine, type BulkTx } from '#kernel/tx'
import { reconcileSource } from './reconcile.ts'

const fields = { key: 'text', day: 'day', of: 'text', org: 'text', product: 'text', account: 'text', currency: 'text', rows: 'integer', amount: 'amount', hash: 'number' } as const

export const controlTarget: Target = {
  entity: 'quality.control',
  title: { zh: '对账总数', en: 'Control totals' },
  rank: 90,
  fields,
  required: ['key', 'day', 'of'],
  titles: {
    day: { zh: '业务日', en: 'Business day' }, of: { zh: '核对内容', en: 'What is totalled' }, rows: { zh: '笔数', en: 'Rows' }, hash: { zh: '账号末九位合计', en: 'Sum of the last nine digits' },
  },
  choices: { of: ['account', 'transaction', 'record'] },
  choiceTitles: { of: { account: { zh: '账户余额', en: 'Balances' }, transaction: { zh: '交易', en: 'Transactions' }, record: { zh: '客户数', en: 'Customers' } } },
  columns: { day: 'date', entity: 'text', org_code: 'text', product: 'text', account_no: 'text', currency: 'text', rows: 'bigint', amount: 'numeric', hash: 'numeric' },
  prepare,
  load,
  undo: async (tx, run) => ({ removed: await tx.count`delete from quality.control where run = ${run}`, restored: 0 }),
  settle: (source) => engine('quality', (tx) => reconcileSource(tx, source)),
}

const ENTITIES = new Set(['account', 'transaction', 'record'])

function prepare(row: Record<string, string | null>, batch: Batch): ReturnType<Target['prepare']> {
  const reject: Rejection[] = []
  if (!ENTITIES.has(row.of ?? '')) reject.push({ field: 'of', reason: 'unknown-code', value: row.of ?? '' })
  if (!row.rows && !row.amount && !row.hash) reject.push({ field: 'amount', reason: 'missing' })
  if (row.hash && !/^\d{1,30}$/.test(row.hash)) reject.push({ field: 'hash', reason: 'bad-number', value: row.hash })
  if (row.amount && !/^-?\d{1,22}(\.\d{1,2}0*)?$/.test(row.amount)) reject.push({ field: 'amount', reason: 'impossible', value: row.amount })
  if (reject.length > 0) return { reject }
  return [
    row.day as string, row.of as string, row.org ?? null, row.product ?? '', row.account ? `${batch.source}:${row.account}` : '', row.currency ?? 'CNY', // day and of were checked
    row.rows ?? null, row.amount ?? null, row.hash ?? null,
  ]
}

/** A later file of the same day replaces what an earlier one said of the same thing. */
async function load(tx: BulkTx, { source, run }: Batch): Promise<Loaded> {
  const rejected = await tx<Loaded['rejected']>`
    delete from pg_temp.batch b
    where b.org_code is not null and not exists (select from access.org o where o.code = b.org_code)
    returning line, 'org' as field, 'unknown-reference' as reason, org_code as value`
  const [counts] = await tx<[{ lines: number; added: number; changed: number }]>`
    with said as (
      select distinct on (b.account_no, b.day, b.entity, o.org, b.product, b.currency) b.line, b.account_no, b.day, b.entity, b.product, b.currency, b.rows, b.amount, b.hash,
        -- An account stands for itself, whichever branch the source names beside it.
        case when b.account_no <> '' then coalesce(a.org, o.org, 0) else coalesce(o.org, 0) end as org
      from pg_temp.batch b
      left join access.org o on o.code = b.org_code
      left join account.account a on a.account_no = b.account_no
      order by b.account_no, b.day, b.entity, o.org, b.product, b.currency, b.line desc),
    written as (
      insert into quality.control as c (account_no, source, day, entity, org, product, currency, rows, amount, hash, run, line)
      select account_no, ${source}, day, entity, org, case when account_no <> '' then '' else product end, currency, rows, amount, hash, ${run}::int, line from said
      on conflict (account_no, source, day, entity, org, product, currency) do update set rows = excluded.rows, amount = excluded.amount, hash = excluded.hash, run = excluded.run, line = excluded.line
      where (c.rows, c.amount, c.hash) is distinct from (excluded.rows, excluded.amount, excluded.hash)
      returning xmax = 0 as fresh)
    select (select count(*) from pg_temp.batch)::int as lines, count(*) filter (where fresh)::int as added, count(*) filter (where not fresh)::int as changed from written`
  return { added: counts.added, changed: counts.changed, same: counts.lines - counts.added - counts.changed, rejected }
}
