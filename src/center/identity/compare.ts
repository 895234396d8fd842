/**
 * The comparisons 条件因素: two normalised values of one field are set beside each other and found to stand on a level.
 * This is the only code that compares, for the batch, for one arriving record and for the command line, so that they cannot differ.
 * Distances count characters, not bytes: 张三 and 张四 are one apart.
 */
import { surnamePinyin, pinyinOf } from './pinyin.ts'

/** One way of comparing. `levels` from the strongest to 'else'; `read` prepares a value once, `level` sets two different values beside each other. */
export type Comparison = {
  readonly levels: readonly string[]
  /** Never called for equal values: they stand on the first level. Returns null where the two say nothing of each other. */
  readonly level: (a: string, b: string) => string | null
}

export const COMPARISONS = {
  /** `type:valid:number` (fingerprint.ts). Two valid numbers of one type are two people; a passport never contradicts an identity card. */
  document: { levels: ['equal', 'veto', 'edit1', 'edit2', 'else'], level: compareDocuments },
  name: { levels: ['equal', 'sound', 'onechar', 'part', 'surname', 'else'], level: compareNames },
  given: { levels: ['equal', 'edit1', 'edit2', 'initial', 'else'], level: compareWords },
  surname: { levels: ['equal', 'swapped', 'edit1', 'edit2', 'initial', 'else'], level: compareWords },
  date: { levels: ['equal', 'edit1', 'parts', 'year', 'else'], level: compareDates },
  /** Several numbers of one record, parted by a space: the best pair counts. */
  phone: { levels: ['equal', 'edit1', 'else'], level: comparePhones },
  email: { levels: ['equal', 'edit1', 'else'], level: compareEmails },
  /** district|road|number|building|unit|room (address.ts), or plain words where no door was read. */
  address: { levels: ['equal', 'room', 'street', 'district', 'else'], level: compareAddresses },
  text: { levels: ['equal', 'edit1', 'similar', 'else'], level: compareTexts },
  code: { levels: ['equal', 'edit1', 'edit2', 'else'], level: compareCodes },
  exact: { levels: ['equal', 'else'], level: () => 'else' },
  /** core⇥whole (fingerprint.ts). */
  company: { levels: ['equal', 'core', 'edit1', 'part', 'else'], level: compareCompanies },
} as const satisfies Record<string, Comparison>
export type Kind = keyof typeof COMPARISONS

function compareDocuments(a: string, b: string): string | null {
  const [typeA = '', validA, numberA = ''] = a.split(':')
  const [typeB = '', validB, numberB = ''] = b.split(':')
  if (numberA === numberB) return 'equal'
  if (typeA !== typeB) return null
  // A slip of the pen nearly always fails the check digit: two valid numbers one digit apart are twins, not one person.
  if (validA === '1' && validB === '1') return 'veto'
  const distance = distanceWithin(numberA, numberB, 2)
  return distance === 1 ? 'edit1' : distance === 2 ? 'edit2' : 'else'
}

const HAN = /\p{Script=Han}/u

function compareNames(a: string, b: string): string {
  const [isHanA, isHanB] = [HAN.test(a), HAN.test(b)]
  if (!isHanA && !isHanB) return compareLatinNames(a, b)
  if (soundOf(a) === soundOf(b)) return 'sound'
  if (isHanA !== isHanB) return 'else'
  const [signsA, signsB] = [Array.from(a), Array.from(b)]
  const [short, long] = signsA.length <= signsB.length ? [signsA, signsB] : [signsB, signsA]
  // Of two-character names any 王甲 and 王乙 are one character apart: that says no more than the surname.
  if (short.length >= 3 && short.length === long.length && isOneApart(short, long)) return 'onechar'
  if (short.length >= 2 && long.length > short.length && (long.join('').startsWith(short.join('')) || isSpelledWithGap(short, long))) return 'part'
  return familyOf(a) === familyOf(b) ? 'surname' : 'else'
}

/** One character different, or two neighbours exchanged. */
function isOneApart(a: readonly string[], b: readonly string[]): boolean {
  const differing = a.flatMap((sign, at) => (sign === b[at] ? [] : [at]))
  const [first = 0, second = 0] = differing
  return differing.length === 1 || (differing.length === 2 && second === first + 1 && a[first] === b[second] && a[second] === b[first])
}

/** 张小明 and 张明: one character of the longer name left out. */
function isSpelledWithGap(short: readonly string[], long: readonly string[]): boolean {
  return short.length >= 3 && long.length === short.length + 1 && long.some((_, at) => long.toSpliced(at, 1).join('') === short.join(''))
}

/** Whole names in letters: words in another order, a slip, a middle name left out, an initial. */
function compareLatinNames(a: string, b: string): string {
  const [wordsA, wordsB] = [a.split(' '), b.split(' ')]
  if (wordsA.toSorted().join(' ') === wordsB.toSorted().join(' ') || wordsA.join('') === wordsB.join('')) return 'sound'
  if (distanceWithin(a, b, 1) <= 1 && a.length > 4) return 'onechar'
  const [short, long] = wordsA.length <= wordsB.length ? [wordsA, wordsB] : [wordsB, wordsA]
  const matched = short.filter((word) => long.some((other) => word === other || isInitial(word, other) || (word.length > 4 && distanceWithin(word, other, 1) <= 1))).length
  const same = short.filter((word) => word.length > 1 && long.includes(word)).length
  if (short.length >= 2 && matched === short.length && same >= 1) return 'part'
  return same >= 1 ? 'surname' : 'else'
}

function isInitial(a: string, b: string): boolean {
  return (a.length === 1 || b.length === 1) && a[0] === b[0]
}

/** One word of a name. */
function compareWords(a: string, b: string): string {
  if (HAN.test(a) && HAN.test(b)) return soundOf(a) === soundOf(b) ? 'edit1' : 'else'
  const distance = distanceWithin(a, b, 2)
  const length = Math.min(a.length, b.length)
  if (distance === 1 && length >= 3) return 'edit1'
  if ((distance === 2 && length >= 5) || (length >= 4 && (a.startsWith(b) || b.startsWith(a))) || a.replaceAll(/[^\p{L}\d]/gu, '') === b.replaceAll(/[^\p{L}\d]/gu, '')) return 'edit2'
  return isInitial(a, b) ? 'initial' : 'else'
}

/** Days as YYYY-MM-DD. */
function compareDates(a: string, b: string): string {
  const [yearA, monthA, dayA] = a.split('-')
  const [yearB, monthB, dayB] = b.split('-')
  const parts = Number(yearA === yearB) + Number(monthA === monthB) + Number(dayA === dayB)
  if (distanceWithin(a, b, 1) <= 1 || (yearA === yearB && monthA === dayB && dayA === monthB)) return 'edit1'
  if (parts === 2) return 'parts'
  return yearA === yearB ? 'year' : 'else'
}

function comparePhones(a: string, b: string): string {
  const [mine, theirs] = [a.split(' '), b.split(' ')]
  if (mine.some((one) => theirs.includes(one))) return 'equal'
  return mine.some((one) => theirs.some((other) => one.length === other.length && one.length >= 7 && distanceWithin(one, other, 1) === 1)) ? 'edit1' : 'else'
}

function compareEmails(a: string, b: string): string {
  const [localA = '', localB = ''] = [a.split('@')[0], b.split('@')[0]]
  return distanceWithin(a, b, 1) <= 1 || (localA === localB && localA.length >= 5) ? 'edit1' : 'else'
}

function compareAddresses(a: string, b: string): string {
  const [partsA, partsB] = [a.split('|'), b.split('|')]
  if (partsA.length < 6 || partsB.length < 6) return compareWordings(a, b)
  const [districtA, roadA, numberA, buildingA, , roomA] = partsA
  const [districtB, roadB, numberB, buildingB, , roomB] = partsB
  const isSameRoom = roomA !== '' && roomA === roomB && (buildingA === buildingB || buildingA === '' || buildingB === '')
  const isSameStreet = roadA !== '' && roadA === roadB && numberA === numberB && numberA !== ''
  if (isSameStreet && isSameRoom) return 'equal'
  if (isSameRoom && buildingA !== '' && districtA === districtB && (roadA === roadB || roadA === '' || roadB === '')) return 'room'
  if (isSameStreet) return 'street'
  return districtA !== '' && districtA === districtB ? 'district' : 'else'
}

/** An address nobody could take apart. */
function compareWordings(a: string, b: string): string {
  const found = compareTexts(a.replaceAll('|', ' ').trim(), b.replaceAll('|', ' ').trim())
  return found === 'equal' ? 'equal' : found === 'edit1' ? 'room' : found === 'similar' ? 'street' : 'else'
}

function compareTexts(a: string, b: string): string {
  const [plainA, plainB] = [a.replaceAll(' ', ''), b.replaceAll(' ', '')]
  if (plainA === plainB) return 'edit1'
  const length = Math.min(plainA.length, plainB.length)
  const allowed = length >= 12 ? 3 : length >= 7 ? 2 : 1
  const distance = distanceWithin(plainA, plainB, allowed)
  if (distance === 1 && length >= 4) return 'edit1'
  if (distance <= allowed && length >= 5) return 'similar'
  return sharedWords(a, b) >= 0.5 || (length >= 5 && (plainA.startsWith(plainB) || plainB.startsWith(plainA))) ? 'similar' : 'else'
}

/** Of the words of the shorter the share that the longer has too; of Chinese, pairs of characters. */
function sharedWords(a: string, b: string): number {
  const [wordsA, wordsB] = [wordsOf(a), wordsOf(b)]
  const [short, long] = wordsA.length <= wordsB.length ? [wordsA, wordsB] : [wordsB, wordsA]
  return short.length < 2 ? 0 : short.filter((word) => long.includes(word)).length / Math.max(short.length, long.length)
}

function wordsOf(text: string): string[] {
  if (!HAN.test(text)) return text.split(' ')
  const signs = Array.from(text.replaceAll(' ', ''))
  return signs.slice(1).map((sign, at) => `${signs[at]}${sign}`)
}

function compareCodes(a: string, b: string): string {
  const distance = distanceWithin(a, b, 2)
  const length = Math.min(a.length, b.length)
  return distance === 1 && length >= 3 ? 'edit1' : distance === 2 && length >= 6 ? 'edit2' : 'else'
}

function compareCompanies(a: string, b: string): string {
  const [coreA = '', coreB = ''] = [a.split('\t')[0], b.split('\t')[0]]
  if (coreA === coreB) return 'core'
  const length = Math.min(coreA.length, coreB.length)
  if (length >= 5 && distanceWithin(coreA, coreB, 1) <= 1) return 'edit1'
  return length >= 4 && (coreA.includes(coreB) || coreB.includes(coreA)) ? 'part' : 'else'
}

// A million pairs ask for the sound of the same names again and again.
const sounds = new Map<string, string>()
const families = new Map<string, string | null>()
const MOST_REMEMBERED = 200_000

export function soundOf(name: string): string {
  return remember(sounds, name, pinyinOf)
}

function familyOf(name: string): string | null {
  return remember(families, name, surnamePinyin)
}

function remember<T>(memory: Map<string, T>, name: string, find: (name: string) => T): T {
  let found = memory.get(name)
  if (found === undefined) {
    if (memory.size >= MOST_REMEMBERED) memory.clear()
    memory.set(name, (found = find(name)))
  }
  return found
}

/** Edits (one sign added, left out, changed, or two neighbours exchanged) between two words, or `most + 1` when there are more than `most`. */
export function distanceWithin(a: string, b: string, most: number): number {
  if (a === b) return 0
  if (Math.abs(a.length - b.length) > most) return most + 1
  let from = 0
  while (from < a.length && a[from] === b[from]) from++
  let [endA, endB] = [a.length, b.length]
  while (endA > from && endB > from && a[endA - 1] === b[endB - 1]) [endA, endB] = [endA - 1, endB - 1]
  return Math.min(most + 1, editsBetween(a.slice(from, endA), b.slice(from, endB)))
}

/** Optimal string alignment: Damerau's four edits, no part edited twice. */
function editsBetween(a: string, b: string): number {
  let [before, above] = [new Array<number>(b.length + 1).fill(0), Array.from({ length: b.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min((above[j] as number) + 1, (row[j - 1] as number) + 1, (above[j - 1] as number) + cost) // all three exist
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] as number) + 1)
      row[j] = least
    }
    ;[before, above] = [above, row]
  }
  return above[b.length] as number
}
