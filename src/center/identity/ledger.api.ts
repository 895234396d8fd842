/** 合并、拆分、撤销、指定、历史: what people do to the numbers of customers, and what was done. */
import { Type, type Static } from 'typebox'
import { CustomerNo, Day, endpoint, Instant, Nullable, Subject, Version } from '#kernel/endpoint'

const Reason = Type.String({ minLength: 2, maxLength: 200, pattern: '\\S' })
/** Done, or laid before those whose word it needs. */
const Done = Type.Object({
  event: Nullable(Type.Integer()),
  customerNo: Nullable(Type.String({ description: 'the survivor, or the number that left' })),
  item: Nullable(Type.Integer({ description: 'the question that waits for confirmation' })),
  waitsFor: Type.Array(Type.String()),
})
export type Done = Static<typeof Done>

/** Merges two customers, both of whom one sees whole; a key customer waits for the owner’s word. The versions are those one has looked at. */
export const mergeCustomers = endpoint({
  at: 'POST /identity/customers/:customerNo/merge',
  may: 'identity.merge',
  beyond: true,
  input: Type.Object({ customerNo: CustomerNo, version: Version, other: CustomerNo, otherVersion: Version, reason: Reason }),
  reply: Done,
})

/** These records are somebody else’s. The number that was merged in comes back to exactly its old records. */
export const splitCustomer = endpoint({
  at: 'POST /identity/customers/:customerNo/split',
  may: 'identity.merge',
  beyond: true,
  input: Type.Object({
    customerNo: CustomerNo,
    version: Version,
    records: Type.Array(Type.Object({ source: Type.String({ maxLength: 60 }), key: Type.String({ maxLength: 200 }) }), { minItems: 1, maxItems: 200 }),
    reason: Reason,
  }),
  reply: Done,
})

/** Takes an event back. One on which later events stand is refused with those named. */
export const undoIdentityEvent = endpoint({
  at: 'POST /identity/events/:seq/undo',
  may: 'identity.merge',
  beyond: true,
  input: Type.Object({ seq: Type.Integer({ minimum: 1 }), reason: Reason }),
  reply: Type.Object({ event: Type.Integer(), customers: Type.Array(Type.String()) }),
})

export const PINNABLE = ['name', 'idNumber', 'gender', 'birthday', 'phone', 'email', 'address', 'employer', 'occupation', 'income', 'legalName', 'industry'] as const

/** Chooses which record’s word holds for one value, until a day; without a key the choice of before is lifted. */
export const pinGolden = endpoint({
  at: 'POST /identity/customers/:customerNo/pins',
  may: 'identity.merge',
  beyond: true,
  input: Type.Object({
    customerNo: CustomerNo,
    version: Version,
    attribute: Type.Enum([...PINNABLE]),
    source: Type.String({ maxLength: 60 }),
    key: Nullable(Type.String({ maxLength: 200 })),
    until: Day,
    reason: Reason,
  }),
  reply: Type.Object({ event: Type.Integer() }),
})

export const IdentityStep = Type.Object({
  seq: Type.Integer(),
  kind: Type.Enum(['link', 'merge', 'split', 'confirm', 'refuse', 'pin', 'undo']),
  actor: Type.String(),
  actorName: Nullable(Type.String()),
  model: Nullable(Type.String()),
  reason: Type.String(),
  at: Instant,
  reverses: Nullable(Type.Integer()),
  reversedBy: Nullable(Type.Integer()),
  customers: Type.Array(Type.String({ description: 'the numbers concerned' })),
  moved: Type.Array(
    Type.Object({ source: Type.String(), key: Type.String(), before: Nullable(Type.String()), after: Nullable(Type.String()), reason: Nullable(Type.String()) }),
    { description: 'records that one may see' },
  ),
})
export type IdentityStep = Static<typeof IdentityStep>

/** 整合历史: what happened to the records of a customer, newest first. */
export const getHistory = endpoint({
  at: 'GET /identity/customers/:customerNo/history',
  may: 'identity.read',
  input: Type.Object({ customerNo: CustomerNo }),
  reply: Type.Object({ customerNo: Subject(), merged: Type.Array(Type.String({ description: 'numbers that stand for this one' })), events: Type.Array(IdentityStep) }),
})

const Sees = Type.Enum(['whole', 'part', 'nothing'])
const Part = Type.Object({
  customerNo: Subject(),
  version: Version,
  level: Type.String(),
  isKey: Type.Boolean(),
  owner: Nullable(Type.String()),
  ownerName: Nullable(Type.String()),
  orgName: Type.String(),
  records: Type.Integer(),
  sources: Type.Array(Type.String()),
})

/** What a merge would do, before it is done: what moves, who will see what, whose word it needs. */
export const previewMerge = endpoint({
  at: 'GET /identity/customers/:customerNo/merge-preview',
  may: 'identity.merge',
  beyond: true,
  input: Type.Object({ customerNo: CustomerNo, with: CustomerNo }),
  reply: Type.Object({
    survivor: Type.String(),
    parts: Type.Array(Part),
    moves: Type.Integer({ description: 'records that change their number' }),
    differ: Type.Boolean({ description: 'their owners are not the same person' }),
    needs: Type.Enum(['steward', 'owner', 'owners', 'supervisor']),
    waitsFor: Type.Array(Type.Object({ staff: Type.String(), name: Nullable(Type.String()) })),
    sight: Type.Array(
      Type.Object({
        org: Type.Integer(),
        orgName: Type.String(),
        before: Type.Array(Type.Object({ customerNo: Type.String(), sees: Sees })),
        after: Sees,
        gained: Type.Integer({ description: 'records seen that were not' }),
        lost: Type.Integer({ description: 'records seen no longer' }),
      }),
      { description: 'organisations for which something changes' },
    ),
  }),
})
