import { useNavigate } from 'react-router'
import { Count } from '#ui/count'
import { Filters, useFilters } from '#ui/filters'
import { Ask, Figures, Page } from '#ui/page'
import { useAsk } from '#ui/call'
import { Table, type Column } from '#ui/table'
import { AsOf, When } from '#ui/when'
import { listRuns, listSources, STATES, type RunRow } from './runs.api.ts'
import { t } from './text.ts'
import { figure, name, State } from './words.tsx'

export default function Runs() {
  const go = useNavigate()
  const [filters, setFilters] = useFilters({ source: undefined, state: undefined, withRejects: undefined })
  const known = useAsk(listSources, {})
  return (
    <Page title={t.title} subtitle={t.subtitle} opens={listRuns}>
      <Sources />
      <Filters value={filters} onChange={setFilters} fields={[
        { key: 'source', label: t.source, kind: 'choice', options: Object.fromEntries((known.data?.sources ?? []).map(({ source, title }) => [source, name(title)])) },
        { key: 'state', label: t.state, kind: 'choice', options: Object.fromEntries(STATES.map((state) => [state, t.states[state]])) },
        { key: 'withRejects', label: t.withRejects, kind: 'flag' },
      ]} />
      <Table door={listRuns} input={filters} columns={columns()} rowKey="run" onOpen={(row) => go(`/feed/runs/${row.run}`)} empty={{ title: t.none, advice: t.noneAdvice }} />
    </Page>
  )
}

function Sources() {
  return (
    <Ask door={listSources} input={{}} isEmpty={({ sources }) => sources.length === 0} empty={{ title: t.none, advice: t.noneAdvice }} shape="figures">
      {({ sources }) => (
        <Figures items={sources.map(({ source, title, interfaces, rows, asOf, rejected }) => ({
          label: name(title),
          value: t.rows(figure(rows)),
          note: <>{asOf === null ? t.interfaces(interfaces) : <AsOf at={asOf} />}{rejected > 0 && <div>{t.openRejects(figure(rejected))}</div>}</>,
          to: `/feed/runs?source=${encodeURIComponent(source)}`,
        }))} />
      )}
    </Ask>
  )
}

const columns = (): Column<RunRow>[] => [
  { key: 'run', title: '#', width: 48, align: 'right', card: 'none' },
  { key: 'source', title: t.source, width: 140, hidden: true, render: (row) => name(row.sourceTitle) },
  { key: 'title', title: t.interface, width: 132, card: 'title', render: (row) => <span title={name(row.sourceTitle)}>{name(row.title)}</span> },
  { key: 'file', title: t.file, width: 228, card: 'wide', render: (row) => row.file ?? t.inline },
  { key: 'state', title: t.state, width: 92, card: 'side', render: (row) => <State of={row.state} /> },
  { key: 'lines', title: t.lines, width: 78, align: 'right', render: (row) => <Count of={row.lines} /> },
  { key: 'added', title: t.added, width: 78, align: 'right', render: (row) => <Count of={row.added} /> },
  { key: 'changed', title: t.changed, width: 64, align: 'right', render: (row) => <Count of={row.changed} /> },
  { key: 'same', title: t.same, width: 70, align: 'right', render: (row) => <Count of={row.same} /> },
  { key: 'rejected', title: t.rejected, width: 66, align: 'right', render: (row) => <Count of={row.rejected} /> },
  { key: 'rowsPerSecond', title: t.speed, width: 100, align: 'right', render: (row) => (row.rowsPerSecond === null ? null : t.perSecond(figure(row.rowsPerSecond))) },
  { key: 'startedAt', title: t.startedAt, width: 150, render: (row) => <When at={row.startedAt} as="instant" /> },
  { key: 'asOf', title: t.asOf, width: 110, hidden: true, render: (row) => row.asOf && <When at={row.asOf} as="day" /> },
]
