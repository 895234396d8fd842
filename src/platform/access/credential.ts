/** Passwords: set, changed, reset; and the first three administrators of an empty bank. */
import type { Static } from 'typebox'
import { Refused } from '#kernel/error'
import type { Call } from '#kernel/room'
import type { Both } from '#kernel/text'
import { engine, type Tx } from '#kernel/tx'
import { issuing, signOn } from './auth.ts'
import { hashPassword, oneTimePassword, verifyPassword, wasUsed, weaknessOf } from './password.ts'
import { attempt, forgive, hand, note } from './session.ts'
import type { changePassword as changePasswordDoor } from './session.api.ts'

/** Changes one's own password, ends every session opened under the old one, and opens a new one here. */
export async function changePassword(tx: Tx, { old, next }: Static<typeof changePasswordDoor.input>, call: Call): Promise<Record<string, never>> {
  const person = await personOf(tx, tx.who.staff)
  const tried = await attempt(person.login, call)
  const { rows } = await signOn().pool.query<{ password: string; history: string[] }>(
    'select a."password", c.history from auth."account" a join auth.credential c on c.staff = a."userId" where a."userId" = $1', [person.staff])
  const kept = rows[0]
  const isOwn = tried.mayPass && kept !== undefined && (await verifyPassword({ hash: kept.password, password: old }))
  if (!isOwn) {
    await note(tried, call, 'wrong')
    throw new Refused('unprocessable', { field: 'old', cause: 'wrong' })
  }
  await forgive(tried, true)
  await refuseWeak(tx, next, person, kept.history)
  await tx`select access.set_password(${person.staff}, ${await hashPassword(next)}, false)`
  const context = await signOn().auth.$context
  const { token } = await issuing(() => context.internalAdapter.createSession(person.staff))
  if (token) hand(call, token)
  return {}
}

/** A new password for a colleague, good for one sign-on: it is returned once and kept nowhere. */
export async function resetPassword(tx: Tx, staff: string): Promise<string> {
  const password = oneTimePassword()
  await tx`select access.set_password(${staff}, ${await hashPassword(password)}, true)`
  return password
}

/** Opens the sign-on for a member of staff who has none yet: for the demo bank and for tests. Runs as the bank itself. */
export async function openSignIn(staff: string, password: string, { mustChange = true } = {}): Promise<void> {
  const hash = await hashPassword(password)
  await engine('access', (tx) => tx`select access.set_password(${staff}, ${hash}, ${mustChange})`)
}

export type Credential = { staff: string; login: string; title: Both; password: string }

/** Gives a bank without administrators its three, each with a password for one sign-on; nothing where there is one already. */
export function firstAdministrators(): Promise<Credential[]> {
  return engine('access', async (tx) => {
    await tx`select pg_advisory_xact_lock(7110)`
    if (await tx.one`select 1 from access.role_of where side = 'administration' limit 1`) return []
    await tx`
      insert into access.org (org, hi, parent, code, name, kind) values (0, 2147483647, null, 'HQ', '总行', 'head')
      on conflict do nothing`
    const credentials: Credential[] = []
    for (const first of FIRST) credentials.push(await appoint(tx, first))
    return credentials
  })
}

const FIRST = [
  { staff: 'ADM-SYS', login: 'sysadmin', role: 'system-admin' },
  { staff: 'ADM-SEC', login: 'secadmin', role: 'security-admin' },
  { staff: 'ADM-AUD', login: 'auditadmin', role: 'audit-admin' },
]

async function appoint(tx: Tx, { staff, login, role }: { staff: string; login: string; role: string }): Promise<Credential> {
  const [title] = await tx<Both[]>`select zh, en from access.role where role = ${role}`
  if (!title) throw new Error(`the role ${role} is not there: 0011_roles.sql was not applied`)
  await tx`insert into access.staff (staff, login, name, org, side, by_hand) values (${staff}, ${login}, ${title.zh}, 0, 'administration', true)`
  await tx`insert into access.role_of (staff, role, side) values (${staff}, ${role}, 'administration')`
  return { staff, login, title, password: await resetPassword(tx, staff) }
}

async function personOf(tx: Tx, staff: string): Promise<{ staff: string; login: string; name: string }> {
  const person = await tx.one<{ staff: string; login: string; name: string }>`select staff, login, name from access.staff where staff = ${staff}`
  if (!person) throw new Refused('not-found')
  return person
}

async function refuseWeak(tx: Tx, password: string, person: { staff: string; login: string; name: string }, history: string[]): Promise<void> {
  const rule = await tx.one<{ shortest: number }>`select (access.rule()).password_length as shortest`
  const weakness = weaknessOf(password, person, rule?.shortest ?? 12)
  if (weakness) throw new Refused('unprocessable', { field: 'next', cause: weakness })
  if (await wasUsed(password, history)) throw new Refused('unprocessable', { field: 'next', cause: 'used' })
}
