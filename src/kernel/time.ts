/** Days are strings 'YYYY-MM-DD': no hour, no zone, no drift. Instants are ISO strings, shown in the bank's zone. */
import calendar from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import { Refused } from './error.ts'

export type Day = string

export function today(zone = 'Asia/Shanghai', now = new Date()): Day {
  return wallClock(zone, now).slice(0, 10)
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && numberOf(text) !== null
}

export function addDays(day: Day, days: number): Day {
  return dayOf(indexOf(day) + days)
}

export function daysBetween(from: Day, to: Day): number {
  return indexOf(to) - indexOf(from)
}

/** The same date months later, or the last day of that month: 01-31 and one month is 02-28. */
export function addMonths(day: Day, months: number): Day {
  const count = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months
  const year = Math.floor(count / 12)
  const month = (count % 12) + 1
  return join(year, month, Math.min(Number(day.slice(8, 10)), daysIn(year, month)))
}

/** Whether the bank settles: weekends and holidays are off, make-up days 调休 are on. A year without a published calendar is refused. */
export function isWorkday(day: Day): boolean {
  const year = Number(day.slice(0, 4))
  if (!knownYears.has(year)) throw new Refused('unprocessable', { calendar: day, known: [...knownYears].sort((a, b) => a - b) })
  if (day in workdays) return true
  if (day in holidays) return false
  return weekday(day) !== 0 && weekday(day) !== 6
}

/** The day itself if it is a working day, else the first after it. */
export function nextWorkday(day: Day): Day {
  let next = day
  while (!isWorkday(next)) next = addDays(next, 1)
  return next
}

/** The n-th working day after a day; before it, when n is negative. */
export function addWorkdays(day: Day, count: number): Day {
  const step = count < 0 ? -1 : 1
  let reached = day
  for (let left = Math.abs(count); left > 0; ) {
    reached = addDays(reached, step)
    if (isWorkday(reached)) left--
  }
  return reached
}

/** Someone born on 02-29 has a birthday on 02-28 in the years between. */
export function birthdayIn(year: number, birthday: Day): Day {
  const month = Number(birthday.slice(5, 7))
  return join(year, month, Math.min(Number(birthday.slice(8, 10)), daysIn(year, month)))
}

/** The first birthday on or after a day. */
export function nextBirthday(birthday: Day, from: Day): Day {
  const year = Number(from.slice(0, 4))
  const thisYear = birthdayIn(year, birthday)
  return thisYear >= from ? thisYear : birthdayIn(year + 1, birthday)
}

/** Full years lived, as of a day. */
export function ageOn(day: Day, birthday: Day): number {
  const years = Number(day.slice(0, 4)) - Number(birthday.slice(0, 4))
  return birthdayIn(Number(day.slice(0, 4)), birthday) <= day ? years : years - 1
}

/** 0 is Sunday. */
export function weekday(day: Day): number {
  return (((indexOf(day) + 4) % 7) + 7) % 7
}

export function formatDay(day: Day): string {
  return day.slice(0, 10)
}

export function formatInstant(instant: string | Date, zone = 'Asia/Shanghai'): string {
  return wallClock(zone, new Date(instant)).slice(0, 16)
}

// Read as data, not through the library's functions: those parse days in the machine's zone and call an unknown year free of holidays.
const holidays: Record<string, string> = calendar.holidays
const workdays: Record<string, string> = calendar.workdays
const knownYears: ReadonlySet<number> = new Set(Object.keys(holidays).map((day) => Number(day.slice(0, 4))))

const clocks = new Map<string, Intl.DateTimeFormat>()

/** 'YYYY-MM-DD HH:MM:SS' on the wall of a zone: the Swedish way of writing is the one we need. */
function wallClock(zone: string, instant: Date): string {
  let clock = clocks.get(zone)
  if (!clock) clocks.set(zone, (clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })))
  const second = Math.floor(instant.getTime() / 1000)
  // An import asks a hundred thousand times a second.
  if (lately.second !== second || lately.zone !== zone) lately = { second, zone, wall: clock.format(instant) }
  return lately.wall
}

let lately = { second: Number.NaN, zone: '', wall: '' }

const DAY_MS = 86_400_000

function indexOf(day: Day): number {
  const index = numberOf(day)
  if (index === null) throw new Refused('invalid', { day })
  return index
}

function numberOf(day: Day): number | null {
  const at = Date.parse(`${day}T00:00:00Z`)
  // Date.parse takes 31 February for 3 March.
  return Number.isNaN(at) || new Date(at).getUTCDate() !== Number(day.slice(8)) ? null : at / DAY_MS
}

function dayOf(index: number): Day {
  return new Date(index * DAY_MS).toISOString().slice(0, 10)
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function join(year: number, month: number, date: number): Day {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`
}
