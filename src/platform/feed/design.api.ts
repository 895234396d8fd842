import { Type, type Static } from 'typebox'
import { endpoint, Instant, Nullable, Version } from '#kernel/endpoint'

const Both = Type.Object({ zh: Type.String({ minLength: 1, maxLength: 60 }), en: Type.String({ minLength: 1, maxLength: 60 }) })
const InterfaceName = Type.String({ pattern: '^[a-z][a-zA-Z0-9-]*(\\.[a-z][a-zA-Z0-9-]*)*$', maxLength: 60 })
/** One interface of a declaration, whole or as far as it has come: checked by declaration.ts, as a file's is. */
const Face = Type.Record(Type.String({ maxLength: 60 }), Type.Unknown())
const ByName = { name: InterfaceName }

export const InterfaceRow = Type.Object({
  name: Type.String(), title: Both, source: Type.String(), sourceTitle: Both, entity: Type.String(), format: Type.String(),
  origin: Type.Enum(['page', 'file']), state: Type.Enum(['active', 'draft']), version: Type.Integer({ description: 'of the declaration in force; 0: none yet' }),
  staffName: Nullable(Type.String()), changedAt: Instant, lastRun: Nullable(Type.Integer()), lastAt: Nullable(Instant),
})
export type InterfaceRow = Static<typeof InterfaceRow>

const Field = Type.Object({ field: Type.String(), type: Type.String(), required: Type.Boolean(), choices: Type.Array(Type.String()) })
export const Target = Type.Object({ entity: Type.String(), title: Both, fields: Type.Array(Field) })
export type Target = Static<typeof Target>

const ColumnSeen = Type.Object({
  column: Type.String(), kind: Type.String(), confidence: Type.Number(), blanks: Type.Integer(), placeholders: Type.Array(Type.String()),
  others: Type.Array(Type.Object({ kind: Type.String(), column: Type.Record(Type.String(), Type.Unknown()) })),
  values: Type.Array(Type.String({ description: 'masked where they are personal' })),
  codes: Type.Array(Type.String({ description: 'the distinct values, where they are few' })),
})
export type ColumnSeen = Static<typeof ColumnSeen>

const Match = Type.Object({ field: Type.String(), column: Type.String(), score: Type.Number(), why: Type.Enum(['name', 'pinyin', 'content']) })
const Suggestion = Type.Object({ entity: Type.String(), key: Type.Array(Type.String()), map: Face, columns: Face, codes: Face, matches: Type.Array(Match) })
export type Suggestion = Static<typeof Suggestion>

export const Design = Type.Object({
  name: Type.String(), title: Both, source: Type.String(), sourceTitle: Both, version: Version, active: Nullable(Type.Integer()),
  face: Face, file: Nullable(Type.String()), sheets: Type.Array(Type.String()), columns: Type.Array(ColumnSeen), entities: Type.Array(Type.Object({ entity: Type.String(), score: Type.Number() })),
  saved: Type.Array(Type.Object({ seq: Type.Integer(), note: Type.String(), staffName: Nullable(Type.String()), at: Instant, interface: Nullable(Type.Integer()) })),
})
export type Design = Static<typeof Design>

const Problem = Type.Object({ at: Type.String(), code: Type.String(), about: Type.Array(Type.String()) })
export const Trial = Type.Object({
  problems: Type.Array(Problem),
  lines: Type.Integer(), taken: Type.Integer(), refused: Type.Integer(), passed: Type.Integer(),
  names: Type.Array(Type.String()), fields: Type.Array(Type.String()),
  rows: Type.Array(Type.Object({
    line: Type.Integer(), fate: Type.Enum(['taken', 'refused', 'passed']), before: Type.Array(Type.String()), after: Type.Array(Type.String()),
    reasons: Type.Array(Type.Object({ column: Type.String(), reason: Type.String(), value: Type.String() })),
  })),
})
export type Trial = Static<typeof Trial>

export const Difference = Type.Object({ at: Type.String(), before: Nullable(Type.String()), after: Nullable(Type.String()) })
export type Difference = Static<typeof Difference>

export const listInterfaces = endpoint({ at: 'GET /feed/interfaces', may: 'feed.read', input: Type.Object({}), reply: Type.Object({ rows: Type.Array(InterfaceRow) }) })
/** What fields and their choices are called where a room names them itself: those of feed's own words are not among them. */
export const listFieldTitles = endpoint({
  at: 'GET /feed/field-titles', may: 'feed.read', input: Type.Object({}),
  reply: Type.Object({ titles: Type.Array(Type.Object({ entity: Type.String(), field: Type.String(), choice: Nullable(Type.String()), title: Both })) }),
})
export const listTargets = endpoint({ at: 'GET /feed/targets', may: 'feed.design', input: Type.Object({}), reply: Type.Object({ targets: Type.Array(Target) }) })

/** A sample is sent up; what it is and what its columns fill is suggested, and the design is begun with that. */
export const beginDesign = endpoint({
  at: 'POST /feed/interfaces', may: 'feed.design', upload: true,
  input: Type.Object({ source: Type.String({ pattern: '^[a-z][a-z0-9-]{0,19}$' }), sourceTitle: Type.String({ minLength: 1, maxLength: 40 }), title: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })) }),
  reply: Type.Object({ name: Type.String() }),
})
export const getDesign = endpoint({ at: 'GET /feed/interfaces/:name', may: 'feed.design', input: Type.Object(ByName), reply: Design })
export const suggestMapping = endpoint({ at: 'GET /feed/interfaces/:name/suggestion', may: 'feed.design', input: Type.Object({ ...ByName, entity: Type.String({ maxLength: 60 }) }), reply: Suggestion })
export const saveDraft = endpoint({
  at: 'PATCH /feed/interfaces/:name', may: 'feed.design', input: Type.Object({ ...ByName, title: Both, face: Face, version: Version }), reply: Type.Object({ version: Version }),
})
export const tryDesign = endpoint({ at: 'POST /feed/interfaces/:name/trial', may: 'feed.design', reads: true, input: Type.Object({ ...ByName, face: Face }), reply: Trial })
export const differDesign = endpoint({ at: 'POST /feed/interfaces/:name/difference', may: 'feed.design', reads: true, input: Type.Object({ ...ByName, face: Face }), reply: Type.Object({ rows: Type.Array(Difference) }) })
/** Saved as it is now, checked as a declaration is; `activate` has files read by it from now on. */
export const saveVersion = endpoint({
  at: 'POST /feed/interfaces/:name/versions', may: 'feed.design',
  input: Type.Object({ ...ByName, version: Version, note: Type.String({ minLength: 2, maxLength: 200 }), activate: Type.Boolean() }),
  reply: Type.Object({ seq: Type.Integer(), problems: Type.Array(Problem) }),
})
export const activateVersion = endpoint({ at: 'POST /feed/interfaces/:name/versions/:seq/activate', may: 'feed.design', input: Type.Object({ ...ByName, seq: Type.Integer({ minimum: 1, maximum: 1_000_000 }) }), reply: Type.Object({}) })
/** Rows such as this interface might bring, invented: for whoever writes the other side of it. */
export const mockInterface = endpoint({
  at: 'GET /feed/interfaces/:name/mock', may: 'feed.design',
  input: Type.Object({ ...ByName, rows: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })) }), reply: Type.Object({ file: Type.String(), text: Type.String() }),
})
