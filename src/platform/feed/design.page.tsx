import { App, Button, Select, Tag } from 'antd'
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
import { Codes, Fields, Sources, unused, type Face } from './designer.tsx'
import { whatWord, whereWord } from './mappingWords.tsx'
import { useSaid } from './said.tsx'
import { Tried, Verdict } from './tried.tsx'
import { UploadButton } from './uploads.tsx'
import { name } from './words.tsx'
import './design.css'

/** One interface on its way from a sample to a version in force. */
export default function DesignPage() {
  const which = String(useParams().name)
  const [isSaving, setSaving] = useState(false)
  const isThere = useAsk(getDesign, { name: which }).data !== undefined
  // What is not there, or not yet, has a title too.
  if (!isThere) return <Page title={t.title} opens={getDesign}><Ask door={getDesign} input={{ name: which }}>{() => null}</Ask></Page>
  return (
    <Ask door={getDesign} input={{ name: which }}>
      {(design) => <Ask door={listTargets} input={{}}>{({ targets }) => <Desk key={design.version} design={design} targets={targets} isSaving={isSaving} onSaving={setSaving} />}</Ask>}
    </Ask>
  )
}

function Desk({ design, targets, isSaving, onSaving }: { design: Design; targets: Target[]; isSaving: boolean; onSaving: (isSaving: boolean) => void }) {
  const [face, setFace] = useState<Face>(design.face)
  const { message } = App.useApp()
  const target = targets.find((each) => each.entity === face.entity)
  const trial = useAsk(tryDesign, { name: design.name, face }, { keep: true }).data
  const keep = useDo(saveDraft, { invalidates: [getDesign], words: { stale: t.stale } })
  // Named after what it was thought to fill, it is renamed with that.
  const title = (targets.some((each) => each.title.zh === design.title.zh) && target?.title) || design.title
  const isChanged = JSON.stringify(face) !== JSON.stringify(design.face)
  const last = design.saved[0]
  const differences = useAsk(differDesign, { name: design.name, face }, { keep: true, enabled: last !== undefined }).data
  const inForce = last?.seq === design.active && !isChanged && differences?.rows.length === 0 ? last : undefined
  const change = (part: Partial<Face>) => setFace((before) => ({ ...before, ...part }))
  const save = () => keep.attempt({ name: design.name, title, face, version: design.version }).then(() => invalidate(getDesign))
  const say = (said: string) => () => void message.success(said)
  const complain = () => void message.error(t.stale)
  const isBroken = (trial?.problems.length ?? 0) > 0
  return (
    <Page title={name(title)} subtitle={[name(design.sourceTitle), design.file, inForce && t.inForce(inForce.seq)].filter(Boolean).join(' · ')} opens={getDesign} actions={<>
      <Button title={t.mockHint} onClick={() => void download(design.name)}>{t.mock}</Button>
      <Button loading={keep.busy} disabled={!isChanged} onClick={() => void save().then(say(t.saved), complain)}>{t.save}</Button>
      {inForce && <UploadButton face={design.name} primary />}
      <Button type={inForce ? 'default' : 'primary'} disabled={isBroken || inForce !== undefined} title={isBroken ? t.broken : inForce && t.noDifference} onClick={() => void (isChanged ? save() : Promise.resolve()).then(() => onSaving(true), complain)}>{t.saveVersion}</Button>
    </>}>
      <Found face={face} design={design} targets={targets} onChange={change} />
      {trial && target && <Verdict of={trial} target={target} fit={design.entities.find(({ entity }) => entity === face.entity)?.score ?? 0} left={unused(face)} />}
      {target && <div className="y-design">
        <Section title={t.sample} flush><Sources columns={design.columns} face={face} onChange={change} /></Section>
        <Stack>
          <Section title={t.mapping} extra={<span className="y-soft">{t.mappingAdvice}</span>} flush><Fields target={target} face={face} columns={design.columns} trial={trial} onChange={change} /></Section>
          <Codes target={target} face={face} columns={design.columns} onChange={change} />
        </Stack>
      </div>}
      <Section title={<span id="trial">{t.trial}</span>}><Ask door={tryDesign} input={{ name: design.name, face }} keep>{(trial) => target && <Tried of={trial} target={target} />}</Ask></Section>
      {design.saved.length > 0 && <Versions of={design} />}
      <Drawer title={t.saveVersion} open={isSaving} onClose={() => onSaving(false)} width={640}>{isSaving && <Saving design={design} onDone={() => onSaving(false)} />}</Drawer>
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
        { label: t.form, value: formOf(face).map((word) => <Tag key={word}>{word}</Tag>), wide: true },
        { label: t.target, value: <Select aria-label={t.target} className="y-design-wide" value={String(face.entity)} options={options} onChange={(entity: string) => void choose(entity)} /> },
        { label: t.key, value: <Select mode="multiple" aria-label={t.key} className="y-design-wide" value={(face.key ?? []) as string[]} onChange={(key: string[]) => onChange({ key })} options={Object.keys(face.columns ?? {}).map((value) => ({ value }))} /> },
        { label: t.files, value: <Select mode="tags" aria-label={t.files} className="y-design-wide" title={t.filesHint} value={(face.files ?? []) as string[]} onChange={(files: string[]) => onChange({ files })} /> },
      ]} />
    </Section>
  )
}

function formOf(face: Face): string[] {
  const format = String(face.format ?? 'csv')
  const delimiter = String(face.delimiter)
  return [
    (t.formats as Record<string, string>)[format] ?? format,
    ...(face.encoding === undefined ? [] : [String(face.encoding).toUpperCase()]),
    ...(format === 'csv' ? [t.delimitedBy((t.delimiters as Record<string, string>)[delimiter] ?? delimiter), face.header === true ? t.header : t.noHeader] : []),
    ...(face.skip === undefined ? [] : [`${t.skip} ${String(face.skip)}`]),
  ]
}

function Versions({ of }: { of: Design }) {
  const put = useDo(activateVersion, { invalidates: [getDesign, listInterfaces, differDesign], done: t.restored })
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

/** What is different from the last version is shown before the draft becomes one. */
function Saving({ design, onDone }: { design: Design; onDone: () => void }) {
  const said = useSaid(String(design.face.entity))
  const asked = useAsk(differDesign, { name: design.name, face: design.face })
  const { message } = App.useApp()
  return (
    <Stack>
      <Form door={saveVersion} fields={[{ key: 'note', label: t.versionNote, hint: t.versionNoteHint, autoFocus: true }]} fixed={{ name: design.name, version: design.version, activate: true }} initial={{ note: '' }} submit={t.saveVersion} invalidates={[getDesign, listInterfaces, differDesign]}
        words={{ unprocessable: t.broken, stale: t.stale }} onDone={() => { message.success(t.activated); onDone() }} onCancel={onDone} />
      {design.saved.length > 0 && (
        <Section title={t.difference} flush>
          <Rows rows={asked.data?.rows ?? []} rowKey="at" empty={{ title: t.noDifference }} columns={[{ key: 'at', title: t.place, width: 220, card: 'title', render: (row) => whereWord(row.at, said.field) }, { key: 'before', title: t.was, render: (row) => whatWord(row.before) }, { key: 'after', title: t.becomes, render: (row) => whatWord(row.after) }]} />
        </Section>
      )}
    </Stack>
  )
}
