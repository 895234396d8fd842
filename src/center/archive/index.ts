/** The face of the archive room. */
export { attributesWritten } from './events.ts'
export { attributeColumns, withAttributes } from './attributeExport.ts'
export { BY_HAND } from './attribute.ts'
export { readValue, sortable, tokenOf } from './attributeValue.ts'
export { change as changeByHand } from './entry.ts'
