import { AimOutlined } from '@ant-design/icons'
import { Button, Input, Segmented, Space } from 'antd'
import { useState } from 'react'
import { say } from '#kernel/text'
import { useAsk, useDo } from '#ui/call'
import { thousands } from '#ui/count'
import { Drawer, useAskFirst } from '#ui/drawer'
import { Facts } from '#ui/facts'
import { Form } from '#ui/form'
import { Ask, Page, Refusal } from '#ui/page'
import { Person } from '#ui/person'
import { Table, type Column } from '#ui/table'
import { useMay } from '#ui/viewer'
import { When } from '#ui/when'
import { approveExport, getApproval, listApprovals, rejectExport, traceRow, type ExportDetail, type ExportRow } from './export.api.ts'
import { asksOf, purposeOf, Request, Length, rowsOf, State } from './parts.tsx'
import { t } from './text.ts'

export default function Approvals() {
  const [decided, setDecided] = useState(false)
  const [open, setOpen] = useState<number | null>(null)
  const tools = <Segmented size="small" aria-label={t.shown} value={decided ? 'decided' : 'waiting'} onChange={(next) => setDecided(next === 'decided')} options={[{ value: 'waiting', label: t.waiting }, { value: 'decided', label: t.decided }]} />
  return (
    <Page title={t.approvals} subtitle={t.approvalsAdvice} opens={listApprovals} actions={<Trace />}>
      <Table
        door={listApprovals} input={decided ? { decided } : {}} columns={columns()} rowKey="export" tools={tools} onOpen={(row) => setOpen(row.export)}
        empty={decided ? { title: t.noneDecided, advice: t.noneDecidedAdvice } : { title: t.noneWaits, advice: t.noneWaitsAdvice }}
      />
      <Drawer title={open === null ? '' : `${t.approvals} ${open}`} open={open !== null} onClose={() => setOpen(null)} width={640}>
        {open !== null && <Ask door={getApproval} input={{ export: open }}>{(found) => <>{found.state === 'waiting' && <Decide of={found} onDone={() => setOpen(null)} />}<Request of={found} /></>}</Ask>}
      </Drawer>
    </Page>
  )
}

const columns = (): Column<ExportRow>[] => [
  { key: 'export', title: t.no, width: 56, align: 'right', card: 'none' },
  { key: 'staffName', title: t.who, width: 180, card: 'title', render: (row) => <Person name={row.staffName} org={row.orgName} /> },
  { key: 'title', title: t.what, width: 110, render: (row) => say(row.title) },
  { key: 'asks', title: t.asks, width: 170, card: 'wide', render: (row) => <span title={asksOf(row)}>{asksOf(row)}</span> },
  { key: 'rows', title: t.rows, width: 116, align: 'right', render: (row) => <Length of={row} /> },
  { key: 'purpose', title: t.purpose, width: 124, render: purposeOf },
  { key: 'note', title: t.note, card: 'wide' },
  { key: 'state', title: t.state, width: 104, card: 'side', render: (row) => <State of={row.state} /> },
  { key: 'askedAt', title: t.askedAt, width: 136, render: (row) => <When at={row.askedAt} as="instant" /> },
  { key: 'decideBy', title: t.decideBy, width: 140, hidden: true, render: (row) => row.decideBy && <When at={row.decideBy} as="instant" /> },
]

const words = { conflict: t.late, stale: t.late, forbidden: t.oneself }

function Decide({ of, onDone }: { of: ExportDetail; onDone: () => void }) {
  const [rejecting, setRejecting] = useState(false)
  const approve = useDo(approveExport, { invalidates: [listApprovals, getApproval], done: t.approved, words })
  const askFirst = useAskFirst()
  const say = async () => {
    if (await askFirst({ title: t.approveTitle(of.staffName, rowsOf(of)), advice: t.approveAdvice, confirm: t.approve })) approve.run({ export: of.export, version: of.version }, onDone)
  }
  return (
    <>
      <Space style={{ marginBottom: 16 }}>
        <Button type="primary" loading={approve.busy} onClick={() => void say()}>{t.approve}</Button>
        <Button danger onClick={() => setRejecting(true)}>{t.reject}</Button>
      </Space>
      <Drawer title={t.rejectTitle} open={rejecting} onClose={() => setRejecting(false)} width={420}>
        <Form door={rejectExport} fields={[{ key: 'reason', label: t.reason, kind: 'long', autoFocus: true }]} fixed={{ export: of.export, version: of.version }} submit={t.reject} invalidates={[listApprovals, getApproval]} words={words} onDone={onDone} onCancel={() => setRejecting(false)} />
      </Drawer>
    </>
  )
}

/** A row that turned up outside: whose file it left in. */
function Trace() {
  const [open, setOpen] = useState(false)
  const [mark, setMark] = useState('')
  const may = useMay(traceRow)
  const asked = useAsk(traceRow, { mark }, { enabled: open && mark.length >= 8 })
  if (!may) return null
  return (
    <>
      <Button icon={<AimOutlined />} onClick={() => setOpen(true)}>{t.trace}</Button>
      <Drawer title={t.traceTitle} open={open} onClose={() => setOpen(false)}>
        <p className="y-soft" style={{ marginBottom: 12 }}>{t.traceAdvice}</p>
        <Input.Search aria-label={t.mark} placeholder={t.markHint} maxLength={80} enterButton={t.find} onSearch={(typed) => setMark(typed.trim())} style={{ marginBottom: 16 }} />
        {asked.error !== null && <Refusal of={asked.error} own={{ 'not-found': t.notFound }} />}
        {asked.data && (
          <Facts items={[
            { label: t.who, value: <Person name={asked.data.found.staffName} org={asked.data.found.orgName} /> },
            { label: t.rows, value: t.foundRow(thousands(asked.data.row)) },
            { label: t.no, value: asked.data.found.export },
            { label: t.what, value: say(asked.data.found.title) },
            { label: t.askedAt, value: <When at={asked.data.found.askedAt} as="instant" /> },
            { label: t.downloads, value: t.times(asked.data.found.downloads) },
            { label: t.note, value: asked.data.found.note, wide: true },
          ]} />
        )}
      </Drawer>
    </>
  )
}
