import { Button, Segmented } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { wordOf, words } from '#center/account/words.api'
import { askExport } from '#platform/open/export.api'
import { Export } from '#ui/export'
import { Money, UnitToggle } from '#ui/money'
import { Empty, Section } from '#ui/page'
import { Table, type Column } from '#ui/table'
import { When } from '#ui/when'
import { listTransactions, type Overview, type Transaction } from './overview.api.ts'
import { t } from './text.ts'

const BRIEF = 8

/** The last that moved, at a glance. */
export function Latest({ of }: { of: Overview }) {
  const rows = of.transactions.slice(0, BRIEF)
  return (
    <Section title={t.moves.latest} extra={rows.length > 0 && <Link to="?tab=transactions">{t.moves.all}</Link>}>
      {rows.length === 0 ? <Empty title={t.moves.none} advice={t.moves.noneAdvice} /> : (
        <ul className="y-moves">
          {rows.map((row) => (
            <li key={`${row.accountNo} ${row.key}`}>
              <When at={row.onDay} />
              <span className="y-cut"><b>{what(row)}</b></span>
              <span className="y-cut y-faint">{[wordOf(words.transactions, row.kind), wordOf(words.channels, row.channel)].filter(Boolean).join(' · ')}</span>
              <span className="y-faint y-figures">{wordOf(words.kinds, row.accountKind)} {row.accountNo}</span>
              <Money amount={row.amount} currency={row.currency} signed />
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

/** All of them, by key; one day and one way when a figure led here. */
export function Transactions({ of }: { of: Overview }) {
  const [address, setAddress] = useSearchParams()
  const on = address.get('on') ?? undefined
  const way = on !== undefined && (address.get('way') === 'in' || address.get('way') === 'out') ? (address.get('way') as 'in' | 'out') : undefined
  const show = (next: 'in' | 'out' | 'both') => setAddress({ tab: 'transactions', ...(on && { on }), ...(next !== 'both' && { way: next }) })
  const tools = (
    <>
      <UnitToggle />
      <Export ask={askExport} of="customer360.transactions" title={t.moves.all} filter={{ customerNo: of.customerNo, on, way }} />
      {on !== undefined && (
        <>
          <b className="y-figures">{on}</b>
          <Segmented size="small" aria-label={t.moves.way} value={way ?? 'both'} onChange={show} options={[{ value: 'both', label: t.moves.both }, { value: 'in', label: t.moves.ways.in }, { value: 'out', label: t.moves.ways.out }]} />
          <Button size="small" type="link" onClick={() => setAddress({ tab: 'transactions' })}>{t.moves.reset}</Button>
        </>
      )}
    </>
  )
  return <Table door={listTransactions} input={{ customerNo: of.customerNo, on, way }} columns={moveColumns()} rowKey="key" tools={tools} empty={on === undefined ? { title: t.moves.none, advice: t.moves.noneAdvice } : { title: t.moves.noneFit }} />
}

export const moveColumns = (): Column<Transaction>[] => [
  { key: 'at', title: t.moves.at, width: 138, render: (row) => <When at={row.at} as="instant" /> },
  { key: 'what', title: t.moves.what, width: 180, card: 'title', render: what },
  { key: 'kind', title: t.moves.kind, width: 100, render: (row) => wordOf(words.transactions, row.kind) },
  { key: 'amount', title: t.moves.amount, align: 'right', width: 140, card: 'side', render: (row) => <Money amount={row.amount} currency={row.currency} signed strong /> },
  { key: 'balance', title: t.moves.balance, align: 'right', width: 134, render: (row) => <Money amount={row.balance} currency={row.currency} /> },
  { key: 'accountNo', title: t.moves.account, width: 144, render: (row) => <span className="y-figures">{wordOf(words.kinds, row.accountKind)} {row.accountNo}</span> },
  { key: 'channel', title: t.moves.channel, width: 104, render: (row) => wordOf(words.channels, row.channel) ?? <span className="y-faint">—</span> },
  { key: 'place', title: t.moves.place, width: 96, card: 'none' },
]

/** Whom or what it was with, else what the source calls it. */
function what(row: Transaction): string {
  return row.merchant ?? row.counterparty ?? row.summary ?? wordOf(words.transactions, row.kind) ?? row.kind
}
