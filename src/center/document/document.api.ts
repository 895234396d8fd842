import { Type, type Static } from 'typebox'
import { CustomerNo, endpoint, File, Instant, Nullable, Subject, Version } from '#kernel/endpoint'

export const STATES = ['quarantined', 'clean', 'infected', 'ended'] as const

const Kind = Type.String({ pattern: '^[a-z]{2,20}$' })
const Both = Type.Object({ zh: Type.String(), en: Type.String() })
export const Document = Type.Object({
  document: Type.Integer(),
  kind: Type.String(),
  title: Type.String(),
  type: Type.String(),
  bytes: Type.Integer(),
  state: Type.Enum([...STATES]),
  contract: Nullable(Type.Integer()),
  staffName: Nullable(Type.String()),
  branch: Type.String(),
  at: Instant,
  scannedAt: Nullable(Instant),
  endedAt: Nullable(Instant),
  endedWhy: Nullable(Type.String()),
  keepUntil: Nullable(Instant),
  version: Version,
})
export type Document = Static<typeof Document>

const One = { customerNo: CustomerNo, document: Type.Integer({ minimum: 1, maximum: 9007199254740991 }) }

/** The documents of a customer that one may see, newest first, with the kinds there are. */
export const listDocuments = endpoint({
  at: 'GET /document/customers/:customerNo/documents',
  may: 'document.read',
  input: Type.Object({ customerNo: CustomerNo }),
  reply: Type.Object({ customerNo: Subject(), documents: Type.Array(Document), kinds: Type.Array(Type.Object({ kind: Type.String(), title: Both, mostBytes: Type.Integer() })), scans: Type.Boolean({ description: 'every document is looked through before it can be opened' }) }),
})

/** Adds one. What it is is told by its content; until it was looked through nobody opens it. */
export const addDocument = endpoint({
  at: 'POST /document/customers/:customerNo/documents',
  may: 'document.write',
  upload: true,
  input: Type.Object({ customerNo: CustomerNo, kind: Kind, contract: Type.Optional(Type.Integer({ minimum: 1, maximum: 9007199254740991 })) }),
  reply: Document,
})

/** The document as an attachment; each time is audited. */
export const getDocument = endpoint({ at: 'GET /document/customers/:customerNo/documents/:document/file', may: 'document.read', input: Type.Object(One), reply: File })

/** Ends one: it is not deleted, and its bytes are destroyed when its kind's time is over. */
export const endDocument = endpoint({
  at: 'POST /document/customers/:customerNo/documents/:document/end',
  may: 'document.write',
  input: Type.Object({ ...One, version: Version, reason: Type.String({ minLength: 2, maxLength: 200 }) }),
  reply: Document,
})
