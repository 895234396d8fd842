/** The face of the customer room. */
export { ownerAssigned } from './events.ts'
export { regrade } from './grade.ts'
export { isCustomerNo, numberFrom } from './number.ts'
export { followSources, nextNumber, openCustomers, withdraw } from './open.ts'
export { relate, relationsOf, unrelate, type Relation } from './relation.ts'
