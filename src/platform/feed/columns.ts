/** Reads one raw value by the declaration of its column: its clean form, null when it says nothing, or what is wrong with it. */
import type { FieldType } from '#kernel/room'
import type { Column } from './declaration.ts'
import { dayReader, instantReader, isRealDay } from './moment.ts'

export class Wrong {
  readonly reason: string
  constructor(reason: string) {
    this.reason = reason
  }
}
export type Value = string | null
export type ReadValue = (raw: string) => Value | Wrong

export const MISSING = new Wrong('missing')
const BAD_DATE = new Wrong('bad-date')
const BAD_AMOUNT = new Wrong('bad-amount')
const BAD_NUMBER = new Wrong('bad-number')
const BAD_FORMAT = new Wrong('bad-format')
const UNKNOWN_CODE = new Wrong('unknown-code')
const TOO_LONG = new Wrong('too-long')

/** `raw` comes without blanks around it, and as '' when the declaration calls it empty. */
export function columnReader(column: Column, codes: Record<string, Record<string, string>>, zone: string): ReadValue {
  const read = readerOf(column, codes, zone)
  const nothing = column.required ? MISSING : null
  return (raw) => (raw === '' ? nothing : read(raw))
}

/** Holds a value against the type of our own field: what comes from texts, codes and templates. */
export function fieldReader(type: FieldType): (value: string) => string | Wrong {
  if (type === 'text') return (value) => value
  if (type === 'day') return (value) => (DAY.test(value) && realDay(value) ? value : BAD_DATE)
  if (type === 'instant') return instantOf
  if (type === 'boolean') return (value) => (value === 'true' || value === 'false' ? value : BAD_FORMAT)
  if (type === 'amount') return (value) => decimal(value) ?? BAD_AMOUNT
  if (type === 'number') return (value) => decimal(value) ?? BAD_NUMBER
  return (value) => (INTEGER.test(value) ? value : BAD_NUMBER)
}

export function lookUp(set: Record<string, string>): (code: string) => Value | undefined {
  const codes = new Map(Object.entries(set))
  const other = codes.get('*')
  codes.delete('*')
  return (code) => {
    const known = codes.get(code) ?? other
    return known === '' ? null : known
  }
}

function readerOf(column: Column, codes: Record<string, Record<string, string>>, zone: string): ReadValue {
  if (column.type === 'text') return textReader(column)
  if (column.type === 'code') return codeReader(codes[column.set] ?? {})
  if (column.type === 'amount') return amountReader(column.scale === 'cents', column.thousands === true)
  if (column.type === 'number') return (raw) => decimal(raw) ?? BAD_NUMBER
  if (column.type === 'integer') return (raw) => (INTEGER.test(raw) ? raw : BAD_NUMBER)
  const read = column.type === 'date' ? dayReader(column.format, column.century) : instantReader(column.format, zone, column.century)
  return (raw) => read(raw) ?? BAD_DATE
}

function textReader({ max = Infinity, pattern }: { max?: number; pattern?: string }): ReadValue {
  const shape = pattern === undefined ? undefined : new RegExp(pattern, 'u')
  return (raw) => {
    // A rare character is two units of JavaScript and one for the bank.
    if (raw.length > max && Array.from(raw).length > max) return TOO_LONG
    return shape && !shape.test(raw) ? BAD_FORMAT : raw
  }
}

function codeReader(set: Record<string, string>): ReadValue {
  const find = lookUp(set)
  return (raw) => {
    const known = find(raw)
    return known === undefined ? UNKNOWN_CODE : known
  }
}

function amountReader(isCents: boolean, hasThousands: boolean): ReadValue {
  return (raw) => {
    const plain = hasThousands && THOUSANDS.test(raw) ? raw.replaceAll(',', '') : raw
    if (isCents) return INTEGER.test(plain) ? fromCents(plain) : BAD_AMOUNT
    return decimal(plain) ?? BAD_AMOUNT
  }
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
const INSTANT = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})$/
const INTEGER = /^-?\d{1,18}$/
const THOUSANDS = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/
// 16 digits before the point and 8 behind: more than any bank holds, less than what overflows numeric(24, 8).
const DECIMAL = /^[+-]?(\d{1,16}(\.\d{0,8})?|\.\d{1,8})$/

/** In the one form a bank writes: digits, a point, digits. No exponent, no blanks, no minus zero. */
function decimal(raw: string): string | null {
  if (!DECIMAL.test(raw)) return null
  let text = raw.startsWith('+') ? raw.slice(1) : raw
  if (text.endsWith('.')) text = text.slice(0, -1)
  if (text.startsWith('.')) text = `0${text}`
  if (text.startsWith('-.')) text = `-0${text.slice(1)}`
  return text.startsWith('-') && !/[1-9]/.test(text) ? text.slice(1) : text
}

function fromCents(cents: string): string {
  const sign = cents.startsWith('-') ? '-' : ''
  const digits = cents.slice(sign.length).padStart(3, '0')
  const whole = digits.slice(0, -2).replace(/^0+(?=\d)/, '')
  const amount = `${whole}.${digits.slice(-2)}`
  return amount === '0.00' ? amount : sign + amount
}

export function negated(amount: string): string {
  if (amount.startsWith('-')) return amount.slice(1)
  return /[1-9]/.test(amount) ? `-${amount}` : amount
}

function realDay(day: string): boolean {
  return isRealDay(Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10)))
}

function instantOf(value: string): string | Wrong {
  const found = INSTANT.exec(value)
  return found && realDay(found[1] as string) ? value : BAD_DATE // the first group always matches
}
