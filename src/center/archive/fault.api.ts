/** What is wrong with a number as it stands, told while it is typed and checked again by the server. One rule for both. */
export type Checked = 'idNumber' | 'uscc' | 'mobile' | 'phone' | 'email' | 'card' | 'passport' | 'birthday'
export type Fault = 'length' | 'signs' | 'region' | 'day' | 'check' | 'form'

/** Null: nothing is wrong. An identity card of 15 digits is taken as the 18 of today. */
export function faultOf(kind: Checked, raw: string): Fault | null {
  const text = raw.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '')
  switch (kind) {
    case 'idNumber': return idCardFault(text)
    case 'uscc': return usccFault(text)
    case 'mobile': return mobileFault(text.replace(/^(\+?86|0086)(?=1\d{10}$)/, ''))
    case 'phone': return /^(0\d{9,11}|1[3-9]\d{9}|400\d{7})(#\d{1,6})?$/.test(text) ? null : /^[\d#]+$/.test(text) ? 'length' : 'signs'
    case 'email': return /^[^@\s<>(),;:"[\]\\]{1,64}@(?:[\p{L}\d-]+\.)+[\p{L}\d-]{2,}$/u.test(raw.trim()) ? null : 'form'
    case 'card': return cardFault(text)
    case 'passport': return /^[A-Z0-9]{6,9}$/.test(text) && /\d/.test(text) ? null : text.length < 6 || text.length > 9 ? 'length' : 'signs'
    case 'birthday': return isPastDay(raw) ? null : 'day'
  }
}

/** GB 11643. */
function idCardFault(text: string): Fault | null {
  if (text.length !== 15 && text.length !== 18) return 'length'
  if (!/^(\d{15}|\d{17}[\dX])$/.test(text)) return 'signs'
  const long = text.length === 18 ? text : lengthened(text)
  if (!REGIONS.has(long.slice(0, 2)) && !long.startsWith('9')) return 'region'
  if (!isPastDay(`${long.slice(6, 10)}-${long.slice(10, 12)}-${long.slice(12, 14)}`)) return 'day'
  return checkDigit(long) === long[17] ? null : 'check'
}

/** What an identity number that is right says of its holder. */
export function holderOf(raw: string): { birthday: string; gender: 'male' | 'female' } | null {
  if (faultOf('idNumber', raw) !== null) return null
  const text = raw.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '')
  const long = text.length === 18 ? text : lengthened(text)
  return { birthday: `${long.slice(6, 10)}-${long.slice(10, 12)}-${long.slice(12, 14)}`, gender: Number(long[16]) % 2 === 1 ? 'male' : 'female' }
}

/** 15 digits of the first generation as the 18 of today. */
export function lengthened(idNumber15: string): string {
  const body = `${idNumber15.slice(0, 6)}19${idNumber15.slice(6)}`
  return body + checkDigit(body)
}

function checkDigit(number: string): string {
  let sum = 0
  for (let at = 0; at < 17; at++) sum += (number.charCodeAt(at) - 48) * (WEIGHTS[at] ?? 0)
  return '10X98765432'[sum % 11] ?? ''
}
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
// GB/T 2260, first two digits; 71 Taiwan and 81-83 the residence permits of Hong Kong, Macau and Taiwan.
const REGIONS = new Set('11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '))

/** GB 32100: 18 signs without I, O, S, V and Z, the last a check sign over 31. */
function usccFault(text: string): Fault | null {
  if (text.length !== 18) return 'length'
  if (!/^[1-9A-HJ-NPQRTUWXY][1-9]\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(text)) return 'signs'
  if (!REGIONS.has(text.slice(2, 4)) && text.slice(2, 4) !== '10') return 'region'
  let sum = 0
  for (let at = 0, weight = 1; at < 17; at++, weight = (weight * 3) % 31) sum += SIGNS.indexOf(text[at] ?? '') * weight
  return SIGNS[(31 - (sum % 31)) % 31] === text[17] ? null : 'check'
}
const SIGNS = '0123456789ABCDEFGHJKLMNPQRTUWXY'

function mobileFault(text: string): Fault | null {
  if (!/^\d*$/.test(text)) return 'signs'
  if (text.length !== 11) return 'length'
  return /^1[3-9]/.test(text) && !/^(\d{3}0{8}|1(\d)\2{9})$/.test(text) ? null : 'form'
}

/** Luhn. */
function cardFault(text: string): Fault | null {
  if (!/^\d*$/.test(text)) return 'signs'
  if (text.length < 12 || text.length > 19) return 'length'
  let sum = 0
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(text.length - 1 - at) - 48
    sum += at % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)
  }
  return sum % 10 === 0 ? null : 'check'
}

function isPastDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) && text >= '1900-01-01' && day.getTime() <= Date.now()
}
