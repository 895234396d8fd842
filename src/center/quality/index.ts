/** The face of the quality room. */
export { run, type Ran } from './run.ts'
