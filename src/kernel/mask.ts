/** What a mask leaves of each kind of personal data. Counts are of graphemes, so that 𠮷 and é are one sign each. */
import type { PersonalKind } from './endpoint.ts'

export function mask(kind: PersonalKind, value: string): string {
  // A lone surrogate is no text: PostgreSQL and UTF-8 refuse it, so it leaves as the replacement sign.
  const clear = value.toWellFormed().trim()
  return clear === '' ? '' : masks[kind](clear)
}

const masks: Record<PersonalKind, (value: string) => string> = {
  name: maskName,
  idNumber: maskIdNumber,
  phone: maskPhone,
  email: maskEmail,
  address: maskAddress,
  birthday: maskBirthday,
  accountNo: maskAccountNo,
  employer: maskName,
  income: () => HIDDEN,
}

const HIDDEN = '****'
const COMPANY = /(公司|集团|厂|店|行|所|中心|学校|大学|学院|医院|委员会|合作社|联社|基金会|协会|商会|工作室|事务所|经营部|局|处|部)$/u

function maskName(name: string): string {
  const signs = graphemes(name)
  if (signs.length >= 6 && COMPANY.test(name)) return `${signs.slice(0, 2).join('')}${HIDDEN}${signs.slice(-2).join('')}`
  if (signs.length === 1) return '*'
  // At most three stars: the length of a long name says whose it is.
  return `${signs[0]}${'*'.repeat(Math.min(signs.length - 1, 3))}`
}

/** 18 and 15 digits keep four at each end; passports and permits one and three. */
function maskIdNumber(number: string): string {
  const signs = graphemes(number)
  if (signs.length >= 15) return ends(signs, 4, 4)
  if (signs.length >= 8) return ends(signs, 1, 3)
  return HIDDEN
}

function maskPhone(phone: string): string {
  const mobile = /^(?:\+?86|0086)?[-\s]*(1\d\d)[-\s]*\d{4}[-\s]*(\d{4})$/.exec(phone)
  if (mobile) return `${mobile[1]}${HIDDEN}${mobile[2]}`
  return tail(graphemes(phone.replace(/[\s-]/g, '')))
}

function maskEmail(email: string): string {
  const at = email.lastIndexOf('@')
  const local = graphemes(email.slice(0, Math.max(at, 0)))
  if (at < 1) return HIDDEN
  return `${local.length > 1 ? local[0] : ''}***${email.slice(at)}`
}

// Words of streets and houses: where one occurs, the divisions have ended.
const HOUSE = /[路街道巷弄号栋幢室村镇乡组里园苑]/u
const DIVISIONS = new RegExp(
  '^((?:\\p{Script=Han}{2,6}?(?:省|自治区|特别行政区)|北京市?|上海市?|天津市?|重庆市?)?' +
    '(?:\\p{Script=Han}{2,8}?(?:市|自治州|地区|盟))?' +
    '(?:\\p{Script=Han}{1,8}?(?<![小社园校厂院])(?:区|县|市|旗))?)',
  'u',
)

function maskAddress(address: string): string {
  const divisions = DIVISIONS.exec(address.replace(/\s/gu, ''))?.[1] ?? ''
  if (HOUSE.test(divisions) || graphemes(address).length <= graphemes(divisions).length) return HIDDEN
  return `${divisions}${HIDDEN}`
}

function maskBirthday(birthday: string): string {
  return `${/^\d{4}(?=\D|\d{4}$)/.exec(birthday)?.[0] ?? '****'}-**-**`
}

function maskAccountNo(number: string): string {
  const masked = tail(graphemes(number.replace(/[\s-]/g, '')))
  return masked === HIDDEN ? HIDDEN : `${HIDDEN} ${masked.slice(HIDDEN.length)}`
}

/** The last four of eight or more, the last two of six or seven: never more than half is seen. */
function tail(signs: string[]): string {
  const shown = signs.length >= 8 ? 4 : signs.length >= 6 ? 2 : 0
  return HIDDEN + signs.slice(signs.length - shown).join('')
}

function ends(signs: string[], head: number, foot: number): string {
  const hidden = Math.min(signs.length - head - foot, 10)
  return signs.slice(0, head).join('') + '*'.repeat(hidden) + signs.slice(-foot).join('')
}

const segmenter = new Intl.Segmenter('zh', { granularity: 'grapheme' })

// Digits and Latin letters are graphemes by themselves: finding that out takes ten times as long.
const PLAIN = /^[ -~]*$/

function graphemes(text: string): string[] {
  if (PLAIN.test(text)) return text.split('')
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}
