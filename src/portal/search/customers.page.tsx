import type { ReactNode } from 'react'
import { listTypes, type Attribute } from '#center/customer/type.api'
import { LEVELS, stageMeanings, statusMeanings, words, type STAGES } from '#center/customer/words.api'
import type { ReplyOf } from '#kernel/endpoint'
import { say } from '#kernel/text'
import { useAsk } from '#ui/call'
import { askExport } from '#platform/open/export.api'
import { Count } from '#ui/count'
import { Export } from '#ui/export'
import { Filters, useFilters, type FilterField } from '#ui/filters'
import { Level } from '#ui/level'
import { Money, UnitToggle } from '#ui/money'
import { Page } from '#ui/page'
import { Person } from '#ui/person'
import { Status } from '#ui/status'
import { Table, type Column } from '#ui/table'
import { Tags } from '#ui/tags'
import { When } from '#ui/when'
import { listCustomers, type CustomerRow } from './find.api.ts'
import { t } from './text.ts'

type Filter = { kind?: 'retail' | 'corporate' | 'institution'; status?: 'prospect' | 'active' | 'dormant' | 'lost'; level?: (typeof LEVELS)[number]; stage?: (typeof STAGES)[number]; mine?: boolean; type?: string; attribute?: string; value?: string; least?: string; most?: string }

export default function Customers() {
  const [filters, setFilters] = useFilters<Filter>({ kind: undefined, status: undefined, level: undefined, mine: undefined, stage: undefined, type: undefined, attribute: undefined, value: undefined, least: undefined, most: undefined })
  const { data } = useAsk(listTypes, {})
  const asked = data?.attributes.find((one) => one.attribute === filters.attribute)
  return (
    <Page title={t.title} subtitle={t.subtitle} opens={listCustomers}>
      <Filters
        value={filters}
        onChange={(next) => setFilters(next.attribute === filters.attribute ? next : { ...next, value: undefined, least: undefined, most: undefined })}
        fields={[
          { key: 'kind', label: t.kind, kind: 'choice', options: words.kinds },
          { key: 'status', label: t.status, kind: 'choice', options: words.statuses },
          { key: 'level', label: t.level, kind: 'choice', options: words.levels },
          { key: 'mine', label: t.mine, kind: 'flag' },
          { key: 'stage', label: t.stage, kind: 'choice', options: words.stages },
          ...declaredFields(filters, data),
        ]}
      />
      <Table
        door={listCustomers}
        input={filters}
        columns={columns(asked)}
        rowKey="customerNo"
        to={(row) => `/customer360/customers/${row.customerNo}`}
        tools={<><UnitToggle /><Export ask={askExport} of="search.customers" title={t.title} filter={filters} /></>}
        empty={{ title: t.empty, advice: t.emptyAdvice }}
      />
    </Page>
  )
}

/** What is declared at run time to narrow by: a type with all below it, and one attribute with its value or from and to. */
function declaredFields({ attribute }: Filter, model: ReplyOf<typeof listTypes> | undefined): FilterField<keyof Filter>[] {
  const types = model?.types ?? []
  const searchable = (model?.attributes ?? []).filter((one) => one.searchable && one.class === 'C1' && one.state === 'active')
  const asked = searchable.find((one) => one.attribute === attribute)
  return [
    { key: 'type', label: t.type, kind: 'choice', options: types.map((row) => ({ value: row.type, label: `${'　'.repeat(row.path.split('/').length - 2)}${say(row)}` })) },
    ...(searchable.length === 0 ? [] : [{ key: 'attribute' as const, label: t.attribute, kind: 'choice' as const, options: searchable.map((one) => ({ value: one.attribute, label: say(one) })) }]),
    ...(asked ? valueFields(asked) : []),
  ]
}

function valueFields(asked: Attribute): FilterField<keyof Filter>[] {
  if (asked.kind === 'choice') return [{ key: 'value', label: say(asked), kind: 'choice', options: asked.options.map((one) => ({ value: one.code, label: say(one) })) }]
  if (asked.kind === 'boolean') return [{ key: 'value', label: say(asked), kind: 'choice', options: t.truths }]
  if (asked.kind === 'day') return [{ key: 'least', label: say(asked), kind: 'days', until: 'most' }]
  if (['amount', 'integer', 'number'].includes(asked.kind)) return [{ key: 'least', label: t.least, hint: `${say(asked)} ${t.least}`, kind: 'text' }, { key: 'most', label: t.most, hint: `${say(asked)} ${t.most}`, kind: 'text' }]
  return [{ key: 'value', label: t.value, hint: t.valueHint, kind: 'text' }]
}

function saidOf(asked: Attribute, value: string | null): ReactNode {
  if (value === null) return null
  if (asked.kind === 'amount') return <Money amount={value} />
  if (asked.kind === 'boolean') return t.truths[value as keyof typeof t.truths] ?? value
  if (isFigure(asked)) return value.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','))
  const option = asked.options.find((one) => one.code === value)
  return option ? say(option) : value
}

const isFigure = ({ kind }: Attribute): boolean => kind === 'amount' || kind === 'number' || kind === 'integer'

const columns = (asked: Attribute | undefined): Column<CustomerRow>[] => [
  { key: 'name', title: t.name, width: 130, card: 'title', render: (row) => <>{row.name}{!row.whole && <> <Tags tags={[{ text: t.partial, meaning: 'info', why: t.partialWhy }]} /></>}</> },
  { key: 'customerNo', title: t.number, width: 116 },
  { key: 'kind', title: t.kind, width: 68, hidden: asked !== undefined, render: (row) => words.kinds[row.kind as keyof typeof words.kinds] ?? row.kind }, // kinds are those of the customer room
  { key: 'level', title: t.level, width: 92, render: (row) => row.level && <Level rank={LEVELS.indexOf(row.level as (typeof LEVELS)[number]) + 1} of={LEVELS.length} title={words.levels[row.level as (typeof LEVELS)[number]]} /> },
  { key: 'status', title: t.status, width: 88, render: (row) => row.status && <Status of={words.statuses} value={row.status as keyof typeof words.statuses} meanings={statusMeanings} /> },
  { key: 'stage', title: t.stage, width: 88, hidden: true, card: 'none', render: (row) => row.stage && <Status of={words.stages} value={row.stage as (typeof STAGES)[number]} meanings={stageMeanings} /> },
  { key: 'aum', title: t.aum, align: 'right', width: 138, card: 'side', render: (row) => <Money amount={row.aum} currency={row.currency} /> },
  { key: 'lum', title: t.lum, align: 'right', width: 126, render: (row) => <Money amount={row.lum} currency={row.currency} /> },
  { key: 'accounts', title: t.accounts, align: 'right', width: 72, card: 'none', hidden: true, render: (row) => <Count of={row.accounts} /> },
  ...(asked ? [{ key: 'said', title: say(asked), width: 110, align: isFigure(asked) ? 'right' as const : undefined, render: (row: CustomerRow) => saidOf(asked, row.said) }] : []),
  { key: 'type', title: t.type, width: 108, hidden: true, card: 'none', render: (row) => row.typeName && say(row.typeName) },
  { key: 'lastOn', title: t.lastOn, width: 108, render: (row) => row.lastOn && <When at={row.lastOn} /> },
  { key: 'owner', title: t.owner, width: 104, render: (row) => (row.owner ? <Person name={row.ownerName ?? row.owner} /> : row.whole ? <Status meaning="wait" text={t.unowned} plain /> : null) },
  { key: 'branch', title: t.branch, width: 136 },
]
