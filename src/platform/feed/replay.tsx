import { Button, Select } from 'antd'
import { useState } from 'react'
import { invalidate, useAsk, useMoved } from '#ui/call'
import { clearing } from '#ui/clearing'
import { Count } from '#ui/count'
import { Drawer } from '#ui/drawer'
import { Facts } from '#ui/facts'
import { Form } from '#ui/form'
import { Ask, Section, Stack } from '#ui/page'
import { Person } from '#ui/person'
import { Status } from '#ui/status'
import { Rows, type Column } from '#ui/table'
import { When } from '#ui/when'
import { getRepair, listReplays, previewReplay, replayLines, type Replay } from './repairs.api.ts'
import { getLine, getRun, listRejects, type RunDetail } from './runs.api.ts'
import { t } from './running.text.ts'
import { figure, reasonWord } from './words.tsx'

/** All refused lines of a reason, loaded again: first how many they are, and what becomes of the first of them. */
export function ReplayMany({ of, reasons }: { of: RunDetail; reasons: Map<string, number> }) {
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState<string | undefined>()
  const input = { run: of.run, ...(reason === undefined ? {} : { reason }) }
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t.replay}</Button>
      <Drawer title={t.replayTitle} open={asking} onClose={() => setAsking(false)}>
        <Stack>
          <p className="y-soft">{t.replayAdvice}</p>
          <Select allowClear={clearing()} value={reason} placeholder={t.allReasons} aria-label={t.reason} style={{ width: '100%' }} onChange={setReason} options={[...reasons].map(([value, count]) => ({ value, label: `${reasonWord(value)} ${figure(count)}` }))} />
          <Ask door={previewReplay} input={input} keep>
            {({ lines, corrected, sampled, loads }) => (
              <><Facts items={[
                { label: t.preview.lines, value: t.rows(figure(lines)) }, { label: t.preview.corrected, value: t.rows(figure(corrected)) },
                { label: t.preview.sampled, value: t.rows(figure(sampled)) }, { label: t.preview.loads, value: t.rows(figure(loads)) },
              ]} />
              {sampled > 0 && <p className="y-replay-says"><Status meaning={loads === sampled ? 'good' : 'warn'} text={loads === sampled ? t.allLoad : loads === 0 ? t.noneLoads : t.someLoad(figure(loads), figure(sampled))} plain /></p>}</>
            )}
          </Ask>
          <Form
            door={replayLines} fields={[{ key: 'why', label: t.replayWhy, hint: t.replayWhyHint }]} fixed={input} submit={t.start} invalidates={[getRun, listRejects, listReplays]}
            words={{ conflict: t.nothing }} onDone={() => setAsking(false)} onCancel={() => setAsking(false)}
          />
        </Stack>
      </Drawer>
    </>
  )
}

/** What was loaded again, and how far it is. */
export function Replays({ run }: { run: number }) {
  const { data } = useAsk(listReplays, { run })
  const isMoving = data?.replays.some(({ state }) => MOVING.has(state)) ?? false
  useAsk(listReplays, { run }, { enabled: isMoving, every: 1000 })
  useAsk(getRun, { run }, { enabled: isMoving, every: 1000 })
  // The run first: it says whether what went in still waits for its customers, and whoever opened a line sees both.
  useMoved(data?.replays.flatMap(({ replay, state }) => (MOVING.has(state) ? [] : [replay])).join(), () => void invalidate(getRun).then(() => invalidate(getLine, getRepair, listRejects)))
  if (!data || data.replays.length === 0) return null
  return <Section title={t.replays} flush><Rows rows={data.replays} rowKey="replay" columns={columns()} /></Section>
}

const MOVING = new Set<Replay['state']>(['waiting', 'running'])
const meanings = { waiting: 'wait', running: 'wait', done: 'good', failed: 'risk' } as const

const columns = (): Column<Replay>[] => [
  { key: 'replay', title: '#', width: 60, align: 'right', card: 'none' },
  { key: 'what', title: t.reason, width: 150, card: 'title', render: (row) => (row.line !== null ? t.ofLine(figure(row.line)) : row.reason !== null ? reasonWord(row.reason) : t.allReasons) },
  { key: 'state', title: t.progress, width: 120, card: 'side', render: (row) => <Status of={t.states} value={row.state} meanings={meanings} /> },
  { key: 'wanted', title: t.fields.wanted, width: 80, align: 'right', render: (row) => <Count of={row.wanted} /> },
  { key: 'loaded', title: t.loaded, width: 80, align: 'right', render: (row) => <Count of={row.loaded} /> },
  { key: 'refused', title: t.refused, width: 80, align: 'right', render: (row) => <Count of={row.refused} /> },
  { key: 'why', title: t.replayWhy, card: 'wide', render: (row) => [row.why, row.note].map((word) => (word === null ? null : ((t.notes as Record<string, string>)[word] ?? word))).filter(Boolean).join(' · ') },
  { key: 'by', title: t.by, width: 90, render: (row) => row.staffName !== null && <Person name={row.staffName} /> },
  { key: 'askedAt', title: t.askedAt, width: 150, render: (row) => <When at={row.askedAt} as="instant" /> },
]
