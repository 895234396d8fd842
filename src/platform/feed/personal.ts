/** What of a source's value may be shown. Whatever is not known to be harmless is hidden. */
import type { PersonalKind } from '#kernel/endpoint'
import { mask } from '#kernel/mask'
import { isInline, type Column, type Interface, type Mapping } from './declaration.ts'

export type Shown = PersonalKind | 'clear' | 'hidden'

/** How each column, and each of our own fields, of an interface is shown. */
export function showings(face: Interface): Map<string, Shown> {
  if (isInline(face)) return new Map(face.rows.flatMap((row) => Object.keys(row)).map((field) => [field, kindOfField(field) ?? 'clear']))
  const shown = new Map<string, Shown>(Object.entries(face.columns).map(([name, column]) => [name, byType(column)]))
  for (const [field, mapping] of Object.entries(face.map)) {
    const kind = kindOfField(field)
    if (!shown.has(field)) shown.set(field, kind ?? 'hidden')
    for (const column of plainColumns(mapping)) {
      if (kind) shown.set(column, kind)
      else if (OPEN_FIELDS.has(field) && shown.get(column) === 'hidden') shown.set(column, 'clear')
    }
  }
  return shown
}

export function show(how: Shown | undefined, value: string): string {
  if (value === '' || how === 'clear') return value
  return how === undefined || how === 'hidden' ? '****' : mask(how, value)
}

/** Our fields are named alike in every room, so their names tell what they hold. */
export function kindOfField(field: string): PersonalKind | null {
  if (/idNumber$/i.test(field)) return 'idNumber'
  if (/(phone\d?|mobile|tel)$/i.test(field)) return 'phone'
  if (/email$/i.test(field)) return 'email'
  if (/address$/i.test(field)) return 'address'
  if (/^birth/i.test(field)) return 'birthday'
  if (/employer$/i.test(field)) return 'employer'
  if (/income$/i.test(field)) return 'income'
  if (/^(key|customer|holder)$|(account|accountNo|cardNo)$/i.test(field)) return 'accountNo'
  if (/(^name|name|counterparty)$/i.test(field)) return 'name'
  return null
}

/** Words of the bank, not of the customer. */
const OPEN_FIELDS = new Set(['org', 'owner', 'parent', 'product', 'kind', 'subkind', 'currency', 'status', 'order', 'role', 'login', 'channel', 'mcc', 'idType', 'gender', 'industry', 'grade', 'purpose'])
const OPEN_TYPES = new Set<Column['type']>(['code', 'date', 'instant', 'amount', 'number'])

const byType = (column: Column): Shown => (OPEN_TYPES.has(column.type) ? 'clear' : 'hidden')

function plainColumns(mapping: Mapping): string[] {
  if (typeof mapping === 'string') return [mapping]
  if ('first' in mapping) return mapping.first.flatMap(plainColumns)
  return 'column' in mapping ? [mapping.column] : []
}
