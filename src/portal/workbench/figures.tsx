import { isZero } from '#kernel/money'
import { Count, thousands } from '#ui/count'
import { Money } from '#ui/money'
import { Figures as KeyFigures, type Figure } from '#ui/page'
import { t } from './text.ts'
import type { Mine } from './workbench.api.ts'

const MANY = 1000

/** Seven figures of one's own book; each opens its rows. */
export function Figures({ of }: { of: Mine }) {
  return <KeyFigures items={[assets(of), flow('in', of), flow('out', of), maturities(of), birthdays(of), moves(of), last(of)]} />
}

function assets({ customers, currency, mixed, unowned }: Mine): Figure {
  const moved = !isZero(customers.change) && <>{t.figures.change} <Money amount={customers.change} currency={currency} unit="auto" signed /></>
  return { label: unowned === null ? t.figures.aum : t.figures.aumHead, value: <Money amount={customers.aum} currency={currency} unit="auto" />, note: mixed ? t.figures.mixed : moved || t.figures.customers(thousands(customers.count)), to: '/search/customers?mine=true' }
}

function flow(way: 'in' | 'out', { came, went, currency }: Mine): Figure {
  const { amount, before } = way === 'in' ? came : went
  return {
    label: t.figures[way], value: <Money amount={amount} currency={currency} unit="auto" />,
    note: <>{t.figures.before} <Money amount={before} currency={currency} unit="auto" /></>, to: `?show=${way}`,
  }
}

function maturities({ maturities: { count, amount }, currency }: Mine): Figure {
  return { label: t.figures.matures, value: <Count of={count} />, note: <Money amount={amount} currency={currency} unit="auto" />, to: '?show=matures' }
}

function birthdays({ birthdays: { count, today } }: Mine): Figure {
  return { label: t.figures.birthdays, value: <Count of={count} />, note: t.figures.birthdaysToday(today), to: '?show=birthdays' }
}

function moves({ moves: { count, least }, currency }: Mine): Figure {
  return { label: t.figures.moves, value: <Count of={count} />, note: <>{t.figures.least} <Money amount={least} currency={currency} unit="auto" /></>, to: '?show=moves' }
}

/** Who may assign sees the queue of those without a manager; others see how many are theirs. */
function last({ unowned, customers }: Mine): Figure {
  if (unowned === null) return { label: t.figures.count, value: <Count of={customers.count} />, note: t.figures.all, to: '/search/customers?mine=true' }
  return { label: t.figures.unowned, value: unowned >= MANY ? t.figures.manyUnowned : <Count of={unowned} />, note: t.figures.assign, meaning: unowned > 0 ? 'wait' : undefined, to: '?show=unowned' }
}
