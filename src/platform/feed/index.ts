/** The face of the data interface: what other rooms and the commands of the house may use. */
export { importFolder, type Census, type Import, type Progress, type RunSummary, type Summary } from './import.ts'
export { checkDeclaration, type Declaration } from './declaration.ts'
export { isExpecting } from './deliveries.ts'
export { askUndo, undo } from './undo.ts'
export { settle } from './settle.ts'
export { connectSource } from './connect.ts'
export { asOf } from './runs.ts'
export { setDropFolder } from './drop.ts'
