/** Money travels as decimal strings and is never a float. */
import { Decimal as Base } from 'decimal.js'
import type { Language } from './text.ts'

export type Amount = string
/** How large the steps are: 元 as it is, 万 or 亿 in Chinese, thousands or millions in English. */
export type MoneyUnit = 'yuan' | 'wan' | 'yi'

/** With as many decimals as the more exact of the two. */
export function add(a: Amount, b: Amount): Amount {
  return sum([a, b])
}

export function subtract(a: Amount, b: Amount): Amount {
  return sum([a, negate(b)])
}

export function sum(amounts: Iterable<Amount>): Amount {
  let total = new Decimal(0)
  let decimals = 0
  for (const amount of amounts) {
    const value = read(amount)
    decimals = Math.max(decimals, decimalsOf(amount))
    total = total.plus(value)
  }
  return write(total, decimals)
}

export function negate(amount: Amount): Amount {
  return write(read(amount).negated(), decimalsOf(amount))
}

/** -1, 0 or 1, so that it sorts. */
export function compare(a: Amount, b: Amount): number {
  return read(a).comparedTo(read(b))
}

export function isNegative(amount: Amount): boolean {
  return read(amount).lessThan(0)
}

export function isZero(amount: Amount): boolean {
  return read(amount).isZero()
}

/** What part of `whole` the amount is, in per cent with one decimal; null of nothing. */
export function share(amount: Amount, whole: Amount): string | null {
  const of = read(whole)
  return of.isZero() ? null : read(amount).dividedBy(of).times(100).toFixed(1)
}

/** Rounded to the currency's own minor unit, half away from zero: CNY 2, JPY 0. */
export function round(amount: Amount, currency = 'CNY'): Amount {
  return write(read(amount), minorDigits(currency))
}

export function minorDigits(currency: string): number {
  return formatter(currency, 'zh', false, undefined).resolvedOptions().maximumFractionDigits ?? 2
}

export type MoneyFormat = { currency?: string; language?: Language; unit?: MoneyUnit; signed?: boolean }

/** `¥1,234.50`, `-¥1,234.50`, `¥12.35万`, `¥1.20亿`, `US$1,234.50`; `signed` also shows a plus. */
export function format(amount: Amount, { currency = 'CNY', language = 'zh', unit = 'yuan', signed = false }: MoneyFormat = {}): string {
  const { by, sign } = SCALE[language][unit]
  const digits = unit === 'yuan' ? minorDigits(currency) : 2
  const rounded = read(amount).dividedBy(by).toFixed(digits, Decimal.ROUND_HALF_UP)
  // Intl takes a decimal string and keeps every digit of it; its type only knows that a string looks like a number.
  return formatter(currency, language, signed, digits).format(rounded as `${number}`) + sign
}

// Sums of numeric(20, 2) over any table, with room to spare; the default of 20 digits would round them.
const Decimal = Base.clone({ precision: 60, toExpNeg: -60, toExpPos: 60 })

const SCALE: Record<Language, Record<MoneyUnit, { by: number; sign: string }>> = {
  zh: { yuan: { by: 1, sign: '' }, wan: { by: 10_000, sign: '万' }, yi: { by: 100_000_000, sign: '亿' } },
  en: { yuan: { by: 1, sign: '' }, wan: { by: 1_000, sign: 'K' }, yi: { by: 1_000_000, sign: 'M' } },
}

function read(amount: Amount) {
  if (!/^-?\d+(\.\d+)?$/.test(amount)) throw new RangeError('not an amount of money')
  return new Decimal(amount)
}

function decimalsOf(amount: Amount): number {
  const point = amount.indexOf('.')
  return point < 0 ? 0 : amount.length - point - 1
}

/** Nothing is never less than nothing: no '-0.00'. */
function write(value: Base, decimals: number): Amount {
  const text = value.toFixed(decimals, Decimal.ROUND_HALF_UP)
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text
}

const formatters = new Map<string, Intl.NumberFormat>()

function formatter(currency: string, language: Language, signed: boolean, digits: number | undefined): Intl.NumberFormat {
  const key = `${currency} ${language} ${signed} ${digits}`
  let found = formatters.get(key)
  if (!found) {
    found = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
      style: 'currency',
      currency,
      // ¥ is the renminbi in this house; every other currency names its country.
      currencyDisplay: currency === 'CNY' ? 'narrowSymbol' : 'symbol',
      signDisplay: signed ? 'exceptZero' : 'negative',
      ...(digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits }),
    })
    formatters.set(key, found)
  }
  return found
}
