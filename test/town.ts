/** People and companies of the invented bank as its systems have written them down, straight to the tests: who each record truly is stands beside it. */
import { dayOf, writeDay } from '../demo/bank/days.ts'
import type { ErrorChoice } from '../demo/bank/errors.ts'
import { Register, type CompanyEntered, type Entered } from '../demo/bank/register.ts'
import { AS_OF } from './bank.ts'
import { bring, type Row } from './bring.ts'

export type Townsman = { source: string; entity: string; row: Row }
export type Size = { people: number; companies?: number; seed: number; errors?: ErrorChoice }

const ORGS = ['N1', 'N2', 'S1']
const orgAt = (n: number): string => ORGS[n % ORGS.length] ?? ''
const ABREAST = 5000

/** In the order in which they were met. */
export function townsfolk({ people, companies = 0, seed, errors = 'usual' }: Size): Townsman[] {
  const register = new Register(seed, dayOf(AS_OF), errors)
  const found: Townsman[] = []
  for (let n = 0; n < people; n++) {
    const { entity, records } = register.person(n)
    for (const entered of records) found.push({ source: entered.system, entity, row: personRow(entered, orgAt(found.length)) })
  }
  for (let n = 0; n < companies; n++) {
    const { entity, records } = register.company(n)
    for (const entered of records) found.push({ source: entered.system, entity, row: companyRow(entered, orgAt(found.length)) })
  }
  return found
}

/** Brings them in as they stand, each run of one source in one load. */
export async function settleDown(folk: readonly Townsman[]): Promise<void> {
  for (let from = 0; from < folk.length;) {
    const { source } = folk[from] as Townsman // the loop's own bound
    let to = from
    while (to < folk.length && to - from < ABREAST && folk[to]?.source === source) to++
    await bring(source, folk.slice(from, to).map(({ row }) => row))
    from = to
  }
}

const known = (text: string): string | null => (text === '' ? null : text)

/** What a system says of a person, as the identity room takes it. */
export function personRow({ key, seen }: Pick<Entered, 'key' | 'seen'>, org: string): Row {
  return {
    key, kind: 'retail', name: seen.name, idType: seen.certificate, idNumber: known(seen.idNumber), gender: seen.sex, birthday: seen.birthday === null ? null : writeDay(seen.birthday, 'dashed'),
    phone: known(seen.phone), phone2: known(seen.phone2), email: known(seen.email), address: known(seen.address), employer: known(seen.employer),
    org, openedOn: writeDay(seen.openedOn, 'dashed'), updatedOn: writeDay(seen.updatedOn, 'dashed'),
  }
}

function companyRow({ key, seen }: CompanyEntered, org: string): Row {
  return {
    key, kind: 'corporate', name: seen.name, idType: seen.certificate === 'USCC' ? 'uscc' : 'org-code', idNumber: known(seen.certificateNo), legalName: known(seen.legalName),
    phone: known(seen.phone), address: known(seen.address), org, openedOn: '2020-01-01', updatedOn: '2026-01-01',
  }
}
