/** What a room tells of a customer, newest first, for the one timeline that the portal merges from all rooms. */
import type { Both } from './text.ts'
import type { Tx } from './tx.ts'

/** Where a reader stands: `stamp` is the instant as the database writes it, `key` orders what happened at one instant ("C", descending). */
export type Place = { readonly day: string; readonly stamp: string; readonly key: string }

/** Codes and facts. Rooms whose words the page does not know give a `title`. Free text of people goes into `body`; a name into `party`. */
export type Told = Place & {
  readonly at: string
  readonly what: string
  readonly title?: Both | null
  readonly body?: string | null
  readonly before?: string | null
  readonly after?: string | null
  readonly channel?: string | null
  readonly direction?: 'in' | 'out' | null
  /** Who did it, of the bank's staff. */
  readonly actor?: string | null
  readonly party?: string | null
  readonly accountNo?: string | null
  readonly amount?: string | null
  readonly currency?: string | null
  readonly facts?: Readonly<Record<string, unknown>>
}

export type Asked = { readonly customerNo: string; readonly before: Place; readonly limit: number; readonly text: string | null; readonly channel: string | null; /** Nothing older is wanted. */ readonly since: string | null }
/** `reached`: a search looked no further back than this, and there is more. */
export type Page = { readonly rows: readonly Told[]; readonly reached: Place | null }

export type Timeline = {
  /** `transaction`, `status` …: what one filters by. */
  readonly kind: string
  readonly title: Both
  /** Left out for whoever has not this permission besides that of seeing the customer. */
  readonly may?: string
  /** Up to `limit` rows before the place, under the row security of `tx`. */
  rows(tx: Tx, asked: Asked): Promise<Page>
}

/** How many rows of one kind a search looks through before it says how far it has come. */
const LOOKED_THROUGH = 2000

/**
 * A timeline over rows that are few for each customer: `read` gives those before a place, newest first, and `says` what a search finds a row by.
 * In SQL the place is `(at, key) < (stamp, key)`, with the key compared under "C".
 */
export function timeline<Row extends Told>(plan: Omit<Timeline, 'rows'> & { read: (tx: Tx, asked: Pick<Asked, 'customerNo' | 'before' | 'limit'>) => Promise<Row[]>; says: (row: Row) => readonly (string | null | undefined)[] }): Timeline {
  const { read, says, ...rest } = plan
  const rows = async (tx: Tx, { customerNo, before, limit, text, channel, since }: Asked): Promise<Page> => {
    if (text === null && channel === null) return { rows: await read(tx, { customerNo, before, limit }), reached: null }
    const looked = await read(tx, { customerNo, before, limit: LOOKED_THROUGH })
    const wanted = text?.toLowerCase() ?? ''
    const found = looked.filter((row) => (channel === null || row.channel === channel) && (wanted === '' || says(row).some((said) => said?.toLowerCase().includes(wanted))))
    const last = looked.at(-1)
    const isMore = looked.length === LOOKED_THROUGH && found.length < limit && (since === null || (last?.day ?? '') > since)
    return { rows: found.slice(0, limit), reached: isMore && last ? { day: last.day, stamp: last.stamp, key: last.key } : null }
  }
  return { ...rest, rows }
}

/** The beginning of whatever comes after: a reader that starts here sees everything. */
export const LATEST: Place = { day: '9999-12-31', stamp: 'infinity', key: '' }
/** As a key: all that happened at the very instant still lies ahead. */
export const ALL = '\uffff'
