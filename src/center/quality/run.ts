/** The engine: which rows fail which rule, over everything or over what has come since, as sets. Safe to repeat. */
import { sql, type Tx } from '#kernel/tx'
import { accountChecks, recordChecks, type Check } from './checks.ts'
import type { Scope } from './chain.ts'
import { keepFresh } from './fresh.ts'
import { study } from './frequency.ts'
import { countOrphans } from './orphans.ts'
import { rulesNow, type Rule, type Rules } from './rules.ts'
import { keepScores } from './score.ts'

/** A row may commit this long after the moment it bears. */
const LATE = '15 minutes'
/** When more than this share of the records is new, the distributions are too. */
const MANY = 0.05

export type Ran = { run: number; kind: Scope; looked: number; found: number; repaired: number }

/** What has come since the last run; everything, when that is much, or a night has passed. */
export async function runDue(tx: Tx): Promise<void> {
  const last = await lastRun(tx)
  const news = last && (await hasNews(tx, last.upto))
  if (!last || news) await run(tx, last ? 'changed' : 'full', tx.who.staff)
}

export async function run(tx: Tx, asked: Scope, by: string): Promise<Ran> {
  await tx`select pg_advisory_xact_lock(hashtext('quality.run'))`
  await tx`set local work_mem = '128MB'`
  const rules = await rulesNow(tx)
  const scope = asked === 'changed' ? await gather(tx) : 'full'
  const begun = await tx.one<{ run: number }>`insert into quality.run (kind, upto, asked_by) values (${scope}, now(), ${by}) returning run`
  if (!begun) throw new Error('a run that is not there')
  if (scope === 'full') await study(tx, rules)
  await find(tx, rules, scope)
  const { found, repaired } = await settle(tx, begun.run, scope)
  await keepScores(tx, rules)
  if (scope === 'full') {
    await keepFresh(tx, rules)
    await countOrphans(tx)
  }
  const looked = await count(tx, scope)
  await tx`update quality.run set finished_at = clock_timestamp(), looked = ${looked}, found = ${found}, repaired = ${repaired} where run = ${begun.run}`
  return { run: begun.run, kind: scope, looked, found, repaired }
}

type Last = { upto: string }
const lastRun = (tx: Tx): Promise<Last | undefined> => tx.one<Last>`select upto from quality.run where finished_at is not null order by run desc limit 1`

async function hasNews(tx: Tx, upto: string): Promise<boolean> {
  const found = await tx.one`
    select 1 as news
    where exists (select from feed.run where coalesce(finished_at, started_at) > ${upto}::timestamptz - ${LATE}::interval)
      or exists (select from identity.source_record where valid_from > ${upto}::timestamptz)
      or exists (select from identity.identity_event e where e.seq = (select max(seq) from identity.identity_event) and e.at > ${upto}::timestamptz)`
  return found !== undefined
}

/** What has come since the last run, and whatever failed then. */
async function gather(tx: Tx): Promise<Scope> {
  const last = await lastRun(tx)
  if (!last) return 'full'
  await tx`create temp table if not exists looked (source text, key text, primary key (key, source)) on commit delete rows`
  await tx`create temp table if not exists touched (account_no text primary key) on commit delete rows`
  await tx`truncate pg_temp.looked, pg_temp.touched`
  const came = await tx.count`
    insert into pg_temp.looked
    select distinct source, key from identity.source_record where valid_from > ${last.upto}::timestamptz - ${LATE}::interval on conflict do nothing`
  const known = await tx.one<{ rows: number }>`select coalesce(sum(rows), 0)::int as rows from quality.filled where field = 'key'`
  if (came > Math.max(2000, (known?.rows ?? 0) * MANY)) return 'full'
  await tx`
    insert into pg_temp.looked
    select f.source, f.key from quality.failure f where f.state <> 'repaired' and f.entity = 'record'
    union
    select m.source, m.key from identity.event_customer e join identity.identity_event v on v.seq = e.seq join identity.membership m on m.customer_no = e.customer_no
    where v.at > ${last.upto}::timestamptz - ${LATE}::interval
    on conflict do nothing`
  const runs = sql`array(select run from feed.run where coalesce(finished_at, now()) > ${last.upto}::timestamptz - ${LATE}::interval)`
  await tx`
    insert into pg_temp.touched
    select account_no from account.account where run = any (${runs})
    union select account_no from account.holder where run = any (${runs}) or ended_run = any (${runs})
    union select account_no from account.transaction where run = any (${runs})
    union select subject from quality.failure where state <> 'repaired' and entity <> 'record'
    on conflict do nothing`
  await tx`analyze pg_temp.looked`
  await tx`analyze pg_temp.touched`
  return 'changed'
}

async function find(tx: Tx, rules: Rules, scope: Scope): Promise<void> {
  await tx`create temp table if not exists found (subject text, field text, source text, key text, org int, facts jsonb, rule text, rule_version int, dimension text, entity text) on commit delete rows`
  await tx`truncate pg_temp.found`
  for (const [name, check] of [...Object.entries(recordChecks), ...Object.entries(accountChecks)]) {
    const rule = rules.get(name)
    if (rule?.isOn) await look(tx, rule, check, scope)
  }
  await tx`analyze pg_temp.found`
}

async function look(tx: Tx, rule: Rule, check: Check, scope: Scope): Promise<void> {
  await tx`
    insert into pg_temp.found
    select distinct on (f.subject, f.field, f.source, f.key) f.subject, f.field, f.source, f.key, f.org, f.facts, ${rule.rule}, ${rule.version}::int, ${rule.dimension}, ${rule.entity}
    from (${check(rule.params, scope)}) f (subject, field, source, key, org, facts)
    order by f.subject, f.field, f.source, f.key`
}

/** What fails no longer is repaired; what fails anew is open. A value chosen by a person, and an exception, stand as long as they hold. */
async function settle(tx: Tx, run: number, scope: Scope): Promise<{ found: number; repaired: number }> {
  const repaired = await tx.count`
    update quality.failure f set state = 'repaired', how = 'source', ended_at = now(), ended_by = null, version = version + 1, run = ${run}
    where f.state <> 'repaired' and f.entity <> 'customer' and ${scope === 'full' ? sql`true` : sql`(
        f.entity = 'record' and exists (select from pg_temp.looked l where l.key = f.key and l.source = f.source)
        or f.entity <> 'record' and exists (select from pg_temp.touched t where t.account_no = f.subject))`}
      and not exists (select from pg_temp.found n where n.subject = f.subject and n.rule = f.rule and n.field = f.field and n.source = f.source and n.key = f.key)`
  const found = await tx.count`
    insert into quality.failure as f (subject, rule, field, source, key, entity, dimension, customer_no, org, owner, rule_version, facts, run)
    select n.subject, n.rule, n.field, n.source, n.key, n.entity, n.dimension, c.customer_no, n.org, c.owner, n.rule_version, n.facts, ${run}::bigint
    from pg_temp.found n
    left join identity.membership m on n.entity = 'record' and m.key = n.key and m.source = n.source and m.to_event is null
    left join lateral (select customer_no from account.holder h where n.entity <> 'record' and h.account_no = n.subject and h.until is null order by h.role = 'owner' desc, h.since limit 1) h on true
    left join customer.customer c on c.customer_no = coalesce(m.customer_no, h.customer_no)
    on conflict (subject, rule, field, source, key) do update set
      state = 'open', how = null, excused_until = null, ended_at = null, ended_by = null, since = case when f.state = 'repaired' then now() else f.since end,
      customer_no = excluded.customer_no, org = excluded.org, owner = excluded.owner, facts = excluded.facts, rule_version = excluded.rule_version, version = f.version + 1, run = excluded.run
    where f.state = 'open' and (f.customer_no, f.org, f.owner, f.facts, f.rule_version) is distinct from (excluded.customer_no, excluded.org, excluded.owner, excluded.facts, excluded.rule_version)
      or f.state = 'excused' and f.excused_until <= current_date
      or f.state = 'repaired' and not (f.how = 'person' and quality.overridden(f.customer_no, f.field, f.source, f.key))`
  return { found, repaired }
}

async function count(tx: Tx, scope: Scope): Promise<number> {
  const found = scope === 'full'
    ? await tx.one<{ n: number }>`select coalesce(sum(rows), 0) as n from quality.filled where field in ('key', 'accountNo')`
    : await tx.one<{ n: number }>`select (select count(*) from pg_temp.looked) + (select count(*) from pg_temp.touched) as n`
  return Number(found?.n ?? 0)
}
