/** How a system has written a person down: with its habits, its errors and the age of its knowledge. */
import { managersOf, subbranchOf } from './bank.ts'
import { addMonths } from './days.ts'
import type { Rates, System } from './errors.ts'
import { homophone, latin, RARE, RARE_CHARACTER, traditional, type Sex } from './names.ts'
import { fifteenDigits, hadFifteenDigits, mistype } from './numbers.ts'
import type { Certificate, Person } from './people.ts'
import { districtAt, landline, spell, SPELLINGS } from './places.ts'
import type { Random } from './random.ts'

export type Seen = {
  name: string
  certificate: Certificate | null
  idNumber: string
  sex: Sex | null
  birthday: number | null
  phone: string
  phone2: string
  email: string
  address: string
  post: string
  employer: string
  occupation: string
  income: number
  org: string
  owner: string
  openedOn: number
  updatedOn: number
}

/** The systems a person uses. The shares are those of the identity trial: savings .78, card .36, loan .14, fund .22, mobile .42, wealth .09. */
export function systemsOf(random: Random, person: Person): System[] {
  const { age, wealth, occupation } = person
  const works = occupation !== '' && occupation !== '退休'
  const odds: Record<System, number> = {
    savings: age > 60 ? 0.8 : 0.66,
    card: works ? 0.46 : 0.12,
    loan: works ? (age >= 24 && age <= 55 ? 0.205 : 0.09) : 0.03,
    fund: works ? 0.31 : 0.01,
    mobile: age < 35 ? 0.6 : age < 50 ? 0.48 : age < 60 ? 0.31 : 0.11,
    wealth: wealth > 100_000 ? 0.37 : 0.03,
  }
  const used = (Object.keys(odds) as System[]).filter((system) => random.chance(odds[system]))
  const needsSavings = used.length === 0 || (used.includes('wealth') && random.chance(0.9))
  return needsSavings && !used.includes('savings') ? ['savings', ...used] : used
}

export function write(random: Random, person: Person, rates: Rates, system: number, asOf: number): Seen {
  const district = random.chance(0.4) ? person.secondBranch : person.branch
  const adult = addMonths(person.birthday, 12 * 17)
  const openedOn = Math.max(adult, asOf - Math.round(30 + 7000 * random.share() ** 1.5))
  const fresh = asOf - Math.floor((asOf - openedOn) * random.share())
  const stale = { phone: random.chance(rates.stalePhone), address: random.chance(rates.staleAddress) }
  const isOld = (stale.phone && person.oldPhone !== null) || (stale.address && person.oldHome !== null)
  const home = stale.address ? (person.oldHome ?? person.home) : person.home
  return {
    ...writeIdentity(random, person, rates, system),
    phone: writePhone(random, stale.phone ? (person.oldPhone ?? person.phone) : person.phone, rates),
    phone2: random.chance(0.12) ? landline(random, person.branch) : '',
    email: random.chance(0.8) ? person.email : '',
    address: random.chance(rates.missingAddress) ? leaveOut(random, NO_ADDRESS) : spell(home, random.chance(0.6) ? system % SPELLINGS : random.below(SPELLINGS)),
    post: districtAt(home.district).post,
    employer: writeEmployer(random, person, rates), occupation: person.occupation, income: person.income,
    org: subbranchOf(district), owner: managerOf(random, person, district),
    openedOn, updatedOn: Math.max(openedOn, isOld ? Math.min(fresh, person.changedOn - 1) : fresh),
  }
}

function writeIdentity(random: Random, person: Person, rates: Rates, system: number): Pick<Seen, 'name' | 'certificate' | 'idNumber' | 'sex' | 'birthday'> {
  const without = random.chance(rates.missingId)
  return {
    name: writeName(random, person, rates, system),
    certificate: without && random.chance(0.5) ? null : person.certificate,
    idNumber: without ? leaveOut(random, NO_ID) : writeIdNumber(random, person, rates),
    sex: random.chance(0.005) ? null : person.sex,
    birthday: writeBirthday(random, person, rates),
  }
}

function writeIdNumber(random: Random, person: Person, rates: Rates): string {
  const { idNumber, certificate, birthday } = person
  if (random.chance(rates.mistypedId)) return mistype(random, idNumber)
  if (certificate !== 'id-card') return idNumber
  if (hadFifteenDigits(birthday) && random.chance(rates.fifteenDigits)) return fifteenDigits(idNumber)
  return idNumber.endsWith('X') && random.chance(0.1) ? idNumber.toLowerCase() : idNumber
}

function writeBirthday(random: Random, person: Person, rates: Rates): number | null {
  const fate = random.share()
  if (fate < rates.missingBirthday) return fate < rates.missingBirthday / 2 ? null : -25567 // 1900-01-01
  if (fate < rates.missingBirthday + rates.wrongBirthday) return person.birthday + random.pick([-31, -30, -10, -1, 1, 10, 30, 31, 365])
  return person.birthday
}

function writeEmployer(random: Random, { employer, oldEmployer }: Person, rates: Rates): string {
  const known = random.chance(rates.staleEmployer) ? (oldEmployer ?? employer) : employer
  return random.chance(rates.shortEmployer) ? known.replace(/(股份|有限责任|有限)?公司$/, '') : known
}

const NO_ID = ['000000000000000000', '111111111111111111', '无']
const NO_ADDRESS = ['无', '不详', '待补充']
/** Most clerks leave a field empty; some type what gets them past it. */
function leaveOut(random: Random, placeholders: string[]): string {
  return random.chance(0.12) ? random.pick(placeholders) : ''
}

const PLACEHOLDERS = ['13800000000', '13888888888', '13900000000', '13000000000', '11111111111']

function writePhone(random: Random, phone: string, rates: Rates): string {
  if (random.chance(rates.missingPhone)) return ''
  if (random.chance(rates.placeholderPhone)) return random.pick(PLACEHOLDERS)
  const habit = random.share()
  if (habit < 0.01) return `+86${phone}`
  return habit < 0.02 ? `${phone.slice(0, 3)}-${phone.slice(3, 7)}-${phone.slice(7)}` : phone
}

function writeName(random: Random, person: Person, rates: Rates, system: number): string {
  const known = person.formerName !== null && random.chance(rates.staleName) ? { ...person, name: person.formerName, surname: surnameOf(person.formerName, person.surname) } : person
  const heard = random.chance(rates.wrongName) ? misspell(random, known) : known.name
  const written = random.chance(rates.traditional) ? traditional(heard) : heard
  return RARE_CHARACTER.test(written) && random.chance(rates.lostCharacter) ? written.replace(RARE_CHARACTER, (character) => lose(random, character, system)) : written
}

/** A renamed person may have changed the surname too. */
function surnameOf(name: string, surname: string): string {
  return name.startsWith(surname) ? surname : name.slice(0, 1)
}

/** What happens to a name between mouth and file. */
function misspell(random: Random, { name, surname, sex }: Pick<Person, 'name' | 'surname' | 'sex'>): string {
  if (name.includes('·')) return random.chance(0.5) ? name.replace('·', '•') : name.replace('·', '')
  const given = Array.from(name.slice(surname.length))
  const fate = random.share()
  if (fate < 0.55) return surname + mishear(random, given)
  if (fate < 0.65 && given.length === 2) return surname + given.reverse().join('')
  if (fate < 0.75) return given.length === 2 ? surname + given[0] : name + Array.from(name).at(-1)
  if (fate < 0.83) return surname + ['?', ...given.slice(1)].join('')
  return fate < 0.9 ? latin(name).toUpperCase() : name + (sex === 'M' ? '先生' : '女士')
}

/** Each system made characters of its own where the code page had none, in the private area from E000 on, and no two made them alike. */
function lose(random: Random, character: string, system: number): string {
  const fate = random.share()
  if (fate < 0.55) return String.fromCharCode(0xe000 + system * 94 + ([...RARE].indexOf(character) + 1) * 7)
  if (fate < 0.75) return fate < 0.65 ? '?' : '？'
  return fate < 0.9 ? latin(character).toUpperCase() : '*'
}

function mishear(random: Random, given: string[]): string {
  const from = random.below(given.length)
  const order = given.map((_, step) => (from + step) % given.length)
  for (const at of order) {
    const other = homophone(random, given[at] as string) // `at` runs over the list itself
    if (other !== null) return given.with(at, other).join('')
  }
  return given.slice(0, -1).join('') + '?'
}

/** A customer keeps one relationship manager per 支行; a quarter of the smaller ones have none and queue with the head. */
function managerOf(random: Random, person: Person, district: number): string {
  const managers = managersOf(subbranchOf(district))
  const cared = person.wealth > 300_000 || (person.index * 2654435761) % 4294967296 > 0.25 * 4294967296
  random.bits()
  return cared ? (managers[person.index % managers.length] ?? '') : ''
}
