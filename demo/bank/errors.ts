/** How often each system gets a person wrong. The mixes have names; a mix of one's own changes single rates. */
import { Misconfigured } from '#kernel/error'

export const SYSTEMS = ['savings', 'card', 'loan', 'fund', 'mobile', 'wealth'] as const
export type System = (typeof SYSTEMS)[number]

export type Rates = {
  /** No identity number at all. */
  missingId: number
  /** The old fifteen digits, of those old enough to have had them. */
  fifteenDigits: number
  /** A digit wrong, swapped or lost. */
  mistypedId: number
  wrongName: number
  /** Still the name from before it was changed, of those who changed it. */
  staleName: number
  /** In traditional characters. */
  traditional: number
  /** A character outside the code page of the day: a code of the bank's own (造字), a question mark, its sound. Of names that have one. */
  lostCharacter: number
  missingPhone: number
  /** 13800000000 and its like, typed to get past a required field. */
  placeholderPhone: number
  /** Still the number, or the address, from before the customer changed it. */
  stalePhone: number
  staleAddress: number
  missingAddress: number
  missingBirthday: number
  wrongBirthday: number
  /** Entered once more as a new customer of the same system. */
  duplicate: number
}
export type ErrorMix = Record<System | 'corporate', Rates>
/** A mix by name, or rates that replace those of the usual mix: `{ "savings": { "duplicate": 0.2 } }`. */
export type ErrorChoice = 'usual' | 'clean' | 'heavy' | { [S in System | 'corporate']?: Partial<Rates> }

const common: Rates = {
  missingId: 0.01, fifteenDigits: 0, mistypedId: 0.004, wrongName: 0.01, staleName: 0.4, traditional: 0.002, lostCharacter: 0.4, missingPhone: 0.03, placeholderPhone: 0.01, stalePhone: 0.5,
  staleAddress: 0.5, missingAddress: 0.03, missingBirthday: 0.01, wrongBirthday: 0.002, duplicate: 0.02,
}
const USUAL: ErrorMix = {
  savings: { ...common, missingId: 0.02, fifteenDigits: 0.06, mistypedId: 0.012, wrongName: 0.02, missingPhone: 0.06, stalePhone: 0.7, staleAddress: 0.7, missingAddress: 0.08, duplicate: 0.08 },
  card: { ...common, missingId: 0.005, mistypedId: 0.003, wrongName: 0.008, missingPhone: 0.01, stalePhone: 0.3, staleAddress: 0.2 },
  loan: { ...common, missingId: 0.002, mistypedId: 0.001, wrongName: 0.004, missingPhone: 0.01, stalePhone: 0.4, staleAddress: 0.4, missingAddress: 0.01 },
  fund: { ...common, missingId: 0.05, fifteenDigits: 0.06, mistypedId: 0.008, wrongName: 0.015, missingPhone: 0.2, stalePhone: 0.8, missingAddress: 0.25 },
  mobile: { ...common, missingId: 0.14, mistypedId: 0.006, wrongName: 0.012, missingPhone: 0, stalePhone: 0.1, missingAddress: 0.4, missingBirthday: 0.1 },
  wealth: { ...common, missingId: 0.01, mistypedId: 0.002, wrongName: 0.005, stalePhone: 0.3, staleAddress: 0.3 },
  corporate: { ...common, fifteenDigits: 0.08, wrongName: 0.03, stalePhone: 0.2, staleAddress: 0.2, duplicate: 0.03 },
}

export function errorMix(choice: ErrorChoice = 'usual'): ErrorMix {
  if (choice === 'clean') return scale(0)
  if (choice === 'heavy') return scale(2.5)
  if (choice === 'usual') return USUAL
  const unknown = Object.entries(choice).flatMap(([system, rates]) => (system in USUAL ? Object.keys(rates).filter((rate) => !(rate in common)) : [system]))
  if (unknown.length > 0) throw new Misconfigured(`差错组合中没有这一项:${unknown[0]}`, `the error mix knows no ${unknown[0]}`)
  return { ...USUAL, ...Object.fromEntries(Object.entries(choice).map(([system, rates]) => [system, { ...USUAL[system as System], ...rates }])) }
}

function scale(factor: number): ErrorMix {
  const rates = (from: Rates) => Object.fromEntries(Object.entries(from).map(([name, rate]) => [name, Math.min(0.9, rate * factor)])) as Rates
  return Object.fromEntries(Object.entries(USUAL).map(([system, from]) => [system, rates(from)])) as ErrorMix
}
