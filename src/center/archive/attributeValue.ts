/** One value of a declared attribute: its one way of writing, how it is kept, by which words it is found. */
import { normaliseEmail, normalisePhone, readIdNumber } from '#center/identity'
import type { Attribute } from '#center/customer/type.api'
import { seal, token } from '#kernel/secret'
import { isDay } from '#kernel/time'

export type Kept = { value: string | null; sealed: string | null; token: string | null }
type Declared = Pick<Attribute, 'kind' | 'class' | 'options'>
export type Reading = { value: string } | { wrong: string }

const TEXT_LENGTH = 200

/** The value in its one way of writing, or what is wrong with it, in feed's words. */
export function readValue({ kind, options }: Declared, raw: string): Reading {
  const text = raw.normalize('NFKC').trim().replace(/\s+/g, ' ')
  if (text === '') return { wrong: 'missing' }
  switch (kind) {
    case 'day': case 'birthday': return isDay(text) ? { value: text } : { wrong: 'bad-date' }
    case 'amount': case 'income': return decimal(text, 18, 2) ?? { wrong: 'bad-amount' }
    case 'number': return decimal(text, 15, 10) ?? { wrong: 'bad-number' }
    case 'integer': return decimal(text, 15, 0) ?? { wrong: 'bad-number' }
    case 'boolean': return YES.has(text.toLowerCase()) ? { value: 'true' } : NO.has(text.toLowerCase()) ? { value: 'false' } : { wrong: 'bad-format' }
    case 'choice': return chosen(options, text)
    case 'idNumber': return document(text)
    case 'phone': return given(normalisePhone(text))
    case 'email': return given(normaliseEmail(text))
    case 'accountNo': return given(/^[0-9A-Za-z]{6,34}$/.test(text.replace(/[\s-]/g, '')) ? text.replace(/[\s-]/g, '') : null)
    default: return text.length > TEXT_LENGTH ? { wrong: 'too-long' } : { value: text }
  }
}

/** As it lies in the table: class C2 sealed, with a keyed token for equality. */
export function keep({ class: level }: Declared, value: string): Kept {
  return level === 'C1' ? { value, sealed: null, token: null } : { value: null, sealed: seal(value), token: String(tokenOf(value)) }
}

/** Equality without the value, whichever attribute says it: who types a number finds it wherever it stands. */
export const tokenOf = (value: string): bigint => token('attribute', value.toLowerCase())

/** Written so that the order of the texts is the order of the values: ranges of numbers by an index of texts. */
export function sortable(kind: Attribute['kind'], value: string): string {
  if (!['amount', 'income', 'number', 'integer'].includes(kind)) return value.toLowerCase().slice(0, 80)
  const [whole = '0', fraction = ''] = value.replace('-', '').split('.')
  const digits = whole.padStart(18, '0') + fraction.padEnd(10, '0')
  return value.startsWith('-') ? `-${digits.replace(/\d/g, (digit) => String(9 - Number(digit)))}` : `0${digits}`
}

const YES = new Set(['true', 'yes', 'y', '1', '是', '有'])
const NO = new Set(['false', 'no', 'n', '0', '否', '无'])

function decimal(text: string, whole: number, fraction: number): Reading | undefined {
  const found = /^(-?)0*(\d+)(?:\.(\d*))?$/.exec(text.replaceAll(',', ''))
  if (!found) return undefined
  const [, sign = '', digits = '0', rest = ''] = found
  const kept = rest.replace(/0+$/, '')
  if (digits.length > whole || kept.length > fraction) return undefined
  const size = kept === '' ? digits : `${digits}.${kept}`
  return { value: /^[0.]+$/.test(size) ? '0' : sign + size }
}

/** By its code, or by its title in either language. */
function chosen(options: Attribute['options'], text: string): Reading {
  const found = options.find(({ code }) => code.toLowerCase() === text.toLowerCase()) ?? options.find(({ zh, en }) => zh === text || en.toLowerCase() === text.toLowerCase())
  return found ? { value: found.code } : { wrong: 'unknown-code' }
}

function document(text: string): Reading {
  const found = readIdNumber(text)
  if (!found) return { wrong: 'bad-format' }
  return found.valid ? { value: found.number } : { wrong: 'bad-check-digit' }
}

const given = (value: string | null): Reading => (value === null ? { wrong: 'bad-format' } : { value })
