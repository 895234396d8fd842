import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { Drawer } from '#ui/drawer'
import { Form } from '#ui/form'
import { Ask, Section } from '#ui/page'
import { Person } from '#ui/person'
import { Status } from '#ui/status'
import { useMay } from '#ui/viewer'
import { When } from '#ui/when'
import { answerAlarm, countAlarms, listAlarms, type Alarm } from './schedules.api.ts'
import { t } from './running.text.ts'
import { name } from './words.tsx'

/** What people must know of, newest first, with who answered it and how. */
export function Alarms() {
  const [answering, setAnswering] = useState<{ alarm: Alarm; step: 'acknowledge' | 'close' } | null>(null)
  return (
    <Section title={t.alarms}>
      <Ask door={listAlarms} input={{ limit: 20 }} every={30_000} isEmpty={({ rows }) => rows.length === 0} empty={{ title: t.noAlarms }}>
        {({ rows }) => <>{rows.map((alarm) => <One key={alarm.alarm} alarm={alarm} onAnswer={(step) => setAnswering({ alarm, step })} />)}</>}
      </Ask>
      <Drawer title={answering === null ? '' : t.alarmKinds[answering.alarm.kind]} open={answering !== null} onClose={() => setAnswering(null)}>
        {answering !== null && (
          <Form
            door={answerAlarm} fields={[{ key: 'note', label: t.alarmNote, hint: t.alarmHint, autoFocus: true }]} fixed={{ alarm: answering.alarm.alarm, step: answering.step }}
            submit={answering.step === 'acknowledge' ? t.acknowledge : t.close} invalidates={[listAlarms, countAlarms]} onDone={() => setAnswering(null)} onCancel={() => setAnswering(null)}
          />
        )}
      </Drawer>
    </Section>
  )
}

const meanings = { open: 'risk', acknowledged: 'warn', closed: 'idle' } as const

function One({ alarm, onAnswer }: { alarm: Alarm; onAnswer: (step: 'acknowledge' | 'close') => void }) {
  const may = useMay(answerAlarm)
  const facts = Object.fromEntries(Object.entries(alarm.facts).map(([key, value]) => [key, String(value)]))
  return (
    <div className="y-alarm">
      <div className="y-alarm-head">
        <Status of={t.alarmStates} value={alarm.state} meanings={meanings} />
        <b>{t.alarmKinds[alarm.kind]}</b>
        <span>{alarm.title === null ? alarm.name : name(alarm.title)}</span>
        <When at={alarm.day} as="day" />
        <span className="y-soft">{t.facts[alarm.kind](facts)}</span>
        {alarm.run !== null && <Link to={`/feed/runs/${alarm.run}`}>{t.openRun}</Link>}
        {may && alarm.state !== 'closed' && (
          <span className="y-alarm-acts">
            {alarm.state === 'open' && <Button size="small" onClick={() => onAnswer('acknowledge')}>{t.acknowledge}</Button>}
            <Button size="small" onClick={() => onAnswer('close')}>{t.close}</Button>
          </span>
        )}
      </div>
      {alarm.steps.map((step) => (
        <div key={step.at} className="y-soft"><When at={step.at} as="instant" /> {t.alarmSteps[step.name as keyof typeof t.alarmSteps] ?? step.name} {step.staffName !== null && <Person name={step.staffName} />} {step.note}</div>
      ))}
    </div>
  )
}
