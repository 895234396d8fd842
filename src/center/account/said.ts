/** What several loads of this room have in common: reading a row's words and naming what is wrong with them. */
import { token } from '#kernel/secret'
import type { Rejection } from '#kernel/room'

export type Row = Record<string, string | null>

/** An account's number for the whole house. Sources may use the same keys. */
export function accountNo(source: string, key: string): string {
  return `${source}:${key}`
}

/** Says whether a repeated row brings the same; keyed, since account numbers can be counted through. */
export function digest(row: Row, fields: Readonly<Record<string, unknown>>): bigint {
  return token('record', Object.keys(fields).map((field) => row[field] ?? '').join('\u001f'))
}

/** Days before this are mistakes of a source: no account of a living bank is older. */
const EARLIEST = '1900-01-01'
/** numeric(20, 2). */
const AMOUNT = /^-?\d{1,18}(\.\d{1,2}0*)?$/

export function wrongAmounts(row: Row, fields: readonly string[]): Rejection[] {
  return fields.flatMap((field) => (row[field] && !AMOUNT.test(row[field]) ? [{ field, reason: 'impossible', value: row[field] }] : []))
}

/** Days that have not come yet, or that lie before any account. */
export function wrongDays(row: Row, fields: readonly string[], asOf: string | null): Rejection[] {
  const latest = latestDay(asOf)
  return fields.flatMap((field) => {
    const day = row[field]?.slice(0, 10)
    return day && (day < EARLIEST || day > latest) ? [{ field, reason: 'impossible', value: day }] : []
  })
}

export function wrongCode(row: Row, field: string, known: ReadonlySet<string>): Rejection[] {
  return row[field] && !known.has(row[field]) ? [{ field, reason: 'unknown-code', value: row[field] }] : []
}

/** A business day may be written tomorrow's date shortly before midnight. */
function latestDay(asOf: string | null): string {
  const tomorrow = new Date(Date.now() + 2 * DAY_MS).toISOString().slice(0, 10)
  return asOf && asOf > tomorrow ? asOf : tomorrow
}
const DAY_MS = 86_400_000
