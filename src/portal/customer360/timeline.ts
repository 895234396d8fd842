/** 动态: what every room tells of a customer, merged by time. Each gives a page from the same place on, so the cost knows no depth. */
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { allTimelines } from '#kernel/room'
import { ALL, LATEST, type Page, type Place, type Timeline, type Told } from '#kernel/timeline'
import { addDays } from '#kernel/time'
import type { Tx } from '#kernel/tx'
import type { listMoments, Moment } from './timeline.api.ts'

const SHOWN = 40

type Asked = InputOf<typeof listMoments>
/** A place in the merged order: newest day, newest instant, the order of the kinds, then the room's own. */
type Spot = Place & { kind: string }
type Candidate = { told: Told; kind: string; n: number; nth: number }

export async function moments(tx: Tx, asked: Asked): Promise<ReplyOf<typeof listMoments>> {
  const limit = asked.limit ?? SHOWN
  const told = allTimelines().filter((each) => each.may === undefined || tx.who.may.has(each.may))
  const wanted = told.filter(({ kind }) => (!asked.kinds?.length || asked.kinds.includes(kind)) && !asked.without?.includes(kind))
  const start = asked.after === undefined ? startOf(asked) : spotOf(asked.after)
  const [isThere, ...pages] = await Promise.all([
    tx.one`select 1 as there from identity.golden where customer_no = ${asked.customerNo} limit 1`,
    ...wanted.map((each) => each.rows(tx, { customerNo: asked.customerNo, before: placeFor(each, start, told), limit, text: asked.text?.trim() || null, channel: asked.channel ?? null, since: asked.since ?? null })),
  ])
  if (!isThere) throw new Refused('not-found')
  const { rows, next, searchedTo } = merge(wanted, pages, limit, asked.since ?? null, told)
  return { customerNo: asked.customerNo, rows: rows.map(shown), next, searchedTo, kinds: told.map(({ kind, title }) => ({ kind, title })) }
}

export function merge(wanted: readonly Timeline[], pages: readonly Page[], limit: number, since: string | null, told: readonly Timeline[]): { rows: Candidate[]; next: string | null; searchedTo: string | null } {
  const rankOf = (kind: string) => told.findIndex((each) => each.kind === kind)
  const newestFirst = (a: Candidate, b: Candidate) => compare(b.told.day, a.told.day) || instantOf(b.told.stamp) - instantOf(a.told.stamp) || a.n - b.n || a.nth - b.nth
  const all = pages.flatMap(({ rows }, p) => rows.map((row, nth): Candidate => ({ told: row, kind: wanted[p]?.kind ?? '', n: rankOf(wanted[p]?.kind ?? ''), nth }))).toSorted(newestFirst)
  // Beyond the nearest place at which a search has stopped, what others found must wait for it.
  const [bound] = pages.flatMap(({ reached }, p): Spot[] => (reached ? [{ ...reached, kind: wanted[p]?.kind ?? '' }] : [])).toSorted((a, b) => compare(b.day, a.day) || instantOf(b.stamp) - instantOf(a.stamp) || rankOf(a.kind) - rankOf(b.kind))
  const inReach = all.filter(({ told: row, n }) => (since === null || row.day >= since) && (!bound || (compare(row.day, bound.day) || instantOf(row.stamp) - instantOf(bound.stamp) || rankOf(bound.kind) - n) >= 0))
  const rows = inReach.slice(0, limit)
  const last = rows.at(-1)
  if (last && rows.length === limit) return { rows, next: textOf({ ...last.told, kind: last.kind }), searchedTo: null }
  return bound && (since === null || bound.day > since) ? { rows, next: textOf(bound), searchedTo: bound.day } : { rows, next: null, searchedTo: null }
}

/** Microseconds: two rows of one millisecond are told apart, whatever zone the database writes in. */
function instantOf(stamp: string): number {
  const [, day, time, fraction = '', zone] = /^(\S+)[ T](\d\d:\d\d:\d\d)\.?(\d*)(.*)$/.exec(stamp) ?? []
  return Date.parse(`${day}T${time}${/^[+-]\d\d$/.test(zone ?? '') ? `${zone}:00` : zone}`) * 1000 + Number(fraction.padEnd(6, '0'))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** From where a room goes on: kinds before the last one have told all of that instant, those after it nothing yet. */
function placeFor(each: Timeline, { kind, day, stamp, key }: Spot, told: readonly Timeline[]): Place {
  if (kind === '') return { day, stamp, key: '' }
  const order = told.findIndex((one) => one.kind === each.kind) - told.findIndex((one) => one.kind === kind)
  return { day, stamp, key: order === 0 ? key : order < 0 ? '' : ALL }
}

/** Filters by day begin at the end of their last day. */
function startOf({ until }: Asked): Spot {
  return until === undefined ? { ...LATEST, kind: '' } : { day: until, stamp: `${addDays(until, 1)} 00:00:00+08`, key: '', kind: '' }
}

const textOf = ({ day, stamp, kind, key }: Spot): string => [day, stamp, kind, key].join('|')

function spotOf(text: string): Spot {
  const [, day, stamp, kind, key] = /^(\d{4}-\d\d-\d\d)\|(\d{4}-\d\d-\d\d[ T][\d:.+-]+)\|([\w-]+)\|(.*)$/.exec(text) ?? []
  if (!day || !stamp || !kind || key === undefined) throw new Refused('invalid', { field: 'after' })
  return { day, stamp, kind, key }
}

function shown({ told, kind }: Candidate): Moment {
  const { stamp: _, key, ...row } = told
  const nothing = { title: null, body: null, before: null, after: null, channel: null, direction: null, actor: null, party: null, accountNo: null, amount: null, currency: null }
  return { ...nothing, ...row, key: `${kind} ${key}`, kind, facts: { ...row.facts } }
}
