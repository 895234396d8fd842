/** 指纹与偏差法: versions of a model, what another choice of weights would do, and publication by a second person. */
import { Type, type Static } from 'typebox'
import { endpoint, Instant, Nullable, Personal, Subject } from '#kernel/endpoint'

const Bits = Type.Number({ minimum: -60, maximum: 60 })
export const KINDS = ['person', 'company'] as const
export const STATES = ['proposed', 'published', 'retired', 'refused', 'withdrawn'] as const
const Kind = Type.Enum([...KINDS])
const Mode = Type.Enum(['hand', 'learned', 'mixed'])
const ModelName = Type.String({ minLength: 1, maxLength: 40, pattern: '^[a-z0-9][a-z0-9-]*$' })

export const Thresholds = Type.Object({ auto: Bits, review: Bits })
export type Thresholds = Static<typeof Thresholds>
/** 按系统对与客户层级另定的区间: the first that fits a pair holds. */
const Stratum = Type.Object({ systems: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { minItems: 2, maxItems: 2 })), tier: Type.Optional(Type.String({ maxLength: 40 })), auto: Bits, review: Bits })

/** A weight typed by a person, and whether learning must leave it alone. */
export const Weight = Type.Object({ field: Type.String({ maxLength: 40 }), level: Type.String({ maxLength: 40 }), bits: Bits, pinned: Type.Boolean() })
export type Weight = Static<typeof Weight>

const Chance = Type.Number({ minimum: 0, maximum: 1 })
/** How often an outcome occurs among records of one customer (m), and of two (u). */
export const Learned = Type.Object({ field: Type.String({ maxLength: 40 }), level: Type.String({ maxLength: 40 }), m: Chance, u: Chance })
export type Learned = Static<typeof Learned>

const Level = Type.Object({ level: Type.String(), bits: Type.Number(), learned: Type.Number(), pinned: Type.Boolean() })
const Comparison = Type.Object({ field: Type.String(), kind: Type.String({ description: 'how it is compared' }), byFrequency: Type.Boolean({ description: 'a rare value counts for more than a frequent one' }), levels: Type.Array(Level) })
const Guard = Type.Object({ id: Type.String(), effect: Type.Enum(['veto', 'cap', 'force', 'subtract']) })

export const VersionRow = Type.Object({
  model: Type.String(),
  kind: Kind,
  state: Type.Enum([...STATES]),
  mode: Mode,
  base: Nullable(Type.String()),
  auto: Type.Number(),
  review: Type.Number(),
  note: Nullable(Type.String()),
  makerName: Nullable(Type.String()),
  isMine: Type.Boolean(),
  madeAt: Instant,
  checkerName: Nullable(Type.String()),
  checkedAt: Nullable(Instant),
  refusal: Nullable(Type.String()),
  version: Type.Integer(),
})
export type VersionRow = Static<typeof VersionRow>

/** Every version of the models of a kind, newest first. */
export const listModels = endpoint({ at: 'GET /identity/models', may: 'identity.model.read', input: Type.Object({ kind: Kind }), reply: Type.Object({ rows: Type.Array(VersionRow) }) })

const Zone = Type.Object({ auto: Type.Integer(), review: Type.Integer(), reject: Type.Integer() })
const Effect = Type.Object({
  histogram: Type.Array(Type.Object({ from: Type.Number({ description: 'the bin reaches from here to one bit more' }), ...Zone.properties })),
  zones: Zone,
  customers: Type.Integer({ description: 'clusters that result, customers of one record among them' }),
  records: Type.Integer(),
  refused: Type.Integer({ description: 'strong pairs kept apart by valid documents or by people' }),
  ms: Type.Integer(),
  asOf: Nullable(Instant),
})
export type Effect = Static<typeof Effect>

const Difference = Type.Object({ field: Type.String({ description: 'a comparison, or auto and review: the lines' }), kind: Nullable(Type.String()), level: Nullable(Type.String()), before: Nullable(Type.Number()), after: Nullable(Type.Number()) })
export type Difference = Static<typeof Difference>

export const Precision = Type.Object({ asked: Type.Integer({ description: 'automatic merges laid before a person as a sample' }), right: Type.Integer(), low: Nullable(Type.Number()), high: Nullable(Type.Number()), reviewed: Type.Integer({ description: 'pairs of the review zone decided' }), same: Type.Integer() })

export const ModelDetail = Type.Object({
  ...VersionRow.properties,
  prior: Type.Number(),
  comparisons: Type.Array(Comparison),
  guards: Type.Array(Guard),
  thresholds: Thresholds,
  strata: Type.Array(Stratum),
  systems: Type.Array(Type.Object({ source: Type.String(), title: Type.Object({ zh: Type.String(), en: Type.String() }) })),
  differences: Type.Array(Difference, { description: 'against the published version' }),
  precision: Precision,
  publishedModel: Nullable(Type.String()),
  effect: Nullable(Effect),
})
export type ModelDetail = Static<typeof ModelDetail>

export const getModel = endpoint({ at: 'GET /identity/models/:model', may: 'identity.model.read', input: Type.Object({ model: ModelName }), reply: ModelDetail })

const Change = { weights: Type.Array(Weight, { maxItems: 200 }), thresholds: Thresholds, strata: Type.Array(Stratum, { maxItems: 40 }), mode: Mode, learned: Type.Optional(Type.Array(Learned, { maxItems: 200, description: 'from the bank’s own records, in place of what the version knew' })) }

/** What a version with these weights would make of all pairs of the last batch: nothing is kept. */
export const tryModel = endpoint({
  at: 'POST /identity/models/:model/try',
  may: 'identity.model.read',
  reads: true,
  beyond: true,
  input: Type.Object({ model: ModelName, ...Change }),
  reply: Effect,
})

/** 按本行数据学习: what the pairs of the last batch and pairs taken at random say, without labels. Nothing is kept. */
export const learnModel = endpoint({
  at: 'POST /identity/models/:model/learn',
  may: 'identity.model.read',
  reads: true,
  beyond: true,
  input: Type.Object({ model: ModelName }),
  reply: Type.Object({ levels: Type.Array(Learned), records: Type.Integer(), pairs: Type.Integer(), ms: Type.Integer() }),
})

const Side = Type.Object({
  customerNo: Type.Optional(Subject()), name: Nullable(Personal('name')), idNumber: Nullable(Personal('idNumber')), phone: Nullable(Personal('phone')), birthday: Nullable(Personal('birthday')),
  address: Nullable(Personal('address')), source: Type.String(),
})
const Example = Type.Object({ bits: Type.Number(), a: Side, b: Side, fields: Type.Array(Type.Object({ field: Type.String(), kind: Type.String(), level: Type.String(), bits: Type.Number() })) })
export type Example = Static<typeof Example>

/** Pairs just above and just below a threshold, masked. */
export const exampleModel = endpoint({
  at: 'POST /identity/models/:model/examples',
  may: 'identity.model.read',
  reads: true,
  beyond: true,
  input: Type.Object({ model: ModelName, ...Change, at: Type.Enum(['auto', 'review']) }),
  reply: Type.Object({ above: Type.Array(Example), below: Type.Array(Example) }),
})

/** 送审: freezes a new version with these weights for a second person. Going back to an earlier version is proposing it unchanged. */
export const proposeModel = endpoint({
  at: 'POST /identity/models/:model/propose',
  may: 'identity.model.write',
  input: Type.Object({ model: ModelName, ...Change, note: Type.String({ minLength: 4, maxLength: 200, pattern: '\\S' }) }),
  reply: VersionRow,
})

export const withdrawModel = endpoint({ at: 'POST /identity/models/:model/withdraw', may: 'identity.model.write', input: Type.Object({ model: ModelName, version: Type.Integer({ minimum: 1, maximum: 2147483647 }) }), reply: VersionRow })

/** 复核: another person publishes what was frozen, or sends it back with a reason. */
export const judgeModel = endpoint({
  at: 'POST /identity/models/:model/judge',
  may: 'identity.model.publish',
  input: Type.Object({ model: ModelName, version: Type.Integer({ minimum: 1, maximum: 2147483647 }), verdict: Type.Enum(['publish', 'refuse']), reason: Type.Optional(Type.String({ minLength: 4, maxLength: 200, pattern: '\\S' })) }),
  reply: VersionRow,
})
