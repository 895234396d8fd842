/** What the app may ask of document. */
export { setScanner } from './scan.ts'
