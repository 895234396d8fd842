import { Type } from 'typebox'
import { event } from '#kernel/event'

/** Transactions of a run are in the books and in the summaries: all its lines, or those of one portion of a stream. */
export const transactionsPosted = event('account.transactionsPosted', Type.Object({ run: Type.Integer(), first: Type.Optional(Type.Integer()), last: Type.Optional(Type.Integer()) }), { zh: '交易入账', en: 'Transactions posted' })

/** Positions of these customers were written anew, or taken away. At most 2,000 at a time. */
export const positionsWritten = event('account.positionsWritten', Type.Object({ customers: Type.Array(Type.String()) }), { zh: '客户持仓更新', en: 'Positions changed' })
