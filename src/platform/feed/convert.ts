/** How a value may be changed on its way: the names that a declaration may use under `as`. */
import { Wrong } from './columns.ts'
import type { CONVERSIONS } from './declaration.ts'
import { isRealDay } from './moment.ts'

export const convert: Record<(typeof CONVERSIONS)[number], (value: string) => string | null | Wrong> = {
  upper: (value) => value.toUpperCase(),
  trim: (value) => value.replace(/\s+/gu, ' ').trim(),
  digits: (value) => value.replace(/\D/g, '') || null,
  czechBirthDate: (value) => {
    const { year, month, day } = czechBirth(value)
    return isRealDay(year, month, day) ? `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` : new Wrong('bad-date')
  },
  czechBirthSex: (value) => (Number(value.slice(2, 4)) > 50 ? 'F' : 'M'),
}

/** rodné číslo: YYMMDD, for women the month and 50. All of these bank's clients were born in the twentieth century. */
function czechBirth(value: string): { year: number; month: number; day: number } {
  const month = Number(value.slice(2, 4))
  return { year: 1900 + Number(value.slice(0, 2)), month: month > 50 ? month - 50 : month, day: Number(value.slice(4, 6)) }
}
