import { Type, type Static } from 'typebox'
import { endpoint, File, Instant, Nullable, PageInput, PageOf, Version } from '#kernel/endpoint'

const Both = Type.Object({ zh: Type.String(), en: Type.String() })
export const PURPOSES = ['care', 'campaign', 'report', 'risk', 'inspection', 'regulator', 'other'] as const
export const FORMATS = ['csv', 'xlsx', 'parquet'] as const
export const STATES = ['waiting', 'making', 'ready', 'gone', 'rejected', 'withdrawn', 'expired', 'failed'] as const

const Column = Type.Object({
  key: Type.String(),
  title: Both,
  class: Type.Enum(['none', 'C1', 'C2']),
  masked: Nullable(Type.String({ description: 'the kind of personal data that a mask hides from roles that do not see it in clear' })),
})
/** A narrowing as people read it. */
const Asked = Type.Object({ title: Both, value: Both })

const Exported = {
  export: Type.Integer(),
  name: Type.String(),
  title: Both,
  staff: Type.String(),
  staffName: Type.String(),
  orgName: Type.String(),
  purpose: Type.Enum([...PURPOSES]),
  note: Type.String(),
  asks: Type.Array(Asked),
  format: Type.Enum([...FORMATS]),
  cap: Type.Integer(),
  counted: Type.Integer({ description: 'rows found when it was asked' }),
  beyond: Type.Boolean({ description: 'there were more than were counted' }),
  needsApproval: Type.Boolean(),
  state: Type.Enum([...STATES]),
  askedAt: Instant,
  decideBy: Nullable(Instant),
  decidedBy: Nullable(Type.String()),
  decidedAt: Nullable(Instant),
  rejectedFor: Nullable(Type.String({ description: 'the reason of whoever rejected it' })),
  rows: Nullable(Type.Integer()),
  bytes: Nullable(Type.Integer()),
  readyAt: Nullable(Instant),
  keepUntil: Nullable(Instant),
  downloads: Type.Integer(),
  version: Version,
}
export const ExportRow = Type.Object(Exported)
export type ExportRow = Static<typeof ExportRow>

export const ExportDetail = Type.Object({
  ...Exported,
  columns: Type.Array(Column),
  sha256: Nullable(Type.String()),
  steps: Type.Array(Type.Object({ step: Type.Integer(), name: Type.String(), to: Type.Enum([...STATES]), staff: Type.String(), staffName: Nullable(Type.String()), note: Nullable(Type.String()), at: Instant })),
})
export type ExportDetail = Static<typeof ExportDetail>

const ById = { export: Type.Integer({ minimum: 1, maximum: 9007199254740991 }) }

/** What one may take out as a file, and the rule's numbers. */
export const listExportable = endpoint({
  at: 'GET /open/exportable',
  may: 'open.export',
  input: Type.Object({}),
  reply: Type.Object({
    exports: Type.Array(Type.Object({ name: Type.String(), title: Both, columns: Type.Array(Column) })),
    rowsAtOnce: Type.Integer(),
    rowsADay: Type.Integer(),
    rowsAtMost: Type.Integer(),
  }),
})

/**
 * Asks for a file. Up to the rule's number of rows it is made at once; more wait (202) until another person lets them.
 * `filter` narrows as the export's own page does; `columns` chooses among its columns.
 */
export const askExport = endpoint({
  at: 'POST /open/exports',
  may: 'open.export',
  input: Type.Object({
    name: Type.String({ pattern: '^[a-z0-9]+\\.[a-zA-Z]+$', maxLength: 60 }),
    filter: Type.Record(Type.String({ maxLength: 40 }), Type.Unknown()),
    columns: Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { minItems: 1, maxItems: 200, uniqueItems: true })),
    purpose: Type.Enum([...PURPOSES]),
    note: Type.String({ minLength: 4, maxLength: 200, pattern: '\\S' }),
    format: Type.Enum([...FORMATS]),
    language: Type.Optional(Type.Enum(['zh', 'en'])),
    cap: Type.Integer({ minimum: 1, maximum: 10_000_000 }),
  }),
  reply: ExportRow,
})

/** One's own, newest first. */
export const listExports = endpoint({ at: 'GET /open/exports', may: 'open.export', input: Type.Object({ state: Type.Optional(Type.Enum([...STATES])), ...PageInput }), reply: PageOf(ExportRow) })

/** One's own, or one that waits for somebody like oneself. */
export const getExport = endpoint({ at: 'GET /open/exports/:export', may: 'open.export', input: Type.Object(ById), reply: ExportDetail })

/** The file, for who asked for it; counted and audited. */
export const downloadExport = endpoint({ at: 'GET /open/exports/:export/file', may: 'open.export', input: Type.Object(ById), reply: File })

export const withdrawExport = endpoint({ at: 'POST /open/exports/:export/withdraw', may: 'open.export', input: Type.Object({ ...ById, version: Version }), reply: ExportRow })

/** What others asked within one's scope: what waits, oldest first, or what was decided, newest first. */
export const listApprovals = endpoint({ at: 'GET /open/approvals', may: 'open.export.approve', input: Type.Object({ decided: Type.Optional(Type.Boolean()), ...PageInput }), reply: PageOf(ExportRow) })

/** Everything the approver must know before saying yes: the frozen request. */
export const getApproval = endpoint({ at: 'GET /open/approvals/:export', may: 'open.export.approve', input: Type.Object(ById), reply: ExportDetail })

export const approveExport = endpoint({
  at: 'POST /open/approvals/:export/approve',
  may: 'open.export.approve',
  input: Type.Object({ ...ById, version: Version, reason: Type.Optional(Type.String({ maxLength: 200 })) }),
  reply: ExportRow,
})

export const rejectExport = endpoint({
  at: 'POST /open/approvals/:export/reject',
  may: 'open.export.approve',
  input: Type.Object({ ...ById, version: Version, reason: Type.String({ minLength: 4, maxLength: 200 }) }),
  reply: ExportRow,
})

/** From the number beside a row that was found outside: which file it left in, whose, and which row of it. */
export const traceRow = endpoint({
  at: 'POST /open/trace',
  may: 'open.export.trace',
  reads: true,
  input: Type.Object({ mark: Type.String({ minLength: 8, maxLength: 80 }) }),
  reply: Type.Object({ row: Type.Integer(), found: ExportRow }),
})
