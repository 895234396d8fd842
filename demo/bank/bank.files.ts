/** What the personnel office and the product desk write: who stands where, and what is sold. */
import type { Employee, Org, Product } from './bank.ts'
import type { Cell, Layout } from './files.ts'

const house = { encoding: 'utf-8', delimiter: ',', quote: 'needed', end: '\n' } as const
export const ORGS: Layout = { ...house, path: 'hr/HR_ORG_{day}.csv', columns: ['ORG_CODE', 'ORG_NAME', 'PARENT', 'ORG_TYPE', 'SEQ'] }
export const STAFF: Layout = { ...house, path: 'hr/HR_STAFF_{day}.csv', columns: ['STAFF_NO', 'STAFF_NAME', 'LOGIN', 'ORG_CODE', 'POST', 'MOBILE', 'EMAIL'] }
export const PRODUCT_LIST: Layout = { ...house, path: 'product/PRODUCT_{day}.csv', columns: ['PROD_CD', 'PROD_NM', 'PROD_CLS', 'RISK_LVL', 'TERM_DAYS'] }
/** Which record is whose. The product never reads it: it lies in a folder that imports do not look into. */
export const PEOPLE_TRUTH: Layout = { ...house, path: '.truth/people.csv', columns: ['id', 'entity'] }
export const COMPANIES_TRUTH: Layout = { ...house, path: '.truth/companies.csv', columns: ['id', 'entity'] }

export function orgRow(org: Org, sequence: number): Cell[] {
  return [org.code, org.name, org.parent, org.type, sequence + 1]
}

export function staffRow(one: Employee): Cell[] {
  return [one.number, one.name, one.login, one.org, one.post, one.phone, one.email]
}

export function productRow(product: Product): Cell[] {
  return [product.code, product.name, product.class, product.risk, product.days]
}
