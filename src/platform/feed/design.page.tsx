import { App, Button, Select } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { call, invalidate, useAsk, useDo } from '#ui/call'
import { Drawer } from '#ui/drawer'
import { Facts } from '#ui/facts'
import { Form } from '#ui/form'
import { Ask, Page, Section, Stack } from '#ui/page'
import { Status } from '#ui/status'
import { Rows } from '#ui/table'
import { When } from '#ui/when'
import { activateVersion, differDesign, getDesign, listInterfaces, listTargets, mockInterface, saveDraft, saveVersion, suggestMapping, tryDesign, type Design, type Target } from './design.api.ts'
import { t } from './design.text.ts'
import { Codes, Fields, Sources, type Face } from './designer.tsx'
import { Tried } from './tried.tsx'
import { name } from './words.tsx'
import './design.css'

/** One interface on its way from a sample to a version in force. */
export default function DesignPage() {
  const which = String(useParams().name)
  const isThere = useAsk(getDesign, { name: which }).data !== undefined
  // What is not there, or not yet, has a title too.
  if (!isThere) return <Page title={t.title} opens={getDesign}><Ask door={getDesign} input={{ name: which }}>{() => null}</Ask></Page>
  return (
    <Ask door={getDesign} input={{ name: which }}>
      {(design) => <Ask door={listTargets} input={{}}>{({ targets }) => <Desk key={design.version} design={design} targets={targets} />}</Ask>}
    </Ask>
  )
}

function Desk({ design, targets }: { design: Design; targets: Target[] }) {
  const [face, setFace] = useState<Face>(design.face)
  const [isSaving, setSaving] = useState(false)
  const { message } = App.useApp()
  const target = targets.find((each) => each.entity === face.entity)
  const keep = useDo(saveDraft, { words: { stale: t.stale } })
  const change = (part: Partial<Face>) => setFace((before) => ({ ...before, ...part }))
  const save = async (): Promise<number> => {
    const { version } = await keep.attempt({ name: design.name, title: design.title, face, version: design.version })
    return version
  }
  return (
    <Page title={name(design.title)} subtitle={`${name(design.sourceTitle)} · ${design.file ?? ''}`} opens={getDesign} trail={[{ title: t.title, to: '/feed/interfaces' }]} actions={<>
      <Button onClick={() => void download(design.name)}>{t.mock}</Button>{' '}
      <Button loading={keep.busy} onClick={() => void save().then(() => { message.success(t.saved); return invalidate(getDesign) }, () => message.error(t.stale))}>{t.save}</Button>{' '}
      <Button type="primary" onClick={() => setSaving(true)}>{t.saveVersion}</Button>
    </>}>
      <Found face={face} design={design} targets={targets} onChange={change} />
      {target && <div className="y-design">
        <Section title={design.file === null ? t.sample : `${t.sample} · ${design.file}`} flush><Sources columns={design.columns} face={face} onChange={change} /></Section>
        <Stack>
          <Section title={t.mapping} extra={<span className="y-soft">{t.mappingAdvice}</span>} flush><Fields target={target} face={face} columns={design.columns} onChange={change} /></Section>
          <Codes target={target} face={face} columns={design.columns} onChange={change} />
        </Stack>
      </div>}
      <Section title={t.trial}><Ask door={tryDesign} input={{ name: design.name, face }} keep>{(trial) => <Tried of={trial} />}</Ask></Section>
      {design.saved.length > 0 && <Versions of={design} />}
      <Drawer title={t.saveVersion} open={isSaving} onClose={() => setSaving(false)}>{isSaving && <Saving design={design} face={face} save={save} onDone={() => setSaving(false)} />}</Drawer>
    </Page>
  )
}

async function download(which: string): Promise<void> {
  const { file, text } = await call(mockInterface, { name: which, rows: 50 })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
  link.download = file
  link.click()
  URL.revokeObjectURL(link.href)
}

type Changing = { face: Face; onChange: (part: Partial<Face>) => void }

/** What was found out about the file, and may be corrected. */
function Found({ face, design, targets, onChange }: Changing & { design: Design; targets: Target[] }) {
  const score = new Map(design.entities.map(({ entity, score: fit }) => [entity, fit]))
  const choose = async (entity: string) => {
    const { key, map, columns, codes } = await call(suggestMapping, { name: design.name, entity })
    onChange({ entity, key, map, columns, codes })
  }
  const options = [...targets].sort((a, b) => (score.get(b.entity) ?? 0) - (score.get(a.entity) ?? 0)).map((each) => ({ value: each.entity, label: `${name(each.title)}${(score.get(each.entity) ?? 0) >= 0.4 ? ` · ${t.suggested(`${Math.round((score.get(each.entity) ?? 0) * 100)}%`)}` : ''}` }))
  return (
    <Section title={t.recognised}>
      <Facts columns={3} items={[
        { label: t.format, value: (t.formats as Record<string, string>)[String(face.format ?? 'csv')] },
        { label: t.encoding, value: String(face.encoding ?? '').toUpperCase() },
        ...(face.format === undefined || face.format === 'csv' ? [{ label: t.delimiter, value: face.delimiter === '\t' ? t.tab : String(face.delimiter) }] : []),
        { label: t.header, value: face.header === true ? t.yes : t.no },
        ...(face.skip === undefined ? [] : [{ label: t.skip, value: String(face.skip) }]),
        { label: t.files, value: <Select mode="tags" aria-label={t.files} style={{ minWidth: 220 }} value={(face.files ?? []) as string[]} onChange={(files: string[]) => onChange({ files })} /> },
        { label: t.target, value: <Select aria-label={t.target} style={{ minWidth: 220 }} value={String(face.entity)} options={options} onChange={(entity: string) => void choose(entity)} /> },
        { label: t.key, value: <Select mode="multiple" aria-label={t.key} style={{ minWidth: 220 }} value={(face.key ?? []) as string[]} onChange={(key: string[]) => onChange({ key })} options={Object.keys(face.columns ?? {}).map((value) => ({ value }))} /> },
      ]} />
    </Section>
  )
}

function Versions({ of }: { of: Design }) {
  const put = useDo(activateVersion, { invalidates: [getDesign, listInterfaces], done: t.restored })
  return (
    <Section title={t.versions} flush>
      <Rows rows={of.saved} rowKey="seq" columns={[
        { key: 'seq', title: t.version, width: 70, align: 'right' },
        { key: 'note', title: t.versionNote, card: 'title' },
        { key: 'staffName', title: t.by, width: 100 },
        { key: 'at', title: t.at, width: 150, render: (row) => <When at={row.at} as="instant" /> },
        { key: 'state', title: t.state, width: 140, card: 'side', render: (row) => (row.seq === of.active ? <Status meaning="good" text={t.active} /> : <Button size="small" loading={put.busy} onClick={() => put.run({ name: of.name, seq: row.seq })}>{t.activate}</Button>) },
      ]} />
    </Section>
  )
}

/** The draft is saved first; what is different from the last version is shown before it becomes one. */
function Saving({ design, face, save, onDone }: { design: Design; face: Face; save: () => Promise<number>; onDone: () => void }) {
  const [version, setVersion] = useState(design.version)
  const [isKept, setKept] = useState(JSON.stringify(face) === JSON.stringify(design.face))
  const asked = useAsk(differDesign, { name: design.name, face })
  const { message } = App.useApp()
  if (!isKept) return <Button type="primary" onClick={() => void save().then((kept) => { setVersion(kept); setKept(true) }, () => message.error(t.stale))}>{t.save}</Button>
  return (
    <Stack>
      <Form door={saveVersion} fields={[{ key: 'note', label: t.versionNote }]} fixed={{ name: design.name, version, activate: true }} initial={{ note: '' }} submit={t.saveVersion} invalidates={[getDesign, listInterfaces]}
        words={{ unprocessable: t.broken, stale: t.stale }} onDone={() => { message.success(t.activated); onDone() }} onCancel={onDone} />
      <Section title={t.difference} flush>
        <Rows rows={asked.data?.rows ?? []} rowKey="at" empty={{ title: t.noDifference }} columns={[{ key: 'at', title: t.place, width: 170 }, { key: 'before', title: t.before, render: (row) => row.before }, { key: 'after', title: t.after, render: (row) => row.after }]} />
      </Section>
    </Stack>
  )
}
