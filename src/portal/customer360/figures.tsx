import { isZero, share } from '#kernel/money'
import { Count, Percent } from '#ui/count'
import { Figures as KeyFigures } from '#ui/page'
import { Money } from '#ui/money'
import { Sparkline } from '#ui/chart'
import { usePhone } from '#ui/theme'
import { When } from '#ui/when'
import type { Overview } from './overview.api.ts'
import { t } from './text.ts'

/** Seven figures at most; each opens the rows it is made of. */
export function Figures({ of }: { of: Overview }) {
  const { position, accounts, trend } = of
  const isPhone = usePhone()
  if (!position) return null
  const { currency, aum, lum, overdue, lastOn, lastIn, lastOut } = position
  const debts = accounts.filter((account) => account.status !== 'closed' && Number(account.balance ?? 0) < 0).length
  const late = !isZero(overdue)
  const moved = (way: 'in' | 'out') => (lastOn === null ? '?tab=transactions' : `?tab=transactions&on=${lastOn}&way=${way}`)
  return (
    <KeyFigures
      items={[
        { label: t.figures.aum, value: <Money amount={aum} currency={currency} unit="auto" />, note: <Course of={trend} mixed={position.mixed} />, to: '?tab=holdings' },
        { label: t.figures.lum, value: <Money amount={lum} currency={currency} unit="auto" />, note: debts > 0 ? t.figures.debts(debts) : t.figures.none, to: '?tab=holdings' },
        { label: t.figures.overdue, value: <Money amount={overdue} currency={currency} unit="auto" />, note: late ? ofLoans(overdue, lum) : t.figures.noOverdue, meaning: late ? 'risk' : 'good', to: '?tab=holdings' },
        { label: t.figures.in, value: <Money amount={lastIn} currency={currency} unit="auto" />, note: <When at={lastOn} />, to: moved('in') },
        { label: t.figures.out, value: <Money amount={lastOut} currency={currency} unit="auto" />, note: <When at={lastOn} />, to: moved('out') },
        { label: t.figures.accounts, value: <Count of={position.accounts} />, note: accounts.length === 0 ? t.figures.none : accounts.length > position.accounts ? t.figures.of(accounts.length) : t.figures.everyOpen, to: '?tab=holdings' },
        // On a phone the day already stands under what came in and went out.
        ...(isPhone ? [] : [{ label: t.figures.last, value: <When at={lastOn} />, note: lastOn === null ? t.figures.none : <When at={lastOn} as="relative" />, to: '?tab=transactions' }]),
      ]}
    />
  )
}

function ofLoans(overdue: string, lum: string): string | undefined {
  const part = share(overdue, lum)
  return part === null ? undefined : `${t.figures.lum} ${part}%`
}

function Course({ of, mixed }: { of: Overview['trend']; mixed: boolean }) {
  const [first, last] = [Number(of[0]?.aum ?? 0), Number(of.at(-1)?.aum ?? 0)]
  if (mixed) return t.figures.mixed
  if (of.every((month) => isZero(month.aum))) return t.figures.none
  return (
    <span className="y-course">
      {first > 0 && of.length > 1 && <>{t.figures.year} <Percent of={last / first - 1} signed /></>}
      <Sparkline values={of.map((month) => month.aum)} label={t.trend.question} width={44} height={16} />
    </span>
  )
}
