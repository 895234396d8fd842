/** The record of a customer as a source writes it: what its fields may be, and what becomes of them on the way in. */
import { seal, token } from '#kernel/secret'
import type { FieldType, Rejection } from '#kernel/room'
import { doorOf, splitAddress } from './address.ts'
import { readIdNumber, type DocumentType, type IdNumber, type Sex } from './documents.ts'
import { flawsOf } from './flaws.ts'
import { normaliseBirthday, normaliseEmail, normalisePhone, writtenName } from './normalise.ts'

export const fields = {
  key: 'text', kind: 'text', name: 'text', idType: 'text', idNumber: 'text', gender: 'text', birthday: 'text', phone: 'text', phone2: 'text', email: 'text',
  address: 'text', employer: 'text', occupation: 'text', income: 'amount', legalName: 'text', legalIdNumber: 'text', industry: 'text',
  org: 'text', owner: 'text', openedOn: 'day', updatedOn: 'day',
} as const satisfies Record<string, FieldType>

export const columns = {
  key: 'text', kind: 'text', name: 'text', id_type: 'text', id_number: 'text', id_token: 'bigint', id_valid: 'boolean', gender: 'text', birthday: 'date',
  phone: 'text', phone_token: 'bigint', phone2: 'text', phone2_token: 'bigint', email: 'text', email_token: 'bigint',
  address: 'text', province: 'text', city: 'text', district: 'text', door: 'text', employer: 'text', occupation: 'text', income: 'numeric',
  legal_name: 'text', legal_id_number: 'text', legal_id_token: 'bigint', industry: 'text',
  org_code: 'text', owner_code: 'text', opened_on: 'date', updated_on: 'date', digest: 'bigint', flaws: 'jsonb',
} as const

type Row = Record<string, string | null>
type Values = (string | bigint | boolean | null)[]

/** Keyed tokens of what a record may be found by; the same for a search by the whole value. */
export const idToken = ({ type, number }: Pick<IdNumber, 'type' | 'number'>): bigint => token(type, number)
export const phoneToken = (phone: string): bigint => token('phone', phone)
export const emailToken = (email: string): bigint => token('email', email)

/** Normalises, checks, seals and tokenises one row, in the order of `columns`. A document that fails its check digit is kept and not believed. */
export function prepare(row: Row): Values | { reject: Rejection[] } {
  const kind = row.kind ?? 'retail'
  const isPerson = kind === 'retail'
  const name = isPerson ? writtenName(row.name ?? '') : clean(row.name)
  const reject = check(row, kind, name)
  if (reject.length > 0) return { reject }
  const document = row.idNumber ? readIdNumber(row.idNumber, declaredType(row.idType, isPerson)) : null
  const legal = row.legalIdNumber ? readIdNumber(row.legalIdNumber) : null
  const phone = telephone(row.phone)
  const phone2 = telephone(row.phone2)
  const email = row.email ? normaliseEmail(row.email) : null
  const place = row.address ? splitAddress(row.address) : null
  return [
    row.key as string, kind, name, ...identity(document), gender(row.gender, document), birthday(row.birthday, document), // the key was checked above
    ...sealed(phone, phoneToken), ...sealed(phone2, phoneToken), ...sealed(email, emailToken),
    ...(place ? [clean(row.address), place.province, place.city, place.district, doorOf(place)] : NOWHERE),
    clean(row.employer), clean(row.occupation), row.income ?? null, clean(row.legalName), ...representative(legal), clean(row.industry),
    row.org as string, row.owner ?? null, row.openedOn ?? null, row.updatedOn ?? null, digest(row),
    flawsOf(row, {
      document, sex: SEXES[row.gender ?? ''] ?? null, birthday: row.birthday ? normaliseBirthday(row.birthday) : null, knowsType: !row.idType || Object.hasOwn(TYPES, row.idType),
      kept: { phone, phone2, email, address: place && clean(row.address), employer: clean(row.employer), occupation: clean(row.occupation), legalName: clean(row.legalName), industry: clean(row.industry) },
    }),
  ]
}

const KINDS = new Set(['retail', 'corporate', 'institution'])
const NOWHERE = [null, null, null, null, null]
const FIELD_NAMES = Object.keys(fields)
// Codes in use for the types of documents, beside our own names for them.
const TYPES: Record<string, DocumentType> = {
  'id-card': 'id-card', 'hmt-residence': 'hmt-residence', foreign: 'foreign-residence', 'foreign-residence': 'foreign-residence', passport: 'passport',
  'hk-macau': 'hk-macau-permit', 'hk-macau-permit': 'hk-macau-permit', taiwan: 'taiwan-permit', 'taiwan-permit': 'taiwan-permit',
  uscc: 'uscc', 'org-code': 'org-code', other: 'other',
}
const SEXES: Record<string, Sex> = { M: 'male', F: 'female', male: 'male', female: 'female', 男: 'male', 女: 'female' }

function check(row: Row, kind: string, name: string | null): Rejection[] {
  const reject: Rejection[] = []
  for (const field of ['key', 'org']) if (!row[field]) reject.push({ field, reason: 'missing' })
  if (!name) reject.push({ field: 'name', reason: 'missing' })
  if (!KINDS.has(kind)) reject.push({ field: 'kind', reason: 'unknown-code', value: kind })
  // numeric(18, 2) holds sixteen digits before the point.
  if (row.income && /^-?\d{17}/.test(row.income)) reject.push({ field: 'income', reason: 'impossible', value: row.income })
  return reject
}

function declaredType(said: string | null | undefined, isPerson: boolean): DocumentType | undefined {
  return said ? TYPES[said] : isPerson ? undefined : 'uscc'
}

function identity(document: IdNumber | null): [string | null, string | null, bigint | null, boolean | null] {
  if (!document) return [null, null, null, null]
  return [document.type, seal(document.number), idToken(document), document.valid]
}

function representative(document: IdNumber | null): [string | null, bigint | null] {
  return document?.valid ? [seal(document.number), idToken(document)] : [null, null]
}

function gender(said: string | null | undefined, document: IdNumber | null): Sex | null {
  return SEXES[said ?? ''] ?? (document?.valid ? document.sex : null)
}

function birthday(said: string | null | undefined, document: IdNumber | null): string | null {
  return (said ? normaliseBirthday(said) : null) ?? (document?.valid ? document.birthday : null)
}

/** A mobile number, or a line with its area code. */
function telephone(raw: string | null | undefined): string | null {
  if (!raw) return null
  const mobile = normalisePhone(raw)
  if (mobile) return mobile
  const digits = raw.normalize('NFKC').replace(/\D/g, '')
  return /^0[1-9]\d{8,10}$/.test(digits) && !/(\d)\1{6}$/.test(digits) ? digits : null
}

function sealed(value: string | null, tokenOf: (value: string) => bigint): [string | null, bigint | null] {
  return value === null ? [null, null] : [seal(value), tokenOf(value)]
}

function clean(raw: string | null | undefined): string | null {
  const text = raw?.toWellFormed().trim()
  return text && !NOTHING.test(text) ? text : null
}
const NOTHING = /^(无|未知|不详|NULL|null|N\/A|[-?？/.]+)$/u

/** Says whether a repeated row brings the same; keyed, since identity numbers can be counted through. */
function digest(row: Row): bigint {
  return token('record', FIELD_NAMES.map((field) => row[field] ?? '').join('\u001f'))
}
