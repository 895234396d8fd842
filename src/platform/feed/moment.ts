/** Days and instants as a source writes them → 'YYYY-MM-DD' and 'YYYY-MM-DDTHH:mm:ss+08:00', or null where it is none. */
import { FORMAT_TOKENS } from './declaration.ts'

export type ReadMoment = (raw: string) => string | null

export function dayReader(format: string, century = 1900): ReadMoment {
  const read = clockReader(format, century)
  return (raw) => (read(raw) ? dayOf(clock) : null)
}

export function instantReader(format: string, zone: string, century = 1900): ReadMoment {
  if (format === 'iso') return readIso
  if (format === 'epoch-ms') return (raw) => (/^\d{1,14}$/.test(raw) ? new Date(Number(raw)).toISOString() : null)
  const read = clockReader(format, century)
  const offsets = offsetsOf(zone)
  return (raw) => (read(raw) ? `${dayOf(clock)}T${two(clock.hour)}:${two(clock.minute)}:${two(clock.second)}${offsets(clock)}` : null)
}

/** The first moment of a day in a zone: where a source knows only the day of what has an hour for us. */
export function midnightIn(zone: string): (day: string) => string {
  const offsets = offsetsOf(zone)
  return (day) => `${day}T00:00:00${offsets({ year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)), day: Number(day.slice(8, 10)), hour: 0, minute: 0, second: 0 })}`
}

export function isRealDay(year: number, month: number, day: number): boolean {
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= (month === 2 && isLeap(year) ? 29 : (DAYS[month - 1] as number)) // the month was checked
}

type Clock = { year: number; month: number; day: number; hour: number; minute: number; second: number }

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const isLeap = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
const two = (n: number) => (n < 10 ? `0${n}` : String(n))
const dayOf = ({ year, month, day }: Clock) => `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`

/** What the last reading found: one object for all, since millions are read and each is used up at once. */
const clock: Clock = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 }

/** Where every token has a fixed width a format is a list of places; with a single M, D or H it is read from left to right. */
function clockReader(format: string, century: number): (raw: string) => boolean {
  if ((format.match(FORMAT_TOKENS) ?? []).some((token) => token.length === 1)) return walkingReader(format, century)
  const parts = placesOf(format)
  return (raw) => {
    if (raw.length !== format.length) return false
    clock.hour = clock.minute = clock.second = 0
    for (const { token, at, sign } of parts) {
      if (sign !== null) {
        if (raw[at] !== sign) return false
        continue
      }
      const value = token === 'MMM' ? MONTHS.indexOf(raw.slice(at, at + 3).toUpperCase()) + 1 : digits(raw, at, token.length)
      if (value < 0) return false
      set(token, value, century)
    }
    return isReal()
  }
}

const isReal = () => isRealDay(clock.year, clock.month, clock.day) && clock.hour < 24 && clock.minute < 60 && clock.second < 60

function walkingReader(format: string, century: number): (raw: string) => boolean {
  const parts = format.split(new RegExp(`(${FORMAT_TOKENS.source})`)).filter((part) => part !== '')
  const isToken = (part: string) => new RegExp(`^(?:${FORMAT_TOKENS.source})$`).test(part)
  const plan = parts.map((part) => ({ part, token: isToken(part) }))
  return (raw) => {
    clock.hour = clock.minute = clock.second = 0
    let at = 0
    for (const { part, token } of plan) {
      if (!token) {
        if (!raw.startsWith(part, at)) return false
        at += part.length
        continue
      }
      const isLong = digits(raw, at + 1, 1) >= 0
      const width = part.length > 1 ? part.length : isLong ? 2 : 1
      const value = part === 'MMM' ? MONTHS.indexOf(raw.slice(at, at + 3).toUpperCase()) + 1 : digits(raw, at, width)
      if (value < 0) return false
      set(part, value, century)
      at += width
    }
    return at === raw.length && isReal()
  }
}

function placesOf(format: string): { token: string; at: number; sign: string | null }[] {
  const tokens = [...format.matchAll(FORMAT_TOKENS)].map((found) => ({ token: found[0], at: found.index, sign: null }))
  const covered = new Set(tokens.flatMap(({ token, at }) => Array.from(token, (_, i) => at + i)))
  const signs = Array.from({ length: format.length }, (_, at) => at).filter((at) => !covered.has(at))
  return [...tokens, ...signs.map((at) => ({ token: '', at, sign: format[at] as string }))] // `at` lies within the format
}

function digits(raw: string, at: number, count: number): number {
  let value = 0
  for (let i = at; i < at + count; i++) {
    const digit = raw.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) return -1
    value = value * 10 + digit
  }
  return value
}

function set(token: string, value: number, century: number): void {
  if (token === 'YYYY') clock.year = value
  else if (token === 'YY') clock.year = century + value
  else if (token === 'MM' || token === 'MMM' || token === 'M') clock.month = value
  else if (token === 'DD' || token === 'D') clock.day = value
  else if (token === 'HH' || token === 'H') clock.hour = value
  else if (token === 'mm') clock.minute = value
  else clock.second = value
}

/** With an offset or a Z: without one nobody knows the hour. */
function readIso(raw: string): string | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/.exec(raw)
  if (!found) return null
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((part) => Number(part ?? 0)) as [number, number, number, number, number, number] // six groups
  return isRealDay(year, month, day) && hour < 24 && minute < 60 && second < 60 ? raw.replace(' ', 'T') : null
}

/** The offset of a zone at an hour of its own clocks. A bank's file knows few hours: each is asked once. */
function offsetsOf(zone: string): (clock: Clock) => string {
  const words = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
  const offsetAt = (at: number) => words.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value.slice(3) || '+00:00'
  const known = new Map<number, string>()
  return ({ year, month, day, hour }) => {
    const index = ((year * 12 + month) * 31 + day) * 24 + hour
    let offset = known.get(index)
    if (offset === undefined) {
      const local = Date.UTC(year, month - 1, day, hour)
      offset = offsetAt(local - minutesOf(offsetAt(local)) * 60_000)
      if (known.size > 100_000) known.clear()
      known.set(index, offset)
    }
    return offset
  }
}

function minutesOf(offset: string): number {
  const [hours = '0', minutes = '0'] = offset.slice(1).split(':')
  return (offset.startsWith('-') ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
