import { Type, type Static } from 'typebox'
import { Day, endpoint, Instant, Nullable, PageInput, PageOf } from '#kernel/endpoint'

const Both = Type.Object({ zh: Type.String(), en: Type.String() })
export const STATES = ['waiting', 'running', 'done', 'same', 'failed', 'undoing', 'undone'] as const

const Run = {
  run: Type.Integer(),
  source: Type.String(),
  sourceTitle: Both,
  interface: Type.String(),
  title: Both,
  version: Type.Integer({ description: 'of the declaration by which the file was read' }),
  entity: Type.String(),
  file: Nullable(Type.String({ description: 'null: the rows stand in the declaration' })),
  isLive: Type.Boolean({ description: 'a window of changes captured live, or sent as such' }),
  bytes: Type.Integer(),
  state: Type.Enum([...STATES]),
  lines: Type.Integer(),
  added: Type.Integer(),
  changed: Type.Integer(),
  same: Type.Integer(),
  skipped: Type.Integer({ description: 'rows that the declaration says are not ours' }),
  rejected: Type.Integer({ description: 'still refused' }),
  repaired: Type.Integer({ description: 'refused at first, and loaded by a replay' }),
  rowsPerSecond: Nullable(Type.Integer()),
  asOf: Nullable(Day),
  startedAt: Instant,
  finishedAt: Nullable(Instant),
}
export const RunRow = Type.Object(Run)
export type RunRow = Static<typeof RunRow>

export const Step = Type.Object({ step: Type.Integer(), name: Type.String(), to: Type.Enum([...STATES]), staff: Type.String(), staffName: Nullable(Type.String()), note: Nullable(Type.String()), at: Instant })
export type Step = Static<typeof Step>

export const RunDetail = Type.Object({
  ...Run,
  sha256: Type.String(),
  sameAs: Nullable(Type.Integer({ description: 'the run that had brought these very bytes' })),
  busyMs: Type.Integer(),
  isSettled: Type.Boolean({ description: 'what it brought, or what went in again since, has its customers and its sums' }),
  steps: Type.Array(Step),
  reasons: Type.Array(Type.Object({ reason: Type.String(), column: Type.String(), count: Type.Integer() })),
})
export type RunDetail = Static<typeof RunDetail>

export const RejectRow = Type.Object({ key: Type.String(), line: Type.Integer(), column: Type.String(), reason: Type.String(), value: Nullable(Type.String({ description: 'masked when it was written' })) })
export type RejectRow = Static<typeof RejectRow>

/** A row's way: what stood on the line, what became of it. Values are masked for everyone; the clear digits are on the customer's page. */
export const LineStory = Type.Object({
  line: Type.Integer(),
  file: Nullable(Type.String()),
  fields: Type.Array(Type.Object({ column: Type.String(), value: Type.String(), to: Type.Array(Type.String({ description: 'fields of ours it fills' })) })),
  fate: Type.Enum(['loaded', 'rejected', 'repaired', 'outdated', 'skipped', 'header', 'blank']),
  staged: Type.Array(Type.Object({ field: Type.String(), value: Nullable(Type.String()) })),
  reasons: Type.Array(Type.Object({ column: Type.String(), reason: Type.String(), value: Nullable(Type.String()) })),
  things: Type.Array(Type.Object({ label: Both, href: Nullable(Type.String()) })),
  repairs: Type.Array(Type.Object({
    attempt: Type.Integer(), why: Type.String(), staff: Type.String(), staffName: Nullable(Type.String()), at: Instant,
    changes: Type.Array(Type.Object({ column: Type.String(), from: Nullable(Type.String()), to: Type.String() })),
  })),
  replay: Nullable(Type.Integer({ description: 'the replay by which it went in after all' })),
})
export type LineStory = Static<typeof LineStory>

const ByRun = { run: Type.Integer({ minimum: 1, maximum: 2147483647 }) }

export const listRuns = endpoint({
  at: 'GET /feed/runs',
  may: 'feed.read',
  input: Type.Object({
    source: Type.Optional(Type.String({ maxLength: 60 })),
    state: Type.Optional(Type.Enum([...STATES])),
    withRejects: Type.Optional(Type.Boolean()),
    ...PageInput,
  }),
  reply: PageOf(RunRow),
})

export const listSources = endpoint({
  at: 'GET /feed/sources',
  may: 'feed.read',
  input: Type.Object({}),
  reply: Type.Object({ sources: Type.Array(Type.Object({ source: Type.String(), title: Both, interfaces: Type.Integer(), rows: Type.Integer({ description: 'brought and still there' }), asOf: Nullable(Day), lastAt: Nullable(Instant), rejected: Type.Integer() })) }),
})

export const getRun = endpoint({ at: 'GET /feed/runs/:run', may: 'feed.read', input: Type.Object(ByRun), reply: RunDetail })

export const listRejects = endpoint({
  at: 'GET /feed/runs/:run/rejects',
  may: 'feed.trace',
  input: Type.Object({ ...ByRun, reason: Type.Optional(Type.String({ maxLength: 40 })), ...PageInput }),
  reply: PageOf(RejectRow),
})

export const getLine = endpoint({
  at: 'GET /feed/runs/:run/lines/:line',
  may: 'feed.trace',
  input: Type.Object({ ...ByRun, line: Type.Integer({ minimum: 1, maximum: 2147483647 }) }),
  reply: LineStory,
})

/** What has been built on a run since: shown before it is taken back. */
export const previewUndo = endpoint({
  at: 'GET /feed/runs/:run/undo',
  may: 'feed.undo',
  beyond: true,
  input: Type.Object(ByRun),
  reply: Type.Object({
    later: Type.Integer({ description: 'later runs of the same interface that stand' }),
    same: Type.Integer({ description: 'lines of other runs that were the same as what was there: they are read again' }),
    isExact: Type.Boolean({ description: 'false: so many equal lines that the counts are an upper bound' }),
    lastOnly: Nullable(Type.Integer({ description: 'this kind can only be taken back from its last run, which is this one' })),
    standing: Type.Array(Type.Object({ title: Both, count: Type.Integer(), fate: Type.Enum(['keeps', 'stays', 'blocks']) })),
  }),
})

export const undoRun = endpoint({
  at: 'POST /feed/runs/:run/undo',
  may: 'feed.undo',
  input: Type.Object({ ...ByRun, reason: Type.String({ minLength: 4, maxLength: 200 }), cascade: Type.Optional(Type.Boolean({ description: 'what refers to rows that would vanish goes too, and becomes a refusal of its own run' })) }),
  reply: Type.Object({}),
})
