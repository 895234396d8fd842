/** The open files of all systems, and the next customer number of each. */
import type { Account, Holding } from './accounts.ts'
import type { Employee, Org, Product } from './bank.ts'
import * as archive from './archive.files.ts'
import * as house from './bank.files.ts'
import * as card from './card.files.ts'
import * as corporate from './corporate.files.ts'
import * as credit from './credit.files.ts'
import * as ebank from './ebank.files.ts'
import type { CompanySystem, System } from './errors.ts'
import { dayOf } from './days.ts'
import { Table, type Cell, type Layout } from './files.ts'
import * as fund from './fund.files.ts'
import type { Posted } from './ledger.ts'
import * as loan from './loan.files.ts'
import * as mobile from './mobile.files.ts'
import type { CompanyEntered, Entered } from './register.ts'
import * as savings from './savings.files.ts'
import * as wealth from './wealth.files.ts'

export type Book = System | CompanySystem
const PEOPLE = { savings, card, loan, fund, mobile, wealth }
const COMPANIES = { corporate, credit, ebank }
const BOOKS = { ...PEOPLE, ...COMPANIES }
/** Where accounts are kept. */
const KEPT = { ...PEOPLE, corporate }
const TESTERS = 999_000_000
const JOURNALS = { savings, card, mobile, corporate }

/** Every file there is, in the order in which they are best read. */
export const LAYOUTS: readonly Layout[] = [
  house.ORGS, house.STAFF, house.PRODUCT_LIST,
  ...Object.values(KEPT).flatMap((book) => [book.CUSTOMERS, book.ACCOUNTS]), credit.CUSTOMERS, ebank.CUSTOMERS, wealth.HOLDINGS,
  ...Object.values(JOURNALS).map((book) => book.TRANSACTIONS), ...archive.LAYOUTS, house.PEOPLE_TRUTH, house.COMPANIES_TRUTH,
]

/** The number a system gives to its n-th customer. */
export function customerKey(book: Book, sequence: number): string {
  return BOOKS[book].customerKey(sequence)
}

/** A record's name beside all systems: savings/1000000001. */
export function recordId(system: Book, key: string): string {
  return `${system}/${key}`
}

export class Books {
  readonly #tables: Map<Layout, Table>
  readonly #journals = new Map<Book, number>()
  readonly #asOf: number

  constructor(folder: string, day: string) {
    this.#asOf = dayOf(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`)
    this.#tables = new Map(LAYOUTS.map((layout) => [layout, new Table(folder, layout, day)]))
  }

  org(org: Org, at: number): void {
    this.#write(house.ORGS, house.orgRow(org, at))
  }
  staff(one: Employee): void {
    this.#write(house.STAFF, house.staffRow(one))
  }
  product(product: Product): void {
    this.#write(house.PRODUCT_LIST, house.productRow(product))
  }

  /** Writes a customer and, apart, who that is. */
  customer({ system, key, seen }: Entered, person: string): void {
    this.#write(PEOPLE[system].CUSTOMERS, PEOPLE[system].customerRow(key, seen))
    this.#write(house.PEOPLE_TRUTH, [recordId(system, key), person])
    for (const [layout, cells] of archive.rowsOf({ system, key, seen }, this.#asOf)) this.#write(layout, cells)
  }

  /** `account`: the one that the system knows them to settle through. */
  company({ system, key, seen }: CompanyEntered, company: string, account: string): void {
    this.#write(COMPANIES[system].CUSTOMERS, COMPANIES[system].customerRow(key, seen, account))
    this.#write(house.COMPANIES_TRUTH, [recordId(system, key), company])
    for (const [layout, cells] of archive.companyRowsOf({ system, key, seen }, this.#asOf)) this.#write(layout, cells)
  }

  testRow(sequence: number, openedOn: number): void {
    this.#write(savings.CUSTOMERS, savings.testRow(savings.customerKey(TESTERS + sequence), sequence, openedOn))
  }

  account(book: keyof typeof KEPT, account: Account, posted: Posted[]): void {
    this.#write(KEPT[book].ACCOUNTS, KEPT[book].accountRow(account))
    if (posted.length === 0) return
    const journal = JOURNALS[book as keyof typeof JOURNALS] // only these four ever post
    for (const moved of posted) this.#write(journal.TRANSACTIONS, journal.transactionRow(this.#next(book), account, moved))
  }

  holding(holding: Holding): void {
    this.#write(wealth.HOLDINGS, wealth.holdingRow(holding))
  }

  /** Waits for the disk when a file is behind. */
  async settle(): Promise<void> {
    for (const table of this.#tables.values()) if (table.isBehind) await table.settle()
  }

  async close(): Promise<{ path: string; rows: number }[]> {
    for (const table of this.#tables.values()) await table.close()
    return [...this.#tables.values()].map(({ path, rows }) => ({ path, rows }))
  }

  #write(layout: Layout, cells: Cell[]): void {
    this.#tables.get(layout)?.row(cells)
  }

  #next(book: Book): number {
    const next = (this.#journals.get(book) ?? 0) + 1
    this.#journals.set(book, next)
    return next
  }
}
