import { CheckCircleFilled } from '@ant-design/icons'
import { Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { getSources } from '#center/identity/identity.api'
import { wordOf } from '#center/account/words.api'
import type { ReplyOf } from '#kernel/endpoint'
import { say } from '#kernel/text'
import { Money } from '#ui/money'
import { Ask, Empty, Section } from '#ui/page'
import { useNarrow } from '#ui/theme'
import { useMay } from '#ui/viewer'
import type { Overview } from './overview.api.ts'
import { t } from './text.ts'

type Found = ReplyOf<typeof getSources>
type Record_ = Found['records'][number]
type Field = 'name' | 'idNumber' | 'gender' | 'birthday' | 'phone' | 'email' | 'address' | 'employer' | 'occupation' | 'income' | 'legalName' | 'industry'
const FIELDS: Field[] = ['name', 'idNumber', 'gender', 'birthday', 'phone', 'email', 'address', 'employer', 'occupation', 'income', 'legalName', 'industry']

/** 来源对照: what each system says, side by side; the value taken stands first, its origin is marked. */
export function Sources({ of }: { of: Overview }) {
  if (!useMay(getSources)) return null
  return (
    <Section title={t.sources.title} extra={<span className="y-faint y-sources-about">{t.sources.about}</span>} flush>
      <Ask door={getSources} input={{ customerNo: of.customerNo }} shape="rows" isEmpty={(found) => found.records.length === 0} empty={{ title: t.sources.none }}>
        {(found) => <Compared of={of} found={found} />}
      </Ask>
    </Section>
  )
}

function Compared({ of, found }: { of: Overview; found: Found }) {
  const isNarrow = useNarrow()
  const fields = FIELDS.filter((field) => found.golden[field] !== null || found.records.some((record) => record[field] !== null))
  if (found.records.length === 0) return <Empty title={t.sources.none} />
  if (isNarrow) return <>{fields.map((field) => <Stacked key={field} field={field} of={of} found={found} />)}</>
  return (
    <div className="y-sheet y-sources" tabIndex={0} role="region" aria-label={t.sources.title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.sources.field}</th>
            <th scope="col" className="golden">{t.sources.golden}</th>
            {found.records.map((record) => <th key={nameOf(record)} scope="col"><Head of={of} record={record} /></th>)}
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field}>
              <th scope="row">{label(field, of.kind)}</th>
              <td className="golden"><b>{shown(field, found.golden)}</b><Won field={field} of={of} found={found} /></td>
              {found.records.map((record) => <td key={nameOf(record)}><Said field={field} record={record} found={found} /></td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** On a phone: one field a card, with what each system says of it. */
function Stacked({ field, of, found }: { field: Field; of: Overview; found: Found }) {
  return (
    <div className="y-card">
      <div className="y-card-head"><span className="y-faint">{label(field, of.kind)}</span><strong>{shown(field, found.golden)}</strong></div>
      <ul className="y-said">{found.records.filter((record) => record[field] !== null).map((record) => <li key={nameOf(record)}><span className="y-faint">{titleOf(record, of)}</span><Said field={field} record={record} found={found} /></li>)}</ul>
    </div>
  )
}

function Head({ of, record }: { of: Overview; record: Record_ }) {
  return <><b>{titleOf(record, of)}</b><small>{record.orgName}</small>{record.updatedOn !== null && <small className="y-figures">{t.sources.updated(record.updatedOn)}</small>}</>
}

function Won({ field, of, found }: { field: Field; of: Overview; found: Found }) {
  const won = found.winners.find((one) => one.attribute === field)
  return won ? <small>{titleOf(won, of)} · {t.profile.trust(won.trust)}</small> : null
}

function Said({ field, record, found }: { field: Field; record: Record_; found: Found }) {
  const isWon = found.winners.some((won) => won.attribute === field && won.source === record.source && won.key === record.key)
  const fails = field === 'idNumber' && record.idNumber !== null && record.idValid === false
  return (
    <span className={isWon ? 'won' : record[field] === null ? 'y-faint' : undefined}>
      {shown(field, record)}
      {isWon && <Tooltip title={t.sources.chosen}><CheckCircleFilled role="img" aria-label={t.sources.chosen} /></Tooltip>}
      {fails && <small className="y-risk">{t.sources.invalid}</small>}
    </span>
  )
}

function shown(field: Field, from: Record_ | Found['golden']): ReactNode {
  const value = from[field]
  if (value === null) return '—'
  if (field === 'gender') return wordOf(t.profile.genders, value)
  if (field === 'income') return value.includes('*') ? value : <Money amount={value} />
  return value
}

function label(field: Field, kind: string): string {
  if (kind !== 'retail' && field === 'name') return t.profile.company
  if (kind !== 'retail' && field === 'phone') return t.profile.tel
  return t.profile[field]
}

function titleOf({ source }: { source: string }, of: Overview): string {
  const title = of.sources.find((one) => one.source === source)?.title
  return title ? say(title) : source
}

const nameOf = (record: Record_): string => `${record.source} ${record.key}`
