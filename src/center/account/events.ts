import { Type } from 'typebox'
import { event } from '#kernel/event'

/** Transactions of a run are in the books and in the summaries. */
export const transactionsPosted = event('account.transactionsPosted', Type.Object({ run: Type.Integer() }))

/** Positions of these customers were written anew, or taken away. At most 2,000 at a time. */
export const positionsWritten = event('account.positionsWritten', Type.Object({ customers: Type.Array(Type.String()) }))
