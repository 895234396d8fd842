import { Alert, Button, Space } from 'antd'
import { useState } from 'react'
import { useDo } from '#ui/call'
import { Sparkline } from '#ui/chart'
import { Drawer, useAskFirst } from '#ui/drawer'
import { Facts } from '#ui/facts'
import { Form } from '#ui/form'
import { Ask, Page, Section, Stack } from '#ui/page'
import { Status } from '#ui/status'
import { Rows, type Column } from '#ui/table'
import { useMay } from '#ui/viewer'
import { When } from '#ui/when'
import { listCaptures, replayCapture, startCapture, stopCapture, type CaptureFace, type CaptureRow } from './captures.api.ts'
import { t } from './capture.text.ts'
import { figure, name } from './words.tsx'

/** 实时采集: does each running system keep its promise, and do we keep up with it. */
export default function Captures() {
  return (
    <Page title={t.title} subtitle={t.subtitle} opens={listCaptures}>
      <Ask door={listCaptures} input={{}} every={2000} isEmpty={({ captures }) => captures.length === 0} empty={{ title: t.none, advice: t.noneAdvice }}>
        {({ captures }) => <Stack>{captures.map((capture) => <Source key={capture.source} of={capture} />)}</Stack>}
      </Ask>
    </Page>
  )
}

const states = { connecting: 'wait', streaming: 'good', stopped: 'idle', failing: 'risk' } as const

function Source({ of }: { of: CaptureRow }) {
  const isNearEnd = of.keptBytes !== null && of.keptLimit !== null && of.keptBytes > of.keptLimit / 2
  return (
    <Section title={<Space>{name(of.title)}<Status of={t.states} value={of.state} meanings={states} /></Space>} extra={<Actions of={of} />}>
      <Stack>
        {isNearEnd && <Alert type="warning" showIcon title={t.keptAlarm} />}
        {of.faces.map((face) => <Alarm key={face.name} of={face} />)}
        <Facts columns={4} items={[
          { label: t.position, value: of.position && <code>{of.position}</code> },
          { label: t.received, value: of.receivedAt === null ? t.never : <When at={of.receivedAt} as="relative" /> },
          { label: t.kept, value: of.keptBytes === null ? null : of.keptLimit === null ? sized(of.keptBytes) : t.keptOf(sized(of.keptBytes), sized(of.keptLimit)) },
          { label: t.error, value: of.error && <Space><Status meaning="risk" text={errorWord(of.error)} plain />{of.errorAt && <When at={of.errorAt} as="relative" />}</Space> },
        ]} />
        <Rows rows={of.faces} rowKey="name" columns={columns(of.state)} />
        <p className="y-faint">{t.spans}</p>
      </Stack>
    </Section>
  )
}

function Actions({ of }: { of: CaptureRow }) {
  const ask = useAskFirst()
  const [isReplaying, setReplaying] = useState(false)
  const stop = useDo(stopCapture, { invalidates: [listCaptures] })
  const start = useDo(startCapture, { invalidates: [listCaptures] })
  const mayAct = useMay(stopCapture)
  if (!mayAct) return null
  const input = { source: of.source, version: of.version }
  const halt = async () => {
    if (await ask({ title: t.stopAsk, advice: t.stopAdvice, confirm: t.stop, isRisky: true })) stop.run(input)
  }
  return (
    <Space>
      <Button onClick={() => setReplaying(true)}>{t.replay}</Button>
      {of.wanted === 'running' ? <Button danger loading={stop.busy} onClick={() => void halt()}>{t.stop}</Button> : <Button type="primary" loading={start.busy} onClick={() => start.run(input)}>{t.start}</Button>}
      <Drawer title={t.replayTitle} open={isReplaying} onClose={() => setReplaying(false)}>
        <Stack>
          <p className="y-soft">{t.replayAdvice}</p>
          <Form door={replayCapture} fields={[{ key: 'since', label: t.since, kind: 'choice', options: moments() }]} fixed={{ source: of.source }} submit={t.replay} invalidates={[listCaptures]} words={{ unprocessable: t.nothing }} onDone={() => setReplaying(false)} onCancel={() => setReplaying(false)} />
        </Stack>
      </Drawer>
    </Space>
  )
}

/** A moment one would name; the form offers it as the instant it is. */
function moments(): { value: string; label: string }[] {
  const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString()
  return [{ value: ago(0.25), label: t.moments.quarter }, { value: ago(1), label: t.moments.hour }, { value: ago(24), label: t.moments.day }, { value: ago(168), label: t.moments.week }]
}

function Alarm({ of }: { of: CaptureFace }) {
  if (of.alarm === null) return null
  const { missing, added, identity } = of.alarm
  const says = [missing.length > 0 && t.missing(t.list(missing)), added.length > 0 && t.added(t.list(added)), identity !== null && t.identity].filter((each) => each !== false)
  return <Alert type={missing.length > 0 || identity !== null ? 'error' : 'warning'} showIcon title={`${name(of.title)} · ${t.alarm}`} description={says.map((say) => <div key={say}>{say}</div>)} />
}

const columns = (state: CaptureRow['state']): Column<CaptureFace>[] => [
  { key: 'title', title: t.face, width: 120, card: 'title', render: (row) => name(row.title) },
  { key: 'table', title: t.table, width: 90, render: (row) => <code>{row.table}</code> },
  { key: 'state', title: t.state, width: 100, card: 'side', render: (row) => <Standing of={row} state={state} /> },
  { key: 'waiting', title: t.waiting, width: 64, align: 'right', render: (row) => figure(row.waiting) },
  { key: 'lagMs', title: t.lag, width: 94, align: 'right', render: (row) => took(row.lagMs) },
  { key: 'perMinute', title: t.perMinute, width: 108, align: 'right', render: (row) => figure(lastMinute(row)?.changes ?? 0) },
  { key: 'mean', title: t.mean, width: 90, align: 'right', render: (row) => { const last = row.minutes.at(-1); return last ? took(last.meanMs) : null } },
  { key: 'worst', title: t.worst, width: 90, align: 'right', render: (row) => (row.minutes.length === 0 ? null : took(Math.max(...row.minutes.map(({ worstMs }) => worstMs)))) },
  { key: 'refused', title: t.refused, width: 64, align: 'right', render: (row) => figure(row.minutes.reduce((sum, { rejected }) => sum + rejected, 0)) },
  { key: 'takenAt', title: t.taken, width: 94, render: (row) => row.takenAt && <When at={row.takenAt} as="relative" /> },
  { key: 'course', title: t.course, width: 100, render: (row) => row.minutes.length > 1 && <Sparkline values={row.minutes.map(({ changes }) => changes)} label={t.courseOf(figure(row.minutes.reduce((sum, { changes }) => sum + changes, 0)))} /> },
]

/** What cannot be read is neither fine nor behind. */
function Standing({ of, state }: { of: CaptureFace; state: CaptureRow['state'] }) {
  if (of.error !== null) return <Status meaning="risk" text={`${t.failing} · ${errorWord(of.error)}`} />
  if (state !== 'streaming') return <Status of={t.states} value={state} meanings={states} />
  return of.lagMs > 5000 ? <Status meaning="warn" text={t.behind} /> : <Status meaning="good" text={t.fine} />
}

/** The minute under way or the one before it; an older one says nothing of now. */
function lastMinute({ minutes }: CaptureFace): CaptureFace['minutes'][number] | undefined {
  const last = minutes.at(-1)
  return last && Date.now() - Date.parse(last.minute) < 120_000 ? last : undefined
}

const took = (ms: number): string => (ms / 1000).toFixed(1)
const sized = (bytes: number): string => (bytes < 1e9 ? t.bytes((bytes / 1e6).toFixed(1)) : t.gigabytes((bytes / 1e9).toFixed(1)))
const errorWord = (code: string): string => (t.errors as Record<string, string>)[code] ?? code
