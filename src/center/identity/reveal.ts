/** One masked field in clear, by reason. The answer leaves only after the audit entry of the same transaction is written. */
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import type { Tx } from '#kernel/tx'
import { goldenOf } from './golden.ts'
import type { FIELDS, revealField } from './identity.api.ts'
import { sourcesOf, unsealed, type SourceRecord } from './sources.ts'

const AN_HOUR = 20
const SHOWN_MS = 5 * 60_000

type Field = (typeof FIELDS)[number]

export async function reveal(tx: Tx, input: InputOf<typeof revealField>): Promise<ReplyOf<typeof revealField>> {
  await countLook(tx, input)
  const value = input.source === undefined ? await goldenValue(tx, input) : await recordValue(tx, input)
  if (!value) throw new Refused('not-found')
  const { field, source, key, reason, reference } = input
  Object.assign(tx.facts, { kind: 'reveal', reason, fields: [field], reference, ...(source && { source, key }) })
  return { value, until: new Date(Date.now() + SHOWN_MS).toISOString() }
}

/** Counted under a lock of the person's own, so that two hands at once do not pass the limit. */
async function countLook(tx: Tx, { customerNo, field, reason, reference }: InputOf<typeof revealField>): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtext('identity.reveal'), hashtext(${tx.who.staff}))`
  const looks = await tx.one<{ n: number }>`select count(*) as n from identity.reveal where staff = ${tx.who.staff} and at > clock_timestamp() - interval '1 hour'`
  if (!looks || looks.n >= AN_HOUR) throw new Refused('too-many', { limit: AN_HOUR, within: 'hour' })
  await tx`
    insert into identity.reveal (staff, at, customer_no, field, reason, reference)
    values (${tx.who.staff}, clock_timestamp(), ${customerNo}, ${field}, ${reason}, ${reference})`
}

async function goldenValue(tx: Tx, { customerNo, field }: { customerNo: string; field: Field }): Promise<string | null> {
  const golden = await goldenOf(tx, customerNo)
  if (!golden) throw new Refused('not-found')
  // A branch that only holds an account has the masked name and nothing behind it.
  if (golden.records === 0) throw new Refused('forbidden', { field })
  if (field === 'phone2' || field === 'legalIdNumber') return firstOf(await sourcesOf(tx, customerNo), field)
  const { name, id_number, birthday, phone, email, address, employer, income, legal_name } = golden
  return { name, idNumber: unsealed(id_number), birthday, phone: unsealed(phone), email: unsealed(email), address, employer, income, legalName: legal_name }[field]
}

async function recordValue(tx: Tx, { customerNo, field, source, key }: InputOf<typeof revealField>): Promise<string | null> {
  const records = (await sourcesOf(tx, customerNo)).filter((record) => record.source === source && (key === undefined || record.key === key))
  return firstOf(records, field)
}

function firstOf(records: readonly SourceRecord[], field: Field): string | null {
  return records.find((record) => record[field] !== null)?.[field] ?? null
}
