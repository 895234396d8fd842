import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { KindName } from '#center/archive/kinds.api'
import type { Row } from '#center/archive/rows.api'
import { optionsOf } from '#center/archive/words.api'
import { daysBetween, today } from '#kernel/time'
import { Masked } from '#ui/masked'
import { moneyText } from '#ui/money'
import type { TagShown } from '#ui/tags'
import type { Overview } from './overview.api.ts'
import { t } from './text.ts'

export type Told = { title: ReactNode; lines: ReactNode[]; tags: TagShown[] }
const SOON_DAYS = 60

/** What a row says, in the words of its kind. */
export function told(of: Overview, kind: KindName, row: Row): Told {
  return tellers[kind](row, of)
}

const str = (value: Row[string]): string | null => (typeof value === 'string' && value !== '' ? value : null)
const word = (kind: KindName, field: string, value: Row[string]): string => optionsOf(kind, field)?.[String(value)] ?? String(value ?? '')
const verified = (row: Row): TagShown[] => (str(row.verifiedOn) ? [{ text: t.archive.verified, meaning: 'good', why: [row.verifiedOn, row.verifiedHow && word('address', 'verifiedHow', row.verifiedHow)].filter(Boolean).join(' · ') }] : [])
const span = (from: Row[string], to: Row[string]): string | null => (str(from) || str(to) ? `${str(from) ?? '…'} – ${str(to) ?? t.archive.now}` : null)
const present = (...lines: (ReactNode | null | false)[]): ReactNode[] => lines.filter((line) => line !== null && line !== false && line !== '')

const tellers: Record<KindName, (row: Row, of: Overview) => Told> = {
  address: (row) => ({
    title: <Masked value={str(row.address)} kind="address" />,
    lines: present(parts(row), str(row.postcode)), tags: [{ text: word('address', 'kind', row.kind) }, ...verified(row)],
  }),
  contact: (row) => ({
    title: str(row.email) ? <Masked value={str(row.email)} kind="email" /> : <Masked value={str(row.value)} kind="phone" />,
    lines: present(str(row.bestTime) && t.archive.best(word('contact', 'bestTime', row.bestTime)), str(row.remark)),
    tags: [{ text: word('contact', 'kind', row.kind) }, ...(row.isPreferred === true ? [{ text: t.archive.preferred, meaning: 'info' as const }] : []), ...verified(row)],
  }),
  background: (row) => ({
    title: <Masked value={str(row.name)} kind="name" />,
    lines: present(str(row.detail), span(row.since, row.until), str(row.amount) && (String(row.amount).includes('*') ? <Masked value={str(row.amount)} kind="income" /> : moneyText(String(row.amount))), str(row.share) && t.archive.share(Number(row.share))),
    tags: [{ text: word('background', 'kind', row.kind) }],
  }),
  person: (row) => ({
    title: <Masked value={str(row.name)} kind="name" />,
    lines: present(str(row.title), str(row.phone) && <Masked value={str(row.phone)} kind="phone" />, str(row.email) && <Masked value={str(row.email)} kind="email" />, str(row.linkedName) && <Link to={`/customer360/customers/${row.linkedNo}`}>{t.archive.isCustomer(String(row.linkedName))}</Link>, str(row.remark)),
    tags: [{ text: word('person', 'role', row.role) }, { text: word('person', 'power', row.power), meaning: row.power === 'decides' ? 'info' : undefined }],
  }),
  contract: (row) => ({
    title: str(row.title), lines: present(str(row.number), str(row.value) && moneyText(String(row.value)), span(row.startsOn, row.endsOn), str(row.remark)),
    tags: [{ text: word('contract', 'kind', row.kind) }, ...(row.isRenewing === true ? [{ text: t.archive.renewing }] : []), ...ending(row)],
  }),
  assessment: (row) => ({
    title: t.archive.grade(word('assessment', 'kind', row.kind), String(row.grade)),
    lines: present(str(row.score) && t.archive.score(Number(row.score)), [row.model, row.modelVersion].filter(Boolean).join(' '), t.archive.assessed(String(row.assessedOn)), str(row.approver) && t.archive.approved(String(row.approver))),
    tags: str(row.validUntil) ? [String(row.validUntil) < today() ? { text: t.archive.expired, meaning: 'warn' as const, why: String(row.validUntil) } : { text: t.archive.until(String(row.validUntil)) }] : [],
  }),
  points: (row) => ({
    title: <span className="y-figures">{Number(row.points) > 0 ? '+' : '−'}{Math.abs(Number(row.points)).toLocaleString('en-US')}</span>,
    lines: present(str(row.why), str(row.onDay), str(row.expiresOn) && t.archive.by(String(row.expiresOn))), tags: [{ text: word('points', 'kind', row.kind) }],
  }),
  feedback: (row) => ({
    title: str(row.text), lines: present(str(row.givenOn), word('feedback', 'channel', row.channel), word('feedback', 'about', row.about), str(row.outcome)),
    tags: [
      { text: word('feedback', 'sentiment', row.sentiment), meaning: row.sentiment === 'bad' ? 'warn' : row.sentiment === 'good' ? 'good' : undefined },
      { text: word('feedback', 'followUp', row.followUp), meaning: row.followUp === 'open' ? 'wait' : row.followUp === 'following' ? 'info' : undefined },
    ],
  }),
}

/** 江苏省 南京市 玄武区 · 北京东路 41 号 · 3 幢 2 单元 501: read from left to right as it was understood. */
function parts(row: Row): string | null {
  const [place, street, house] = [[row.province, row.city, row.district, row.town], [row.road, row.number && t.archive.houseNo(String(row.number)), row.estate], [row.building && t.archive.building(String(row.building)), row.unit && t.archive.unit(String(row.unit)), row.room && t.archive.room(String(row.room))]]
    .map((group) => group.filter((part) => part !== null && part !== undefined && part !== '' && part !== false).join(' '))
  const whole = [place, street, house].filter((part) => part !== '' && part !== undefined && !part.includes('**'))
  return whole.length === 0 ? null : whole.join(' · ')
}

function ending(row: Row): TagShown[] {
  if (!str(row.endsOn) || row.endedOn !== null) return []
  const days = daysBetween(today(), String(row.endsOn))
  return days < 0 ? [{ text: t.archive.past, meaning: 'warn' }] : days <= SOON_DAYS ? [{ text: t.archive.daysLeft(days), meaning: 'warn' }] : []
}
