/** What companies leave in the bank's systems: who they are there, their accounts, what moves on them. */
import type { Account, Numbers } from './accounts.ts'
import { managersOf, subbranchOf } from './bank.ts'
import { companyAt, drawLegalName, type Company } from './companies.ts'
import { partsOf } from './days.ts'
import type { CompanyRates, CompanySystem } from './errors.ts'
import { post, type Ledger, type Movement, type Span } from './ledger.ts'
import { clock } from './merchants.ts'
import { homophone } from './names.ts'
import { mistype, mistypeCode, mobileNumber } from './numbers.ts'
import type { Person } from './people.ts'
import { DISTRICTS, spell, SPELLINGS } from './places.ts'
import type { Random } from './random.ts'
import { days, everyMonth } from './savings.ts'
import { englishTitle, mishearTitle, spellTitle, traditionalTitle, varyTitle } from './titles.ts'

export type CompanySeen = {
  name: string
  kind: 'E' | 'P'
  certificate: 'USCC' | 'ZZJG' | ''
  certificateNo: string
  legalName: string
  legalId: string
  phone: string
  email: string
  address: string
  industry: string
  group: string
  org: string
  owner: string
  openedOn: number
  updatedOn: number
}

/** Who stands for the company, often a customer of the bank, and who did before. */
export type Legal = { name: string; id: string; phone: string; formerName: string | null }

export function legalOf(random: Random, person: Person | undefined): Legal {
  const known = person && person.certificate === 'id-card' && person.age >= 25 && random.chance(0.7)
  const formerName = random.chance(0.15) ? drawLegalName(random) : null
  return known ? { name: person.name, id: person.idNumber, phone: person.phone, formerName } : { name: drawLegalName(random), id: '', phone: mobileNumber(random), formerName }
}

/** Every company has an account; some borrow, some sign in from their desks. */
export function companySystemsOf(random: Random): CompanySystem[] {
  const used = { corporate: true, credit: random.chance(0.32), ebank: random.chance(0.55) }
  return (Object.keys(used) as CompanySystem[]).filter((system) => used[system])
}

export function writeCompany(random: Random, company: Company, legal: Legal, rates: CompanyRates, asOf: number, isFirst: boolean): CompanySeen {
  const openedOn = asOf - Math.round(60 + 6500 * random.share())
  const district = isFirst || random.chance(0.5) ? company.branch : random.below(DISTRICTS.length)
  const org = subbranchOf(district)
  const managers = managersOf(org)
  const before = random.chance(rates.staleLegal) ? legal.formerName : null
  return {
    name: writeTitle(random, company, rates), kind: company.kind,
    ...writeCode(random, company, rates),
    legalName: random.chance(rates.missingLegal) ? '' : writeLegalName(random, before ?? legal.name, rates), legalId: before === null ? legal.id : '',
    phone: random.chance(rates.missingPhone) ? '' : writeCompanyPhone(random, company, legal, rates),
    email: company.email,
    address: random.chance(rates.missingAddress) ? '' : spell(random.chance(rates.staleAddress) ? company.oldAddress : company.address, random.below(SPELLINGS)),
    industry: company.industry, group: company.group, org,
    owner: random.chance(0.9) ? (managers[company.index % managers.length] ?? '') : '',
    openedOn, updatedOn: openedOn + Math.floor((asOf - openedOn) * random.share()),
  }
}

function writeTitle(random: Random, company: Company, rates: CompanyRates): string {
  const title = company.formerTitle !== null && random.chance(rates.staleName) ? company.formerTitle : company.title
  if (random.chance(rates.english)) return englishTitle(title)
  if (random.chance(rates.traditional)) return traditionalTitle(title)
  if (random.chance(rates.wrongName)) return mishearTitle(random, title)
  return random.chance(rates.variantName) ? varyTitle(random, title) : spellTitle(title)
}

function writeCode(random: Random, { credit, orgCode }: Company, rates: CompanyRates): Pick<CompanySeen, 'certificate' | 'certificateNo'> {
  if (random.chance(rates.missingCode)) return { certificate: '', certificateNo: '' }
  const isOld = random.chance(rates.oldCode)
  const mistyped = random.chance(rates.mistypedCode)
  if (!isOld) return { certificate: 'USCC', certificateNo: mistyped ? mistypeCode(random, credit) : credit }
  const code = mistyped ? mistype(random, orgCode.slice(0, 8)) + orgCode.slice(8) : orgCode
  return { certificate: 'ZZJG', certificateNo: random.chance(0.7) ? `${code.slice(0, -1)}-${code.slice(-1)}` : code }
}

function writeLegalName(random: Random, name: string, rates: CompanyRates): string {
  if (!random.chance(rates.wrongLegal)) return name
  const last = Array.from(name).at(-1) ?? ''
  return name.slice(0, -last.length) + (homophone(random, last) ?? '?')
}

/** One in six gives the mobile of whoever stands for it. */
function writeCompanyPhone(random: Random, company: Company, legal: Legal, rates: CompanyRates): string {
  const isPersonal = (company.index * 31) % 6 === 0
  return random.chance(rates.stalePhone) ? company.oldPhone : isPersonal ? legal.phone : company.phone
}

export function keepCompany(random: Random, company: Company, legal: Legal, entry: CompanyEntry, numbers: Numbers, span: Span, seed: string | number): { account: Account; ledger: Ledger }[] {
  const { org, openedOn } = entry.seen
  const base = { customer: entry.key, org, openedOn, status: 'open' as const }
  const opening = Math.round(random.around(company.turnover * 0.06, 0.8)) * 100
  const ledger = post(business(random, company, legal, span, seed), openedOn > span.first ? 0 : opening, 0, span, 0.0005)
  const basic: Account = { ...base, number: numbers.next('1101', org), kind: 'basic', product: 'D50', cents: ledger.closing, rate: 0.05 }
  const others = [
    ...(random.chance(0.3) ? [quiet({ ...base, number: numbers.next('1102', org), kind: random.pick(['general', 'special']), product: 'D50', cents: Math.round(random.around(80_000, 1)) * 100, rate: 0.05 })] : []),
    ...(random.chance(0.18) ? [quiet(termDeposit(random, { ...base, number: numbers.next('1111', org) }, company, span))] : []),
  ]
  return [{ account: basic, ledger }, ...others]
}

type CompanyEntry = { key: string; seen: CompanySeen }

function termDeposit(random: Random, base: Pick<Account, 'number' | 'customer' | 'org' | 'openedOn' | 'status'>, company: Company, span: Span): Account {
  const since = Math.max(base.openedOn, span.last - 1 - random.below(363))
  const cents = Math.max(5, Math.round((company.turnover * 0.1 * random.share()) / 10_000)) * 1_000_000
  return { ...base, kind: 'time', product: 'D51', cents, principal: cents, rate: 1.45, openedOn: since, maturesOn: since + 365 }
}

function quiet(account: Account): { account: Account; ledger: Ledger } {
  return { account, ledger: { opening: account.cents, closing: account.cents, posted: [] } }
}

function business(random: Random, company: Company, legal: Legal, span: Span, seed: string | number): Movement[] {
  const size = company.turnover * 100
  const rate = Math.min(8, 0.6 + company.turnover / 4_000_000)
  const partners = Array.from({ length: 4 }, () => companyAt(seed, random.below(4000)).name)
  const trade = (sign: 1 | -1) => (day: number): Movement => ({
    at: clock(random, day, [9, 17]), cents: sign * Math.max(100_00, Math.round((random.around(size / 13 / rate / 30, 0.7)) / 100) * 100), kind: 'transfer',
    channel: random.chance(0.8) ? 'web' : 'counter', peer: random.pick(partners), peerAccount: `11${random.digits(13)}`, peerBank: random.pick(['云岫银行', '海川银行', '明德银行', '联谊银行']),
    summary: sign > 0 ? random.pick(['货款', '服务费', '工程款']) : random.pick(['采购款', '材料款', '租金']),
  })
  const wages = Math.round((size * 0.012 * (0.5 + random.share())) / 100) * 100
  const payday = random.between(5, 20)
  return [
    ...days(random, span, rate * 1.05).map(trade(1)),
    ...days(random, span, rate * 0.8).map(trade(-1)),
    ...everyMonth(span, payday).map((day): Movement => ({ at: clock(random, day, [9, 10]), cents: -Math.round(wages * random.around(1, 0.03)), kind: 'salary', channel: 'batch', peer: '代发工资专户', summary: '代发工资' })),
    ...everyMonth(span, 15).filter((day) => partsOf(day).month % 3 === 1).map((day): Movement => ({ at: clock(random, day, [10, 16]), cents: -Math.round(size * 0.004 * random.around(1, 0.2)), kind: 'tax', channel: 'web', peer: '国家金库', summary: '增值税及附加' })),
    ...everyMonth(span, 21).filter((day) => partsOf(day).month % 3 === 0).map((day): Movement => ({ at: day * 86400 + 1800, cents: 0, kind: 'interest', channel: 'batch', summary: '单位活期结息' })),
    ...(random.chance(0.2) ? [{ at: clock(random, span.last - random.between(1, 3), [9, 16]), cents: Math.round(size * 0.08 * random.share() / 1e6) * 1e6, kind: 'transfer' as const, channel: 'web' as const, peer: random.pick(partners), summary: '大额货款' }] : []),
    ...(legal.id === '' ? [] : days(random, span, 0.05).map((day): Movement => ({ at: clock(random, day, [9, 17]), cents: -Math.round(size * 0.002 / 1e4) * 1e4, kind: 'transfer', channel: 'web', peer: legal.name, summary: '往来款' }))),
  ]
}
