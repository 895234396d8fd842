/** Blocking keys: which records are set beside each other at all. A key is 64 bits made of its parts; records that share one are compared. */
import { createCipheriv } from 'node:crypto'
import { soundOf } from './compare.ts'
import type { Key } from './model.ts'
import { surnamePinyin } from './pinyin.ts'

type Part = { readonly field: string; readonly of: (value: string) => readonly string[] }
const whole = (field: string): Part => ({ field, of: (value) => [value] })
const one = (field: string, read: (value: string) => string | null | undefined): Part => ({ field, of: (value) => { const found = read(value); return found ? [found] : [] } })
const ofNumber = (read: (number: string, type: string) => string | null) => one('id', (value) => { const [type = '', , number = ''] = value.split(':'); return read(number, type) })
const inDoor = (read: (parts: readonly string[]) => string | null) => one('address', (value) => { const parts = value.split('|'); return parts.length === 6 ? read(parts) : null })
const filled = (...parts: (string | undefined)[]): string | null => (parts.every(Boolean) ? parts.join('|') : null)
const coreOf = (value: string): string => value.split('\t')[0] ?? value
const signs = (text: string, from: number, to?: number): string | null => { const all = Array.from(text); return all.length >= 4 ? all.slice(from, to).join('') : null }

/** Blanks come and go between words. */
function closed(text: string): string {
  return text.replaceAll(' ', '')
}

/** What a key may be made of, each from one field. */
export const PARTS: Readonly<Record<string, Part>> = {
  id: ofNumber((number) => number), 'id-head': ofNumber((number) => (number.length >= 15 ? number.slice(0, 9) : null)), 'id-tail': ofNumber((number) => (number.length >= 9 ? number.slice(-9) : null)),
  'id-body': ofNumber((number, type) => (number.length === 18 ? (type === 'uscc' ? number.slice(8, 17) : number.slice(6, 18)) : null)),
  name: whole('name'), sound: one('name', soundOf), family: one('name', surnamePinyin),
  'name-words': one('name', (name) => (name.includes(' ') ? name.split(' ').toSorted().join(' ') : null)), 'name-word': { field: 'name', of: (name) => (name.includes(' ') ? name.split(' ').filter((word) => word.length > 2) : []) },
  given: whole('given'), surname: whole('surname'), 'given-sound': one('given', soundex), 'surname-sound': one('surname', soundex),
  birthday: whole('birthday'), year: one('birthday', (day) => day.slice(0, 4)), 'month-day': one('birthday', (day) => day.slice(5)),
  phone: { field: 'phone', of: (value) => value.split(' ') }, 'phone-head': { field: 'phone', of: (value) => value.split(' ').map((each) => each.slice(0, 7)) }, 'phone-tail': { field: 'phone', of: (value) => value.split(' ').map((each) => each.slice(-4)) },
  email: whole('email'), employer: whole('employer'), number: whole('number'), street: one('street', closed), house: whole('house'), line: one('line', closed), locality: one('locality', closed), postcode: whole('postcode'),
  road: inDoor(([, road, number]) => filled(road, number)), door: inDoor(([, road, number, building, , room]) => filled(road, number, room) && `${road}|${number}|${building}|${room}`),
  district: inDoor(([district]) => district ?? null), room: inDoor(([district, , , building, , room]) => filled(district, building, room)),
  orgcode: whole('orgcode'), account: whole('account'), legal: whole('legal'),
  core: one('name', coreOf), 'core-head': one('name', (value) => signs(coreOf(value), 0, 4)), 'core-tail': one('name', (value) => signs(coreOf(value), -4)), 'core-sound': one('name', (value) => soundOf(coreOf(value))),
}

/** A key is of use where each of its parts comes from a field that is known. */
export function usable(keys: readonly Key[], fields: ReadonlySet<string>): Key[] {
  return keys.filter(({ parts }) => parts.every((part) => fields.has(PARTS[part]?.field ?? '')))
}

/** Two halves of 64 bits. */
export type Hash = readonly [number, number]

/** The hashes of what one value gives to one part. */
export function hashPart(part: string, value: string): Hash[] {
  const texts = PARTS[part]?.of(value) ?? []
  // Two phones of one exchange have one head.
  return (texts.length > 1 ? [...new Set(texts)] : texts).map((text) => hashText(text, part))
}

/** The hash of a key before its parts: the same parts under another key are another hash. */
export const hashKey = (key: string): Hash => hashText(key, 'key')

/** One more part of a key. */
export function addPart(high: number, low: number, partHigh: number, partLow: number): Hash {
  const mixed = mix(high ^ partHigh, low)
  return [mixed, mix(low ^ partLow, mixed)]
}

/** All keys of one record; `value` gives its value of a field. A part that several keys are made of is made once. */
export function keysOf(keys: readonly Key[], value: (field: string) => string | null): Hash[] {
  const made = new Map<string, Hash[]>()
  const hashesOf = (part: string): Hash[] => {
    const known = made.get(part)
    if (known) return known
    const mine = value(PARTS[part]?.field ?? '')
    const hashes = mine === null ? [] : hashPart(part, mine)
    made.set(part, hashes)
    return hashes
  }
  const all: Hash[] = []
  for (const { id, parts } of keys) {
    let begun: Hash[] = [hashKey(id)]
    for (const part of parts) begun = addChoices(begun, hashesOf(part))
    all.push(...begun)
  }
  return all
}

/** Each key begun, with each hash that the next part has: of two phones there are two. */
function addChoices(begun: readonly Hash[], choices: readonly Hash[]): Hash[] {
  const longer: Hash[] = []
  for (const [high, low] of begun) for (const [partHigh, partLow] of choices) longer.push(addPart(high, low, partHigh, partLow))
  return longer
}

/**
 * Keyed: what the database keeps of a key says nothing to who has not the bank's token key, though identity numbers can be counted through.
 * One AES block a key, so a chunk of a file costs one call.
 */
export function lockKeys(hashes: readonly Hash[], tokenKey: Buffer): bigint[] {
  const blocks = Buffer.alloc(hashes.length * 16)
  hashes.forEach(([high, low], at) => { blocks.writeInt32LE(high, at * 16); blocks.writeInt32LE(low, at * 16 + 4) })
  const cipher = createCipheriv('aes-256-ecb', tokenKey, null).setAutoPadding(false)
  const locked = cipher.update(blocks)
  return hashes.map((_, at) => locked.readBigInt64LE(at * 16))
}

/** MurmurHash3's way of mixing, twice with two seeds: 64 bits, the same in every process. */
function hashText(text: string, seed: string): Hash {
  let high = 0x9747b28c
  let low = 0x85ebca6b
  for (const word of [seed, text]) {
    for (let at = 0; at < word.length; at++) {
      const sign = word.charCodeAt(at)
      high = Math.imul(high ^ sign, 0xcc9e2d51)
      high = (high << 13) | (high >>> 19)
      low = Math.imul(low ^ sign, 0x1b873593)
      low = (low << 15) | (low >>> 17)
    }
    high = mix(high, low)
    low = mix(low, high)
  }
  return [high, low]
}

function mix(a: number, b: number): number {
  let mixed = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ b
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) | 0
}

/** Russell's Soundex (US patent 1,261,167): the first letter and three digits of consonants; Chinese by its sound. */
function soundex(word: string): string | null {
  const letters = /[A-Z]/.test(word) ? word.replaceAll(/[^A-Z]/g, '') : soundOf(word).toUpperCase().replaceAll(/[^A-Z]/g, '')
  const [first] = letters
  if (first === undefined) return null
  let code = first
  let last = SOUNDS[first] ?? ''
  for (const letter of letters.slice(1)) {
    const sound = SOUNDS[letter]
    if (sound !== undefined && sound !== last) code += sound
    if (letter !== 'H' && letter !== 'W') last = sound ?? ''
  }
  return code.slice(0, 4).padEnd(4, '0')
}
const SOUNDS: Readonly<Record<string, string>> = Object.fromEntries(['BFPV', 'CGJKQSXZ', 'DT', 'L', 'MN', 'R'].flatMap((letters, at) => Array.from(letters, (letter) => [letter, String(at + 1)])))
