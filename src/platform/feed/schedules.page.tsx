import { Button, Space } from 'antd'
import { useState } from 'react'
import { Drawer } from '#ui/drawer'
import { Form, type FormField } from '#ui/form'
import { Ask, Page, Section } from '#ui/page'
import { Status } from '#ui/status'
import { Rows, type Column } from '#ui/table'
import { useAsk } from '#ui/call'
import { useMay } from '#ui/viewer'
import { When } from '#ui/when'
import type { InputOf } from '#kernel/endpoint'
import { getToday, listSchedules, saveSchedule, switchSchedule, type Schedule, type SWITCHES } from './schedules.api.ts'
import { t } from './running.text.ts'
import { t as words } from './text.ts'
import { name } from './words.tsx'

type Input = InputOf<typeof saveSchedule>
const FRESH: Partial<Input> = { cron: '0 6 * * *', days: 'workdays', follows: [], catchUp: 'all', retries: 3, backoffMinutes: 10, expectedBy: '08:00', maxRejects: 5, maxDeviation: 50, rowsPerSecond: null, windowFrom: null, windowUntil: null }

export default function Schedules() {
  const [edited, setEdited] = useState<Schedule | 'new' | null>(null)
  const [switched, setSwitched] = useState<{ of: Schedule; to: (typeof SWITCHES)[number] } | null>(null)
  const may = useMay(saveSchedule)
  const { data } = useAsk(listSchedules, {})
  return (
    <Page title={t.schedules} subtitle={t.schedulesSubtitle} opens={listSchedules} actions={may && data && data.without.length > 0 && <Button type="primary" onClick={() => setEdited('new')}>{t.add}</Button>}>
      <Section flush>
        <Ask door={listSchedules} input={{}} isEmpty={({ schedules }) => schedules.length === 0} empty={{ title: t.noSchedules, advice: t.noSchedulesAdvice }} shape="rows">
          {({ schedules }) => <Rows rows={schedules} rowKey="name" columns={columns(may, setEdited, (of, to) => setSwitched({ of, to }), new Map(schedules.map((each) => [each.name, name(each.title)])))} onOpen={may ? setEdited : undefined} />}
        </Ask>
      </Section>
      <Drawer title={edited === 'new' ? t.add : edited === null ? '' : name(edited.title)} open={edited !== null} onClose={() => setEdited(null)} width={640}>
        {edited !== null && data && <Edit of={edited} known={data} onDone={() => setEdited(null)} />}
      </Drawer>
      <Drawer title={switched === null ? '' : `${t.switchTo[switched.to]} · ${name(switched.of.title)}`} open={switched !== null} onClose={() => setSwitched(null)}>
        {switched !== null && <Form door={switchSchedule} fields={[{ key: 'why', label: t.switchWhy }]} fixed={{ name: switched.of.name, to: switched.to }} submit={t.switchTo[switched.to]} invalidates={[listSchedules, getToday]} onDone={() => setSwitched(null)} onCancel={() => setSwitched(null)} />}
      </Drawer>
    </Page>
  )
}

type Known = { schedules: Schedule[]; without: { name: string; title: Schedule['title'] }[] }

function Edit({ of, known, onDone }: { of: Schedule | 'new'; known: Known; onDone: () => void }) {
  const names = Object.fromEntries([...known.schedules, ...known.without].map((each) => [each.name, name(each.title)]))
  const free = Object.fromEntries(known.without.map((each) => [each.name, name(each.title)]))
  const isNew = of === 'new'
  const [typed, setTyped] = useState<Partial<Input>>(isNew ? FRESH : of)
  const fields: FormField<keyof Input & string>[] = [
    ...(isNew ? [{ key: 'name' as const, label: t.plan.name, kind: 'choice' as const, options: free, wide: true }] : []),
    { key: 'cron', label: t.plan.cron },
    { key: 'days', label: t.plan.days, kind: 'choice', options: t.days },
    { key: 'expectedBy', label: t.plan.expectedBy, kind: 'text', hint: t.clockHint },
    { key: 'catchUp', label: t.plan.catchUp, kind: 'choice', options: t.catchUps },
    { key: 'windowFrom', label: t.plan.windowFrom, kind: 'text', hint: t.clockHint },
    { key: 'windowUntil', label: t.plan.windowUntil, kind: 'text', hint: t.clockHint },
    { key: 'follows', label: t.plan.follows, kind: 'choices', options: names, wide: true },
    { key: 'retries', label: t.plan.retries, kind: 'number' },
    { key: 'backoffMinutes', label: t.plan.backoffMinutes, kind: 'number' },
    { key: 'rowsPerSecond', label: t.plan.rowsPerSecond, kind: 'number' },
    { key: 'maxRejects', label: t.plan.maxRejects, kind: 'number' },
    { key: 'maxDeviation', label: t.plan.maxDeviation, kind: 'number' },
  ]
  return (
    <Form
      door={saveSchedule} columns={2} fields={fields} initial={isNew ? FRESH : of} fixed={isNew ? { version: 0 } : { name: of.name, version: of.version }}
      invalidates={[listSchedules, getToday]} words={{ invalid: (facts) => (facts.circle ? t.circle : t.badPlan) }} onDone={onDone} onCancel={onDone} onTyped={setTyped}
    >
      <p className="y-soft">{t.meansTimes(timesOf({ days: typed.days ?? 'all', cron: typed.cron ?? '' }))}</p>
    </Form>
  )
}

/** 每天 23:00, where the five fields say no more than that. */
function timesOf({ days, cron }: Pick<Schedule, 'days' | 'cron'>): string {
  const [, minute, hour] = /^(\d{1,2}) (\d{1,2}) \* \* \*$/.exec(cron.trim()) ?? []
  if (minute !== undefined && hour !== undefined) return `${t.days[days]} ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  const every = /^\*\/(\d{1,2}) \* \* \* \*$/.exec(cron.trim())?.[1]
  return `${t.days[days]} ${every === undefined ? cron : t.everyMinutes(every)}`
}

const meanings = { on: 'good', paused: 'warn', stopped: 'idle' } as const
const FITS = { on: ['pause', 'stop'], paused: ['start', 'stop'], stopped: ['start'] } as const

const columns = (may: boolean, onEdit: (of: Schedule) => void, onSwitch: (of: Schedule, to: (typeof SWITCHES)[number]) => void, titles: Map<string, string>): Column<Schedule>[] => [
  { key: 'title', title: t.interface, width: 150, card: 'title', render: (row) => name(row.title) },
  { key: 'state', title: words.state, width: 100, card: 'side', render: (row) => <Status of={t.switches} value={row.state} meanings={meanings} /> },
  { key: 'cron', title: t.when, width: 190, render: (row) => timesOf(row) },
  { key: 'nextAt', title: t.next, width: 150, render: (row) => row.nextAt !== null && <When at={row.nextAt} as="instant" /> },
  { key: 'expectedBy', title: t.plan.expectedBy, width: 90 },
  { key: 'follows', title: t.before, render: (row) => (row.follows.length === 0 ? <span className="y-faint">—</span> : words.list(row.follows.map((each) => titles.get(each) ?? each))) },
  ...(may ? [{ key: 'do', title: '', width: 200, render: (row: Schedule) => (
    <Space size={4} onClick={(event) => event.stopPropagation()}>
      <Button size="small" type="link" onClick={() => onEdit(row)}>{t.change}</Button>
      {FITS[row.state].map((to) => <Button key={to} size="small" type="link" onClick={() => onSwitch(row, to)}>{t.switchTo[to]}</Button>)}
    </Space>
  ) }] : []),
]
