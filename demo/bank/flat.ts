/** The same people and companies as flat files for the matcher, without accounts: what the systems wrote, one record a line, and apart whose it is. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PEOPLE_PER_COMPANY } from './companies.ts'
import { Numbers } from './accounts.ts'
import { recordId } from './books.ts'
import { dayOf, today, writeDay } from './days.ts'
import type { System } from './errors.ts'
import { Table, type Cell, type Layout } from './files.ts'
import type { Plan } from './generate.ts'
import { Register, type CompanyEntered, type Entered } from './register.ts'

const house = { encoding: 'utf-8', delimiter: ',', quote: 'needed', end: '\n' } as const
export const PEOPLE: Layout = {
  ...house, path: 'people.csv', columns: ['id', 'system', 'name', 'id_type', 'id_number', 'gender', 'birthday', 'phone', 'phone2', 'email', 'address', 'employer'],
}
export const COMPANIES: Layout = { ...house, path: 'companies.csv', columns: ['id', 'system', 'name', 'uscc', 'org_code', 'legal_name', 'address', 'phone', 'account'] }
export const PEOPLE_TRUTH: Layout = { ...house, path: 'people.truth.csv', columns: ['id', 'entity', 'planted'] }
export const COMPANIES_TRUTH: Layout = { ...house, path: 'companies.truth.csv', columns: ['id', 'entity', 'planted'] }

/** What the columns are, for `bin/identity resolve --config`. It is written beside them. */
const CONFIGS = {
  'people.config.json': {
    kind: 'person', id: 'id',
    columns: {
      system: 'system', name: 'name', id_type: 'id-type', id_number: 'id', gender: 'gender', birthday: 'birthday', phone: 'phone', phone2: 'phone', email: 'email',
      address: 'address', employer: 'employer',
    },
  },
  'companies.config.json': {
    kind: 'company', id: 'id',
    columns: { system: 'system', name: 'name', uscc: 'id', org_code: 'orgcode', legal_name: 'legal', address: 'address', phone: 'phone', account: 'account' },
  },
}

/** `companies`: so many rather than one per twenty-five people. */
export async function writeFlat(plan: Plan & { companies?: number }): Promise<{ path: string; rows: number }[]> {
  const flat = new Flat(plan)
  for (const [file, config] of Object.entries(CONFIGS)) writeFileSync(join(plan.out, file), `${JSON.stringify(config, null, 2)}\n`)
  const companies = plan.companies ?? Math.floor(plan.people / PEOPLE_PER_COMPANY)
  for (let index = 0, met = 0; index < plan.people || met < companies; index++) {
    if (index < plan.people) flat.person(index)
    if (met < companies && (index >= plan.people || index % PEOPLE_PER_COMPANY === PEOPLE_PER_COMPANY - 1)) flat.company(met++)
    await flat.settle()
    if (index % 500 === 0) plan.onProgress?.(index / (plan.people + companies))
  }
  return await flat.close()
}

class Flat {
  readonly #register: Register
  readonly #numbers = new Numbers()
  readonly #tables: Map<Layout, Table>

  constructor({ seed, asOf, errors, out }: Plan) {
    this.#register = new Register(seed, dayOf(asOf ?? today()), errors)
    this.#tables = new Map([PEOPLE, COMPANIES, PEOPLE_TRUTH, COMPANIES_TRUTH].map((layout) => [layout, new Table(out, layout, '')]))
  }

  person(index: number): void {
    const { person, entity, records } = this.#register.person(index)
    for (const record of records) {
      this.#row(PEOPLE, personRow(record))
      this.#row(PEOPLE_TRUTH, [recordId(record.system, record.key), entity, person.planted])
    }
  }

  company(index: number): void {
    const { company, entity, records } = this.#register.company(index)
    const own = records.map(({ system, seen }) => (system === 'corporate' ? this.#numbers.next('1101', seen.org) : ''))
    for (const [at, record] of records.entries()) {
      this.#row(COMPANIES, companyRow(record, own[at] || (record.knowsAccount ? (own[0] ?? '') : '')))
      this.#row(COMPANIES_TRUTH, [recordId(record.system, record.key), entity, company.planted])
    }
  }

  async settle(): Promise<void> {
    for (const table of this.#tables.values()) if (table.isBehind) await table.settle()
  }

  async close(): Promise<{ path: string; rows: number }[]> {
    for (const table of this.#tables.values()) await table.close()
    return [...this.#tables.values()].map(({ path, rows }) => ({ path, rows }))
  }

  #row(layout: Layout, cells: Cell[]): void {
    this.#tables.get(layout)?.row(cells)
  }
}

// What a system has no column for in its own files, it cannot tell here either.
const UNKNOWN: Record<System, readonly ('phone2' | 'email' | 'employer')[]> = {
  savings: ['email', 'employer'], card: [], loan: [], fund: ['phone2', 'email'], mobile: ['phone2', 'employer'], wealth: ['phone2', 'employer'],
}

function personRow({ system, key, seen }: Entered): Cell[] {
  const known = (field: 'phone2' | 'email' | 'employer') => (UNKNOWN[system].includes(field) ? '' : seen[field])
  return [
    recordId(system, key), system, seen.name, seen.certificate, seen.idNumber, seen.sex, seen.birthday === null ? '' : writeDay(seen.birthday, 'dashed'),
    seen.phone, known('phone2'), known('email'), seen.address, known('employer'),
  ]
}

function companyRow({ system, key, seen }: CompanyEntered, account: string): Cell[] {
  const isUscc = seen.certificate === 'USCC'
  return [recordId(system, key), system, seen.name, isUscc ? seen.certificateNo : '', isUscc ? '' : seen.certificateNo, seen.legalName, seen.address, seen.phone, account]
}
