import { Type, type Static } from 'typebox'
import { endpoint, Instant, Nullable, Version } from '#kernel/endpoint'

const Both = Type.Object({ zh: Type.String(), en: Type.String() })
const Position = Type.String({ pattern: '^[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}$', description: 'a place in the log of the source' })
const Source = Type.String({ minLength: 1, maxLength: 60, pattern: '^[a-z][a-zA-Z0-9.-]*$' })

export const CaptureFace = Type.Object({
  name: Type.String(),
  title: Both,
  table: Type.String(),
  waiting: Type.Integer({ description: 'changes received and not taken in yet' }),
  lagMs: Type.Integer({ description: 'how old the oldest of them is' }),
  committedAt: Nullable(Type.String({ description: 'the last change taken in, by the clock of the source' })),
  takenAt: Nullable(Instant),
  error: Nullable(Type.String()),
  run: Nullable(Type.Integer()),
  alarm: Nullable(Type.Object({ missing: Type.Array(Type.String()), added: Type.Array(Type.String()), identity: Nullable(Type.String()) })),
  minutes: Type.Array(Type.Object({ minute: Instant, changes: Type.Integer(), rejected: Type.Integer(), meanMs: Type.Integer(), worstMs: Type.Integer() })),
})
export type CaptureFace = Static<typeof CaptureFace>

export const CaptureRow = Type.Object({
  source: Type.String(),
  title: Both,
  wanted: Type.Enum(['running', 'stopped']),
  state: Type.Enum(['connecting', 'streaming', 'stopped', 'failing']),
  position: Nullable(Type.String()),
  receivedAt: Nullable(Instant),
  error: Nullable(Type.String()),
  errorAt: Nullable(Instant),
  keptBytes: Nullable(Type.Integer({ description: 'of its log, kept by the source for us' })),
  keptLimit: Nullable(Type.Integer({ description: 'beyond which it forgets, and changes are lost' })),
  version: Version,
  faces: Type.Array(CaptureFace),
})
export type CaptureRow = Static<typeof CaptureRow>

export const listCaptures = endpoint({ at: 'GET /feed/captures', may: 'feed.read', input: Type.Object({}), reply: Type.Object({ captures: Type.Array(CaptureRow) }) })

export const startCapture = endpoint({ at: 'POST /feed/captures/:source/start', may: 'feed.capture', input: Type.Object({ source: Source, version: Version }), reply: Type.Object({ version: Version }), beyond: true })
export const stopCapture = endpoint({ at: 'POST /feed/captures/:source/stop', may: 'feed.capture', input: Type.Object({ source: Source, version: Version }), reply: Type.Object({ version: Version }), beyond: true })

/** From a place in the source's log, or from a moment of its clock. */
export const replayCapture = endpoint({
  at: 'POST /feed/captures/:source/replay',
  may: 'feed.capture',
  input: Type.Object({ source: Source, position: Type.Optional(Position), since: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,6})?)?(Z|[+-]\\d{2}:\\d{2})$' })) }),
  reply: Type.Object({ changes: Type.Integer() }),
  beyond: true,
})
