import { AutoComplete, Button, Input, Select } from 'antd'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import type { Refused } from '#kernel/error'
import { useAsk } from '#ui/call'
import { clearing } from '#ui/clearing'
import { Drawer } from '#ui/drawer'
import { Filters, useFilters } from '#ui/filters'
import { Ask, Page, Section, Stack } from '#ui/page'
import { words as refusalWords } from '#ui/refusal'
import { Status } from '#ui/status'
import { Rows, type Column } from '#ui/table'
import { FileDrop, useSend } from '#ui/upload'
import { useMay } from '#ui/viewer'
import { When } from '#ui/when'
import { beginDesign, listInterfaces, type InterfaceRow } from './design.api.ts'
import { t } from './design.text.ts'
import { listRuns } from './runs.api.ts'
import { listUploads, uploadFile, type UploadRow } from './upload.api.ts'
import { t as words } from './text.ts'
import './design.css'
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

type Sent = { file: string; upload?: number; fault?: string }

function Send({ known }: { known: InterfaceRow[] }) {
  const [face, setFace] = useState<string | undefined>()
  const [sent, setSent] = useState<Sent[]>([])
  const { send, busy } = useSend(uploadFile, { invalidates: [listUploads, listRuns] })
  const add = (one: Sent) => setSent((before) => [one, ...before])
  const up = async (file: File) => {
    const taken = await send(face === undefined ? {} : { interface: face }, file, (refused) => add({ file: file.name, fault: faultWord(refused) }))
    if (taken) add({ file: file.name, upload: taken.upload })
  }
  return (
    <Stack>
      <p className="y-soft">{t.uploadAdvice}</p>
      <Select allowClear={clearing()} aria-label={t.name} style={{ width: '100%' }} value={face} placeholder={t.byName} onChange={setFace} options={known.filter((row) => row.state === 'active').map((row) => ({ value: row.name, label: `${name(row.sourceTitle)} · ${name(row.title)}` }))} />
      <FileDrop multiple title={busy ? t.sending : t.chooseFiles} hint={t.chooseFilesHint} busy={busy} onPick={(file) => void up(file)} />
      {sent.length > 0 && <Fates of={sent} />}
    </Stack>
  )
}

/** What became of each file sent up: refused at the door, or read since. */
function Fates({ of }: { of: Sent[] }) {
  const { data } = useAsk(listUploads, {}, { every: 2000 })
  return (
    <ul className="y-sent">
      {of.map(({ file, upload, fault }, n) => {
        const row = data?.rows.find((each) => each.upload === upload)
        const note = fault ?? noteWord(row?.note ?? null)
        return (
          <li key={of.length - n}>
            {fault !== undefined ? <Status meaning="risk" text={t.notTaken} /> : row === undefined || row.state === 'waiting' ? <Status meaning="wait" text={t.sent} /> : <State of={row} />}
            <span>{row?.runs[0] === undefined ? file : <Link to={`/feed/runs/${row.runs[0]}`}>{file}</Link>}{note !== '' && <span className="y-soft" role={fault === undefined ? undefined : 'alert'}>{note}</span>}</span>
          </li>
        )
      })}
    </ul>
  )
}

function faultWord(refused: Refused): string {
  const code = String(refused.facts.code ?? '')
  return (t.fileFaults as Record<string, string>)[code] ?? refusalWords(refused).title
}

const SHOWN = 5

function Uploads() {
  const go = useNavigate()
  const [isAll, showAll] = useState(false)
  const rows = useAsk(listUploads, {}, { every: 5000 }).data?.rows ?? []
  if (rows.length === 0) return null
  const more = rows.length > SHOWN && <Button type="link" size="small" onClick={() => showAll(!isAll)}>{isAll ? t.fewer : t.allOf(rows.length)}</Button>
  return <Section title={t.uploads} extra={more} flush><Rows rows={isAll ? rows : rows.slice(0, SHOWN)} columns={uploadColumns()} rowKey="upload" onOpen={(row) => row.runs[0] !== undefined && void go(`/feed/runs/${row.runs[0]}`)} /></Section>
}

const State = ({ of }: { of: UploadRow }) => <Status of={t.uploadStates} value={of.state} meanings={{ waiting: 'wait', running: 'wait', done: 'good', failed: 'risk' }} />

const uploadColumns = (): Column<UploadRow>[] => [
  { key: 'file', title: t.file, width: 300, card: 'title' },
  { key: 'state', title: t.state, width: 100, card: 'side', render: (row) => <State of={row} /> },
  { key: 'note', title: t.note, card: 'wide', render: (row) => <span title={noteWord(row.note)}>{noteWord(row.note)}</span> },
  { key: 'staffName', title: t.by, width: 90 },
  { key: 'at', title: t.at, width: 150, render: (row) => <When at={row.at} as="instant" /> },
]

/** A code, with facts behind a colon: in the words of uploads, of files, or of runs. */
function noteWord(note: string | null): string {
  if (note === null) return ''
  const [code = '', ...about] = note.split(': ')
  const word = (t.uploadNotes as Record<string, string>)[code] ?? (t.fileFaults as Record<string, string>)[code] ?? (words.notes as Record<string, string>)[code]
  return word === undefined ? t.unreadable : [word, ...about].join(' · ')
}
