/** One change of a source as we keep it: Debezium's shape, one line of JSON each. */
import type { Change, Tuple } from '#kernel/stream'

export type Envelope = {
  op: 'c' | 'u' | 'd' | 'r'
  before: Tuple | null
  after: Tuple | null
  ts_ms: number
  source: { db: string; table: string; lsn: string | null; txId: number | null; ts_ms: number }
}

/** A row that takes another key is one that goes and one that comes. */
export function envelopesOf(change: Change, key: readonly string[], source: Envelope['source'], now: number): Envelope[] {
  const { op, before, after } = change
  const told = (part: Pick<Envelope, 'op' | 'before' | 'after'>): Envelope => ({ ...part, ts_ms: now, source })
  const isMoved = op === 'u' && before && after && key.some((name) => before[name] !== undefined && before[name] !== after[name])
  if (!isMoved) return [told({ op, before, after })]
  return [told({ op: 'd', before, after: null }), told({ op: 'c', before: null, after })]
}

/** null: the line is no change. */
export function readEnvelope(line: string): Envelope | null {
  try {
    const said = JSON.parse(line) as Envelope // written by us, or checked at the door
    return typeof said.op === 'string' ? said : null
  } catch {
    return null // JSON has no way to ask but to try
  }
}
