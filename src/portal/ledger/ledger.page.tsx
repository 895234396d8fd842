import { Select } from 'antd'
import { useMemo, useState } from 'react'
import { words } from '#center/customer/words.api'
import { askExport } from '#platform/open/export.api'
import { useAsk } from '#ui/call'
import { Sparkline, Trend } from '#ui/chart'
import { clearing } from '#ui/clearing'
import { Export } from '#ui/export'
import { Filters, useFilters } from '#ui/filters'
import { Level } from '#ui/level'
import { Money, moneyText, UnitToggle } from '#ui/money'
import { Ask, Figures, Page, Section } from '#ui/page'
import { Table, type AsksOf, type Column } from '#ui/table'
import { LEVELS } from '#center/customer/words.api'
import { getLedger, listLedger, type Ledger, type LedgerRow } from './ledger.api.ts'
import { t } from './text.ts'

type Wanted = Pick<AsksOf<typeof listLedger>, 'owner' | 'kind' | 'level' | 'only'>

/** 客户管理台账: what the customers of one manager keep and owe, since when, and which way it goes. */
export default function Ledger() {
  const [wanted, want] = useFilters<Wanted>({ owner: undefined, kind: undefined, level: undefined, only: undefined })
  const own = useAsk(getLedger, {}).data
  // Who looks after nobody, but after those who do, begins with the first of them.
  const owner = wanted.owner ?? (own?.customers === 0 ? own.managers.find((each) => each.customers > 0)?.staff : undefined)
  const asks = owner === undefined ? {} : { owner }
  const { data } = useAsk(getLedger, asks, { keep: true })
  const choice = data !== undefined && data.managers.length > 0 && <Whose of={data} value={owner} onChange={(next) => want({ ...wanted, owner: next })} />
  return (
    <Page title={t.title} subtitle={owner !== undefined && data !== undefined ? t.book(data.name) : undefined} asOf={data?.asOf} opens={getLedger} actions={choice}>
      <Ask door={getLedger} input={asks} keep shape="figures">{(found) => <Sums of={found} />}</Ask>
      {own !== undefined && <Book wanted={{ ...wanted, owner }} want={want} />}
    </Page>
  )
}

function Whose({ of, value, onChange }: { of: Ledger; value: string | undefined; onChange: (owner: string | undefined) => void }) {
  return (
    <Select
      allowClear={clearing()} showSearch={{ optionFilterProp: 'label' }} aria-label={t.owner} prefix={t.owner} placeholder={t.mine} value={value} onChange={(next?: string) => onChange(next)} style={{ minWidth: 260 }}
      options={of.managers.map((each) => ({ value: each.staff, label: `${t.of(each.name, each.customers)} · ${each.orgName}` }))}
    />
  )
}

function Sums({ of }: { of: Ledger }) {
  const money = (amount: string, signed = false) => <Money amount={amount} unit="auto" signed={signed} />
  const at = useMemo(() => of.months.map((each) => each.month.slice(0, 7)), [of.months])
  const series = useMemo(() => [{ name: t.deposits, values: of.months.map((each) => each.deposit) }, { name: t.loans, values: of.months.map((each) => each.loan) }], [of.months])
  return (
    <>
      <Figures items={[
        { label: t.customers, value: of.customers },
        { label: t.deposit, value: money(of.deposit), note: of.mixed ? t.mixed : undefined },
        { label: t.depositMonth, value: money(of.depositMonth, true), note: t.since(of.monthStart) },
        { label: t.depositYear, value: money(of.depositYear, true), note: t.since(of.yearStart) },
        { label: t.loan, value: money(of.loan) },
        { label: t.loanMonth, value: money(of.loanMonth, true), note: t.since(of.monthStart) },
        { label: t.loanYear, value: money(of.loanYear, true), note: t.since(of.yearStart) },
      ]} />
      {of.months.length > 0 && <Section><Trend question={t.question} period={t.period(at[0] ?? '', at.at(-1) ?? '')} n={of.customers} at={at} series={series} as="money" height={150} /></Section>}
    </>
  )
}

function Book({ wanted, want }: { wanted: Wanted; want: (next: Wanted) => void }) {
  const [sort, setSort] = useState<NonNullable<AsksOf<typeof listLedger>['sort']>>('-deposit')
  const isNarrowed = wanted.kind !== undefined || wanted.level !== undefined || wanted.only !== undefined
  return (
    <>
      <Filters value={wanted} onChange={want} fields={[
        { key: 'kind', label: t.kind, kind: 'choice', options: words.kinds },
        { key: 'level', label: t.level, kind: 'choice', options: words.levels },
        { key: 'only', label: t.only, kind: 'choice', options: t.onlys },
      ]} />
      <Table
        door={listLedger} input={{ ...wanted, sort }} columns={columns()} rowKey="customerNo" to={(row) => `/customer360/customers/${row.customerNo}`}
        tools={<><UnitToggle /><Export ask={askExport} of="ledger.customers" title={t.title} filter={{ ...wanted, sort }} /></>}
        sort={sort} onSort={(next) => setSort(next as typeof sort)} // the columns' own keys
        empty={isNarrowed ? { title: t.noneFit } : { title: t.none, advice: t.noneAdvice }}
      />
    </>
  )
}

const columns = (): Column<LedgerRow>[] => [
  { key: 'name', title: t.name, width: 170, card: 'title' },
  { key: 'level', title: t.level, width: 110, render: (row) => <Level rank={LEVELS.indexOf(row.level as (typeof LEVELS)[number]) + 1} of={LEVELS.length} title={words.levels[row.level as keyof typeof words.levels] ?? row.level} /> },
  { key: 'deposit', title: t.deposit, align: 'right', width: 140, sort: 'deposit', card: 'side', render: (row) => <Money amount={row.deposit} strong /> },
  { key: 'trend', title: t.trend, width: 120, render: (row) => <Course of={row} /> },
  { key: 'depositMonth', title: t.depositMonth, align: 'right', width: 140, sort: 'depositMonth', render: (row) => <Money amount={row.depositMonth} signed /> },
  { key: 'depositYear', title: t.depositYear, align: 'right', width: 140, sort: 'depositYear', render: (row) => <Money amount={row.depositYear} signed /> },
  { key: 'loan', title: t.loan, align: 'right', width: 140, sort: 'loan', render: (row) => <Money amount={row.loan} strong /> },
  { key: 'loanMonth', title: t.loanMonth, align: 'right', width: 130, sort: 'loanMonth', render: (row) => <Money amount={row.loanMonth} signed /> },
  { key: 'loanYear', title: t.loanYear, align: 'right', width: 130, sort: 'loanYear', hidden: true, render: (row) => <Money amount={row.loanYear} signed /> },
]

function Course({ of }: { of: LedgerRow }) {
  const values = of.months.map((each) => each.deposit)
  return values.length < 2 ? <span className="y-faint">—</span> : <Sparkline values={values} label={t.course(t.trend, moneyText(values[0] ?? '0'), moneyText(values.at(-1) ?? '0'))} />
}
