/** 离散分析法: how far the systems' customers lie apart, in which order they are brought together, and whether that order matters. */
import { Type, type Static } from 'typebox'
import { endpoint, Instant, Nullable } from '#kernel/endpoint'

const Both = Type.Object({ zh: Type.String(), en: Type.String() })
const Source = Type.String({ maxLength: 60 })

const System = Type.Object({ source: Source, title: Both, records: Type.Integer(), documents: Type.Integer({ description: 'different valid documents' }), value: Nullable(Type.String({ description: 'assets held by its customers' })) })
const Step = Type.Object({
  source: Source,
  dispersion: Nullable(Type.Number({ description: 'to what is merged already; null for the first' })),
  joined: Nullable(Type.Integer({ description: 'records that joined a customer already there' })),
  own: Nullable(Type.Integer({ description: 'records that brought a customer of their own' })),
  review: Nullable(Type.Integer({ description: 'pairs left to a person' })),
})
export const Plan = Type.Object({
  version: Type.Integer({ minimum: 0, maximum: 2147483647 }),
  rule: Type.Enum(['max', 'min']),
  against: Type.Enum(['merged', 'start']),
  start: Source,
  byHand: Type.Boolean({ description: 'false: the order follows from the rule' }),
  systems: Type.Array(System),
  matrix: Type.Array(Type.Object({ a: Source, b: Source, dispersion: Type.Number(), shared: Type.Integer() })),
  steps: Type.Array(Step),
  check: Nullable(Type.Object({ orders: Type.Integer({ description: 'orders tried' }), same: Type.Integer({ description: 'customers alike in every order' }), differing: Type.Integer(), queued: Type.Integer({ description: 'of the differing, those laid before a person' }) })),
  savedBy: Nullable(Type.String()),
  savedAt: Nullable(Instant),
  note: Nullable(Type.String()),
  asOf: Nullable(Instant),
})
export type Plan = Static<typeof Plan>

export const getPlan = endpoint({ at: 'GET /identity/plan', may: 'identity.plan.read', input: Type.Object({}), reply: Plan })

/** `order` by hand, or empty: then rule and start decide. */
export const savePlan = endpoint({
  at: 'PATCH /identity/plan',
  may: 'identity.plan.write',
  input: Type.Object({
    version: Type.Integer({ minimum: 0, maximum: 2147483647 }),
    rule: Type.Enum(['max', 'min']),
    against: Type.Enum(['merged', 'start']),
    start: Source,
    order: Type.Array(Source, { maxItems: 40, uniqueItems: true }),
    note: Type.String({ minLength: 4, maxLength: 200, pattern: '\\S' }),
  }),
  reply: Plan,
})
