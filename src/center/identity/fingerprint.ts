/** 指纹: what of a raw value is compared, field by field. The values of `source_record` are normalised on the way in; those of a file, here. */
import { doorOf, splitAddress } from './address.ts'
import { isOrgCode, orgCodeOf, readIdNumber, type DocumentType } from './documents.ts'
import { companyCore, normaliseBirthday, normaliseCompany, normaliseEmail, normaliseName, normalisePhone } from './normalise.ts'
import { simplify } from './simplified.ts'

/** A raw value of a field becomes its normal form, or null. */
export type Reading = (raw: string) => string | null

const HAN = /\p{Script=Han}/u
const NOTHING = /^(无|未知|不详|不明|NULL|NONE|N\/?A|NA|NAN|NIL|UNKNOWN|[-?？/.\s]*)$/u

/** Fields of a person, as a file may bring them. */
export const PERSON_FIELDS: Readonly<Record<string, Reading>> = {
  name: readName, given: readWord, surname: readWord, birthday: readDay, phone: readPhone, email: normaliseEmail, address: readAddress, employer: readEmployer,
  gender: readGender, number: readCode, street: readText, house: readCode, line: readText, locality: readText, postcode: readCode, region: readText, occupation: readText, birthplace: readText,
  id: (raw) => documentOf(raw),
}
/** Fields of a company. */
export const COMPANY_FIELDS: Readonly<Record<string, Reading>> = {
  name: companyOf, legal: readName, address: readAddress, phone: readPhone, email: normaliseEmail, account: readCode, locality: readText, postcode: readCode, region: readText, industry: readText,
  orgcode: readOrgCode,
  id: (raw) => documentOf(raw, 'uscc'),
}
/** Kinds for columns that no field of the model stands for. */
export const LOOSE_FIELDS: Readonly<Record<string, Reading>> = { text: readText, code: readCode, exact: readText, date: readDay }

/** `type:valid:number`; placeholders are no documents. Valid is who has passed a check digit: of two passports one may be a slip of the pen. */
export function documentOf(raw: string, declared?: DocumentType): string | null {
  const found = readIdNumber(raw, declared)
  return found ? documentText(found.type, found.valid, found.number) : null
}

export function documentText(type: string, valid: boolean, number: string): string {
  return `${type}:${valid && CHECKED.has(type) ? 1 : 0}:${number}`
}
const CHECKED: ReadonlySet<string> = new Set(['id-card', 'hmt-residence', 'foreign-residence', 'uscc', 'org-code'] satisfies DocumentType[])

/** core⇥whole, in one spelling. */
export function companyOf(raw: string): string | null {
  const whole = normaliseCompany(raw)
  return whole === null ? null : `${companyCore(raw) ?? whole}\t${whole}`
}

/** The old code, also out of the middle of the new one. */
export function readOrgCode(raw: string): string | null {
  const code = raw.normalize('NFKC').toUpperCase().replace(/[^0-9A-Z]/g, '')
  if (code.length === 18) return orgCodeOf(code)
  return isOrgCode(code) || code.length === 9 ? code : null
}

function readName(raw: string): string | null {
  const name = normaliseName(raw)
  return name === null || HAN.test(name) ? name : unaccented(name).replaceAll(/[^\p{L}\d ]/gu, '').replaceAll(/\s+/g, ' ').trim() || null
}

/** A given name or a surname, without titles and `Jr.`. */
function readWord(raw: string): string | null {
  const name = readName(raw)
  return name?.split(' ').filter((word) => !BESIDE.has(word)).join(' ') || name
}

/** A Western name taken apart, given name and surname: also `SMITH, John`; what stands between is left out. */
export function partName(raw: string): [given: string | null, surname: string | null] {
  const [before = '', after] = raw.split(',')
  const words = readWord(after === undefined ? before : `${after} ${before}`)?.split(' ') ?? []
  return [words.length > 1 ? (words[0] ?? null) : null, words.at(-1) ?? null]
}
const BESIDE: ReadonlySet<string> = new Set(['MR', 'MRS', 'MS', 'MISS', 'DR', 'PROF', 'REV', 'SIR', 'DAME', 'LORD', 'LADY', 'JR', 'SR', 'II', 'III', 'IV', 'ESQ', 'MD', 'PHD'])

/** Days as they come, wrong ones too: a mistyped day still says something. */
function readDay(raw: string): string | null {
  const day = normaliseBirthday(raw)
  if (day !== null) return day
  const text = raw.normalize('NFKC').trim()
  const found = /^(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})(?:[ T].*)?$/.exec(text)
  if (found) return isPlaceholderDay(found[1], found[2], found[3]) ? null : [found[1], found[2]?.padStart(2, '0'), found[3]?.padStart(2, '0')].join('-')
  const turned = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(text)
  // Where the first can be no month it is the day; else the order of the file is the same for all its rows, and that is enough.
  if (turned) return Number(turned[1]) > 12 ? readDay(`${turned[3]}-${turned[2]}-${turned[1]}`) : readDay(`${turned[3]}-${turned[1]}-${turned[2]}`)
  return NOTHING.test(text.toUpperCase()) || /^1900-?01-?01/.test(text) ? null : text
}

function isPlaceholderDay(year = '', month = '', day = ''): boolean {
  return (year === '1900' && Number(month) === 1 && Number(day) === 1) || Number(year + month + day) === 0
}

/** Mobile numbers of eleven digits; other numbers by their digits, if there are enough to tell one from another. */
export function readPhone(raw: string): string | null {
  const found = raw.split(/[;,，；、|]/).flatMap((one) => {
    const mobile = normalisePhone(one)
    const digits = one.normalize('NFKC').replace(/\D/g, '')
    return mobile ? [mobile] : digits.length >= 7 && !/^(.)\1*$/.test(digits) && !/0{7}/.test(digits) && !/^1[3-9]\d{9}$/.test(digits) ? [digits] : []
  })
  return found.length > 0 ? [...new Set(found)].join(' ') : null
}

function readAddress(raw: string): string | null {
  if (!HAN.test(raw)) return readText(raw)
  const parts = splitAddress(raw)
  const door = parts && doorOf(parts)
  return door && door !== '|||||' ? door : null
}

function readEmployer(raw: string): string | null {
  return HAN.test(raw) ? companyCore(raw) : readText(raw)
}

const SEXES: Readonly<Record<string, string>> = { M: 'M', MALE: 'M', 男: 'M', '1': 'M', F: 'F', FEMALE: 'F', 女: 'F', '2': 'F' }

function readGender(raw: string): string | null {
  const word = raw.normalize('NFKC').trim().toUpperCase()
  return SEXES[word] ?? readText(raw)
}

function readCode(raw: string): string | null {
  const code = raw.normalize('NFKC').toUpperCase().replace(/[^\p{L}\d]/gu, '')
  return code === '' || NOTHING.test(code) || /^0+$/.test(code) ? null : code
}

function readText(raw: string): string | null {
  const text = unaccented(simplify(raw.toWellFormed().normalize('NFKC').toUpperCase())).replaceAll(/[^\p{L}\d ]/gu, ' ').replaceAll(/\s+/g, ' ').trim()
  return NOTHING.test(text) ? null : text
}

function unaccented(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{Mn}/gu, '').normalize('NFC')
}
