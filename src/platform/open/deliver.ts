/** Sends what waits. Each destination has a few messages under way of its own, so that a dead one delays nobody else. */
import { open } from '#kernel/secret'
import { engine, type Tx } from '#kernel/tx'
import type { Resolve } from './destination.ts'
import { send, type Message, type Outcome } from './send.ts'

/** Seconds until the next try, with up to a fifth more by chance: ten tries in about two days, then it is given up. */
const WAITS = [10, 30, 120, 600, 1800, 3600, 4 * 3600, 12 * 3600, 24 * 3600]
/** Under way at once to one destination. */
const ABREAST = 4
/** Longer than a try can take: what is not settled by then was lost with its process. */
const LEASE = '30 seconds'

type Due = Message & { hook: number; url: string; secrets: string[]; tries: number }

const underWay = new Map<number, Set<Promise<void>>>()

/** One tick: takes for each destination what it has room for, and does not wait for it. */
export async function deliver(_tx: Tx, resolve?: Resolve): Promise<void> {
  for (const due of await engine('open.deliver', take)) {
    const mine = underWay.get(due.hook) ?? new Set()
    underWay.set(due.hook, mine)
    const going = attempt(due, resolve).catch(() => {}).finally(() => mine.delete(going)) // not settled: its lease runs out, and it is sent again
    mine.add(going)
  }
}

/** Until nothing is under way: for an orderly end and for tests. */
export async function landed(): Promise<void> {
  await Promise.all([...underWay.values()].flatMap((each) => [...each]))
}

async function take(tx: Tx): Promise<Due[]> {
  const busy = [...underWay].map(([hook, going]) => ({ hook, going: going.size })).filter(({ going }) => going > 0)
  const rows = await tx<(Omit<Due, 'secrets'> & { sealed: string[] })[]>`
    with busy as (select hook, going from unnest(${busy.map((each) => each.hook)}::int[], ${busy.map((each) => each.going)}::int[]) b (hook, going)),
    due as (
      select d.delivery
      from open.hook h
      left join busy on busy.hook = h.hook
      cross join lateral (
        select delivery from open.delivery d
        where d.hook = h.hook and d.state = 'waiting' and d.due_at <= now()
        order by d.due_at
        limit greatest(${ABREAST} - coalesce(busy.going, 0), 0)
        for update skip locked) d
      where h.state = 'active'),
    taken as (
      update open.delivery d set due_at = now() + ${LEASE}::interval, tries = tries + 1
      from due where d.delivery = due.delivery
      returning d.delivery, d.hook, d.event, d.at, d.payload, d.tries)
    select t.delivery, t.hook, t.event, t.at, t.payload, t.tries, h.url,
      array(select s.sealed from open.hook_secret s where s.hook = t.hook and (s.until is null or s.until > now()) order by s.secret desc) as sealed
    from taken t join open.hook h on h.hook = t.hook`
  return rows.map(({ sealed, ...row }) => ({ ...row, secrets: sealed.map(open) }))
}

async function attempt({ delivery, event, at, payload, url, secrets, tries }: Due, resolve?: Resolve): Promise<void> {
  await settle(delivery, tries, await send(url, secrets, { delivery, event, at, payload }, resolve))
}

async function settle(delivery: number, tries: number, { heard, status, cause, ms }: Outcome): Promise<void> {
  const wait = WAITS[tries - 1]
  const state = heard ? 'done' : wait === undefined ? 'dead' : 'waiting'
  const seconds = wait === undefined ? null : Math.round(wait * (1 + Math.random() / 5))
  await engine('open.deliver', (tx) => tx`
    update open.delivery set state = ${state}, status = ${status}, cause = ${cause}, ms = ${ms}, tried_at = now(),
      due_at = case when ${state} = 'waiting' then now() + make_interval(secs => ${seconds}) end
    where delivery = ${delivery} and tries = ${tries}`)
}

/** What was heard long ago needs no trace of its own: the audit and the tables have it. */
export async function forgetDelivered(tx: Tx): Promise<void> {
  await tx`delete from open.delivery where state = 'done' and at < now() - interval '30 days'`
}
