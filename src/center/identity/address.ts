/** An address in its parts, so that five spellings of one door are one door. */
import { prefectures, provinces } from './divisions.ts'
import { simplify } from './simplified.ts'

export type AddressParts = {
  province: string | null
  city: string | null
  district: string | null
  town: string | null
  road: string | null
  number: string | null
  /** A named estate: 阳光小区. */
  estate: string | null
  building: string | null
  unit: string | null
  room: string | null
}

export function splitAddress(raw: string): AddressParts | null {
  const text = plain(raw)
  if (text.length < 2 || /^(无|未知|不详|待补|地址)/.test(text)) return null
  const places = takeDivisions(text)
  return { ...places.found, ...takeStreet(places.rest) }
}

/** The door itself in one spelling, for comparing: 西湖区|文三路|100|3|2|501. */
export function doorOf({ district, road, number, building, unit, room }: AddressParts): string {
  return [district, road, number, building, unit, room].map((part) => part ?? '').join('|')
}

function plain(raw: string): string {
  return simplify(raw.toWellFormed().normalize('NFKC').toUpperCase())
    .replace(/[\s,，。;；:：、()[\]{}【】"'.]/gu, '')
    .replace(/中国(?=.{2,}[省市区])/u, '')
    .replace(/[〇零一二三四五六七八九十百]+(?=单元|号|栋|幢|座|层|楼|室)/gu, (digits) => String(numberOf(digits)))
    .replace(/[—–−~_#]/g, '-')
}

type Places = { found: Pick<AddressParts, 'province' | 'city' | 'district' | 'town'>; rest: string }

function takeDivisions(text: string): Places {
  let rest = text
  let province = longestAt(rest, provinces)
  if (province !== null && !isRoad(rest.slice(province.length))) rest = rest.slice(province.length)
  else province = null
  let city = longestAt(rest, prefectures)
  if (city !== null && !isRoad(rest.slice(city.length))) rest = rest.slice(city.length)
  else city = null
  const [districtText, afterDistrict] = take(rest, DISTRICT)
  const [town, afterTown] = take(afterDistrict, TOWN)
  const lies = city === null ? undefined : prefectures.get(city)
  const whole = province === null ? lies?.province : provinces.get(province)
  // Of 北京海淀 the city is the province itself.
  const found = { province: whole ?? null, city: lies?.city ?? (whole && whole.endsWith('市') ? whole : null), district: districtText, town }
  return { found, rest: afterTown }
}

const DISTRICT = /^([\p{Script=Han}]{1,7}?(?<![小社园校厂院库])(?:自治县|自治旗|新区|区|县|市|旗))(?!.{0,1}[路街巷])/u
const TOWN = /^([\p{Script=Han}]{1,6}?(?:街道|镇|乡)(?:办事处)?)/u
const ROAD = /^([\p{Script=Han}A-Z\d]{1,12}?(?:大道|大街|路|街|巷|弄|胡同|道))(?![镇乡])/u
const ESTATE = /^([\p{Script=Han}A-Z\d]{2,12}?(?:小区|社区|花园|花苑|公寓|家园|新村|苑|园|村|里|城|府|庭|湾|大厦|广场))/u

type Street = Pick<AddressParts, 'road' | 'number' | 'estate' | 'building' | 'unit' | 'room'>

function takeStreet(text: string): Street {
  const [road, afterRoad] = take(text, ROAD)
  const [numbered, afterNumber] = road === null ? [null, afterRoad] : take(afterRoad, /^(\d+(?:-\d+)?[A-Z]?)(?:号(?!楼|院\d|房)院?|弄)/u)
  const [bare, afterBare] = road === null || numbered !== null ? [null, afterNumber] : take(afterNumber, BARE_NUMBER)
  const [estate, house] = take(afterBare, ESTATE)
  return { road, number: numbered ?? bare, estate, ...takeHouse(house) }
}

/** 文三路100 without its 号. */
const BARE_NUMBER = /^(\d+)(?=$|-|[\p{Script=Han}])(?!号|栋|幢|座|单元|室|弄)-?/u

/** 3幢2单元501室, 3号楼2单元501, 3栋501, 3-2-501, 3-501: one house. */
function takeHouse(text: string): Pick<Street, 'building' | 'unit' | 'room'> {
  const dashed = /(?:^|\D)(\d{1,3}|[A-Z])(?:栋|幢|号楼|座)?-(?:(\d{1,2})(?:单元)?-)?(\d{2,4}[A-Z]?)(?:室|房|号)?$/u.exec(text)
  if (dashed) return { building: dashed[1] ?? null, unit: dashed[2] ?? null, room: dashed[3] ?? null }
  const [building, afterBuilding] = take(text, /^.*?(?:第)?(\d{1,4}|[A-Z]\d?|[甲乙丙丁东西南北])(?:栋|幢|号楼|座|号(?=\d+(?:单元|室)))/u)
  const [unit, afterUnit] = take(afterBuilding, /^(\d{1,2}|[A-Z]|[甲乙丙丁东西])(?:单元|门)/u)
  const [room] = take(afterUnit, /^(?:\d+[层楼])?-?(\d{2,5}[A-Z]?)(?:室|房|号)?$/u)
  return { building, unit, room }
}

function take(text: string, pattern: RegExp): [string | null, string] {
  const found = pattern.exec(text)
  return found ? [found[1] ?? null, text.slice(found.index + found[0].length)] : [null, text]
}

function longestAt(text: string, names: ReadonlyMap<string, unknown>): string | null {
  for (let length = Math.min(text.length, 14); length > 1; length--) {
    const head = text.slice(0, length)
    if (names.has(head)) return head
  }
  return null
}

/** 南京路 and 北京西路 are streets, not the cities. */
function isRoad(after: string): boolean {
  return /^[东西南北中]?\d?(路|大街|街|大道|道|巷|弄|胡同)/u.test(after)
}

const DIGITS = '〇一二三四五六七八九'

function numberOf(text: string): number {
  if (!/[十百]/.test(text)) return Number(Array.from(text, (sign) => Math.max(0, DIGITS.indexOf(sign.replace('零', '〇')))).join(''))
  const [hundreds = '', rest = ''] = text.includes('百') ? text.split('百') : ['', text]
  const [tens = '', ones = ''] = rest.includes('十') ? rest.split('十') : ['', rest]
  const digit = (sign: string, empty: number) => (sign === '' ? empty : Math.max(0, DIGITS.indexOf(sign.slice(-1))))
  return (text.includes('百') ? digit(hundreds, 1) * 100 : 0) + (rest.includes('十') ? digit(tens, 1) * 10 : 0) + digit(ones, 0)
}
