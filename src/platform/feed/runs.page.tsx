import { Link } from 'react-router'
import { Count } from '#ui/count'
import { Filters, useFilters } from '#ui/filters'
import { Ask, Page, Section } from '#ui/page'
import { Status } from '#ui/status'
import { useAsk } from '#ui/call'
import { Table, type Column } from '#ui/table'
import { When } from '#ui/when'
import { listRuns, listSources, STATES, type RunRow } from './runs.api.ts'
import { t } from './text.ts'
import { UploadButton } from './uploads.tsx'
import { figure, name, State } from './words.tsx'
import './running.css'

export default function Runs() {
  const [filters, setFilters] = useFilters({ source: undefined, state: undefined, withRejects: undefined })
  const known = useAsk(listSources, {})
  return (
    <Page title={t.title} subtitle={t.subtitle} opens={listRuns} actions={<UploadButton />}>
      <Sources />
      <Filters value={filters} onChange={setFilters} fields={[
        { key: 'source', label: t.source, kind: 'choice', options: Object.fromEntries((known.data?.sources ?? []).map(({ source, title }) => [source, name(title)])) },
        { key: 'state', label: t.state, kind: 'choice', options: Object.fromEntries(STATES.map((state) => [state, t.states[state]])) },
        { key: 'withRejects', label: t.withRejects, kind: 'flag' },
      ]} />
      <Table door={listRuns} input={filters} columns={columns()} rowKey="run" to={(row) => `/feed/runs/${row.run}`} empty={{ title: t.none, advice: t.noneAdvice }} />
    </Page>
  )
}

/** One line a source: how many rows came from it, and how many of them were refused. */
function Sources() {
  return (
    <Ask door={listSources} input={{}} isEmpty={({ sources }) => sources.length === 0} empty={{ title: t.none, advice: t.noneAdvice }} shape="figures">
      {({ sources }) => {
        const days = new Set(sources.map(({ asOf }) => asOf))
        const [day] = days
        return (
          <Section title={t.sourcesOf(sources.length, figure(sources.reduce((sum, { rows }) => sum + rows, 0)))} asOf={days.size === 1 ? day : null} flush>
            <div className="y-sources">
              {sources.map(({ source, title, rows, asOf, rejected }) => (
                <Link key={source} to={`/feed/runs?source=${encodeURIComponent(source)}`}>
                  <span className="y-cut">{name(title)}</span>
                  {rejected > 0 && <Status meaning="warn" text={t.openRejects(figure(rejected))} plain />}
                  {days.size > 1 && asOf !== null && <When at={asOf} as="day" />}
                  <b>{t.rows(figure(rows))}</b>
                </Link>
              ))}
            </div>
          </Section>
        )
      }}
    </Ask>
  )
}

const columns = (): Column<RunRow>[] => [
  { key: 'run', title: '#', width: 48, align: 'right', card: 'none' },
  { key: 'source', title: t.source, width: 140, hidden: true, render: (row) => name(row.sourceTitle) },
  { key: 'title', title: t.interface, width: 132, card: 'title', render: (row) => <span title={name(row.sourceTitle)}>{name(row.title)}</span> },
  { key: 'file', title: t.file, width: 228, card: 'wide', render: (row) => row.file ?? <span className="y-soft">{row.isLive ? t.live : t.inline}</span> },
  { key: 'state', title: t.state, width: 92, card: 'side', render: (row) => <State of={row} /> },
  { key: 'lines', title: t.lines, width: 78, align: 'right', render: (row) => <Count of={row.lines} /> },
  { key: 'added', title: t.added, width: 78, align: 'right', render: (row) => <Count of={row.added} /> },
  { key: 'changed', title: t.changed, width: 64, align: 'right', render: (row) => <Count of={row.changed} /> },
  { key: 'same', title: t.same, width: 70, align: 'right', render: (row) => <Count of={row.same} /> },
  { key: 'rejected', title: t.rejected, width: 66, align: 'right', render: (row) => <Count of={row.rejected} /> },
  { key: 'rowsPerSecond', title: t.speedOf, width: 90, align: 'right', render: (row) => <Count of={row.rowsPerSecond} /> },
  { key: 'startedAt', title: t.startedAt, width: 150, render: (row) => <When at={row.startedAt} as="instant" /> },
  { key: 'asOf', title: t.asOf, width: 110, hidden: true, render: (row) => row.asOf && <When at={row.asOf} as="day" /> },
]
