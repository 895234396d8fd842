/** How often each system gets a person or a company wrong. The mixes have names; a mix of one's own changes single rates. */
import { Misconfigured } from '#kernel/error'
import { Random } from './random.ts'

export const SYSTEMS = ['savings', 'card', 'loan', 'fund', 'mobile', 'wealth'] as const
export type System = (typeof SYSTEMS)[number]
export const COMPANY_SYSTEMS = ['corporate', 'credit', 'ebank'] as const
export type CompanySystem = (typeof COMPANY_SYSTEMS)[number]

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
  /** Of those who changed jobs. */
  staleEmployer: number
  /** The employer without its legal form. */
  shortEmployer: number
  /** Entered once more as a new customer of the same system. */
  duplicate: number
}
export type CompanyRates = {
  /** No code at all. */
  missingCode: number
  /** The organisation code of old papers instead of the unified social credit code. */
  oldCode: number
  mistypedCode: number
  /** Another spelling: legal form, brackets, place. */
  variantName: number
  /** A character of the name wrong. */
  wrongName: number
  /** Of those that changed it. */
  staleName: number
  traditional: number
  /** In English, as on its letters abroad. */
  english: number
  missingPhone: number
  stalePhone: number
  missingAddress: number
  staleAddress: number
  missingLegal: number
  /** Whoever stood for it before, of those that changed. */
  staleLegal: number
  wrongLegal: number
  missingAccount: number
  duplicate: number
}
export type ErrorMix = Record<System, Rates> & Record<CompanySystem, CompanyRates>
/**
 * A mix by name, or rates that replace those of the usual mix: `{ "savings": { "duplicate": 0.2 } }`. `unseen` draws each rate by the
 * run's seed between half and twice the usual one, so that nothing can have been fitted to it.
 */
export type ErrorChoice = (typeof MIXES)[number] | { [S in System]?: Partial<Rates> } & { [S in CompanySystem]?: Partial<CompanyRates> }
export const MIXES = ['usual', 'clean', 'heavy', 'unseen'] as const

const common: Rates = {
  missingId: 0.01, fifteenDigits: 0, mistypedId: 0.004, wrongName: 0.01, staleName: 0.4, traditional: 0.002, lostCharacter: 0.4, missingPhone: 0.03, placeholderPhone: 0.01,
  stalePhone: 0.5, staleAddress: 0.5, missingAddress: 0.03, missingBirthday: 0.01, wrongBirthday: 0.002, staleEmployer: 0.4, shortEmployer: 0.1, duplicate: 0.02,
}
const companies: CompanyRates = {
  missingCode: 0.01, oldCode: 0.05, mistypedCode: 0.005, variantName: 0.1, wrongName: 0.008, staleName: 0.4, traditional: 0.003, english: 0.003, missingPhone: 0.03, stalePhone: 0.2,
  missingAddress: 0.03, staleAddress: 0.2, missingLegal: 0.04, staleLegal: 0.4, wrongLegal: 0.01, missingAccount: 0.15, duplicate: 0.03,
}
const USUAL: ErrorMix = {
  savings: { ...common, missingId: 0.02, fifteenDigits: 0.06, mistypedId: 0.012, wrongName: 0.02, missingPhone: 0.06, stalePhone: 0.7, staleAddress: 0.7, missingAddress: 0.08, duplicate: 0.08 },
  card: { ...common, missingId: 0.005, mistypedId: 0.003, wrongName: 0.008, missingPhone: 0.01, stalePhone: 0.3, staleAddress: 0.2 },
  loan: { ...common, missingId: 0.002, mistypedId: 0.001, wrongName: 0.004, missingPhone: 0.01, stalePhone: 0.4, staleAddress: 0.4, missingAddress: 0.01 },
  fund: { ...common, missingId: 0.05, fifteenDigits: 0.06, mistypedId: 0.008, wrongName: 0.015, missingPhone: 0.2, stalePhone: 0.8, missingAddress: 0.25 },
  mobile: { ...common, missingId: 0.14, mistypedId: 0.006, wrongName: 0.012, missingPhone: 0, stalePhone: 0.1, missingAddress: 0.4, missingBirthday: 0.1 },
  wealth: { ...common, missingId: 0.01, mistypedId: 0.002, wrongName: 0.005, stalePhone: 0.3, staleAddress: 0.3 },
  corporate: { ...companies, oldCode: 0.08, missingAccount: 0 },
  credit: { ...companies, missingCode: 0.005, oldCode: 0.12, variantName: 0.06, stalePhone: 0.4, staleLegal: 0.6, missingAccount: 0.05, duplicate: 0.01 },
  ebank: { ...companies, missingCode: 0.06, oldCode: 0.02, mistypedCode: 0.012, variantName: 0.25, wrongName: 0.015, english: 0.01, missingAddress: 0.3, missingLegal: 0.3, missingAccount: 0.4, duplicate: 0.05 },
}

export function errorMix(choice: ErrorChoice = 'usual', seed: string | number = ''): ErrorMix {
  if (choice === 'clean') return scale(() => 0)
  if (choice === 'heavy') return scale(() => 2.5)
  if (choice === 'unseen') return scale((system, rate) => 2 ** (2 * new Random(seed, 'errors', system, rate).share() - 1))
  if (choice === 'usual') return USUAL
  const known = (system: string) => Object.keys(USUAL[system as keyof ErrorMix] ?? {})
  const unknown = Object.entries(choice).flatMap(([system, rates]) => (system in USUAL ? Object.keys(rates).filter((rate) => !known(system).includes(rate)) : [system]))
  if (unknown.length > 0) throw new Misconfigured(`差错组合中没有这一项：${unknown[0]}`, `the error mix knows no ${unknown[0]}`)
  return { ...USUAL, ...Object.fromEntries(Object.entries(choice).map(([system, rates]) => [system, { ...USUAL[system as keyof ErrorMix], ...rates }])) }
}

function scale(factor: (system: string, rate: string) => number): ErrorMix {
  const rates = (system: string, from: Rates | CompanyRates) => Object.fromEntries(Object.entries(from).map(([name, rate]) => [name, Math.min(0.9, rate * factor(system, name))]))
  return Object.fromEntries(Object.entries(USUAL).map(([system, from]) => [system, rates(system, from)])) as ErrorMix // each rate has kept its name
}
