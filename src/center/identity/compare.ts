/**
 * The comparisons 条件因素: two normalised values of one field are set beside each other and found to stand on a level.
 * This is the only code that compares, for the batch, for one arriving record and for the command line, so that they cannot differ.
 * Distances count characters, not bytes: 张三 and 张四 are one apart.
 */
import { prefectures, provinces } from './divisions.ts'
import { surnamePinyin, pinyinOf } from './pinyin.ts'
import { shortNamesOf } from './shortname.ts'

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
  given: { levels: ['equal', 'edit1', 'edit2', 'initial', 'else'], level: compareGiven },
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
  const [endA, endB] = [a.indexOf(':'), b.indexOf(':')]
  const isOneType = endA === endB && a.startsWith(b.slice(0, endB))
  // A slip of the pen nearly always fails the check digit: two valid numbers one digit apart are twins, not one person.
  if (isOneType && a[endA + 1] === '1' && b[endB + 1] === '1') return 'veto'
  const [numberA, numberB] = [a.slice(endA + 3), b.slice(endB + 3)]
  if (numberA === numberB) return 'equal'
  if (!isOneType) return null
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
  if (isUnclear(short, long)) return 'part'
  // Of two-character names any 王甲 and 王乙 are one character apart: that says no more than the surname.
  if (short.length >= 3 && short.length === long.length && isOneApart(short, long)) return 'onechar'
  if (short.length >= 2 && long.length > short.length && (long.join('').startsWith(short.join('')) || isSpelledWithGap(short, long))) return 'part'
  return familyOf(a) === familyOf(b) ? 'surname' : 'else'
}

/** 李? and 李阳: a character that a system could not write. */
function isUnclear(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.length >= 2 && (a.includes('?') || b.includes('?')) && a.every((sign, at) => sign === b[at] || sign === '?' || b[at] === '?')
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
  const [short, long] = byLength(wordsA, wordsB)
  const matched = short.filter((word) => long.some((other) => word === other || isInitial(word, other) || (word.length > 4 && distanceWithin(word, other, 1) <= 1))).length
  const same = short.filter((word) => word.length > 1 && long.includes(word)).length
  if (short.length >= 2 && matched === short.length && same >= 1) return 'part'
  return same >= 1 ? 'surname' : 'else'
}

function isInitial(a: string, b: string): boolean {
  return (a.length === 1 || b.length === 1) && a[0] === b[0]
}

/** A given name, which may also be written short: Jen for Jennifer, Bill for William. */
function compareGiven(a: string, b: string): string {
  const found = compareWords(a, b)
  const isShort = () => (Math.min(a.length, b.length) >= 3 && (a.startsWith(b) || b.startsWith(a))) || shortNamesOf(a).includes(b) || shortNamesOf(b).includes(a)
  return (found === 'initial' || found === 'else') && isShort() ? 'edit2' : found
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
  // Of strangers most differ in all parts.
  if (a[0] !== b[0] && a[3] !== b[3] && a[6] !== b[6] && a[9] !== b[9]) return 'else'
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
  // The second of one name at a provider gets a number: wangwei31 and wangwei32 are neighbours, no slip of the pen.
  const [stemA, stemB] = [NUMBERED.exec(localA)?.[1], NUMBERED.exec(localB)?.[1]]
  if (stemA !== undefined && stemA === stemB && localA !== localB) return 'else'
  return distanceWithin(a, b, 1) <= 1 || (localA === localB && localA.length >= 5) ? 'edit1' : 'else'
}

const NUMBERED = /^(.*\p{L}.*?)\d{1,4}$/u

function compareAddresses(a: string, b: string): string {
  const [partsA, partsB] = [a.split('|'), b.split('|')]
  if (partsA.length < 6 || partsB.length < 6) return compareWordings(a, b)
  const [districtA, roadA, numberA, buildingA, , roomA] = partsA
  const [districtB, roadB, numberB, buildingB, , roomB] = partsB
  const isSameRoom = roomA !== '' && roomA === roomB && (buildingA === buildingB || buildingA === '' || buildingB === '')
  const isSameStreet = roadA !== '' && roadA === roadB && numberA === numberB && numberA !== ''
  if (isSameStreet && isSameRoom) return 'equal'
  if (isSameRoom && buildingA !== '' && buildingB !== '' && districtA === districtB && (roadA === roadB || roadA === '' || roadB === '')) return 'room'
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
  const [short, long] = byLength(wordsA, wordsB)
  return short.length < 2 ? 0 : short.filter((word) => long.includes(word)).length / Math.max(short.length, long.length)
}

/** The shorter first; of two as long as each other the lesser, so that it says nothing which came first. */
function byLength(a: readonly string[], b: readonly string[]): [readonly string[], readonly string[]] {
  return a.length < b.length || (a.length === b.length && a.join(' ') <= b.join(' ')) ? [a, b] : [b, a]
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
  const [restA, placesA] = placedOf(coreA)
  const [restB, placesB] = placedOf(coreB)
  if (restA === restB && restA.length >= 2 && placesA.length > 0 && placesB.length > 0) return holdsAll(placesA, placesB) || holdsAll(placesB, placesA) ? 'core' : 'else'
  const length = Math.min(coreA.length, coreB.length)
  if (length >= 5 && distanceWithin(coreA, coreB, 1) <= 1) return 'edit1'
  return length >= 4 && (coreA.includes(coreB) || coreB.includes(coreA)) ? 'part' : 'else'
}

const holdsAll = (few: readonly string[], many: readonly string[]): boolean => few.every((place) => many.includes(place))

/** A firm's name without its places, and the places in short: where they stand moves (海尔（青岛）, 青岛市海尔), which they are does not. */
function placedOf(core: string): [rest: string, places: readonly string[]] {
  return remember(placed, core, (name) => {
    const places: string[] = []
    return [name.replace(PLACE, (place) => { places.push(place.slice(0, 2)); return '' }), places]
  })
}
const PLACE = new RegExp(`(?:${[...provinces.keys(), ...prefectures.keys()].toSorted((a, b) => b.length - a.length).join('|')})(?:省|市)?`, 'gu')

// A million pairs ask for the sound of the same names again and again.
const sounds = new Map<string, string>()
const families = new Map<string, string | null>()
const placed = new Map<string, [string, readonly string[]]>()
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

/**
 * Edits between two words (a sign added, left out or changed, or two neighbours exchanged: Damerau's four, no part edited twice), or
 * `most + 1` when there are more than `most`. Made for small `most`: two strangers are told apart after a few signs.
 */
export function distanceWithin(a: string, b: string, most: number): number {
  if (a === b) return 0
  if (PAIRED.test(a) || PAIRED.test(b)) [a, b] = numbered(a, b)
  for (let edits = Math.max(1, Math.abs(a.length - b.length)); edits <= most; edits++) if (isWithin(a, 0, b, 0, edits)) return edits
  return most + 1
}

/** A rare character takes two places of a string. */
const PAIRED = /[\ud800-\udfff]/

/** The same words with one place for every character. */
function numbered(a: string, b: string): [string, string] {
  const known = new Map<string, string>()
  const place = (sign: string) => {
    const found = known.get(sign) ?? String.fromCharCode(known.size)
    known.set(sign, found)
    return found
  }
  return [Array.from(a, place).join(''), Array.from(b, place).join('')]
}

function isWithin(a: string, i: number, b: string, j: number, edits: number): boolean {
  while (i < a.length && j < b.length && a.charCodeAt(i) === b.charCodeAt(j)) [i, j] = [i + 1, j + 1]
  const [left, right] = [a.length - i, b.length - j]
  if (left === 0 || right === 0) return left + right <= edits
  if (edits === 0 || Math.abs(left - right) > edits) return false
  if (isWithin(a, i + 1, b, j + 1, edits - 1)) return true
  if (left > 1 && right > 1 && a.charCodeAt(i) === b.charCodeAt(j + 1) && a.charCodeAt(i + 1) === b.charCodeAt(j) && isWithin(a, i + 2, b, j + 2, edits - 1)) return true
  return isWithin(a, i + 1, b, j, edits - 1) || isWithin(a, i, b, j + 1, edits - 1)
}
