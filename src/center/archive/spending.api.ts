import { Type, type Static } from 'typebox'
import { Amount, CustomerNo, Day, endpoint, Subject } from '#kernel/endpoint'

const Part = Type.Object({ word: Type.String(), times: Type.Integer(), amount: Amount })
export type Part = Static<typeof Part>

/** 消费行为: twelve months of what the customer spends, on what, where and when. */
export const getSpending = endpoint({
  at: 'GET /archive/customers/:customerNo/spending',
  may: 'archive.read',
  input: Type.Object({ customerNo: CustomerNo }),
  reply: Type.Object({
    customerNo: Subject(),
    amount: Amount,
    times: Type.Integer(),
    months: Type.Array(Type.Object({ month: Day, amount: Amount })),
    category: Type.Array(Part),
    merchant: Type.Array(Part),
    hour: Type.Array(Part),
    place: Type.Array(Part),
  }),
})
export const CATEGORIES = ['food', 'grocery', 'shopping', 'clothes', 'home', 'travel', 'transport', 'car', 'health', 'education', 'leisure', 'bills', 'insurance', 'life', 'other'] as const
export const HOURS = ['night', 'morning', 'afternoon', 'evening'] as const
