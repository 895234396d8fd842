import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { Count } from '#ui/count'
import { Drawer } from '#ui/drawer'
import { Form } from '#ui/form'
import { Ask, Section, Stack } from '#ui/page'
import { Status } from '#ui/status'
import { Rows, type Column } from '#ui/table'
import { useMay } from '#ui/viewer'
import type { ReplyOf } from '#kernel/endpoint'
import { getRun, listRuns, previewUndo, undoRun, type RunDetail } from './runs.api.ts'
import { t as r } from './running.text.ts'
import { t } from './text.ts'
import { figure, name } from './words.tsx'

type Preview = ReplyOf<typeof previewUndo>
type Standing = Preview['standing'][number]

/** Any run can be taken back, with a reason, once it was seen what has been built on it. */
export function Undo({ of }: { of: RunDetail }) {
  const [asking, setAsking] = useState(false)
  const may = useMay(undoRun)
  if (!may || !['done', 'failed'].includes(of.state)) return null
  return (
    <>
      <Button danger onClick={() => setAsking(true)}>{t.undo}</Button>
      <Drawer title={t.undoTitle(of.run)} open={asking} onClose={() => setAsking(false)}>
        <Ask door={previewUndo} input={{ run: of.run }}>{(found) => <Question of={of} found={found} onClose={() => setAsking(false)} />}</Ask>
      </Drawer>
    </>
  )
}

function Question({ of, found, onClose }: { of: RunDetail; found: Preview; onClose: () => void }) {
  const [cascade, setCascade] = useState(false)
  const blocking = found.standing.filter(({ fate }) => fate === 'blocks').reduce((sum, { count }) => sum + count, 0)
  if (found.lastOnly !== null) return <p>{r.undoLastOnly(found.lastOnly)}</p>
  return (
    <Stack>
      <p className="y-soft">{t.undoAdvice}</p>
      <p>{r.undoTakes(figure(of.added), figure(of.changed))}</p>
      <p>{found.later === 0 ? r.undoNothingLater : r.undoLater(found.later)}</p>
      {found.same > 0 && <p>{r.undoSame(found.same.toLocaleString('en'))}</p>}
      {found.standing.length > 0 && <Section title={r.undoStanding} flush><Rows rows={found.standing.map((each, n) => ({ ...each, n }))} rowKey="n" columns={columns()} /></Section>}
      {found.standing.length > 0 && !found.isExact && <p className="y-soft">{r.undoAtMost}</p>}
      {blocking > 0 && <Checkbox checked={cascade} onChange={(event) => setCascade(event.target.checked)}>{r.undoCascade(blocking.toLocaleString('en'))}</Checkbox>}
      {blocking > 0 && !cascade
        ? <p className="y-soft">{r.undoBlocked}</p>
        : <Form
            door={undoRun} fields={[{ key: 'reason', label: t.undoReason }]} fixed={{ run: of.run, ...(cascade ? { cascade } : {}) }} submit={t.undo} invalidates={[getRun, listRuns, previewUndo]}
            words={{ conflict: t.cannotUndo }} onDone={onClose} onCancel={onClose}
          />}
    </Stack>
  )
}

const meanings = { keeps: 'good', stays: 'info', blocks: 'risk' } as const

const columns = (): Column<Standing & { n: number }>[] => [
  { key: 'title', title: r.undoWhat, card: 'title', render: (row) => name(row.title) },
  { key: 'count', title: r.undoCount, width: 80, align: 'right', render: (row) => <Count of={row.count} /> },
  { key: 'fate', title: r.undoThen, width: 150, card: 'side', render: (row) => <Status of={r.undoThens} value={row.fate} meanings={meanings} plain /> },
]
