/** The face of the customer room. */
export { ownerAssigned } from './events.ts'
export { regrade } from './grade.ts'
export { isCustomerNo, numberFrom } from './number.ts'
export { currentOf, DECIDED, inherit, mergeNumbers, restore, unmergeNumbers, type Decided } from './merged.ts'
export { followSources, nextNumber, openCustomers, reopen, withdraw } from './open.ts'
export { attributesOf, attributesWhere, isPersonal } from './attribute.ts'
export { below, declassify, reclassify } from './type.ts'
export { relate, relationsOf, unrelate, type Relation } from './relation.ts'
