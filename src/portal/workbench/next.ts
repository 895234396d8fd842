/** 下一步:先联系谁,为什么. A rule over known facts and no model: what presses, times what is at stake. */
import type { Next, Reason } from './workbench.api.ts'

export const RULE = 'next-1'

/** What is pressing about one customer. Each list of facts is in the order in which it was found. */
export type Fact = Omit<Next, 'reasons'> & { reason: Reason }

const SHOWN = 10
const REASONS_SHOWN = 3

/** Ranks customers by the sum of their pressing reasons, weighed by assets; equal ones by number, so that a page stays as it was. */
export function rank(facts: readonly Fact[]): Next[] {
  return [...Map.groupBy(facts, (fact) => fact.customerNo).values()]
    .map(weigh)
    .toSorted((a, b) => b.score - a.score || (a.next.customerNo < b.next.customerNo ? -1 : 1))
    .slice(0, SHOWN)
    .map(({ next }) => next)
}

function weigh(facts: readonly Fact[]): { next: Next; score: number } {
  const { reason: _, ...who } = facts[0] as Fact // a group has a member
  const best = [...Map.groupBy(facts, (fact) => fact.reason.code).values()].map(strongest).toSorted((a, b) => press(b) - press(a))
  const score = best.reduce((sum, reason) => sum + press(reason), 0) * stake(who.aum)
  return { next: { ...who, reasons: best.slice(0, REASONS_SHOWN) }, score }
}

/** Of several facts of one kind the most pressing speaks. */
function strongest(facts: readonly Fact[]): Reason {
  return facts.map((fact) => fact.reason).reduce((best, each) => (press(each) > press(best) || (press(each) === press(best) && size(each) > size(best)) ? each : best))
}

/** Points of a reason: late debts first, then money that is leaving, then what ends soon. */
export function press({ code, days }: Reason): number {
  const isSoon = days !== null && days <= 7
  switch (code) {
    case 'overdue': return 50
    case 'matures': return isSoon ? 40 : 20
    case 'loan-due': return isSoon ? 38 : 18
    case 'large-out': return 35
    case 'large-in': return 30
    case 'shrinking': return 28
    case 'nearing': return 14
    case 'birthday': return days !== null && days <= 1 ? 20 : 12
    case 'idle': return 10
  }
}

/** 1 for little, 3 from ten million: a large customer's birthday does not outweigh a small one's late debt tenfold. */
function stake(aum: string | null): number {
  return Math.min(3, Math.max(1, 1 + Math.log10(Math.max(1, Number(aum ?? 0) / 100_000))))
}

const size = (reason: Reason): number => Math.abs(Number(reason.amount ?? 0))
