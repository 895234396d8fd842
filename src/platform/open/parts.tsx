import { say } from '#kernel/text'
import { thousands } from '#ui/count'
import { exportWords } from '#ui/export'
import { Facts } from '#ui/facts'
import { Section, Stack } from '#ui/page'
import { Person } from '#ui/person'
import { Status } from '#ui/status'
import { Tags } from '#ui/tags'
import { Timeline } from '#ui/timeline'
import { When } from '#ui/when'
import type { ExportDetail, ExportRow } from './export.api.ts'
import { t } from './text.ts'

const meanings = { waiting: 'wait', making: 'wait', ready: 'good', gone: 'idle', rejected: 'warn', withdrawn: 'idle', expired: 'idle', failed: 'risk' } as const

export function State({ of }: { of: ExportRow['state'] }) {
  return <Status of={t.states} value={of} meanings={meanings} />
}

export const purposeOf = (row: ExportRow): string => exportWords().purposes[row.purpose]
export const formatOf = (row: ExportRow): string => exportWords().formats[row.format].split(/[（(]/)[0] ?? ''
export const asksOf = (row: ExportRow): string => (row.asks.length === 0 ? t.everything : t.list(row.asks.map((ask) => t.pair(say(ask.title), say(ask.value)))))

/** What is known of its length: made, found when asked, or only that it is long. */
export function rowsOf(row: ExportRow): string {
  if (row.rows !== null) return t.rowsOf(thousands(row.rows))
  return row.beyond ? t.list([t.over(thousands(row.counted - 1)), t.upTo(thousands(row.cap))]) : t.rowsOf(thousands(row.counted))
}

/** In a column of a list: the whole of it on hovering, and in the request. */
export const Length = ({ of }: { of: ExportRow }) => <span title={rowsOf(of)}>{of.rows === null && of.beyond ? t.over(thousands(of.counted - 1)) : rowsOf(of)}</span>

export function Request({ of }: { of: ExportDetail }) {
  return (
    <Stack>
      <Facts items={[
        { label: t.who, value: <Person name={of.staffName} org={of.orgName} /> },
        { label: t.state, value: <State of={of.state} /> },
        { label: t.what, value: say(of.title) },
        { label: t.rows, value: rowsOf(of) },
        { label: t.asks, value: asksOf(of), wide: true },
        { label: t.purpose, value: purposeOf(of) },
        { label: t.format, value: formatOf(of) },
        { label: t.note, value: of.note, wide: true },
        { label: t.askedAt, value: <When at={of.askedAt} as="instant" /> },
        ...(of.decideBy === null ? [] : [{ label: t.decideBy, value: <When at={of.decideBy} as="instant" /> }]),
        ...(of.keepUntil === null ? [] : [{ label: t.keepUntil, value: <When at={of.keepUntil} as="instant" /> }, { label: t.downloads, value: t.times(of.downloads) }]),
        ...(of.sha256 === null ? [] : [{ label: t.digest, value: <code className="y-wrap">{of.sha256}</code>, wide: true }]),
      ]} />
      <Section title={t.columns} extra={of.columns.some(({ masked }) => masked !== null) && <span className="y-soft">{t.marked}</span>}>
        <Tags max={60} tags={of.columns.map((column) => ({ text: say(column.title), meaning: column.masked === null ? undefined : 'warn', why: column.masked === null ? t.classes[column.class] : t.list([t.classes[column.class], t.clear]) }))} />
      </Section>
      <Steps of={of} />
    </Stack>
  )
}

function Steps({ of }: { of: ExportDetail }) {
  const names: Record<string, string> = t.stepNames
  return (
    <Section title={t.steps}>
      <Timeline
        kinds={{ person: t.person, system: t.system }}
        items={of.steps.toReversed().map((step) => ({
          key: String(step.step), at: step.at, kind: step.staffName === null ? 'system' : 'person',
          title: <>{names[step.name] ?? step.name} {step.staffName !== null && <Person name={step.staffName} />}</>,
          body: <><When at={step.at} as="instant" /> {noteOf(step)}</>,
          meaning: step.to === 'failed' ? 'risk' : step.to === 'ready' ? 'good' : undefined,
        }))}
      />
    </Section>
  )
}

/** The note of a step is a person's own words, a count, or the code of a failure. */
function noteOf({ name, note }: ExportDetail['steps'][number]): string {
  if (note === null) return ''
  if (name === 'finish') return t.rowsOf(thousands(Number(note)))
  return name === 'fail' ? ((t.failures as Record<string, string>)[note] ?? note) : note
}
