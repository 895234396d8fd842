import { useParams } from 'react-router'
import { words } from '#center/customer/words.api'
import { say } from '#kernel/text'
import { useAsk } from '#ui/call'
import { Relations } from '#ui/chart'
import { Money, moneyText } from '#ui/money'
import { Ask, Figures, Page, Section } from '#ui/page'
import { Rows, type Column } from '#ui/table'
import { getRollup, type Rollup } from './rollup.api.ts'
import { t } from './text.ts'
import './customer360.css'

/** 集团客户视图: the head and all below it, at any depth, with their balances, limits and arrears together. */
export default function Group() {
  const { customerNo = '' } = useParams()
  const head = useAsk(getRollup, { customerNo, of: 'group' }).data?.members.find((member) => member.customerNo === customerNo)
  return (
    <Page title={t.rollup.group} subtitle={head && t.rollup.headed(head.name)} trail={[{ title: t.title, to: `/customer360/customers/${customerNo}?tab=relations` }]} opens={getRollup}>
      <Ask door={getRollup} input={{ customerNo, of: 'group' }} shape="page" isEmpty={(found) => found.members.length < 2} empty={{ title: t.rollup.noGroup }}>
        {(found) => <Whole of={found} />}
      </Ask>
    </Page>
  )
}

type Member = Rollup['members'][number]

function Whole({ of }: { of: Rollup }) {
  const { sums } = of
  const money = (amount: string) => <Money amount={amount} currency={sums.currency} unit="auto" />
  const nameOf = (no: string) => of.members.find((member) => member.customerNo === no)?.name ?? no
  return (
    <>
      <Figures items={[
        { label: t.rollup.members, value: sums.customers, note: t.rollup.inSight },
        { label: t.relations.aum, value: money(sums.aum), note: sums.mixed ? t.figures.mixed : undefined },
        { label: t.figures.lum, value: money(sums.lum) },
        { label: t.holds.limit, value: money(sums.limit) },
        { label: t.figures.overdue, value: money(sums.overdue), note: sums.late > 0 ? t.rollup.people(sums.late) : t.figures.noOverdue, meaning: sums.late > 0 ? 'risk' : 'good' },
      ]} />
      <Section>
        <Relations
          question={t.rollup.question(nameOf(of.customerNo))} n={t.map.drawn(of.members.length)} asOf={of.asOf} centre={of.customerNo} height={320}
          nodes={of.members.map((member) => ({ id: member.customerNo, name: member.name, kind: kindOf(member.kind), note: `${t.relations.aum} ${moneyText(member.aum)}\n${t.figures.lum} ${moneyText(member.lum)}`, isRisky: Number(member.overdue) > 0 }))}
          links={of.ties.map((tie) => ({ from: tie.from, to: tie.to, label: say(tie.label), tone: 'control' as const, hasArrow: true }))}
        />
      </Section>
      <Section title={t.rollup.members} flush>
        <Rows rows={of.members} columns={columns()} rowKey="customerNo" to={(member) => `/customer360/customers/${member.customerNo}`} />
      </Section>
    </>
  )
}

const kindOf = (kind: string): string => words.kinds[kind as keyof typeof words.kinds] ?? kind

const columns = (): Column<Member>[] => [
  { key: 'name', title: t.relations.who, width: 240, card: 'title' },
  { key: 'kind', title: t.kind, width: 80, render: (row) => kindOf(row.kind) },
  { key: 'aum', title: t.relations.aum, align: 'right', width: 150, card: 'side', render: (row) => <Money amount={row.aum} currency={row.currency ?? undefined} /> },
  { key: 'lum', title: t.figures.lum, align: 'right', width: 150, render: (row) => <Money amount={row.lum} currency={row.currency ?? undefined} /> },
  { key: 'limit', title: t.holds.limit, align: 'right', width: 150, render: (row) => <Money amount={row.limit} currency={row.currency ?? undefined} /> },
  { key: 'overdue', title: t.figures.overdue, align: 'right', width: 140, render: (row) => <span className={Number(row.overdue) > 0 ? 'y-risk' : ''}><Money amount={row.overdue} currency={row.currency ?? undefined} /></span> },
  { key: 'owner', title: t.owner, width: 110, render: (row) => row.owner ?? t.unowned },
]
