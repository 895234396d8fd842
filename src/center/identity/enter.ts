/**
 * 录入: what a person types is a record of the source `yilan`. It arrives as any record does: prepared, loaded, matched, settled,
 * in one transaction, so that whoever typed it sees it at once.
 */
import { advance } from '#center/customer'
import { Refused } from '#kernel/error'
import { addMonths, today } from '#kernel/time'
import { sql, type Sql, type Tx } from '#kernel/tx'
import { bind } from './constraint.ts'
import { pinValue } from './judge.ts'
import { load } from './load.ts'
import { columns, idToken, prepare } from './record.ts'
import { receiveFew } from './resolve.ts'
import { readIdNumber } from './documents.ts'
import { settleNow, takeTurns } from './settling.ts'
import { sourcesOf } from './sources.ts'

export const OWN_SOURCE = 'yilan'
/** What is typed belongs to no run of a file. */
const BY_HAND = { run: 0, source: OWN_SOURCE, firstLine: 1, interface: 'yilan.entry', asOf: null }
/** A name typed by hand is looked at again within two years. */
const PIN_MONTHS = 24

/** As `fields` of record.ts names them. */
export type Typed = Readonly<Record<string, string | null>>
export type EnteredRecord = { rec: number; customerNo: string; isNew: boolean }

/** A new customer, or one the bank has already: the matcher decides, as of any record. */
export async function enterCustomer(tx: Tx, typed: Typed, org: string): Promise<EnteredRecord> {
  await takeTurns(tx)
  const row = { ...typed, key: await nextKey(tx), org, openedOn: today(), updatedOn: today() }
  const { rec } = await bring(tx, row, null)
  await receiveFew(tx, [rec], 'entry')
  const found = await tx.one<{ customer_no: string; alone: boolean }>`
    select m.customer_no, not exists (select from identity.membership o where o.customer_no = m.customer_no and o.to_event is null and o.rec <> m.rec) as alone
    from identity.membership m where m.rec = ${rec} and m.to_event is null`
  if (!found) throw new Error('a record that belongs to nobody')
  await settleNow(tx, [found.customer_no])
  return { rec, customerNo: found.customer_no, isNew: found.alone }
}

/** What a person says of a customer: the next version of the branch's own record of this source, or its first. */
export async function enterValues(tx: Tx, customerNo: string, version: number, typed: Typed): Promise<{ rec: number; won: boolean }> {
  await takeTurns(tx)
  if (!(await advance(tx, customerNo, version))) return { rec: 0, won: false }
  const home = await homeOf(tx, customerNo)
  const before = await ownRecord(tx, customerNo, home.org)
  const row = { kind: home.kind, name: home.name, ...before, ...typed, key: before.key ?? (await nextKey(tx)), org: home.code, updatedOn: today() }
  await refuseTaken(tx, customerNo, row)
  const { rec, isNew } = await bring(tx, row, customerNo)
  if (isNew) await belong(tx, rec, customerNo)
  await receiveFew(tx, [rec], 'entry')
  if (typed.name !== undefined) {
    await pinValue(tx, { customerNo, attribute: 'name', source: OWN_SOURCE, key: row.key, until: addMonths(today(), PIN_MONTHS), reason: 'entry' })
  }
  await settleNow(tx, [customerNo])
  return { rec, won: true }
}

async function nextKey(tx: Tx): Promise<string> {
  const next = await tx.one<{ key: string }>`select 'Y' || lpad(nextval('identity.entry_seq')::text, 9, '0') as key`
  if (!next) throw new Error('no key came')
  return next.key
}

/** One row through the very steps of a file: what is refused there is refused here, at its field. */
async function bring(tx: Tx, row: Record<string, string | null>, belongsTo: string | null): Promise<{ rec: number; isNew: boolean }> {
  const values = prepare(row)
  if ('reject' in values) throw new Refused('unprocessable', { field: values.reject[0]?.field, reason: values.reject[0]?.reason })
  await stage(tx, values)
  await load(tx, BY_HAND, belongsTo)
  const arrived = await tx.one<{ rec: number; state: string }>`select rec, state from pg_temp.arrival`
  if (!arrived || arrived.state === 'refused') throw new Refused('unprocessable', { field: 'org' })
  return { rec: arrived.rec, isNew: arrived.state === 'new' }
}

async function stage(tx: Tx, values: readonly unknown[]): Promise<void> {
  const names = Object.keys(columns) as (keyof typeof columns)[]
  await tx`${words(`create temporary table batch (line int not null, ${names.map((name) => `${name} ${columns[name]}`).join(', ')}) on commit drop`)}`
  const places: Sql = { sql: true, strings: ['', ...names.slice(1).map((name, at) => `::${columns[names[at] as typeof name]}, `), `::${columns[names.at(-1) as keyof typeof columns]}`], values } // a type for each column
  await tx`insert into pg_temp.batch values (1, ${places})`
}

const words = (text: string): Sql => ({ sql: true, strings: [text], values: [] })

/** The branch that owns the customer: its staff typed it, or somebody above them did for it. */
async function homeOf(tx: Tx, customerNo: string): Promise<{ org: number; code: string; kind: string; name: string }> {
  const home = await tx.one<{ org: number; code: string; kind: string; name: string }>`
    select c.org, o.code, g.kind, g.name
    from customer.customer c
    join access.org o on o.org = c.org
    join identity.golden g on g.customer_no = c.customer_no and g.whole
    where c.customer_no = ${customerNo}`
  if (!home) throw new Refused('not-found')
  return home
}

async function ownRecord(tx: Tx, customerNo: string, org: number): Promise<Typed> {
  const own = (await sourcesOf(tx, customerNo)).find((record) => record.source === OWN_SOURCE && record.org === org)
  if (!own) return {}
  const { key, name, idType, idNumber, gender, birthday, phone, phone2, email, address, employer, occupation, income, legalName, legalIdNumber, industry, openedOn } = own
  return { key, name, idType, idNumber, gender, birthday, phone, phone2, email, address, employer, occupation, income, legalName, legalIdNumber, industry, openedOn }
}

/** A document is one customer's: who holds it is told only to whoever sees that customer. */
async function refuseTaken(tx: Tx, customerNo: string, { idNumber, idType }: Typed): Promise<void> {
  const document = idNumber ? readIdNumber(idNumber, (idType ?? undefined) as never) : null // a type of our own list: prepare reads it by the same
  if (!document?.valid) return
  const holder = await tx.one<{ customer_no: string; seen: boolean }>`
    select d.customer_no, exists (
      select from identity.golden g where g.customer_no = d.customer_no and g.org between ${tx.who.lo} and ${tx.who.hi}) as seen
    from identity.document d where d.id_token = ${idToken(document)} and d.id_type = ${document.type} and d.customer_no <> ${customerNo}`
  if (holder) throw new Refused('conflict', { field: 'idNumber', cause: 'taken', customerNo: holder.seen ? holder.customer_no : null })
}

/** Said by a person of this customer: the record stays with one of the others, whatever the matcher thinks of it. */
async function belong(tx: Tx, rec: number, customerNo: string): Promise<void> {
  const joined = await tx.one<{ from_event: number }>`
    update identity.membership set provisional = false, reason = 'entry' where rec = ${rec} and to_event is null returning from_event`
  if (!joined) throw new Error('a record that belongs to nobody')
  await bind(tx, { event: joined.from_event, kind: 'must', by: tx.who.staff, reason: 'entry' }, sql`
    select ${rec}::bigint as a, min(m.rec) as b from identity.membership m where m.customer_no = ${customerNo} and m.to_event is null and m.rec <> ${rec}::bigint`)
}
