import { HistoryOutlined } from '@ant-design/icons'
import { Button, DatePicker } from 'antd'
import dayjs from 'dayjs'
import type { ReactNode } from 'react'
import type { Row } from '#center/archive/rows.api'
import { KIND_NAMES, type KindName } from '#center/archive/kinds.api'
import { getKnown, type Known as Then } from '#center/archive/known.api'
import { words } from '#center/archive/words.api'
import { words as customerWords } from '#center/customer/words.api'
import { wordOf } from '#center/account/words.api'
import type { PersonalKind } from '#kernel/endpoint'
import { say } from '#kernel/text'
import { today } from '#kernel/time'
import { Facts, type Fact } from '#ui/facts'
import { Masked } from '#ui/masked'
import { Ask, Columns, Empty, Section, Stack } from '#ui/page'
import { Status } from '#ui/status'
import { Line } from './archiveLine.tsx'
import type { Overview } from './overview.api.ts'
import { t } from './text.ts'

/** 当时所知: a day is chosen, and the archive is read as it was known at its end; what differs by now is marked. */
export function Known({ of, day, onDay }: { of: Overview; day: string | null; onDay: (day: string | null) => void }) {
  return (
    <>
      <Section>
        <div className="y-row">
          <HistoryOutlined aria-hidden /> <b>{t.known.title}</b>
          <DatePicker value={day === null ? null : dayjs(day)} onChange={(chosen: dayjs.Dayjs | null) => onDay(chosen?.format('YYYY-MM-DD') ?? null)} disabledDate={(date) => date.format('YYYY-MM-DD') > today()} placeholder={t.known.ask} aria-label={t.known.ask} style={{ width: 190 }} />
          {day === null ? <span className="y-faint">{t.known.hint}</span> : <Button size="small" onClick={() => onDay(null)}>{t.known.back}</Button>}
        </div>
      </Section>
      {day !== null && <Ask door={getKnown} input={{ customerNo: of.customerNo, at: day }} shape="page">{(found) => <Shown of={of} day={day} then={found as unknown as Then} />}</Ask>}
    </>
  )
}

function Shown({ of, day, then }: { of: Overview; day: string; then: Then }) {
  if (!then.isKnown) return <Section><Empty title={t.known.unknown} /></Section>
  const kinds = KIND_NAMES.filter((kind) => then.rows[kind].length > 0 || then.rowsDiffer[kind].added > 0)
  const columns = [kinds.filter((_, nth) => nth % 2 === 0), kinds.filter((_, nth) => nth % 2 === 1)]
  return (
    <Stack>
      <Section title={t.known.at(day)} extra={<Status meaning={then.differs.length === 0 ? 'good' : 'warn'} text={t.known.differs(then.differs.length)} plain />}>
        <Facts columns={3} items={factsOf(of, then)} />
      </Section>
      <Columns of={[1, 1]}>{columns.map((column, nth) => <Stack key={nth}>{column.map((kind) => <Kind key={kind} of={of} kind={kind} then={then} />)}</Stack>)}</Columns>
    </Stack>
  )
}

const placed = (type: Then['type']): string => type?.path.map((each) => say(each)).join(' / ') ?? '—'

const PERSON = ['name', 'idNumber', 'gender', 'birthday', 'phone', 'email', 'address', 'employer', 'occupation', 'income'] as const
const COMPANY = ['name', 'idNumber', 'legalName', 'industry', 'phone', 'email', 'address'] as const
const MASKS: Record<string, PersonalKind> = { name: 'name', idNumber: 'idNumber', birthday: 'birthday', phone: 'phone', email: 'email', address: 'address', employer: 'employer', income: 'income', legalName: 'name' }

function factsOf(of: Overview, then: Then): Fact[] {
  const fields = then.kind === 'retail' ? PERSON : COMPANY
  const plain = (field: string, value: string | null): ReactNode => (value === null ? <span className="y-faint">—</span> : field in MASKS ? <Masked value={value} kind={MASKS[field] ?? 'name'} /> : field === 'gender' ? wordOf(t.profile.genders, value) : value)
  const marked = (field: string, value: ReactNode, now: ReactNode): ReactNode => (then.differs.includes(field) ? <span className="y-differs" data-differs={field}>{value} <span className="y-faint">→ {t.known.now}{t.known.colon}{now}</span></span> : value)
  const title = (field: string) => (field === 'idNumber' ? (wordOf(t.profile.documents, then.idType) ?? t.profile.idNumber) : field === 'name' && then.kind !== 'retail' ? t.profile.company : t.profile[field as 'name'])
  return [
    ...fields.map((field): Fact => {
      const won = then.won[field]
      return { label: title(field), value: marked(field, plain(field, then[field]), plain(field, of[field])), source: won === undefined ? undefined : say(won.title) }
    }),
    { label: t.attributes.type, value: marked('type', placed(then.type), placed(then.typeNow)) },
    { label: t.known.status, value: marked('status', wordOf(customerWords.statuses, then.status), wordOf(customerWords.statuses, of.status)) },
    { label: t.known.level, value: marked('level', wordOf(customerWords.levels, then.level), wordOf(customerWords.levels, of.level)) },
    { label: t.known.owner, value: marked('owner', then.owner?.name ?? t.unowned, of.owner?.name ?? t.unowned) },
    { label: t.known.records, value: String(then.records) },
  ]
}

function Kind({ of, kind, then }: { of: Overview; kind: KindName; then: Then }) {
  const { changed, ended, added } = then.rowsDiffer[kind]
  const markOf = (row: Row) => (ended.includes(row.id) ? { text: t.known.ended } : changed.includes(row.id) ? { text: t.known.changed } : undefined)
  return (
    <Section title={words.kinds[kind]} extra={added > 0 ? <Status meaning="info" text={t.known.added(added)} plain /> : undefined}>
      {then.rows[kind].length === 0 ? <p className="y-soft">{t.known.none}</p> : <ul className="y-archive">{then.rows[kind].map((row) => <Line key={row.id} of={of} kind={kind} row={row} mark={markOf(row)} />)}</ul>}
    </Section>
  )
}
