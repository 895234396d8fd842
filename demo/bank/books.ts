/** The open files of all systems, and the next customer number of each. */
import type { Account, Holding } from './accounts.ts'
import type { Employee, Org, Product } from './bank.ts'
import * as house from './bank.files.ts'
import * as card from './card.files.ts'
import type { CompanySeen } from './corporates.ts'
import * as corporate from './corporate.files.ts'
import type { System } from './errors.ts'
import { Table, type Cell, type Layout } from './files.ts'
import * as fund from './fund.files.ts'
import type { Posted } from './ledger.ts'
import * as loan from './loan.files.ts'
import * as mobile from './mobile.files.ts'
import type { Seen } from './records.ts'
import * as savings from './savings.files.ts'
import * as wealth from './wealth.files.ts'

export type Book = System | 'corporate'
const PEOPLE = { savings, card, loan, fund, mobile, wealth }
const BOOKS = { ...PEOPLE, corporate }
const JOURNALS = { savings, card, mobile, corporate }

/** Every file there is, in the order in which they are best read. */
export const LAYOUTS: readonly Layout[] = [
  house.ORGS, house.STAFF, house.PRODUCT_LIST,
  ...Object.values(BOOKS).flatMap((book) => [book.CUSTOMERS, book.ACCOUNTS]), wealth.HOLDINGS,
  ...Object.values(JOURNALS).map((book) => book.TRANSACTIONS), house.TRUTH,
]

export class Books {
  readonly #tables: Map<Layout, Table>
  readonly #customers = new Map<Book, number>()
  readonly #journals = new Map<Book, number>()

  constructor(folder: string, day: string) {
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

  /** Writes a customer and, apart, who that is. Returns the number the system gave. */
  customer(system: System, seen: Seen, person: string): string {
    const book = PEOPLE[system]
    const key = book.customerKey(this.#next(this.#customers, system))
    this.#write(book.CUSTOMERS, book.customerRow(key, seen))
    this.#write(house.TRUTH, [system, key, person])
    return key
  }

  company(seen: CompanySeen, company: string): string {
    const key = corporate.customerKey(this.#next(this.#customers, 'corporate'))
    this.#write(corporate.CUSTOMERS, corporate.customerRow(key, seen))
    this.#write(house.TRUTH, ['corporate', key, company])
    return key
  }

  testRow(sequence: number, openedOn: number): void {
    this.#write(savings.CUSTOMERS, savings.testRow(savings.customerKey(this.#next(this.#customers, 'savings')), sequence, openedOn))
  }

  account(book: Book, account: Account, posted: Posted[]): void {
    this.#write(BOOKS[book].ACCOUNTS, BOOKS[book].accountRow(account))
    if (posted.length === 0) return
    const journal = JOURNALS[book as keyof typeof JOURNALS] // only these four ever post
    for (const moved of posted) this.#write(journal.TRANSACTIONS, journal.transactionRow(this.#next(this.#journals, book), account, moved))
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

  #next(counters: Map<Book, number>, book: Book): number {
    const next = (counters.get(book) ?? 0) + 1
    counters.set(book, next)
    return next
  }
}
