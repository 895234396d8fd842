import { Type, type Static } from 'typebox'
import { endpoint, Instant, Nullable, PageInput, PageOf } from '#kernel/endpoint'

export const UploadRow = Type.Object({
  upload: Type.Integer(), file: Type.String(), bytes: Type.Integer(), state: Type.Enum(['waiting', 'running', 'done', 'failed']), note: Nullable(Type.String()),
  staffName: Nullable(Type.String()), at: Instant, runs: Type.Array(Type.Integer()),
  lines: Type.Integer({ description: 'read from it so far' }), rejected: Type.Integer(),
})
export type UploadRow = Static<typeof UploadRow>

/** A file is sent up and read by a job: by the interface named, else by the one whose files are called so. */
export const uploadFile = endpoint({
  at: 'POST /feed/uploads', may: 'feed.upload', upload: true,
  input: Type.Object({ interface: Type.Optional(Type.String({ maxLength: 60 })) }), reply: Type.Object({ upload: Type.Integer() }),
})
export const listUploads = endpoint({ at: 'GET /feed/uploads', may: 'feed.upload', input: Type.Object({ ...PageInput }), reply: PageOf(UploadRow) })
