import { Type, type Static } from 'typebox'
import { endpoint, Instant, Nullable, PageInput, PageOf } from '#kernel/endpoint'

const Both = Type.Object({ zh: Type.String(), en: Type.String() })
export const CodeRow = Type.Object({
  key: Type.String(), name: Type.String(), title: Both, entity: Type.String(), set: Type.String(), code: Type.String(), lines: Type.Integer(), firstRun: Type.Integer(), firstLine: Type.Integer(), lastAt: Instant,
  fills: Type.Array(Type.String({ description: 'the fields that the set fills' })),
  choices: Type.Array(Type.String({ description: 'what it may mean: the words of the fields that the set fills' })), suggested: Nullable(Type.String()),
})
export type CodeRow = Static<typeof CodeRow>

export const listUnmapped = endpoint({ at: 'GET /feed/codes', may: 'feed.code', input: Type.Object({ ...PageInput }), reply: PageOf(CodeRow) })
/** Says what a code means; the lines that were refused for it are loaded again. */
export const mapCode = endpoint({
  at: 'POST /feed/codes', may: 'feed.code',
  input: Type.Object({ name: Type.String({ maxLength: 60 }), set: Type.String({ maxLength: 100 }), code: Type.String({ maxLength: 200 }), ours: Type.String({ maxLength: 60 }) }),
  reply: Type.Object({ replays: Type.Integer() }),
})
