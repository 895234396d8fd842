import { GiftOutlined, RightOutlined } from '@ant-design/icons'
import { Link } from 'react-router'
import { wordOf } from '#center/account/words.api'
import { words } from '#center/customer/words.api'
import { daysBetween, isDay, nextBirthday, today } from '#kernel/time'
import { moneyText } from '#ui/money'
import { Section } from '#ui/page'
import { Glyph } from '#ui/status'
import type { Meaning } from '#ui/theme'
import type { Concern, Overview } from './overview.api.ts'
import { t } from './text.ts'

const BIRTHDAY_DAYS = 7

/** 关注与机会: what to look at and what to do about it, worst first. */
export function Concerns({ of }: { of: Overview }) {
  const birthday = birthdaySoon(of)
  return (
    <Section title={t.concerns.title}>
      {of.concerns.length === 0 && birthday === null ? (
        <div className="y-concern"><Glyph meaning="good" /><div><b>{t.concerns.none}</b><p>{t.concerns.noneWhy}</p></div></div>
      ) : (
        <ul className="y-concerns">
          {of.concerns.map((concern) => <One key={concern.kind} of={concern} />)}
          {birthday !== null && <li className="y-concern"><span style={{ color: 'var(--y-info-ink)' }}><GiftOutlined aria-hidden /></span><div><b>{t.concerns.birthday}</b><p>{birthday}</p></div></li>}
        </ul>
      )}
      <p className="y-concerns-foot">{t.concerns.model}</p>
    </Section>
  )
}

function One({ of }: { of: Concern }) {
  const to = leads[of.kind]
  const told = <><b>{t.concerns[of.kind]}</b><p>{says(of)}</p></>
  return (
    <li>
      {to === undefined ? <div className="y-concern"><Glyph meaning={meanings[of.kind]} /><div>{told}</div></div> : <Link className="y-concern" to={to}><Glyph meaning={meanings[of.kind]} /><div>{told}</div><RightOutlined aria-hidden /></Link>}
    </li>
  )
}

const meanings: Record<Concern['kind'], Meaning> = { overdue: 'risk', frozen: 'warn', unowned: 'wait', shrinking: 'warn', dormant: 'warn', lost: 'warn', stretched: 'warn', maturing: 'info', outflow: 'warn', inflow: 'info', idle: 'info', nearing: 'info', incomplete: 'warn' }
const leads: Partial<Record<Concern['kind'], string>> = {
  overdue: '?tab=holdings', frozen: '?tab=holdings', shrinking: '?tab=transactions', dormant: '?tab=transactions', lost: '?tab=transactions', stretched: '?tab=holdings', maturing: '?tab=holdings', outflow: '?tab=transactions', inflow: '?tab=transactions', idle: '?tab=holdings', nearing: '?tab=holdings', incomplete: '?tab=profile',
}

function says({ kind, amount = '0', currency, count = 0, on = '', days = 0, share = 0, level = '', missing = [] }: Concern): string {
  const money = moneyText(amount, 'auto', currency)
  switch (kind) {
    case 'overdue': return t.concerns.says.overdue(money, count)
    case 'frozen': case 'stretched': return t.concerns.says[kind](count)
    case 'shrinking': return t.concerns.says.shrinking(money, `${(share * 100).toFixed(0)}%`)
    case 'dormant': case 'lost': return t.concerns.says[kind](days)
    case 'maturing': return t.concerns.says.maturing(count, money, on, days)
    case 'outflow': case 'inflow': return t.concerns.says[kind](count, money)
    case 'idle': return t.concerns.says.idle(money)
    case 'nearing': return t.concerns.says.nearing(wordOf(words.levels, level) ?? '', money)
    case 'incomplete': return t.concerns.says.incomplete(missing.map((field) => t.profile[field as 'phone' | 'idNumber' | 'address']))
    case 'unowned': return t.concerns.says.unowned
  }
}

// Only who sees the birthday in clear is reminded of it: a mask leaves the year alone.
function birthdaySoon({ birthday, kind }: Overview): string | null {
  if (kind !== 'retail' || birthday === null || !isDay(birthday)) return null
  const next = nextBirthday(birthday, today())
  const days = daysBetween(today(), next)
  return days <= BIRTHDAY_DAYS ? t.concerns.says.birthday(next.slice(5), days) : null
}
