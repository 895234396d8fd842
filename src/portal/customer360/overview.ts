/** 客户360视图: twelve reads in one round trip, shown as the viewer may see them. */
import { latest, refOf } from '#center/account'
import { Refused } from '#kernel/error'
import { open as unseal } from '#kernel/secret'
import type { Tx } from '#kernel/tx'
import { concerns, LARGE } from './concerns.ts'
import type { Overview } from './overview.api.ts'
import { accounts, holdings, largeMoves, orders, position, ratings, related, trend, who, type Account, type Who } from './read.ts'
import { shown } from './transactions.ts'

const SHOWN = 20
type Title = { zh: string; en: string }

export async function overview(tx: Tx, customerNo: string): Promise<Overview> {
  // Who may see customers and not their money is told none of it.
  const money = <T>(read: (tx: Tx, customerNo: string) => Promise<T[]>): Promise<T[]> | T[] => (tx.who.may.has('account.read') ? read(tx, customerNo) : [])
  const [found, held, lines, months, stocks, standing, moved, relations, titles, reach, large, graded] = await Promise.all([
    who(tx, customerNo), tx.who.may.has('account.read') ? position(tx, customerNo) : undefined, money(accounts), money(trend), money(holdings), money(orders),
    money(() => latest(tx, customerNo, SHOWN)), related(tx, customerNo), sourceTitles(tx), asOf(tx), money(() => largeMoves(tx, customerNo, LARGE.least, LARGE.days)), ratings(tx, customerNo),
  ])
  if (!found) throw new Refused('not-found')
  const title = (source: string): Title => titles.get(source) ?? { zh: source, en: source }
  const asOfDay = reachOf(reach, lines)
  const shownAccounts = lines.map((line) => account(line, title))
  const products = stocks.map(({ matures_on: maturesOn, ...stock }) => ({ ...stock, maturesOn }))
  return {
    ...person(found),
    ratings: graded,
    won: Object.fromEntries(Object.entries(found.winner).map(([attribute, won]) => [attribute, { source: won.source, title: title(won.source), trust: Math.round(won.trust), on: won.on }])),
    records: found.records,
    sources: found.sources.map((source) => ({ source, title: title(source) })),
    concerns: concerns({ found, held, accounts: shownAccounts, holdings: products, trend: months, large, asOf: asOfDay }),
    position: held ? { ...held, lastOn: held.last_on, lastIn: held.last_in, lastOut: held.last_out } : null,
    trend: months,
    accounts: shownAccounts,
    holdings: products,
    orders: standing.map(({ key, counterparty_account: counterpartyAccount, counterparty_bank: bank, ...order }) => ({ ...order, accountNo: key, counterpartyAccount, bank })),
    transactions: moved.map(shown),
    relations: relations.map(({ other_no: otherNo, zh, en, ...relation }) => ({ ...relation, otherNo, label: { zh, en } })),
    asOf: asOfDay,
  }
}

function person(found: Who) {
  return {
    customerNo: found.customer_no, whole: found.whole, kind: found.kind, name: found.name, idType: found.id_type, idNumber: opened(found.id_number), gender: found.gender,
    birthday: found.birthday, phone: opened(found.phone), email: opened(found.email), address: found.address, employer: found.employer, occupation: found.occupation,
    income: found.income, legalName: found.legal_name, industry: found.industry, openedOn: found.opened_on, branch: found.branch,
    owner: found.owner ? { staff: found.owner, name: found.owner_name ?? found.owner, branch: found.owner_branch ?? '' } : null,
    status: found.status, stage: found.stage, carePlan: found.plan, level: found.level, levelBy: found.level_by, levelReason: found.level_reason, levelUntil: found.level_until, remark: found.remark, version: found.version,
    why: { status: found.status_why, stage: found.stage_why, level: found.level_why }, ladder: found.ladder, rhythm: found.rhythm,
  }
}

/** The value goes no further than `present`, which masks it. */
const opened = (sealed: string | null): string | null => (sealed === null ? null : unseal(sealed))

function account(line: Account, title: (source: string) => Title): Overview['accounts'][number] {
  return {
    ref: refOf(line.account_no), accountNo: line.key, kind: line.kind, subkind: line.subkind, product: line.product, branch: line.branch, source: title(line.source), currency: line.currency,
    balance: line.balance, limit: line.credit_limit, principal: line.principal, overdue: line.overdue, rate: line.rate, openedOn: line.opened_on, maturesOn: line.matures_on,
    status: line.status, role: line.role, parent: line.parent?.split(':').slice(1).join(':') ?? null,
  }
}

async function sourceTitles(tx: Tx): Promise<Map<string, Title>> {
  const rows = await tx<{ source: string; title: Title }[]>`select source, title from feed.source`
  return new Map(rows.map((row) => [row.source, row.title]))
}

function asOf(tx: Tx): Promise<{ source: string; day: string }[]> {
  return tx<{ source: string; day: string }[]>`select source, day from account.as_of`
}

/** How far the sources of the accounts shown reach: the newest day any of them tells of. */
function reachOf(reach: { source: string; day: string }[], lines: Account[]): string | null {
  const sources = new Set(lines.map((line) => line.source))
  const days = reach.filter((each) => sources.has(each.source)).map((each) => each.day)
  return days.toSorted().at(-1) ?? null
}
