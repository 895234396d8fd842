/** Which source says what of a customer, and what was decided about it and when. */
import { open } from '#kernel/secret'
import type { Tx } from '#kernel/tx'

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
  gender: string | null
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
  reason: string
}
const SEALED = ['idNumber', 'phone', 'phone2', 'email', 'legalIdNumber'] as const

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
    where m.customer_no = ${customerNo}
    order by e.seq desc, m.source, m.key
    limit 200`
}
