/** What a designer sees of a sample's values: the personal ones as masked as everywhere, what cannot be told apart as if it were a name. */
import type { PersonalKind } from '#kernel/endpoint'
import { mask } from '#kernel/mask'
import type { Target } from '#kernel/room'
import { columnsIn, type Mapping } from './declaration.ts'
import type { Draft } from './design.ts'
import type { ColumnSeen } from './design.api.ts'
import { kindOfField } from './personal.ts'
import type { Kind, Recognised } from './recognise.ts'

const PERSONAL: Partial<Record<Kind, PersonalKind>> = { idNumber: 'idNumber', uscc: 'idNumber', mobile: 'phone', telephone: 'phone', email: 'email', bankCard: 'accountNo', key: 'accountNo', name: 'name', address: 'address', text: 'name' }

export function seenColumns(columns: ReadonlyMap<string, Recognised>, values: ReadonlyMap<string, string[]>, draft: Draft, target: Personal, clear: ReadonlySet<string>): ColumnSeen[] {
  const shown = shownColumns(columns, draft, target)
  return [...columns].map(([column, { kind, confidence, blanks, placeholders, others, distinct }]) => {
    const how = shown.get(column) ?? null
    return {
      column, kind, confidence, blanks, placeholders, others: others.map((each) => ({ kind: each.kind, column: each.column })),
      values: (values.get(column) ?? []).map((value) => seen(how, value.trim(), clear)),
      codes: how === null || kind === 'code' ? distinct.slice(0, 60) : [],
    }
  })
}

/** By what a column holds and by the field it fills: the more careful of both. */
export function shownColumns(columns: ReadonlyMap<string, Recognised>, draft: Draft, target: Personal): Map<string, PersonalKind | null> {
  const fields = new Map<string, string>()
  for (const [field, mapping] of Object.entries({ ...draft.map, ...(draft.key?.length === 1 && { key: draft.key[0] }) })) {
    for (const column of safely(mapping as Mapping)) fields.set(column, field)
  }
  return new Map([...columns].map(([column, { kind }]) => [column, kindIn(target, fields.get(column) ?? '') ?? PERSONAL[kind] ?? (/生日|出生|birth/i.test(column) ? 'birthday' : null)]))
}

type Personal = Pick<Target, 'personal'> | undefined

/** What a field holds: as its room says, else by its name. */
export function kindIn(target: Personal, field: string): PersonalKind | null {
  const said = target?.personal?.[field]
  return said === undefined || said === 'hidden' ? kindOfField(field) : said
}

export function seen(kind: PersonalKind | null, value: string, clear: ReadonlySet<string>): string {
  return kind === null || value === '' || clear.has(kind) ? value : mask(kind, value)
}

/** A draft may hold anything yet. */
function safely(mapping: Mapping): string[] {
  return typeof mapping === 'string' || (typeof mapping === 'object' && mapping !== null) ? columnsIn(mapping).filter((each) => typeof each === 'string') : []
}
