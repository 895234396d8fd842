/** The plan of one room: what the house must know to wire it. Rooms are gathered in app/rooms.ts and nowhere else. */
import type { Static, TObject, TSchema } from 'typebox'
import type { Door, PersonalKind } from './endpoint.ts'
import type { BulkTx, Sql, Tx, Who } from './tx.ts'
import type { Both } from './text.ts'
import type { Timeline } from './timeline.ts'
import type { Event } from './event.ts'
import type { Upload } from './upload.ts'

export type Call = {
  /** Of the request, for the audit and the logs. */
  readonly request: string
  readonly screen: string | null
  readonly ip: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** What came with the call, at a door that takes a file. */
  readonly file?: Upload
  /** Sets headers of the answer (cookies of the sign-on). */
  answer(name: string, value: string | string[]): void
  /** The request is taken, what it asks for comes later: 202. */
  accepted(): void
}

export type Route = {
  readonly door: Door
  readonly run: (tx: Tx, input: never, call: Call) => Promise<unknown>
}

/** Ties a door to the function behind it. */
export function on<I extends TObject, R extends TSchema>(door: Door<I, R>, run: (tx: Tx, input: Static<I>, call: Call) => Promise<Static<R>>): Route {
  return { door: door as unknown as Door, run: run as Route['run'] } // the pair was checked above; the list of routes only needs both ends
}

export type Job = {
  readonly name: string
  readonly on?: Event
  /** A cron line (minutes), Asia/Shanghai; or seconds between runs for what must be prompt. */
  readonly every?: string | { seconds: number }
  readonly run: (tx: Tx, payload: never) => Promise<void>
}

export function job<S extends TSchema>(plan: { name: string; on: Event<S>; run: (tx: Tx, payload: Static<S>) => Promise<void> }): Job
export function job(plan: { name: string; every: string | { seconds: number }; run: (tx: Tx) => Promise<void> }): Job
export function job(plan: Job): Job {
  return plan
}

/** What an open page may watch: who may at all, and which of the keys named this viewer sees. */
export type Watched = { readonly may: string; readonly seen: (tx: Tx, keys: readonly string[]) => Promise<string[]> }

/** Work that stands as long as its worker does: it is begun again when it fails, and ends when the signal says so. Many processes may stand at once. */
export type Standing = { readonly name: string; readonly stand: (signal: AbortSignal) => Promise<void> }

export type FieldType = 'text' | 'day' | 'instant' | 'amount' | 'number' | 'integer' | 'boolean'
/**
 * Reasons feed has words for: missing, bad-date, bad-amount, bad-number, bad-format, unknown-code, too-long, wrong-fields, duplicate-key,
 * bad-check-digit, unknown-reference, bad-encoding, impossible, unread, broken-quote, bad-character, not-asked. The value comes clear; feed masks it.
 */
export type Rejection = { field: string; reason: string; value?: string }
/** Counts of one chunk. `rejected` are lines the target refused after staging, by staging line number. */
export type Loaded = { added: number; changed: number; same: number; rejected: { line: number; field: string; reason: string; value?: string }[] }
/** `stream`: the run is no file but what a source changes while it runs, so that a key may come again on a later line. */
export type Batch = { run: number; source: string; firstLine: number; interface: string; asOf: string | null; stream?: boolean }

/**
 * What stands on a run, and what its undoing means for it: `keeps` its later value, `stays` though it loses what it stood on, or `blocks`: it
 * refers to what would vanish, and the run stays unless it may go too.
 */
export type Burden = { title: Both; count: number; fate: 'keeps' | 'stays' | 'blocks' }

/** What feed can load into a room: from mapped rows to the room's own tables. */
export type Target = {
  readonly entity: string
  readonly title: Both
  /** The order of the entities in one load: org 10, staff 20, product 25, record 30, account 40, holder 45, card 50, holding 60, order 65, transaction 70. */
  readonly rank: number
  readonly fields: Readonly<Record<string, FieldType>>
  readonly required: readonly string[]
  /** The words a field may hold, where only these are known: a source's codes are mapped to them. */
  readonly choices?: Readonly<Record<string, readonly string[]>>
  /** What a field is called, and what each of its choices, where the room names them itself rather than feed. */
  readonly titles?: Readonly<Record<string, Both>>
  readonly choiceTitles?: Readonly<Record<string, Readonly<Record<string, Both>>>>
  /** How a refused value of a field is masked, where the field's name does not say it. */
  readonly personal?: Readonly<Record<string, PersonalKind | 'hidden'>>
  /** This target as it stands now, where its fields are declared at run time and lie in the database: asked anew for every load. */
  present?(tx: Tx): Promise<Target>
  /** Columns of the staging table and their SQL types; `line int` is added in front by feed. */
  readonly columns: Readonly<Record<string, string>>
  /** One mapped row (text per field, or null) becomes staging values in the order of `columns`, or the reasons why not. */
  prepare(row: Record<string, string | null>, batch: Batch): readonly (string | number | bigint | boolean | null)[] | { reject: Rejection[] }
  /**
   * Set-based SQL from pg_temp.batch (line, …columns) into the room. Safe to repeat. Within a batch no key comes twice (feed sees to it by the
   * column `key`, where there is one); a row that the same run brought in an earlier batch is rejected with `duplicate-key`, a reference to what
   * is not there with `unknown-reference`: such a file is tried again by the next import.
   */
  load(tx: BulkTx, batch: Batch): Promise<Loaded>
  /**
   * Which run, by which of its lines (`at`), brought what stands under the key of each line of `pg_temp.batch b`: `line, run, at`; nothing where nothing
   * stands. So that an old line, brought again, does not overwrite what a later run has said.
   */
  brought?(source: string): Sql
  /** A change of a running source: loads the few rows of pg_temp.batch and brings every summary of what they touch up to date, in this very transaction. */
  loadAtOnce?(tx: BulkTx, batch: Batch): Promise<Loaded>
  /** What a row says once its source has deleted it (an account is closed). Without it a deletion changes nothing: what is known stays known. */
  readonly gone?: Readonly<Record<string, string>>
  /**
   * Takes back what a run brought, whichever came after it: rows changed again since keep their value and lose this run from their history. What
   * refers to a row that would vanish refuses it with `conflict`, or goes too (`cascade`). Fills the lists of undone.ts.
   */
  undo(tx: BulkTx, run: number, cascade?: boolean): Promise<{ removed: number; restored: number }>
  /** Only its last run can be taken back: rows of a later one stand on it. */
  readonly undoesLastOnly?: boolean
  /** What has been built on what a run brought: asked before it is taken back. */
  stands?(tx: Tx, run: number): Promise<Burden[]>
  /** After the last file of a load that changed this entity: summaries, golden records. */
  settle?(source: string, progress: (share: number) => void): Promise<void>
  /** What became of a line of a run, for who follows a row from the file to the customer: `label` is no personal data, `href` a page. */
  trace?(tx: Tx, run: number, line: number): Promise<{ label: Both; href: string | null }[]>
  /** How many of its things there are of this source, by kind (存款账户, 贷款, 卡 …): the summary at the end of an import. */
  census?(tx: Tx, source: string): Promise<{ title: Both; count: number }[]>
}

/** One column of a file that leaves the bank: what it is called, what lies in it, and what a mask leaves of it. */
export type ExportColumn = {
  readonly key: string
  readonly title: Both
  readonly kind: FieldType
  readonly class: 'none' | 'C1' | 'C2'
  /** Leaves masked unless the asker's role sees this kind in clear. */
  readonly personal?: PersonalKind
  /** The number of the customer whose data the row holds: the look is audited under it. */
  readonly subject?: true
  /** What codes are called. */
  readonly words?: Readonly<Record<string, Both>>
}

/** What may be taken out of a room as a file (platform/open makes it): rows as the asker sees them, page by page, by key. */
export type Export<F extends TObject = TObject> = {
  /** `search.customers` */
  readonly name: string
  readonly title: Both
  /** The permission by which these rows are seen on a page; asking for a file takes `open.export` besides. */
  readonly may: string
  /** What the asker may narrow it down by. */
  readonly filter: F
  /** The names of the filter's fields, for whoever approves; values of a field that are codes in `words`. */
  readonly asks: Readonly<Record<string, { readonly title: Both; readonly words?: Readonly<Record<string, Both>> }>>
  /** Words of the filter that are declared at run time: read once, then asked for each narrowing. */
  says?(tx: Tx): Promise<(asked: Static<F>) => Readonly<Record<string, Readonly<Record<string, Both>> | undefined>>>
  /** A list, or what is declared at run time. */
  readonly columns: readonly ExportColumn[] | ((tx: Tx) => Promise<readonly ExportColumn[]>)
  /** Up to `limit` rows (a thousand at most) after the place `after`, under the row security of `tx`; each an object by the columns' keys. */
  page(tx: Tx, asked: Static<F> & { after?: string; limit: number }): Promise<{ rows: readonly object[]; next: string | null }>
}

/** Ties the page to its own filter. */
export function exportOf<F extends TObject>(plan: Export<F>): Export {
  return plan as unknown as Export // the filter is checked against its own schema before the page is asked
}

/** How the bearer token of a program becomes whoever acts: `enter` is the first statement of its request. */
export type Entrance = { enter(token: string, ip: string): Sql; become(row: unknown): Who }

export type Room = {
  readonly name: string
  readonly floor: 'kernel' | 'platform' | 'center' | 'systems' | 'portal'
  readonly title: Both
  readonly permissions?: Readonly<Record<string, Both>>
  readonly routes?: readonly Route[]
  readonly jobs?: readonly Job[]
  readonly standing?: readonly Standing[]
  /** By topic. */
  readonly watched?: Readonly<Record<string, Watched>>
  readonly events?: readonly Event[]
  readonly targets?: readonly Target[]
  readonly exports?: readonly Export[]
  /** What the room tells of a customer's days, merged with that of all others (portal/customer360). */
  readonly timeline?: readonly Timeline[]
  /** One room of the house keeps the keys of programs. */
  readonly entrance?: Entrance
  /** Hears every event that has a title, in the transaction that publishes it. */
  readonly overhear?: (tx: Tx, name: string, fact: unknown) => Promise<void>
  /**
   * Rows that name a customer through a source's own key go with the record: `moved (source, key, before, after)` are the records that another
   * number has by now, in the transaction that moves them. What must wait for the golden records is returned, and done when they stand.
   */
  readonly follow?: (tx: Tx, moved: Sql) => Promise<(() => Promise<void>) | undefined>
  /** By the name of a parameter: what a value that finds nothing stands for now. */
  readonly aliases?: Readonly<Record<string, (tx: Tx, value: string) => Promise<string>>>
}

export function defineRoom(room: Room): Room {
  return room
}

let installed: readonly Room[] = []

/** Makes the rooms known to the kernel of this process: called once by app/rooms.ts. */
export function install(rooms: readonly Room[]): void {
  installed = rooms
}
export const rooms = (): readonly Room[] => installed
export const allRoutes = (): Route[] => installed.flatMap((room) => room.routes ?? [])
export const allJobs = (): Job[] => installed.flatMap((room) => room.jobs ?? [])
export const allWatched = (): Record<string, Watched> => Object.assign({}, ...installed.map((room) => room.watched ?? {}))
export const allStanding = (): Standing[] => installed.flatMap((room) => room.standing ?? [])
export const allTargets = (): Target[] => installed.flatMap((room) => room.targets ?? []).toSorted((a, b) => a.rank - b.rank)
/** As `allTargets`, each with the fields it has now. */
export const presentTargets = (tx: Tx): Promise<Target[]> => Promise.all(allTargets().map(async (target) => (await target.present?.(tx)) ?? target))
export const allTimelines = (): Timeline[] => installed.flatMap((room) => room.timeline ?? [])
export const allExports = (): Export[] => installed.flatMap((room) => room.exports ?? [])
export const theEntrance = (): Entrance | undefined => installed.find((room) => room.entrance)?.entrance
export const allOverhearers = (): NonNullable<Room['overhear']>[] => installed.flatMap((room) => room.overhear ?? [])
export const allEvents = (): Event[] => installed.flatMap((room) => room.events ?? [])
export const allFollowers = (): NonNullable<Room['follow']>[] => installed.flatMap((room) => room.follow ?? [])
export const allAliases = (): [string, (tx: Tx, value: string) => Promise<string>][] => installed.flatMap((room) => Object.entries(room.aliases ?? {}))
export function allPermissions(): Record<string, Both> {
  return Object.assign({}, ...installed.map((room) => room.permissions ?? {}))
}
