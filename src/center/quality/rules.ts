/** The rules as they hold now: the highest version of each. */
import type { Both } from '#kernel/text'
import type { Tx } from '#kernel/tx'

export type Dimension = 'completeness' | 'accuracy' | 'consistency' | 'timeliness'
export type Rule = { rule: string; version: number; dimension: Dimension; entity: 'record' | 'account' | 'transaction' | 'customer'; title: Both; why: Both; params: Record<string, unknown>; isOn: boolean }
export type Rules = ReadonlyMap<string, Rule>

export async function rulesNow(tx: Tx): Promise<Rules> {
  const rows = await tx<Rule[]>`
    select distinct on (rule) rule, version, dimension, entity, title, why, params, is_on as "isOn"
    from quality.rule order by rule, version desc`
  return new Map(rows.map((rule) => [rule.rule, rule]))
}
