import { DownloadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { say } from '#kernel/text'
import { invalidate, useAsk, useDo, useMoved, useSave } from '#ui/call'
import { Drawer, useAskFirst } from '#ui/drawer'
import { Ask, Page, Stack } from '#ui/page'
import { Table, type Column } from '#ui/table'
import { When } from '#ui/when'
import { downloadExport, getExport, listExports, withdrawExport, type ExportRow } from './export.api.ts'
import { asksOf, formatOf, purposeOf, Request, Length, State } from './parts.tsx'
import { t } from './text.ts'

export default function Exports() {
  const [open, setOpen] = useState<number | null>(null)
  useMoving()
  return (
    <Page title={t.exports} subtitle={t.exportsAdvice} opens={listExports}>
      <Table door={listExports} input={{}} columns={columns()} rowKey="export" onOpen={(row) => setOpen(row.export)} empty={{ title: t.none, advice: t.noneAdvice }} />
      <Drawer title={open === null ? '' : `${t.exports} ${open}`} open={open !== null} onClose={() => setOpen(null)} width={640}>
        {open !== null && <Ask door={getExport} input={{ export: open }}>{(found) => <Stack><span><Act of={found} /></span><Request of={found} /></Stack>}</Ask>}
      </Drawer>
    </Page>
  )
}

/** What others decide and jobs make moves the newest of them on: the list is asked again when it has. */
function useMoving(): void {
  const newest = useAsk(listExports, { limit: 20 }, { every: 3000 })
  const states = newest.data?.rows.map((row) => `${row.export} ${row.state}`).join()
  useMoved(states, () => void invalidate(listExports, getExport))
}

const columns = (): Column<ExportRow>[] => [
  { key: 'export', title: t.no, width: 56, align: 'right', card: 'none' },
  { key: 'title', title: t.what, width: 110, card: 'title', render: (row) => say(row.title) },
  { key: 'asks', title: t.asks, card: 'wide', render: (row) => <Said of={row} /> },
  { key: 'purpose', title: t.purpose, width: 124, render: purposeOf },
  { key: 'rows', title: t.rows, width: 116, align: 'right', render: (row) => <Length of={row} /> },
  { key: 'format', title: t.format, width: 78, render: formatOf },
  { key: 'state', title: t.state, width: 104, card: 'side', render: (row) => <State of={row.state} /> },
  { key: 'askedAt', title: t.askedAt, width: 136, render: (row) => <When at={row.askedAt} as="instant" /> },
  { key: 'keepUntil', title: t.keepUntil, width: 108, render: (row) => row.keepUntil && <When at={row.keepUntil} as="day" /> },
  { key: 'act', title: t.download, width: 104, render: (row) => <Act of={row} /> },
]

/** What was asked for, and why it was not given. */
function Said({ of }: { of: ExportRow }) {
  return (
    <>
      <span title={asksOf(of)}>{asksOf(of)}</span>
      {of.rejectedFor && <div className="y-soft" title={of.rejectedFor}>{t.rejectedFor(of.rejectedFor)}</div>}
    </>
  )
}

/** What can be done with it now. */
function Act({ of }: { of: ExportRow }) {
  const save = useSave(downloadExport, { invalidates: [listExports, getExport], words: { conflict: t.fileGone, unavailable: t.fileBroken } })
  const withdraw = useDo(withdrawExport, { invalidates: [listExports, getExport], done: t.withdrawn, words: { conflict: t.late } })
  const askFirst = useAskFirst()
  if (of.state === 'ready') return <Button size="small" type="primary" icon={<DownloadOutlined />} loading={save.busy} onClick={() => save.run({ export: of.export })}>{t.download}</Button>
  if (of.state !== 'waiting') return null
  const take = async () => {
    if (await askFirst({ title: t.withdrawTitle })) withdraw.run({ export: of.export, version: of.version })
  }
  return <Button size="small" loading={withdraw.busy} onClick={() => void take()}>{t.withdraw}</Button>
}
