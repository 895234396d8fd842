import { Type, type Static } from 'typebox'
import { Amount, CustomerNo, Day, endpoint, Nullable, Personal, Subject } from '#kernel/endpoint'

const Both = Type.Object({ zh: Type.String(), en: Type.String() })

const Member = Type.Object({
  customerNo: Subject(),
  name: Personal('name'),
  kind: Type.String(),
  role: Nullable(Type.String()),
  level: Nullable(Type.String()),
  status: Nullable(Type.String()),
  owner: Nullable(Type.String()),
  currency: Nullable(Type.String()),
  mixed: Type.Boolean(),
  aum: Amount,
  lum: Amount,
  limit: Amount,
  overdue: Amount,
})

export const Rollup = Type.Object({
  customerNo: Subject(),
  household: Nullable(Type.Integer()),
  members: Type.Array(Member),
  ties: Type.Array(Type.Object({ from: Type.String(), to: Type.String(), label: Both })),
  sums: Type.Object({ customers: Type.Integer(), currency: Type.String(), mixed: Type.Boolean(), aum: Amount, lum: Amount, limit: Amount, overdue: Amount, late: Type.Integer() }),
  isCut: Type.Boolean(),
  asOf: Nullable(Day),
})
export type Rollup = Static<typeof Rollup>

/** 集团 or 家庭 of a customer rolled up over the members in sight, at any depth: balances, limits, arrears. Whom one may not see is neither a member nor in a sum. */
export const getRollup = endpoint({
  at: 'GET /customer360/customers/:customerNo/rollup/:of',
  may: 'customer.read',
  input: Type.Object({ customerNo: CustomerNo, of: Type.Enum(['household', 'group']) }),
  reply: Rollup,
})
