import { Type, type Static } from 'typebox'
import { endpoint, Instant, Nullable } from '#kernel/endpoint'

export const REPLAY_STATES = ['waiting', 'running', 'done', 'failed'] as const
const Int = (words?: string) => Type.Integer({ minimum: 1, maximum: 2147483647, ...(words && { description: words }) })
const ByRun = { run: Int() }
const ByLine = { ...ByRun, line: Int() }
const Why = Type.String({ minLength: 4, maxLength: 200 })
const Values = Type.Array(Type.Object({ column: Type.String({ maxLength: 200 }), value: Type.String({ maxLength: 4000 }) }), { minItems: 1, maxItems: 200 })
const Fault = Type.Object({ column: Type.String(), reason: Type.String() })

/** A refused line as its repairer may see it: each value clear only where the viewer's role sees its kind in clear. */
export const Repairable = Type.Object({
  line: Type.Integer(),
  version: Type.Integer({ description: 'how often it was corrected: a correction is made on one of them' }),
  isOpen: Type.Boolean({ description: 'still refused, and its run still stands' }),
  fields: Type.Array(Type.Object({
    column: Type.String(),
    value: Type.String({ description: 'as delivered, masked as the viewer may see it' }),
    isMasked: Type.Boolean(),
    corrected: Nullable(Type.String({ description: 'as corrected last, masked alike' })),
    to: Type.Array(Type.String()),
    choices: Nullable(Type.Array(Type.String(), { description: 'the codes that are known' })),
  })),
  faults: Type.Array(Fault),
})
export type Repairable = Static<typeof Repairable>

/** What would become of the line with these corrections. */
export const Trial = Type.Object({
  fate: Type.Enum(['loads', 'rejected', 'skipped', 'outdated']),
  faults: Type.Array(Fault),
  staged: Type.Array(Type.Object({ field: Type.String(), value: Nullable(Type.String({ description: 'masked' })) })),
})
export type Trial = Static<typeof Trial>

export const Replay = Type.Object({
  replay: Type.Integer(),
  line: Nullable(Type.Integer()),
  reason: Nullable(Type.String()),
  why: Type.String(),
  state: Type.Enum([...REPLAY_STATES]),
  wanted: Type.Integer(),
  tried: Type.Integer(),
  loaded: Type.Integer(),
  skipped: Type.Integer(),
  refused: Type.Integer(),
  note: Nullable(Type.String()),
  staffName: Nullable(Type.String()),
  askedAt: Instant,
  finishedAt: Nullable(Instant),
})
export type Replay = Static<typeof Replay>

export const getRepair = endpoint({ at: 'GET /feed/runs/:run/lines/:line/repair', may: 'feed.repair', input: Type.Object(ByLine), reply: Repairable })

/** Reads only; what is typed goes into no URL, no log and no table. */
export const tryRepair = endpoint({ at: 'POST /feed/runs/:run/lines/:line/try', may: 'feed.repair', input: Type.Object({ ...ByLine, values: Values }), reply: Trial, reads: true })

/** Keeps the correction, sealed, beside the raw line, and has the line loaded again. */
export const repairLine = endpoint({
  at: 'POST /feed/runs/:run/lines/:line/repair',
  may: 'feed.repair',
  input: Type.Object({ ...ByLine, values: Values, why: Why, version: Type.Integer({ minimum: 0, maximum: 2147483647 }) }),
  reply: Type.Object({ replay: Type.Integer() }),
  secret: true,
})

export const previewReplay = endpoint({
  at: 'GET /feed/runs/:run/replays/preview',
  may: 'feed.repair',
  input: Type.Object({ ...ByRun, reason: Type.Optional(Type.String({ maxLength: 40 })) }),
  reply: Type.Object({
    lines: Type.Integer({ description: 'still refused' }),
    corrected: Type.Integer({ description: 'of them, corrected by a person' }),
    sampled: Type.Integer({ description: 'of them, tried and rolled back' }),
    loads: Type.Integer({ description: 'of the sample, what would go in' }),
  }),
})

export const replayLines = endpoint({
  at: 'POST /feed/runs/:run/replays',
  may: 'feed.repair',
  input: Type.Object({ ...ByRun, reason: Type.Optional(Type.String({ maxLength: 40 })), line: Type.Optional(Int('only this line')), why: Why }),
  reply: Type.Object({ replay: Type.Integer(), wanted: Type.Integer() }),
})

export const listReplays = endpoint({ at: 'GET /feed/runs/:run/replays', may: 'feed.repair', input: Type.Object(ByRun), reply: Type.Object({ replays: Type.Array(Replay) }) })
