/** Accounts that would vanish with a run, what stands on them, and how it goes with them. */
import { Refused } from '#kernel/error'
import type { Burden } from '#kernel/room'
import { sql, type BulkTx, type Tx } from '#kernel/tx'
import { beginUndo } from '#kernel/undone'

/** Brought by the run, never changed since, not there before it, and said by no other. */
const vanishing = (run: number) => sql`
  select a.account_no from account.account a
  where a.run = ${run} and not exists (select from pg_temp.said_again s where s.key = a.key) and not exists (
    select from account.before b where b.run = ${run} and b.entity = 'account.account' and b.account_no = a.account_no and (b.before ->> 'run')::int <> ${run})`

export async function standsOnAccounts(tx: Tx, run: number): Promise<Burden[]> {
  await beginUndo(tx)
  return standing(tx, run)
}

async function standing(tx: Tx, run: number): Promise<Burden[]> {
  const found = await tx.one<Record<'later' | 'transactions' | 'holdings' | 'orders' | 'holders' | 'children', number>>`
    with gone as materialized (${vanishing(run)})
    select
      (select count(*) from account.before b where b.entity = 'account.account' and (b.before ->> 'run')::int = ${run} and b.run <> ${run})::int as later,
      (select count(*) from account.transaction t where t.account_no in (select account_no from gone))::int as transactions,
      (select count(*) from account.holding g where g.account_no in (select account_no from gone))::int as holdings,
      (select count(*) from account.standing_order o where o.account_no in (select account_no from gone))::int as orders,
      (select count(*) from account.holder h where h.account_no in (select account_no from gone) and h.run <> ${run})::int as holders,
      (select count(*) from account.account c where c.parent in (select account_no from gone) and c.run <> ${run})::int as children`
  if (!found) return []
  const all: Burden[] = [
    { title: { zh: '之后又有变更的账户', en: 'Accounts changed again since' }, count: found.later, fate: 'keeps' },
    { title: { zh: '将消失账户上的交易流水', en: 'Transactions of accounts that would vanish' }, count: found.transactions, fate: 'blocks' },
    { title: { zh: '将消失账户上的产品持有', en: 'Holdings in accounts that would vanish' }, count: found.holdings, fate: 'blocks' },
    { title: { zh: '将消失账户上的定期转账指令', en: 'Standing orders of accounts that would vanish' }, count: found.orders, fate: 'blocks' },
    { title: { zh: '将消失账户的持有人', en: 'Holders of accounts that would vanish' }, count: found.holders, fate: 'blocks' },
    { title: { zh: '挂在将消失账户之下的账户', en: 'Accounts under accounts that would vanish' }, count: found.children, fate: 'blocks' },
  ]
  return all.filter(({ count }) => count > 0)
}

/** Lists the accounts that vanish; refused while others stand on them, unless those may go too. */
export async function clearVanishing(tx: BulkTx, run: number, cascade: boolean): Promise<void> {
  await tx`create temp table if not exists vanishing (account_no text not null, run int not null, line int not null, depth int not null) on commit delete rows`
  await tx`delete from vanishing`
  await tx`insert into vanishing select a.account_no, a.run, a.line, 0 from account.account a where a.account_no in (${vanishing(run)})`
  const blocked = (await standing(tx, run)).filter(({ fate }) => fate === 'blocks').reduce((sum, { count }) => sum + count, 0)
  if (blocked === 0) return
  if (!cascade) throw new Refused('conflict', { entity: 'account.account', run, rows: blocked })
  await gatherChildren(tx, run)
  await dropFacts(tx, run)
}

/** Accounts under accounts, however deep: loans and cards would have been refused without their parent. */
async function gatherChildren(tx: BulkTx, run: number): Promise<void> {
  for (let depth = 0, more = 1; more > 0; depth++) {
    more = await tx.count`
      insert into vanishing
      select c.account_no, c.run, c.line, ${depth + 1}
      from account.account c join vanishing v on v.account_no = c.parent and v.depth = ${depth}
      where not exists (select from vanishing known where known.account_no = c.account_no)`
  }
  await tx`
    insert into pg_temp.dropped (run, line, field, fate)
    select v.run, v.line, 'parent', 'added' from vanishing v where v.depth > 0 and v.run <> ${run}`
}

/** Every row on them, with those that had stood before it, is a refusal of the run that brought it. */
async function dropFacts(tx: BulkTx, run: number): Promise<void> {
  await tx`insert into touched_customer select distinct h.customer_no from account.holder h where h.account_no in (select account_no from vanishing)`
  await tx`
    with gone as (delete from account.transaction t where t.account_no in (select account_no from vanishing) returning run, line)
    insert into pg_temp.dropped (run, line, field, fate) select run, line, 'account', 'added' from gone`
  await tx`
    with chained as (
      delete from account.before b where b.account_no in (select account_no from vanishing) and b.entity <> 'account.account'
      returning account_no, entity, key, run, (before ->> 'run')::int as of_run, (before ->> 'line')::int as of_line),
    present as (
      select 'account.holding' as entity, account_no, key, run, line from account.holding where account_no in (select account_no from vanishing)
      union all
      select 'account.order', account_no, key, run, line from account.standing_order where account_no in (select account_no from vanishing)),
    every_row as (
      select entity, account_no, key, run, line from present
      union all
      select entity, account_no, key, of_run, of_line from chained)
    insert into pg_temp.dropped (run, line, field, fate)
    select e.run, e.line, 'account', case when exists (
      select from chained c where c.entity = e.entity and c.account_no = e.account_no and c.key = e.key and c.run = e.run) then 'changed' else 'added' end
    from every_row e`
  await tx`delete from account.holding where account_no in (select account_no from vanishing)`
  await tx`delete from account.standing_order where account_no in (select account_no from vanishing)`
  await tx`delete from account.month where account_no in (select account_no from vanishing)`
  await tx`
    with gone as (delete from account.holder h where h.account_no in (select account_no from vanishing) returning run, line, key, version)
    insert into pg_temp.dropped (run, line, field, fate)
    select run, line, 'account', case when version > 1 then 'changed' else 'added' end from gone where key <> '@' and run <> ${run}`
  await tx`delete from account.before b where b.entity = 'account.account' and b.account_no in (select account_no from vanishing where depth > 0)`
  await tx`delete from account.account a where a.account_no in (select account_no from vanishing where depth > 0)`
}
