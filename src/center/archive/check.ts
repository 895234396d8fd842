/** What is wrong with a typed row: at which field, and why. The server sends the code, the page has the words. */
import { Refused } from '#kernel/error'
import type { Tx } from '#kernel/tx'
import type { Typed } from './column.ts'
import type { KindName } from './kinds.api.ts'
import { isDay } from '#kernel/time'
import { kindOf } from './kinds.api.ts'
import { faultOf } from './fault.api.ts'

/** The row as it is kept, or a refusal that names the field. */
export function checked(name: KindName, typed: Typed): Typed {
  for (const [key, field] of Object.entries(kindOf(name).fields)) {
    const value = typed[key]
    if (field.required === true && (value === undefined || value === null || value === '')) refuse(key, 'missing')
    if (field.type === 'day' && typeof value === 'string' && (!isDay(value) || value < '1900-01-01' || value > '2199-12-31')) refuse(key, 'day')
  }
  for (const [from, to] of [['startsOn', 'endsOn'], ['since', 'until'], ['assessedOn', 'validUntil'], ['onDay', 'expiresOn']] as const) {
    const [first, last] = [typed[from], typed[to]]
    if (typeof first === 'string' && typeof last === 'string' && last < first) refuse(to, 'before')
  }
  return special[name]?.(typed) ?? typed
}

/** numeric(12, 4). */
const TOP_SCORE = 99_999_999

const special: Partial<Record<KindName, (typed: Typed) => Typed>> = {
  contact: (typed) => ({ ...typed, value: contactValue(String(typed.kind), String(typed.value)) }),
  person: (typed) => ({ ...typed, phone: reached(typed, 'phone', 'mobile'), email: reached(typed, 'email', 'email') }),
  contract: (typed) => {
    if (typeof typed.remindDays === 'number' && (typed.remindDays < 0 || typed.remindDays > 366)) refuse('remindDays', 'range')
    return typed
  },
  assessment: (typed) => {
    if (typed.score !== undefined && typed.score !== null && Math.abs(Number(typed.score)) > TOP_SCORE) refuse('score', 'range')
    return typed
  },
  points: (typed) => {
    const points = Number(typed.points)
    if (points === 0 || (typed.kind === 'earn' && points < 0)) refuse('points', 'sign')
    // Spending is typed as a plain number and kept as what it is.
    return typed.kind === 'spend' ? { ...typed, points: -Math.abs(points) } : typed
  },
}

function contactValue(kind: string, value: string): string {
  const fault = kind === 'mobile' || kind === 'phone' || kind === 'email' ? faultOf(kind, value) : null
  if (fault) refuse('value', fault)
  return kind === 'mobile' || kind === 'phone' ? value.normalize('NFKC').replace(/[\s-]/g, '') : value.trim()
}

function reached(typed: Typed, field: string, kind: 'mobile' | 'email'): string | null {
  const value = typed[field]
  if (typeof value !== 'string' || value === '') return null
  const fault = faultOf(kind === 'mobile' && !/^\s*(\+?86)?\s*1/.test(value) ? 'phone' : kind, value)
  if (fault) refuse(field, fault)
  return value.trim()
}

/** A contact person may be a customer too: one whom the viewer sees. */
export async function linked(tx: Tx, { linkedNo }: Typed): Promise<void> {
  if (typeof linkedNo !== 'string') return
  const seen = await tx.one`select 1 as seen from identity.golden where customer_no = ${linkedNo} and org between ${tx.who.lo} and ${tx.who.hi} limit 1`
  if (!seen) refuse('linkedNo', 'unknown')
}

function refuse(field: string, reason: string): never {
  throw new Refused('unprocessable', { field, reason })
}
