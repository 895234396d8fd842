/** 当时所知: the archive as it was known at an instant, and how it differs from now. */
import { Type, type Static } from 'typebox'
import { CustomerNo, Day, endpoint, Instant, Nullable, Personal, Subject } from '#kernel/endpoint'
import { KIND_NAMES } from './kinds.api.ts'
import { RowOf, type Row } from './rows.api.ts'
import type { KindName } from './kinds.api.ts'

const Both = Type.Object({ zh: Type.String(), en: Type.String() })
/** 客户类别 from the root of the tree, as it is called today. */
const TypePath = Type.Object({ type: Type.String(), path: Type.Array(Both) })
const Differs = Type.Object({ changed: Type.Array(Type.Integer()), ended: Type.Array(Type.Integer()), added: Type.Integer() })

/** A day means its end, by the bank's own clock. */
export const getKnown = endpoint({
  at: 'GET /archive/customers/:customerNo/known',
  may: 'archive.read',
  input: Type.Object({ customerNo: CustomerNo, at: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?Z)?$' }) }),
  reply: Type.Object({
    customerNo: Subject(),
    at: Instant,
    isKnown: Type.Boolean({ description: 'false: at that time the bank did not know this customer, or not so far as the viewer sees' }),
    whole: Type.Boolean(),
    kind: Nullable(Type.String()),
    name: Nullable(Personal('name')),
    idType: Nullable(Type.String()),
    idNumber: Nullable(Personal('idNumber')),
    gender: Nullable(Type.String()),
    birthday: Nullable(Personal('birthday')),
    phone: Nullable(Personal('phone')),
    email: Nullable(Personal('email')),
    address: Nullable(Personal('address')),
    employer: Nullable(Personal('employer')),
    occupation: Nullable(Type.String()),
    income: Nullable(Personal('income')),
    legalName: Nullable(Personal('name')),
    industry: Nullable(Type.String()),
    openedOn: Nullable(Day),
    sources: Type.Array(Type.String()),
    records: Type.Integer(),
    won: Type.Record(Type.String(), Type.Object({ source: Type.String(), title: Both })),
    type: Nullable(TypePath),
    typeNow: Nullable(TypePath),
    status: Nullable(Type.String()),
    level: Nullable(Type.String()),
    owner: Nullable(Type.Object({ staff: Type.String(), name: Type.String() })),
    /** Fields whose value is another one by now. */
    differs: Type.Array(Type.String()),
    rows: Type.Object(Object.fromEntries(KIND_NAMES.map((name) => [name, Type.Array(RowOf(name))]))),
    rowsDiffer: Type.Object(Object.fromEntries(KIND_NAMES.map((name) => [name, Differs]))),
  }),
})
export type Differs = Static<typeof Differs>
export type Known = Omit<Static<typeof getKnown.reply>, 'rows' | 'rowsDiffer'> & { rows: Record<KindName, Row[]>; rowsDiffer: Record<KindName, Differs> }
