import { Type, type Static } from 'typebox'
import { endpoint, Instant, Nullable, PageInput, PageOf, Personal, Version } from '#kernel/endpoint'

export const StaffNo = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$', description: 'staff number' })
const Name = Type.String({ minLength: 1, maxLength: 40, pattern: '\\S' })
const Phone = Type.String({ maxLength: 30, pattern: '^[0-9+ -]*$' })
const Email = Type.String({ maxLength: 80, pattern: '^([^\\s@]+@[^\\s@]+)?$' })
const Status = Type.Union([Type.Literal('active'), Type.Literal('disabled')])

const row = {
  staff: Type.String(),
  login: Type.String(),
  name: Type.String(),
  org: Type.Integer(),
  orgName: Type.String(),
  roles: Type.Array(Type.Object({ code: Type.String(), title: Type.Object({ zh: Type.String(), en: Type.String() }) })),
  status: Status,
  version: Version,
}
export const StaffRow = Type.Object(row)
export type StaffRow = Static<typeof StaffRow>

export const Staff = Type.Object({
  ...row,
  phone: Nullable(Personal('phone')),
  email: Nullable(Personal('email')),
  /** Null while no password was ever set. */
  signOn: Nullable(Type.Object({ mustChange: Type.Boolean(), secondFactor: Type.Boolean(), changedAt: Instant, sessions: Type.Integer() })),
})
export type Staff = Static<typeof Staff>

export const listStaff = endpoint({
  at: 'GET /access/staff',
  may: 'access.staff.read',
  input: Type.Object({
    ...PageInput,
    text: Type.Optional(Type.String({ maxLength: 40, description: 'part of a name, or the beginning of a login or a staff number' })),
    org: Type.Optional(Type.Integer({ minimum: 0, maximum: 2147483647, description: 'an organisation with everything under it' })),
    role: Type.Optional(Type.String({ maxLength: 30 })),
    status: Type.Optional(Status),
  }),
  reply: PageOf(StaffRow),
})

export const getStaff = endpoint({ at: 'GET /access/staff/:staff', may: 'access.staff.read', input: Type.Object({ staff: StaffNo }), reply: Staff })

/** The password opens one sign-on; it is shown once and kept nowhere. */
export const addStaff = endpoint({
  at: 'POST /access/staff',
  may: 'access.staff.write',
  secret: true,
  input: Type.Object({
    staff: StaffNo,
    login: Type.String({ pattern: '^[a-z][a-z0-9._-]{1,39}$' }),
    name: Name,
    org: Type.Integer({ minimum: 0, maximum: 2147483647 }),
    phone: Type.Optional(Phone),
    email: Type.Optional(Email),
  }),
  reply: Type.Object({ staff: Type.String(), login: Type.String(), password: Type.String() }),
})

export const changeStaff = endpoint({
  at: 'PATCH /access/staff/:staff',
  may: 'access.staff.write',
  input: Type.Object({
    staff: StaffNo,
    version: Version,
    name: Type.Optional(Name),
    org: Type.Optional(Type.Integer({ minimum: 0, maximum: 2147483647 })),
    status: Type.Optional(Status),
    phone: Type.Optional(Phone),
    email: Type.Optional(Email),
  }),
  reply: Staff,
})

export const resetPassword = endpoint({
  at: 'POST /access/staff/:staff/reset-password',
  may: 'access.staff.write',
  secret: true,
  input: Type.Object({ staff: StaffNo }),
  reply: Type.Object({ staff: Type.String(), login: Type.String(), password: Type.String() }),
})

/** For who lost the telephone: the password stays with the system administrator, the second factor with the security administrator. */
export const takeSecondFactor = endpoint({
  at: 'POST /access/staff/:staff/take-second-factor',
  may: 'access.role.write',
  input: Type.Object({ staff: StaffNo }),
  reply: Type.Object({}),
})
