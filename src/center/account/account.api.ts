import { Type, type Static } from 'typebox'
import { Amount, CustomerNo, Day, endpoint, Instant, Nullable, PageInput, Personal, Subject } from '#kernel/endpoint'

/** Names an account in a question; its number cannot be read from it, so no number lies in a URL or a log. */
const Ref = Type.String({ pattern: '^[0-9a-z-]{1,14}$' })

export const AccountDetail = Type.Object({
  customerNo: Subject(),
  accountNo: Personal('accountNo'),
  kind: Type.String(),
  subkind: Nullable(Type.String()),
  product: Nullable(Type.String()),
  source: Type.String(),
  branch: Type.String(),
  currency: Type.String(),
  balance: Nullable(Amount),
  principal: Nullable(Amount),
  rate: Nullable(Type.String({ description: 'percent a year' })),
  limit: Nullable(Amount),
  overdue: Nullable(Amount),
  openedOn: Nullable(Day),
  closedOn: Nullable(Day),
  maturesOn: Nullable(Day),
  status: Type.String(),
  parent: Nullable(Personal('accountNo')),
  holders: Type.Array(Type.Object({ customerNo: Type.String(), name: Nullable(Personal('name')), role: Type.String(), since: Day, until: Nullable(Day) })),
  months: Type.Array(Type.Object({ month: Day, inflow: Amount, outflow: Amount, closing: Nullable(Amount), count: Type.Integer() })),
  asOf: Nullable(Day),
})
export type AccountDetail = Static<typeof AccountDetail>

export const AccountTransaction = Type.Object({
  key: Type.String(),
  at: Instant,
  onDay: Day,
  amount: Amount,
  balance: Nullable(Amount),
  currency: Type.String(),
  kind: Type.String(),
  channel: Nullable(Type.String()),
  counterparty: Nullable(Personal('name')),
  counterpartyAccount: Nullable(Personal('accountNo')),
  counterpartyBank: Nullable(Type.String()),
  merchant: Nullable(Type.String()),
  mcc: Nullable(Type.String()),
  place: Nullable(Type.String()),
  summary: Nullable(Type.String()),
})
export type AccountTransaction = Static<typeof AccountTransaction>

export const getAccount = endpoint({
  at: 'GET /account/customers/:customerNo/accounts/:ref',
  may: 'account.read',
  input: Type.Object({ customerNo: CustomerNo, ref: Ref }),
  reply: AccountDetail,
})

/** Newest first after `after`, or, given `before`, the page that stands above it. */
export const listAccountTransactions = endpoint({
  at: 'GET /account/customers/:customerNo/accounts/:ref/transactions',
  may: 'account.read',
  input: Type.Object({ customerNo: CustomerNo, ref: Ref, before: Type.Optional(Type.String({ maxLength: 200 })), ...PageInput }),
  reply: Type.Object({ customerNo: Subject(), rows: Type.Array(AccountTransaction), next: Nullable(Type.String()), previous: Nullable(Type.String()) }),
})
