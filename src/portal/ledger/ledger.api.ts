import { Type, type Static } from 'typebox'
import { Amount, Day, endpoint, Nullable, PageInput, PageOf, Personal, Subject } from '#kernel/endpoint'

export const SORTS = ['deposit', 'loan', 'depositMonth', 'depositYear', 'loanMonth', 'loanYear'] as const

const Balances = { deposit: Amount, loan: Amount, depositMonth: Amount, depositYear: Amount, loanMonth: Amount, loanYear: Amount }

export const LedgerRow = Type.Object({
  customerNo: Subject(),
  name: Personal('name'),
  kind: Type.String(),
  level: Type.String(),
  ...Balances,
  months: Type.Array(Type.Object({ month: Day, deposit: Amount, loan: Amount })),
})
export type LedgerRow = Static<typeof LedgerRow>

const Whose = { owner: Type.Optional(Type.String({ minLength: 1, maxLength: 20, description: 'a manager in one’s scope; oneself without it' })) }
const Narrowed = { ...Whose, kind: Type.Optional(Type.Enum(['retail', 'corporate', 'institution'])), level: Type.Optional(Type.Enum(['standard', 'gold', 'platinum', 'diamond', 'private'])), only: Type.Optional(Type.Enum(['deposit', 'loan', 'falling'])) }

/** 客户管理台账: the customers of one manager with what they keep and owe, each with its year; by key in the order asked. */
export const listLedger = endpoint({
  at: 'GET /ledger/customers',
  may: 'workbench.read',
  input: Type.Object({ ...Narrowed, sort: Type.Optional(Type.Enum(SORTS.flatMap((key) => [key, `-${key}` as const]))), ...PageInput }),
  reply: PageOf(LedgerRow),
})

/** The whole book together, and its course over twelve months. */
export const getLedger = endpoint({
  at: 'GET /ledger/sums',
  may: 'workbench.read',
  input: Type.Object(Whose),
  reply: Type.Object({
    owner: Type.String(), name: Type.String(), customers: Type.Integer(), ...Balances, mixed: Type.Boolean(), months: Type.Array(Type.Object({ month: Day, deposit: Amount, loan: Amount })),
    monthStart: Day, yearStart: Day, asOf: Nullable(Day),
    managers: Type.Array(Type.Object({ staff: Type.String(), name: Type.String(), orgName: Type.String(), customers: Type.Integer() })),
  }),
})
export type Ledger = Static<typeof getLedger.reply>
