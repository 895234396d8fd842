/** The people of the town, one after another: who they truly are, before any system writes them down. */
import { addMonths, dayFrom, partsOf } from './days.ts'
import { employerOf } from './companies.ts'
import { drawGivenName, drawName, drawSurname, latin, type Sex } from './names.ts'
import { IdOffice, mobileNumber, passportNumber, scatter } from './numbers.ts'
import { BIRTH_REGIONS, birthRegion, DISTRICTS, drawAddress, type Address } from './places.ts'
import { Random } from './random.ts'

export type Certificate = 'id-card' | 'passport' | 'hk-macau' | 'taiwan' | 'foreign'
export type Person = {
  index: number
  name: string
  surname: string
  /** The name before it was changed at the registry, still in some system. */
  formerName: string | null
  sex: Sex
  birthday: number
  age: number
  certificate: Certificate
  idNumber: string
  phone: string
  /** The number they had before, still in some system. */
  oldPhone: string | null
  home: Address
  oldHome: Address | null
  /** When phone and address changed: a record written before it has the old ones. */
  changedOn: number
  email: string
  employer: string
  /** Where they worked before, still in some system. */
  oldEmployer: string | null
  occupation: string
  income: number
  /** What they own with the bank in all, in yuan. */
  wealth: number
  /** What about them tries whoever tells people apart. */
  planted: Planted | ''
  /** District of the 支行 that serves them, and of a second one they also use. */
  branch: number
  secondBranch: number
}

export type Planted = 'twin' | 'namesake' | 'shared-id' | 'relative' | 'recycled-phone' | 'renamed'

// National tables of how people live together are not in reach; these are the rates the identity trial was planted with.
const TWINS = 0.006
const NAMESAKES = 0.006
const HOUSEHOLDS = 0.15
const SHARED_PHONE = 0.25
const OLD_PHONE = 0.35
// Only a number that somebody gave up can come back.
const RECYCLED_PHONE = 0.015 / OLD_PHONE
const MOVED = 0.3
// Two people issued one number by two offices (重号): real, and so rare that neither identity office nor bank has corrected the last.
const SHARED_ID = 0.00001
const RENAMED = 0.002
const CHANGED_JOBS = 0.25
const REMEMBERED = 4096

const OCCUPATIONS = ['职员', '教师', '医生', '公务员', '工程师', '销售', '司机', '个体经营', '工人', '会计', '护士', '店长', '程序员', '律师', '自由职业']

/** Meets the people one by one. It remembers the last few thousand, from whom families, namesakes and old phones come. */
export class Town {
  readonly #seed: string | number
  readonly #asOf: number
  readonly #office = new IdOffice(BIRTH_REGIONS)
  readonly #recent: Person[] = []

  constructor(seed: string | number, asOf: number) {
    this.#seed = seed
    this.#asOf = asOf
  }

  next(index: number): Person {
    const random = new Random(this.#seed, 'person', index)
    const before = this.#recent[(index - 1) % REMEMBERED]
    const kin = before && this.#join(random, before)
    const person = this.#meet(random, index, kin ?? this.#alone(random))
    this.#recent[index % REMEMBERED] = person
    return person
  }

  /** Somebody met lately; nobody only before the first. */
  anybody(random: Random): Person | undefined {
    return this.#recent[random.below(this.#recent.length)]
  }

  #join(random: Random, before: Person): Born | null {
    if (random.chance(SHARED_ID)) return this.#sameNumber(random)
    if (random.chance(TWINS)) return twin(random, before)
    if (random.chance(NAMESAKES)) return this.#namesake(random)
    return random.chance(HOUSEHOLDS) ? relative(random, before, this.#asOf) : null
  }

  #alone(random: Random): Born {
    const sex = random.chance(0.5) ? 'M' : 'F'
    const birthday = addMonths(this.#asOf, -12 * drawAge(random)) - random.below(365)
    const branch = random.below(DISTRICTS.length)
    const region = birthRegion(random, branch)
    return { sex, birthday, ...drawName(random, sex, partsOf(birthday).year), branch, region, idNumber: null, home: null, phone: null, planted: '' }
  }

  /** Another person under the number of somebody born the same day in the same place. */
  #sameNumber(random: Random): Born | null {
    const other = this.anybody(random)
    if (other?.certificate !== 'id-card') return null
    const { sex, birthday, idNumber } = other
    return { ...this.#alone(random), sex, birthday, ...drawName(random, sex, partsOf(birthday).year), region: idNumber.slice(0, 6), idNumber, planted: 'shared-id' }
  }

  /** Same name, same birthday, no relation. */
  #namesake(random: Random): Born {
    const other = this.anybody(random)
    const alone = this.#alone(random)
    return other ? { ...alone, sex: other.sex, name: other.name, surname: other.surname, birthday: other.birthday, planted: 'namesake' } : alone
  }

  #meet(random: Random, index: number, born: Born): Person {
    const age = Math.floor((this.#asOf - born.birthday) / 365.25)
    const home = born.home ?? drawAddress(random, random.chance(0.85) ? born.branch : random.below(DISTRICTS.length))
    const recycled = random.chance(RECYCLED_PHONE) ? (this.anybody(random)?.oldPhone ?? null) : null
    const formerName = random.chance(RENAMED) ? rename(random, born) : null
    const { name, surname, sex, birthday } = born
    return {
      index, name, surname, formerName, sex, birthday, age,
      planted: born.planted || (formerName !== null ? 'renamed' : recycled !== null ? 'recycled-phone' : ''),
      ...this.#identify(random, born, index),
      ...this.#reach(random, born.phone ?? recycled, home),
      ...earn(random, this.#seed, age),
      email: random.chance(0.45) ? `${latin(name)}${scatter(index, 6)}@${random.pick(['mail', 'post', 'inbox'])}.example` : '',
      branch: born.branch,
      secondBranch: random.chance(0.1) ? random.below(DISTRICTS.length) : born.branch,
    }
  }

  #identify(random: Random, born: Born, index: number): Pick<Person, 'certificate' | 'idNumber'> {
    const fate = random.share()
    if (born.idNumber !== null) return { certificate: 'id-card', idNumber: born.idNumber }
    const idNumber = this.#office.issue(born.region, born.birthday, born.sex)
    if (fate < 0.01) return { certificate: 'passport', idNumber: passportNumber(random, index) }
    if (fate < 0.012) return { certificate: 'hk-macau', idNumber: `H${scatter(index, 8)}` }
    if (fate < 0.013) return { certificate: 'taiwan', idNumber: scatter(index, 8) }
    return { certificate: 'id-card', idNumber }
  }

  #reach(random: Random, known: string | null, home: Address): Pick<Person, 'phone' | 'oldPhone' | 'home' | 'oldHome' | 'changedOn'> {
    return {
      phone: known ?? mobileNumber(random),
      oldPhone: random.chance(OLD_PHONE) ? mobileNumber(random) : null,
      home,
      oldHome: random.chance(MOVED) ? drawAddress(random, random.chance(0.6) ? home.district : random.below(DISTRICTS.length)) : null,
      changedOn: this.#asOf - random.between(120, 3000),
    }
  }
}

type Born = Pick<Person, 'name' | 'surname' | 'sex' | 'birthday' | 'branch' | 'planted'> & { region: string; idNumber: string | null; home: Address | null; phone: string | null }

function twin(random: Random, other: Person): Born {
  const { sex, birthday, surname, branch } = other
  const given = drawGivenName(random, sex, partsOf(birthday).year)
  const alike = Array.from(other.name.slice(surname.length))
  // Parents like to give twins a character in common: 子涵 and 子轩.
  const shares = surname !== '' && alike.length === 2 && random.chance(0.3) && !alike.includes(given.slice(-1))
  return {
    sex, birthday, surname, name: surname + (shares ? `${alike[0]}${Array.from(given).at(-1)}` : given), branch, idNumber: null, planted: 'twin',
    region: other.certificate === 'id-card' ? other.idNumber.slice(0, 6) : birthRegion(random, branch),
    home: random.chance(0.6) ? other.home : null,
    phone: random.chance(0.15) ? other.phone : null,
  }
}

/** A wife or husband, a child or a parent, at the same address. */
function relative(random: Random, other: Person, asOf: number): Born {
  const spouse = random.chance(0.55) && other.age >= 22
  const sex: Sex = spouse === (other.sex === 'M') ? 'F' : 'M'
  const years = spouse ? random.between(-6, 6) : random.between(23, 34) * (other.age > 45 ? 1 : -1)
  const birthday = keepAdult(other.birthday + Math.round(years * 365.25) + random.below(300), asOf)
  const year = partsOf(birthday).year
  const surname = !spouse && other.surname !== '' ? other.surname : drawSurname(random)
  return {
    sex, birthday, surname, name: surname + drawGivenName(random, sex, year), branch: other.branch, region: birthRegion(random, other.branch), idNumber: null,
    home: other.home, phone: random.chance(SHARED_PHONE) ? other.phone : null, planted: 'relative',
  }
}

/** Most who change their name keep the surname; some take the other parent's. */
function rename(random: Random, { surname, sex, birthday }: Born): string | null {
  if (surname === '') return null
  return (random.chance(0.75) ? surname : drawSurname(random)) + drawGivenName(random, sex, partsOf(birthday).year)
}

function keepAdult(birthday: number, asOf: number): number {
  const youngest = addMonths(asOf, -12 * 18)
  return Math.max(dayFrom(1932, 1, 1) + (birthday & 255), Math.min(birthday, youngest - (birthday & 511)))
}

/** Between 18 and 88, with most customers in their thirties to fifties. */
function drawAge(random: Random): number {
  return Math.min(88, Math.max(18, Math.round(44 + 15.5 * random.normal())))
}

/** Income is log-normal; wealth grows with age and luck, wide enough that one in a thousand is a private banking client. */
function earn(random: Random, seed: string | number, age: number): Pick<Person, 'employer' | 'oldEmployer' | 'occupation' | 'income' | 'wealth'> {
  const luck = random.normal()
  const works = age < 61 && random.chance(0.82)
  const income = works ? Math.round(90000 * Math.exp(0.55 * (0.7 * luck + 0.7 * random.normal())) / 100) * 100 : 0
  const years = Math.min(1.6, Math.max(0.25, (age - 16) / 28))
  const wealth = 24000 * years * Math.exp(1.75 * (0.75 * luck + 0.66 * random.normal()))
  const occupation = works ? random.pick(OCCUPATIONS) : age >= 61 ? '退休' : ''
  return { income, wealth, occupation, employer: works ? employerOf(seed, random) : '', oldEmployer: works && random.chance(CHANGED_JOBS) ? employerOf(seed, random) : null }
}
