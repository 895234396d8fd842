import { Trend } from '#ui/chart'
import { Percent, thousands } from '#ui/count'
import { Filters, useFilters } from '#ui/filters'
import { Ask, Columns, Section, Stack } from '#ui/page'
import { Person } from '#ui/person'
import { Table, type AsksOf, type Column } from '#ui/table'
import { Tags } from '#ui/tags'
import { FRESH, getVerified, listStale, type StaleRow, type Verified } from './fresh.api.ts'
import { percent } from './heat.tsx'
import { fieldWord, t } from './text.ts'

/** 时效: how many profiles were confirmed within the year, and which values nobody has confirmed for long. */
export function Stale() {
  const [filters, setFilters] = useFilters<AsksOf<typeof listStale>>({ field: undefined, owner: undefined, org: undefined })
  return (
    <Stack>
      <Ask door={getVerified} input={{}} shape="figures" isEmpty={({ on }) => on === null} empty={{ title: t.none, advice: t.noneAdvice }}>{(found) => <Share of={found} />}</Ask>
      <Filters value={filters} onChange={setFilters} fields={[{ key: 'field', label: t.field, kind: 'choice', options: Object.fromEntries(FRESH.map((field) => [field, fieldWord(field)])) }]} />
      <Table door={listStale} input={filters} columns={columns()} rowKey="customerNo" to={(row) => `/customer360/customers/${row.customerNo}?tab=profile`} height={520} empty={{ title: t.fresh.none, advice: t.fresh.noneAdvice }} />
    </Stack>
  )
}

function Share({ of }: { of: Verified }) {
  return (
    <Columns of={[1, 2]}>
      <Section title={t.fresh.verified} asOf={of.on}>
        <p className="quality-share"><Percent of={of.customers === 0 ? null : of.verified / of.customers} /></p>
        <p className="y-soft">{t.fresh.of(thousands(of.verified), thousands(of.customers))}</p>
      </Section>
      <Section title={of.trend.length > 1 ? undefined : t.fresh.branches}>
        {of.trend.length > 1 ? <Trend question={t.fresh.trend} as="percent" at={of.trend.map(({ on }) => on)} series={[{ name: t.fresh.verified, values: of.trend.map(({ share }) => share) }]} /> : (
          <ul className="quality-branches">{of.branches.slice(0, 24).map((branch) => <li key={branch.org}>{branch.orgName} <b>{percent(branch.customers === 0 ? null : branch.verified / branch.customers)}</b></li>)}</ul>
        )}
      </Section>
    </Columns>
  )
}

const columns = (): Column<StaleRow>[] => [
  { key: 'name', title: t.customer, width: 140, card: 'title', render: (row) => row.name },
  { key: 'fields', title: t.fresh.last, card: 'wide', render: (row) => <Tags tags={row.fields.map(({ field, on, isStale }) => ({ text: `${fieldWord(field)} ${on}`, ...(isStale && { meaning: 'warn' as const }) }))} /> },
  { key: 'owner', title: t.owner, width: 140, render: (row) => <Person name={row.ownerName} plain /> },
  { key: 'org', title: t.branch, width: 150, render: (row) => row.orgName },
]
