/** 数据质量: the scores, the rows behind them, and what people do about a row. */
import { Type, type Static } from 'typebox'
import { CustomerNo, Day, endpoint, Instant, Nullable, PageInput, PageOf, Personal, Subject, Version } from '#kernel/endpoint'

export const Both = Type.Object({ zh: Type.String(), en: Type.String() })
export const DIMENSIONS = ['completeness', 'accuracy', 'consistency', 'timeliness'] as const
export const STATES = ['open', 'excused', 'repaired'] as const
const Dimension = Type.Enum([...DIMENSIONS])
const Code = Type.String({ maxLength: 40, pattern: '^[A-Za-z0-9.-]+$' })
const Org = Type.Integer({ minimum: 0, maximum: 2147483647, description: 'one organisation and everything below it' })
const Counted = { checked: Type.Integer(), failed: Type.Integer() }
const Mended = { open: Type.Integer(), repaired: Type.Integer({ description: 'in the last 30 days' }) }

export const Summary = Type.Object({
  asOf: Nullable(Instant),
  scope: Type.String(),
  systems: Type.Array(Type.Object({ source: Type.String(), title: Both, ...Counted })),
  fields: Type.Array(Type.String()),
  cells: Type.Array(Type.Object({ source: Type.String(), field: Type.String(), ...Counted })),
  dimensions: Type.Array(Type.Object({ dimension: Dimension, ...Counted })),
  rules: Type.Array(Type.Object({ rule: Type.String(), title: Both, dimension: Dimension, ...Counted })),
  branches: Type.Array(Type.Object({ org: Type.Integer(), orgName: Type.String(), ...Counted, ...Mended })),
  managers: Type.Array(Type.Object({ staff: Type.String(), staffName: Nullable(Type.String()), ...Mended })),
  trend: Type.Array(Type.Object({ on: Day, completeness: Nullable(Type.Number()), accuracy: Nullable(Type.Number()), consistency: Nullable(Type.Number()), timeliness: Nullable(Type.Number()) })),
  open: Type.Integer(),
  excused: Type.Integer(),
  repaired: Type.Integer({ description: 'in the last 30 days' }),
})
export type Summary = Static<typeof Summary>

/** Scores by system and field, with their course; of the organisations in sight. */
export const getSummary = endpoint({ at: 'GET /quality/summary', may: 'quality.read', input: Type.Object({ org: Type.Optional(Org), dimension: Type.Optional(Dimension) }), reply: Summary })

const Values = Type.Object({
  name: Type.Optional(Personal('name')), idNumber: Type.Optional(Personal('idNumber')), birthday: Type.Optional(Personal('birthday')), phone: Type.Optional(Personal('phone')), phone2: Type.Optional(Personal('phone')),
  email: Type.Optional(Personal('email')), address: Type.Optional(Personal('address')), employer: Type.Optional(Personal('employer')), income: Type.Optional(Personal('income')), legalName: Type.Optional(Personal('name')),
  gender: Type.Optional(Type.String()), occupation: Type.Optional(Type.String()), industry: Type.Optional(Type.String()), openedOn: Type.Optional(Type.String()), updatedOn: Type.Optional(Type.String()),
  accountNo: Type.Optional(Personal('accountNo')), product: Type.Optional(Type.String()), balance: Type.Optional(Type.String()),
})
export type Values = Static<typeof Values>
/** What another system says of the same field, that nothing speaks against. */
const Candidate = Type.Object({ source: Type.String(), sourceTitle: Both, key: Type.String(), values: Values, updatedOn: Nullable(Day), isGolden: Type.Boolean() })
export type Candidate = Static<typeof Candidate>

const row = {
  failure: Type.Integer(),
  customerNo: Type.Optional(Subject()),
  name: Nullable(Personal('name')),
  rule: Type.String(),
  title: Both,
  why: Both,
  dimension: Dimension,
  entity: Type.String(),
  field: Type.String(),
  facts: Type.Record(Type.String(), Type.String()),
  source: Type.String(),
  sourceTitle: Both,
  key: Type.String({ description: 'in the source; of an account its last digits' }),
  values: Values,
  org: Type.Integer(),
  orgName: Type.String(),
  owner: Nullable(Type.String()),
  ownerName: Nullable(Type.String()),
  state: Type.Enum([...STATES]),
  how: Nullable(Type.Enum(['source', 'person'])),
  since: Instant,
  excusedUntil: Nullable(Day),
  task: Nullable(Type.Object({ task: Type.Integer(), staff: Type.String(), staffName: Nullable(Type.String()), due: Day })),
  version: Version,
  candidate: Nullable(Candidate),
  canCorrect: Type.Boolean({ description: 'the viewer sees the customer whole, and the field is one that a person may type' }),
}
export const FailureRow = Type.Object(row)
export type FailureRow = Static<typeof FailureRow>

export const listFailures = endpoint({
  at: 'GET /quality/failures',
  may: 'quality.read',
  input: Type.Object({
    source: Type.Optional(Code), field: Type.Optional(Code), rule: Type.Optional(Code), dimension: Type.Optional(Dimension), org: Type.Optional(Org), owner: Type.Optional(Type.String({ maxLength: 20 })),
    state: Type.Optional(Type.Enum([...STATES])), ...PageInput,
  }),
  reply: PageOf(FailureRow),
})

const Step = Type.Object({ step: Type.Integer(), name: Type.String(), staff: Type.String(), staffName: Nullable(Type.String()), note: Nullable(Type.String()), at: Instant })
export const getFailure = endpoint({
  at: 'GET /quality/failures/:failure',
  may: 'quality.read',
  input: Type.Object({ failure: Type.Integer({ minimum: 1 }) }),
  reply: Type.Object({ ...row, candidates: Type.Array(Candidate), steps: Type.Array(Step) }),
})
export type FailureDetail = Static<typeof getFailure.reply>

const Failure = Type.Integer({ minimum: 1 })
const Reason = Type.String({ minLength: 2, maxLength: 200, pattern: '\\S' })
const Done = Type.Object({ failure: Type.Integer(), state: Type.Enum([...STATES]), version: Version })

/** The word of another record holds for this field, as a choice of identity’s: for who sees the customer whole. */
export const adoptValue = endpoint({
  at: 'POST /quality/failures/:failure/adopt',
  may: 'quality.repair',
  beyond: true,
  input: Type.Object({ failure: Failure, version: Version, source: Type.String({ maxLength: 60 }), key: Type.String({ maxLength: 200 }) }),
  reply: Done,
})

/** A person types the right value: it becomes this system's own word for the customer, checked as any value typed by hand. */
export const correctValue = endpoint({
  at: 'POST /quality/failures/:failure/correct',
  may: 'quality.repair',
  beyond: true,
  input: Type.Object({ failure: Failure, version: Version, value: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }) }),
  reply: Done,
})

/** Not an error, until a day. */
export const excuseFailure = endpoint({
  at: 'POST /quality/failures/:failure/excuse',
  may: 'quality.repair',
  input: Type.Object({ failure: Failure, version: Version, reason: Reason, until: Day }),
  reply: Done,
})

export const reopenFailure = endpoint({
  at: 'POST /quality/failures/:failure/reopen',
  may: 'quality.repair',
  input: Type.Object({ failure: Failure, version: Version, reason: Reason }),
  reply: Done,
})

/** A task for the customer’s owner, or for whoever is named. */
export const assignFailure = endpoint({
  at: 'POST /quality/failures/:failure/assign',
  may: 'quality.repair',
  input: Type.Object({ failure: Failure, version: Version, due: Day, note: Type.Optional(Type.String({ maxLength: 200 })) }),
  reply: Done,
})

const RuleRow = Type.Object({
  rule: Type.String(), version: Version, dimension: Dimension, entity: Type.String(), title: Both, why: Both, params: Type.Record(Type.String(), Type.Unknown()), isOn: Type.Boolean(), by: Type.String(), reason: Type.String(), at: Instant,
})
export type RuleRow = Static<typeof RuleRow>
export const listRules = endpoint({ at: 'GET /quality/rules', may: 'quality.read', input: Type.Object({}), reply: Type.Object({ rules: Type.Array(RuleRow) }) })

/** A changed rule is a new version; the rows are judged by it in the next run. */
export const changeRule = endpoint({
  at: 'POST /quality/rules/:rule',
  may: 'quality.rule.write',
  input: Type.Object({ rule: Code, version: Version, isOn: Type.Boolean(), numbers: Type.Optional(Type.Record(Type.String({ maxLength: 40 }), Type.Number({ minimum: 0, maximum: 100_000 }))), reason: Reason }),
  reply: RuleRow,
})

/** Judges everything anew, now. */
export const runRules = endpoint({ at: 'POST /quality/run', may: 'quality.rule.write', input: Type.Object({}), reply: Type.Object({ asked: Type.Boolean() }) })

export const listCustomerFailures = endpoint({
  at: 'GET /quality/customers/:customerNo/failures',
  may: 'quality.read',
  input: Type.Object({ customerNo: CustomerNo }),
  reply: Type.Object({ customerNo: Subject(), failures: Type.Array(FailureRow) }),
})
