/** What stands for all that an item shows: the customers, their records in their versions, their owners. A decision carries it back. */
import { hash } from 'node:crypto'
import type { Tx } from '#kernel/tx'

export type Counted = { nth: number; customer_no: string; records: number; items: number; accounts: number; org: number; alive: boolean; digest: string }

/** How much there is of each side, seen or not. */
export function countSides(tx: Tx, item: string): Promise<Counted[]> {
  return tx<Counted[]>`select nth, customer_no, records, items, accounts, org, alive, digest from identity.review_sides(${item}::bigint) order by nth`
}

export const digestOf = (sides: readonly Counted[]): string => hash('sha256', sides.map(({ customer_no, digest }) => `${customer_no} ${digest}`).join('\n')).slice(0, 32)

export async function seenOf(tx: Tx, item: string): Promise<string> {
  return digestOf(await countSides(tx, item))
}
