import { App, Button, Select } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { useDo } from '#ui/call'
import { Count } from '#ui/count'
import { Page } from '#ui/page'
import { Table, type Column } from '#ui/table'
import { When } from '#ui/when'
import { listUnmapped, mapCode, type CodeRow } from './code.api.ts'
import { t } from './design.text.ts'
import { listRejects, listRuns } from './runs.api.ts'
import { useSaid } from './said.tsx'
import { t as words } from './text.ts'
import { figure, name } from './words.tsx'

/** 未映射代码: one click says what a code means, and its lines are loaded again. */
export default function Codes() {
  return (
    <Page title={t.codes} subtitle={t.codesSubtitle} opens={listUnmapped}>
      <Table door={listUnmapped} input={{}} columns={columns()} rowKey="key" empty={{ title: t.noCodes, advice: t.noCodesAdvice }} />
    </Page>
  )
}

const columns = (): Column<CodeRow>[] => [
  { key: 'code', title: t.code, width: 120, card: 'title', render: (row) => <b>{row.code}</b> },
  { key: 'fills', title: t.field, width: 120, render: (row) => <Fills of={row} /> },
  { key: 'title', title: t.name, width: 150, render: (row) => <span title={row.name}>{name(row.title)}</span> },
  { key: 'lines', title: t.lines, width: 80, align: 'right', render: (row) => <Count of={row.lines} /> },
  { key: 'first', title: t.firstSeen, width: 150, render: (row) => <Link to={`/feed/runs/${row.firstRun}?line=${row.firstLine}`}>{t.lineOf(row.firstRun, figure(row.firstLine))}</Link> },
  { key: 'lastAt', title: t.lastSeen, width: 150, render: (row) => <When at={row.lastAt} as="instant" /> },
  { key: 'meaning', title: t.meaning, card: 'wide', render: (row) => <Meaning of={row} /> },
]

function Fills({ of }: { of: CodeRow }) {
  const said = useSaid(of.entity)
  return <span title={of.set}>{words.list(of.fills.map(said.field)) || of.set}</span>
}

function Meaning({ of }: { of: CodeRow }) {
  const said = useSaid(of.entity)
  const [ours, setOurs] = useState<string | undefined>(of.suggested ?? undefined)
  const { message } = App.useApp()
  const map = useDo(mapCode, { invalidates: [listUnmapped, listRuns, listRejects] })
  return (
    <span style={{ display: 'inline-flex', gap: 8 }}>
      <Select showSearch size="small" aria-label={`${of.code} ${t.meaning}`} style={{ width: 170 }} value={ours} onChange={setOurs} placeholder={t.meaning} optionFilterProp="label"
        options={[...of.choices.map((value) => ({ value, label: said.choice(value, of.fills[0]) })), { value: '', label: t.nothing }]} />
      <Button size="small" type="primary" disabled={ours === undefined} loading={map.busy} onClick={() => ours !== undefined && map.run({ name: of.name, set: of.set, code: of.code, ours }, ({ replays }) => void message.success(t.mapped(replays)))}>{t.map}</Button>
    </span>
  )
}
