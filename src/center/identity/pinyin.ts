/** How names sound, and the tokens by which a search finds them. ü is written v, as on a keyboard. */
import { pinyin } from 'pinyin-pro'
import { companyCore, normaliseName } from './normalise.ts'
import { simplify } from './simplified.ts'

export type Holder = 'person' | 'company'

/** 单雄信 → shan xiong xin: the surname by its own reading, the given name by each character's usual one. */
export function syllables(name: string): string[] {
  const family = surnameOf(name)
  if (family === null && !HAN.test(name)) return latinWords(name)
  const given = Array.from(name.slice(family?.length ?? 0), readingOf)
  return [...(family === null ? [] : surnameReading(family)), ...given].filter((syllable) => syllable !== '')
}

export function pinyinOf(name: string): string {
  return syllables(name).join('')
}

export function initialsOf(name: string): string {
  return syllables(name).map((syllable) => syllable[0]).join('')
}

/** 欧阳 of 欧阳娜娜, 张 of 张三; null of a name that is not Chinese. */
export function surnameOf(name: string): string | null {
  const [first, second, third] = name
  if (first === undefined || !HAN.test(first)) return null
  return second !== undefined && third !== undefined && COMPOUND.has(first + second) ? first + second : first
}

export function surnamePinyin(name: string): string | null {
  const family = surnameOf(name)
  return family === null ? null : surnameReading(family).join('')
}

/**
 * n + the name, b + each two neighbouring characters, p + the sound, i + the initials.
 * A firm goes by its core; a Latin name also by each of its words.
 */
export function searchTokens(name: string, holder: Holder = 'person'): string[] {
  const plain = (holder === 'company' ? companyCore(name) : normaliseName(name))?.toLowerCase()
  if (plain === undefined) return []
  const isHan = HAN.test(plain)
  const sounds = isHan && holder === 'company' ? phraseSyllables(plain) : syllables(plain)
  const tokens = new Set([`n${plain}`])
  if (isHan) for (const pair of bigrams(plain)) tokens.add(`b${pair}`)
  else for (const word of sounds) tokens.add(`p${word}`)
  if (sounds.length) tokens.add(`p${sounds.join('')}`).add(`i${sounds.map((sound) => sound[0]).join('')}`)
  return [...tokens]
}

export type Ask = { kind: 'prefix' | 'equal'; token: string }

/** How to ask for what someone typed: any of the lists, and of one list all. Digits alone are asked for elsewhere. */
export function queryTokens(text: string): Ask[][] {
  const typed = simplify(text.toWellFormed().normalize('NFKC').toLowerCase()).replace(/[^\p{L}\p{N}]/gu, '')
  if (!/\p{L}/u.test(typed)) return []
  if (latin(typed) !== '' && !HAN.test(typed)) return spellings(typed).flatMap((letters) => [[prefix(`p${letters}`)], [prefix(`i${letters}`)]])
  const asks: Ask[][] = [[prefix(`n${typed}`)]]
  const pairs = bigrams(typed)
  if (pairs.length) asks.push(pairs.map((pair) => ({ kind: 'equal', token: `b${pair}` })))
  if (HAN.test(typed) && /[a-z]/.test(typed)) asks.push([prefix(`p${syllables(typed).join('')}`)])
  return asks
}

const HAN = /\p{Script=Han}/u
const COMPOUND = new Set(
  ('欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 司空 夏侯 轩辕 长孙 宇文 端木 南宫 澹台 闻人 赫连 万俟 钟离 鲜于 闾丘 濮阳 淳于 单于 太叔 ' +
    '申屠 仲孙 公冶 宗政 公羊 颛孙 巫马 公西 漆雕 乐正 壤驷 公良 拓跋 夹谷 宰父 谷梁 段干 百里 东郭 南门 呼延 羊舌 梁丘 左丘 东门 西门 第五 独孤 亓官 司寇 子车 纳兰').split(' '),
)
/** Characters of names that the dictionary of readings lacks, and surnames it reads as common words. */
const OWN_READING = new Map([['𠮷', 'ji'], ['㛃', 'jie'], ['𬭎', 'hong'], ['𬍛', 'yue'], ['𫍯', 'xian']])
const OWN_SURNAME = new Map([['黑', 'he'], ['洗', 'xian'], ['盖', 'ge'], ['逄', 'pang'], ['覃', 'qin'], ['尉', 'wei'], ['员', 'yun'], ['单于', 'chanyu']])

const readings = new Map<string, string>()
const surnames = new Map<string, string[]>()

function readingOf(sign: string): string {
  let reading = readings.get(sign)
  if (reading === undefined) {
    reading = HAN.test(sign) ? (OWN_READING.get(sign) ?? latin(pinyin(sign, { toneType: 'none', v: true }))) : latin(sign)
    readings.set(sign, reading)
  }
  return reading
}

function surnameReading(family: string): string[] {
  let reading = surnames.get(family)
  if (!reading) {
    const own = OWN_SURNAME.get(family) ?? OWN_READING.get(family)
    reading = own ? [own] : pinyin(family, { toneType: 'none', v: true, mode: 'surname', type: 'array' }).map(latin)
    surnames.set(family, reading)
  }
  return reading
}

/** Firms are words, not surnames: 重庆 is chongqing. */
function phraseSyllables(name: string): string[] {
  return pinyin(name, { toneType: 'none', v: true, type: 'array', nonZh: 'consecutive' }).map(latin).filter((syllable) => syllable !== '')
}

function latinWords(name: string): string[] {
  return name.split(/[\s-]+/u).map(latin).filter((word) => word !== '')
}

/** Letters and digits only, accents taken off. */
function latin(text: string): string {
  return text.toLowerCase().normalize('NFD').replace(/[^a-z0-9]/g, '')
}

/** 吕 is typed lv, lyu or lü. */
function spellings(typed: string): string[] {
  const plain = latin(typed.replaceAll('ü', 'v'))
  const asTyped = plain.replace(/([ln])yu/g, '$1v')
  // An ü of another language is a plain u with its accent taken off, as everywhere else.
  return [...new Set([plain, asTyped, latin(typed)])]
}

function bigrams(text: string): string[] {
  const signs = Array.from(text)
  return [...new Set(signs.slice(1).map((sign, at) => signs[at] + sign))]
}

function prefix(token: string): Ask {
  return { kind: 'prefix', token }
}
