/** Days as whole numbers since 1970-01-01, and the ways the systems write them. */
const FROM = -25600 // 1899-11-29
const COUNT = 62000

export type DayFormat = 'compact' | 'dashed' | 'slashed' | 'oracle' | 'chinese'
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const WRITE: Record<DayFormat, (y: string, m: string, d: string) => string> = {
  compact: (y, m, d) => y + m + d,
  dashed: (y, m, d) => `${y}-${m}-${d}`,
  slashed: (y, m, d) => `${y}/${m}/${d}`,
  oracle: (y, m, d) => `${d}-${MONTHS[Number(m) - 1]}-${y}`,
  chinese: (y, m, d) => `${y}年${m}月${d}日`,
}
const written = Object.fromEntries(Object.keys(WRITE).map((format) => [format, []])) as unknown as Record<DayFormat, string[]>

export function dayOf(text: string): number {
  return Math.round(Date.parse(`${text}T00:00:00Z`) / 86400000)
}

export function dayFrom(year: number, month: number, date: number): number {
  return Math.round(Date.UTC(year, month - 1, date) / 86400000)
}

export function partsOf(day: number): { year: number; month: number; date: number; weekday: number } {
  const at = new Date(day * 86400000)
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate(), weekday: at.getUTCDay() }
}

export function writeDay(day: number, format: DayFormat): string {
  const known = written[format]
  const slot = day - FROM
  if (slot < 0 || slot >= COUNT) throw new RangeError(`day ${day} is outside the bank's calendar`)
  return (known[slot] ??= spell(day, format))
}

/** The day now in Shanghai. */
export function today(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())
}

/** The same date `months` later or earlier, at the latest the month's last. */
export function addMonths(day: number, months: number): number {
  const { year, month, date } = partsOf(day)
  const first = new Date(Date.UTC(year, month - 1 + months, 1))
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  return dayFrom(first.getUTCFullYear(), first.getUTCMonth() + 1, Math.min(date, last))
}

/** A second of a day as HH:mm:ss. */
export function writeClock(second: number): string {
  return `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`
}

function spell(day: number, format: DayFormat): string {
  const { year, month, date } = partsOf(day)
  return WRITE[format](String(year), two(month), two(date))
}

function two(n: number): string {
  return n < 10 ? `0${n}` : String(n)
}
