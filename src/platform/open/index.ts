/** What the app may ask of open. */
export { allowDestinations } from './destination.ts'
