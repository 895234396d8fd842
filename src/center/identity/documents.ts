/** Identity documents: what a number is, whether its check digit holds, and what it says of its holder. */
import { isDay, today } from '#kernel/time'

export const DOCUMENT_TYPES = [
  'id-card',
  'hmt-residence', // 港澳台居民居住证
  'foreign-residence', // 外国人永久居留身份证
  'passport',
  'hk-macau-permit', // 港澳居民来往内地通行证
  'taiwan-permit', // 台湾居民来往大陆通行证
  'uscc', // 统一社会信用代码
  'org-code', // 组织机构代码
  'other',
] as const
export type DocumentType = (typeof DOCUMENT_TYPES)[number]

export type Sex = 'male' | 'female'
export type IdNumber = { type: DocumentType; number: string; valid: boolean; birthday: string | null; sex: Sex | null }

/** Reads a person's document. `declared` is the type the source system states, where it states one. Blank and placeholder numbers: null. */
export function readIdNumber(raw: string, declared?: DocumentType): IdNumber | null {
  const number = raw.normalize('NFKC').toUpperCase().replace(/[^0-9A-Z]/g, '')
  if (number.length < 5 || /^(.)\1*$/.test(number)) return null
  if (declared === 'uscc') return plain('uscc', number, isUscc(number))
  if (declared === 'org-code') return plain('org-code', number, isOrgCode(number))
  if (declared === undefined || CARDS.has(declared)) {
    const card = readCard(number)
    if (card) return card
  }
  return readTravelDocument(number, declared)
}

/** 15 digits of the first generation as the 18 of today. */
export function lengthen(idNumber15: string): string {
  const body = `${idNumber15.slice(0, 6)}19${idNumber15.slice(6)}`
  return body + idCheckDigit(body)
}

/** The last character of GB 11643, by ISO 7064 MOD 11-2. */
export function idCheckDigit(body17: string): string {
  let sum = 0
  for (let at = 0; at < 17; at++) sum += (body17.charCodeAt(at) - 48) * (ID_WEIGHTS[at] as number) // 17 weights
  return '10X98765432'[sum % 11] as string
}

/** GB 32100: 18 characters, the last a check character over 31 signs. */
export function isUscc(code: string): boolean {
  return /^[1-9A-HJ-NPQRTUWXY][1-9]\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(code) && isRegion(code.slice(2, 4), true) && usccCheck(code) === code[17]
}

export function usccCheck(code: string): string {
  let sum = 0
  for (let at = 0, weight = 1; at < 17; at++, weight = (weight * 3) % 31) sum += USCC_SIGNS.indexOf(code[at] as string) * weight
  return USCC_SIGNS[(31 - (sum % 31)) % 31] as string
}

/** GB 11714: 8 characters and a check character; today characters 9 to 17 of the 统一社会信用代码. */
export function isOrgCode(code: string): boolean {
  return /^[0-9A-Z]{8}[0-9X]$/.test(code) && orgCodeCheck(code) === code[8]
}

export function orgCodeCheck(code: string): string {
  let sum = 0
  for (let at = 0; at < 8; at++) sum += parseInt(code[at] as string, 36) * (ORG_WEIGHTS[at] as number) // 8 weights
  const check = 11 - (sum % 11)
  return check === 10 ? 'X' : check === 11 ? '0' : String(check)
}

export function orgCodeOf(uscc: string): string {
  return uscc.slice(8, 17)
}

/** A card number by Luhn. */
export function isBankCard(number: string): boolean {
  if (!/^\d{12,19}$/.test(number)) return false
  let sum = 0
  for (let at = 0; at < number.length; at++) {
    const digit = number.charCodeAt(number.length - 1 - at) - 48
    sum += at % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)
  }
  return sum % 10 === 0
}

const CARDS: ReadonlySet<DocumentType> = new Set(['id-card', 'hmt-residence', 'foreign-residence', 'other'])
const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const USCC_SIGNS = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const ORG_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]
// GB/T 2260, first two digits; 71 Taiwan and 81-83 the residence permits of Hong Kong, Macau and Taiwan.
const PROVINCES = new Set('11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '))

function readCard(number: string): IdNumber | null {
  if (/^\d{15}$/.test(number)) return fromCard(lengthen(number))
  if (/^9\d{16}[\dX]$/.test(number)) return fromResidence(number)
  if (/^\d{17}[\dX]$/.test(number)) return fromCard(number)
  if (/^[A-Z]{3}\d{12}$/.test(number)) return fromOldResidence(number)
  return null
}

function fromCard(number: string): IdNumber {
  const birthday = dayOf(number.slice(6, 14))
  const valid = isRegion(number.slice(0, 2), false) && number.slice(2, 4) <= '90' && birthday !== null && idCheckDigit(number) === number[17]
  const type = /^8[123]/.test(number) ? 'hmt-residence' : 'id-card'
  return { type, number, valid, birthday, sex: sexOf(number[16]) }
}

/** The form of 2023: 9, province, country of three digits, then as an identity card. */
function fromResidence(number: string): IdNumber {
  const birthday = dayOf(number.slice(6, 14))
  const valid = PROVINCES.has(number.slice(1, 3)) && birthday !== null && idCheckDigit(number) === number[17]
  return { type: 'foreign-residence', number, valid, birthday, sex: sexOf(number[16]) }
}

/** The form of 2004: country of three letters, four digits of place, birthday with a year of two digits. Its check digit is not published. */
function fromOldResidence(number: string): IdNumber {
  const short = number.slice(7, 13)
  const birthday = dayOf(`20${short}`) ?? dayOf(`19${short}`)
  return { type: 'foreign-residence', number, valid: PROVINCES.has(number.slice(3, 5)) && birthday !== null, birthday, sex: null }
}

function readTravelDocument(number: string, declared?: DocumentType): IdNumber {
  if (declared === 'passport') return plain('passport', number, /^[A-Z0-9]{6,9}$/.test(number))
  if (declared === 'hk-macau-permit') return plain('hk-macau-permit', number, HK_MACAU.test(number))
  if (declared === 'taiwan-permit') return plain('taiwan-permit', number, TAIWAN.test(number))
  if (declared === 'id-card') return plain('id-card', number, false)
  if (HK_MACAU.test(number)) return plain('hk-macau-permit', permitHolder(number), true)
  if (/^(E[A-HJ-NP-Z]?|[GDSPK])\d{7,8}$/.test(number) && number.length === 9) return plain('passport', number, true)
  return plain(declared ?? 'other', number, false)
}

const HK_MACAU = /^[HM]\d{8}(\d{2})?$/
const TAIWAN = /^(\d{8}|\d{10}[A-Z]?)$/

/** The last two digits of the old permit count its renewals; the holder is the letter and eight digits. */
function permitHolder(number: string): string {
  return number.slice(0, 9)
}

function plain(type: DocumentType, number: string, valid: boolean): IdNumber {
  return { type, number: type === 'hk-macau-permit' ? permitHolder(number) : number, valid, birthday: null, sex: null }
}

function isRegion(code: string, national: boolean): boolean {
  return PROVINCES.has(code) || (national && code === '10')
}

function dayOf(digits: string): string | null {
  const day = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`
  return isDay(day) && day >= '1900-01-01' && day <= today() ? day : null
}

function sexOf(digit: string | undefined): Sex {
  return Number(digit) % 2 === 1 ? 'male' : 'female'
}
