/** What people must know of: a file that is late, a run that failed, too many refusals, a volume out of the ordinary. Raised once a day, answered by a person. */
import { Refused } from '#kernel/error'
import type { Tx } from '#kernel/tx'
import type { Alarm } from './schedules.api.ts'

type Kind = Alarm['kind']
export type Raise = { kind: Kind; name: string; day: string; run?: number | null; facts?: Record<string, string | number> }

export async function raise(tx: Tx, { kind, name, day, run = null, facts = {} }: Raise): Promise<void> {
  const made = await tx.one<{ alarm: number }>`
    insert into feed.alarm (kind, name, day, run, facts)
    values (${kind}, ${name}, ${day}, ${run}, ${JSON.stringify(facts)})
    on conflict (name, day, kind) do update set run = excluded.run, facts = excluded.facts, state = 'open', raised_at = now()
    where alarm.state = 'closed' and alarm.run is distinct from excluded.run
    returning alarm`
  if (made) await note(tx, made.alarm, 'raise', null)
}

/** The file came after all, or the run went well: the alarm is over, and its history says by itself. */
export async function callOff(tx: Tx, name: string, day: string, kinds: readonly Kind[]): Promise<void> {
  const rows = await tx<{ alarm: number }[]>`
    update feed.alarm set state = 'closed'
    where name = ${name} and day = ${day} and kind = any (${kinds}::text[]) and state <> 'closed'
    returning alarm`
  for (const { alarm } of rows) await note(tx, alarm, 'call-off', null)
}

export async function answer(tx: Tx, { alarm, step, note: said }: { alarm: number; step: 'acknowledge' | 'close'; note: string }): Promise<void> {
  const found = await tx.one<{ state: string }>`select state from feed.alarm where alarm = ${alarm} for update`
  if (!found) throw new Refused('not-found')
  const fits = step === 'acknowledge' ? found.state === 'open' : found.state !== 'closed'
  if (!fits) throw new Refused('conflict', { state: found.state })
  await tx`update feed.alarm set state = ${step === 'acknowledge' ? 'acknowledged' : 'closed'} where alarm = ${alarm}`
  await note(tx, alarm, step, said)
}

export async function alarmsOf(tx: Tx, { state, after, limit = 50 }: { state?: Alarm['state']; after?: string; limit?: number }): Promise<{ rows: Alarm[]; next: string | null }> {
  if (after !== undefined && !/^\d{1,9}$/.test(after)) throw new Refused('invalid', { field: 'after' })
  const rows = await tx<Omit<Alarm, 'steps'>[]>`
    select a.alarm, a.kind, a.name, a.day, a.run, a.facts, a.state, a.raised_at as "raisedAt",
      (select i.title from feed.interface i where i.name = a.name order by i.version desc limit 1) as title
    from feed.alarm a
    where a.alarm < ${after === undefined ? 2147483647 : Number(after)} and (${state ?? null}::text is null or a.state = ${state ?? null})
    order by a.alarm desc
    limit ${limit}`
  const steps = await tx<(Alarm['steps'][number] & { alarm: number })[]>`
    select s.alarm, s.step_name as name, s.note, p.name as "staffName", s.at
    from feed.watch_step s
    left join access.staff p on p.staff = s.staff
    where s.alarm = any (${rows.map((row) => row.alarm)}::int[])
    order by s.step`
  return { rows: rows.map((row) => ({ ...row, steps: steps.filter((step) => step.alarm === row.alarm) })), next: rows.length === limit ? String(rows.at(-1)?.alarm) : null }
}

export async function countOpen(tx: Tx): Promise<{ count: number }> {
  const found = await tx.one<{ count: number }>`select count(*)::int as count from feed.alarm where state = 'open'`
  return found ?? { count: 0 }
}

async function note(tx: Tx, alarm: number, step: string, said: string | null): Promise<void> {
  await tx`insert into feed.watch_step (alarm, step_name, note, staff) values (${alarm}, ${step}, ${said}, ${tx.who.staff})`
}
