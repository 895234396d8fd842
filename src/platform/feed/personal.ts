/** What of a source's value may be shown. Whatever is not known to be harmless is hidden. */
import type { PersonalKind } from '#kernel/endpoint'
import { mask } from '#kernel/mask'
import type { Target } from '#kernel/room'
import { columnsIn, isInline, type FileInterface, type Interface, type Mapping } from './declaration.ts'

export type Shown = PersonalKind | 'clear' | 'hidden'

/** How each column, and each of our own fields, of an interface is shown. */
export function showings(face: Interface, { fields, personal }: Pick<Target, 'fields' | 'personal'>): Map<string, Shown> {
  const ofField = (field: string): Shown => personal?.[field] ?? kindOfField(field) ?? (OPEN_FIELDS.has(field) || (fields[field] ?? 'text') !== 'text' ? 'clear' : 'hidden')
  const shown = new Map<string, Shown>(['key', ...Object.keys(fields)].map((field) => [field, ofField(field)]))
  if (isInline(face)) return shown
  // A code is a word of the bank. Of the others nobody knows, until they fill a field of ours.
  for (const [name, column] of Object.entries(face.columns)) shown.set(name, column.type === 'code' ? 'clear' : 'hidden')
  for (const [field, mapping] of Object.entries({ ...keyOf(face), ...face.map })) {
    for (const column of columnsIn(mapping)) shown.set(column, narrower(ofField(field), shown.get(column)))
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

/** A column that fills two fields is shown as the more careful of them says. */
function narrower(said: Shown, before: Shown | undefined): Shown {
  if (before === undefined || before === 'hidden' || before === 'clear') return said === 'hidden' && before === 'clear' ? 'clear' : said
  return before
}

const keyOf = (face: FileInterface): Record<string, Mapping> => (face.key.length === 1 ? { key: face.key[0] as string } : {})
