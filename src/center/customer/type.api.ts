/** 客户类别与属性, declared at run time: the tree, and what is asked of the customers of each type. */
import { Type, type Static } from 'typebox'
import { CustomerNo, endpoint, Instant, Nullable, Version } from '#kernel/endpoint'

export const ATTRIBUTE_KINDS = ['text', 'day', 'amount', 'integer', 'number', 'boolean', 'choice', 'name', 'idNumber', 'phone', 'email', 'address', 'birthday', 'accountNo', 'employer', 'income'] as const
/** What a mask may leave; those kinds that are personal by nature mask themselves. */
export const MASKS = ['name', 'idNumber', 'phone', 'email', 'address', 'birthday', 'accountNo', 'employer', 'income'] as const

export const TypeCode = Type.String({ pattern: '^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)?$', maxLength: 60 })
export const AttributeCode = Type.String({ pattern: '^[a-z][a-zA-Z0-9]{1,39}$' })
const Title = Type.String({ minLength: 1, maxLength: 40, pattern: '\\S' })
const Reason = Type.String({ minLength: 2, maxLength: 200, pattern: '\\S' })
const State = Type.Enum(['active', 'retired'])

export const CustomerType = Type.Object({
  type: Type.String(),
  parent: Nullable(Type.String()),
  path: Type.String({ description: 'begins with the path of whatever stands above' }),
  zh: Type.String(),
  en: Type.String(),
  position: Type.Integer(),
  state: State,
  version: Version,
})
export type CustomerType = Static<typeof CustomerType>

const Option = Type.Object({ code: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,39}$' }), zh: Title, en: Title })
export type Option = Static<typeof Option>

export const Attribute = Type.Object({
  attribute: Type.String(),
  type: Type.String({ description: 'asked of customers of this type and of those below it' }),
  zh: Type.String(),
  en: Type.String(),
  kind: Type.Enum([...ATTRIBUTE_KINDS]),
  options: Type.Array(Option),
  required: Type.Boolean(),
  class: Type.Enum(['C1', 'C2']),
  mask: Nullable(Type.Enum([...MASKS])),
  searchable: Type.Boolean(),
  clearMay: Nullable(Type.String({ description: 'the permission with which the value is seen in clear' })),
  org: Nullable(Type.Integer({ description: 'an attribute of one department' })),
  orgName: Nullable(Type.String()),
  position: Type.Integer(),
  state: State,
  version: Version,
})
export type Attribute = Static<typeof Attribute>

/** The whole tree and every attribute the viewer may know of: a few thousand rows at most, for labels, filters and the page. */
export const listTypes = endpoint({
  at: 'GET /customer/types',
  may: 'customer.read',
  input: Type.Object({}),
  reply: Type.Object({ types: Type.Array(CustomerType), attributes: Type.Array(Attribute) }),
})

/** What the page of the model needs besides: which permissions there are to choose from. */
export const openModel = endpoint({
  at: 'GET /customer/model',
  may: 'customer.model.read',
  input: Type.Object({}),
  reply: Type.Object({ orgs: Type.Array(Type.Object({ org: Type.Integer(), name: Type.String() }, { description: 'whom an attribute may be given to alone' })), permissions: Type.Array(Type.Object({ permission: Type.String(), zh: Type.String(), en: Type.String() })) }),
})

export const addType = endpoint({
  at: 'POST /customer/types',
  may: 'customer.model.write',
  input: Type.Object({ parent: TypeCode, name: Type.String({ pattern: '^[a-z][a-z0-9]{1,29}$', description: 'the last word of its code' }), zh: Title, en: Title }),
  reply: CustomerType,
})

export const renameType = endpoint({
  at: 'PATCH /customer/types/:type',
  may: 'customer.model.write',
  input: Type.Object({ type: TypeCode, version: Version, zh: Type.Optional(Title), en: Type.Optional(Title), position: Type.Optional(Type.Integer({ minimum: 1, maximum: 999 })) }),
  reply: CustomerType,
})

/** Under another parent of the same root, with everything below it. */
export const moveType = endpoint({
  at: 'POST /customer/types/:type/move',
  may: 'customer.model.write',
  input: Type.Object({ type: TypeCode, version: Version, parent: TypeCode, reason: Reason }),
  reply: CustomerType,
})

/** Retired, it takes no new customer; those it has keep it. */
export const retireType = endpoint({
  at: 'POST /customer/types/:type/state',
  may: 'customer.model.write',
  input: Type.Object({ type: TypeCode, version: Version, state: State, reason: Reason }),
  reply: CustomerType,
})

const declared = {
  zh: Title,
  en: Title,
  required: Type.Boolean(),
  searchable: Type.Boolean(),
  mask: Nullable(Type.Enum([...MASKS])),
  clearMay: Nullable(Type.String({ pattern: '^[a-z0-9]+(\\.[a-z0-9-]+)+$', maxLength: 60 })),
  options: Type.Array(Option, { maxItems: 200 }),
  position: Type.Integer({ minimum: 1, maximum: 999 }),
}

/** 新增属性: C3 (card passwords, biometrics, one-time codes) is never stored, so nothing can be declared as such. */
export const addAttribute = endpoint({
  at: 'POST /customer/attributes',
  may: 'customer.model.write',
  input: Type.Object({
    attribute: AttributeCode, type: TypeCode, zh: Title, en: Title, kind: Type.Enum([...ATTRIBUTE_KINDS]), class: Type.Enum(['C1', 'C2', 'C3']),
    required: Type.Optional(declared.required), searchable: Type.Optional(declared.searchable), mask: Type.Optional(declared.mask), clearMay: Type.Optional(declared.clearMay),
    options: Type.Optional(declared.options), position: Type.Optional(declared.position), org: Type.Optional(Nullable(Type.Integer({ minimum: 0, maximum: 2147483647 }))),
  }),
  reply: Attribute,
})

/** What a value is (kind, class, whose) never changes: retire the attribute and declare another. */
export const changeAttribute = endpoint({
  at: 'PATCH /customer/attributes/:attribute',
  may: 'customer.model.write',
  input: Type.Object({
    attribute: AttributeCode, version: Version, zh: Type.Optional(declared.zh), en: Type.Optional(declared.en), required: Type.Optional(declared.required), searchable: Type.Optional(declared.searchable),
    mask: Type.Optional(declared.mask), clearMay: Type.Optional(declared.clearMay), options: Type.Optional(declared.options), position: Type.Optional(declared.position), state: Type.Optional(State),
  }),
  reply: Attribute,
})

/** Every version of a type, an attribute or a kind of relation: what it said, who said so, why. */
export const listModelSteps = endpoint({
  at: 'GET /customer/model/:thing/:code/steps',
  may: 'customer.model.read',
  input: Type.Object({ thing: Type.Enum(['type', 'attribute', 'relation-type']), code: Type.String({ maxLength: 60 }) }),
  reply: Type.Object({ rows: Type.Array(Type.Object({ version: Version, said: Type.Record(Type.String(), Type.Unknown()), whoName: Type.String(), reason: Nullable(Type.String()), at: Instant })) }),
})

/** Gives a customer another type of the same root. */
export const classifyCustomer = endpoint({
  at: 'POST /customer/customers/:customerNo/type',
  may: 'customer.write',
  input: Type.Object({ customerNo: CustomerNo, version: Version, type: TypeCode, reason: Reason }),
  reply: Type.Object({ customerNo: CustomerNo, version: Version, type: Type.String() }),
})
