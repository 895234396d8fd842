/** The rules as they hold now: the highest version of each. */
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { enqueue } from '#kernel/event'
import type { Both } from '#kernel/text'
import type { Tx } from '#kernel/tx'
import type { changeRule, listRules, RuleRow, runRules } from './quality.api.ts'

export type Dimension = 'completeness' | 'accuracy' | 'consistency' | 'timeliness'
export type Rule = { rule: string; version: number; dimension: Dimension; entity: 'record' | 'account' | 'transaction' | 'customer'; title: Both; why: Both; params: Record<string, unknown>; isOn: boolean }
export type Rules = ReadonlyMap<string, Rule>

export async function rulesNow(tx: Tx): Promise<Rules> {
  const rows = await tx<Rule[]>`
    select distinct on (rule) rule, version, dimension, entity, title, why, params, is_on as "isOn"
    from quality.rule order by rule, version desc`
  return new Map(rows.map((rule) => [rule.rule, rule]))
}

export async function rules(tx: Tx): Promise<ReplyOf<typeof listRules>> {
  return { rules: await tx<RuleRow[]>`
    select distinct on (rule) rule, version, dimension, entity, title, why, params, is_on as "isOn", by, reason, at
    from quality.rule order by rule, version desc` }
}

/** Numbers of the rule may change, not its meaning; a version of before stays as it was. */
export async function change(tx: Tx, { rule, version, isOn, numbers = {}, reason }: InputOf<typeof changeRule>): Promise<RuleRow> {
  const { rules: all } = await rules(tx)
  const now = all.find((each) => each.rule === rule)
  if (!now) throw new Refused('not-found')
  if (now.version !== version) throw new Refused('stale', { yours: { isOn }, theirs: { isOn: now.isOn, version: now.version } })
  const foreign = Object.keys(numbers).find((name) => typeof now.params[name] !== 'number')
  if (foreign) throw new Refused('unprocessable', { field: 'numbers', cause: foreign })
  const made = await tx.count`
    insert into quality.rule (rule, version, dimension, entity, title, why, params, is_on, by, reason)
    select rule, version + 1, dimension, entity, title, why, params || ${JSON.stringify(numbers)}::jsonb, ${isOn}::boolean, ${tx.who.staff}, ${reason}
    from quality.rule where rule = ${rule} and version = ${version}
    on conflict do nothing`
  if (made === 0) throw new Refused('stale', { yours: { isOn }, theirs: { version: version + 1 } })
  Object.assign(tx.facts, { reason, target: rule, before: { isOn: now.isOn, params: now.params }, after: { isOn, ...numbers } })
  const { rules: after } = await rules(tx)
  return after.find((each) => each.rule === rule) ?? now
}

/** Asked twice before it has begun, it runs once. */
export async function askRun(tx: Tx): Promise<ReplyOf<typeof runRules>> {
  await enqueue(tx, 'quality.runWhole', {}, { key: 'quality.runWhole' })
  return { asked: true }
}
