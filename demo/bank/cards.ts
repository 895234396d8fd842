/** Credit cards: bought, billed once a month, and paid back, mostly from the savings account. */
import type { Account, Entry, Numbers } from './accounts.ts'
import { post, type Ledger, type Movement, type Span } from './ledger.ts'
import { buy, clock } from './merchants.ts'
import type { Person } from './people.ts'
import type { Random } from './random.ts'
import { days, everyMonth } from './savings.ts'

export type Card = { account: Account; ledger: Ledger }

/** In how a bill is paid: all of it, the least, or no longer. */
type Payer = 'whole' | 'least' | 'stopped'

export function keepCard(random: Random, person: Person, entry: Entry, numbers: Numbers, span: Span): Card {
  const grade = gradeOf(random, person)
  const limit = Math.round(Math.max(5000, Math.min(500_000, (person.income + person.wealth * 0.05) * (0.15 + 0.3 * random.share()))) / 1000) * 100_000
  const habit = random.share()
  const asleep = habit < 0.2
  const payer: Payer = random.chance(0.82) ? 'whole' : random.chance(0.9) ? 'least' : 'stopped'
  const opening = asleep || entry.seen.openedOn > span.first ? 0 : -Math.round(limit * 0.08 * random.share())
  const monthly = asleep ? 0 : habit < 0.6 ? 0.4 : habit < 0.9 ? 1 : 2.6
  const means = Math.min(3, Math.max(0.6, limit / 4_000_000))
  const purchases = days(random, span, monthly).map((day) => buy(random, day, person.branch, means))
  const since = Math.max(span.first, entry.seen.openedOn)
  const { movements, overdue } = bill(random, purchases.filter((one) => one.at > since * 86400 + 86400), { opening, limit, payer, span })
  const ledger = post(movements, opening, -Infinity, span)
  const account: Account = {
    number: numbers.next('5299', entry.seen.org), customer: entry.key, org: entry.seen.org, kind: grade, product: `K0${['classic', 'gold', 'platinum', 'diamond'].indexOf(grade) + 1}`,
    cents: ledger.closing, limit, overdue, openedOn: entry.seen.openedOn, status: asleep && random.chance(0.5) ? 'dormant' : 'open',
  }
  return { account, ledger }
}

/** The same repayments as seen from the account that pays them. */
export function repaymentsFrom(card: Card): Movement[] {
  return card.ledger.posted.filter((one) => one.kind === 'repayment').map((one) => ({
    at: one.at, cents: -one.cents, kind: 'repayment', channel: one.channel, peer: '本人信用卡', peerAccount: card.account.number, summary: '信用卡还款',
  }))
}

/** Runs the purchases against the monthly bills; what would break the limit is declined. */
function bill(random: Random, purchases: Movement[], card: { opening: number; limit: number; payer: Payer; span: Span }): { movements: Movement[]; overdue: number } {
  const { span, limit, payer } = card
  const bills = everyMonth(span, random.between(1, 27)).map((day) => ({ at: day * 86400 + 86399, bill: day }))
  const stops = span.last - random.between(40, 110)
  const movements: Movement[] = []
  let balance = card.opening
  let due: Movement | null = null
  let overdue = 0
  const accept = (movement: Movement) => { balance += movement.cents; movements.push(movement) }
  for (const step of [...purchases, ...bills].sort((a, b) => a.at - b.at)) {
    if (due && due.at <= step.at) { accept(due); due = null }
    if (!('bill' in step)) { if (balance + step.cents >= -limit) accept(step) }
    else if (balance < 0 && payer === 'stopped' && step.bill > stops) overdue += Math.round(-balance / 10)
    else if (balance < 0) due = repay(random, step.bill, balance, payer)
  }
  if (due) accept(due)
  return { movements, overdue: Math.min(overdue, Math.max(0, -balance)) }
}

function repay(random: Random, billed: number, balance: number, payer: Payer): Movement {
  const cents = payer === 'whole' ? -balance : Math.min(-balance, Math.max(10_000, Math.round(-balance / 10)))
  return { at: clock(random, billed + random.between(8, 20), [8, 22]), cents, kind: 'repayment', channel: 'mobile', summary: '还款' }
}

function gradeOf(random: Random, person: Person): string {
  if (person.wealth > 2_000_000) return 'diamond'
  if (person.wealth > 300_000 && random.chance(0.6)) return 'platinum'
  return person.income > 120_000 || random.chance(0.2) ? 'gold' : 'classic'
}
