/** 为什么是同一人: computed when asked, from what the records say now and the model in use. Levels and bits only, no values. */
import { Type, type Static } from 'typebox'
import { CustomerNo, endpoint, Instant, Nullable, Subject } from '#kernel/endpoint'
import { Reasons } from './queue.api.ts'

const Both = Type.Object({ zh: Type.String(), en: Type.String() })
const End = Type.Object({ source: Both, orgName: Type.String(), key: Type.String() })

/** One record joined to the strongest of the others, and the event that brought it. */
const Link = Type.Object({
  a: End,
  b: End,
  bits: Type.Number(),
  ...Reasons.properties,
  event: Nullable(Type.Object({ kind: Type.String(), model: Nullable(Type.String()), actorName: Nullable(Type.String()), reason: Type.String(), at: Instant })),
})
export type Link = Static<typeof Link>

export const explainCustomer = endpoint({
  at: 'GET /identity/customers/:customerNo/why',
  may: 'identity.read',
  beyond: true,
  input: Type.Object({ customerNo: CustomerNo }),
  reply: Type.Object({ customerNo: Subject(), model: Type.String(), records: Type.Integer({ description: 'that the viewer may see' }), links: Type.Array(Link) }),
})
