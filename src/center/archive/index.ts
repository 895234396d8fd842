/** The face of the archive room. */
export { attributesWritten } from './events.ts'
export { BY_HAND } from './attribute.ts'
export { sortable, tokenOf } from './attributeValue.ts'
