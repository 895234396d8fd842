/** The same people and companies as flat files for the matcher, without accounts: what the systems wrote, one record a line, and apart whose it is. */
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
export const COMPANIES_TRUTH: Layout = { ...house, path: 'companies.truth.csv', columns: ['id', 'entity'] }

export async function writeFlat(plan: Plan): Promise<{ path: string; rows: number }[]> {
  const register = new Register(plan.seed, dayOf(plan.asOf ?? today()), plan.errors)
  const numbers = new Numbers()
  const out = new Map([PEOPLE, COMPANIES, PEOPLE_TRUTH, COMPANIES_TRUTH].map((layout) => [layout, new Table(plan.out, layout, '')]))
  const row = (layout: Layout, cells: Cell[]) => out.get(layout)?.row(cells)
  for (let index = 0; index < plan.people; index++) {
    const { person, entity, records } = register.person(index)
    for (const record of records) {
      row(PEOPLE, personRow(record))
      row(PEOPLE_TRUTH, [recordId(record.system, record.key), entity, person.planted])
    }
    if (index % PEOPLE_PER_COMPANY === PEOPLE_PER_COMPANY - 1) {
      const met = register.company((index + 1) / PEOPLE_PER_COMPANY - 1)
      for (const record of met.records) {
        row(COMPANIES, companyRow(record, numbers.next('1101', record.seen.org)))
        row(COMPANIES_TRUTH, [recordId(record.system, record.key), met.entity])
      }
    }
    for (const table of out.values()) if (table.isBehind) await table.settle()
    if (index % 500 === 0) plan.onProgress?.(index / plan.people)
  }
  for (const table of out.values()) await table.close()
  return [...out.values()].map(({ path, rows }) => ({ path, rows }))
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
