import { Link } from 'react-router'
import { LEVELS, words } from '#center/customer/words.api'
import { Level } from '#ui/level'
import { Money, moneyText } from '#ui/money'
import { Empty, Section } from '#ui/page'
import { Glyph } from '#ui/status'
import type { Meaning } from '#ui/theme'
import { t } from './text.ts'
import type { Mine, Next, Reason } from './workbench.api.ts'

/** 下一步: ten customers in the order in which they press, each with its reasons in a sentence. */
export function NextList({ of }: { of: Mine }) {
  return (
    <Section title={t.next.title} extra={<span className="y-stamp">{t.next.rule(of.rule.split('-').at(-1) ?? '')}</span>}>
      {of.next.length === 0 ? <Nobody of={of} /> : <ol className="y-next">{of.next.map((next, n) => <One key={next.customerNo} of={next} place={n + 1} />)}</ol>}
    </Section>
  )
}

function Nobody({ of }: { of: Mine }) {
  if (of.customers.count > 0) return <Empty title={t.next.empty} advice={t.next.emptyAdvice} />
  return <Empty title={t.next.none} advice={t.next.noneAdvice} action={of.unowned !== null && of.unowned > 0 ? <Link to="?show=unowned">{t.next.toUnowned}</Link> : undefined} />
}

function One({ of, place }: { of: Next; place: number }) {
  const level = LEVELS.find((each) => each === of.level)
  const pressing = of.reasons[0]?.code
  return (
    <li>
      <Link className="y-next-one" to={`/customer360/customers/${of.customerNo}`}>
        <span className="place y-figures">{place}</span>
        <span className="who">
          <b>{of.name}</b>
          {level !== undefined && <Level rank={LEVELS.indexOf(level) + 1} of={LEVELS.length} title={words.levels[level]} />}
        </span>
        <span className="worth"><Money amount={of.aum} currency={of.currency} unit="auto" /></span>
        <span className="why">{pressing !== undefined && <Glyph meaning={meanings[pressing]} />} {of.reasons.map(says).join(t.next.and)}</span>
      </Link>
    </li>
  )
}

const meanings: Record<Reason['code'], Meaning> = { overdue: 'risk', 'loan-due': 'warn', matures: 'warn', 'large-out': 'warn', 'large-in': 'info', shrinking: 'warn', nearing: 'info', birthday: 'info', idle: 'info' }

function says({ code, day, days, amount, currency, what }: Reason): string {
  const money = amount === null ? '' : moneyText(amount, 'auto', currency ?? 'CNY')
  const on = day?.slice(5) ?? ''
  switch (code) {
    case 'overdue': return t.next.overdue(money)
    case 'matures': return t.next.matures(what ?? t.next.deposit, money, on, when(days))
    case 'loan-due': return t.next.loanDue(money, on, when(days))
    case 'large-out': return t.next.largeOut(on, money)
    case 'large-in': return t.next.largeIn(on, money)
    case 'shrinking': return t.next.shrinking(money)
    case 'nearing': return t.next.nearing(words.levels[what as keyof typeof words.levels] ?? what ?? '', money) // levels are those of the customer room
    case 'birthday': return t.next.birthday(when(days))
    case 'idle': return t.next.idle(days ?? 0, money)
  }
}

export function when(days: number | null): string {
  if (days === null || days <= 0) return t.next.today
  return days === 1 ? t.next.tomorrow : t.next.inDays(days)
}
