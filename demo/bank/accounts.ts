/** An account as the bank truly holds it, before a system writes it in its own codes. */
import { scatter } from './numbers.ts'
import type { Seen } from './records.ts'

export type Status = 'open' | 'dormant' | 'frozen' | 'closed'
export type Account = {
  number: string
  customer: string
  org: string
  kind: string
  product: string
  /** In 分; what is owed is negative. */
  cents: number
  openedOn: number
  status: Status
  maturesOn?: number
  closedOn?: number
  principal?: number
  /** Per cent a year. */
  rate?: number
  limit?: number
  overdue?: number
}
export type Holding = { account: string; product: string; units: string; cost: number; value: number; since: number; maturesOn: number | null }
/** One customer record of one system: its key there and what the system wrote. */
export type Entry = { key: string; seen: Seen }

/** Hands out account numbers of one run: prefix, branch, sequence, check digit (Luhn). */
export class Numbers {
  readonly #last = new Map<string, number>()

  next(prefix: string, org: string): string {
    const sequence = (this.#last.get(prefix) ?? 0) + 1
    this.#last.set(prefix, sequence)
    const body = prefix + org + scatter(sequence - 1, 9)
    return body + luhn(body)
  }
}

function luhn(body: string): number {
  let sum = 0
  for (let at = body.length - 1, double = true; at >= 0; at--, double = !double) {
    const digit = Number(body[at]) * (double ? 2 : 1)
    sum += digit > 9 ? digit - 9 : digit
  }
  return (10 - (sum % 10)) % 10
}
