import { PlusOutlined } from '@ant-design/icons'
import { Button, Segmented, Space } from 'antd'
import { useState } from 'react'
import { say } from '#kernel/text'
import { addDays, daysBetween, today } from '#kernel/time'
import { useAsk } from '#ui/call'
import { thousands } from '#ui/count'
import { Drawer } from '#ui/drawer'
import { Facts } from '#ui/facts'
import { Form, type FormField } from '#ui/form'
import { Page } from '#ui/page'
import { Person } from '#ui/person'
import { Status } from '#ui/status'
import { Table, type Column } from '#ui/table'
import { Tags } from '#ui/tags'
import { useMay } from '#ui/viewer'
import { When } from '#ui/when'
import { addKey, changeKey, endKey, listKeys, listScopes, rotateKey, type Key } from './key.api.ts'
import { Once } from './once.tsx'
import { t } from './text.ts'

export default function Keys() {
  const [ended, setEnded] = useState(false)
  const [open, setOpen] = useState<Key | null>(null)
  const [adding, setAdding] = useState(false)
  const may = useMay(addKey)
  const tools = <Segmented size="small" aria-label={t.shown} value={ended ? 'ended' : 'live'} onChange={(next) => setEnded(next === 'ended')} options={[{ value: 'live', label: t.live }, { value: 'ended', label: t.ended }]} />
  return (
    <Page title={t.keys} subtitle={t.keysAdvice} opens={listKeys} actions={may && <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t.addKey}</Button>}>
      <Table door={listKeys} input={ended ? { ended } : {}} columns={columns()} rowKey="key" tools={tools} onOpen={setOpen} empty={{ title: t.noKeys, advice: t.noKeysAdvice }} />
      <Adding isOpen={adding} onClose={() => setAdding(false)} />
      <Drawer title={open?.name ?? ''} open={open !== null} onClose={() => setOpen(null)} width={560}>{open !== null && <One key={open.key} of={open} onDone={() => setOpen(null)} />}</Drawer>
    </Page>
  )
}

const columns = (): Column<Key>[] => [
  { key: 'name', title: t.keyName, width: 180, card: 'title' },
  { key: 'orgName', title: t.org, width: 140 },
  { key: 'scopes', title: t.scopes, render: (row) => <Scopes of={row} max={2} /> },
  { key: 'networks', title: t.networks, width: 140, render: (row) => (row.networks.length === 0 ? t.anyNetwork : t.list(row.networks)) },
  { key: 'usedAt', title: t.usedAt, width: 146, render: (row) => (row.usedAt === null ? t.neverUsed : <When at={row.usedAt} as="instant" />) },
  { key: 'expiresAt', title: t.expiresOn, width: 120, render: (row) => <When at={lastDay(row)} /> },
  { key: 'state', title: t.state, width: 116, card: 'side', render: (row) => <State of={row} /> },
]

/** It ends with its last day: the midnight after is no day of it. */
const lastDay = (row: Key): string => addDays(today('Asia/Shanghai', new Date(row.expiresAt)), -1)

function State({ of }: { of: Key }) {
  const left = daysBetween(today(), lastDay(of))
  if (of.endedAt !== null || left < 0) return <Status meaning="idle" text={t.ended} />
  return left <= 14 ? <Status meaning="warn" text={t.soon} /> : <Status meaning="good" text={t.live} />
}

function useScopeNames(): Record<string, string> {
  const { data } = useAsk(listScopes, {})
  return Object.fromEntries((data?.scopes ?? []).map(({ scope, title }) => [scope, say(title)]))
}

function Scopes({ of, max = 12 }: { of: Key; max?: number }) {
  const names = useScopeNames()
  return <Tags max={max} tags={of.scopes.map((scope) => ({ text: names[scope] ?? scope, why: scope }))} />
}

function useFields(): FormField<'scopes' | 'clear' | 'networks' | 'callsAMinute' | 'expiresOn'>[] {
  return [
    { key: 'scopes', label: t.scopes, kind: 'choices', options: useScopeNames() },
    { key: 'clear', label: t.clearKinds, kind: 'choices', options: t.kinds },
    { key: 'networks', label: t.networks, kind: 'tags', hint: t.networksHint },
    { key: 'callsAMinute', label: t.rate, kind: 'number' },
    { key: 'expiresOn', label: t.expiresOn, kind: 'day' },
  ]
}

const words = { conflict: t.nameTaken, unprocessable: t.keyWrong }

function Adding({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const [made, setMade] = useState<string | null>(null)
  const orgs = useAsk(listScopes, {}).data?.orgs ?? []
  const fields = useFields()
  const close = () => {
    setMade(null)
    onClose()
  }
  return (
    <Drawer title={t.addKey} open={isOpen} onClose={close} width={520}>
      {made !== null ? <Once secret={made} onDone={close} /> : (
        <Form
          door={addKey} invalidates={[listKeys]} words={words} onDone={({ token }) => setMade(token)} onCancel={close}
          initial={{ clear: [], networks: [], callsAMinute: 600, expiresOn: addDays(today(), 180) }}
          fields={[
            { key: 'name', label: t.keyName, autoFocus: true },
            { key: 'note', label: t.keyNote },
            { key: 'org', label: t.org, kind: 'choice', options: orgs.map(({ org, name }) => ({ value: org, label: name })) },
            ...fields,
          ]}
        />
      )}
    </Drawer>
  )
}

function One({ of, onDone }: { of: Key; onDone: () => void }) {
  const [doing, act] = useState<'change' | 'rotate' | 'end' | null>(null)
  const [made, setMade] = useState<string | null>(null)
  const may = useMay(changeKey)
  const fields = useFields()
  const former = of.hints.find((each) => each.until !== null)?.until
  if (made !== null) return <Once secret={made} onDone={onDone} />
  return (
    <>
      {may && of.endedAt === null && doing === null && <Space wrap style={{ marginBottom: 16 }}><Button onClick={() => act('change')}>{t.change}</Button><Button onClick={() => act('rotate')}>{t.rotate}</Button><Button danger onClick={() => act('end')}>{t.end}</Button></Space>}
      {doing === 'change' && <Form door={changeKey} fields={fields} initial={{ scopes: of.scopes, clear: of.clear as never, networks: of.networks, callsAMinute: of.callsAMinute, expiresOn: lastDay(of) }} fixed={{ key: of.key, version: of.version }} invalidates={[listKeys]} words={words} onDone={onDone} onCancel={() => act(null)} />}
      {doing === 'rotate' && <><p className="y-soft" style={{ marginBottom: 12 }}>{t.rotateAdvice}</p><Form door={rotateKey} fields={[{ key: 'overlapHours', label: t.overlapHours, kind: 'number' }]} initial={{ overlapHours: 24 }} fixed={{ key: of.key, version: of.version }} submit={t.rotate} invalidates={[listKeys]} onDone={({ token }) => setMade(token)} onCancel={() => act(null)} /></>}
      {doing === 'end' && <><p className="y-soft" style={{ marginBottom: 12 }}>{t.endAdvice}</p><Form door={endKey} fields={[{ key: 'reason', label: t.reason, autoFocus: true }]} fixed={{ key: of.key, version: of.version }} submit={t.end} invalidates={[listKeys]} onDone={onDone} onCancel={() => act(null)} /></>}
      {doing === null && (
        <Facts items={[
          { label: t.state, value: <State of={of} /> },
          { label: t.org, value: of.orgName },
          { label: t.keyNote, value: of.note, wide: true },
          { label: t.scopes, value: <Scopes of={of} />, wide: true },
          { label: t.clearKinds, value: of.clear.length === 0 ? null : t.list(of.clear.map((kind) => (t.kinds as Record<string, string>)[kind] ?? kind)), wide: true },
          { label: t.networks, value: of.networks.length === 0 ? t.anyNetwork : t.list(of.networks), wide: true },
          { label: t.rate, value: thousands(of.callsAMinute) },
          { label: t.expiresOn, value: <When at={lastDay(of)} /> },
          { label: t.secretsNow, value: <code>{of.hints.map(({ hint }) => `${hint}…`).join('  ')}</code> },
          { label: t.usedAt, value: of.usedAt === null ? t.neverUsed : <><When at={of.usedAt} as="instant" /> {of.usedFrom}</> },
          { label: t.madeBy, value: <><Person name={of.madeBy} /> <When at={of.madeAt} as="instant" /></> },
          ...(former ? [{ label: t.rotate, value: <>{t.goodUntil} <When at={former} as="instant" /></>, wide: true }] : []),
        ]} />
      )}
    </>
  )
}
