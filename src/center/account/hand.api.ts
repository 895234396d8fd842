import { Type } from 'typebox'
import { CustomerNo, endpoint } from '#kernel/endpoint'

const Ref = Type.String({ pattern: '^[0-9a-z-]{1,14}$' })
const Reason = Type.String({ minLength: 2, maxLength: 200 })
const Holders = Type.Object({ customerNo: CustomerNo, holders: Type.Array(Type.Object({ customerNo: Type.String(), role: Type.String() })) })

/** 变更持有人: as `owner` the account goes over from this customer to the other; as joint or authorised the other joins. The account's row stays as it is; positions of both are written anew. */
export const giveAccount = endpoint({
  at: 'POST /account/customers/:customerNo/accounts/:ref/holders',
  may: 'customer.assign',
  beyond: true,
  input: Type.Object({ customerNo: CustomerNo, ref: Ref, other: CustomerNo, role: Type.Enum(['owner', 'joint', 'authorised']), reason: Reason }),
  reply: Holders,
})

/** Ends what the other may do with the account as joint or authorised holder. */
export const endHolder = endpoint({
  at: 'POST /account/customers/:customerNo/accounts/:ref/holders/end',
  may: 'customer.assign',
  beyond: true,
  input: Type.Object({ customerNo: CustomerNo, ref: Ref, other: CustomerNo, reason: Reason }),
  reply: Holders,
})
