/** 部门客户: one customer, one number, and in each department that serves it a person of its own. */
import { Type, type Static } from 'typebox'
import { CustomerNo, endpoint, Instant, Nullable, Subject } from '#kernel/endpoint'

export const Department = Type.Object({
  org: Type.Integer(),
  orgName: Type.String(),
  records: Type.Integer({ description: 'source records of the customer kept there' }),
  isOwning: Type.Boolean({ description: 'the department of the owner of the whole' }),
  owner: Nullable(Type.Object({ staff: Type.String(), name: Type.String() })),
  reason: Nullable(Type.String()),
  since: Nullable(Instant),
  isMine: Type.Boolean({ description: 'within the viewer’s own scope' }),
  version: Type.Integer({ minimum: 0, description: '0: nobody was ever named' }),
})
export type Department = Static<typeof Department>

/** The departments that keep a record of the customer or have someone for it, as far as the viewer sees them. */
export const listDepartments = endpoint({
  at: 'GET /archive/customers/:customerNo/departments',
  may: 'customer.read',
  input: Type.Object({ customerNo: CustomerNo }),
  reply: Type.Object({ customerNo: Subject(), rows: Type.Array(Department) }),
})

/** Names who looks after the customer in one department of one's own scope; null takes it back. The owner of the whole stays who it is. */
export const assignDepartment = endpoint({
  at: 'POST /archive/customers/:customerNo/departments/:org',
  may: 'customer.assign',
  input: Type.Object({
    customerNo: CustomerNo,
    org: Type.Integer({ minimum: 1, maximum: 2147483647 }),
    version: Type.Integer({ minimum: 0, maximum: 2147483647 }),
    owner: Nullable(Type.String({ minLength: 1, maxLength: 20 })),
    reason: Type.String({ minLength: 2, maxLength: 200, pattern: '\\S' }),
  }),
  reply: Type.Object({ customerNo: Subject(), org: Type.Integer(), version: Type.Integer() }),
})
