/** better-auth as this bank uses it: names and passwords, one-time codes, sessions. Called by our own doors; none of its routes is served. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { createHmac, hash, hkdfSync, randomBytes } from 'node:crypto'
import { betterAuth } from 'better-auth'
import { twoFactor, username } from 'better-auth/plugins'
// better-auth asks for a pool of its own: its tables stand outside row security, and tx never holds them.
// oxlint-disable-next-line no-restricted-imports
import pg from 'pg'
import type { Config } from '#kernel/config'
import { hashPassword, verifyPassword } from './password.ts'

export type SignOn = { readonly auth: Auth; readonly pool: pg.Pool; readonly secret: string; readonly profile: Config['profile']; readonly twoFactors: boolean; readonly secure: boolean }
type Auth = ReturnType<typeof makeAuth>
type Settings = Pick<Config, 'keys' | 'profile' | 'twoFactors' | 'tls' | 'proxy'>

/** Opens the sign-on of this process, over a pool of its own as yilan_auth. */
export function openSignOn(url: string, config: Settings): void {
  void closeSignOn()
  const pool = new pg.Pool({ connectionString: url, max: 3, options: '-c search_path=auth -c statement_timeout=10000', connectionTimeoutMillis: 8000, allowExitOnIdle: true })
  pool.on('error', () => {}) // an idle connection died with its server: the next sign-on opens another
  pool.on('connect', (client) => client.on('error', () => {})) // one in use died between two statements: the next statement says so
  const secrets = secretsOf(config)
  const [first] = secrets
  if (!first) throw new Error('no keys for the sign-on')
  const secure = config.tls !== undefined || config.proxy.length > 0
  opened = { auth: makeAuth(pool, secrets), pool, secret: first.value, profile: config.profile, twoFactors: config.twoFactors, secure }
}

export async function closeSignOn(): Promise<void> {
  const closing = opened
  opened = undefined
  await closing?.pool.end()
}

export function signOn(): SignOn {
  if (!opened) throw new Error('the sign-on is not open: call openSignOn() first')
  return opened
}

/** Runs what may begin a session, and hands over the token of the session that was begun, if one was. */
export async function issuing<T>(work: () => Promise<T>): Promise<{ result: T; token: string | undefined }> {
  const issue: Issue = {}
  const result = await issues.run(issue, work)
  return { result, token: issue.token }
}

/** What the database keeps of a token. */
export function digest(token: string): string {
  return hash('sha256', token)
}

/** Our session as better-auth's own signed cookie, for its calls that need one. */
export async function cookieFor(token: string): Promise<string> {
  const { auth } = signOn()
  const { authCookies, secret } = await auth.$context
  const kept = digest(token)
  const signature = createHmac('sha256', secret).update(kept).digest('base64')
  return `${authCookies.sessionToken.name}=${encodeURIComponent(`${kept}.${signature}`)}`
}

type Issue = { token?: string }
const issues = new AsyncLocalStorage<Issue>()
let opened: SignOn | undefined

function makeAuth(pool: pg.Pool, secrets: { version: number; value: string }[]) {
  return betterAuth({
    appName: '一览 Yilan',
    baseURL: 'http://localhost',
    database: pool,
    secrets,
    secret: secrets[0]?.value,
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 1, maxPasswordLength: 200, password: { hash: hashPassword, verify: verifyPassword } },
    session: { expiresIn: 12 * 3600, disableSessionRefresh: true },
    advanced: { cookiePrefix: 'yilan', useSecureCookies: false, disableCSRFCheck: true, ipAddress: { disableIpTracking: true } },
    databaseHooks: { session: { create: { before: async (session) => ({ data: { ...session, token: digest(issueToken()) } }) } } },
    plugins: [
      // Whatever was typed is looked up, so that no answer is quicker than another.
      username({ minUsernameLength: 1, maxUsernameLength: 200, usernameValidator: () => true }),
      twoFactor({ issuer: '一览 Yilan', accountLockout: { enabled: false }, skipVerificationOnEnable: false }),
    ],
  })
}

function issueToken(): string {
  const token = randomBytes(32).toString('base64url')
  const issue = issues.getStore()
  if (issue) issue.token = token
  return token
}

/** better-auth's secrets follow the token keys: while a key is installed, what was sealed under it opens. */
function secretsOf({ keys }: Pick<Config, 'keys'>) {
  return keys.token.map(({ id, key }) => ({
    version: Number.parseInt(hash('sha256', id).slice(0, 7), 16),
    value: Buffer.from(hkdfSync('sha256', key, '', 'yilan sign-on', 48)).toString('base64url'),
  }))
}
