import { Type, type Static } from 'typebox'
import { CustomerNo, endpoint } from '#kernel/endpoint'

export const HOUSEHOLD_ROLES = ['spouse', 'child', 'parent', 'other'] as const
const Reason = Type.String({ minLength: 2, maxLength: 200 })

export const HouseholdMembers = Type.Object({ household: Type.Union([Type.Integer(), Type.Null()]), members: Type.Array(Type.Object({ customerNo: CustomerNo, role: Type.String() })) })
export type HouseholdMembers = Static<typeof HouseholdMembers>

/** Brings another into this customer's household, which begins with them where there is none. Who is in another household leaves it first. */
export const joinHousehold = endpoint({
  at: 'POST /customer/customers/:customerNo/household',
  may: 'customer.write',
  input: Type.Object({ customerNo: CustomerNo, other: CustomerNo, role: Type.Enum(HOUSEHOLD_ROLES), reason: Reason }),
  reply: HouseholdMembers,
})

/** Takes this customer out of the household as of today; what was, stays told. */
export const leaveHousehold = endpoint({
  at: 'POST /customer/customers/:customerNo/household/leave',
  may: 'customer.write',
  input: Type.Object({ customerNo: CustomerNo, reason: Reason }),
  reply: HouseholdMembers,
})
