/** Who is entered where: person by person and company by company, the same for the bank's own files and for flat ones. */
import { customerKey, type Book } from './books.ts'
import { companyAt, type Company } from './companies.ts'
import { companySystemsOf, legalOf, writeCompany, type CompanySeen, type Legal } from './corporates.ts'
import { errorMix, SYSTEMS, type CompanySystem, type ErrorChoice, type ErrorMix, type System } from './errors.ts'
import { Town, type Person } from './people.ts'
import { Random } from './random.ts'
import { systemsOf, write, type Seen } from './records.ts'

/** A person, or a company, as one system has written them under a number of its own. */
export type Entered = { system: System; key: string; seen: Seen }
export type CompanyEntered = { system: CompanySystem; key: string; seen: CompanySeen; knowsAccount: boolean }
export type MetPerson = { person: Person; random: Random; entity: string; records: Entered[] }
export type MetCompany = { company: Company; legal: Legal; random: Random; entity: string; records: CompanyEntered[] }

const REMEMBERED = 64

export class Register {
  readonly #seed: number | string
  readonly #asOf: number
  readonly #errors: ErrorMix
  readonly #town: Town
  readonly #legals: Legal[] = []
  #met = 0
  readonly #last = new Map<Book, number>()

  constructor(seed: number | string, asOf: number, errors?: ErrorChoice) {
    this.#seed = seed
    this.#asOf = asOf
    this.#errors = errorMix(errors, seed)
    this.#town = new Town(seed, asOf)
  }

  /** To be called for one person after another. `random` goes on from here to what happens on their accounts. */
  person(index: number): MetPerson {
    const person = this.#town.next(index)
    const random = new Random(this.#seed, 'bank', index)
    const records = systemsOf(random, person).flatMap((system) => this.#enter(random, person, system))
    return { person, random, entity: `P${String(index).padStart(7, '0')}`, records }
  }

  company(index: number): MetCompany {
    const company = companyAt(this.#seed, index)
    const random = new Random(this.#seed, 'corporate', index)
    const legal = this.#legal(random)
    const records = companySystemsOf(random).flatMap((system) => this.#enterCompany(random, company, legal, system))
    return { company, legal, random, entity: `C${String(index).padStart(6, '0')}`, records }
  }

  /** One in twelve is stood for by somebody who stands for another. */
  #legal(random: Random): Legal {
    const known = random.chance(0.08) ? this.#legals[random.below(this.#legals.length)] : undefined
    const legal = known ?? legalOf(random, this.#town.anybody(random))
    this.#legals[this.#met++ % REMEMBERED] = legal
    return legal
  }

  #enterCompany(random: Random, company: Company, legal: Legal, system: CompanySystem): CompanyEntered[] {
    const rates = this.#errors[system]
    const times = random.chance(rates.duplicate) ? 2 : 1
    return Array.from({ length: times }, (_, time) => {
      const seen = writeCompany(random, company, legal, rates, this.#asOf, time === 0)
      return { system, key: this.#key(system), seen, knowsAccount: !random.chance(rates.missingAccount) }
    })
  }

  /** The records of a person in one system: one, and sometimes a second that a branch entered again. */
  #enter(random: Random, person: Person, system: System): Entered[] {
    const rates = this.#errors[system]
    const times = random.chance(rates.duplicate) ? 2 : 1
    return Array.from({ length: times }, () => {
      const seen = write(random, person, rates, SYSTEMS.indexOf(system), this.#asOf)
      return { system, key: this.#key(system), seen }
    })
  }

  #key(book: Book): string {
    const next = (this.#last.get(book) ?? 0) + 1
    this.#last.set(book, next)
    return customerKey(book, next)
  }
}
