import { InputNumber } from 'antd'
import { useAsk } from '#ui/call'
import { Count, thousands } from '#ui/count'
import { Columns, Empty, Section, Stack } from '#ui/page'
import { Refusal } from '#ui/refusal'
import { Skeleton } from '#ui/skeleton'
import { Status } from '#ui/status'
import type { Meaning } from '#ui/theme'
import type { Drafting } from './draft.tsx'
import { Histogram } from './histogram.tsx'
import { tryModel, type Effect, type ModelDetail } from './models.api.ts'
import { t } from './text.ts'

const ZONES = ['auto', 'review', 'reject'] as const
const MEANINGS: Record<(typeof ZONES)[number], Meaning> = { auto: 'good', review: 'warn', reject: 'idle' }

/** All pairs under the weights and lines that are shown, counted anew at each change. */
export function Effects({ of, draft }: { of: ModelDetail; draft: Drafting }) {
  const { rested, change } = draft
  const isInOrder = rested.thresholds.review <= rested.thresholds.auto
  const now = useAsk(tryModel, { model: of.model, ...rested }, { keep: true, enabled: isInOrder })
  const before = useAsk(tryModel, { model: of.model, weights: [], thresholds: of.thresholds, strata: of.strata, mode: of.mode })
  return (
    <Section title={t.models.histogram} asOf={now.data?.asOf} extra={<span className="y-faint" role="status">{now.isFetching ? t.models.calculating : now.data && t.models.took(thousands(now.data.ms))}</span>}>
      {now.data === undefined ? (now.error === null ? <Skeleton shape="chart" /> : now.error.code === 'not-found' ? <Empty title={t.models.noRun} advice={t.models.noRunAdvice} /> : <Refusal of={now.error} onRetry={() => void now.refetch()} />) : (
        <Columns of={[5, 2]}>
          <Stack>
            <Histogram bins={now.data.histogram} thresholds={change.thresholds} onMove={(thresholds) => draft.set({ thresholds })} />
            <Lines draft={draft} />
          </Stack>
          <Zones now={now.data} before={before.data} />
        </Columns>
      )}
    </Section>
  )
}

function Lines({ draft }: { draft: Drafting }) {
  const { thresholds } = draft.change
  const line = (key: 'review' | 'auto', label: string, help: string) => (
    <label className="identity-line">
      <span>{label}</span>
      <InputNumber controls={false} value={thresholds[key]} min={-60} max={60} step={0.5} aria-label={label} onChange={(value) => typeof value === 'number' && draft.set({ thresholds: { ...thresholds, [key]: value } })} />
      <small>{help}</small>
    </label>
  )
  return <div className="identity-lines">{line('review', t.models.reviewLine, t.models.reviewHelp)}{line('auto', t.models.autoLine, t.models.autoHelp)}</div>
}

function Zones({ now, before }: { now: Effect; before: Effect | undefined }) {
  return (
    <dl className="identity-zones">
      {ZONES.map((zone) => (
        <div key={zone}>
          <dt><Status meaning={MEANINGS[zone]} text={t.models.zones[zone]} plain /></dt>
          <dd><Count of={now.zones[zone]} /><Against now={now.zones[zone]} before={before?.zones[zone]} /></dd>
        </div>
      ))}
      <div className="sum">
        <dt>{t.models.customers}</dt>
        <dd><Count of={now.customers} /><Against now={now.customers} before={before?.customers} /></dd>
        <dd className="note">{t.models.fromRecords(thousands(now.records))}</dd>
      </div>
    </dl>
  )
}

function Against({ now, before }: { now: number; before: number | undefined }) {
  if (before === undefined) return null
  const delta = now - before
  return <small>{delta === 0 ? t.models.same : t.models.against(`${delta > 0 ? '+' : '−'}${thousands(Math.abs(delta))}`)}</small>
}
