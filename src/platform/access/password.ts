/** Passwords as the profile djcp-l3 wants them: Argon2id, long, mixed, new, and nothing a colleague would guess. */
import { randomInt } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { COMMON, CONTEXT, plainly } from './common.ts'

export type Weakness = 'short' | 'long' | 'simple' | 'login' | 'context' | 'common' | 'repeated' | 'used'

const LONGEST = 200
/** OWASP's second choice for Argon2id (19 MiB, two passes): some 30 ms here. `algorithm` 2 is Argon2id, spelled as a const enum by the package. */
const COST = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export function hashPassword(password: string): Promise<string> {
  return hash(password, COST)
}

export function verifyPassword({ hash: hashed, password }: { hash: string; password: string }): Promise<boolean> {
  return verify(hashed, password)
}

/** What is wrong with a password for this person; nothing when it will do. */
export function weaknessOf(password: string, person: { login: string; name: string; staff: string }, shortest: number): Weakness | undefined {
  const signs = [...password].length
  if (signs < shortest) return 'short'
  if (signs > LONGEST) return 'long'
  if (kinds(password) < 3) return 'simple'
  if (new Set(password).size < 6) return 'repeated'
  const plain = plainly(password)
  if ([person.login, person.staff, person.name].some((word) => word.length > 1 && plain.includes(plainly(word)))) return 'login'
  if (CONTEXT.some((word) => plain.includes(word))) return 'context'
  return COMMON.some((word) => isMostly(plain, word)) ? 'common' : undefined
}

/** The last ones may not come back. */
export async function wasUsed(password: string, history: readonly string[]): Promise<boolean> {
  const matches = await Promise.all(history.map((hashed) => verify(hashed, password)))
  return matches.includes(true)
}

/** A password for one sign-on, easy to read out: no sign looks like another. */
export function oneTimePassword(): string {
  const groups = [pick(LOWER, 4), pick(UPPER, 4), pick(DIGITS, 4), pick(LOWER, 4)]
  return groups.join('-')
}

const LOWER = 'abcdefghijkmnpqrstuvwxyz'
const UPPER = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
const DIGITS = '23456789'

function pick(signs: string, count: number): string {
  return Array.from({ length: count }, () => signs[randomInt(signs.length)]).join('')
}

function kinds(password: string): number {
  return [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{Ll}\p{Lu}\p{N}]/u].filter((kind) => kind.test(password)).length
}

/** A common password with a few signs around it is still common. */
function isMostly(plain: string, word: string): boolean {
  return word.length * 2 > plain.length && plain.includes(word)
}
