import { LEVELS, statusMeanings, words } from '#center/customer/words.api'
import { Count } from '#ui/count'
import { Filters, useFilters } from '#ui/filters'
import { Level } from '#ui/level'
import { Money, UnitToggle } from '#ui/money'
import { Page } from '#ui/page'
import { Person } from '#ui/person'
import { Status } from '#ui/status'
import { Table, type Column } from '#ui/table'
import { Tags } from '#ui/tags'
import { When } from '#ui/when'
import { listCustomers, type CustomerRow } from './find.api.ts'
import { t } from './text.ts'

type Filter = { kind?: 'retail' | 'corporate' | 'institution'; status?: 'prospect' | 'active' | 'dormant' | 'lost'; level?: (typeof LEVELS)[number]; mine?: boolean }

export default function Customers() {
  const [filters, setFilters] = useFilters<Filter>({ kind: undefined, status: undefined, level: undefined, mine: undefined })
  return (
    <Page title={t.title} subtitle={t.subtitle} opens={listCustomers}>
      <Filters
        value={filters}
        onChange={setFilters}
        fields={[
          { key: 'kind', label: t.kind, kind: 'choice', options: words.kinds },
          { key: 'status', label: t.status, kind: 'choice', options: words.statuses },
          { key: 'level', label: t.level, kind: 'choice', options: words.levels },
          { key: 'mine', label: t.mine, kind: 'flag' },
        ]}
      />
      <Table
        door={listCustomers}
        input={filters}
        columns={columns()}
        rowKey="customerNo"
        to={(row) => `/customer360/customers/${row.customerNo}`}
        tools={<UnitToggle />}
        empty={{ title: t.empty, advice: t.emptyAdvice }}
      />
    </Page>
  )
}

const columns = (): Column<CustomerRow>[] => [
  { key: 'name', title: t.name, width: 130, card: 'title', render: (row) => <>{row.name}{!row.whole && <Tags tags={[{ text: t.partial, meaning: 'info', why: t.partialWhy }]} />}</> },
  { key: 'customerNo', title: t.number, width: 116 },
  { key: 'kind', title: t.kind, width: 68, render: (row) => words.kinds[row.kind as keyof typeof words.kinds] ?? row.kind }, // kinds are those of the customer room
  { key: 'level', title: t.level, width: 92, render: (row) => row.level && <Level rank={LEVELS.indexOf(row.level as (typeof LEVELS)[number]) + 1} of={LEVELS.length} title={words.levels[row.level as (typeof LEVELS)[number]]} /> },
  { key: 'status', title: t.status, width: 88, render: (row) => row.status && <Status of={words.statuses} value={row.status as keyof typeof words.statuses} meanings={statusMeanings} /> },
  { key: 'aum', title: t.aum, align: 'right', width: 138, card: 'side', render: (row) => <Money amount={row.aum} currency={row.currency} /> },
  { key: 'lum', title: t.lum, align: 'right', width: 126, render: (row) => <Money amount={row.lum} currency={row.currency} /> },
  { key: 'accounts', title: t.accounts, align: 'right', width: 72, card: 'none', hidden: true, render: (row) => <Count of={row.accounts} /> },
  { key: 'lastOn', title: t.lastOn, width: 108, render: (row) => row.lastOn && <When at={row.lastOn} /> },
  { key: 'owner', title: t.owner, width: 104, render: (row) => (row.owner ? <Person name={row.ownerName ?? row.owner} /> : row.whole ? <Status meaning="wait" text={t.unowned} plain /> : null) },
  { key: 'branch', title: t.branch, width: 136 },
]
