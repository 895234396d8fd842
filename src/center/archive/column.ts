/** From what a door or a file says to the columns of a kind's table. */
import { splitAddress } from '#center/identity'
import { seal, token } from '#kernel/secret'
import type { Sql } from '#kernel/tx'
import { kindOf, type Field, type KindName } from './kinds.api.ts'

export type Typed = Readonly<Record<string, string | number | boolean | null | undefined>>
type Value = string | number | bigint | boolean | null

export const columnsOf = (name: KindName): (Field & { key: string })[] => [...Object.entries(kindOf(name).fields).map(([key, field]) => ({ key, ...field })), ...(name === 'address' ? PARTS : [])]

const PARTS = ['province', 'city', 'district', 'town', 'road', 'number', 'estate', 'building', 'unit', 'room'].map((part) => ({ key: part, column: part, type: 'text' as const, ...(['province', 'city', 'district'].includes(part) ? {} : { personal: 'address' as const }) }))

const SQL_TYPES: Record<Field['type'], string> = { text: 'text', choice: 'text', day: 'date', amount: 'numeric', share: 'numeric', integer: 'bigint', flag: 'boolean' }

/** Names and types of the columns that say what a row says; of a sealed value its token too. */
export function shapeOf(name: KindName): { column: string; type: string }[] {
  return columnsOf(name).flatMap(({ column, type, sealed }) => [{ column, type: SQL_TYPES[type] }, ...(sealed ? [{ column: `${column}_token`, type: 'bigint' }] : [])])
}

/** The values in the order of `shapeOf`, sealed and parsed. */
export function valuesOf(name: KindName, typed: Typed): Value[] {
  const whole = name === 'address' && typeof typed.address === 'string' ? { ...typed, ...splitAddress(typed.address) } : typed
  return columnsOf(name).flatMap(({ key, sealed, type }): Value[] => {
    const value = (whole as Typed)[key] ?? DEFAULTS[name]?.[key] ?? (type === 'flag' ? false : null)
    if (!sealed) return [value]
    return value === null ? [null, null] : [seal(String(value)), token(`archive ${name}`, String(value))]
  })
}

const DEFAULTS: Partial<Record<KindName, Typed>> = { contract: { remindDays: 30 }, feedback: { followUp: 'open' } }

/** The same as a piece of a statement. */
export function typedColumns(name: KindName, typed: Typed): { names: string[]; sql: Sql } {
  const shape = shapeOf(name)
  const strings = ['', ...shape.slice(1).map((_, at) => `::${shape[at]?.type}, `), `::${shape.at(-1)?.type}`]
  return { names: shape.map(({ column }) => column), sql: { sql: true, strings, values: valuesOf(name, typed) } }
}
