/** 时效: what was not confirmed for long, and confirming it while one speaks with the customer. */
import { Type, type Static } from 'typebox'
import { CustomerNo, Day, endpoint, Nullable, PageInput, PageOf, Personal, Subject, Version } from '#kernel/endpoint'

export const FRESH = ['phone', 'address', 'email', 'employer'] as const
export const CHANNELS = ['counter', 'phone', 'visit', 'message'] as const
const Field = Type.Enum([...FRESH])
const Org = Type.Integer({ minimum: 0, maximum: 2147483647, description: 'one organisation and everything below it' })

const Dated = Type.Object({ field: Field, on: Day, isStale: Type.Boolean() })
export const StaleRow = Type.Object({
  customerNo: Subject(), name: Personal('name'), orgName: Type.String(), owner: Nullable(Type.String()), ownerName: Nullable(Type.String()), fields: Type.Array(Dated),
})
export type StaleRow = Static<typeof StaleRow>

export const listStale = endpoint({
  at: 'GET /quality/stale',
  may: 'quality.read',
  input: Type.Object({ field: Type.Optional(Field), owner: Type.Optional(Type.String({ maxLength: 20 })), org: Type.Optional(Org), ...PageInput }),
  reply: PageOf(StaleRow),
})

/** 客户资料核实率: the share of profiles whose values were all confirmed within twelve months. */
export const getVerified = endpoint({
  at: 'GET /quality/verified',
  may: 'quality.read',
  input: Type.Object({}),
  reply: Type.Object({
    on: Nullable(Day),
    customers: Type.Integer(),
    verified: Type.Integer(),
    branches: Type.Array(Type.Object({ org: Type.Integer(), orgName: Type.String(), customers: Type.Integer(), verified: Type.Integer() })),
    trend: Type.Array(Type.Object({ on: Day, share: Type.Number() })),
  }),
})
export type Verified = Static<typeof getVerified.reply>

export const getFreshness = endpoint({
  at: 'GET /quality/customers/:customerNo/freshness',
  may: 'customer.read',
  input: Type.Object({ customerNo: CustomerNo }),
  reply: Type.Object({ customerNo: Subject(), whole: Type.Boolean(), fields: Type.Array(Type.Object({ field: Field, on: Day, isStale: Type.Boolean(), byName: Nullable(Type.String()) })) }),
})

/** One click at the 360 page: these values are as the customer says. */
export const confirmValues = endpoint({
  at: 'POST /quality/customers/:customerNo/confirm',
  may: 'quality.confirm',
  input: Type.Object({ customerNo: CustomerNo, fields: Type.Array(Field, { minItems: 1, maxItems: 4, uniqueItems: true }), channel: Type.Enum([...CHANNELS]) }),
  reply: Type.Object({ customerNo: Subject(), on: Day }),
})

export const TaskRow = Type.Object({
  task: Type.Integer(), kind: Type.Enum(['repair', 'confirm']), customerNo: Subject(), name: Personal('name'), field: Type.String(), due: Day, note: Nullable(Type.String()), byName: Nullable(Type.String()), failure: Nullable(Type.Integer()), version: Version,
})
export type TaskRow = Static<typeof TaskRow>
/** What one was asked to mend or to confirm, the most pressing first. */
export const listTasks = endpoint({ at: 'GET /quality/tasks', may: 'quality.confirm', input: Type.Object(PageInput), reply: PageOf(TaskRow) })
export const finishTask = endpoint({ at: 'POST /quality/tasks/:task/done', may: 'quality.confirm', input: Type.Object({ task: Type.Integer({ minimum: 1 }), version: Version }), reply: Type.Object({ task: Type.Integer(), version: Version }) })
