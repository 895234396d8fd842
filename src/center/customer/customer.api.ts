import { Type, type Static } from 'typebox'
import { CustomerNo, Day, endpoint, Nullable, PageInput, PageOf, Personal, Subject, Version } from '#kernel/endpoint'

const Level = Type.Enum(['standard', 'gold', 'platinum', 'diamond', 'private'])

/** What the bank itself says of a customer, and its version. */
export const Standing = Type.Object({
  customerNo: CustomerNo,
  version: Version,
  status: Type.Enum(['prospect', 'active', 'dormant', 'lost']),
  level: Level,
  levelBy: Type.Enum(['rule', 'person']),
  levelReason: Nullable(Type.String()),
  levelUntil: Nullable(Day),
  remark: Nullable(Type.String()),
  owner: Nullable(Type.String()),
  ownerName: Nullable(Type.String()),
  org: Type.Integer(),
  orgName: Type.String(),
})
export type Standing = Static<typeof Standing>

/**
 * Gives a level by hand, with a reason and until a day, or (null) back to the rule; notes a remark. What is absent stays as it is.
 * `version` is the one the edit was made on.
 */
export const editCustomer = endpoint({
  at: 'PATCH /customer/customers/:customerNo',
  may: 'customer.write',
  input: Type.Object({
    customerNo: CustomerNo,
    version: Version,
    level: Type.Optional(Nullable(Level)),
    levelReason: Type.Optional(Type.String({ minLength: 2, maxLength: 200 })),
    levelUntil: Type.Optional(Day),
    remark: Type.Optional(Nullable(Type.String({ maxLength: 1000 }))),
  }),
  reply: Standing,
})

/** Gives customers an owner within the scope of who gives; the owning organisation becomes the owner's. */
export const assignOwner = endpoint({
  at: 'POST /customer/customers/:customerNo/owner',
  may: 'customer.assign',
  input: Type.Object({
    customerNo: CustomerNo,
    version: Version,
    owner: Type.String({ minLength: 1, maxLength: 20 }),
    reason: Type.String({ minLength: 2, maxLength: 200 }),
  }),
  reply: Standing,
})

export const Unowned = Type.Object({
  customerNo: Subject(),
  version: Version,
  name: Personal('name'),
  kind: Type.Enum(['retail', 'corporate', 'institution']),
  level: Level,
  status: Type.Enum(['prospect', 'active', 'dormant', 'lost']),
  org: Type.Integer(),
  orgName: Type.String(),
  since: Nullable(Day),
})

/** 待分配管户: customers of one's scope without an owner, or whose owner has left. */
export const listUnowned = endpoint({ at: 'GET /customer/unowned', may: 'customer.assign', input: Type.Object(PageInput), reply: PageOf(Unowned) })
