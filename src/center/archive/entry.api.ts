/** 录入与修改: a customer typed by a person, and what is said of one afterwards. */
import { Type, type Static } from 'typebox'
import { CustomerNo, Day, endpoint, Instant, Nullable, Personal, Subject, Version } from '#kernel/endpoint'

const Text = (max: number) => Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: max, pattern: '\\S' })))
export const DOCUMENTS = ['id-card', 'hmt-residence', 'foreign-residence', 'passport', 'hk-macau-permit', 'taiwan-permit', 'uscc', 'org-code', 'other'] as const
export const CUSTOMER_KINDS = ['retail', 'corporate', 'institution'] as const

/** What may be said of a customer, as the records of all sources have it. */
const said = {
  idType: Type.Optional(Nullable(Type.Enum([...DOCUMENTS]))),
  idNumber: Text(30),
  gender: Type.Optional(Nullable(Type.Enum(['male', 'female']))),
  birthday: Type.Optional(Nullable(Day)),
  phone: Text(30),
  phone2: Text(30),
  email: Text(120),
  address: Text(200),
  employer: Text(120),
  occupation: Text(60),
  income: Type.Optional(Nullable(Type.String({ pattern: '^\\d{1,14}(\\.\\d{1,2})?$' }))),
  legalName: Text(60),
  legalIdNumber: Text(30),
  industry: Text(60),
}
export const FIELDS = ['name', 'idNumber', 'gender', 'birthday', 'phone', 'email', 'address', 'employer', 'occupation', 'income', 'legalName', 'industry'] as const
const Name = Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' })

/** 新建客户: one the bank knows already is found by the matcher, and told to whoever may see it. */
export const enterCustomer = endpoint({
  at: 'POST /archive/customers',
  may: 'archive.write',
  beyond: true,
  input: Type.Object({ kind: Type.Enum([...CUSTOMER_KINDS]), name: Name, ...said }),
  reply: Type.Object({ customerNo: Subject(), isNew: Type.Boolean({ description: 'false: the bank has this customer, and what was typed is one more record of it' }) }),
})

/** 修改: says other things of a customer whom one sees whole. `version` is the customer's; a lost race shows both values. */
export const changeCustomer = endpoint({
  at: 'PATCH /archive/customers/:customerNo',
  may: 'archive.write',
  beyond: true,
  input: Type.Object({ customerNo: CustomerNo, version: Version, name: Type.Optional(Name), ...said }),
  reply: Type.Object({ customerNo: Subject(), version: Version }),
})

/** 疑似重复: whom the bank has that may be this one, while it is typed. Of customers out of sight only that there are some. */
export const findLikely = endpoint({
  at: 'POST /archive/likely',
  may: 'archive.write',
  reads: true,
  beyond: true,
  input: Type.Object({ kind: Type.Enum([...CUSTOMER_KINDS]), name: Name, ...said }),
  reply: Type.Object({
    seen: Type.Array(Type.Object({ customerNo: Subject(), name: Personal('name'), kind: Type.String(), orgName: Type.String(), zone: Type.Enum(['auto', 'review']) })),
    elsewhere: Type.Boolean(),
  }),
})

/** 字段历史: every change of one field: what it was, what it became, by which source's word, when, and who acted. */
export const getFieldHistory = endpoint({
  at: 'GET /archive/customers/:customerNo/history/:field',
  may: 'archive.read',
  input: Type.Object({ customerNo: CustomerNo, field: Type.Enum([...FIELDS]) }),
  reply: Type.Object({
    customerNo: Subject(),
    field: Type.String(),
    since: Instant,
    steps: Type.Array(Type.Object({
      at: Instant,
      by: Nullable(Type.String()),
      byName: Nullable(Type.String()),
      source: Nullable(Type.Object({ zh: Type.String(), en: Type.String() })),
      name: Type.Optional(Nullable(Personal('name'))),
      idNumber: Type.Optional(Nullable(Personal('idNumber'))),
      birthday: Type.Optional(Nullable(Personal('birthday'))),
      phone: Type.Optional(Nullable(Personal('phone'))),
      email: Type.Optional(Nullable(Personal('email'))),
      address: Type.Optional(Nullable(Personal('address'))),
      employer: Type.Optional(Nullable(Personal('employer'))),
      income: Type.Optional(Nullable(Personal('income'))),
      legalName: Type.Optional(Nullable(Personal('name'))),
      gender: Type.Optional(Nullable(Type.String())),
      occupation: Type.Optional(Nullable(Type.String())),
      industry: Type.Optional(Nullable(Type.String())),
    })),
  }),
})
export type FieldStep = Static<typeof getFieldHistory.reply>['steps'][number]

export type HistoryField = (typeof FIELDS)[number]
