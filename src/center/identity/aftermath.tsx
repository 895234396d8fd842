import { Money } from '#ui/money'
import { Person } from '#ui/person'
import { Status } from '#ui/status'
import { Timeline } from '#ui/timeline'
import { Columns, Stack } from '#ui/page'
import type { ReviewDetail, Sight } from './queue.api.ts'
import { t } from './text.ts'

/** What a decision would bring about: who has to agree, who would see what, what it is worth; and who said what so far. */
export function Aftermath({ of }: { of: ReviewDetail }) {
  return (
    <Columns of={[1, 1]}>
      <Stack>
        <Confirmers of={of} />
        {of.gain !== null && <section><h3>{t.queue.touched}</h3><p>{t.queue.gain} <Money amount={of.gain} signed /></p></section>}
      </Stack>
      {of.kind !== 'split' && <Seeing of={of.sight} />}
      {of.steps.length > 0 && <Said of={of} />}
    </Columns>
  )
}

function Confirmers({ of }: { of: ReviewDetail }) {
  return (
    <section className="identity-part">
      <h3>{t.queue.who}</h3>
      <ul>
        {of.confirmers.map((one) => (
          <li key={`${one.part} ${one.name ?? ''}`}>
            <span>{t.queue.parts[one.part]}{one.name !== null && <> · <Person name={one.name} plain />{one.isViewer && `（${t.queue.you}）`}</>}</span>
            {one.answer === null ? <Status meaning="wait" text={t.queue.asked} plain /> : <Status meaning={one.answer === 'same' ? 'good' : 'warn'} text={t.queue.said[one.answer]} plain />}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Seeing({ of }: { of: Sight[] }) {
  return (
    <section className="identity-part">
      <h3>{t.queue.sight}</h3>
      {of.length === 0 ? <p className="y-faint">{t.queue.sightNone}</p> : (
        <ul>{of.map((one, n) => <li key={n}><span>{one.orgName ?? t.queue.otherOrgs}</span><span className="y-soft">{one.gains ? t.queue.sees : t.queue.loses} {t.queue.gains(one.records, one.accounts)}</span></li>)}</ul>
      )}
    </section>
  )
}

function Said({ of }: { of: ReviewDetail }) {
  return (
    <section className="identity-part">
      <h3>{t.queue.steps}</h3>
      <Timeline kinds={{ step: '' }} items={of.steps.map((step, n) => ({ key: String(n), at: step.at, kind: 'step' as const, title: <><Person name={step.staffName} plain /> {t.queue.step[step.answer] ?? step.answer}</>, body: step.note ?? undefined }))} />
    </section>
  )
}
