/** What the rooms declare to be taken out, and the rule's numbers of today. */
import { hash } from 'node:crypto'
import { Compile } from 'typebox/schema'
import { Refused } from '#kernel/error'
import { strict } from '#kernel/openapi'
import { allExports, type Export, type ExportColumn } from '#kernel/room'
import type { Both } from '#kernel/text'
import type { Tx } from '#kernel/tx'

export type Rule = { rowsAtOnce: number; rowsADay: number; rowsAtMost: number }

export async function ruleToday(tx: Tx): Promise<Rule> {
  const rule = await tx.one<Rule>`
    select rows_at_once as "rowsAtOnce", rows_a_day as "rowsADay", rows_at_most as "rowsAtMost" from open.export_rule
    where from_day <= current_date order by from_day desc limit 1`
  if (!rule) throw new Error('there is no rule for exports')
  return rule
}

/** The export of this name, for who may see its rows on a page as well. */
export function planFor(tx: Tx, name: string): Export {
  const plan = allExports().find((each) => each.name === name)
  if (!plan) throw new Refused('not-found')
  if (!tx.who.may.has(plan.may)) throw new Refused('forbidden', { may: plan.may })
  return plan
}

export async function columnsOf(tx: Tx, plan: Export, chosen?: readonly string[]): Promise<readonly ExportColumn[]> {
  const all = typeof plan.columns === 'function' ? await plan.columns(tx) : plan.columns
  if (!chosen) return all
  const unknown = chosen.find((key) => !all.some((column) => column.key === key))
  if (unknown !== undefined) throw new Refused('unprocessable', { field: 'columns', column: unknown })
  return all.filter((column) => chosen.includes(column.key))
}

/** A narrowing that the export's own schema takes. */
export function narrowing(plan: Export, filter: Record<string, unknown>): Record<string, unknown> {
  if (!checkOf(plan).Check(filter)) throw new Refused('invalid', { field: 'filter' })
  return filter
}

type Says = (filter: Record<string, unknown>) => Readonly<Record<string, Readonly<Record<string, Both>> | undefined>>

/** The narrowing as whoever approves reads it. */
export function told(plan: Export | undefined, filter: Record<string, unknown>, says?: Says): { title: Both; value: Both }[] {
  const declared = says?.(filter)
  return Object.entries(filter).map(([key, value]) => {
    const ask = plan?.asks[key]
    return { title: ask?.title ?? { zh: key, en: key }, value: ask?.words?.[String(value)] ?? declared?.[key]?.[String(value)] ?? YES[String(value)] ?? { zh: String(value), en: String(value) } }
  })
}

const YES: Record<string, Both> = { true: { zh: '是', en: 'yes' }, false: { zh: '否', en: 'no' } }

/** What is frozen when a file is asked for: one digest for one file. */
export function digestOf(request: { name: string; filter: object; columns: object; format: string; language: string; cap: number }): string {
  const { name, filter, columns, format, language, cap } = request
  return hash('sha256', JSON.stringify([name, ordered(filter), ordered(columns), format, language, cap]))
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, ordered(each)])
}

type Check = { Check(value: unknown): boolean }
const checks = new WeakMap<Export, Check>()

function checkOf(plan: Export): Check {
  let check = checks.get(plan)
  if (!check) checks.set(plan, (check = Compile(strict(plan.filter) as object)))
  return check
}
