/** From the changes of a source to rows that can be loaded. */
import type { Rejection, Target } from '#kernel/room'
import type { Tuple } from '#kernel/stream'
import { rejectOf, stageRow, type Chunk, type Landing } from './chunk.ts'
import type { FileInterface } from './declaration.ts'
import type { Envelope } from './envelope.ts'
import { emptyChunk, isRefused } from './load.ts'
import type { MapRecord, Row } from './mapping.ts'

/** What the lines say, ready to be loaded: of each key the last that can be, and of the others the refusals. */
export function stageChanges(envelopes: readonly (Envelope | null)[], firstLine: number, face: FileInterface, map: MapRecord, landing: Landing): Chunk {
  const chunk: Chunk = { ...emptyChunk(firstLine), lines: envelopes.length, nextLine: firstLine + envelopes.length }
  const last = new Map<string, { line: number; values: Parameters<typeof stageRow>[2] }>()
  for (const [i, envelope] of envelopes.entries()) {
    const line = firstLine + i
    const said = envelope === null ? UNREADABLE : tryRead(envelope, face, map, landing, chunk.firstLine)
    if (said === null) chunk.skipped++
    else if ('reject' in said) chunk.rejects.push(...said.reject.map((rejection) => rejectOf(line, rejection, landing)))
    else {
      // Overtaken within the same moment: only where it ended is loaded, and the evidence keeps the way.
      if (last.has(said.key)) chunk.skipped++
      last.set(said.key, { line, values: said.values })
    }
  }
  for (const { line, values } of [...last.values()].toSorted((a, b) => a.line - b.line)) stageRow(chunk, line, values)
  return chunk
}

const UNREADABLE: Said = { reject: [{ field: '', reason: 'bad-format' }] }

/** A stream has no end at which one could mend it: what nobody foresaw is refused, and the next change goes on. */
function tryRead(...asked: Parameters<typeof read>): Said {
  try {
    return read(...asked)
  } catch (error) {
    return { reject: [{ field: '', reason: 'unread', value: whereOf(error as Error) }] }
  }
}

/** TypeError mapping.ts:60. The error's own words may hold what was read, and are not repeated. */
const whereOf = ({ name, stack = '' }: Error): string => `${name} ${/[\w.]+\.ts:\d+/.exec(stack)?.[0] ?? ''}`.trim()

type Said = { key: string; values: Parameters<typeof stageRow>[2] } | { reject: readonly Rejection[] } | null

function read({ op, before, after }: Envelope, face: FileInterface, map: MapRecord, { target, batch }: Landing, firstLine: number): Said {
  const isGone = op === 'd'
  if (isGone && !target.gone) return null
  const row = map(fieldsOf(isGone ? before : after, face))
  if (row === null) return null
  if (isRefused(row)) return row
  const values = target.prepare(isGone ? closed(row, target) : row, { ...batch, firstLine })
  return isRefused(values) ? values : { key: row.key as string, values } // the mapping requires a key
}

const closed = (row: Row, { gone }: Target): Row => ({ ...row, ...gone })

/** The values of the declared columns in their order; what the source has no longer is empty. */
export function fieldsOf(tuple: Tuple | null, face: FileInterface): string[] {
  return Object.keys(face.columns).map((name) => tuple?.[name] ?? '')
}
