/** 状态、层级、生命周期的规则: dated versions, tried before they are proposed, published by a second person. */
import { Type, type Static } from 'typebox'
import { Amount, Day, endpoint, Instant, Nullable, Version } from '#kernel/endpoint'
import { LEVELS, STAGES } from './words.api.ts'

export const RULE_KINDS = ['level', 'status', 'stage'] as const
const Kind = Type.Enum([...RULE_KINDS])
const Days = Type.Integer({ minimum: 1, maximum: 36500 })
const Plan = Type.Object({ zh: Type.String({ minLength: 2, maxLength: 200 }), en: Type.String({ minLength: 2, maxLength: 200 }) })

/** Of a level its bands; of a status the days; of the life cycle these, the lengths, what is held, and a plan for every stage. */
export const RuleBody = Type.Object({
  bands: Type.Optional(Type.Array(Type.Object({ level: Type.Enum([...LEVELS]), atLeast: Amount }), { minItems: 2, maxItems: 5 })),
  activeDays: Type.Optional(Days),
  dormantDays: Type.Optional(Days),
  newDays: Type.Optional(Days),
  matureDays: Type.Optional(Days),
  matureAum: Type.Optional(Amount),
  plans: Type.Optional(Type.Object(Object.fromEntries(STAGES.map((stage) => [stage, Plan])) as Record<(typeof STAGES)[number], typeof Plan>)),
})
export type RuleBody = Static<typeof RuleBody>

export const RuleVersion = Type.Object({
  rule: Type.String(),
  kind: Kind,
  state: Type.Enum(['proposed', 'published', 'refused', 'withdrawn']),
  holds: Type.Boolean({ description: 'the version by which customers are graded today' }),
  since: Day,
  body: RuleBody,
  note: Type.String(),
  makerName: Nullable(Type.String()),
  isMine: Type.Boolean(),
  madeAt: Instant,
  checkerName: Nullable(Type.String()),
  checkedAt: Nullable(Instant),
  refusal: Nullable(Type.String()),
  version: Version,
})
export type RuleVersion = Static<typeof RuleVersion>

export const listRules = endpoint({ at: 'GET /customer/rules', may: 'customer.model.read', input: Type.Object({ kind: Kind }), reply: Type.Object({ rows: Type.Array(RuleVersion) }) })

/** How many of the customers in sight would stand elsewhere under this rule, from where to where. Nothing is kept. */
export const tryRule = endpoint({
  at: 'POST /customer/rules/try',
  may: 'customer.model.read',
  reads: true,
  input: Type.Object({ kind: Kind, body: RuleBody }),
  reply: Type.Object({ customers: Type.Integer(), moves: Type.Array(Type.Object({ before: Nullable(Type.String()), after: Type.String(), customers: Type.Integer() })) }),
})

export const proposeRule = endpoint({
  at: 'POST /customer/rules',
  may: 'customer.model.write',
  input: Type.Object({ kind: Kind, body: RuleBody, since: Day, note: Type.String({ minLength: 4, maxLength: 200, pattern: '\\S' }) }),
  reply: RuleVersion,
})

export const withdrawRule = endpoint({ at: 'POST /customer/rules/:rule/withdraw', may: 'customer.model.write', input: Type.Object({ rule: Type.String({ maxLength: 40 }), version: Version }), reply: RuleVersion })

/** 复核: another person publishes what was proposed, or sends it back with a reason. */
export const judgeRule = endpoint({
  at: 'POST /customer/rules/:rule/judge',
  may: 'customer.model.publish',
  input: Type.Object({ rule: Type.String({ maxLength: 40 }), version: Version, verdict: Type.Enum(['publish', 'refuse']), reason: Type.Optional(Type.String({ minLength: 4, maxLength: 200, pattern: '\\S' })) }),
  reply: RuleVersion,
})
