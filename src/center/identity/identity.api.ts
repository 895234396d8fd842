import { Type } from 'typebox'
import { CustomerNo, Day, endpoint, Instant, Nullable, Personal, Subject } from '#kernel/endpoint'

const Name = Nullable(Personal('name'))
const values = {
  name: Name,
  idNumber: Nullable(Personal('idNumber')),
  gender: Nullable(Type.Enum(['male', 'female'])),
  birthday: Nullable(Personal('birthday')),
  phone: Nullable(Personal('phone')),
  email: Nullable(Personal('email')),
  address: Nullable(Personal('address')),
  employer: Nullable(Personal('employer')),
  occupation: Nullable(Type.String()),
  income: Nullable(Personal('income')),
  legalName: Name,
  industry: Nullable(Type.String()),
}

/** 来源对照: each source record one may see with what it says, and from which the golden record has each value, and why. */
export const getSources = endpoint({
  at: 'GET /identity/customers/:customerNo/sources',
  may: 'identity.read',
  input: Type.Object({ customerNo: CustomerNo }),
  reply: Type.Object({
    customerNo: Subject(),
    whole: Type.Boolean({ description: 'false: made of the records of this branch only' }),
    asOf: Day,
    golden: Type.Object({ ...values, idType: Nullable(Type.String()) }),
    winners: Type.Array(
      Type.Object({
        attribute: Type.String(),
        source: Type.String(),
        key: Type.String(),
        trust: Type.Integer({ description: 'trust left on the day asOf, 1 to 100' }),
        on: Day,
        pinned: Nullable(Type.Object({ by: Type.String(), byName: Nullable(Type.String()), until: Day, reason: Type.String() }, { description: 'chosen by a person, until a day' })),
        halfLife: Nullable(Type.Integer({ description: 'days in which trust halves' })),
        title: Type.Object({ zh: Type.String(), en: Type.String() }),
      }),
    ),
    records: Type.Array(
      Type.Object({
        ...values,
        source: Type.String(),
        key: Type.String(),
        version: Type.Integer(),
        org: Type.Integer(),
        orgName: Type.String(),
        idType: Nullable(Type.String()),
        idValid: Nullable(Type.Boolean()),
        phone2: Nullable(Personal('phone')),
        legalIdNumber: Nullable(Personal('idNumber')),
        openedOn: Nullable(Day),
        updatedOn: Nullable(Day),
        reason: Type.Enum(['own', 'document', 'match', 'merge', 'split', 'entry'], { description: 'a number of its own, an equal valid document, the matcher, a person’s merge or split, typed by a person' }),
      }),
    ),
  }),
})

export const FIELDS = ['name', 'idNumber', 'birthday', 'phone', 'phone2', 'email', 'address', 'employer', 'income', 'legalName', 'legalIdNumber'] as const
export const REASONS = ['customer-call', 'customer-visit', 'transaction', 'risk', 'complaint', 'correction'] as const

/** Shows one masked field in clear for five minutes. Why, and for which case or call, is in the audit before the digits leave. */
export const revealField = endpoint({
  at: 'POST /identity/customers/:customerNo/reveal',
  may: 'customer.reveal',
  secret: true,
  input: Type.Object({
    customerNo: CustomerNo,
    field: Type.Enum([...FIELDS]),
    source: Type.Optional(Type.String({ maxLength: 60 })),
    key: Type.Optional(Type.String({ maxLength: 200 })),
    reason: Type.Enum([...REASONS]),
    reference: Type.String({ minLength: 2, maxLength: 60, pattern: '\\S' }),
  }),
  reply: Type.Object({ value: Type.String(), until: Instant }),
})
