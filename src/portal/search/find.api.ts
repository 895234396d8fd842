import { Type, type Static } from 'typebox'
import { AttributeCode, TypeCode } from '#center/customer/type.api'
import { STAGES } from '#center/customer/words.api'
import { Amount, endpoint, Nullable, PageInput, PageOf, Personal, Subject } from '#kernel/endpoint'

export const Matched = Type.Enum(['number', 'name', 'sound', 'initials', 'phone', 'account', 'document', 'attribute'])
export type Matched = Static<typeof Matched>

export const Hit = Type.Object({
  customerNo: Subject(),
  name: Personal('name'),
  kind: Type.String(),
  branch: Type.String({ description: 'the organisation through which the viewer sees the customer' }),
  level: Nullable(Type.String()),
  matched: Matched,
})
export type Hit = Static<typeof Hit>

/** Finds customers as one types: a name of two characters or more, its sound or initials, the tail of a phone or an account, a whole number. */
export const find = endpoint({
  at: 'POST /search/find',
  may: 'search.use',
  reads: true,
  input: Type.Object({ text: Type.String({ minLength: 1, maxLength: 60 }) }),
  reply: Type.Object({ hits: Type.Array(Hit) }),
})

export const CustomerRow = Type.Object({
  customerNo: Subject(),
  name: Personal('name'),
  kind: Type.String(),
  whole: Type.Boolean({ description: 'the whole customer, or only what the viewer’s branches hold' }),
  branch: Type.String(),
  status: Nullable(Type.String()),
  level: Nullable(Type.String()),
  stage: Nullable(Type.String()),
  owner: Nullable(Type.String()),
  ownerName: Nullable(Type.String()),
  aum: Amount,
  lum: Amount,
  currency: Type.String(),
  accounts: Type.Integer(),
  lastOn: Nullable(Type.String()),
  type: Nullable(Type.String({ description: 'its place in the type tree' })),
  typeName: Nullable(Type.Object({ zh: Type.String(), en: Type.String() })),
  said: Nullable(Type.String({ description: 'what is known by the attribute asked for; class C1 only' })),
})
export type CustomerRow = Static<typeof CustomerRow>

/** The customers a viewer may see, those who hold most first. */
export const listCustomers = endpoint({
  at: 'GET /search/customers',
  may: 'customer.read',
  input: Type.Object({
    ...PageInput,
    mine: Type.Optional(Type.Boolean()),
    kind: Type.Optional(Type.Enum(['retail', 'corporate', 'institution'])),
    status: Type.Optional(Type.Enum(['prospect', 'active', 'dormant', 'lost'])),
    stage: Type.Optional(Type.Enum([...STAGES])),
    level: Type.Optional(Type.Enum(['standard', 'gold', 'platinum', 'diamond', 'private'])),
    org: Type.Optional(Type.Integer({ minimum: 0, maximum: 2147483647, description: 'one organisation and everything below it' })),
    type: Type.Optional(TypeCode),
    attribute: Type.Optional(AttributeCode),
    value: Type.Optional(Type.String({ minLength: 1, maxLength: 80, description: 'of the attribute: the value or how it begins' })),
    least: Type.Optional(Type.String({ maxLength: 30, description: 'of the attribute: a day or a figure, and above' })),
    most: Type.Optional(Type.String({ maxLength: 30 })),
  }),
  reply: PageOf(CustomerRow),
})
