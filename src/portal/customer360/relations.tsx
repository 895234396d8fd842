import { Segmented } from 'antd'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { words } from '#center/customer/words.api'
import { say } from '#kernel/text'
import { Relations } from '#ui/chart'
import { moneyText, Money } from '#ui/money'
import { Empty, Section } from '#ui/page'
import { Rows, type Column } from '#ui/table'
import { Tags } from '#ui/tags'
import { When } from '#ui/when'
import type { Overview } from './overview.api.ts'
import { t } from './text.ts'

type Relation = Overview['relations'][number]
const BRIEF = 4

export function RelationsBrief({ of }: { of: Overview }) {
  if (of.relations.length === 0) return null
  return (
    <Section title={t.relations.title} extra={<Link to="?tab=relations">{t.relations.more}</Link>}>
      <ul className="y-relations">
        {of.relations.slice(0, BRIEF).map((relation) => (
          <li key={`${relation.otherNo} ${relation.label.zh}`}>
            <Link className="y-cut" to={pathTo(relation.otherNo)}>{relation.name}</Link>
            <span className="y-faint">{say(relation.label)}{relation.until !== null && ` · ${t.relations.ended}`}</span>
            <Money amount={relation.aum} currency={relation.currency ?? undefined} unit="auto" />
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** With whom they stand: as a list, or drawn; each leads to that customer. */
export function RelationsPart({ of }: { of: Overview }) {
  const [shows, show] = useState<'list' | 'graph'>('list')
  const go = useNavigate()
  if (of.relations.length === 0) return <Section><Empty title={t.relations.none} advice={t.relations.noneAdvice} /></Section>
  return (
    <Section title={t.relations.title} flush={shows === 'list'} extra={<Segmented size="small" aria-label={t.relations.shown} value={shows} onChange={show} options={[{ value: 'list', label: t.relations.list }, { value: 'graph', label: t.relations.graph }]} />}>
      {shows === 'list' ? <Rows rows={of.relations.map((relation, n) => ({ ...relation, key: n }))} columns={columns()} rowKey="key" to={(row) => pathTo(row.otherNo)} /> : <Graph of={of} onPick={(no) => no !== of.customerNo && void go(pathTo(no))} />}
    </Section>
  )
}

function Graph({ of, onPick }: { of: Overview; onPick: (customerNo: string) => void }) {
  const standing = of.relations.filter((relation) => relation.until === null)
  const others = [...new Map(standing.map((relation) => [relation.otherNo, relation])).values()]
  return (
    <Relations
      question={t.relations.question(of.name)} n={others.length} asOf={of.asOf} centre={of.customerNo} onPick={onPick}
      nodes={[
        { id: of.customerNo, name: of.name, kind: kindOf(of.kind), note: t.relations.self },
        ...others.map(({ otherNo, name, kind, aum, currency }) => ({ id: otherNo, name, kind: kindOf(kind), note: aum === null ? undefined : `${t.relations.aum} ${moneyText(aum, 'auto', currency ?? undefined)}` })),
      ]}
      links={standing.map((relation) => ({ from: of.customerNo, to: relation.otherNo, label: say(relation.label) }))}
    />
  )
}

const pathTo = (customerNo: string) => `/customer360/customers/${customerNo}`
const kindOf = (kind: string): string => words.kinds[kind as keyof typeof words.kinds] ?? kind

const columns = (): Column<Relation & { key: number }>[] => [
  { key: 'name', title: t.relations.who, width: 180, card: 'title' },
  { key: 'label', title: t.relations.relation, width: 160, render: (row) => <>{say(row.label)}{row.until !== null && <> <Tags tags={[{ text: t.relations.ended }]} /></>}</> },
  { key: 'kind', title: t.kind, width: 80, render: (row) => kindOf(row.kind) },
  { key: 'otherNo', title: t.number, width: 130, card: 'none' },
  { key: 'aum', title: t.relations.aum, align: 'right', width: 150, card: 'side', render: (row) => <Money amount={row.aum} currency={row.currency ?? undefined} /> },
  { key: 'since', title: t.relations.since, width: 120, render: (row) => <When at={row.since} /> },
  { key: 'until', title: t.relations.until, width: 120, render: (row) => <When at={row.until} /> },
]
