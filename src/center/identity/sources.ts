/** Which source says what of a customer, and what was decided about it and when. */
import { open } from '#kernel/secret'
import { Refused } from '#kernel/error'
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import type { Tx } from '#kernel/tx'
import { goldenOf, type Golden } from './golden.ts'
import type { getSources } from './identity.api.ts'

export type SourceRecord = {
  source: string
  key: string
  version: number
  org: number
  orgName: string
  name: string
  idType: string | null
  idNumber: string | null
  idValid: boolean | null
  gender: 'male' | 'female' | null
  birthday: string | null
  phone: string | null
  phone2: string | null
  email: string | null
  address: string | null
  employer: string | null
  occupation: string | null
  income: string | null
  legalName: string | null
  legalIdNumber: string | null
  industry: string | null
  openedOn: string | null
  updatedOn: string | null
  reason: 'own' | 'document' | 'match' | 'merge' | 'split' | 'entry'
}
const SEALED = ['idNumber', 'phone', 'phone2', 'email', 'legalIdNumber'] as const

/** 来源对照. */
export async function compare(tx: Tx, { customerNo }: InputOf<typeof getSources>): Promise<ReplyOf<typeof getSources>> {
  const [golden, records, pins, attributes] = await Promise.all([
    goldenOf(tx, customerNo),
    sourcesOf(tx, customerNo),
    pinsOf(tx, customerNo),
    tx<{ attribute: string; half_life: number | null; zh: string; en: string }[]>`select attribute, half_life, zh, en from identity.attribute`,
  ])
  if (!golden) throw new Refused('not-found')
  const winners = attributes.flatMap(({ attribute, half_life, zh, en }) => {
    const won = golden.winner[attribute as keyof Golden['winner']] // the table's attributes are those of survive.ts, and owner
    const pinned = won?.pinned ? (pins.find((pin) => pin.attribute === attribute) ?? null) : null
    return won ? [{ attribute, ...won, pinned, halfLife: half_life, title: { zh, en } }] : []
  })
  return { customerNo, whole: golden.whole, asOf: golden.as_of, golden: opened(golden), winners, records }
}

function opened({ name, id_type, id_number, gender, birthday, phone, email, address, employer, occupation, income, legal_name, industry }: Golden) {
  return {
    name, idType: id_type, idNumber: unsealed(id_number), gender, birthday, phone: unsealed(phone), email: unsealed(email), address,
    employer, occupation, income, legalName: legal_name, industry,
  }
}

/** The values of this customer that a person has chosen, each until its day. */
function pinsOf(tx: Tx, customerNo: string): Promise<{ attribute: string; by: string; byName: string | null; until: string; reason: string }[]> {
  return tx`
    select distinct on (p.attribute) p.attribute, p.by, s.name as "byName", p.until, p.reason
    from identity.membership m
    join identity.pin p on p.rec = m.rec and p.lifted_by is null and p.until > current_date
    left join access.staff s on s.staff = p.by
    where m.customer_no = ${customerNo} and m.to_event is null
    order by p.attribute, p.event desc`
}

/** The records of one customer that the viewer may see, opened; the reply masks them. */
export async function sourcesOf(tx: Tx, customerNo: string): Promise<SourceRecord[]> {
  const records = await tx<SourceRecord[]>`
    select r.source, r.key, r.version, r.org, o.name as "orgName", r.name, r.id_type as "idType", r.id_number as "idNumber", r.id_valid as "idValid", r.gender, r.birthday,
      r.phone, r.phone2, r.email, r.address, r.employer, r.occupation, r.income, r.legal_name as "legalName", r.legal_id_number as "legalIdNumber", r.industry,
      r.opened_on as "openedOn", r.updated_on as "updatedOn", m.reason
    from identity.membership m
    join identity.source_record r on r.key = m.key and r.source = m.source and r.valid_to is null
    join access.org o on o.org = r.org
    where m.customer_no = ${customerNo} and m.to_event is null
    order by r.source, r.key`
  return records.map((record) => ({ ...record, ...Object.fromEntries(SEALED.map((field) => [field, unsealed(record[field])])) }))
}

export const unsealed = (value: string | null): string | null => (value === null ? null : open(value))

export type IdentityEvent = { seq: number; kind: string; actor: string; model: string | null; reason: string; at: string; source: string; key: string; ended: boolean }

/** How the visible records came to this customer, and how they left it, newest first. */
export function eventsOf(tx: Tx, customerNo: string): Promise<IdentityEvent[]> {
  return tx<IdentityEvent[]>`
    select e.seq, e.kind, e.actor, e.model, case when ended then e.reason else m.reason end as reason, e.at, m.source, m.key, ended
    from identity.membership m
    cross join lateral (values (m.from_event, false), (m.to_event, true)) step (seq, ended)
    join identity.identity_event e on e.seq = step.seq
    where m.customer_no in (select customer.numbers(${customerNo}))
    order by e.seq desc, m.source, m.key
    limit 200`
}
