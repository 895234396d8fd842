/** One's own second factor: a key in an authenticator app, proven by its first code. */
import type { Static } from 'typebox'
import { Refused } from '#kernel/error'
import type { Call } from '#kernel/room'
import type { Tx } from '#kernel/tx'
import { cookieFor, issuing, signOn } from './auth.ts'
import type * as doors from './factor.api.ts'
import { isFirstUse, unlessRefused } from './judge.ts'
import { attempt, forgive, hand, note, tokenOf } from './session.ts'

export async function beginSecondFactor(tx: Tx, { password }: Static<typeof doors.beginSecondFactor.input>, call: Call): Promise<Static<typeof doors.beginSecondFactor.reply>> {
  const tried = await attempt(await loginOf(tx), call)
  const begun = tried.mayPass && (await unlessRefused(signOn().auth.api.enableTwoFactor({ body: { password, method: 'totp' }, headers: await own(call) })))
  if (!begun || begun.method !== 'totp') {
    await note(tried, call, 'wrong')
    throw new Refused('unprocessable', { field: 'password', cause: 'wrong' })
  }
  await forgive(tried, true)
  const uri = begun.totpURI ?? ''
  return { uri, key: new URL(uri).searchParams.get('secret') ?? '' }
}

export async function confirmSecondFactor(tx: Tx, { code }: Static<typeof doors.confirmSecondFactor.input>, call: Call): Promise<Record<string, never>> {
  const tried = await attempt(await loginOf(tx), call)
  const isNew = tried.mayPass && (await isFirstUse(tx.who.staff, code))
  const headers = await own(call)
  const { result, token } = await issuing(() => (isNew ? unlessRefused(signOn().auth.api.verifyTOTP({ body: { code }, headers })) : Promise.resolve(undefined)))
  if (!result) {
    await note(tried, call, 'wrong')
    throw new Refused('unprocessable', { field: 'code', cause: 'wrong' })
  }
  await forgive(tried, true)
  if (token) hand(call, token)
  return {}
}

async function loginOf(tx: Tx): Promise<string> {
  const found = await tx.one<{ login: string }>`select login from access.staff where staff = ${tx.who.staff}`
  if (!found) throw new Refused('not-found')
  return found.login
}

/** The caller's session as better-auth reads it. */
async function own(call: Call): Promise<Headers> {
  const token = tokenOf(call)
  if (!token) throw new Refused('signed-out')
  return new Headers({ cookie: await cookieFor(token) })
}
