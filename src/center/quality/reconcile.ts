/** What a source says it has on a day beside what is here, to the cent, at every level the source has told. */
import { sql, type Sql, type Tx } from '#kernel/tx'

/** Signed ones stay as they were signed; the others are compared again when their source has told something new. */
export async function reconcileSource(tx: Tx, source: string): Promise<void> {
  const due = await tx<Told[]>`
    select distinct c.source, c.day, c.entity
    from quality.control c
    left join quality.reconciliation r on r.source = c.source and r.day = c.day and r.entity = c.entity
    where c.source = ${source} and c.day > current_date - ${DAYS}::int and r.state is distinct from 'signed'
    order by c.day`
  for (const each of due) await reconcile(tx, each)
}

/** Of every source that has brought something since it was compared. */
export async function reconcileDue(tx: Tx): Promise<void> {
  const sources = await tx<{ source: string }[]>`
    select distinct r.source
    from quality.reconciliation r
    where r.state in ('differs', 'explained') and r.day > current_date - ${DAYS}::int
      and exists (select from feed.run f join feed.interface i on i.interface = f.interface where i.source = r.source and f.finished_at > r.at)`
  for (const { source } of sources) await reconcileSource(tx, source)
}

const DAYS = 400
type Told = { source: string; day: string; entity: 'account' | 'transaction' | 'record' }

export async function reconcile(tx: Tx, told: Told): Promise<void> {
  const { source, day, entity } = told
  await tx`set local work_mem = '64MB'`
  await gatherOurs(tx, told)
  const theirs = sql`select * from quality.control where source = ${source} and day = ${day}::date and entity = ${entity}`
  const kept = await tx.one<{ recon: number; state: string }>`
    insert into quality.reconciliation as r (source, day, entity, state, level, compared, differences)
    values (${source}, ${day}::date, ${entity}, 'matched', 'total', 0, 0)
    on conflict (source, day, entity) do update set at = now()
    returning recon, state`
  if (!kept) throw new Error('a reconciliation that is not there')
  await tx`delete from quality.difference where recon = ${kept.recon}::bigint`
  await tx`
    insert into quality.difference (account_no, recon, level, org, product, currency, kind, theirs_rows, ours_rows, theirs_amount, ours_amount, theirs_hash, ours_hash, nth)
    select coalesce(t.account_no, o.account_no), ${kept.recon}::bigint, coalesce(t.level, o.level), coalesce(o.org, t.org), coalesce(t.product, o.product), coalesce(t.currency, o.currency),
      case when o.level is null then 'lacking' when t.level is null then 'extra' when t.amount <> o.amount then 'amount' when t.rows <> o.rows then 'rows' else 'hash' end,
      t.rows, o.rows, t.amount, o.amount, t.hash, o.hash,
      row_number() over (order by array_position('{total,branch,product,account}'::text[], coalesce(t.level, o.level)), coalesce(o.org, t.org), coalesce(t.product, o.product), coalesce(t.account_no, o.account_no), coalesce(t.currency, o.currency))
    from (${theirs}) t
    full join (select o.* from pg_temp.ours o where exists (select from (${theirs}) d where d.level = o.level and (d.org = 0) = (o.org = 0) or d.level = 'account' and o.level = 'account') and (o.level <> 'product' or o.product <> '')) o
      on o.level = t.level and o.account_no = t.account_no and o.product = t.product and o.currency = t.currency and (o.org = t.org or t.level = 'account')
    where o.level is null and (coalesce(t.rows, 1) <> 0 or coalesce(t.amount, 0) <> 0) or t.level is null
      or t.amount <> o.amount or t.rows <> o.rows or t.hash <> o.hash`
  await tx`
    with told as (select max(case level when 'account' then 4 when 'product' then 3 when 'branch' then 2 else 1 end) as depth, count(*)::int as n from (${theirs}) t),
    head as (
      select coalesce(t.currency, 'CNY') as currency, sum(t.rows)::bigint as rows, sum(t.amount) as amount
      from (${theirs}) t
      where t.level = (select level from (${theirs}) l order by case level when 'total' then 1 when 'branch' then 2 when 'product' then 3 else 4 end limit 1)
      group by t.currency order by t.currency <> 'CNY', t.currency limit 1),
    here as (select rows, amount from pg_temp.ours where level = 'total' and currency = (select currency from head)),
    wrong as (
      select coalesce(sum(n), 0)::int as n, coalesce(jsonb_object_agg(kind, n), '{}') as kinds
      from (select kind, count(*)::int as n from quality.difference where recon = ${kept.recon}::bigint group by kind) each)
    update quality.reconciliation r set level = ('{total,branch,product,account}'::text[])[told.depth], compared = told.n, differences = wrong.n, kinds = wrong.kinds, currency = head.currency,
      theirs_rows = head.rows, ours_rows = (select rows from here), theirs_amount = head.amount, ours_amount = (select amount from here),
      state = case when wrong.n = 0 then 'matched' when r.state = 'explained' and r.differences = wrong.n then 'explained' else 'differs' end, version = r.version + 1, at = now()
    from told, head, wrong
    where r.recon = ${kept.recon}::bigint`
}

/** What is here on that day, account by account and summed to every level. A balance of an earlier day is today's without what moved since. */
async function gatherOurs(tx: Tx, told: Told): Promise<void> {
  await tx`
    create temp table if not exists ours (level text, account_no text, org int, product text, currency text, rows bigint, amount numeric, hash numeric) on commit delete rows`
  await tx`truncate pg_temp.ours`
  await tx`
    insert into pg_temp.ours (level, account_no, org, product, currency, rows, amount, hash)
    select case when grouping(account_no) = 0 then 'account' when grouping(product) = 0 then 'product' when grouping(org) = 0 then 'branch' else 'total' end,
      coalesce(account_no, ''), coalesce(org, 0), case when grouping(account_no) = 0 or grouping(product) = 1 then '' else product end, currency, sum(rows), sum(amount), sum(hash)
    from (${baseOf(told)}) b
    group by grouping sets ((currency), (org, currency), (product, currency), (org, product, currency), (account_no, org, product, currency))`
  await tx`analyze pg_temp.ours`
}

function baseOf({ source, day, entity }: Told): Sql {
  if (entity === 'record') {
    return sql`
      select null::text as account_no, org, ''::text as product, 'CNY'::text as currency, count(*) as rows, null::numeric as amount, null::numeric as hash
      from identity.source_record where source = ${source} and valid_to is null and (opened_on is null or opened_on <= ${day}::date)
      group by org`
  }
  if (entity === 'transaction') {
    return sql`
      select a.account_no, a.org, coalesce(a.product, '') as product, t.currency, count(*) as rows, sum(t.amount) as amount, sum(${digits}) as hash
      from account.transaction t join account.account a on a.account_no = t.account_no
      where a.source = ${source} and t.on_day = ${day}::date
      group by a.account_no, a.org, a.product, t.currency`
  }
  return sql`
    select a.account_no, a.org, coalesce(a.product, '') as product, a.currency, 1 as rows, coalesce(a.balance, 0) - coalesce(later.amount, 0) as amount, ${digits} as hash
    from account.account a
    left join (select account_no, sum(amount) as amount from account.transaction where on_day > ${day}::date group by account_no) later on later.account_no = a.account_no
    where a.source = ${source} and (a.opened_on is null or a.opened_on <= ${day}::date)
      and (a.status <> 'closed' or a.closed_on > ${day}::date)`
}

const digits = sql`coalesce(nullif(right(regexp_replace(a.key, '[^0-9]', '', 'g'), 9), ''), '0')::numeric`
