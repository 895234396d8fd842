import { Money } from '#ui/money'
import { Section } from '#ui/page'
import type { CustomerMap } from './map.api.ts'
import { t } from './text.ts'

/** 关联敞口: what those owe for whom this customer answers, along 控股 and 担保, at any depth; nobody counts twice. */
export function Exposure({ of }: { of: NonNullable<CustomerMap['exposure']> }) {
  const lines = [
    { key: 'control', label: t.map.control, sum: of.control },
    { key: 'guarantee', label: t.map.guarantee, sum: of.guarantee },
    { key: 'all', label: t.map.together, sum: of.all },
  ].filter(({ sum }) => sum.customers > 0)
  return (
    <Section title={t.map.exposure}>
      <ul className="y-map-sums">
        {lines.map(({ key, label, sum }) => (
          <li key={key}>
            <span>{label} <small className="y-faint">{t.holds.count(sum.customers)}</small></span>
            <Money amount={sum.lum} currency={of.currency} strong />
            {Number(sum.overdue) > 0 && <small className="y-risk">{t.figures.overdue} <Money amount={sum.overdue} currency={of.currency} /></small>}
          </li>
        ))}
      </ul>
      <p className="y-faint">{of.mixed ? `${t.map.exposureWhy} ${t.figures.mixed}` : t.map.exposureWhy}</p>
    </Section>
  )
}
