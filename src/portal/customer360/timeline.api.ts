import { Type, type Static } from 'typebox'
import { Amount, CustomerNo, Day, endpoint, Instant, Nullable, PageInput, Personal, Subject } from '#kernel/endpoint'

const Both = Type.Object({ zh: Type.String(), en: Type.String() })

export const Moment = Type.Object({
  key: Type.String(),
  day: Day,
  at: Instant,
  kind: Type.String(),
  what: Type.String(),
  title: Nullable(Both),
  body: Nullable(Type.String()),
  before: Nullable(Type.String()),
  after: Nullable(Type.String()),
  channel: Nullable(Type.String()),
  direction: Nullable(Type.Enum(['in', 'out'])),
  actor: Nullable(Type.String()),
  party: Nullable(Personal('name')),
  accountNo: Nullable(Personal('accountNo')),
  amount: Nullable(Amount),
  currency: Nullable(Type.String()),
  facts: Type.Record(Type.String(), Type.Unknown()),
})
export type Moment = Static<typeof Moment>

/** 动态: everything that all rooms know to have happened to one customer, newest first. A POST, since what is looked for may be a name. */
export const listMoments = endpoint({
  at: 'POST /customer360/customers/:customerNo/timeline',
  may: 'customer.read',
  reads: true,
  input: Type.Object({
    customerNo: CustomerNo,
    kinds: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 40 })),
    without: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 40 })),
    channel: Type.Optional(Type.String({ maxLength: 40 })),
    text: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    since: Type.Optional(Day),
    until: Type.Optional(Day),
    ...PageInput,
    after: Type.Optional(Type.String({ maxLength: 300 })),
  }),
  reply: Type.Object({
    customerNo: Subject(),
    rows: Type.Array(Moment),
    next: Nullable(Type.String()),
    searchedTo: Nullable(Day),
    kinds: Type.Array(Type.Object({ kind: Type.String(), title: Both })),
  }),
})
