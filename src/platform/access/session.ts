/** Sessions: how a cookie becomes a person, how one begins and ends. */
import type { Static } from 'typebox'
import type { Gate } from '#kernel/answer'
import { record } from '#kernel/audit'
import { Refused } from '#kernel/error'
import type { Call } from '#kernel/room'
import { token } from '#kernel/secret'
import { engine, nobody, sql, type Sql, type Tx, type Who } from '#kernel/tx'
import { digest, signOn } from './auth.ts'
import { judge } from './judge.ts'
import type { Session, signIn as signInDoor } from './session.api.ts'

/** What serve needs to turn requests into people. */
export const gate: Gate = {
  get cookie() {
    return sessionCookie()
  },
  enter,
  become,
}

export function sessionCookie(): string {
  return signOn().secure ? '__Host-yilan' : 'yilan'
}

/** The first statement of a request: row security opens for whoever this token belongs to, for nobody if it is stale. */
export function enter(sessionToken: string): Sql {
  return sql`select access.enter(${digest(sessionToken)}, ${signOn().twoFactors}) as who`
}

export function become(row: unknown): Who {
  const who = (row as { who: Entered | null } | undefined)?.who // access.enter returns this shape or null
  if (!who) return nobody
  const { staff, name, org } = who
  if (!who.whole) return { staff, name, kind: 'staff', org, lo: 1, hi: 0, roles: who.roles, may: new Set(), clear: new Set() }
  return { staff, name, kind: 'staff', org, lo: who.lo, hi: who.hi, roles: who.roles, may: new Set(who.may), clear: new Set(who.clear) }
}

/** Who a member of staff is now, for work done later in that person's name; undefined when that person may do nothing any more. */
export async function personNamed(tx: Tx, staff: string): Promise<Who | undefined> {
  const who = become(await tx.one`select access.stand_in(${staff}) as who`)
  return who.kind === 'nobody' ? undefined : who
}

/** One answer, in one time, for every wrong sign-on: unknown, locked, disabled, wrong password, wrong code. */
export async function signIn(tx: Tx, input: Static<typeof signInDoor.input>, call: Call): Promise<Static<typeof signInDoor.reply>> {
  const login = input.login.trim().toLowerCase()
  const tried = await attempt(login, call)
  const judged = await judge(tried.mayPass ? login : undefined, tried.staff, input)
  if (judged.verdict === 'wrong') {
    await note(tried, call, judged.verdict)
    throw new Refused('signed-out', { cause: 'credentials' })
  }
  await forgive(tried, judged.verdict === 'passed')
  Object.assign(tx.facts, { staff: tried.staff, result: judged.verdict, ip: call.ip })
  if (judged.verdict === 'needs-code') return { session: null, needs: 'code' }
  const former = tokenOf(call)
  if (former) await tx`select access.leave(${digest(former)})`
  const who = become(await tx.one`${enter(judged.token)}`)
  if (who.kind === 'nobody') throw new Refused('signed-out', { cause: 'credentials' }) // disabled in this very moment
  hand(call, judged.token)
  return { session: await describe(tx, who), needs: null }
}

export async function signOut(tx: Tx, call: Call): Promise<Record<string, never>> {
  const sessionToken = tokenOf(call)
  if (sessionToken) await tx`select access.leave(${digest(sessionToken)})`
  tx.facts.kind = 'sign-on'
  call.answer('set-cookie', `${sessionCookie()}=; ${attributes()}; Max-Age=0`)
  if (signOn().secure) call.answer('clear-site-data', '"cache"')
  return {}
}

export function me(tx: Tx): Promise<Session> {
  return describe(tx, tx.who)
}

export function tokenOf(call: Call): string | undefined {
  const name = `${sessionCookie()}=`
  const cookies = String(call.headers.cookie ?? '').split(';').map((each) => each.trim())
  return cookies.find((each) => each.startsWith(name))?.slice(name.length)
}

/** Gives the browser its session: unreadable for scripts, never sent from another site. */
export function hand(call: Call, sessionToken: string): void {
  call.answer('set-cookie', `${sessionCookie()}=${sessionToken}; ${attributes()}`)
}

type Entered = { staff: string; name: string; org: number; lo: number; hi: number; whole: boolean; roles: string[]; may: string[]; clear: string[] }
type Tried = { mayPass: boolean; staff: string | undefined; account: bigint; source: bigint }

/** Counts the attempt first: of a hundred at once no more than five are judged. */
export async function attempt(login: string, call: Call): Promise<Tried> {
  const account = token('sign-on account', login)
  const source = token('sign-on source', call.ip)
  return engine('access', async (tx) => {
    const [counted, person] = await Promise.all([
      tx.one<{ is_open: boolean }>`select access.attempt(${account}, ${source}) as is_open`,
      tx.one<{ staff: string; status: string }>`select staff, status from access.staff where login = ${login}`,
    ])
    return { mayPass: counted?.is_open === true && person?.status === 'active', staff: person?.staff, account, source }
  })
}

export async function forgive(tried: Tried, isPassed: boolean): Promise<void> {
  await engine('access', async (tx) => {
    await tx`select access.forgive(${tried.account}, ${tried.source}, ${isPassed})`
    if (isPassed) await tx`select access.keep_newest(${tried.staff})`
  })
}

/** A failure is noted in a transaction of its own, since the call itself ends in a refusal. */
export async function note(tried: Tried, call: Call, result: string): Promise<void> {
  await engine('access', (tx) =>
    record(tx, {
      action: 'access.sign-on', kind: 'sign-on', screen: call.screen, request: call.request, staff: tried.staff ?? 'nobody',
      detail: { result: tried.mayPass ? result : 'closed', ip: call.ip },
    }))
}

function attributes(): string {
  return `Path=/; HttpOnly; SameSite=Strict${signOn().secure ? '; Secure' : ''}`
}

async function describe(tx: Tx, who: Who): Promise<Session> {
  const { profile, twoFactors } = signOn()
  const [path, roles, state] = await Promise.all([
    tx<{ name: string }[]>`select up.name from access.org own join access.org up on own.org between up.org and up.hi where own.org = ${who.org} order by up.org`,
    tx<{ role: string; zh: string; en: string }[]>`select role, zh, en from access.role where role = any (${who.roles}) order by sort`,
    tx.one<{ must_change: boolean; has_second_factor: boolean; idle: number }>`
      select must_change, has_second_factor, (extract(epoch from (access.rule()).idle) / 60)::int as idle from access.sign_ons(${who.staff})`,
  ])
  if (!state) throw new Refused('signed-out')
  const names = path.map((each) => each.name)
  return {
    staff: who.staff, name: who.name, org: who.org, orgName: names.at(-1) ?? '', orgPath: names,
    roles: roles.map(({ role, zh, en }) => ({ code: role, title: { zh, en } })),
    may: [...who.may].toSorted(), profile, mustChangePassword: state.must_change,
    twoFactor: state.has_second_factor ? 'on' : twoFactors ? 'pending' : 'none',
    idleMinutes: state.idle,
  }
}
