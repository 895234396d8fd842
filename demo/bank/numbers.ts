/** Numbers with check digits: resident identity (GB 11643), organisation (GB 11714), unified social credit (GB 32100). */
import type { Random } from './random.ts'
import { partsOf, writeDay } from './days.ts'

const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const ORG_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]
const CREDIT_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const CREDIT_SIGNS = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const ORG_SIGNS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

export function idCheckDigit(first17: string): string {
  let sum = 0
  for (let at = 0; at < 17; at++) sum += Number(first17[at]) * weight(ID_WEIGHTS, at)
  return '10X98765432'.charAt(sum % 11)
}

export function orgCheckDigit(first8: string): string {
  let sum = 0
  for (let at = 0; at < 8; at++) sum += ORG_SIGNS.indexOf(first8.charAt(at)) * weight(ORG_WEIGHTS, at)
  return '0123456789X'.charAt((11 - (sum % 11)) % 11)
}

export function creditCheckDigit(first17: string): string {
  let sum = 0
  for (let at = 0; at < 17; at++) sum += CREDIT_SIGNS.indexOf(first17.charAt(at)) * weight(CREDIT_WEIGHTS, at)
  return CREDIT_SIGNS.charAt((31 - (sum % 31)) % 31)
}

/** A unified social credit code around an organisation code. `kind`: 91 company, 12 public institution, 11 authority. */
export function creditCode(kind: string, region: string, orgCode: string): string {
  const first17 = kind + region + orgCode
  return first17 + creditCheckDigit(first17)
}

/** As issued up to 1999: no century, no check digit. */
export function fifteenDigits(id: string): string {
  return id.slice(0, 6) + id.slice(8, 17)
}

/**
 * Issues identity numbers as the authorities do: one per region, birthday and sequence. Drawn at random, two of
 * half a million people would share a number in hundreds of cases; here none do.
 */
export class IdOffice {
  readonly #regions: readonly string[]
  readonly #issued: Uint16Array
  static readonly #FIRST_DAY = -14610 // 1930-01-01
  static readonly #DAYS = 29220 // eighty years

  constructor(regions: readonly string[]) {
    this.#regions = regions
    this.#issued = new Uint16Array(regions.length * IdOffice.#DAYS * 2)
  }

  issue(region: string, birthday: number, sex: 'M' | 'F'): string {
    const slot = (this.#regions.indexOf(region) * IdOffice.#DAYS + (birthday - IdOffice.#FIRST_DAY)) * 2 + (sex === 'M' ? 1 : 0)
    const used = this.#issued[slot]
    if (used === undefined) throw new RangeError(`no register for ${region} on ${writeDay(birthday, 'dashed')}`)
    this.#issued[slot] = used + 1
    // One after another, as a registrar does: the numbers of twins differ in two digits, and both check.
    const sequence = ((used + Math.floor(slot * 0.37)) % 500) * 2 + (sex === 'M' ? 1 : 0)
    const first17 = region + writeDay(birthday, 'compact') + String(sequence).padStart(3, '0')
    return first17 + idCheckDigit(first17)
  }
}

/** A number with one digit mistyped, swapped with its neighbour, or dropped. The check digit nearly always tells. */
export function mistype(random: Random, number: string): string {
  const at = random.between(6, number.length - 2)
  const slip = random.share()
  if (slip < 0.6) return number.slice(0, at) + ((Number(number.charAt(at)) + random.between(1, 9)) % 10) + number.slice(at + 1)
  if (slip < 0.9 && number[at] !== number[at + 1]) return number.slice(0, at) + number.charAt(at + 1) + number.charAt(at) + number.slice(at + 2)
  return number.slice(0, at) + number.slice(at + 1)
}

/** A credit code with one sign taken for another, swapped with its neighbour, or dropped: O for 0, 8 for B, as hands and scanners do. */
export function mistypeCode(random: Random, code: string): string {
  const at = random.between(8, code.length - 2)
  const slip = random.share()
  const sign = code.charAt(at)
  if (slip < 0.6) return code.slice(0, at) + (LOOKALIKES[sign] ?? ((Number(sign) || 0) + random.between(1, 9)) % 10) + code.slice(at + 1)
  if (slip < 0.9 && code[at] !== code[at + 1]) return code.slice(0, at) + code.charAt(at + 1) + code.charAt(at) + code.slice(at + 2)
  return code.slice(0, at) + code.slice(at + 1)
}

const LOOKALIKES: Record<string, string> = { 0: 'O', O: '0', 8: 'B', B: '8', 5: 'S', S: '5', 2: 'Z', Z: '2', 1: 'I', I: '1', M: 'N', A: '4' }

const MOBILE_PREFIXES = [
  '130', '131', '132', '133', '135', '136', '137', '138', '139', '150', '151', '152', '153', '155', '156', '157', '158', '159', '166', '173',
  '175', '176', '177', '178', '180', '181', '182', '183', '185', '186', '187', '188', '189', '191', '195', '198', '199',
]
export function mobileNumber(random: Random): string {
  return random.pick(MOBILE_PREFIXES) + random.digits(8)
}

export function passportNumber(random: Random, index: number): string {
  return random.pick(['E', 'G', 'EJ', 'P']) + scatter(index, 7)
}

/** Digits that look drawn and are no one else's: of 10^digits indexes no two get the same, since the prime is no factor of ten. */
export function scatter(index: number, digits: number): string {
  return String(((index + 1) * 7368787) % 10 ** digits).padStart(digits, '0')
}

/** Whether somebody of this birthday can still hold a fifteen-digit number: they were issued until 1 October 1999. */
export function hadFifteenDigits(birthday: number): boolean {
  return partsOf(birthday).year < 1998
}

function weight(list: number[], at: number): number {
  return list[at] as number // each list is as long as its loop
}
