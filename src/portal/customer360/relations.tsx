import { Link } from 'react-router'
import { words } from '#center/customer/words.api'
import { say } from '#kernel/text'
import { useAsk } from '#ui/call'
import { Money } from '#ui/money'
import { Columns, Empty, Section, Stack } from '#ui/page'
import { Rows, type Column } from '#ui/table'
import { Tags } from '#ui/tags'
import { usePhone } from '#ui/theme'
import { When } from '#ui/when'
import { getMap } from './map.api.ts'
import { MapPart } from './map.tsx'
import type { Overview } from './overview.api.ts'
import { EndRelation, Relate } from './relate.tsx'
import { Together } from './rollup.tsx'
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

/** With whom they stand: drawn, and as a list; each leads to that customer. In the hand the list comes first. */
export function RelationsPart({ of }: { of: Overview }) {
  const isPhone = usePhone()
  const drawable = useAsk(getMap, { customerNo: of.customerNo, hops: 2 }).data?.nodes.length
  if (of.relations.length === 0 && drawable !== undefined && drawable < 2) return <Nobody of={of} />
  const list = <List key="list" of={of} />
  const drawn = <MapPart key="map" of={of} />
  return <Stack>{isPhone ? [list, drawn] : [drawn, list]}</Stack>
}

/** No relation and no money between: one can be begun here. */
function Nobody({ of }: { of: Overview }) {
  const empty = <Section key="none" title={t.relations.title} extra={<Relate of={of} />}><Empty title={t.relations.none} advice={t.relations.noneAdvice} /></Section>
  return of.kind === 'retail' ? <Columns of={[3, 1]}>{empty}<Together of={of} /></Columns> : empty
}

function List({ of }: { of: Overview }) {
  return <Section title={t.relations.title} flush extra={<Relate of={of} />}><Rows rows={of.relations.map((relation, n) => ({ ...relation, key: n }))} empty={{ title: t.relations.none, advice: t.relations.noneAdvice }} columns={columns(of)} rowKey="key" to={(row) => pathTo(row.otherNo)} /></Section>
}

const pathTo = (customerNo: string) => `/customer360/customers/${customerNo}`
const kindOf = (kind: string): string => words.kinds[kind as keyof typeof words.kinds] ?? kind

const columns = (of: Overview): Column<Relation & { key: number }>[] => [
  { key: 'name', title: t.relations.who, width: 180, card: 'title' },
  { key: 'label', title: t.relations.relation, width: 160, render: (row) => <>{say(row.label)}{row.until !== null && <> <Tags tags={[{ text: t.relations.ended }]} /></>}</> },
  { key: 'kind', title: t.kind, width: 80, render: (row) => kindOf(row.kind) },
  { key: 'otherNo', title: t.number, width: 130, card: 'none' },
  { key: 'aum', title: t.relations.aum, align: 'right', width: 150, card: 'side', render: (row) => <Money amount={row.aum} currency={row.currency ?? undefined} /> },
  { key: 'since', title: t.relations.since, width: 120, render: (row) => <When at={row.since} /> },
  { key: 'until', title: t.relations.until, width: 120, render: (row) => (row.until === null ? <EndRelation of={of} held={row} /> : <When at={row.until} />) },
]
