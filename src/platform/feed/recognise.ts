/** What a column holds, by its content: document numbers by their check digits, days by trying every way of writing them, amounts, codes. */
import type { Column } from './declaration.ts'
import { dayReader, instantReader } from './moment.ts'

export type Kind = 'idNumber' | 'uscc' | 'mobile' | 'telephone' | 'email' | 'bankCard' | 'day' | 'instant' | 'amount' | 'number' | 'integer' | 'code' | 'key' | 'name' | 'address' | 'text' | 'nothing'
export type Recognised = {
  kind: Kind
  column: Column
  /** The share of the values that are so, lessened where another reading is as good. */
  confidence: number
  /** What else it may be, the likelier first. */
  others: { kind: Kind; column: Column }[]
  distinct: string[]
  blanks: number
  placeholders: string[]
}

/** Values that say nothing, as they are found in every bank. */
const PLACEHOLDERS = new Set(['无', '不详', '未知', '空', '-', '--', '/', '?', '？', 'NULL', 'null', 'N/A', 'NA', 'none', 'None', '\\N', '0001-01-01', '1900-01-01', '1900/01/01', '19000101', '00010101', '00000000', '9999-12-31', '99991231', '2999-12-31', '29991231'])
const ENOUGH = 0.9
/** What a check digit or a fixed shape proves may share its column with others: passports among identity cards. */
const MOST = 0.6
const PROVEN = new Set<Kind>(['idNumber', 'uscc', 'mobile', 'email'])

export function recognise(name: string, raw: readonly string[]): Recognised {
  const clean = raw.map((value) => value.trim())
  const said = clean.filter((value) => value !== '')
  const placeholders = [...new Set(said.filter((value) => PLACEHOLDERS.has(value)))]
  const values = said.filter((value) => !PLACEHOLDERS.has(value))
  const distinct = [...new Set(values)]
  const common = { distinct: distinct.slice(0, 60), blanks: clean.length - said.length, placeholders }
  if (values.length === 0) return { kind: 'nothing', column: { type: 'text' }, confidence: 0, others: [], ...common }
  const found = candidates(name, values, distinct).filter(({ kind, share }) => share >= (PROVEN.has(kind) ? MOST : ENOUGH)).toSorted((a, b) => b.rank - a.rank)
  const [best, ...rest] = found
  if (!best) return { kind: 'text', column: { type: 'text' }, confidence: 0.6, others: [], ...common }
  const rival = rest.find(({ kind }) => kind === best.kind)
  const confidence = best.share * (values.length < 5 ? 0.8 : 1) * (rival ? 0.6 : 1) * (best.isVague ? 0.7 : 1)
  return { kind: best.kind, column: best.column, confidence: Math.round(confidence * 100) / 100, others: rest.slice(0, 5).map(({ kind, column }) => ({ kind, column })), ...common }
}

type Candidate = { kind: Kind; column: Column; share: number; rank: number; isVague?: boolean }

function candidates(name: string, values: string[], distinct: string[]): Candidate[] {
  const share = (is: (value: string) => boolean) => values.filter(is).length / values.length
  const text = (kind: Kind, rank: number, is: (value: string) => boolean, isVague = false): Candidate => ({ kind, column: { type: 'text' }, share: share(is), rank, isVague })
  return [
    text('uscc', 98, isUscc), text('idNumber', 97, isIdNumber), text('email', 96, (value) => /^[^@\s]+@[^@\s]+\.[a-z]{2,}$/i.test(value)),
    text('mobile', 95, (value) => /^(\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}$/.test(value)), text('telephone', 80, (value) => /^(0\d{2,3}[- ]?\d{7,8}|(\+?86[- ]?)?1[3-9]\d{9})(-\d{1,5})?$/.test(value)),
    text('bankCard', 78, (value) => /^[3-6]\d{15,18}$/.test(value) && isLuhn(value)),
    ...days(values), ...instants(values), ...amounts(name, values),
    ...codes(name, values, distinct),
    text('address', 40, (value) => /[省市区县镇乡村路街道巷弄号栋幢室]/u.test(value) && Array.from(value).length >= 6),
    text('name', 35, (value) => /^[\p{Script=Han}·]{2,6}$/u.test(value) || /(公司|集团|厂|店|中心|合作社|事务所)$/u.test(value), true),
    { kind: 'key', column: { type: 'text' }, share: distinct.length === values.length && values.length >= 3 && share((value) => /^[A-Za-z0-9_-]{3,40}$/.test(value)) >= ENOUGH ? 1 : 0, rank: 30, isVague: true },
    { kind: 'text', column: { type: 'text' }, share: 1, rank: 0, isVague: true },
  ]
}

const DAYS = ['YYYY-MM-DD', 'YYYYMMDD', 'YYYY/MM/DD', 'YYYY.MM.DD', 'YYYY年MM月DD日', 'YYYY年M月D日', 'YYYY/M/D', 'YYYY-M-D', 'YYYY.M.D', 'DD/MM/YYYY', 'MM/DD/YYYY', 'DD.MM.YYYY', 'DD-MMM-YYYY']
const INSTANTS = ['YYYY-MM-DD HH:mm:ss', 'YYYYMMDDHHmmss', 'YYYYMMDD HH:mm:ss', 'YYYY/MM/DD HH:mm:ss', 'YYYY-MM-DD HH:mm', 'YYYY/M/D H:mm', 'YYYY/M/D H:mm:ss', 'YYYY年M月D日 H:mm', 'YYYY年M月D日 HH:mm:ss', 'YYYY-MM-DDTHH:mm:ss', 'iso', 'epoch-ms']

function days(values: string[]): Candidate[] {
  return DAYS.map((format, i) => {
    const read = dayReader(format)
    const share = shareOf(values, (value) => isLikely(read(value)?.slice(0, 4)))
    return { kind: 'day' as const, column: { type: 'date' as const, format }, share, rank: 90 - i / 10 }
  })
}

function instants(values: string[]): Candidate[] {
  return INSTANTS.map((format, i) => {
    const read = instantReader(format, 'Asia/Shanghai')
    // Any number is so many milliseconds after 1970: only those of our own decades are meant so.
    const isMeant = (value: string) => format !== 'epoch-ms' || /^\d{12,13}$/.test(value)
    const share = shareOf(values, (value) => isMeant(value) && isLikely(read(value)?.slice(0, 4)))
    return { kind: 'instant' as const, column: { type: 'instant' as const, format }, share, rank: 92 - i / 10 }
  })
}

const isLikely = (year: string | undefined) => year !== undefined && year >= '1900' && year <= '2099'
const shareOf = (values: string[], is: (value: string) => boolean) => values.filter(is).length / values.length

const MONEY = /金额|余额|本金|额度|利息|市值|成本|发生额|价|费|amt|amount|bal|fee|prin|limit|value|cost|jine|yue/i
const CENTS = /分\)|（分）|_fen$|cent/i
const FIGURE = /^[+-]?\d{1,16}(\.\d{1,8})?$/
const THOUSANDS = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/
const LABEL = /号|编码|代码|编号|no$|_no|code|_cd|id$|电话|邮编|卡/i

function amounts(name: string, values: string[]): Candidate[] {
  const plain = shareOf(values, (value) => FIGURE.test(value) || THOUSANDS.test(value))
  if (plain < ENOUGH) return []
  const hasThousands = values.some((value) => THOUSANDS.test(value))
  const hasCents = shareOf(values, (value) => /\.\d{1,2}$/.test(value))
  const isWhole = values.every((value) => /^[+-]?\d{1,18}$/.test(value))
  const isMoney = MONEY.test(name)
  // What begins with a nought is a number by name only: a code, an account, a branch.
  if (isWhole && (values.some((value) => /^0\d/.test(value)) || (LABEL.test(name) && !isMoney))) return []
  const scale = isWhole && (CENTS.test(name) || (isMoney && values.length >= 5 && shareOf(values, (value) => Math.abs(Number(value)) >= 10_000) > 0.8)) ? { scale: 'cents' as const } : {}
  const amount: Column = { type: 'amount', ...scale, ...(hasThousands && { thousands: true }) }
  const found: Candidate[] = []
  if (isMoney || hasThousands || hasCents > 0.5) found.push({ kind: 'amount', column: amount, share: plain, rank: isMoney || hasThousands ? 70 : 60, isVague: 'scale' in scale && !CENTS.test(name) })
  if (isWhole) found.push({ kind: 'integer', column: { type: 'integer' }, share: plain, rank: 45, isVague: true })
  else if (!hasThousands) found.push({ kind: 'number', column: { type: 'number' }, share: plain, rank: 50, isVague: true })
  return found
}

const CODED = /类型|类别|种类|状态|标志|性别|币种|渠道|方向|等级|级别|机构|网点|type|kind|sts|stat|flag|sex|gender|ccy|curr|chnl|channel|lvl|grade|_cd$|org|brn|branch/i

function codes(name: string, values: string[], distinct: string[]): Candidate[] {
  const isShort = distinct.every((value) => Array.from(value).length <= 12)
  const isNamed = CODED.test(name)
  const isFew = distinct.length <= (isNamed ? 40 : 12) && (values.length >= distinct.length * 3 || (isNamed && (distinct.length <= 3 || values.length >= distinct.length * 1.5)))
  return isShort && isFew ? [{ kind: 'code', column: { type: 'text' }, share: 1, rank: isNamed ? 75 : 42, isVague: !isNamed }] : []
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** GB 11643: a day of birth in its middle, and for eighteen signs a check digit at the end. */
export function isIdNumber(value: string): boolean {
  const long = /^\d{6}(\d{8})\d{3}([\dXx])$/.exec(value)
  const readDay = dayReader('YYYYMMDD')
  if (!long) return /^\d{15}$/.test(value) && readDay(`19${value.slice(6, 12)}`) !== null
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(value[i]), 0)
  return readDay(long[1] as string) !== null && '10X98765432'[sum % 11] === value[17]?.toUpperCase() // the group always matches
}

const USCC = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** GB 32100. */
export function isUscc(value: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(value) || !/[A-Z]/.test(value.slice(0, 17))) return false
  const sum = Array.from({ length: 17 }, (_, i) => USCC.indexOf(value[i] as string) * (3 ** i % 31)).reduce((a, b) => a + b, 0)
  return USCC[(31 - (sum % 31)) % 31] === value[17]
}

export function isLuhn(value: string): boolean {
  const sum = Array.from(value).toReversed().reduce((total, digit, i) => total + (i % 2 === 0 ? Number(digit) : Number(digit) * 2 - (Number(digit) > 4 ? 9 : 0)), 0)
  return sum % 10 === 0
}
