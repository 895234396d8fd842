import { CheckCircleFilled, CloseCircleFilled, EyeInvisibleOutlined, MinusCircleOutlined, SwapOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { say } from '#kernel/text'
import { Money } from '#ui/money'
import { When } from '#ui/when'
import type { ReviewDetail, ReviewField, Said, Side } from './queue.api.ts'
import { t } from './text.ts'
import { nameOf } from './waiting.tsx'
import { levelWord } from './words.api.ts'

type Field = keyof Pick<Said, 'name' | 'idNumber' | 'birthday' | 'gender' | 'phone' | 'email' | 'address' | 'employer' | 'legalName'>
const FIELDS: Field[] = ['name', 'idNumber', 'birthday', 'gender', 'phone', 'email', 'address', 'employer', 'legalName']

/** Side by side: what each says of the same thing, with the verdict between them. */
export function Comparison({ of }: { of: ReviewDetail }) {
  const fields = FIELDS.filter((field) => verdictOf(of, field) !== undefined || of.sides.some((side) => side.records.some((record) => record[field] !== null)))
  const letters = of.kind === 'split' ? t.queue.part : t.queue.side
  return (
    <table className="identity-comparison" aria-label={t.queue.compare}>
      <thead>
        <tr><th scope="col">{t.queue.item}</th>{of.sides.map((side, n) => <th key={n} scope="col"><Head of={side} title={letters('ABCDEFGH'[n] ?? '')} /></th>)}<th scope="col">{t.queue.verdict}</th></tr>
      </thead>
      <tbody>
        {fields.map((field) => <Line key={field} of={of} field={field} />)}
        <Standing label={t.queue.aum} of={of} shown={(side) => side.aum !== null && <Money amount={side.aum} unit="auto" />} />
        <Standing label={t.queue.accounts} of={of} shown={(side) => side.accounts !== null && t.queue.accountsOf(side.accounts)} />
        <Standing label={t.queue.owner} of={of} shown={(side) => side.isSeen && (side.ownerName ?? t.queue.unowned)} />
        <Standing label={t.queue.level} of={of} shown={(side) => side.level !== null && ((t.levels as Record<string, string>)[side.level] ?? side.level)} />
        <Standing label={t.queue.since} of={of} shown={(side) => side.since !== null && <When at={side.since} />} />
      </tbody>
    </table>
  )
}

function Head({ of, title }: { of: Side; title: string }) {
  return (
    <span className="identity-head">
      <small>{title}</small>
      {of.customerNo === undefined ? <b>{nameOf(of)}</b> : <Link to={`/customer360/customers/${of.customerNo}`} title={t.queue.open360}><b>{nameOf(of)}</b> <span className="y-figures">{of.customerNo}</span></Link>}
      <small>{of.isSeen ? [of.branch, t.queue.records(of.records.length)].filter((part) => part !== null).join(' · ') : t.queue.unseenAdvice}{of.isSeen && of.hidden > 0 && `，${t.queue.hidden(of.hidden)}`}</small>
    </span>
  )
}

function Line({ of, field }: { of: ReviewDetail; field: Field }) {
  const verdict = verdictOf(of, field) ?? judged(of, field)
  return (
    <tr className={`is-${verdict}`}>
      <th scope="row">{field === 'name' && of.sides[0]?.kind !== 'retail' ? t.fields.company : t.fields[field]}</th>
      {of.sides.map((side, n) => <td key={n}><Values side={side} field={field} /></td>)}
      <td><Verdict of={verdict} level={of.fields.find((one) => one.field === MODEL_FIELDS[field])} /></td>
    </tr>
  )
}

/** All that the side's records say, each said once; the compared record's own first. */
function Values({ side, field }: { side: Side; field: Field }) {
  if (side.records.length === 0) return <span className="y-faint"><EyeInvisibleOutlined aria-hidden /> {t.queue.unseen}</span>
  const said = new Map<string, Said[]>()
  for (const record of side.records.toSorted((x, y) => Number(y.isPair) - Number(x.isPair))) {
    const value = record[field]
    if (value !== null) said.set(value, [...(said.get(value) ?? []), record])
  }
  if (said.size === 0) return <span className="y-faint">{t.none}</span>
  return (
    <ul className="identity-said">
      {[...said].map(([value, records]) => (
        <li key={value} className={records.some((record) => record.isPair) ? 'pair' : undefined}>
          <span>{field === 'gender' ? ((t.genders as Record<string, string>)[value] ?? value) : value}</span>
          <small>{[...new Set(records.map((record) => say(record.source)))].join('、')}</small>
        </li>
      ))}
    </ul>
  )
}

function Standing({ label, of, shown }: { label: string; of: ReviewDetail; shown: (side: Side) => ReactNode }) {
  if (of.kind === 'split') return null
  return <tr className="standing"><th scope="row">{label}</th>{of.sides.map((side, n) => <td key={n}>{shown(side) || <span className="y-faint">{t.none}</span>}</td>)}<td /></tr>
}

type Judgement = ReviewField['verdict']
const ICONS: Record<Judgement, ReactNode> = { same: <CheckCircleFilled />, similar: <SwapOutlined />, different: <CloseCircleFilled />, missing: <MinusCircleOutlined /> }

function Verdict({ of, level }: { of: Judgement; level: ReviewField | undefined }) {
  return <span className={`identity-verdict ${of}`} title={level && levelWord(level)}>{ICONS[of]} {t.queue.verdicts[of]}</span>
}

// What the model calls the field.
const MODEL_FIELDS: Partial<Record<Field, string>> = { name: 'name', idNumber: 'id', birthday: 'birthday', gender: 'gender', phone: 'phone', email: 'email', address: 'address', employer: 'employer', legalName: 'legal' }
const verdictOf = (of: ReviewDetail, field: Field): Judgement | undefined => of.fields.find((one) => one.field === MODEL_FIELDS[field])?.verdict

/** Fields outside the model: judged by what both sides show. */
function judged({ sides }: ReviewDetail, field: Field): Judgement {
  const [left, right] = sides.map((side) => new Set(side.records.map((record) => record[field]).filter((value) => value !== null)))
  if (left === undefined || right === undefined || left.size === 0 || right.size === 0) return 'missing'
  return [...left].some((value) => right.has(value)) ? 'same' : 'different'
}
