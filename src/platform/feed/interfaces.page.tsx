import { AutoComplete, Button, Input } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { useAsk } from '#ui/call'
import { Drawer } from '#ui/drawer'
import { Filters, useFilters } from '#ui/filters'
import { Ask, Page, Section, Stack } from '#ui/page'
import { Status } from '#ui/status'
import { Rows, type Column } from '#ui/table'
import { FileDrop, useSend } from '#ui/upload'
import { useMay } from '#ui/viewer'
import { When } from '#ui/when'
import { beginDesign, listInterfaces, type InterfaceRow } from './design.api.ts'
import { t } from './design.text.ts'
import { faultWord, UploadButton, Uploads } from './uploads.tsx'
import './design.css'
import { name } from './words.tsx'

/** 接口设计: the register of interfaces, and the two ways a file comes in by hand. */
export default function Interfaces() {
  const go = useNavigate()
  const mayDesign = useMay(beginDesign)
  const [isBeginning, setBeginning] = useState(false)
  const known = useAsk(listInterfaces, {})
  const [filters, setFilters] = useFilters<{ source?: string; state?: string }>({ source: undefined, state: undefined })
  const isWanted = (row: InterfaceRow) => (filters.source ?? row.source) === row.source && (filters.state ?? row.state) === row.state
  return (
    <Page title={t.title} subtitle={t.subtitle} opens={listInterfaces} actions={<><UploadButton />{mayDesign && <Button type="primary" onClick={() => setBeginning(true)}>{t.begin}</Button>}</>}>
      <Uploads />
      <Filters value={filters} onChange={setFilters} fields={[
        { key: 'source', label: t.source, kind: 'choice', options: Object.fromEntries((known.data?.rows ?? []).map((row) => [row.source, name(row.sourceTitle)])) },
        { key: 'state', label: t.state, kind: 'choice', options: t.states },
      ]} />
      <Section flush>
        <Ask door={listInterfaces} input={{}} shape="rows" isEmpty={({ rows }) => rows.length === 0} empty={{ title: t.none, advice: t.noneAdvice }}>
          {({ rows }) => <Rows rows={rows.filter(isWanted)} rowKey="name" columns={columns()} to={(row) => (mayDesign && row.origin === 'page' ? `/feed/interfaces/${row.name}` : `/feed/runs?source=${encodeURIComponent(row.source)}`)} />}
        </Ask>
      </Section>
      <Drawer title={t.beginTitle} open={isBeginning} onClose={() => setBeginning(false)}><Begin known={known.data?.rows ?? []} onBegun={(made) => go(`/feed/interfaces/${made}`)} /></Drawer>
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
