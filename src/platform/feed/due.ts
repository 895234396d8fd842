/** When an interface is due: a cron line on the clock of Beijing, held against the bank's calendar. Pure. */
import { Cron } from 'croner'
import { addDays, isWorkday, today, type Day } from '#kernel/time'

export type Days = 'all' | 'workdays' | 'month-end' | 'month-end-workday'
export type Due = { at: Date; day: Day }

const ZONE = 'Asia/Shanghai'
/** More than a year of a schedule that runs every hour. */
const MOST = 10_000

/** Every time between two instants (the first left out), oldest first. A day in a year without a published calendar is refused, loudly. */
export function dueBetween(cron: string, days: Days, after: Date, until: Date): Due[] {
  const clock = new Cron(cron, { timezone: ZONE, mode: '5-part', paused: true })
  const found: Due[] = []
  let at = clock.nextRun(after)
  for (let n = 0; at !== null && at <= until && n < MOST; n++) {
    const day = today(ZONE, at)
    if (fits(days, day)) found.push({ at, day })
    at = clock.nextRun(at)
  }
  return found
}

/** The next time after an instant; null where the cron line never comes, or no calendar is known that far. */
export function nextDue(cron: string, days: Days, after: Date): Date | null {
  const clock = new Cron(cron, { timezone: ZONE, mode: '5-part', paused: true })
  let at = clock.nextRun(after)
  for (let n = 0; at !== null && n < MOST; n++, at = clock.nextRun(at)) if (fits(days, today(ZONE, at))) return at
  return null
}

export function isCron(cron: string): boolean {
  try {
    return new Cron(cron, { timezone: ZONE, mode: '5-part', paused: true }).nextRun() !== null
  } catch {
    return false // croner has no way to ask but to try
  }
}

/** Whether `late` (HH:MM) has passed on a day's clock. */
export function hasPassed(late: string, day: Day, now: Date): boolean {
  return now >= onClock(day, late)
}

export function onClock(day: Day, time: string): Date {
  return new Date(`${day}T${time}:00+08:00`)
}

/** Whether one may work now: a window over midnight ends on the next day. */
export function isWithin(from: string | null, until: string | null, now: Date): boolean {
  if (from === null || until === null) return true
  const wall = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit' }).format(now)
  return from <= until ? from <= wall && wall < until : wall >= from || wall < until
}

/** A circle of interfaces that wait for each other, by their names; null where there is none. */
export function circleIn(follows: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>()
  const path: string[] = []
  const walk = (name: string): string[] | null => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name]
    if (done.has(name)) return null
    path.push(name)
    for (const next of follows.get(name) ?? []) {
      const circle = walk(next)
      if (circle) return circle
    }
    path.pop()
    done.add(name)
    return null
  }
  for (const name of follows.keys()) {
    const circle = walk(name)
    if (circle) return circle
  }
  return null
}

function fits(days: Days, day: Day): boolean {
  if (days === 'all') return true
  if (days === 'workdays') return isWorkday(day)
  const next = addDays(day, 1)
  if (days === 'month-end') return next.slice(0, 7) !== day.slice(0, 7)
  return isWorkday(day) && nextWorkdayWithin(day) === null
}

/** The next working day of the same month. */
function nextWorkdayWithin(day: Day): Day | null {
  for (let next = addDays(day, 1); next.slice(0, 7) === day.slice(0, 7); next = addDays(next, 1)) if (isWorkday(next)) return next
  return null
}
