import { statusMeanings, wordOf, words } from '#center/account/words.api'
import { isNegative, negate, share, subtract } from '#kernel/money'
import { say } from '#kernel/text'
import { daysBetween, today } from '#kernel/time'
import { Money } from '#ui/money'
import { Status } from '#ui/status'
import type { Column } from '#ui/table'
import { Tags } from '#ui/tags'
import { When } from '#ui/when'
import type { Overview } from './overview.api.ts'
import { t } from './text.ts'

export type Account = Overview['accounts'][number]
type Holding = Overview['holdings'][number] & { key: number }
type Order = Overview['orders'][number] & { key: number }

export function depositColumns(withCurrency: boolean): Column<Account>[] {
  return [
    number(t.holds.account), type(), balance(t.holds.balance), ...(withCurrency ? [{ key: 'currency', title: t.holds.currency, width: 72 }] : []), rate(), matures(), status(), ...origin(),
  ]
}

export function fundColumns(): Column<Account>[] {
  return [number(t.holds.account), type(), balance(t.holds.balance), opened(t.holds.opened), status(), ...origin()]
}

export function loanColumns(): Column<Account>[] {
  return [
    number(t.holds.contract), type(),
    { key: 'balance', title: t.holds.owed, align: 'right', width: 130, card: 'side', render: (row) => <Money amount={owed(row)} currency={row.currency} strong /> },
    { key: 'principal', title: t.holds.principal, align: 'right', width: 130, render: (row) => <Money amount={row.principal} currency={row.currency} /> },
    overdue(), rate(), matures(), status(t.holds.settled), branch(),
  ]
}

export function cardColumns(): Column<Account>[] {
  return [
    number(t.holds.card), type(),
    { key: 'balance', title: t.holds.used, align: 'right', width: 130, card: 'side', render: (row) => <Money amount={owed(row)} currency={row.currency} strong /> },
    { key: 'limit', title: t.holds.limit, align: 'right', width: 130, render: (row) => <Money amount={row.limit} currency={row.currency} /> },
    { key: 'usage', title: t.holds.usage, align: 'right', width: 80, render: (row) => usage(row) },
    overdue(), opened(t.holds.opened), status(), branch(),
  ]
}

export function holdingColumns(): Column<Holding>[] {
  return [
    { key: 'product', title: t.holds.product, width: 220, card: 'title' },
    { key: 'kind', title: t.holds.category, width: 80, render: (row) => wordOf(t.holds.categories, row.kind) ?? none },
    { key: 'risk', title: t.holds.risk, width: 80, render: (row) => (row.risk === null ? none : <Tags tags={[{ text: row.risk }]} />) },
    { key: 'value', title: t.holds.value, align: 'right', width: 130, card: 'side', render: (row) => <Money amount={row.value} currency={row.currency} strong /> },
    { key: 'cost', title: t.holds.cost, align: 'right', width: 130, render: (row) => <Money amount={row.cost} currency={row.currency} /> },
    { key: 'gain', title: t.holds.gain, align: 'right', width: 130, render: (row) => (row.value === null || row.cost === null ? none : <Money amount={subtract(row.value, row.cost)} currency={row.currency} signed />) },
    { key: 'units', title: t.holds.units, align: 'right', width: 110, render: (row) => (row.units === null ? none : <span className="y-money">{Number(row.units).toLocaleString('en-US', { maximumFractionDigits: 2 })}</span>) },
    { key: 'since', title: t.holds.bought, width: 110, render: (row) => <When at={row.since} /> },
    { key: 'maturesOn', title: t.holds.matures, width: 160, render: (row) => <Matures on={row.maturesOn} /> },
  ]
}

export function orderColumns(): Column<Order>[] {
  return [
    { key: 'accountNo', title: t.holds.account, width: 120, card: 'title' },
    { key: 'counterpartyAccount', title: t.holds.to, width: 140 },
    { key: 'bank', title: t.holds.bank, width: 120 },
    { key: 'amount', title: t.holds.amount, align: 'right', width: 130, card: 'side', render: (row) => <Money amount={row.amount} currency={row.currency} strong /> },
    { key: 'purpose', title: t.holds.purpose, width: 140 },
  ]
}

/** The kind of account as the bank says it: the product where it has a name, else what sort it is. */
export function typeOf(row: Account): string {
  return row.product ?? wordOf(words.subkinds, row.subkind) ?? wordOf(words.kinds, row.kind) ?? row.kind
}

export function owed(row: Account): string | null {
  return row.balance !== null && isNegative(row.balance) ? negate(row.balance) : row.balance === null ? null : '0'
}

const none = <span className="y-faint">—</span>
const number = (title: string): Column<Account> => ({
  key: 'accountNo', title, width: 120, card: 'title',
  render: (row) => <span className="y-figures">{row.accountNo}{row.role !== 'owner' && <> <Tags tags={[{ text: wordOf(words.roles, row.role) ?? row.role }]} /></>}</span>,
})
const type = (): Column<Account> => ({ key: 'type', title: t.holds.type, width: 130, render: typeOf })
const balance = (title: string): Column<Account> => ({ key: 'balance', title, align: 'right', width: 140, card: 'side', render: (row) => <Money amount={row.balance} currency={row.currency} strong /> })
const rate = (): Column<Account> => ({ key: 'rate', title: t.holds.rate, align: 'right', width: 80, render: (row) => (row.rate === null ? none : <span className="y-money">{Number(row.rate).toFixed(2)}%</span>) })
const opened = (title: string): Column<Account> => ({ key: 'openedOn', title, width: 110, render: (row) => <When at={row.openedOn} /> })
const matures = (): Column<Account> => ({ key: 'maturesOn', title: t.holds.matures, width: 160, render: (row) => <Matures on={row.maturesOn} /> })
const overdue = (): Column<Account> => ({
  key: 'overdue', title: t.holds.overdue, align: 'right', width: 104,
  render: (row) => (Number(row.overdue ?? 0) > 0 ? <span className="y-risk"><Status meaning="risk" text="" plain /><Money amount={row.overdue} currency={row.currency} /></span> : none),
})
const status = (closed?: string): Column<Account> => ({
  key: 'status', title: t.holds.status, width: 96,
  render: (row) => <Status of={closed === undefined ? words.statuses : { ...words.statuses, closed }} value={row.status as keyof typeof words.statuses} meanings={statusMeanings} plain />,
})
const branch = (): Column<Account> => ({ key: 'branch', title: t.holds.branch, width: 130, card: 'none' })
const origin = (): Column<Account>[] => [
  branch(),
  { key: 'source', title: t.holds.source, width: 120, card: 'none', render: (row) => say(row.source) },
]

/** A day with how long it is still to go, which is what one asks of it. */
export function Matures({ on }: { on: string | null }) {
  if (on === null) return none
  const days = daysBetween(today(), on)
  const left = days > 0 ? t.holds.daysLeft(days) : days === 0 ? t.holds.dueToday : t.holds.past
  return <span className="y-matures"><When at={on} /> <small className={days >= 0 && days <= 30 ? 'soon' : ''}>{left}</small></span>
}

function usage(row: Account) {
  const part = row.limit === null ? null : share(owed(row) ?? '0', row.limit)
  return part === null ? none : <span className="y-money">{part}%</span>
}
