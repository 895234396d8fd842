/** 列表视图: filters and columns under a name. What is typed freely (names, numbers) is never part of one. */
import { Type, type Static } from 'typebox'
import { endpoint, Nullable, Version } from '#kernel/endpoint'

const Page = Type.String({ pattern: '^/[a-z0-9/-]{1,80}$' })
const Name = Type.String({ minLength: 1, maxLength: 30, pattern: '\\S' })
const Choice = Type.Union([Type.String({ maxLength: 200 }), Type.Number(), Type.Boolean(), Type.Array(Type.String({ maxLength: 200 }), { maxItems: 50 })])
const Body = Type.Object({
  filters: Type.Record(Type.String({ maxLength: 40 }), Choice, { maxProperties: 40 }),
  columns: Type.Record(Type.String({ maxLength: 120 }), Type.Array(Type.String({ maxLength: 60 }), { maxItems: 80 }), { maxProperties: 6 }),
})

export const View = Type.Object({ view: Type.Integer(), name: Type.String(), shared: Type.Boolean(), isMine: Type.Boolean(), ownerName: Nullable(Type.String()), body: Body, version: Version })
export type View = Static<typeof View>

/** One's own views of a page, and those shared by one's branch or one above it. */
export const listViews = endpoint({ at: 'GET /admin/views', may: 'signed-in', input: Type.Object({ page: Page }), reply: Type.Object({ views: Type.Array(View) }) })

/** A name one has already for this page is refused with `conflict`. */
export const keepView = endpoint({ at: 'POST /admin/views', may: 'signed-in', input: Type.Object({ page: Page, name: Name, shared: Type.Boolean(), body: Body }), reply: View })

/** Only one's own. */
export const changeView = endpoint({
  at: 'PATCH /admin/views/:view',
  may: 'signed-in',
  input: Type.Object({ view: Type.Integer({ minimum: 1 }), version: Version, name: Type.Optional(Name), shared: Type.Optional(Type.Boolean()), body: Type.Optional(Body) }),
  reply: View,
})
export const dropView = endpoint({ at: 'POST /admin/views/:view/drop', may: 'signed-in', input: Type.Object({ view: Type.Integer({ minimum: 1 }), version: Version }), reply: Type.Object({}) })
