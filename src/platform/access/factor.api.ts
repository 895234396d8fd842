import { Type } from 'typebox'
import { endpoint } from '#kernel/endpoint'

/** Begins the set-up of one's second factor; the password is asked again. `uri` goes into an authenticator app. */
export const beginSecondFactor = endpoint({
  at: 'POST /access/second-factor',
  may: 'signed-in',
  secret: true,
  input: Type.Object({ password: Type.String({ minLength: 1, maxLength: 200 }) }),
  reply: Type.Object({ uri: Type.String(), key: Type.String({ description: 'the secret for typing by hand, base32' }) }),
})

/** The first code from the app proves the set-up; from the next sign-on a code is asked. */
export const confirmSecondFactor = endpoint({
  at: 'POST /access/second-factor/confirm',
  may: 'signed-in',
  secret: true,
  input: Type.Object({ code: Type.String({ pattern: '^[0-9]{6}$' }) }),
  reply: Type.Object({}),
})
