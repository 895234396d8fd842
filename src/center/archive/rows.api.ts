/** Doors of the archive's rows: read whole, add, change, end; the same four for every kind. */
import { Type, type Static, type TObject, type TSchema } from 'typebox'
import { Amount, CustomerNo, Day, endpoint, Instant, Nullable, Personal, Subject, Version, type Door } from '#kernel/endpoint'
import { KIND_NAMES, kindOf, type Field, type KindName } from './kinds.api.ts'

const Both = Type.Object({ zh: Type.String(), en: Type.String() })
/** What every row says of itself. */
const Common = {
  id: Type.Integer(),
  version: Version,
  source: Type.String(),
  sourceTitle: Both,
  org: Type.Integer(),
  orgName: Type.String(),
  by: Type.String(),
  byName: Nullable(Type.String()),
  knownAt: Instant,
  endedOn: Nullable(Day),
  endedWhy: Nullable(Type.String()),
}

/** One row of any kind, as it leaves. */
export type Row = { id: number; version: number; source: string; sourceTitle: { zh: string; en: string }; org: number; orgName: string; by: string; byName: string | null; knownAt: string; endedOn: string | null; endedWhy: string | null } & Record<string, string | number | boolean | null | undefined | { zh: string; en: string }>

/** An address has its parts beside it; a contact point is a phone or a mail, masked as such. */
const PARTS = Object.fromEntries(['province', 'city', 'district', 'town', 'road', 'number', 'estate', 'building', 'unit', 'room'].map((part) => [part, Nullable(['province', 'city', 'district'].includes(part) ? Type.String() : Personal('address'))]))
const more: Partial<Record<KindName, Record<string, TSchema>>> = {
  address: PARTS,
  person: { linkedName: Nullable(Personal('name')) },
  contact: { email: Nullable(Personal('email')) },
}

export const RowOf = (name: KindName): TObject => Type.Object({
  ...Common,
  ...Object.fromEntries(Object.entries(kindOf(name).fields).map(([key, field]) => [key, leaves(name, key, field)])),
  ...more[name],
})

function leaves(name: KindName, key: string, { type, personal }: Field): TSchema {
  if (name === 'contact' && key === 'value') return Nullable(Personal('phone'))
  if (personal !== undefined) return Nullable(Personal(personal))
  return Nullable(type === 'day' ? Day : type === 'amount' ? Amount : type === 'integer' ? Type.Integer() : type === 'flag' ? Type.Boolean() : Type.String())
}

const Rows = Object.fromEntries(KIND_NAMES.map((name) => [name, Type.Array(RowOf(name))])) as unknown as Record<KindName, ReturnType<typeof Type.Array>> // a list for each kind

/** 客户档案: every kind of row one may see of a customer. */
export const getArchive = endpoint({
  at: 'GET /archive/customers/:customerNo',
  may: 'archive.read',
  input: Type.Object({ customerNo: CustomerNo }),
  reply: Type.Object({ customerNo: Subject(), whole: Type.Boolean(), balance: Type.Object({ points: Type.Integer(), expiring: Type.Integer(), expiresOn: Nullable(Day), lost: Type.Integer() }), ...Rows }),
})
export type Archive = { customerNo: string; whole: boolean; balance: Balance } & Record<KindName, Row[]>
export type Balance = { points: number; expiring: number; expiresOn: string | null; lost: number }

const asked = ({ type, options, max, required }: Field): TSchema => {
  const one = type === 'choice' ? Type.Enum([...(options ?? [])]) : type === 'day' ? Day : type === 'amount' ? Type.String({ pattern: '^-?\\d{1,16}(\\.\\d{1,4})?$' }) : type === 'share' ? Type.String({ pattern: '^\\d{1,3}(\\.\\d{1,4})?$' })
    : type === 'integer' ? Type.Integer({ minimum: -1_000_000_000, maximum: 1_000_000_000 }) : type === 'flag' ? Type.Boolean() : Type.String({ minLength: 1, maxLength: max ?? 200, pattern: '\\S' })
  return required === true ? one : Type.Optional(Nullable(one))
}
const inputOf = (name: KindName): Record<string, TSchema> => Object.fromEntries(Object.entries(kindOf(name).fields).map(([key, field]) => [key, asked(field)]))
const optional = (fields: Record<string, TSchema>): Record<string, TSchema> => Object.fromEntries(Object.entries(fields).map(([key, schema]) => [key, Type.Optional(schema)]))

const Where = { customerNo: CustomerNo, id: Type.Integer({ minimum: 1, maximum: 9_000_000_000_000_000 }), version: Version }
const Written = Type.Object({ customerNo: Subject(), id: Type.Integer(), version: Version })
export type Written = Static<typeof Written>

type RowDoors = { add: Door; change: Door; end: Door }
/** Adds a row typed by a person; says other things of it; ends it. What is ended stays to be seen. */
export const rowDoors: Readonly<Record<KindName, RowDoors>> = Object.fromEntries(KIND_NAMES.map((name) => [name, doorsOf(name)])) as Record<KindName, RowDoors> // one for each

function doorsOf(name: KindName): RowDoors {
  const at = `/archive/customers/:customerNo/${kindOf(name).path}` as const
  return {
    add: endpoint({ at: `POST ${at}`, may: 'archive.write', input: Type.Object({ customerNo: CustomerNo, ...inputOf(name) }), reply: Written }),
    change: endpoint({ at: `PATCH ${at}/:id`, may: 'archive.write', input: Type.Object({ ...Where, ...optional(inputOf(name)) }), reply: Written }),
    end: endpoint({ at: `POST ${at}/:id/end`, may: 'archive.write', input: Type.Object({ ...Where, why: Type.String({ minLength: 2, maxLength: 200, pattern: '\\S' }) }), reply: Written }),
  }
}
