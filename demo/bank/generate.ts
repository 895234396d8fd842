/** Writes the files of the invented bank, person by person, in memory that does not grow with their number. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Misconfigured } from '#kernel/error'
import { Numbers, type Account, type Entry } from './accounts.ts'
import { employees, organisations, PRODUCTS } from './bank.ts'
import { keepCard, repaymentsFrom, type Card } from './cards.ts'
import { PEOPLE_PER_COMPANY } from './companies.ts'
import { keepCompany } from './corporates.ts'
import { addMonths, dayOf, today, writeDay } from './days.ts'
import type { ErrorChoice, System } from './errors.ts'
import { spanOf, type Ledger, type Movement, type Span } from './ledger.ts'
import { carryWallet, invest, keepFund, lend } from './others.ts'
import type { Person } from './people.ts'
import type { Random } from './random.ts'
import { Register, type MetCompany } from './register.ts'
import { keepSavings } from './savings.ts'
import { Books, LAYOUTS } from './books.ts'

export type Plan = {
  people: number
  seed: number | string
  out: string
  /** The day the files are cut; today in Shanghai when not said. */
  asOf?: string
  errors?: ErrorChoice
  /** Nothing but who is known to which system: no accounts, no transactions. */
  customersOnly?: boolean
  /** Told the share that is done, now and then. */
  onProgress?: (share: number) => void
}
export type Summary = { people: number; companies: number; records: number; accounts: number; transactions: number; files: { path: string; rows: number }[] }

const MONTHS = 13
// Testers leave about one row in four thousand customers in a live savings core.
const PEOPLE_PER_TEST_ROW = 4000

export async function generate(plan: Plan): Promise<Summary> {
  const asOf = dayOf(plan.asOf ?? today())
  refuseMixture(plan.out, asOf)
  const register = new Register(plan.seed, asOf, plan.errors)
  const books = new Books(plan.out, writeDay(asOf, 'compact'))
  organisations().forEach((org, at) => books.org(org, at))
  for (const one of employees()) books.staff(one)
  for (const product of PRODUCTS) books.product(product)
  const bank = new Bank(plan, register, asOf, books)
  for (let index = 0; index < plan.people; index++) {
    bank.serve(index)
    await books.settle()
    if (index % 500 === 0) plan.onProgress?.(index / plan.people)
  }
  const files = await books.close()
  plan.onProgress?.(1)
  return { people: plan.people, ...bank.counts, files }
}

class Bank {
  readonly counts = { companies: 0, records: 0, accounts: 0, transactions: 0 }
  readonly #plan: Plan
  readonly #register: Register
  readonly #asOf: number
  readonly #span: Span
  readonly #books: Books
  readonly #numbers = new Numbers()

  constructor(plan: Plan, register: Register, asOf: number, books: Books) {
    this.#plan = plan
    this.#register = register
    this.#asOf = asOf
    this.#span = spanOf(addMonths(asOf, -MONTHS), asOf)
    this.#books = books
  }

  serve(index: number): void {
    const { person, random, entity, records } = this.#register.person(index)
    const entries = new Map<System, Entry[]>()
    for (const record of records) {
      this.#books.customer(record, entity)
      entries.set(record.system, [...(entries.get(record.system) ?? []), record])
    }
    this.counts.records += records.length
    if (this.#plan.customersOnly === true) this.#meetCompany(index)
    else this.#serveAccounts(index, person, random, entries)
  }

  #serveAccounts(index: number, person: Person, random: Random, entries: Map<System, Entry[]>): void {
    const claims: Movement[] = []
    for (const entry of entries.get('card') ?? []) claims.push(...this.#card(random, person, entry))
    for (const entry of entries.get('loan') ?? []) claims.push(...this.#loan(random, entry))
    for (const entry of entries.get('fund') ?? []) this.#keep('fund', keepFund(random, person, entry, this.#numbers))
    for (const entry of entries.get('mobile') ?? []) this.#wallet(random, person, entry)
    const invested = (entries.get('wealth') ?? []).map((entry, at) => this.#invest(random, person, entry, at === 0))
    const bought = invested.flat()
    const needed = -bought.reduce((sum, one) => sum + one.cents, 0)
    for (const [at, entry] of (entries.get('savings') ?? []).entries()) {
      const life = at === 0 ? { movements: [...claims, ...bought], needed } : null
      for (const { account, ledger } of keepSavings(random, person, entry, this.#numbers, this.#span, life)) this.#keep('savings', account, ledger)
    }
    this.#meetCompany(index)
    if (index % PEOPLE_PER_TEST_ROW === 0) this.#books.testRow(index / PEOPLE_PER_TEST_ROW + 1, this.#asOf - 400)
  }

  #meetCompany(index: number): void {
    if (index % PEOPLE_PER_COMPANY === PEOPLE_PER_COMPANY - 1) this.#serveCompany(this.#register.company((index + 1) / PEOPLE_PER_COMPANY - 1))
  }

  #card(random: Random, person: Person, entry: Entry): Movement[] {
    const card: Card = keepCard(random, person, entry, this.#numbers, this.#span)
    this.#keep('card', card.account, card.ledger)
    return repaymentsFrom(card)
  }

  #loan(random: Random, entry: Entry): Movement[] {
    const { account, instalments } = lend(random, entry, this.#numbers, this.#span)
    this.#keep('loan', account)
    return instalments
  }

  #wallet(random: Random, person: Person, entry: Entry): void {
    const { account, ledger } = carryWallet(random, person, entry, this.#numbers, this.#span)
    this.#keep('mobile', account, ledger)
  }

  #invest(random: Random, person: Person, entry: Entry, isFirst: boolean): Movement[] {
    const worth = Math.max(10_000, person.wealth * (isFirst ? 0.6 : 0.1))
    const { account, holdings, payments } = invest(random, entry, this.#numbers, worth, this.#span)
    this.#keep('wealth', account)
    for (const holding of holdings) this.#books.holding(holding)
    return payments
  }

  #serveCompany({ company, legal, random, entity, records }: MetCompany): void {
    this.counts.companies++
    this.counts.records += records.length
    let settlement = ''
    for (const record of records) {
      this.#books.company(record, entity, record.knowsAccount ? settlement : '')
      if (record.system !== 'corporate' || this.#plan.customersOnly === true) continue
      const kept = keepCompany(random, company, legal, record, this.#numbers, this.#span, this.#plan.seed)
      for (const { account, ledger } of kept) this.#keep('corporate', account, ledger)
      settlement ||= kept[0]?.account.number ?? ''
    }
  }

  #keep(book: System | 'corporate', account: Account, ledger?: Ledger): void {
    this.counts.accounts++
    this.counts.transactions += ledger?.posted.length ?? 0
    this.#books.account(book, account, ledger?.posted ?? [])
  }
}

/** Files of another day beside these would be imported with them, and every customer would be there twice. */
function refuseMixture(out: string, asOf: number): void {
  const day = writeDay(asOf, 'compact')
  const others = LAYOUTS.filter(({ path }) => path.includes('{day}')).map(({ path }) => path.split('/')[0] as string).filter((folder) => existsSync(join(out, folder)))
    .flatMap((folder) => readdirSync(join(out, folder))).filter((file) => !file.includes(day))
  if (others.length === 0) return
  throw new Misconfigured(`目录 ${out} 中已有其他日期的文件(如 ${others[0]}),请换一个空目录`, `${out} holds files of another day (${others[0]}): choose an empty folder`)
}
