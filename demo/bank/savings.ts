/** What happens on somebody's savings: salary in, life out, and what is put aside. */
import type { Account, Entry, Numbers } from './accounts.ts'
import { BANK, PRODUCTS } from './bank.ts'
import { addMonths, partsOf } from './days.ts'
import { post, type Ledger, type Movement, type Span } from './ledger.ts'
import { buy, clock } from './merchants.ts'
import { drawName } from './names.ts'
import type { Person } from './people.ts'
import type { Random } from './random.ts'

export type Savings = { account: Account; ledger: Ledger }
/** What the other systems take from or put into the main account, and the money that must have been there for it. */
export type Claims = { movements: Movement[]; needed: number }

const DEMAND_RATE = 0.0005
const OTHER_BANKS = [BANK, BANK, '海川银行', '明德银行', '联谊银行', '远山农商银行']

/** The accounts of one savings record. Only the first record of a person sees their whole life; a second one is nearly asleep. */
export function keepSavings(random: Random, person: Person, entry: Entry, numbers: Numbers, span: Span, claims: Claims | null): Savings[] {
  const rest = claims ? person.wealth * random.around(0.9, 0.1) : random.around(900, 1.2)
  const spare = claims && rest > 8000 ? rest * (0.5 + 0.4 * random.share()) : 0
  const deposits = putAside(random, entry, numbers, spare, span)
  const placed = deposits.filter((one) => one.account.openedOn > span.first).map((one) => place(one))
  const opening = Math.round((rest - spare + 300) * 100) - sum(placed) + (claims?.needed ?? 0)
  const movements = claims ? [...live(random, person, span, opening / 100), ...claims.movements] : sleepyLife(random, span)
  const account = demandAccount(random, entry, numbers, Boolean(claims))
  if (account.status === 'closed') return [{ account, ledger: { opening: 0, closing: 0, posted: [] } }, ...deposits]
  const openedLater = account.openedOn > span.first
  const from = openedLater ? account.openedOn * 86400 + 32400 : 0
  const first: Movement[] = openedLater ? [{ at: from, cents: opening, kind: 'deposit', channel: 'counter', summary: '开户存入' }] : []
  const ledger = post([...first, ...[...movements, ...placed].filter((one) => one.at > from)], openedLater ? 0 : opening, 0, span, DEMAND_RATE)
  return [{ account: { ...account, cents: ledger.closing }, ledger }, ...deposits]
}

function demandAccount(random: Random, entry: Entry, numbers: Numbers, main: boolean): Account {
  const { org, openedOn, updatedOn } = entry.seen
  const fate = random.share()
  const status = main ? (fate < 0.001 ? 'frozen' : 'open') : fate < 0.2 ? 'closed' : fate < 0.6 ? 'dormant' : 'open'
  return {
    number: numbers.next('6299', org), customer: entry.key, org, kind: 'demand', product: 'D01', cents: 0, rate: DEMAND_RATE * 100, openedOn, status,
    ...(status === 'closed' ? { closedOn: updatedOn } : {}),
  }
}

/** Time deposits and certificates, each somewhere within its term. */
function putAside(random: Random, entry: Entry, numbers: Numbers, spare: number, span: Span): Savings[] {
  const pieces = spare < 10_000 ? 0 : Math.min(4, random.between(1, spare > 100_000 ? 4 : 2))
  return Array.from({ length: pieces }, () => {
    const principal = Math.max(1, Math.round((spare / pieces) * (0.7 + 0.6 * random.share()) / 1000)) * 100_000
    const [code, rate] = term(random, principal)
    const days = PRODUCTS.find((product) => product.code === code)?.days ?? 365
    const openedOn = Math.max(entry.seen.openedOn, span.last - 1 - random.below(days - 1))
    const account: Account = {
      number: numbers.next('8199', entry.seen.org), customer: entry.key, org: entry.seen.org, kind: code === 'D30' ? 'notice' : 'time', product: code,
      cents: principal, principal, rate, openedOn, status: 'open', ...(code === 'D30' ? {} : { maturesOn: openedOn + days }),
    }
    const first: Movement = { at: clock(random, openedOn, [9, 17]), cents: principal, kind: 'deposit', channel: 'counter', summary: '定期存入' }
    return { account, ledger: openedOn > span.first ? post([first], 0, 0, span) : { opening: principal, closing: principal, posted: [] } }
  })
}

function term(random: Random, principal: number): [string, number] {
  if (principal >= 20_000_000 && random.chance(0.6)) return ['D20', 2.15]
  const fate = random.share()
  if (fate < 0.15) return ['D11', 1.05]
  if (fate < 0.35) return ['D12', 1.25]
  if (fate < 0.75) return ['D13', 1.45]
  return fate < 0.96 ? ['D14', 1.95] : ['D30', 0.8]
}

/** The other side of a deposit, in the same second. */
function place({ account, ledger }: Savings): Movement {
  const at = ledger.posted[0]?.at ?? account.openedOn * 86400
  return { at, cents: -account.cents, kind: 'transfer', channel: 'counter', peer: '本人定期账户', peerAccount: account.number, peerBank: BANK, summary: '转存定期' }
}

function live(random: Random, person: Person, span: Span, demand: number): Movement[] {
  const means = Math.min(4, Math.max(0.5, (Math.max(person.income, person.wealth / 3, 30_000) / 80_000) ** 0.4))
  return [
    ...incomes(random, person, span),
    ...spending(random, person, span, means),
    ...transfers(random, person, span, means),
    ...bills(random, span, means),
    ...(demand > 3000 ? interest(span) : []),
    ...largeMoves(random, person, span, demand),
  ]
}

function sleepyLife(random: Random, span: Span): Movement[] {
  if (random.chance(0.7)) return []
  const day = random.between(span.first, span.last - 1)
  return [{ at: clock(random, day, [9, 17]), cents: -random.between(1, 8) * 10_000, kind: 'withdrawal', channel: 'atm', summary: 'ATM取款' }]
}

function incomes(random: Random, person: Person, span: Span): Movement[] {
  const pension = person.age > 60 && random.chance(0.5)
  if (!pension && !(person.income > 0 && random.chance(0.3))) return []
  const date = random.between(5, 20)
  const monthly = pension ? random.around(3400, 0.35) * 100 : (person.income / 12) * 100
  return everyMonth(span, date).map((day) => ({
    at: clock(random, day, [8, 10]), cents: Math.round(monthly * random.around(1, 0.02)) + (partsOf(day).month === 1 && !pension ? Math.round(monthly * random.share() * 2) : 0),
    kind: pension ? 'pension' : 'salary', channel: 'batch', peer: pension ? '社会保险事业管理中心' : person.employer, summary: pension ? '养老金' : '工资',
  }))
}

function spending(random: Random, person: Person, span: Span, means: number): Movement[] {
  const habit = random.share() // a fifth hardly use the account, a tenth pay everything from it
  const monthly = habit < 0.2 ? 0.03 : habit < 0.6 ? 0.25 : habit < 0.9 ? 0.7 : 2.2
  const cash = habit < 0.2 ? 0.02 : person.age > 55 ? 0.3 : 0.12
  return [
    ...days(random, span, monthly).map((day) => buy(random, day, person.branch, means)),
    ...days(random, span, cash).map((day): Movement => ({ at: clock(random, day, [8, 21]), cents: -random.between(2, 30) * 10_000, kind: 'withdrawal', channel: 'atm', summary: 'ATM取款' })),
    ...days(random, span, 0.04).map((day): Movement => ({ at: clock(random, day, [9, 17]), cents: random.between(5, 100) * 10_000, kind: 'deposit', channel: 'counter', summary: '现金存入' })),
  ]
}

function transfers(random: Random, person: Person, span: Span, means: number): Movement[] {
  const friends = Array.from({ length: 3 }, () => ({ peer: drawName(random, random.chance(0.5) ? 'M' : 'F', 1980).name, peerAccount: `62${random.digits(15)}`, peerBank: random.pick(OTHER_BANKS) }))
  const move = (sign: 1 | -1) => (day: number): Movement => ({
    at: clock(random, day, [8, 23]), cents: sign * Math.round(random.around(900 * means, 1.1)) * 100, kind: 'transfer', channel: random.chance(0.9) ? 'mobile' : 'web',
    ...random.pick(friends), summary: sign > 0 ? '转入' : '转出',
  })
  // Who lives on their own trade is paid by transfer.
  const trade = person.occupation === '个体经营' || person.occupation === '自由职业' ? 0.9 : 0.12
  return [...days(random, span, trade).map(move(1)), ...days(random, span, 0.17).map(move(-1))]
}

function bills(random: Random, span: Span, means: number): Movement[] {
  const [peer, summary] = random.pick([['市供电公司', '电费'], ['市水务集团', '水费'], ['城市燃气公司', '燃气费']] as const)
  const date = random.between(3, 27)
  const monthly = random.chance(0.1) ? everyMonth(span, date) : []
  const premium = random.chance(0.04) ? days(random, span, 1 / 13).slice(0, 1) : []
  return [
    ...monthly.map((day): Movement => ({ at: clock(random, day, [6, 9]), cents: -Math.round(random.around(11_000 * means, 0.4)), kind: 'utility', channel: 'batch', peer, summary })),
    ...premium.map((day): Movement => ({ at: clock(random, day, [9, 11]), cents: -random.between(10, 120) * 10_000, kind: 'insurance', channel: 'batch', peer: '安和人寿保险', summary: '保险费' })),
  ]
}

function interest(span: Span): Movement[] {
  const quarters = everyMonth(span, 21).filter((day) => partsOf(day).month % 3 === 0)
  return quarters.map((day) => ({ at: day * 86400 + 1800, cents: 0, kind: 'interest', channel: 'batch', summary: '存款结息' }))
}

/** Large sums of the last days: a house sold, a purchase abroad of the bank, a company paid out. */
function largeMoves(random: Random, person: Person, span: Span, demand: number): Movement[] {
  if (person.wealth < 60_000 || !random.chance(0.04)) return []
  const inward = random.chance(0.4)
  const amount = inward ? Math.max(50_000, person.wealth * (0.2 + 0.6 * random.share())) : demand * (0.5 + 0.4 * random.share())
  if (amount < 50_000) return []
  const day = span.last - random.between(1, 4)
  return [{
    at: clock(random, day, [9, 18]), cents: (inward ? 1 : -1) * Math.round(amount / 1000) * 100_000, kind: 'transfer', channel: inward ? 'batch' : 'mobile',
    peer: drawName(random, 'M', 1975).name, peerAccount: `62${random.digits(15)}`, peerBank: random.pick(OTHER_BANKS.slice(2)), summary: inward ? '大额转入' : '大额转出',
  }]
}

/** The same date of every month within the span. */
export function everyMonth(span: Span, date: number): number[] {
  const { date: today } = partsOf(span.last)
  const anchor = span.last - today + date
  return Array.from({ length: 14 }, (_, back) => addMonths(anchor, back - 13)).filter((day) => day >= span.first && day <= span.last)
}

/** Days of things that happen so often a month, by chance. */
export function days(random: Random, span: Span, perMonth: number): number[] {
  const expected = (perMonth * (span.last - span.first)) / 30.4
  const count = Math.max(0, Math.round(expected + Math.sqrt(expected) * random.normal()))
  const sure = expected < 1 ? (random.chance(expected) ? 1 : 0) : count
  return Array.from({ length: sure }, () => random.between(span.first, span.last))
}

function sum(movements: Movement[]): number {
  return movements.reduce((total, one) => total + one.cents, 0)
}
