/** Companies and institutions of the town. One is a function of the seed and its number alone, so that people can work for it before it is met. */
import { drawGivenName, drawSurname } from './names.ts'
import { creditCode, orgCheckDigit, scatter } from './numbers.ts'
import { DISTRICTS, districtAt, drawAddress, landline, type Address } from './places.ts'
import { Random } from './random.ts'
import { formerTitle, groupTitle, spellTitle, wordAndTrade, type Title } from './titles.ts'

export type Company = {
  index: number
  name: string
  title: Title
  /** The name before it was changed at the registry. */
  formerTitle: Title | null
  kind: 'E' | 'P'
  credit: string
  orgCode: string
  industry: string
  group: string
  phone: string
  oldPhone: string
  email: string
  address: Address
  oldAddress: Address
  /** The seat is a desk at an agent's, shared with others, and so perhaps the phone. */
  incubated: boolean
  branch: number
  /** Yearly turnover in yuan. */
  turnover: number
  /** What about it tries whoever tells companies apart. */
  planted: 'branch' | 'namesake' | 'incubator' | 'renamed' | 'group' | ''
}

export const PEOPLE_PER_COMPANY = 25
// One company in fifteen belongs to a group of four.
const GROUP_EVERY = 60
const GROUP_SIZE = 4
// Everybody's employer is one of so many, whether or not it banks here.
const EMPLOYERS = 4000
// One in twenty is the 分公司 of the one before it, with a code of its own; one in twenty has its word and trade in another place.
const KIN_EVERY = 20
const BRANCH_PLACE = 7
const NAMESAKE_PLACE = 13
const RENAMED = 0.06
const INCUBATED = 0.04
const INCUBATORS_A_TOWN = 3

export function companyAt(seed: string | number, index: number): Company {
  const random = new Random(seed, 'company', index)
  const { branch, isPublic, title, group } = entitle(seed, index)
  const orgCode = random.chance(0.3) ? `MA${scatter(index, 6)}` : random.pick(['7', '6', '5']) + scatter(index, 7)
  const full = orgCode + orgCheckDigit(orgCode)
  const former = !isPublic && title.branch === '' && random.chance(RENAMED) ? formerTitle(random, seed, index, title) : null
  const incubated = !isPublic && random.chance(INCUBATED)
  const desk = new Random(seed, 'incubator', branch, random.below(INCUBATORS_A_TOWN))
  const [address, deskPhone] = incubated ? [drawAddress(desk, branch), landline(desk, branch)] : [drawAddress(random, branch), '']
  const place = index % KIN_EVERY
  return {
    index, name: spellTitle(title), title, formerTitle: former, kind: isPublic ? 'P' : 'E', group: isPublic ? '' : group, branch, incubated, industry: title.trade.industry,
    credit: creditCode(isPublic ? '12' : '91', districtAt(branch).code, full), orgCode: full,
    phone: incubated && random.chance(0.5) ? deskPhone : landline(random, branch), oldPhone: landline(random, branch),
    email: random.chance(0.5) ? `office${scatter(index, 6)}@firm.example` : '',
    address, oldAddress: drawAddress(random, branch),
    turnover: random.around(4_000_000, 1.5),
    planted: title.branch !== '' ? 'branch' : place === NAMESAKE_PLACE || place === NAMESAKE_PLACE - 1 ? 'namesake' : former ? 'renamed' : incubated ? 'incubator' : group === '' ? '' : 'group',
  }
}

export function employerOf(seed: string | number, random: Random): string {
  return companyAt(seed, random.below(EMPLOYERS)).name
}

export function drawLegalName(random: Random): string {
  return drawSurname(random) + drawGivenName(random, random.chance(0.75) ? 'M' : 'F', random.between(1958, 1990))
}

type Entitled = { branch: number; isPublic: boolean; title: Title; group: string }

function entitle(seed: string | number, index: number): Entitled {
  const random = new Random(seed, 'title', index)
  const branch = random.below(DISTRICTS.length)
  const place = index % KIN_EVERY
  if (place === BRANCH_PLACE) return branchOff(seed, index, branch, random)
  if (place === NAMESAKE_PLACE) return namesake(seed, index, branch)
  const isPublic = place !== BRANCH_PLACE - 1 && place !== NAMESAKE_PLACE - 1 && random.chance(0.06)
  const group = isPublic ? null : groupOf(seed, index)
  const { word, trade } = group ?? wordAndTrade(seed, index, isPublic)
  const form = isPublic ? '' : random.chance(0.06) ? '股份有限公司' : random.chance(0.2) ? '有限责任公司' : '有限公司'
  const { city, district } = districtAt(branch)
  const bracketed = !isPublic && random.chance(0.15)
  const seat = isPublic ? city + district : bracketed ? city.slice(0, -1) : seatOf(random, branch)
  return { branch, isPublic, title: { place: seat, bracketed, word, trade, form, branch: '' }, group: group?.name ?? '' }
}

/** A unit of the company before it in another town: its own code, phone and seat, its parent's name with the town behind. */
function branchOff(seed: string | number, index: number, drawn: number, random: Random): Entitled {
  const parent = entitle(seed, index - 1)
  const branch = (parent.branch + 6 * random.between(1, 3) + (drawn % 6)) % DISTRICTS.length
  return { ...parent, branch, title: { ...parent.title, branch: districtAt(branch).city.slice(0, -1) } }
}

/** No relation of the company before it, whose word and trade it has in another town. */
function namesake(seed: string | number, index: number, drawn: number): Entitled {
  const other = entitle(seed, index - 1)
  const town = Math.floor(other.branch / 6)
  const branch = ((town + 1 + (drawn % 3)) % 4) * 6 + (drawn % 6)
  return { ...other, branch, group: '', title: { ...other.title, place: districtAt(branch).city.slice(0, -1) } }
}

function seatOf(random: Random, branch: number): string {
  const { province, city } = districtAt(branch)
  const fate = random.share()
  if (fate < 0.7) return city.slice(0, -1)
  return fate < 0.8 ? city : province.slice(0, fate < 0.95 ? -1 : undefined)
}

function groupOf(seed: string | number, index: number): { name: string; word: string; trade: Title['trade'] } | null {
  const member = index % GROUP_EVERY
  if (member >= GROUP_SIZE) return null
  const random = new Random(seed, 'group', Math.floor(index / GROUP_EVERY))
  const title = groupTitle(random, member)
  return { ...title, name: `${title.word}${random.pick(['控股', '实业', '投资'])}集团有限公司` }
}
