import { Link } from 'react-router'
import { listEnding } from '#center/archive/contracts.api'
import { useAsk } from '#ui/call'
import { Money } from '#ui/money'
import { Ask, Section } from '#ui/page'
import { useMay } from '#ui/viewer'
import { When } from '#ui/when'
import { when } from './next.tsx'
import { t } from './text.ts'
import { kindOf } from './rows.tsx'
import { listBirthdays, listMaturities } from './workbench.api.ts'

const BRIEF = 6

/** What ends first. */
export function MaturingSoon() {
  return (
    <Section title={t.soon.matures} extra={<Link to="?show=matures">{t.soon.all}</Link>}>
      <Ask door={listMaturities} input={{ limit: BRIEF }} isEmpty={({ rows }) => rows.length === 0} empty={{ title: t.soon.none }}>
        {({ rows }) => (
          <ul className="y-soon">
            {rows.map((row) => (
              <li key={row.id}>
                <Link to={`/customer360/customers/${row.customerNo}`}>{row.name}</Link>
                <span className="y-soft y-cut">{row.product ?? kindOf(row.kind)}</span>
                <Money amount={row.amount} currency={row.currency} unit="auto" />
                <span className="y-faint"><When at={row.maturesOn} /></span>
              </li>
            ))}
          </ul>
        )}
      </Ask>
    </Section>
  )
}

export function BirthdaysSoon() {
  return (
    <Section title={t.soon.birthdays} extra={<Link to="?show=birthdays">{t.soon.all}</Link>}>
      <Ask door={listBirthdays} input={{ limit: BRIEF }} isEmpty={({ rows }) => rows.length === 0} empty={{ title: t.soon.noBirthday }}>
        {({ rows }) => (
          <ul className="y-soon">
            {rows.map((row) => (
              <li key={row.customerNo}>
                <Link to={`/customer360/customers/${row.customerNo}`}>{row.name}</Link>
                <span className="y-soft">{t.soon.ages(row.age)}</span>
                <Money amount={row.aum} currency={row.currency} unit="auto" />
                <span className="y-faint">{when(row.days)}</span>
              </li>
            ))}
          </ul>
        )}
      </Ask>
    </Section>
  )
}

/** Contracts whose reminder has come; nothing is said where there are none. */
export function ContractsSoon() {
  const { data } = useAsk(listEnding, { limit: BRIEF }, { enabled: useMay(listEnding) })
  if (data === undefined || data.rows.length === 0) return null
  return (
    <Section title={t.soon.contracts}>
      <ul className="y-soon">
        {data.rows.map((row) => (
          <li key={row.id}>
            <Link to={`/customer360/customers/${row.customerNo}?tab=archive`}>{row.name}</Link>
            <span className="y-soft y-cut">{row.title}</span>
            {row.value === null ? <span /> : <Money amount={row.value} currency={row.currency} unit="auto" />}
            <span className="y-faint"><When at={row.endsOn} /></span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
