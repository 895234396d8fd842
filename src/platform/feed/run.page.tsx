import { Button, InputNumber, Space } from 'antd'
import { useState } from 'react'
import { useParams, useSearchParams } from 'react-router'
import { formatInstant } from '#kernel/time'
import { invalidate, useAsk, useMoved } from '#ui/call'
import { Chips } from '#ui/chips'
import { Drawer } from '#ui/drawer'
import { Facts } from '#ui/facts'
import { Ask, Columns, Figures, Page, Section } from '#ui/page'
import { useKey } from '#ui/keys'
import { Person } from '#ui/person'
import { Table, type Column } from '#ui/table'
import { Timeline } from '#ui/timeline'
import { useMay } from '#ui/viewer'
import { When } from '#ui/when'
import { Line } from './line.tsx'
import { Repair } from './repair.tsx'
import { ReplayMany, Replays } from './replay.tsx'
import { getRepair } from './repairs.api.ts'
import { getLine, getRun, listRejects, type RejectRow, type RunDetail } from './runs.api.ts'
import { t as r } from './running.text.ts'
import { t } from './text.ts'
import { Proof } from './trend.tsx'
import { Undo } from './undo.tsx'
import './running.css'
import { figure, name, noteWord, reasonWord, sizeWord, State, tookWord } from './words.tsx'

export default function Run() {
  const run = Number(useParams().run)
  const [address, setAddress] = useSearchParams()
  const line = Number(address.get('line')) || null // in the address, so that a colleague can be sent to it
  const setLine = (next: number | null) => setAddress(next === null ? {} : { line: String(next) }, { replace: true })
  const [repairing, setRepairing] = useState(false)
  const mayTrace = useMay(getLine)
  const mayRepair = useMay(getRepair)
  const [hasRepaired, setRepaired] = useState(false)
  const close = () => { setLine(null); setRepairing(false); setRepaired(false) }
  // Who has just repaired one line goes on repairing.
  const onNext = (next: number) => { setLine(next); setRepairing(repairing || hasRepaired) }
  const { data: detail } = useAsk(getRun, { run })
  useAsk(getRun, { run }, { enabled: detail !== undefined && (MOVING.has(detail.state) || !detail.isSettled), every: 2000 })
  useMoved(detail && String(detail.isSettled), () => void invalidate(getLine)) // the line that stands open has its customer now
  return (
    <Page title={t.runTitle(run)} subtitle={detail && `${name(detail.sourceTitle)} · ${name(detail.title)} · ${detail.file ?? (detail.isLive ? t.live : t.inline)}`} asOf={detail?.asOf} opens={getRun} actions={detail && <Undo of={detail} />}>
      <Ask door={getRun} input={{ run }}>
        {(found) => (
          <>
            <Counts of={found} />
            <Columns of={[1, 1]}>
              <About of={found} />
              <Steps of={found} />
            </Columns>
            {mayRepair && <Replays run={run} />}
            {mayTrace && <Rejects of={found} onOpen={setLine} />}
          </>
        )}
      </Ask>
      <Drawer
        title={line === null ? '' : repairing ? r.repairLine : t.story(line)} open={line !== null} onClose={close} width={720}
        actions={line !== null && mayTrace && <Space>{mayRepair && !repairing && <Mend run={run} line={line} onMend={() => setRepairing(true)} />}<Next run={run} line={line} onNext={onNext} /></Space>}
      >
        {line !== null && (repairing ? <Repair key={line} run={run} line={line} onDone={() => { setRepairing(false); setRepaired(true) }} /> : <Line run={run} line={line} />)}
      </Drawer>
    </Page>
  )
}

/** States that end by themselves: the page looks again until they have. */
const MOVING = new Set<RunDetail['state']>(['waiting', 'running', 'undoing'])

function Counts({ of }: { of: RunDetail }) {
  return (
    <>
      <Figures items={[
        { label: t.lines, value: figure(of.lines), note: of.rowsPerSecond === null ? undefined : t.perSecond(figure(of.rowsPerSecond)) },
        { label: t.added, value: figure(of.added), meaning: of.added > 0 ? 'good' : undefined },
        { label: t.changed, value: figure(of.changed) },
        { label: t.same, value: figure(of.same) },
        { label: t.rejected, value: figure(of.rejected), meaning: of.rejected > 0 ? 'warn' : undefined, note: of.repaired > 0 ? `${r.repaired} ${figure(of.repaired)}` : undefined },
      ]} />
      {of.state !== 'undone' && of.state !== 'same' && <Proof lines={of.lines} loaded={of.added + of.changed + of.same} rejected={of.rejected} skipped={of.skipped} />}
    </>
  )
}

function About({ of }: { of: RunDetail }) {
  return (
    <Section title={t.facts}>
      <Facts items={[
        { label: t.state, value: <State of={of} /> },
        { label: t.asOf, value: of.asOf && <When at={of.asOf} as="day" /> },
        { label: t.startedAt, value: <When at={of.startedAt} as="instant" /> },
        { label: t.duration, value: tookWord(of.busyMs) },
        { label: t.size, value: sizeWord(of.bytes) },
        { label: t.version, value: t.versionNo(of.version) },
        ...(of.repaired === 0 ? [] : [{ label: r.repaired, value: figure(of.repaired) }]),
        ...(of.sameAs === null ? [] : [{ label: t.states.same, value: t.sameAs(of.sameAs), wide: true }]),
        { label: t.digest, value: <code>{of.sha256}</code>, wide: true },
      ]} />
    </Section>
  )
}

function Steps({ of }: { of: RunDetail }) {
  const names: Record<string, string> = t.stepNames
  return (
    <Section title={t.steps}>
      <Timeline
        kinds={{ person: t.byPerson, system: t.system }}
        items={of.steps.toReversed().map((step) => ({
          key: String(step.step), at: step.at, kind: step.staffName === null ? 'system' : 'person',
          title: <>{names[step.name] ?? step.name} {step.staffName !== null && <Person name={step.staffName} />}</>,
          body: <>{clockOf(step.at)} {noteWord(step.name, step.note)}</>,
          meaning: step.to === 'failed' ? 'risk' : step.to === 'done' ? 'good' : undefined,
        }))}
      />
    </Section>
  )
}

const clockOf = (at: string): string => formatInstant(at).slice(11)

/** Only a line that is still refused is repaired. */
function Mend({ run, line, onMend }: { run: number; line: number; onMend: () => void }) {
  const { data } = useAsk(getLine, { run, line })
  return data?.fate === 'rejected' ? <Button type="primary" onClick={onMend}>{r.repair}</Button> : null
}

/** On to the next line that is still refused, round to the first. */
function Next({ run, line, onNext }: { run: number; line: number; onNext: (line: number) => void }) {
  const behind = useAsk(listRejects, { run, after: `${line}.999999999`, limit: 1 }).data?.rows[0]
  const first = useAsk(listRejects, { run, limit: 1 }).data?.rows[0]
  const next = (behind ?? first)?.line
  const isThere = next !== undefined && next !== line
  useKey('mod+arrowdown', r.nextRefused, () => isThere && onNext(next), { enabled: isThere })
  return isThere ? <Button title={`${r.nextRefused} Ctrl+↓`} onClick={() => onNext(next)}>{r.nextRefused}</Button> : null
}

function Rejects({ of, onOpen }: { of: RunDetail; onOpen: (line: number) => void }) {
  const [reason, setReason] = useState<string | undefined>()
  const [wanted, setWanted] = useState<number | null>(null)
  const mayRepair = useMay(getRepair)
  const counts = new Map<string, number>()
  for (const each of of.reasons) counts.set(each.reason, (counts.get(each.reason) ?? 0) + each.count)
  const look = (
    <Space wrap>
      <InputNumber min={1} precision={0} controls={false} value={wanted} placeholder={t.lookUpHint} aria-label={t.lookUpLine} style={{ width: 160 }} onChange={setWanted} onPressEnter={(event) => !event.nativeEvent.isComposing && wanted !== null && onOpen(wanted)} />
      <Button disabled={wanted === null} onClick={() => wanted !== null && onOpen(wanted)}>{t.showLine}</Button>
    </Space>
  )
  return (
    <Section title={t.rejects} extra={<Space wrap>{look}{mayRepair && STANDING.has(of.state) && counts.size > 0 && <ReplayMany of={of} reasons={counts} />}</Space>} flush>
      {counts.size > 1 && (
        <div className="y-reasons">
          <Chips label={t.reasonsOf} all={`${t.all} ${figure(of.rejected)}`} value={reason} onChange={setReason} options={[...counts].toSorted(([, a], [, b]) => b - a).map(([value, count]) => ({ value, label: `${reasonWord(value)} ${figure(count)}` }))} />
        </div>
      )}
      <Table door={listRejects} input={{ run: of.run, reason }} columns={columns()} rowKey="key" height={420} onOpen={(row) => onOpen(row.line)} empty={{ title: t.noRejects, advice: t.noRejectsAdvice }} />
    </Section>
  )
}

const STANDING = new Set<RunDetail['state']>(['done', 'failed'])

const columns = (): Column<RejectRow>[] => [
  { key: 'line', title: t.line, width: 80, align: 'right', card: 'title', render: (row) => figure(row.line) },
  { key: 'column', title: t.column, width: 200, render: (row) => row.column || t.whole },
  { key: 'reason', title: t.reason, width: 220, card: 'side', render: (row) => reasonWord(row.reason) },
  { key: 'value', title: t.value },
]
