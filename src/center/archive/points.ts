/** 积分: what is left of what was earned. What expires first is spent first; what is left of it on its day is lost. */
import { addDays, today, type Day } from '#kernel/time'
import type { Balance } from './rows.api.ts'

export type Entry = { points: number; onDay: Day; expiresOn: Day | null; endedOn: Day | null }
type Lot = { left: number; expiresOn: Day | null }

/** Within so many days an expiry is worth a word. */
const SOON_DAYS = 90
const NEVER = '9999-12-31'

export function balanceOf(entries: readonly Entry[], day: Day = today()): Balance {
  const lots: Lot[] = []
  let [lost, owed] = [0, 0]
  const expire = (on: Day) => {
    for (const lot of lots) if ((lot.expiresOn ?? NEVER) < on) [lost, lot.left] = [lost + lot.left, 0]
  }
  for (const { points, onDay, expiresOn } of inOrder(entries, day)) {
    expire(onDay)
    if (points < 0) owed += spend(lots, -points)
    else {
      const repaid = Math.min(owed, points)
      owed -= repaid
      lots.push({ left: points - repaid, expiresOn })
    }
  }
  expire(day)
  const standing = lots.filter((lot) => lot.left > 0)
  const soon = standing.filter((lot) => lot.expiresOn !== null && lot.expiresOn <= addDays(day, SOON_DAYS))
  return {
    points: standing.reduce((sum, lot) => sum + lot.left, 0) - owed, lost,
    expiring: soon.reduce((sum, lot) => sum + lot.left, 0), expiresOn: soon.map((lot) => lot.expiresOn ?? NEVER).toSorted()[0] ?? null,
  }
}

const inOrder = (entries: readonly Entry[], day: Day): Entry[] =>
  entries.filter((entry) => entry.endedOn === null && entry.onDay <= day).toSorted((one, other) => (one.onDay === other.onDay ? other.points - one.points : one.onDay < other.onDay ? -1 : 1))

/** Takes from what expires first; what nobody has is owed. */
function spend(lots: Lot[], points: number): number {
  for (const lot of lots.toSorted((one, other) => ((one.expiresOn ?? NEVER) < (other.expiresOn ?? NEVER) ? -1 : 1))) {
    const taken = Math.min(lot.left, points)
    lot.left -= taken
    points -= taken
  }
  return points
}
