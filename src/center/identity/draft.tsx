import { Alert, App, Button, Space, Tag } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import type { InputOf } from '#kernel/endpoint'
import { Drawer } from '#ui/drawer'
import { Form } from '#ui/form'
import { Section } from '#ui/page'
import { useMay } from '#ui/viewer'
import { getModel, listModels, proposeModel, type ModelDetail, type Weight } from './models.api.ts'
import { t } from './text.ts'

type Change = Omit<InputOf<typeof proposeModel>, 'model' | 'note'>
export type Drafting = {
  change: Change
  /** The same once the hand has rested: what the server is asked about. */
  rested: Change
  count: number
  set: (part: Partial<Change>) => void
  weigh: (weight: Weight) => void
  reset: () => void
}

/** What is changed against a version, here and nowhere else until it is proposed. */
export function useDraft(of: ModelDetail): Drafting {
  const [change, setChange] = useState<Change>(() => beginWith(of))
  const [rested, rest] = useState(change)
  useEffect(() => {
    const soon = setTimeout(() => rest(change), REST_MS)
    return () => clearTimeout(soon)
  }, [change])
  const count = useMemo(() => countOf(of, change), [of, change])
  return {
    change, rested, count,
    set: (part) => setChange((old) => ({ ...old, ...part })),
    weigh: (weight) => setChange((old) => ({ ...old, weights: [...old.weights.filter(({ field, level }) => field !== weight.field || level !== weight.level), weight] })),
    reset: () => setChange(beginWith(of)),
  }
}

const REST_MS = 300

const beginWith = ({ thresholds, strata, mode }: ModelDetail): Change => ({ weights: [], thresholds, strata, mode })

type Level = ModelDetail['comparisons'][number]['levels'][number]

/** What learning says of a level: from the bank's own records, once they were asked. */
export function learnedBits(field: string, level: Level, { learned = [] }: Change): number {
  const own = learned.find((one) => one.field === field && one.level === level.level)
  return own === undefined || own.m <= 0 || own.u <= 0 ? level.learned : Math.round(Math.log2(own.m / own.u) * 100) / 100
}

/** The figure a level counts with, under the mode that is chosen. */
export function usedBits(field: string, level: Level, typed: Weight | undefined, change: Change): number {
  const isPinned = typed?.pinned ?? level.pinned
  if (change.mode === 'learned' || (change.mode === 'mixed' && !isPinned)) return learnedBits(field, level, change)
  return typed?.bits ?? level.bits
}

function countOf(of: ModelDetail, change: Change): number {
  const { weights, thresholds, strata, mode } = change
  const typed = new Map(weights.map((weight) => [`${weight.field} ${weight.level}`, weight]))
  const cells = of.comparisons.flatMap(({ field, levels }) => levels.filter((level) => {
    const weight = typed.get(`${field} ${level.level}`)
    return usedBits(field, level, weight, change) !== level.bits || (weight !== undefined && weight.pinned !== level.pinned)
  }))
  const lines = Number(thresholds.auto !== of.thresholds.auto) + Number(thresholds.review !== of.thresholds.review)
  return cells.length + lines + Number(JSON.stringify(strata) !== JSON.stringify(of.strata)) + Number(mode !== of.mode)
}

/** What is not saved yet, and the way to a second person. */
export function Draft({ of, draft }: { of: ModelDetail; draft: Drafting }) {
  const may = useMay(proposeModel)
  const [isAsking, ask] = useState(false)
  const { message } = App.useApp()
  if (draft.count === 0 || !may) return null
  const isOutOfOrder = draft.change.thresholds.review > draft.change.thresholds.auto
  return (
    <Section>
      <Space wrap>
        <Tag color="gold">{t.models.changed(draft.count)}</Tag>
        <span className="y-soft">{of.model}</span>
        <Button type="primary" disabled={isOutOfOrder} onClick={() => ask(true)}>{t.models.propose}</Button>
        <Button onClick={draft.reset}>{t.models.reset}</Button>
        {isOutOfOrder && <Alert type="warning" showIcon title={t.models.order} />}
      </Space>
      <Drawer title={t.models.proposeTitle} open={isAsking} onClose={() => ask(false)} width={440}>
        <Form
          door={proposeModel} fields={[{ key: 'note', label: t.models.note, kind: 'long', autoFocus: true }]} fixed={{ model: of.model, ...draft.change }} submit={t.models.propose} invalidates={[listModels, getModel]}
          words={{ conflict: t.models.pending, invalid: t.models.order }} onCancel={() => ask(false)}
          onDone={() => {
            message.success(t.models.proposed)
            ask(false)
            draft.reset()
          }}
        />
      </Drawer>
    </Section>
  )
}
