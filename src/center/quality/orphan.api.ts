/** 无主数据: what is here and has no customer, by kind and by cause. */
import { Type, type Static } from 'typebox'
import { Day, endpoint, Nullable, PageInput, PageOf, Personal } from '#kernel/endpoint'

export const ORPHAN_KINDS = ['record', 'membership', 'account', 'holder', 'transaction', 'holding', 'order', 'address', 'contact', 'background', 'person', 'contract', 'assessment', 'points', 'feedback'] as const
/** Why: never named; the last holder went; closed long since; its account has none; the customer is no more; taken back with its run. */
export const CAUSES = ['never', 'ended', 'closed', 'account', 'customer', 'released'] as const
const Kind = Type.Enum([...ORPHAN_KINDS])
const Cause = Type.Enum([...CAUSES])

export const getOrphans = endpoint({
  at: 'GET /quality/orphans',
  may: 'quality.read',
  input: Type.Object({}),
  reply: Type.Object({
    on: Nullable(Day),
    kinds: Type.Array(Type.Object({ kind: Kind, total: Type.Integer(), orphans: Type.Integer(), causes: Type.Array(Type.Object({ cause: Cause, orphans: Type.Integer() })) })),
  }),
})
export type Orphans = Static<typeof getOrphans.reply>

export const OrphanRow = Type.Object({ orphan: Type.Integer(), source: Type.String(), sourceTitle: Type.Object({ zh: Type.String(), en: Type.String() }), key: Personal('accountNo'), orgName: Type.String(), cause: Cause, rows: Type.Integer() })
export type OrphanRow = Static<typeof OrphanRow>
export const listOrphans = endpoint({ at: 'GET /quality/orphans/:kind', may: 'quality.read', input: Type.Object({ kind: Kind, cause: Type.Optional(Cause), ...PageInput }), reply: PageOf(OrphanRow) })
