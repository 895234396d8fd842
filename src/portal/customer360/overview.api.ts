import { Type, type Static } from 'typebox'
import { Amount, CustomerNo, Day, endpoint, Instant, Nullable, PageInput, PageOf, Personal, Subject } from '#kernel/endpoint'

const Both = Type.Object({ zh: Type.String(), en: Type.String() })
const Won = Type.Object({ source: Type.String(), title: Both, trust: Type.Integer(), on: Nullable(Day) })

const Account = Type.Object({
  ref: Type.String({ description: 'names the account in a question; nothing can be read from it' }),
  accountNo: Personal('accountNo'),
  kind: Type.String(),
  subkind: Nullable(Type.String()),
  product: Nullable(Type.String()),
  branch: Type.String(),
  source: Both,
  currency: Type.String(),
  balance: Nullable(Amount),
  limit: Nullable(Amount),
  principal: Nullable(Amount),
  overdue: Nullable(Amount),
  rate: Nullable(Type.String()),
  openedOn: Nullable(Day),
  maturesOn: Nullable(Day),
  status: Type.String(),
  role: Type.String(),
  parent: Nullable(Personal('accountNo')),
})
const Holding = Type.Object({ product: Type.String(), kind: Nullable(Type.String()), risk: Nullable(Type.String()), units: Nullable(Type.String()), value: Nullable(Amount), cost: Nullable(Amount), currency: Type.String(), since: Nullable(Day), maturesOn: Nullable(Day) })
const Order = Type.Object({ accountNo: Personal('accountNo'), counterpartyAccount: Nullable(Personal('accountNo')), bank: Nullable(Type.String()), amount: Amount, currency: Type.String(), purpose: Nullable(Type.String()) })

export const Transaction = Type.Object({
  key: Type.String(),
  accountNo: Personal('accountNo'),
  accountKind: Type.String(),
  at: Instant,
  onDay: Day,
  amount: Amount,
  balance: Nullable(Amount),
  currency: Type.String(),
  kind: Type.String(),
  channel: Nullable(Type.String()),
  counterparty: Nullable(Personal('name')),
  merchant: Nullable(Type.String()),
  place: Nullable(Type.String()),
  summary: Nullable(Type.String()),
})
export type Transaction = Static<typeof Transaction>

/** What the one who opens the page should look at first: a fact found in this answer, with its figures. The page has the words. */
export const Concern = Type.Object({
  kind: Type.Enum(['overdue', 'frozen', 'unowned', 'shrinking', 'dormant', 'lost', 'stretched', 'maturing', 'outflow', 'inflow', 'idle', 'nearing', 'incomplete']),
  count: Type.Optional(Type.Integer()),
  amount: Type.Optional(Amount),
  currency: Type.Optional(Type.String()),
  on: Type.Optional(Day),
  days: Type.Optional(Type.Integer()),
  share: Type.Optional(Type.Number()),
  level: Type.Optional(Type.String()),
  missing: Type.Optional(Type.Array(Type.String())),
})
export type Concern = Static<typeof Concern>

const Relation = Type.Object({ otherNo: Type.String(), type: Type.String(), direction: Type.Enum(['forward', 'backward', 'mutual']), name: Personal('name'), kind: Type.String(), label: Both, since: Day, until: Nullable(Day), aum: Nullable(Amount), currency: Nullable(Type.String()) })

export const Overview = Type.Object({
  customerNo: Subject(),
  whole: Type.Boolean({ description: 'the whole customer, or only what the viewer’s branches hold' }),
  kind: Type.String(),
  name: Personal('name'),
  idType: Nullable(Type.String()),
  idNumber: Nullable(Personal('idNumber')),
  gender: Nullable(Type.String()),
  birthday: Nullable(Personal('birthday')),
  phone: Nullable(Personal('phone')),
  email: Nullable(Personal('email')),
  address: Nullable(Personal('address')),
  employer: Nullable(Personal('employer')),
  occupation: Nullable(Type.String()),
  income: Nullable(Personal('income')),
  legalName: Nullable(Personal('name')),
  industry: Nullable(Type.String()),
  openedOn: Nullable(Day),
  branch: Type.String(),
  owner: Nullable(Type.Object({ staff: Type.String(), name: Type.String(), branch: Type.String() })),
  status: Nullable(Type.String()),
  stage: Nullable(Type.String({ description: 'where in its life with the bank' })),
  carePlan: Nullable(Type.Object({ zh: Type.String(), en: Type.String() }, { description: 'what to do with customers of this stage' })),
  level: Nullable(Type.String()),
  levelBy: Nullable(Type.String()),
  levelReason: Nullable(Type.String()),
  levelUntil: Nullable(Day),
  remark: Nullable(Type.String()),
  version: Nullable(Type.Integer()),
  ratings: Type.Array(Type.Object({ kind: Type.String(), grade: Type.String(), on: Day, until: Nullable(Day) }), { description: 'the last assessment of each kind; none to whoever may not read the archive' }),
  why: Type.Object({
    status: Nullable(Type.Object({ rule: Type.String(), facts: Type.Record(Type.String(), Type.Unknown()) })),
    stage: Nullable(Type.Object({ rule: Type.String(), facts: Type.Record(Type.String(), Type.Unknown()) })),
    level: Nullable(Type.Object({ rule: Type.String(), facts: Type.Record(Type.String(), Type.Unknown()) })),
  }),
  rhythm: Nullable(Type.Object({ activeDays: Type.Integer(), dormantDays: Type.Integer() })),
  ladder: Nullable(Type.Object({ atLeast: Amount, next: Nullable(Type.Object({ level: Type.String(), atLeast: Amount })) })),
  won: Type.Record(Type.String(), Won),
  records: Type.Integer(),
  sources: Type.Array(Type.Object({ source: Type.String(), title: Both })),
  concerns: Type.Array(Concern),
  position: Nullable(Type.Object({ currency: Type.String(), mixed: Type.Boolean(), aum: Amount, lum: Amount, overdue: Amount, accounts: Type.Integer(), lastOn: Nullable(Day), lastIn: Amount, lastOut: Amount })),
  trend: Type.Array(Type.Object({ month: Day, aum: Amount, lum: Amount })),
  accounts: Type.Array(Account),
  holdings: Type.Array(Holding),
  orders: Type.Array(Order),
  transactions: Type.Array(Transaction),
  relations: Type.Array(Relation),
  asOf: Nullable(Day),
})
export type Overview = Static<typeof Overview>

/** 客户360视图: who this is, what they hold and owe, what moved, with whom they stand, and which source says so; one question, one answer. */
export const getOverview = endpoint({ at: 'GET /customer360/customers/:customerNo', may: 'customer.read', input: Type.Object({ customerNo: CustomerNo }), reply: Overview })

/** All transactions of a customer, or of one account, one day, one way; newest first. */
export const listTransactions = endpoint({
  at: 'GET /customer360/customers/:customerNo/transactions',
  may: 'account.read',
  input: Type.Object({
    customerNo: CustomerNo,
    account: Type.Optional(Type.String({ pattern: '^[0-9a-z-]{1,14}$' })),
    on: Type.Optional(Day),
    way: Type.Optional(Type.Enum(['in', 'out'])),
    ...PageInput,
  }),
  reply: Type.Object({ customerNo: Subject(), ...PageOf(Transaction).properties }),
})
