/** 客户归并队列: what only a person decides. One item, one person at a time; whoever may not see a side is told equal or different, never a value. */
import { Type, type Static } from 'typebox'
import { Amount, Day, endpoint, Instant, Nullable, PageInput, PageOf, Personal, Subject, Version } from '#kernel/endpoint'

const Both = Type.Object({ zh: Type.String(), en: Type.String() })
export const REVIEW_KINDS = ['merge', 'pair', 'split', 'owner'] as const
/** Whose word an item needs: 数据管理员, 管户客户经理, 双方客户经理, 主管 when those two disagree, or whoever next meets the customer. */
export const NEEDS = ['steward', 'owner', 'owners', 'supervisor', 'contact'] as const
export const ANSWERS = ['same', 'different', 'unsure', 'contact'] as const
const Kind = Type.Enum([...REVIEW_KINDS])
const Need = Type.Enum([...NEEDS])

const Brief = Type.Object({
  customerNo: Type.Optional(Subject()),
  isSeen: Type.Boolean({ description: 'false: a customer outside what the viewer may see' }),
  name: Nullable(Personal('name')),
  level: Nullable(Type.String()),
  branch: Nullable(Type.String()),
  ownerName: Nullable(Type.String()),
})
export type Brief = Static<typeof Brief>

const Item = {
  item: Type.String(),
  kind: Kind,
  need: Need,
  state: Type.Enum(['open', 'done', 'stale']),
  bits: Nullable(Type.Number()),
  value: Amount,
  madeAt: Instant,
  version: Version,
  isMine: Type.Boolean({ description: 'claimed by the viewer' }),
  claimedBy: Nullable(Type.String({ description: 'the colleague who has it open' })),
}
export const ReviewRow = Type.Object({ ...Item, sides: Type.Array(Brief) })
export type ReviewRow = Static<typeof ReviewRow>

const Wanted = {
  kind: Type.Optional(Kind),
  need: Type.Optional(Need),
  org: Type.Optional(Type.Integer({ minimum: 0, maximum: 2147483647, description: 'one organisation and everything below it' })),
  mine: Type.Optional(Type.Boolean({ description: 'only what waits for the viewer' })),
}

/** What waits, worth × doubt first. */
export const listReviews = endpoint({ at: 'GET /identity/reviews', may: 'identity.review', input: Type.Object({ ...Wanted, ...PageInput }), reply: PageOf(ReviewRow) })

export const getReviewCounts = endpoint({
  at: 'GET /identity/review-counts',
  may: 'identity.review',
  input: Type.Object({}),
  reply: Type.Object({ open: Type.Integer(), mine: Type.Integer(), owners: Type.Integer(), contact: Type.Integer(), today: Type.Integer({ description: 'decided today by the viewer' }), value: Amount, oldest: Nullable(Day), branches: Type.Array(Type.Object({ org: Type.Integer(), name: Type.String(), open: Type.Integer() }), { description: 'of the viewer’s own organisations those with most open items' }) }),
})

const values = {
  name: Nullable(Personal('name')), idNumber: Nullable(Personal('idNumber')), birthday: Nullable(Personal('birthday')), gender: Nullable(Type.String()), phone: Nullable(Personal('phone')),
  email: Nullable(Personal('email')), address: Nullable(Personal('address')), employer: Nullable(Personal('employer')), legalName: Nullable(Personal('name')),
}
const Said = Type.Object({ ...values, source: Both, orgName: Type.String(), idType: Nullable(Type.String()), updatedOn: Nullable(Day), isPair: Type.Boolean({ description: 'the very record that was compared' }) })
export type Said = Static<typeof Said>

const Side = Type.Object({
  ...Brief.properties,
  kind: Type.String(),
  aum: Nullable(Amount),
  accounts: Nullable(Type.Integer()),
  since: Nullable(Day),
  records: Type.Array(Said),
  hidden: Type.Integer({ description: 'records of this side that the viewer may not see' }),
})
export type Side = Static<typeof Side>

export const ReviewField = Type.Object({ field: Type.String(), kind: Type.String(), level: Type.String(), bits: Type.Number(), verdict: Type.Enum(['same', 'similar', 'different', 'missing']) })
export type ReviewField = Static<typeof ReviewField>

/** The strongest pair of records of two sides, by a model: levels and bits, which say equal or different and no value. */
export const Reasons = Type.Object({
  model: Nullable(Type.String()),
  prior: Nullable(Type.Number()),
  thresholds: Nullable(Type.Object({ auto: Type.Number(), review: Type.Number() })),
  fields: Type.Array(ReviewField),
  rarity: Type.Number({ description: 'added because a value is rare' }),
  lessened: Type.Number({ description: 'taken off by guards' }),
  guards: Type.Array(Type.String()),
})
export type Reasons = Static<typeof Reasons>

export const Sight = Type.Object({ orgName: Nullable(Type.String({ description: 'null: organisations outside what the viewer may see, together' })), gains: Type.Boolean({ description: 'false: it will no longer see them' }), records: Type.Integer(), accounts: Type.Integer() })
export type Sight = Static<typeof Sight>

const Confirmer = Type.Object({ part: Type.Enum(['steward', 'owner', 'supervisor', 'contact']), name: Nullable(Type.String()), isViewer: Type.Boolean(), answer: Nullable(Type.Enum(['same', 'different'])), at: Nullable(Instant) })

export const ReviewDetail = Type.Object({
  ...Item,
  sides: Type.Array(Side, { description: 'customers; of a split, the records that stay and those that would leave' }),
  ...Reasons.properties,
  confirmers: Type.Array(Confirmer),
  as: Nullable(Type.Enum(['steward', 'owner', 'supervisor'], { description: 'in which part the viewer may decide now; null: not' })),
  because: Nullable(Type.Enum(['closed', 'claimed', 'other-confirmer', 'already'], { description: 'why the viewer may not decide now' })),
  sight: Type.Array(Sight, { description: 'what each organisation will newly see, were the two one' }),
  gain: Nullable(Amount),
  seen: Type.String({ description: 'stands for all that was shown: given back with the decision' }),
  until: Nullable(Instant),
  steps: Type.Array(Type.Object({ staffName: Type.String(), answer: Type.String(), note: Nullable(Type.String()), at: Instant })),
})
export type ReviewDetail = Static<typeof ReviewDetail>

const ByItem = { item: Type.String({ pattern: '^[0-9]{1,18}$' }) }

export const getReview = endpoint({ at: 'GET /identity/reviews/:item', may: 'identity.review', input: Type.Object(ByItem), reply: ReviewDetail })

/** 为什么, for items that no single pair of records stands for: of sides that the viewer does not see too, since no value is told. */
export const getReasons = endpoint({ at: 'GET /identity/reviews/:item/reasons', may: 'identity.review', beyond: true, input: Type.Object(ByItem), reply: Type.Object({ bits: Nullable(Type.Number()), ...Reasons.properties }) })

/** The next item nobody has, for five minutes; or this one. Two people never get the same. */
export const claimReview = endpoint({
  at: 'POST /identity/review-claims',
  may: 'identity.review',
  input: Type.Object({ ...Wanted, item: Type.Optional(ByItem.item), passed: Type.Optional(Type.Array(ByItem.item, { maxItems: 200, description: 'items passed over in this sitting' })) }),
  reply: Type.Object({ item: Nullable(Type.String()), until: Nullable(Instant) }),
})

const Answer = {
  input: Type.Object({ ...ByItem, version: Version, seen: Type.String({ maxLength: 64 }), answer: Type.Enum([...ANSWERS]), note: Type.Optional(Type.String({ maxLength: 200 })) }),
  reply: Type.Object({ item: Type.String(), state: Type.String(), need: Need, decision: Type.Integer(), survivor: Nullable(Type.String()) }),
}

/**
 * same / different decide (of the records of a split too: the same stay together), unsure leaves the item to a colleague, contact asks at the next meeting.
 * `seen` and `version` are those of the item as shown: what changed since is refused with the reason.
 */
export const decideReview = endpoint({ at: 'POST /identity/reviews/:item/decide', may: 'identity.decide', beyond: true, ...Answer })

/** The word of an owner, or of whoever meets the customer. Owners of two branches both have to give it. */
export const confirmReview = endpoint({ at: 'POST /identity/reviews/:item/confirm', may: 'identity.confirm', beyond: true, ...Answer })

/** 主管裁定, where two owners disagree. */
export const ruleReview = endpoint({ at: 'POST /identity/reviews/:item/rule', may: 'identity.rule', beyond: true, ...Answer })

/** Takes back one's own decision while nothing was built on it. */
export const undoDecision = endpoint({
  at: 'POST /identity/reviews/:item/undo',
  may: 'identity.review',
  beyond: true,
  input: Type.Object({ ...ByItem, decision: Type.Integer({ minimum: 1 }) }),
  reply: Type.Object({ item: Type.String(), state: Type.String() }),
})
