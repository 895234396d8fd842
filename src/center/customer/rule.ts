/** Versions of the rules of level, status and life cycle. What is published is written where grading reads it, and grading hears of it. */
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { compare } from '#kernel/money'
import { today } from '#kernel/time'
import { sql, type Sql, type Tx } from '#kernel/tx'
import { rulePublished } from './events.ts'
import type { judgeRule, listRules, proposeRule, RuleBody, RuleVersion, tryRule, withdrawRule } from './rule.api.ts'
import { LEVELS, STAGES } from './words.api.ts'

type Kind = RuleVersion['kind']

export async function rules(tx: Tx, { kind }: InputOf<typeof listRules>): Promise<ReplyOf<typeof listRules>> {
  return { rows: await rulesWhere(tx, sql`r.kind = ${kind}`) }
}

export async function tryOut(tx: Tx, { kind, body }: InputOf<typeof tryRule>): Promise<ReplyOf<typeof tryRule>> {
  check(kind, body)
  const [after, now] = [wouldBe[kind](body), kind === 'level' ? sql`c.level` : kind === 'status' ? sql`c.status` : sql`c.stage`]
  const moves = await tx<ReplyOf<typeof tryRule>['moves']>`
    with graded as (
      select ${now} as before, ${after} as after
      from customer.customer c
      left join account.position p on p.customer_no = c.customer_no and p.whole
      where c.state = 'active' and (${kind} <> 'level' or c.level_by = 'rule'))
    select before, after, count(*)::int as customers from graded group by before, after order by before nulls first, after`
  return { customers: moves.reduce((sum, move) => sum + move.customers, 0), moves: moves.filter((move) => move.before !== move.after) }
}

export async function propose(tx: Tx, { kind, body, since, note }: InputOf<typeof proposeRule>): Promise<RuleVersion> {
  check(kind, body)
  if (since < today()) throw new Refused('invalid', { field: 'since', least: today() })
  await tx`select pg_advisory_xact_lock(hashtext('customer.rule'), hashtext(${kind}))`
  if (await tx.one`select 1 from customer.rule where kind = ${kind} and state = 'proposed'`) throw new Refused('conflict', { cause: 'pending' })
  const made = await tx.one<{ rule: string }>`
    insert into customer.rule (rule, kind, state, since, body, note, made_by)
    select ${kind} || '-' || (count(*) + 1), ${kind}, 'proposed', ${since}::date, ${JSON.stringify(body)}::jsonb, ${note}, ${tx.who.staff} from customer.rule where kind = ${kind}
    returning rule`
  Object.assign(tx.facts, { reason: note, target: made?.rule, body })
  return one(tx, made?.rule ?? '')
}

export async function withdraw(tx: Tx, { rule, version }: InputOf<typeof withdrawRule>): Promise<RuleVersion> {
  const found = await waiting(tx, rule, version)
  if (!found.isMine) throw new Refused('conflict', { cause: 'not-own' })
  await tx`update customer.rule set state = 'withdrawn', version = version + 1 where rule = ${rule}`
  return one(tx, rule)
}

/** 四眼: whoever proposed a rule never judges it. */
export async function judge(tx: Tx, { rule, version, verdict, reason }: InputOf<typeof judgeRule>): Promise<RuleVersion> {
  const found = await waiting(tx, rule, version)
  if (found.isMine) throw new Refused('conflict', { cause: 'own' })
  if (verdict === 'refuse' && !reason) throw new Refused('invalid', { field: 'reason' })
  // A rule begins on the day it is published, if its own day has passed while it waited.
  await tx`
    update customer.rule
    set state = ${verdict === 'publish' ? 'published' : 'refused'}, since = greatest(since, current_date), checked_by = ${tx.who.staff}, checked_at = now(), refusal = ${reason ?? null}, version = version + 1
    where rule = ${rule}`
  const judged = await one(tx, rule)
  if (verdict === 'publish') {
    await publish[judged.kind](tx, judged)
    if (judged.since <= today()) await rulePublished.publish(tx, { rule })
  }
  Object.assign(tx.facts, { reason: reason ?? null, target: rule, verdict })
  return judged
}

const publish: Record<Kind, (tx: Tx, rule: RuleVersion) => Promise<unknown>> = {
  level: (tx, { rule, since, body }) => tx`
    insert into customer.level_rule (rule, since, level, at_least)
    select ${rule}, ${since}::date, x."level", x."atLeast" from jsonb_to_recordset(${JSON.stringify(body.bands)}::jsonb) as x ("level" text, "atLeast" numeric)`,
  status: (tx, { rule, since, body }) => tx`
    insert into customer.status_rule (rule, since, active_days, dormant_days) values (${rule}, ${since}::date, ${body.activeDays}, ${body.dormantDays})`,
  stage: async (tx, { rule, since, body }) => {
    await tx`
      insert into customer.stage_rule (rule, since, active_days, dormant_days, new_days, mature_days, mature_aum)
      values (${rule}, ${since}::date, ${body.activeDays}, ${body.dormantDays}, ${body.newDays}, ${body.matureDays}, ${body.matureAum}::numeric)`
    await tx`
      insert into customer.stage_plan (rule, stage, zh, en)
      select ${rule}, key, value ->> 'zh', value ->> 'en' from jsonb_each(${JSON.stringify(body.plans)}::jsonb)`
  },
}

/** What grading would make of a customer c with the position p. */
const wouldBe: Record<Kind, (body: RuleBody) => Sql> = {
  level: ({ bands = [] }) => sql`(
    select x."level" from jsonb_to_recordset(${JSON.stringify(bands)}::jsonb) as x ("level" text, "atLeast" numeric)
    where x."atLeast" <= greatest(coalesce(p.aum, 0), 0) order by x."atLeast" desc limit 1)`,
  status: ({ activeDays, dormantDays }) => sql`case when p.moved_on is null then 'prospect'
    when p.as_of - p.moved_on <= ${activeDays}::int then 'active' when p.as_of - p.moved_on <= ${dormantDays}::int then 'dormant' else 'lost' end`,
  stage: ({ activeDays, dormantDays, newDays, matureDays, matureAum }) => stageOf({
    lastOn: sql`p.moved_on`, asOf: sql`p.as_of`, since: sql`c.since`, aum: sql`p.aum`,
    activeDays: sql`${activeDays}::int`, dormantDays: sql`${dormantDays}::int`, newDays: sql`${newDays}::int`, matureDays: sql`${matureDays}::int`, matureAum: sql`${matureAum}::numeric`,
  }),
}

/** 生命周期 of one row: by the last movement, then by how long it is a customer and what it holds. */
export const stageOf = (of: Record<'lastOn' | 'asOf' | 'since' | 'aum' | 'activeDays' | 'dormantDays' | 'newDays' | 'matureDays' | 'matureAum', Sql>): Sql => sql`
  case when ${of.lastOn} is null then 'prospect'
       when ${of.asOf} - ${of.lastOn} > ${of.dormantDays} then 'lost'
       when ${of.asOf} - ${of.lastOn} > ${of.activeDays} then 'dormant'
       when ${of.asOf} - ${of.since} <= ${of.newDays} then 'new'
       when ${of.asOf} - ${of.since} > ${of.matureDays} and coalesce(${of.aum}, 0) >= ${of.matureAum} then 'mature'
       else 'growing' end`

function check(kind: Kind, body: RuleBody): void {
  const wrong = (field: string): never => {
    throw new Refused('invalid', { field })
  }
  if (kind === 'level') {
    const bands = body.bands ?? wrong('bands')
    const isRising = bands.every((band, n) => n === 0 || compare(band.atLeast, bands[n - 1]?.atLeast ?? '0') > 0)
    const inOrder = bands.map(({ level }) => LEVELS.indexOf(level)).every((rank, n, all) => n === 0 || rank > (all[n - 1] ?? 0))
    if (!isRising || !inOrder || bands[0]?.level !== 'standard' || compare(bands[0].atLeast, '0') !== 0) wrong('bands')
    return
  }
  if (!body.activeDays || !body.dormantDays || body.activeDays >= body.dormantDays) wrong('dormantDays')
  if (kind === 'status') return
  if (!body.newDays || !body.matureDays || body.newDays >= body.matureDays) wrong('matureDays')
  if (body.matureAum === undefined || compare(body.matureAum, '0') < 0) wrong('matureAum')
  if (!body.plans || STAGES.some((stage) => !body.plans?.[stage])) wrong('plans')
}

async function waiting(tx: Tx, rule: string, version: number): Promise<RuleVersion> {
  await tx`select 1 from customer.rule where rule = ${rule} for update`
  const found = await one(tx, rule)
  if (found.state !== 'proposed') throw new Refused('conflict', { state: found.state })
  if (found.version !== version) throw new Refused('stale', { yours: { version }, theirs: { version: found.version } })
  return found
}

async function one(tx: Tx, rule: string): Promise<RuleVersion> {
  const [found] = await rulesWhere(tx, sql`r.rule = ${rule}`)
  if (!found) throw new Refused('not-found')
  return found
}

function rulesWhere(tx: Tx, which: Sql): Promise<RuleVersion[]> {
  return tx<RuleVersion[]>`
    select r.rule, r.kind, r.state, r.since, r.body, r.note, m.name as "makerName", r.made_by = ${tx.who.staff} as "isMine", r.made_at as "madeAt",
      c.name as "checkerName", r.checked_at as "checkedAt", r.refusal, r.version,
      r.state = 'published' and r.since <= current_date and not exists (
        select 1 from customer.rule later where later.kind = r.kind and later.state = 'published' and later.since <= current_date and (later.since, later.rule) > (r.since, r.rule)) as holds
    from customer.rule r
    left join access.staff m on m.staff = r.made_by
    left join access.staff c on c.staff = r.checked_by
    where ${which}
    order by r.made_at desc, r.rule desc`
}
