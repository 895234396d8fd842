/** What has come of a source and is not kept yet: a fraction of a second, and gone with the process without harm. */
import { numberOf, type Change, type Heard } from '#kernel/stream'
import type { FileInterface } from './declaration.ts'
import { envelopesOf } from './envelope.ts'
import type { Received } from './portion.ts'

export type Face = { interface: number; name: string; entity: string; table: string; declaration: FileInterface }
/** Behind the last whole transaction; and of one that is too long for a portion, how many of its changes are kept. */
export type Standing = { position: string | null; partOf: string | null; part: number }
type Keep = (source: string, before: Standing, after: Standing, lines: Received[]) => Promise<void>

/** More changes than this are kept before more are heard. */
const PORTION = 2000

export class Inbox {
  faces: readonly Face[]
  readonly heard: Heard
  private readonly source: string
  private readonly keep: Keep
  private standing: Standing
  private lines = new Map<Face, { text: string[]; committedMs: number }>()
  private count = 0
  private end: string | null = null
  private open: { commit: string; ms: number; xid: number; seen: number; skip: number } | null = null
  private silence: { upTo: bigint; at: number } | null = null
  private flushing: Promise<string | null> = Promise.resolve(null)

  constructor({ source, faces, ...standing }: { source: string; faces: readonly Face[] } & Standing, keep: Keep) {
    this.source = source
    this.faces = faces
    this.standing = standing
    this.keep = keep
    this.heard = {
      begin: (at) => this.begin(at),
      change: (change) => this.take(change),
      commit: ({ end }) => this.commit(end),
      idle: (upTo) => void (this.silence = { upTo: numberOf(upTo), at: Date.now() }),
    }
  }

  get isEmpty(): boolean {
    return this.count === 0 && this.end === null
  }

  /** Keeps what has come; answers up to where the source may forget. One at a time. */
  flush(): Promise<string | null> {
    this.flushing = this.flushing.then(() => this.flushNow())
    this.flushing.catch(() => {}) // whoever asked hears it
    return this.flushing
  }

  /** Up to where the source has said that nothing more is ours, when that is a while ago and nothing has come since. */
  quietUpTo(): bigint | null {
    if (!this.silence || this.open || !this.isEmpty || Date.now() - this.silence.at < 500) return null
    const { upTo } = this.silence
    const isNew = this.standing.position === null || upTo > numberOf(this.standing.position)
    this.silence = null
    if (isNew) this.standing = { position: `${(upTo >> 32n).toString(16)}/${(upTo & 0xffffffffn).toString(16)}`, partOf: null, part: 0 }
    return isNew ? upTo : null
  }

  private begin({ commit, ms, xid }: { commit: string; ms: number; xid: number }): void {
    this.silence = null
    const isKnown = this.standing.position !== null && numberOf(commit) < numberOf(this.standing.position)
    const isPart = this.standing.partOf !== null && numberOf(commit) === numberOf(this.standing.partOf)
    this.open = { commit, ms, xid, seen: 0, skip: isKnown ? Infinity : isPart ? this.standing.part : 0 }
  }

  private async take(change: Change): Promise<void> {
    const { open } = this
    if (!open || ++open.seen <= open.skip) return
    const face = this.faces.find(({ table }) => table === change.table)
    if (!face) return
    const at = { db: this.source, table: change.table, lsn: open.commit, txId: open.xid, ts_ms: Math.floor(open.ms) }
    const kept = this.lines.get(face) ?? { text: [], committedMs: open.ms }
    this.lines.set(face, kept)
    for (const envelope of envelopesOf(change, face.declaration.key, at, Date.now())) kept.text.push(JSON.stringify(envelope))
    this.count++
    if (this.count >= PORTION) await this.flush()
  }

  private commit(end: string): void {
    if (this.open?.skip !== Infinity) this.end = end
    this.open = null
  }

  private async flushNow(): Promise<string | null> {
    if (this.isEmpty) return null
    const { open, end, lines } = this
    const position = end ?? this.standing.position
    const isPart = open !== null && open.skip !== Infinity && open.seen > 0
    const after: Standing = { position, partOf: isPart ? open.commit : null, part: isPart ? Math.max(open.seen, open.skip) : 0 }
    const received = [...lines].map(([face, { text, committedMs }]): Received => ({ face, source: this.source, lines: text, position, committedMs }))
    this.lines = new Map()
    this.count = 0
    this.end = null
    await this.keep(this.source, this.standing, after, received)
    this.standing = after
    return position
  }
}
