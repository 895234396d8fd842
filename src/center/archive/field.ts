/** 字段历史: the values one field has had, each with whose word it was and who brought it. */
import { goldensOf, type Golden } from '#center/identity'
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import type { Tx } from '#kernel/tx'
import type { FieldStep, getFieldHistory } from './entry.api.ts'
import { valuesOf } from './entry.ts'

const MOST = 100

export async function historyOf(tx: Tx, { customerNo, field }: InputOf<typeof getFieldHistory>): Promise<ReplyOf<typeof getFieldHistory>> {
  const states = await goldensOf(tx, customerNo)
  const [first] = states
  if (!first) throw new Refused('not-found')
  const [sources, staff] = await Promise.all([
    tx<{ source: string; title: { zh: string; en: string } }[]>`select source, title from feed.source`,
    tx<{ staff: string; name: string }[]>`select staff, name from access.staff where staff = any(${states.flatMap(({ by }) => by ?? [])}::text[])`,
  ])
  const titles = new Map(sources.map((each) => [each.source, each.title]))
  const names = new Map(staff.map((each) => [each.staff, each.name]))
  const valued = states.map((state) => ({ ...state, value: valuesOf(state.golden)[field] ?? null }))
  const steps = valued.filter((state, at) => at === 0 || state.value !== valued[at - 1]?.value).map(({ at, by, golden, value }): FieldStep => {
    const source = golden.winner[field as keyof Golden['winner']]?.source ?? null // the doors' fields are the golden record's attributes
    return { at, by, byName: by === null ? null : (names.get(by) ?? null), source: source === null ? null : (titles.get(source) ?? { zh: source, en: source }), [field]: value }
  })
  return { customerNo, field, since: first.at, steps: steps.toReversed().slice(0, MOST) }
}
