/** 客户关系: its types, edited on a page, and the relations a person adds or ends. */
import { Type, type Static } from 'typebox'
import { CustomerNo, Day, endpoint, Nullable, Version } from '#kernel/endpoint'
import { TypeCode } from './type.api.ts'

const Title = Type.String({ minLength: 1, maxLength: 40, pattern: '\\S' })
export const RelationTypeCode = Type.String({ pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 40 })
const Carries = Nullable(Type.Enum(['guarantee', 'control']))
const Types = Type.Array(TypeCode, { minItems: 1, maxItems: 40, uniqueItems: true })

export const RelationType = Type.Object({
  type: Type.String(),
  zh: Type.String({ description: 'what the other is to this customer' }),
  en: Type.String(),
  zhBack: Type.String({ description: 'what this customer is to the other' }),
  enBack: Type.String(),
  fromTypes: Type.Array(Type.String(), { description: 'allowed on this side: these types and those below them' }),
  toTypes: Type.Array(Type.String()),
  mutual: Type.Boolean({ description: 'reads alike from both sides' }),
  carries: Carries,
  state: Type.Enum(['active', 'retired']),
  version: Version,
})
export type RelationType = Static<typeof RelationType>

export const listRelationTypes = endpoint({ at: 'GET /customer/relation-types', may: 'customer.read', input: Type.Object({}), reply: Type.Object({ rows: Type.Array(RelationType) }) })

const declared = { zh: Title, en: Title, zhBack: Title, enBack: Title, fromTypes: Types, toTypes: Types, carries: Carries }

export const addRelationType = endpoint({
  at: 'POST /customer/relation-types',
  may: 'customer.model.write',
  input: Type.Object({ type: RelationTypeCode, zh: Title, en: Title, zhBack: Title, enBack: Title, fromTypes: Types, toTypes: Types, mutual: Type.Optional(Type.Boolean()), carries: Type.Optional(Carries) }),
  reply: RelationType,
})

/** Whether it is mutual never changes: relations were written by it. */
export const changeRelationType = endpoint({
  at: 'PATCH /customer/relation-types/:type',
  may: 'customer.model.write',
  input: Type.Object({ type: RelationTypeCode, version: Version, ...Object.fromEntries(Object.entries(declared).map(([key, schema]) => [key, Type.Optional(schema)])) as { [K in keyof typeof declared]: ReturnType<typeof Type.Optional<(typeof declared)[K]>> }, state: Type.Optional(Type.Enum(['active', 'retired'])) }),
  reply: RelationType,
})

const pair = { customerNo: CustomerNo, otherNo: CustomerNo, type: RelationTypeCode, direction: Type.Enum(['forward', 'backward', 'mutual']) }

/** The other is this customer's … (forward), or this customer is the other's … (backward), from a day on, by what evidence. */
export const relateCustomer = endpoint({
  at: 'POST /customer/customers/:customerNo/relations',
  may: 'customer.write',
  input: Type.Object({ ...pair, since: Day, evidence: Type.String({ minLength: 2, maxLength: 200, pattern: '\\S' }) }),
  reply: Type.Object({ customerNo: CustomerNo, otherNo: CustomerNo }),
})

/** Ended by a day, with the reason; what was stays. */
export const endRelation = endpoint({
  at: 'POST /customer/customers/:customerNo/relations/end',
  may: 'customer.write',
  input: Type.Object({ ...pair, until: Day, reason: Type.String({ minLength: 2, maxLength: 200, pattern: '\\S' }) }),
  reply: Type.Object({ customerNo: CustomerNo, otherNo: CustomerNo }),
})
