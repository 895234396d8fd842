/** The face of the account room. */
export { accountNamed, refOf } from './account.ts'
export { positionsWritten, transactionsPosted } from './events.ts'
export { flowsOf, type Flow } from './flows.ts'
export { latest, type After, type Latest } from './latest.ts'
export { settle } from './settle.ts'
