import { Type, type Static } from 'typebox'
import { Amount, Day, endpoint, Instant, Nullable, PageInput, PageOf, Personal, Subject, Version } from '#kernel/endpoint'

/** Who a row is about: the same in every list. */
const client = { customerNo: Subject(), name: Personal('name'), level: Nullable(Type.String()), aum: Nullable(Amount), currency: Type.String() }

/** Why someone is worth a call. A code and its facts: the sentence is written on the page. */
export const Reason = Type.Object({
  code: Type.Enum(['overdue', 'loan-due', 'matures', 'large-out', 'large-in', 'shrinking', 'nearing', 'birthday', 'idle']),
  day: Nullable(Day),
  days: Nullable(Type.Integer()),
  amount: Nullable(Amount),
  currency: Nullable(Type.String()),
  what: Nullable(Type.String()),
})
export type Reason = Static<typeof Reason>

export const Next = Type.Object({ ...client, reasons: Type.Array(Reason) })
export type Next = Static<typeof Next>

const Flow = Type.Object({ amount: Amount, before: Amount, customers: Type.Integer() })

export const Mine = Type.Object({
  asOf: Nullable(Day),
  from: Day,
  currency: Type.String(),
  mixed: Type.Boolean({ description: 'other currencies stand beside these sums, not converted' }),
  customers: Type.Object({ count: Type.Integer(), aum: Amount, lum: Amount, change: Amount }),
  came: Flow,
  went: Flow,
  maturities: Type.Object({ count: Type.Integer(), customers: Type.Integer(), amount: Amount }),
  birthdays: Type.Object({ count: Type.Integer(), today: Type.Integer() }),
  moves: Type.Object({ count: Type.Integer(), customers: Type.Integer(), least: Amount }),
  unowned: Nullable(Type.Integer({ description: 'customers of the own organisations without a manager; null where one may not assign' })),
  preference: Type.Object({ largeMove: Amount, version: Type.Integer({ description: '0 while the bank’s own value holds' }) }),
  rule: Type.String(),
  next: Type.Array(Next),
})
export type Mine = Static<typeof Mine>

export const getMine = endpoint({ at: 'GET /workbench/mine', may: 'workbench.read', input: Type.Object({}), reply: Mine })

const Movement = Type.Object({ ...client, id: Type.String(), accountNo: Personal('accountNo'), at: Instant, onDay: Day, amount: Amount, kind: Type.String(), counterparty: Nullable(Personal('name')), summary: Nullable(Type.String()) })
export type Movement = Static<typeof Movement>

/** Money that came or went on the last day of the data, the largest first. */
export const listFlows = endpoint({ at: 'GET /workbench/mine/flows', may: 'workbench.read', input: Type.Object({ way: Type.Enum(['in', 'out']), ...PageInput }), reply: PageOf(Movement) })

/** Single movements of the last seven days at or above one's own measure, newest first. */
export const listMoves = endpoint({ at: 'GET /workbench/mine/moves', may: 'workbench.read', input: Type.Object(PageInput), reply: PageOf(Movement) })

const Maturity = Type.Object({ ...client, id: Type.String(), accountNo: Personal('accountNo'), kind: Type.String(), product: Nullable(Type.String()), maturesOn: Day, days: Type.Integer(), amount: Nullable(Amount) })
export type Maturity = Static<typeof Maturity>

/** Deposits, products and loans that end within 30 days, the nearest first. */
export const listMaturities = endpoint({ at: 'GET /workbench/mine/maturities', may: 'workbench.read', input: Type.Object(PageInput), reply: PageOf(Maturity) })

const Birthday = Type.Object({ ...client, birthday: Personal('birthday'), on: Day, days: Type.Integer(), age: Type.Integer() })
export type Birthday = Static<typeof Birthday>

export const listBirthdays = endpoint({ at: 'GET /workbench/mine/birthdays', may: 'workbench.read', input: Type.Object(PageInput), reply: PageOf(Birthday) })

const Unowned = Type.Object({ ...client, branch: Type.String(), status: Type.String(), since: Nullable(Day) })
export type Unowned = Static<typeof Unowned>

/** Customers nobody looks after: they queue with the head of the branch. */
export const listUnowned = endpoint({ at: 'GET /workbench/unowned', may: 'customer.assign', input: Type.Object(PageInput), reply: PageOf(Unowned) })

export const setLargeMove = endpoint({
  at: 'PATCH /workbench/preference',
  may: 'workbench.read',
  input: Type.Object({ largeMove: Type.String({ pattern: '^[1-9]\\d{0,11}(\\.\\d{1,2})?$' }), version: Type.Union([Version, Type.Literal(0)]) }),
  reply: Type.Object({ largeMove: Amount, version: Version }),
})
