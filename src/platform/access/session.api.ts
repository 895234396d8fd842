import { Type, type Static } from 'typebox'
import { endpoint, Nullable } from '#kernel/endpoint'

export const Session = Type.Object({
  staff: Type.String(),
  name: Type.String(),
  org: Type.Integer(),
  orgName: Type.String(),
  orgPath: Type.Array(Type.String(), { description: 'names from the head office down to the own organisation' }),
  roles: Type.Array(Type.Object({ code: Type.String(), title: Type.Object({ zh: Type.String(), en: Type.String() }) })),
  may: Type.Array(Type.String(), { description: 'permissions: menus and buttons follow it, the server decides anew' }),
  profile: Type.Union([Type.Literal('demo'), Type.Literal('production')]),
  mustChangePassword: Type.Boolean(),
  twoFactor: Type.Union([Type.Literal('none'), Type.Literal('pending'), Type.Literal('on')]),
  idleMinutes: Type.Integer({ minimum: 1 }),
})
export type Session = Static<typeof Session>

/** Who is signed in and what they may do. Refused with `signed-out` when nobody is. */
export const me = endpoint({ at: 'GET /access/me', may: 'signed-in', input: Type.Object({}), reply: Session })

/** One answer for every wrong login: nobody learns which names exist. `code` is the one-time code of the second factor. */
export const signIn = endpoint({
  at: 'POST /access/sign-in',
  may: 'anyone',
  secret: true,
  input: Type.Object({
    login: Type.String({ minLength: 1, maxLength: 60 }),
    password: Type.String({ minLength: 1, maxLength: 200 }),
    code: Type.Optional(Type.String({ pattern: '^[0-9]{6}$' })),
  }),
  reply: Type.Object({ session: Nullable(Session), needs: Nullable(Type.Literal('code')) }),
})

export const signOut = endpoint({ at: 'POST /access/sign-out', may: 'signed-in', input: Type.Object({}), reply: Type.Object({}) })

export const changePassword = endpoint({
  at: 'POST /access/change-password',
  secret: true,
  may: 'signed-in',
  input: Type.Object({ old: Type.String({ minLength: 1, maxLength: 200 }), next: Type.String({ minLength: 8, maxLength: 200 }) }),
  reply: Type.Object({}),
})

/** What the sign-in page says before anyone is known. In the demo: whom a visitor may be. */
export const welcome = endpoint({
  at: 'GET /access/welcome',
  may: 'anyone',
  input: Type.Object({}),
  reply: Type.Object({
    profile: Session.properties.profile,
    visitors: Type.Array(Type.Object({ login: Type.String(), name: Type.String(), orgName: Type.String(), title: Type.Object({ zh: Type.String(), en: Type.String() }) })),
  }),
})
