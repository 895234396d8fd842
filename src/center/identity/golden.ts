/** The golden record as the viewer may have it: the whole row where it is seen, else one of the viewer's own branches. */
import type { Tx } from '#kernel/tx'
import type { Attribute } from './survive.ts'

/** Numbers and addresses of mail are sealed still: a reply opens what it shows. */
export type Golden = {
  customer_no: string
  org: number
  whole: boolean
  kind: 'retail' | 'corporate' | 'institution'
  name: string
  id_type: string | null
  id_number: string | null
  gender: 'male' | 'female' | null
  birthday: string | null
  phone: string | null
  email: string | null
  address: string | null
  employer: string | null
  occupation: string | null
  income: string | null
  legal_name: string | null
  industry: string | null
  opened_on: string | null
  sources: string[]
  records: number
  winner: Partial<Record<Attribute, { source: string; key: string; trust: number; on: string; pinned?: true }>>
  as_of: string
}

export function goldenOf(tx: Tx, customerNo: string): Promise<Golden | undefined> {
  return tx.one<Golden>`
    select customer_no, org, whole, kind, name, id_type, id_number, gender, birthday, phone, email, address, employer, occupation, income, legal_name, industry,
      opened_on, sources, records, winner, as_of
    from identity.golden
    where customer_no = ${customerNo}
    order by whole desc, records desc, org
    limit 1`
}
