/** What people do about a row that fails: another record's word holds, it is no error, or its owner is asked. */
import { changeByHand } from '#center/archive'
import { pin } from '#center/identity'
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { addDays, addMonths, today } from '#kernel/time'
import type { Tx } from '#kernel/tx'
import type { adoptValue, assignFailure, correctValue, excuseFailure, reopenFailure } from './quality.api.ts'
import { PINNABLE } from './failures.ts'

type Failure = { failure: number; subject: string; customer_no: string | null; field: string; rule: string; source: string; key: string; org: number; owner: string | null; state: 'open' | 'excused' | 'repaired'; version: number }
type Done = ReplyOf<typeof adoptValue>

/** An exception is looked at again within a year. */
const MONTHS = 12

export async function adopt(tx: Tx, { failure, version, source, key }: InputOf<typeof adoptValue>): Promise<Done> {
  const found = await locked(tx, failure, version, 'open')
  if (found.customer_no === null || !PINNABLE.has(found.field)) throw new Refused('unprocessable', { field: found.field })
  const customer = await tx.one<{ version: number }>`select version from customer.customer where customer_no = ${found.customer_no}`
  if (!customer) throw new Refused('not-found')
  const attribute = found.field as Parameters<typeof pin>[1]['attribute'] // PINNABLE holds these names only
  await pin(tx, { customerNo: found.customer_no, version: customer.version, attribute, source, key, until: addMonths(today(), MONTHS), reason: `数据质量 ${found.rule}` })
  await endTasks(tx, failure)
  return move(tx, found, 'adopt', { state: 'repaired', how: 'person' }, null)
}

/** Typed by a person: the archive's own way of changing a customer checks it and keeps it. */
export async function correct(tx: Tx, { failure, version, value }: InputOf<typeof correctValue>): Promise<Done> {
  const found = await locked(tx, failure, version, 'open')
  if (found.customer_no === null || !PINNABLE.has(found.field)) throw new Refused('unprocessable', { field: found.field })
  const customer = await tx.one<{ version: number }>`select version from customer.customer where customer_no = ${found.customer_no}`
  if (!customer) throw new Refused('not-found')
  await changeByHand(tx, { customerNo: found.customer_no, version: customer.version, [found.field]: value.trim() })
  await endTasks(tx, failure)
  return move(tx, found, 'correct', { state: 'repaired', how: 'person' }, null)
}

async function endTasks(tx: Tx, failure: number): Promise<void> {
  await tx`update quality.task set done_at = now(), done_by = ${tx.who.staff}, version = version + 1 where failure = ${failure}::bigint and done_at is null`
}

export async function excuse(tx: Tx, { failure, version, reason, until }: InputOf<typeof excuseFailure>): Promise<Done> {
  const latest = addMonths(today(), MONTHS)
  if (until <= today() || until > latest) throw new Refused('invalid', { field: 'until', latest })
  return move(tx, await locked(tx, failure, version, 'open'), 'excuse', { state: 'excused', until }, reason)
}

export async function reopen(tx: Tx, { failure, version, reason }: InputOf<typeof reopenFailure>): Promise<Done> {
  return move(tx, await locked(tx, failure, version, 'excused'), 'reopen', { state: 'open' }, reason)
}

/** One open task for a customer's field: asking again moves its day. */
export async function assign(tx: Tx, { failure, version, due, note = '' }: InputOf<typeof assignFailure>): Promise<Done> {
  if (due < today() || due > addDays(today(), 180)) throw new Refused('invalid', { field: 'due' })
  const found = await locked(tx, failure, version, 'open')
  if (found.customer_no === null || found.owner === null) throw new Refused('unprocessable', { cause: 'no-owner' })
  const open = await tx.one`select task from quality.task where customer_no = ${found.customer_no} and field = ${found.field} and kind = 'repair' and done_at is null`
  if (open) throw new Refused('conflict', { cause: 'asked' })
  await tx`
    insert into quality.task (customer_no, field, kind, failure, org, staff, due, note, by)
    values (${found.customer_no}, ${found.field}, 'repair', ${failure}::bigint, ${found.org}, ${found.owner}, ${due}::date, nullif(${note}, ''), ${tx.who.staff})`
  return move(tx, found, 'assign', { state: 'open' }, note || null)
}

/** Within one's own block, whatever the door sees. */
async function locked(tx: Tx, failure: number, version: number, state: Failure['state']): Promise<Failure> {
  const found = await tx.one<Failure>`
    select failure, subject, customer_no, field, rule, source, key, org, owner, state, version from quality.failure
    where failure = ${failure}::bigint and org between ${tx.who.lo} and ${tx.who.hi} for update`
  if (!found) throw new Refused('not-found')
  if (found.version !== version) throw new Refused('stale', { yours: { version }, theirs: { version: found.version, state: found.state } })
  if (found.state !== state) throw new Refused('conflict', { state: found.state })
  return found
}

async function move(tx: Tx, found: Failure, name: string, to: { state: Failure['state']; how?: 'person'; until?: string }, note: string | null): Promise<Done> {
  const isOver = to.state === 'repaired'
  await tx`
    update quality.failure set state = ${to.state}, how = ${to.how ?? null}, excused_until = ${to.until ?? null}::date,
      ended_at = case when ${isOver}::boolean then now() end, ended_by = case when ${isOver}::boolean then ${tx.who.staff} end, version = version + 1
    where subject = ${found.subject} and failure = ${found.failure}::bigint`
  await tx`
    insert into quality.step (subject, failure, name, from_state, to_state, staff, org, note)
    values (${found.subject}, ${found.failure}::bigint, ${name}, ${found.state}, ${to.state}, ${tx.who.staff}, ${found.org}, ${note})`
  Object.assign(tx.facts, { target: found.failure, reason: note, before: { state: found.state }, after: { state: to.state } })
  return { failure: found.failure, state: to.state, version: found.version + 1 }
}
