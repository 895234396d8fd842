/** 核对: a source's control totals of a day beside what is here; a person explains what differs, and another signs. */
import { Type, type Static } from 'typebox'
import { Amount, Day, endpoint, Instant, Nullable, PageInput, PageOf, Personal, Subject, Version } from '#kernel/endpoint'

const Both = Type.Object({ zh: Type.String(), en: Type.String() })
export const RECON_STATES = ['matched', 'differs', 'explained', 'signed'] as const
const State = Type.Enum([...RECON_STATES])
const Level = Type.Enum(['total', 'branch', 'product', 'account'])
const Count = Nullable(Type.Integer())
const pair = { theirsRows: Count, oursRows: Count, theirsAmount: Nullable(Amount), oursAmount: Nullable(Amount) }

const row = {
  recon: Type.Integer(), source: Type.String(), sourceTitle: Both, day: Day, entity: Type.Enum(['account', 'transaction', 'record']), state: State, level: Level, compared: Type.Integer(), differences: Type.Integer(),
  currency: Nullable(Type.String()), ...pair, at: Instant, version: Version,
}
export const ReconRow = Type.Object(row)
export type ReconRow = Static<typeof ReconRow>

export const listReconciliations = endpoint({
  at: 'GET /quality/reconciliations',
  may: 'quality.reconcile.read',
  input: Type.Object({ source: Type.Optional(Type.String({ maxLength: 40 })), state: Type.Optional(State), ...PageInput }),
  reply: PageOf(ReconRow),
})

const Kind = Type.Enum(['lacking', 'extra', 'amount', 'rows', 'hash'])
const Difference = Type.Object({
  nth: Type.Integer(), level: Level, orgName: Nullable(Type.String()), product: Nullable(Type.String()), accountNo: Nullable(Personal('accountNo')), customerNo: Type.Optional(Subject()), ref: Nullable(Type.String()), currency: Type.String(),
  kind: Kind, ...pair,
})
export type Difference = Static<typeof Difference>
const Step = Type.Object({ step: Type.Integer(), name: Type.String(), staff: Type.String(), staffName: Nullable(Type.String()), note: Nullable(Type.String()), at: Instant })

const Some = Type.Optional(Type.Integer())
const ByNumber = { recon: Type.Integer({ minimum: 1 }) }
export const getReconciliation = endpoint({
  at: 'GET /quality/reconciliations/:recon',
  may: 'quality.reconcile.read',
  input: Type.Object(ByNumber),
  reply: Type.Object({ ...row, steps: Type.Array(Step), kinds: Type.Object({ lacking: Some, extra: Some, amount: Some, rows: Some, hash: Some }, { description: 'how many differences there are of each kind' }) }),
})
export type ReconDetail = Static<typeof getReconciliation.reply>

/** What differs, from the whole down to the account. */
export const listDifferences = endpoint({
  at: 'GET /quality/reconciliations/:recon/differences',
  may: 'quality.reconcile.read',
  input: Type.Object({ ...ByNumber, kind: Type.Optional(Kind), ...PageInput }),
  reply: PageOf(Difference),
})

const Reply = Type.Object({ recon: Type.Integer(), state: State, version: Version })
/** Why it differs, and that it may. */
export const explainDifference = endpoint({
  at: 'POST /quality/reconciliations/:recon/explain',
  may: 'quality.reconcile.explain',
  input: Type.Object({ ...ByNumber, version: Version, note: Type.String({ minLength: 2, maxLength: 400, pattern: '\\S' }) }),
  reply: Reply,
})
/** By another than who explained. */
export const signReconciliation = endpoint({
  at: 'POST /quality/reconciliations/:recon/sign',
  may: 'quality.reconcile.sign',
  input: Type.Object({ ...ByNumber, version: Version, note: Type.Optional(Type.String({ maxLength: 400 })) }),
  reply: Reply,
})
/** Compares again with what is here now. */
export const compareAgain = endpoint({
  at: 'POST /quality/reconciliations/:recon/compare',
  may: 'quality.reconcile.explain',
  beyond: true,
  input: Type.Object({ ...ByNumber, version: Version }),
  reply: Reply,
})
