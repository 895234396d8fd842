import { DownloadOutlined, UploadOutlined } from '@ant-design/icons'
import { Button, Select, Space } from 'antd'
import { useRef, useState } from 'react'
import { addDocument, endDocument, getDocument, listDocuments, type Document } from '#center/document/document.api'
import type { ReplyOf } from '#kernel/endpoint'
import { say } from '#kernel/text'
import { useSave, useSend } from '#ui/call'
import { Drawer } from '#ui/drawer'
import { Form } from '#ui/form'
import { Ask, Section } from '#ui/page'
import { Person } from '#ui/person'
import { Status } from '#ui/status'
import { Rows, type Column } from '#ui/table'
import { useMay } from '#ui/viewer'
import { When } from '#ui/when'
import { t } from './text.ts'

type Listed = ReplyOf<typeof listDocuments>

/** 影像资料: what papers, pictures and recordings there are of the customer. */
export function DocumentsPart({ customerNo }: { customerNo: string }) {
  const [ending, end] = useState<Document | null>(null)
  return (
    <Ask door={listDocuments} input={{ customerNo }} shape="rows">
      {(listed) => (
        <Section title={t.documents.title} extra={<Adding of={listed} />} flush>
          <Rows rows={listed.documents} columns={columns(listed, end)} rowKey="document" empty={{ title: t.documents.none, advice: t.documents.noneAdvice }} />
          {!listed.scans && listed.documents.length > 0 && <p className="y-soft" style={{ padding: '8px 16px' }}>{t.documents.unscanned}</p>}
          <Drawer title={t.documents.endTitle(ending?.title ?? '')} open={ending !== null} onClose={() => end(null)} width={420}>
            {ending !== null && <><p className="y-soft" style={{ marginBottom: 12 }}>{t.documents.endAdvice}</p><Form door={endDocument} fields={[{ key: 'reason', label: t.documents.reason, autoFocus: true }]} fixed={{ customerNo, document: ending.document, version: ending.version }} submit={t.documents.end} invalidates={[listDocuments]} onDone={() => end(null)} onCancel={() => end(null)} /></>}
          </Drawer>
        </Section>
      )}
    </Ask>
  )
}

const meanings = { quarantined: 'wait', clean: 'good', infected: 'risk', ended: 'idle' } as const

const columns = (listed: Listed, end: (row: Document) => void): Column<Document>[] => [
  { key: 'title', title: t.documents.name, card: 'title' },
  { key: 'kind', title: t.documents.kind, width: 130, render: (row) => kindOf(listed, row.kind) },
  { key: 'bytes', title: t.documents.size, width: 90, align: 'right', render: (row) => sizeOf(row.bytes) },
  { key: 'state', title: t.documents.state, width: 110, card: 'side', render: (row) => <Status of={t.documents.states} value={row.state} meanings={meanings} /> },
  { key: 'by', title: t.documents.by, width: 190, render: (row) => <Person name={row.staffName ?? ''} org={row.branch} /> },
  { key: 'at', title: t.documents.at, width: 140, render: (row) => <When at={row.at} as="instant" /> },
  { key: 'act', title: t.documents.act, width: 170, card: 'wide', render: (row) => <Act customerNo={listed.customerNo} of={row} onEnd={() => end(row)} /> },
]

const kindOf = (listed: Listed, kind: string): string => {
  const found = listed.kinds.find((each) => each.kind === kind)
  return found ? say(found.title) : kind
}
const sizeOf = (bytes: number): string => (bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`)

function Act({ customerNo, of, onEnd }: { customerNo: string; of: Document; onEnd: () => void }) {
  const save = useSave(getDocument)
  const mayEnd = useMay(endDocument)
  if (of.state !== 'clean') return null
  return (
    <Space>
      <Button size="small" icon={<DownloadOutlined />} loading={save.busy} onClick={() => save.run({ customerNo, document: of.document })}>{t.documents.download}</Button>
      {mayEnd && <Button size="small" type="text" onClick={onEnd}>{t.documents.end}</Button>}
    </Space>
  )
}

function Adding({ of }: { of: Listed }) {
  const [kind, setKind] = useState('identity')
  const picker = useRef<HTMLInputElement>(null)
  const may = useMay(addDocument)
  const send = useSend(addDocument, { invalidates: [listDocuments], done: t.documents.added, words: { unprocessable: (facts) => t.documents.wrong(String(facts.cause)), conflict: t.documents.same, 'too-large': t.documents.large } })
  if (!may) return null
  const take = (files: FileList | null) => {
    const [file] = files ?? []
    if (file) send.run({ customerNo: of.customerNo, kind }, file)
    if (picker.current) picker.current.value = ''
  }
  return (
    <Space>
      <Select size="small" aria-label={t.documents.kind} value={kind} onChange={setKind} style={{ width: 140 }} options={of.kinds.map((each) => ({ value: each.kind, label: say(each.title) }))} />
      <input ref={picker} type="file" hidden aria-label={t.documents.add} accept=".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.wav,.mp3,.mp4,.m4a" onChange={(event) => take(event.target.files)} />
      <Button size="small" type="primary" icon={<UploadOutlined />} loading={send.busy} onClick={() => picker.current?.click()}>{t.documents.add}</Button>
    </Space>
  )
}
