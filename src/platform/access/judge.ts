/** Whether a login, a password and a code open a session; better-auth looks them up and compares. */
import { APIError } from 'better-auth/api'
import { token } from '#kernel/secret'
import { engine } from '#kernel/tx'
import { issuing, signOn } from './auth.ts'

export type Verdict = { verdict: 'wrong' } | { verdict: 'needs-code' } | { verdict: 'passed'; token: string }

/** Nobody's login: it is looked up and hashed against like any other, so that a closed account answers as slowly as an open one. */
const NOBODYS = '\u0001'

export async function judge(login: string | undefined, staff: string | undefined, given: { password: string; code?: string }): Promise<Verdict> {
  const { auth } = signOn()
  const { result, token: begun } = await issuing(() =>
    unlessRefused(auth.api.signInUsername({ body: { username: login ?? NOBODYS, password: given.password }, returnHeaders: true })))
  if (!result || !staff) return { verdict: 'wrong' }
  if (!('twoFactorRedirect' in result.response)) return begun ? { verdict: 'passed', token: begun } : { verdict: 'wrong' }
  if (given.code === undefined) return { verdict: 'needs-code' }
  return takeCode(staff, given.code, result.headers)
}

/** A code that was shown over a shoulder opens nothing a second time. */
export async function isFirstUse(staff: string, code: string): Promise<boolean> {
  const taken = await engine('access', (tx) => tx.one<{ first: boolean }>`select access.take_code(${staff}, ${token('one-time code', code)}) as first`)
  return taken?.first === true
}

async function takeCode(staff: string, code: string, challenge: Headers): Promise<Verdict> {
  if (!(await isFirstUse(staff, code))) return { verdict: 'wrong' }
  const { result, token: begun } = await issuing(() =>
    unlessRefused(signOn().auth.api.verifyTOTP({ body: { code }, headers: new Headers({ cookie: cookiesOf(challenge) }) })))
  return result && begun ? { verdict: 'passed', token: begun } : { verdict: 'wrong' }
}

export async function unlessRefused<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof APIError && error.statusCode < 500) return undefined
    throw error
  }
}

function cookiesOf(headers: Headers): string {
  return headers.getSetCookie().map((each) => each.split(';')[0]).join('; ')
}
