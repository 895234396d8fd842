/** 统一客户覆盖: how much of the bank's customers, above all the valuable ones, is one customer with one number; and what that is worth (A02). */
import { Type, type Static } from 'typebox'
import { Amount, Day, endpoint, Instant, Nullable, Version } from '#kernel/endpoint'

const Both = Type.Object({ zh: Type.String(), en: Type.String() })

const Share = Type.Object({ customers: Type.Integer(), resolved: Type.Integer() })
const Unresolved = Type.Object({ reason: Type.Enum(['pair', 'merge', 'split', 'contact', 'document', 'alone']), customers: Type.Integer(), value: Amount })
const Duplicates = Type.Object({ records: Type.Integer(), customers: Type.Integer(), within: Type.Integer({ description: 'records beyond the first of one customer' }) })
/** V = k·n·U·r − m·c. */
export const Worth = Type.Object({
  version: Version,
  k: Type.Number({ minimum: 0, maximum: 10 }),
  uses: Type.Number({ minimum: 0, maximum: 10000 }),
  gain: Type.Number({ minimum: 0, maximum: 1000 }),
  cost: Type.Number({ minimum: 0, maximum: 1000 }),
  savedBy: Nullable(Type.String()),
  savedAt: Nullable(Instant),
})
export type Worth = Static<typeof Worth>

export const Coverage = Type.Object({
  asOf: Instant,
  scope: Type.String({ description: 'the organisation whose customers these are' }),
  all: Share,
  high: Share,
  records: Type.Integer(),
  levels: Type.Array(Type.Object({ level: Type.String(), ...Share.properties })),
  unresolved: Type.Array(Unresolved),
  systems: Type.Array(Type.Object({ source: Type.String(), title: Both, ...Duplicates.properties })),
  branches: Type.Array(Type.Object({ org: Type.Integer(), orgName: Type.String(), ...Duplicates.properties, open: Type.Integer() })),
  trend: Type.Array(Type.Object({ on: Day, customers: Type.Integer(), records: Type.Integer(), merged: Type.Integer(), high: Type.Integer(), highResolved: Type.Integer(), open: Type.Integer() })),
  worth: Worth,
  information: Type.Object({ now: Amount, apart: Amount, items: Type.Integer(), collected: Type.Integer() }),
})
export type Coverage = Static<typeof Coverage>

export const getCoverage = endpoint({ at: 'GET /identity/coverage', may: 'identity.coverage', input: Type.Object({}), reply: Coverage })

const Gain = Type.Object({ event: Type.Integer(), at: Instant, survivor: Type.String(), retired: Type.String(), before: Amount, after: Amount, gain: Amount })
export type Gain = Static<typeof Gain>

/** What each merge of late has gained in information value, newest first. */
export const listGains = endpoint({ at: 'GET /identity/gains', may: 'identity.coverage', input: Type.Object({ after: Type.Optional(Type.String({ maxLength: 20 })), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })) }), reply: Type.Object({ rows: Type.Array(Gain), next: Nullable(Type.String()) }) })

export const saveWorth = endpoint({
  at: 'PATCH /identity/worth',
  may: 'identity.worth.write',
  input: Type.Object({ version: Version, k: Worth.properties.k, uses: Worth.properties.uses, gain: Worth.properties.gain, cost: Worth.properties.cost, note: Type.String({ minLength: 4, maxLength: 200, pattern: '\\S' }) }),
  reply: Worth,
})
