import { Segmented } from 'antd'
import { useState } from 'react'
import { Ask, Section } from '#ui/page'
import { signed } from '#ui/waterfall'
import type { Drafting } from './draft.tsx'
import { fieldWord, levelWord } from './words.api.ts'
import { exampleModel, type Example, type ModelDetail } from './models.api.ts'
import { t } from './text.ts'

/** Pairs just above and just below a line, masked: what a step of the line would change. */
export function Examples({ of, draft }: { of: ModelDetail; draft: Drafting }) {
  const [at, show] = useState<'auto' | 'review'>('auto')
  return (
    <Section title={t.models.examples} extra={<Segmented size="small" aria-label={t.models.examples} value={at} onChange={show} options={[{ value: 'auto', label: t.models.atAuto }, { value: 'review', label: t.models.atReview }]} />}>
      <Precision of={of} />
      <Ask door={exampleModel} input={{ model: of.model, ...draft.rested, at }} keep words={{ 'not-found': t.models.noRun }}>
        {({ above, below }) => (
          <>
            <Some title={t.models.above} of={above} auto={draft.rested.thresholds.auto} />
            <Some title={t.models.below} of={below} auto={draft.rested.thresholds.auto} />
          </>
        )}
      </Ask>
    </Section>
  )
}

function Some({ title, of, auto }: { title: string; of: Example[]; auto: number }) {
  return (
    <section className="identity-examples">
      <h3>{title}</h3>
      {of.length === 0 ? <p className="y-faint">{t.models.noExamples}</p> : of.map((one, n) => <Pair key={n} of={one} auto={auto} />)}
    </section>
  )
}

const VALUES = ['name', 'idNumber', 'birthday', 'phone', 'address'] as const

function Pair({ of, auto }: { of: Example; auto: number }) {
  return (
    <details>
      <summary>
        <b className="y-figures">{of.bits.toFixed(1).replace('-', '−')}</b>
        <span className="y-cut">{of.a.name ?? t.none} · {of.b.name ?? t.none}</span>
        <small title={t.models.gapHelp}>{t.models.gap(signed(auto - of.bits))}</small>
      </summary>
      <table>
        <tbody>{VALUES.filter((value) => of.a[value] !== null || of.b[value] !== null).map((value) => <tr key={value}><th scope="row">{t.fields[value]}</th><td>{of.a[value] ?? t.none}</td><td>{of.b[value] ?? t.none}</td></tr>)}</tbody>
      </table>
      <p className="y-soft">{of.fields.map((field) => `${fieldWord(field.field)} ${levelWord(field)} ${signed(field.bits)}`).join('；')}</p>
    </details>
  )
}

function Precision({ of: { precision } }: { of: ModelDetail }) {
  if (precision.asked + precision.reviewed === 0) return <p className="y-faint identity-small">{t.models.precision}：{t.models.noPrecision}</p>
  return (
    <p className="y-soft identity-small">
      {precision.asked > 0 && precision.low !== null && precision.high !== null && <>{t.models.precisionOf(precision.right, precision.asked)}，{t.models.interval(`${(precision.low * 100).toFixed(1)}%`, `${(precision.high * 100).toFixed(1)}%`)}。</>}
      {precision.reviewed > 0 && t.models.reviewed(precision.reviewed, precision.same)}
    </p>
  )
}

