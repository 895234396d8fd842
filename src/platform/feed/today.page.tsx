import { Button, DatePicker, Space } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { formatInstant } from '#kernel/time'
import { useAsk } from '#ui/call'
import { Drawer } from '#ui/drawer'
import { Facts } from '#ui/facts'
import { Form } from '#ui/form'
import { Ask, Columns, Empty, Figures, Page, Section, Stack } from '#ui/page'
import { Status } from '#ui/status'
import { Table } from '#ui/table'
import { useMay } from '#ui/viewer'
import { When } from '#ui/when'
import { Alarms } from './alarms.tsx'
import { listRejects } from './runs.api.ts'
import { getToday, listAlarms, rerun, type Turn } from './schedules.api.ts'
import { t } from './running.text.ts'
import { Trends } from './trend.tsx'
import { figure, name, reasonWord } from './words.tsx'
import { t as words } from './text.ts'
import './running.css'

export default function Today() {
  const [day, setDay] = useState<string | undefined>()
  const [turn, setTurn] = useState<Turn | null>(null)
  const input = day === undefined ? {} : { day }
  const { data } = useAsk(getToday, input, { every: 15_000, keep: true })
  const pick = <DatePicker value={data && dayjs(data.day)} allowClear={false} aria-label={t.day} onChange={(chosen) => setDay(chosen?.format('YYYY-MM-DD'))} />
  return (
    <Page title={t.today} subtitle={t.todaySubtitle} opens={getToday} actions={pick}>
      <Stack>
        {data && data.lanes.length > 0 && <Heads turns={data.lanes.flatMap(({ turns }) => turns)} />}
        <Section title={data && <Space>{t.ofTheDay}{data.isWorkday !== true && <Status meaning="idle" text={data.isWorkday === null ? t.unknownDay : t.holiday} />}</Space>} flush>
          <Ask door={getToday} input={input} keep isEmpty={({ lanes }) => lanes.length === 0} empty={{ title: t.noTurns, advice: t.noTurnsAdvice, action: <Link to="/feed/schedules">{t.toSchedules}</Link> }}>
            {({ lanes }) => <>{lanes.map((lane) => <Lane key={lane.source} title={name(lane.title)} turns={lane.turns} onOpen={setTurn} />)}</>}
          </Ask>
        </Section>
        <Columns of={[1, 1]}>
          <Alarms />
          <Trends />
        </Columns>
      </Stack>
      <Drawer title={turn === null ? '' : name(turn.title)} open={turn !== null} onClose={() => setTurn(null)} width={640}>
        {turn !== null && data && <Opened turn={turn} day={data.day} onDone={() => setTurn(null)} />}
      </Drawer>
    </Page>
  )
}

/** Are the files in? Told before anything is looked for. */
function Heads({ turns }: { turns: Turn[] }) {
  const count = (...states: Turn['state'][]) => turns.filter(({ state }) => states.includes(state)).length
  const [done, late, failed] = [count('done'), count('late'), count('failed')]
  const due = turns.length - count('skipped')
  return (
    <Figures items={[
      { label: t.heads.done, value: figure(done), note: t.heads.of(due), meaning: done === due ? 'good' : undefined },
      { label: t.heads.waiting, value: figure(count('due', 'waiting', 'running')) },
      { label: t.heads.late, value: figure(late), meaning: late > 0 ? 'risk' : undefined },
      { label: t.heads.failed, value: figure(failed), meaning: failed > 0 ? 'risk' : undefined },
    ]} />
  )
}

const meanings = { due: 'wait', waiting: 'wait', running: 'info', done: 'good', late: 'risk', failed: 'risk', skipped: 'idle' } as const

function Lane({ title, turns, onOpen }: { title: string; turns: Turn[]; onOpen: (turn: Turn) => void }) {
  return (
    <div className="y-lane">
      <b>{title}</b>
      <div className="y-lane-turns">{turns.map((turn) => <Chip key={`${turn.name} ${turn.dueAt}`} turn={turn} onOpen={() => onOpen(turn)} />)}</div>
    </div>
  )
}

function Chip({ turn, onOpen }: { turn: Turn; onOpen: () => void }) {
  const time = formatInstant(turn.dueAt).slice(11)
  return (
    <button type="button" className="y-turn" onClick={onOpen}>
      <span className="y-turn-head"><b>{name(turn.title)}</b><Status of={t.turnStates} value={turn.state} meanings={meanings} /></span>
      <span className="y-soft">{t.dueAt(time)}{turn.expectedBy !== null && ` · ${t.expectedAt(turn.expectedBy)}`}</span>
      <span>{turn.run === null ? noteOf(turn.note) : `${t.rows(figure(turn.lines))} · ${t.passRate} ${pass(turn)}${turn.rejected > 0 ? ` · ${words.rejected} ${figure(turn.rejected)}` : ''}`}</span>
    </button>
  )
}

const pass = ({ lines, rejected }: Turn): string => (lines === 0 ? '—' : `${(((lines - rejected) / lines) * 100).toFixed(1)}%`)

const lagOf = (minutes: number): string => (minutes < 60 ? t.minutes(figure(minutes)) : t.hours(figure(Math.floor(minutes / 60)), String(minutes % 60)))

function noteOf(note: string | null): string {
  if (note === null) return ''
  const [code = '', ...about] = note.split(': ')
  return [(t.turnNotes as Record<string, string>)[code] ?? code, ...about].join(' · ')
}

/** A red one opens on its sample of refused lines; from here it is run again. */
function Opened({ turn, day, onDone }: { turn: Turn; day: string; onDone: () => void }) {
  const [asking, setAsking] = useState(false)
  const [go, mayTrace, mayManage] = [useNavigate(), useMay(listRejects), useMay(rerun)]
  const { run } = turn
  return (
    <Stack>
      <Facts items={[
        { label: words.state, value: <Status of={t.turnStates} value={turn.state} meanings={meanings} /> },
        { label: t.lag, value: turn.lagMinutes === null ? null : lagOf(turn.lagMinutes) },
        { label: t.turnStates.due, value: <When at={turn.dueAt} as="instant" /> },
        { label: t.passRate, value: run === null ? null : pass(turn) },
        ...(turn.note === null ? [] : [{ label: words.note, value: noteOf(turn.note), wide: true }]),
      ]} />
      <Space wrap>
        {run !== null && <Button onClick={() => go(`/feed/runs/${run}`)}>{t.openRun}</Button>}
        {mayManage && !asking && <Button type="primary" onClick={() => setAsking(true)}>{t.rerun}</Button>}
      </Space>
      {asking && (
        <Section title={t.rerunTitle(name(turn.title))}>
          <p className="y-soft">{t.rerunAdvice}</p>
          <Form door={rerun} fields={[{ key: 'why', label: t.rerunWhy, autoFocus: true }]} fixed={{ name: turn.name, day }} submit={t.rerun} invalidates={[getToday, listAlarms]} onDone={onDone} onCancel={() => setAsking(false)} />
        </Section>
      )}
      {run !== null && mayTrace && turn.rejected > 0 && (
        <Section title={t.sample} flush>
          <Table
            door={listRejects} input={{ run }} rowKey="key" height={300} onOpen={() => go(`/feed/runs/${run}`)} empty={{ title: words.noRejects }}
            columns={[
              { key: 'line', title: words.line, width: 80, align: 'right', card: 'title', render: (row) => figure(row.line) },
              { key: 'column', title: words.column, width: 140, render: (row) => row.column || words.whole },
              { key: 'reason', title: words.reason, card: 'side', render: (row) => reasonWord(row.reason) },
            ]}
          />
        </Section>
      )}
      {run === null && turn.state === 'skipped' && <Empty title={noteOf(turn.note)} />}
    </Stack>
  )
}
