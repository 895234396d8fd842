import { Type, type Static } from 'typebox'
import { endpoint, Version } from '#kernel/endpoint'
import { Staff, StaffNo } from './staff.api.ts'

const Both = Type.Object({ zh: Type.String(), en: Type.String() })
const Permission = Type.String({ pattern: '^[a-z0-9]+(\\.[a-z0-9-]+)+$', maxLength: 60 })
export const KINDS = ['name', 'idNumber', 'phone', 'email', 'address', 'birthday', 'accountNo', 'employer', 'income'] as const
const Kind = Type.Enum([...KINDS])

export const Role = Type.Object({
  role: Type.String(),
  title: Both,
  side: Type.Union([Type.Literal('business'), Type.Literal('administration')]),
  permissions: Type.Array(Type.String()),
  clear: Type.Array(Type.String(), { description: 'kinds of personal data seen without a mask' }),
  staff: Type.Integer(),
  version: Version,
})
export type Role = Static<typeof Role>

/** Every role with what it may do and see, and everything there is to grant. */
export const listRoles = endpoint({
  at: 'GET /access/roles',
  may: 'access.role.read',
  input: Type.Object({}),
  reply: Type.Object({
    roles: Type.Array(Role),
    permissions: Type.Array(Type.Object({ permission: Type.String(), title: Both, room: Both, forAdministration: Type.Boolean() })),
  }),
})

export const saveRole = endpoint({
  at: 'PATCH /access/roles/:role',
  may: 'access.role.write',
  input: Type.Object({
    role: Type.String({ pattern: '^[a-z][a-z-]{1,30}$' }),
    permissions: Type.Array(Permission, { maxItems: 200, uniqueItems: true }),
    clear: Type.Array(Kind, { maxItems: 9, uniqueItems: true }),
    version: Version,
  }),
  reply: Role,
})

/** Gives one person exactly these roles, and ends the person's sessions. */
export const giveRoles = endpoint({
  at: 'PATCH /access/staff/:staff/roles',
  may: 'access.role.write',
  input: Type.Object({ staff: StaffNo, roles: Type.Array(Type.String({ pattern: '^[a-z][a-z-]{1,30}$' }), { maxItems: 10, uniqueItems: true }), version: Version }),
  reply: Staff,
})
