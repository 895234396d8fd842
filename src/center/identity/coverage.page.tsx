import { App, Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { words } from '#center/customer/words.api'
import { say } from '#kernel/text'
import { Bars, Trend } from '#ui/chart'
import { Count, Percent, thousands } from '#ui/count'
import { Drawer } from '#ui/drawer'
import { Facts } from '#ui/facts'
import { Form } from '#ui/form'
import { Money, moneyText } from '#ui/money'
import { Ask, Columns, Figures, Page, Section, Stack } from '#ui/page'
import { useAsk } from '#ui/call'
import { Rows, Table, type Column } from '#ui/table'
import { useMay } from '#ui/viewer'
import { When } from '#ui/when'
import { getCoverage, listGains, saveWorth, type Coverage, type Gain } from './coverage.api.ts'
import { t } from './text.ts'
import './identity.css'

/** 统一客户覆盖: how much of the bank is one customer with one number, and what that is worth. */
export default function CoveragePage() {
  const { data } = useAsk(getCoverage, {})
  return (
    <Page title={t.coverage.title} subtitle={data ? `${data.scope} · ${t.coverage.subtitle}` : t.coverage.subtitle} asOf={data?.asOf} opens={getCoverage}>
      <Ask door={getCoverage} input={{}} shape="page" words={{ 'not-found': t.coverage.noTrend }}>
        {(found) => (
          <>
            <Heads of={found} />
            <Columns of={[3, 2]}>
              <Stack>
                <Section><Unresolved of={found} /></Section>
                <Section><Course of={found} /></Section>
                <Duplicates of={found} />
              </Stack>
              <Stack>
                <Levels of={found} />
                <Value of={found} />
                <Gains />
              </Stack>
            </Columns>
          </>
        )}
      </Ask>
    </Page>
  )
}

const rate = ({ customers, resolved }: { customers: number; resolved: number }): number | null => (customers === 0 ? null : resolved / customers)

function Heads({ of }: { of: Coverage }) {
  const waiting = of.all.customers - of.all.resolved
  return (
    <Figures items={[
      { label: t.coverage.high, value: <Percent of={rate(of.high)} />, note: `${t.coverage.highHelp} ${t.coverage.of(thousands(of.high.resolved), thousands(of.high.customers))}` },
      { label: t.coverage.all, value: <Percent of={rate(of.all)} digits={2} />, note: t.coverage.of(thousands(of.all.resolved), thousands(of.all.customers)) },
      { label: t.coverage.customers, value: <Count of={of.all.customers} />, note: t.coverage.recordsOf(thousands(of.records)) },
      { label: t.coverage.open, value: <Count of={waiting} />, note: t.coverage.openNote, to: '/identity/queue', meaning: waiting > 0 ? 'warn' : 'good' },
      { label: t.coverage.information, value: moneyText(of.information.now), note: t.coverage.gained(moneyText((Number(of.information.now) - Number(of.information.apart)).toFixed(2))) },
    ]} />
  )
}

function Unresolved({ of }: { of: Coverage }) {
  return <Bars question={t.coverage.unresolved} n={of.unresolved.reduce((sum, { customers }) => sum + customers, 0)} names={of.unresolved.map(({ reason }) => t.coverage.reasons[reason])} values={of.unresolved.map(({ customers }) => customers)} />
}

function Course({ of }: { of: Coverage }) {
  if (of.trend.length < 2) return <><h2 className="identity-heading">{t.coverage.trend}</h2><p className="y-faint">{t.coverage.noTrend}</p></>
  const share = (part: number, all: number) => (all === 0 ? null : part / all)
  return (
    <Trend question={t.coverage.trend} as="percent" at={of.trend.map(({ on }) => on)} series={[
      { name: t.coverage.trendHigh, values: of.trend.map(({ high, highResolved }) => share(highResolved, high)) },
      { name: t.coverage.trendAll, values: of.trend.map(({ customers, open }) => share(customers - open, customers)) },
    ]} />
  )
}

function Levels({ of }: { of: Coverage }) {
  const columns: Column<Coverage['levels'][number]>[] = [
    { key: 'level', title: t.coverage.level, width: 80, card: 'title', render: ({ level }) => (words.levels as Record<string, string>)[level] ?? level },
    { key: 'customers', title: t.coverage.count, width: 90, align: 'right', render: ({ customers }) => <Count of={customers} /> },
    { key: 'resolved', title: t.coverage.resolved, width: 90, align: 'right', render: ({ resolved }) => <Count of={resolved} /> },
    { key: 'share', title: t.coverage.share, width: 90, align: 'right', render: (row) => <Percent of={rate(row)} digits={2} /> },
  ]
  return <Section title={t.coverage.levels} flush><Rows rows={of.levels} rowKey="level" columns={columns} /></Section>
}

function Duplicates({ of }: { of: Coverage }) {
  const counts = <R extends { records: number; customers: number; within: number }>(): Column<R>[] => [
    { key: 'records', title: t.coverage.records, width: 100, align: 'right', render: ({ records }) => <Count of={records} /> },
    { key: 'customers', title: t.coverage.distinct, width: 100, align: 'right', render: ({ customers }) => <Count of={customers} /> },
    { key: 'within', title: t.coverage.within, width: 100, align: 'right', render: ({ within }) => <Count of={within} /> },
    { key: 'rate', title: t.coverage.rate, width: 90, align: 'right', render: ({ within, records }) => <Percent of={records === 0 ? null : within / records} /> },
  ]
  return (
    <>
      <Section title={t.coverage.systems} flush>
        <Rows rows={of.systems} rowKey="source" columns={[{ key: 'source', title: t.coverage.system, width: 160, card: 'title', render: ({ title }) => say(title) }, ...counts<Coverage['systems'][number]>()]} />
      </Section>
      <Section title={t.coverage.branches} flush>
        <Rows rows={of.branches} rowKey="org" columns={[{ key: 'orgName', title: t.coverage.org, width: 160, card: 'title' }, ...counts<Coverage['branches'][number]>(), { key: 'open', title: t.coverage.waiting, width: 90, align: 'right', render: ({ open }) => <Count of={open} /> }]} />
      </Section>
    </>
  )
}

function Value({ of: { worth, information } }: { of: Coverage }) {
  const may = useMay(saveWorth)
  const [isEditing, edit] = useState(false)
  const { message } = App.useApp()
  const { version, k, uses, gain, cost } = worth
  return (
    <Section title={t.coverage.worth} extra={may && <Button size="small" onClick={() => edit(true)}>{t.coverage.edit}</Button>}>
      <p><code>{t.coverage.formula}</code></p>
      <p className="y-faint identity-small identity-below">{t.coverage.formulaHelp}</p>
      <Facts columns={2} items={[
        { label: t.coverage.now, value: <Money amount={information.now} unit="auto" strong /> }, { label: t.coverage.apart, value: <Money amount={information.apart} unit="auto" /> },
        { label: t.coverage.k, value: k }, { label: t.coverage.uses, value: uses }, { label: t.coverage.gain, value: gain }, { label: t.coverage.cost, value: cost },
        { label: t.coverage.items, value: <Count of={information.items} /> }, { label: t.coverage.collected, value: <Count of={information.collected} /> },
      ]} />
      {worth.savedBy !== null && <p className="y-faint identity-small identity-below">{t.coverage.savedBy(worth.savedBy)} <When at={worth.savedAt} as="day" /></p>}
      <Drawer title={t.coverage.editTitle} open={isEditing} onClose={() => edit(false)} width={440}>
        <Form
          door={saveWorth} initial={{ k, uses, gain, cost }} fixed={{ version }} invalidates={[getCoverage, listGains]} onCancel={() => edit(false)}
          fields={[{ key: 'k', label: t.coverage.k }, { key: 'uses', label: t.coverage.uses }, { key: 'gain', label: t.coverage.gain }, { key: 'cost', label: t.coverage.cost }, { key: 'note', label: t.coverage.note, kind: 'long' }]}
          onDone={() => {
            message.success(t.coverage.saved)
            edit(false)
          }}
        />
      </Drawer>
    </Section>
  )
}

const gainColumns = (): Column<Gain>[] => [
  { key: 'at', title: t.coverage.at, width: 104, render: ({ at }) => <When at={at} as="day" /> },
  { key: 'survivor', title: t.coverage.survivor, width: 120, card: 'title', render: ({ survivor }) => <Link to={`/customer360/customers/${survivor}`} className="y-figures">{survivor}</Link> },
  { key: 'retired', title: t.coverage.retired, width: 120, render: ({ retired }) => <span className="y-figures">{retired}</span> },
  { key: 'gain', title: t.coverage.difference, width: 110, align: 'right', card: 'side', render: ({ gain }) => <Money amount={gain} signed /> },
]

function Gains() {
  return <Section title={t.coverage.gains} flush><Table door={listGains} input={{}} columns={gainColumns()} rowKey="event" height={260} empty={{ title: t.coverage.noGains }} /></Section>
}
