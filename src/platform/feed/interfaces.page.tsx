import { AutoComplete, Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { Refused } from '#kernel/error'
import { useAsk } from '#ui/call'
import { clearing } from '#ui/clearing'
import { Drawer } from '#ui/drawer'
import { Filters, useFilters } from '#ui/filters'
import { Ask, Page, Section, Stack } from '#ui/page'
import { words as refusalWords } from '#ui/refusal'
import { Status } from '#ui/status'
import { Rows, Table, type Column } from '#ui/table'
import { FileDrop, useSend } from '#ui/upload'
import { useMay } from '#ui/viewer'
import { When } from '#ui/when'
import { beginDesign, listInterfaces, type InterfaceRow } from './design.api.ts'
import { t } from './design.text.ts'
import { listRuns } from './runs.api.ts'
import { listUploads, uploadFile, type UploadRow } from './upload.api.ts'
import { name } from './words.tsx'

/** 接口设计: the register of interfaces, and the two ways a file comes in by hand. */
export default function Interfaces() {
  const go = useNavigate()
  const mayDesign = useMay(beginDesign)
  const mayUpload = useMay(uploadFile)
  const [open, setOpen] = useState<'begin' | 'upload' | null>(null)
  const known = useAsk(listInterfaces, {})
  const [filters, setFilters] = useFilters<{ source?: string; state?: string }>({ source: undefined, state: undefined })
  const isWanted = (row: InterfaceRow) => (filters.source ?? row.source) === row.source && (filters.state ?? row.state) === row.state
  return (
    <Page title={t.title} subtitle={t.subtitle} opens={listInterfaces} actions={<>
      {mayUpload && <Button onClick={() => setOpen('upload')}>{t.upload}</Button>}{mayDesign && <Button type="primary" onClick={() => setOpen('begin')}>{t.begin}</Button>}
    </>}>
      {mayUpload && <Uploads />}
      <Filters value={filters} onChange={setFilters} fields={[
        { key: 'source', label: t.source, kind: 'choice', options: Object.fromEntries((known.data?.rows ?? []).map((row) => [row.source, name(row.sourceTitle)])) },
        { key: 'state', label: t.state, kind: 'choice', options: t.states },
      ]} />
      <Section flush>
        <Ask door={listInterfaces} input={{}} shape="rows" isEmpty={({ rows }) => rows.length === 0} empty={{ title: t.none, advice: t.noneAdvice }}>
          {({ rows }) => <Rows rows={rows.filter(isWanted)} rowKey="name" columns={columns()} to={(row) => (mayDesign && row.origin === 'page' ? `/feed/interfaces/${row.name}` : `/feed/runs?source=${encodeURIComponent(row.source)}`)} />}
        </Ask>
      </Section>
      <Drawer title={t.beginTitle} open={open === 'begin'} onClose={() => setOpen(null)}><Begin known={known.data?.rows ?? []} onBegun={(made) => go(`/feed/interfaces/${made}`)} /></Drawer>
      <Drawer title={t.upload} open={open === 'upload'} onClose={() => setOpen(null)}><Send known={known.data?.rows ?? []} /></Drawer>
    </Page>
  )
}

const columns = (): Column<InterfaceRow>[] => [
  { key: 'title', title: t.name, width: 190, card: 'title', render: (row) => <span title={row.name}>{name(row.title)}</span> },
  { key: 'source', title: t.source, width: 150, render: (row) => name(row.sourceTitle) },
  { key: 'format', title: t.format, width: 110, render: (row) => (t.formats as Record<string, string>)[row.format] ?? row.format },
  { key: 'origin', title: t.origin, width: 100, render: (row) => t.origins[row.origin] },
  { key: 'version', title: t.version, width: 70, align: 'right', render: (row) => (row.version === 0 ? <span className="y-faint">—</span> : row.version) },
  { key: 'state', title: t.state, width: 100, card: 'side', render: (row) => <Status of={t.states} value={row.state} meanings={{ active: 'good', draft: 'wait' }} /> },
  { key: 'staffName', title: t.owner, width: 90 },
  { key: 'lastAt', title: t.lastAt, width: 150, render: (row) => <When at={row.lastAt} as="instant" /> },
]

function Begin({ known, onBegun }: { known: InterfaceRow[]; onBegun: (name: string) => void }) {
  const [source, setSource] = useState('')
  const [title, setTitle] = useState('')
  const [face, setFace] = useState('')
  const { send, busy, failed } = useSend(beginDesign, { invalidates: [listInterfaces] })
  const sources = new Map(known.map((row) => [row.source, name(row.sourceTitle)]))
  const isReady = /^[a-z][a-z0-9-]{0,19}$/.test(source) && (title.trim() !== '' || sources.has(source))
  const begin = async (file: File) => {
    const made = await send({ source, sourceTitle: sources.get(source) ?? title.trim(), ...(face.trim() !== '' && { title: face.trim() }) }, file)
    if (made) onBegun(made.name)
  }
  return (
    <Stack>
      <label>{t.sourceCode}<AutoComplete autoFocus aria-label={t.sourceCode} style={{ width: '100%' }} value={source} onChange={setSource} placeholder={t.sourceCodeHint} options={[...sources].map(([value, label]) => ({ value, label: `${label} ${value}` }))} /></label>
      {!sources.has(source) && <label>{t.sourceName}<Input aria-label={t.sourceName} value={title} maxLength={40} placeholder={t.sourceNameHint} onChange={(event) => setTitle(event.target.value)} /></label>}
      <label>{t.faceTitle}<Input aria-label={t.faceTitle} value={face} maxLength={40} placeholder={t.faceTitleHint} onChange={(event) => setFace(event.target.value)} /></label>
      <FileDrop title={busy ? t.reading : isReady ? t.choose : t.sayFirst} hint={t.chooseHint} busy={busy || !isReady} onPick={(file) => void begin(file)} />
      {failed && <p role="alert" className="y-form-failed">{faultWord(failed)}</p>}
    </Stack>
  )
}

function Send({ known }: { known: InterfaceRow[] }) {
  const [face, setFace] = useState<string | undefined>()
  const [sent, setSent] = useState<string[]>([])
  const { send, busy, failed } = useSend(uploadFile, { invalidates: [listUploads, listRuns] })
  const up = async (file: File) => {
    if (await send(face === undefined ? {} : { interface: face }, file)) setSent((before) => [file.name, ...before])
  }
  return (
    <Stack>
      <p className="y-soft">{t.uploadAdvice}</p>
      <Select allowClear={clearing()} aria-label={t.name} style={{ width: '100%' }} value={face} placeholder={t.byName} onChange={setFace} options={known.filter((row) => row.state === 'active').map((row) => ({ value: row.name, label: `${name(row.sourceTitle)} · ${name(row.title)}` }))} />
      <FileDrop multiple title={busy ? t.reading : t.choose} busy={busy} onPick={(file) => void up(file)} />
      {failed && <p role="alert" className="y-form-failed">{faultWord(failed)}</p>}
      {sent.map((each) => <p key={each}><Status meaning="good" text={t.sent} /> {each}</p>)}
    </Stack>
  )
}

function faultWord(refused: Refused): string {
  const code = String(refused.facts.code ?? '')
  return (t.fileFaults as Record<string, string>)[code] ?? refusalWords(refused).title
}

function Uploads() {
  const go = useNavigate()
  const { data } = useAsk(listUploads, {}, { every: 5000 })
  const open = (row: UploadRow) => row.runs[0] !== undefined && go(`/feed/runs/${row.runs[0]}`)
  if (data === undefined || data.rows.length === 0) return null
  return <Section title={t.uploads} flush><Table door={listUploads} input={{}} columns={uploadColumns()} rowKey="upload" height={Math.min(5, data.rows.length) * 44 + 40} onOpen={open} /></Section>
}

const uploadColumns = (): Column<UploadRow>[] => [
  { key: 'file', title: t.file, card: 'title' },
  { key: 'state', title: t.state, width: 100, card: 'side', render: (row) => <Status of={t.uploadStates} value={row.state} meanings={{ waiting: 'wait', running: 'wait', done: 'good', failed: 'risk' }} /> },
  { key: 'note', title: t.note, width: 220, render: (row) => noteWord(row.note) },
  { key: 'staffName', title: t.by, width: 90 },
  { key: 'at', title: t.at, width: 150, render: (row) => <When at={row.at} as="instant" /> },
]

function noteWord(note: string | null): string {
  if (note === null) return ''
  const [code = ''] = note.split(': ')
  return (t.uploadNotes as Record<string, string>)[code] ?? (t.fileFaults as Record<string, string>)[code] ?? note
}
