/** 撤销: an event is taken back by another one. The latest first: one on which later events stand is refused with those named. */
import { mergeNumbers, restore, unmergeNumbers, type Decided } from '#center/customer'
import { Refused } from '#kernel/error'
import { sql, type Sql, type Tx } from '#kernel/tx'
import { unbind } from './constraint.ts'
import { askAgain, move, plan, planDocuments, stayAll } from './move.ts'
import { settleNow, takeTurns } from './settling.ts'

type Part = Decided & { aliases: string[]; records: number[] }
type Documents = { documents?: [token: string, type: string, before: string][] }
type Before = Documents & { survivor?: Decided; customers?: Part[]; customer?: string }
type Event = { seq: number; kind: string; before: Before; after: { customer?: string } }

const REVERSIBLE = ['merge', 'split', 'link', 'confirm', 'refuse', 'pin']

export async function undoEvent(tx: Tx, { event: seq, reason, by = tx.who.staff }: { event: number; reason: string; by?: string }): Promise<{ event: number; customers: string[] }> {
  await takeTurns(tx)
  const event = await reversible(tx, seq)
  await stayAll(tx)
  await planBack(tx, event)
  const undo = await note(tx, event, by, reason)
  if (event.kind === 'merge') await unmergeNumbers(tx, partsOf(event))
  const pinned = await pinnedBy(tx, seq)
  await unbind(tx, seq, undo)
  const rests = await move(tx)
  if (event.kind === 'merge') await giveBack(tx, event)
  if (event.kind === 'split') await standAgain(tx, event)
  await askAgain(tx)
  const customers = await concerned(tx, undo, pinned)
  await settleNow(tx, customers)
  for (const rest of rests) await rest()
  return { event: undo, customers }
}

async function reversible(tx: Tx, seq: number): Promise<Event> {
  const event = await tx.one<Event & { undone: number | null }>`
    select e.seq, e.kind, e.before, e.after, (select u.seq from identity.identity_event u where u.reverses = e.seq) as undone
    from identity.identity_event e where e.seq = ${seq}`
  if (!event) throw new Refused('not-found')
  if (!REVERSIBLE.includes(event.kind)) throw new Refused('unprocessable', { cause: 'kind', kind: event.kind })
  if (event.undone !== null) throw new Refused('conflict', { cause: 'undone', events: [event.undone] })
  const later = await standingOn(tx, event)
  if (later.length > 0) throw new Refused('conflict', { cause: 'later', events: later })
  return event
}

/** Later events, not undone themselves, that moved the same records on or lifted what this one bound. */
async function standingOn(tx: Tx, { seq, kind }: Event): Promise<number[]> {
  const rows = await tx<{ seq: number; is_import: boolean }[]>`
    with begun as (select key, source from identity.membership where from_event = ${seq}),
    later as (
      select step.seq
      from begun b
      join identity.membership m on m.key = b.key and m.source = b.source
      cross join lateral (values (m.from_event), (m.to_event)) step (seq)
      where step.seq > ${seq}
      union
      select lifted_by from identity.constraint_pair where event = ${seq} and lifted_by is not null
      union
      select lifted_by from identity.pin where event = ${seq} and lifted_by is not null)
    select e.seq, false as is_import
    from later l join identity.identity_event e on e.seq = l.seq
    where e.kind <> 'undo' and not exists (select from identity.identity_event u where u.reverses = e.seq)
    union all
    -- The records of an import had no customer before: its undo is the import's own.
    (select ${seq}::bigint, true where ${kind} = 'link' and exists (
      select from identity.membership m where m.from_event = ${seq}
        and not exists (select from identity.membership w where w.key = m.key and w.source = m.source and w.to_event = ${seq})))
    order by 1`
  if (rows.some((row) => row.is_import)) throw new Refused('unprocessable', { cause: 'import' })
  return rows.map((row) => row.seq)
}

/** Each record back to where it was; with them those that came later by a document that goes back too. */
async function planBack(tx: Tx, { seq, before, after }: Event): Promise<void> {
  await plan(tx, sql`
    select m.rec, w.customer_no as after, w.reason
    from identity.membership m
    join identity.membership w on w.key = m.key and w.source = m.source and w.to_event = ${seq}
    where m.from_event = ${seq}`)
  const documents = before.documents ?? []
  const [tokens, types, numbers] = [documents.map((each) => each[0]), documents.map((each) => each[1]), documents.map((each) => each[2])]
  const returning = sql`unnest(${tokens}::bigint[], ${types}::text[], ${numbers}::text[]) as d (id_token, id_type, before)`
  await plan(tx, sql`
    select m.rec, d.before as after, m.reason
    from ${returning}
    join identity.membership m on m.customer_no = ${after.customer ?? null} and m.to_event is null and m.reason = 'document' and m.from_event > ${seq}
    join identity.source_record r on r.rec = m.rec and r.valid_to is null and r.id_valid and r.id_token = d.id_token and r.id_type = d.id_type
    where not exists (select from pg_temp.moving v where v.rec = m.rec)`)
  if (before.documents === undefined) return planDocuments(tx)
  await tx`insert into pg_temp.claim (id_token, id_type, before, after) select d.id_token, d.id_type, ${after.customer ?? null}, d.before from ${returning}`
}

async function note(tx: Tx, event: Event, by: string, reason: string): Promise<number> {
  const made = await tx.one<{ seq: number }>`
    insert into identity.identity_event (kind, actor, before, reason, reverses)
    select 'undo', ${by}, jsonb_build_object('kind', ${event.kind}::text), ${reason}, ${event.seq}::bigint
    returning seq`
  if (!made) throw new Error('an event that is not there')
  await tx`update pg_temp.moving set event = ${made.seq}`
  await tx`
    insert into identity.event_customer (customer_no, seq)
    select customer_no, ${made.seq}::bigint from identity.event_customer where seq = ${event.seq}
    union select before, ${made.seq} from pg_temp.moving union select after, ${made.seq} from pg_temp.moving`
  return made.seq
}

/** Takes the parts of a merge out of JSON again: numbers with those that stood for them. */
function partsOf({ before }: Event): Sql {
  return sql`
    select part ->> 'customerNo' as customer_no, array(select jsonb_array_elements_text(part -> 'aliases')) as aliases
    from jsonb_array_elements(${JSON.stringify(before.customers ?? [])}::jsonb) part`
}

/** What the survivor inherited goes back, unless a person has decided anew since. */
async function giveBack(tx: Tx, { before: { survivor, customers = [] } }: Event): Promise<void> {
  if (!survivor) return
  const now = await tx.one<Decided>`
    select customer_no as "customerNo", owner, org, owner_by as "ownerBy", level, level_by as "levelBy", level_reason as "levelReason", level_until as "levelUntil"
    from customer.customer where customer_no = ${survivor.customerNo}`
  const giver = customers.find((part) => part.ownerBy === 'person')
  const levels = customers.filter((part) => part.levelBy === 'person')
  await restore(tx, survivor, {
    owner: survivor.ownerBy === 'source' && now?.ownerBy === 'person' && giver !== undefined && now.owner === giver.owner && now.org === giver.org,
    level: survivor.levelBy === 'rule' && now?.levelBy === 'person' && levels.some((part) => part.level === now.level && part.levelUntil === now.levelUntil),
  })
}

/** The number that left stands for the other again, unless records of its own have come to it since. */
async function standAgain(tx: Tx, { before, after }: Event): Promise<void> {
  await mergeNumbers(tx, sql`
    select ${after.customer ?? null}::text as merged, ${before.customer ?? null}::text as survivor
    where not exists (select from identity.membership m where m.customer_no = ${after.customer ?? null} and m.to_event is null)`)
}

/** Records whose pins the event made or lifted: they may be at another customer by now. */
async function pinnedBy(tx: Tx, seq: number): Promise<number[]> {
  return (await tx<{ rec: number }[]>`select rec from identity.pin where event = ${seq} or lifted_by = ${seq}`).map((row) => row.rec)
}

async function concerned(tx: Tx, undo: number, pinned: readonly number[]): Promise<string[]> {
  const found = await tx<{ no: string }[]>`
    select customer_no as no from identity.event_customer where seq = ${undo}
    union select customer_no from identity.membership where rec = any(${pinned}::bigint[]) and to_event is null
    order by 1`
  return found.map((each) => each.no)
}
