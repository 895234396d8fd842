import { Type, type Static } from 'typebox'
import { CustomerNo, endpoint, Instant, Nullable, PageInput, PageOf } from '#kernel/endpoint'

export const Look = Type.Object({
  entry: Type.Integer(),
  at: Instant,
  staff: Type.String(),
  staffName: Nullable(Type.String()),
  branch: Nullable(Type.String()),
  kind: Type.Enum(['look', 'change', 'reveal', 'refusal', 'sign-on', 'batch', 'export']),
  action: Type.String({ description: 'the door: method and path' }),
  screen: Nullable(Type.String()),
  reason: Nullable(Type.String()),
  fields: Type.Array(Type.String()),
  customers: Type.Array(Type.String(), { description: 'customer numbers, at most the first 20' }),
  count: Type.Integer({ description: 'how many customers in all' }),
})
export type Look = Static<typeof Look>

/** 谁看过这位客户: who looked at which fields of this customer, when, from which screen, for what reason. */
export const looksAt = endpoint({ at: 'GET /admin/customers/:customerNo/looks', may: 'audit.read', input: Type.Object({ customerNo: CustomerNo, ...PageInput }), reply: PageOf(Look) })

/** What one member of staff looked at and did. */
export const looksBy = endpoint({
  at: 'GET /admin/staff/:staff/looks',
  may: 'audit.staff',
  input: Type.Object({ staff: Type.String({ minLength: 1, maxLength: 20 }), ...PageInput }),
  reply: PageOf(Look),
})

/** How far the audit log has been chained, and what waits. */
export const chain = endpoint({ at: 'GET /admin/chain', may: 'audit.read', input: Type.Object({}), reply: Type.Object({ links: Type.Integer(), at: Nullable(Instant), unsealed: Type.Integer() }) })

/** Members of staff by name, login or number, to choose one. */
export const findStaff = endpoint({
  at: 'GET /admin/staff',
  may: 'audit.staff',
  input: Type.Object({ text: Type.String({ maxLength: 40 }) }),
  reply: Type.Object({ staff: Type.Array(Type.Object({ staff: Type.String(), name: Type.String(), branch: Type.String(), disabled: Type.Boolean() })) }),
})
