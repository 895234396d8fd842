import { Type, type Static } from 'typebox'
import { Amount, CustomerNo, Day, endpoint, Nullable, Personal, Subject } from '#kernel/endpoint'

const Both = Type.Object({ zh: Type.String(), en: Type.String() })

export const MapNode = Type.Object({
  customerNo: Subject(),
  name: Personal('name'),
  kind: Type.String(),
  ring: Type.Integer({ description: 'how many steps from the customer in the middle' }),
  level: Nullable(Type.String()),
  status: Nullable(Type.String()),
  aum: Nullable(Amount),
  lum: Nullable(Amount),
  overdue: Nullable(Amount),
  currency: Nullable(Type.String()),
  movedOn: Nullable(Day),
  owner: Nullable(Type.String()),
})
export type MapNode = Static<typeof MapNode>

export const MapTie = Type.Object({
  from: Type.String(),
  to: Type.String(),
  type: Type.String(),
  label: Both,
  carries: Nullable(Type.Enum(['guarantee', 'control'])),
  mutual: Type.Boolean(),
  since: Day,
  until: Nullable(Day),
})
export type MapTie = Static<typeof MapTie>

export const MapFlow = Type.Object({ from: Type.String(), to: Type.String(), amount: Amount, currency: Type.String(), count: Type.Integer(), lastOn: Day })
export type MapFlow = Static<typeof MapFlow>

/** What a set of customers owes and holds, in one currency. */
export const Sum = Type.Object({ customers: Type.Integer(), aum: Amount, lum: Amount, overdue: Amount })
export type Sum = Static<typeof Sum>

export const CustomerMap = Type.Object({
  customerNo: Subject(),
  nodes: Type.Array(MapNode),
  ties: Type.Array(MapTie),
  flows: Type.Array(MapFlow),
  isCut: Type.Boolean({ description: 'there are more than are drawn' }),
  exposure: Nullable(Type.Object({ currency: Type.String(), control: Sum, guarantee: Sum, all: Sum, mixed: Type.Boolean() })),
  asOf: Nullable(Day),
})
export type CustomerMap = Static<typeof CustomerMap>

/** 关系图谱: who stands around a customer, one or two steps away, and what moves between them. Whom the viewer may not see is not there. */
export const getMap = endpoint({
  at: 'GET /customer360/customers/:customerNo/map',
  may: 'customer.read',
  input: Type.Object({ customerNo: CustomerNo, hops: Type.Optional(Type.Integer({ minimum: 1, maximum: 2 })) }),
  reply: CustomerMap,
})

export const CustomerPath = Type.Object({ customerNo: Subject(), nodes: Type.Array(MapNode), ties: Type.Array(MapTie), flows: Type.Array(MapFlow) })
export type CustomerPath = Static<typeof CustomerPath>

/** "A 与 B 有何关系": the shortest way between two customers over those in sight, six steps at most; no node where there is none. */
export const getPath = endpoint({
  at: 'GET /customer360/customers/:customerNo/path',
  may: 'customer.read',
  input: Type.Object({ customerNo: CustomerNo, other: CustomerNo }),
  reply: CustomerPath,
})
