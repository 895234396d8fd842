/** The face of the account room. */
export { accountNamed, refOf } from './account.ts'
export { positionsWritten, transactionsPosted } from './events.ts'
export { settle } from './settle.ts'
