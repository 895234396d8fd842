/** Loans, provident fund, wealth products and wallets. */
import type { Account, Entry, Holding, Numbers } from './accounts.ts'
import { PRODUCTS } from './bank.ts'
import { addMonths } from './days.ts'
import { post, type Ledger, type Movement, type Span } from './ledger.ts'
import { buy, clock } from './merchants.ts'
import type { Person } from './people.ts'
import type { Random } from './random.ts'
import { days, everyMonth } from './savings.ts'

const MORTGAGE = { kind: 'mortgage', product: 'L01', median: 850_000, years: [15, 20, 25, 30], rate: 3.45, share: 0.5 }
// `share` adds up: half are mortgages, the next 28 in a hundred consumer loans, and so on.
const LOANS = [
  MORTGAGE,
  { kind: 'consumer', product: 'L02', median: 110_000, years: [1, 2, 3, 5], rate: 4.2, share: 0.78 },
  { kind: 'car', product: 'L03', median: 130_000, years: [2, 3, 5], rate: 4.0, share: 0.9 },
  { kind: 'business', product: 'L04', median: 480_000, years: [1, 3, 5], rate: 3.9, share: 1 },
]

/** A loan somewhere in its term, repaid in equal instalments; with it what falls due each month. */
export function lend(random: Random, entry: Entry, numbers: Numbers, span: Span): { account: Account; instalments: Movement[] } {
  const fate = random.share()
  const { kind, product, median, years, rate } = LOANS.find((loan) => fate < loan.share) ?? MORTGAGE
  const months = random.pick(years) * 12
  const principal = Math.round(random.around(median, 0.5) / 1000) * 100_000
  const startedOn = Math.max(entry.seen.openedOn, addMonths(span.last, -random.between(1, months - 1)) - random.below(28))
  const paid = Math.min(months, Math.floor((span.last - startedOn) / 30.44))
  const payment = instalment(principal, rate, months)
  const settled = random.chance(0.08)
  const late = !settled && random.chance(0.03)
  const account: Account = {
    number: numbers.next('71', entry.seen.org), customer: entry.key, org: entry.seen.org, kind, product, principal, rate,
    cents: settled ? 0 : -outstanding(principal, rate, months, paid), overdue: late ? payment * random.between(1, 3) : 0,
    openedOn: startedOn, maturesOn: addMonths(startedOn, months), status: settled ? 'closed' : 'open',
    ...(settled ? { closedOn: startedOn + Math.floor((span.last - startedOn) * random.share()) } : {}),
  }
  const due = settled || late ? [] : everyMonth(span, random.between(1, 27)).filter((day) => day > startedOn + 20)
  return { account, instalments: due.map((day) => ({ at: clock(random, day, [6, 8]), cents: -payment, kind: 'repayment', channel: 'batch', peer: '贷款还款专户', peerAccount: account.number, summary: '归还贷款' })) }
}

export function keepFund(random: Random, person: Person, entry: Entry, numbers: Numbers): Account {
  const fate = random.share()
  return {
    number: numbers.next('33', entry.seen.org), customer: entry.key, org: entry.seen.org, kind: 'housing', product: 'F01',
    cents: Math.round(random.around(Math.max(20_000, person.income * 0.45), 0.7) * 100),
    openedOn: entry.seen.openedOn, status: fate < 0.9 ? 'open' : 'frozen',
  }
}

const SHELF = ['W01', 'W01', 'W02', 'W03', 'W04', 'W04', 'W05', 'W06', 'F11', 'F12', 'I01']

/** Holdings worth about `worth` yuan, each bought within its term; those bought lately were paid from savings. */
export function invest(random: Random, entry: Entry, numbers: Numbers, worth: number, span: Span): { account: Account; holdings: Holding[]; payments: Movement[] } {
  const number = numbers.next('90', entry.seen.org)
  const count = random.between(1, worth > 200_000 ? 5 : 2)
  const codes = [...new Set(Array.from({ length: count }, () => random.pick(SHELF)))]
  const holdings = codes.map((code) => hold(random, number, code, worth / codes.length, span))
  const account: Account = {
    number, customer: entry.key, org: entry.seen.org, kind: 'wealth', product: '', cents: holdings.reduce((sum, one) => sum + one.value, 0),
    openedOn: Math.min(entry.seen.openedOn, ...holdings.map((one) => one.since)), status: 'open',
  }
  const bought = holdings.filter((one) => one.since > span.first)
  return { account, holdings, payments: bought.map((one) => ({ at: clock(random, one.since, [9, 15]), cents: -one.cost, kind: 'investment', channel: 'mobile', peer: PRODUCTS.find((product) => product.code === one.product)?.name, summary: '购买理财' })) }
}

function hold(random: Random, account: string, product: string, worth: number, span: Span): Holding {
  const days = PRODUCTS.find((one) => one.code === product)?.days ?? null
  const since = span.last - 1 - random.below((days ?? 700) - 1)
  const cost = Math.max(1, Math.round((worth * (0.7 + 0.6 * random.share())) / 1000)) * 100_000
  const gain = 1 + ((span.last - since) / 365) * (product >= 'W05' || product === 'F11' ? 0.03 + 0.12 * random.normal() : 0.025)
  const value = Math.max(1, Math.round(cost * gain))
  return { account, product, units: (cost / 100).toFixed(2), cost, value, since, maturesOn: days === null ? null : since + days }
}

/** A wallet on the telephone: small payments, filled up when it runs dry. */
export function carryWallet(random: Random, person: Person, entry: Entry, numbers: Numbers, span: Span): { account: Account; ledger: Ledger } {
  const asleep = random.chance(0.55)
  const opening = entry.seen.openedOn > span.first ? 0 : Math.round(random.around(150, 1) * 100)
  const bought = asleep ? [] : days(random, span, random.around(0.7, 0.7)).map((day) => buy(random, day, person.branch, 0.6))
  const filled: Movement[] = []
  let balance = opening
  for (const one of bought.filter((one) => one.at > (entry.seen.openedOn + 1) * 86400).sort((a, b) => a.at - b.at)) {
    const short = -one.cents - balance
    if (short > 0) {
      const cents = Math.ceil(short / 20_000) * 20_000
      filled.push({ at: one.at - 60, cents, kind: 'transfer', channel: 'mobile', peer: '本人储蓄账户', summary: '钱包充值' })
      balance += cents
    }
    filled.push(one)
    balance += one.cents
  }
  const ledger = post(filled, opening, 0, span)
  return {
    account: { number: numbers.next('88', entry.seen.org), customer: entry.key, org: entry.seen.org, kind: 'wallet', product: 'D90', cents: ledger.closing, openedOn: entry.seen.openedOn, status: asleep ? 'dormant' : 'open' },
    ledger,
  }
}

function instalment(principal: number, rate: number, months: number): number {
  const monthly = rate / 1200
  return Math.round((principal * monthly) / (1 - (1 + monthly) ** -months))
}

function outstanding(principal: number, rate: number, months: number, paid: number): number {
  const monthly = rate / 1200
  const left = (1 + monthly) ** -(months - paid)
  return Math.max(0, Math.round((principal * (1 - left)) / (1 - (1 + monthly) ** -months)))
}
