/** Entering and changing a customer by hand: checked at the field, then a record of this system's own source, as any other (identity/enter.ts). */
import { beSeenWhole, enterCustomer as enterRecord, enterValues, goldenOf, likelyCustomers, type Golden } from '#center/identity'
import type { InputOf, PersonalKind, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { mask } from '#kernel/mask'
import { open } from '#kernel/secret'
import type { Tx } from '#kernel/tx'
import type { changeCustomer, enterCustomer, findLikely } from './entry.api.ts'
import { faultOf, type Checked } from './fault.api.ts'

type Said = Omit<InputOf<typeof enterCustomer>, 'kind' | 'name'> & { name?: string }

export async function enter(tx: Tx, typed: InputOf<typeof enterCustomer>): Promise<ReplyOf<typeof enterCustomer>> {
  refuseFaults(typed, typed.kind)
  const org = await tx.one<{ code: string }>`select code from access.org where org = ${tx.who.org}`
  if (!org) throw new Refused('forbidden')
  // Who enters a customer looks after it, where that is their trade: a manager of customers.
  const owner = tx.who.roles.includes('rm') ? tx.who.staff : null
  const { customerNo, isNew } = await enterRecord(tx, { ...rowOf(typed), kind: typed.kind, owner }, org.code)
  tx.facts.after = { customerNo, isNew }
  return { customerNo, isNew }
}

export async function change(tx: Tx, { customerNo, version, ...typed }: InputOf<typeof changeCustomer>): Promise<ReplyOf<typeof changeCustomer>> {
  await beSeenWhole(tx, [customerNo])
  const golden = await wholeOf(tx, customerNo)
  refuseFaults({ ...typed, idType: typed.idType ?? (golden.id_type as never) }, golden.kind) // a type of our own list
  const { won } = await enterValues(tx, customerNo, version, rowOf(typed))
  if (!won) await lose(tx, customerNo, typed, version)
  tx.facts.after = { fields: Object.keys(typed) }
  const now = await tx.one<{ version: number }>`select version from customer.customer where customer_no = ${customerNo}`
  return { customerNo, version: now?.version ?? version + 1 }
}

export async function likely(tx: Tx, typed: InputOf<typeof findLikely>): Promise<ReplyOf<typeof findLikely>> {
  return likelyCustomers(tx, { ...rowOf(typed), kind: typed.kind })
}

const rowOf = (typed: Said): Record<string, string | null> =>
  Object.fromEntries(Object.entries(typed).filter(([key]) => key !== 'kind').map(([key, value]) => [key, value ?? null]))

/** What is wrong is said at its field: unlike a file's, a typed number that fails its check is not kept. */
function refuseFaults(typed: Said, kind: string): void {
  const isPerson = kind === 'retail'
  const checks: [keyof Said, Checked | null][] = [
    ['idNumber', documentCheck(typed.idType ?? null, isPerson)], ['phone', isPerson ? 'mobile' : 'phone'], ['phone2', 'phone'], ['email', 'email'], ['birthday', 'birthday'], ['legalIdNumber', 'idNumber'],
  ]
  for (const [field, check] of checks) {
    const value = typed[field]
    const fault = typeof value === 'string' && check !== null ? faultOf(check, value) : null
    if (fault !== null) throw new Refused('unprocessable', { field, reason: fault })
  }
}

export function documentCheck(idType: string | null, isPerson: boolean): Checked | null {
  if (idType === 'passport') return 'passport'
  if (idType === 'uscc' || (idType === null && !isPerson)) return 'uscc'
  return idType === null || idType === 'id-card' ? 'idNumber' : null
}

async function wholeOf(tx: Tx, customerNo: string): Promise<Golden> {
  const golden = await goldenOf(tx, customerNo)
  if (!golden) throw new Refused('not-found')
  return golden
}

const KINDS: Partial<Record<string, PersonalKind>> = { name: 'name', idNumber: 'idNumber', birthday: 'birthday', phone: 'phone', email: 'email', address: 'address', employer: 'employer', income: 'income', legalName: 'name' }

/** The race is lost: the values as they are by now, masked as the viewer sees them, and those that were typed. */
async function lose(tx: Tx, customerNo: string, typed: Said, version: number): Promise<never> {
  const [golden, standing] = await Promise.all([wholeOf(tx, customerNo), tx.one<{ version: number; state: string }>`select version, state from customer.customer where customer_no = ${customerNo}`])
  if (standing?.state !== 'active') throw new Refused('conflict', { cause: 'gone' })
  const now = valuesOf(golden)
  const theirs = Object.fromEntries(Object.keys(typed).filter((field) => field in now).map((field) => [field, shown(tx, field, now[field] ?? null)]))
  throw new Refused('stale', { yours: { ...typed, version }, theirs: { ...theirs, version: standing.version } })
}

/** The golden values by the names of the doors, opened. */
export function valuesOf(golden: Golden): Record<string, string | null> {
  const { name, id_type, id_number, gender, birthday, phone, email, address, employer, occupation, income, legal_name, industry } = golden
  const clear = (sealed: string | null) => (sealed === null ? null : open(sealed))
  return { name, idType: id_type, idNumber: clear(id_number), gender, birthday, phone: clear(phone), email: clear(email), address, employer, occupation, income, legalName: legal_name, industry }
}

function shown(tx: Tx, field: string, value: string | null): string | null {
  const kind = KINDS[field]
  return value === null || kind === undefined || tx.who.clear.has(kind) ? value : mask(kind, value)
}
