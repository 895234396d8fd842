/** One spelling for what seven systems write in seven ways. Blank, placeholder and impossible values become null. */
import { isDay, today, type Day } from '#kernel/time'
import { simplify } from './simplified.ts'

/** 「张 三 先生」 → 张三; `Zhang  San` → ZHANG SAN. */
export function normaliseName(raw: string): string | null {
  return settled(raw, readName)
}

function readName(raw: string): string | null {
  const written = simplify(upper(raw)).replace(NAME_NOISE, '')
  const text = (written.replace(BRACKETED, '').trim() || written).replace(BRACKETS, '')
  const joined = HAN.test(text) ? text.replace(/[\s,]+/gu, '') : text.replace(/[\s,]+/gu, ' ').trim()
  const name = joined.replace(TITLE, '')
  return name === '' || PLACEHOLDER.test(name) ? null : name
}

/**
 * A person's name as it is shown: with its dots, hyphens and accents, in its own capitals; without titles, remarks in brackets and stray signs,
 * in the simplified characters of the bank. Its normal form is that of what was written, so that it is compared and found alike.
 */
export function writtenName(raw: string): string | null {
  const normal = normaliseName(raw)
  if (normal === null || normal === raw) return normal
  const kept = simplify(widthless(raw)).replace(STRAY, '').trim()
  const bare = (kept.replace(BRACKETED, '').trim() || kept).replace(BRACKETS, '')
  const spaced = HAN.test(bare) ? bare.replace(/[\s,]+/gu, '').replace(DOTS, '·') : bare.replace(/\s*,[\s,]*/gu, ', ').replace(/\s+/gu, ' ')
  const name = spaced.replace(/^[·,\s]+|[·,\s]+$/gu, '').replace(TITLE, '')
  return normaliseName(name) === normal ? name : normal
}

/** A mainland mobile number of 11 digits, or null. */
export function normalisePhone(raw: string): string | null {
  const digits = widthless(raw).replace(/\D/g, '')
  const phone = digits.length > 11 ? digits.replace(/^(00)?86/, '') : digits
  return /^1[3-9]\d{9}$/.test(phone) && !PLACEHOLDER_PHONE.test(phone) ? phone : null
}

/** A day of birth as 'YYYY-MM-DD' from `1985-3-7`, `19850307`, `1985/03/07`, `1985年3月7日`, with or without a time. */
export function normaliseBirthday(raw: string): Day | null {
  const text = widthless(raw).trim()
  const found = /^(\d{4})(\d{2})(\d{2})(?:\d{6})?$/.exec(text) ?? /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?(?:[ T].*)?$/.exec(text)
  if (!found) return null
  const day = [found[1], found[2]?.padStart(2, '0'), found[3]?.padStart(2, '0')].join('-')
  return isDay(day) && day > '1900-01-01' && day <= today() ? day : null
}

export function normaliseEmail(raw: string): string | null {
  return settled(raw, readEmail)
}

function readEmail(raw: string): string | null {
  const email = widthless(widthless(raw).toLowerCase()).replace(/\s/gu, '')
  return /^[^@<>(),;:"[\]\\]{1,64}@(?:[\p{L}\d-]+\.)+[\p{L}\d-]{2,}$/u.test(email) && !PLACEHOLDER_EMAIL.test(email) ? email : null
}

/** A firm's whole name in one spelling: 「海尔（青岛）有限公司」 → 海尔青岛有限公司. */
export function normaliseCompany(raw: string): string | null {
  return settled(raw, readCompany)
}

function readCompany(raw: string): string | null {
  const name = simplify(upper(raw)).replace(COMPANY_NOISE, '')
  const one = name.replace(/\s+/gu, HAN.test(name) ? '' : ' ').trim()
  return one === '' || PLACEHOLDER.test(one) ? null : one
}

/** What tells one firm from another: without legal form and branch. 中国移动通信集团浙江有限公司杭州分公司 → 中国移动通信集团浙江. */
export function companyCore(raw: string): string | null {
  const name = normaliseCompany(raw)
  if (name === null) return null
  const core = name.replace(LEGAL_FORM, '').replace(BRANCH, '').replace(ENGLISH_FORM, '').trim()
  return core.length > 1 ? core : name
}

/** One reading can leave what a second would take (a title behind a bracket): read until nothing changes, and doubt what never settles. */
function settled(raw: string, read: (text: string) => string | null): string | null {
  let text = read(raw)
  for (let turns = 0; text !== null && turns < 8; turns++) {
    const again = read(text)
    if (again === text) return text
    text = again
  }
  return null
}

const HAN = /\p{Script=Han}/u
const BRACKETS = /[()[\]{}<>《》【】「」]/gu
const BRACKETED = /[([{<《【「][^)\]}>》】」]*[)\]}>》】」]/gu
// The middle dots of long names come in eight shapes; zero-width signs come with copied text.
const NAME_NOISE = /[·•・‧∙⋅᛫●.\u200b-\u200f\u2060\ufeff\p{Cc}*"'`]/gu
const DOTS = /[•・‧∙⋅᛫●.·]+/gu
const STRAY = /[\u200b-\u200f\u2060\ufeff\p{Cc}*"`]/gu
const TITLE = /(?<=.)(先生|女士|小姐|太太|夫人|同志)+$/u
const COMPANY_NOISE = /[()[\]{}<>《》【】「」·•・.,，。、"'`\u200b-\u200f\u2060\ufeff\p{Cc}]/gu
const PLACEHOLDER = /^(无|没有|未知|不详|不明|待补|待核实|空|测试|客户|NULL|NONE|N\/?A|NIL|TEST|UNKNOWN|[-?？/\\_.0X\s]+)$/u
const PLACEHOLDER_PHONE = /^(\d{3}0{8}|1(\d)\2{9}|13800138000)$/
const PLACEHOLDER_EMAIL = /^(no|none|null|test|na|n\/a|wu|xxx?|abc|123|1)@|@(test|example|none|no|xxx?)\./
const LEGAL_FORM = /(?<=.{2})(股份有限责任公司|有限责任公司|股份有限公司|股份合作公司|有限公司|普通合伙企业?|有限合伙企业?|合伙企业|股份公司|总公司|公司)(?:[^公]*(?:公司|分行|支行|营业部|营业厅|办事处|分理处|分部|分店|分厂|门店))?$/u
const BRANCH = /(?<=.{2})(分公司|支公司|分行|支行|营业部|办事处|分理处|分部|分店|分厂)$/u
const ENGLISH_FORM = /(\s+(CO|COMPANY|LTD|LIMITED|INC|CORP|CORPORATION|LLC|PLC|GMBH|SA|AG))+$/

/** Full-width to half-width, composed, compatibility signs made plain; lone surrogates, which no database takes, made visible. */
function widthless(raw: string): string {
  return raw.toWellFormed().normalize('NFKC')
}

/** Capitals can come apart into signs that compose again (ῒ), hence the second pass. */
function upper(raw: string): string {
  return widthless(widthless(raw).toUpperCase())
}
