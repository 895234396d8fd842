/** Takes back what a run brought: its versions are closed, those before them hold again, and nothing is deleted. */
import { withdraw } from '#center/customer'
import { sql, type BulkTx, type Tx } from '#kernel/tx'
import { beginUndo } from '#kernel/undone'

export async function undo(tx: BulkTx, run: number): Promise<{ removed: number; restored: number }> {
  await beginUndo(tx)
  await close(tx, run)
  await passOver(tx, run)
  const restored = await reopen(tx, run)
  await tx`
    insert into pg_temp.unsaid (key, base)
    select u.key, coalesce(r.run, 0)
    from pg_temp.undone u left join identity.source_record r on r.key = u.key and r.source = u.source and r.version = u.before`
  const removed = await release(tx, run)
  await withdraw(tx, sql`
    select customer_no from pg_temp.undone u
    where not exists (select from identity.membership m where m.customer_no = u.customer_no and m.to_event is null)`)
  await tx`insert into identity.dirty (customer_no) select distinct customer_no from pg_temp.undone order by 1`
  await tx`insert into identity.unmatched (rec) select distinct r.rec from pg_temp.undone u join identity.source_record r on r.key = u.key and r.source = u.source order by 1`
  return { removed, restored }
}

async function close(tx: Tx, run: number): Promise<void> {
  await tx`create temp table if not exists undone (source text, key text, customer_no text, began timestamptz, first int, before int) on commit delete rows`
  await tx`delete from pg_temp.undone`
  await tx`
    with closed as (
      update identity.source_record r set valid_to = now() - interval '1 microsecond' where run = ${run} and valid_to is null
      -- A stream of changes may have brought several versions of one key: its first is what took another's place.
      returning source, key, (select min(f.valid_from) from identity.source_record f where f.key = r.key and f.source = r.source and f.run = r.run) as valid_from,
        (select min(f.version) from identity.source_record f where f.key = r.key and f.source = r.source and f.run = r.run) as first)
    insert into pg_temp.undone (source, key, customer_no, began, first)
    select c.source, c.key, m.customer_no, c.valid_from, c.first
    from closed c join identity.membership m on m.key = c.key and m.source = c.source and m.to_event is null`
  await tx`analyze pg_temp.undone`
  // A contradiction is only a note in a queue; without its record there is nothing to decide.
  await tx`delete from identity.contradiction where run = ${run}`
}

/** Records that a later run changed again: the version before this run's held until then, and this run's never did. */
async function passOver(tx: Tx, run: number): Promise<void> {
  await tx`
    with mine as (
      select key, source, min(valid_from) as began, max(valid_to) as ended, min(version) as first
      from identity.source_record r
      where run = ${run} and not exists (select from pg_temp.undone u where u.key = r.key and u.source = r.source)
      group by key, source),
    longer as (
      update identity.source_record p set valid_to = m.ended
      from mine m
      where p.key = m.key and p.source = m.source and p.valid_to = m.began and p.version < m.first and p.run <> ${run})
    update identity.source_record r set valid_to = r.valid_from
    from mine m
    where r.key = m.key and r.source = m.source and r.run = ${run}`
}

/** The version that the run replaced ended in the very moment in which the run's own began. */
async function reopen(tx: Tx, run: number): Promise<number> {
  await tx`
    update pg_temp.undone u set before = (
      select max(r.version) from identity.source_record r
      where r.key = u.key and r.source = u.source and r.valid_to = u.began and r.version < u.first and r.run <> ${run})`
  await tx`
    update identity.membership m set org = r.org
    from pg_temp.undone u join identity.source_record r on r.key = u.key and r.source = u.source and r.version = u.before
    where m.key = u.key and m.source = u.source and m.to_event is null and m.org <> r.org`
  return tx.count`
    update identity.source_record r set valid_to = null
    from pg_temp.undone u where r.key = u.key and r.source = u.source and r.version = u.before`
}

/** Records that were not there before belong to nobody again, by an event. */
async function release(tx: Tx, run: number): Promise<number> {
  return tx.count`
    with released as (select key, source from pg_temp.undone where before is null),
    event as (
      insert into identity.identity_event (kind, actor, before, reason)
      select 'undo', ${tx.who.staff}, jsonb_build_object('run', ${run}::int, 'records', count(*)), 'undo'
      from released having count(*) > 0
      returning seq)
    update identity.membership m set to_event = event.seq
    from released r, event where m.key = r.key and m.source = r.source and m.to_event is null`
}
