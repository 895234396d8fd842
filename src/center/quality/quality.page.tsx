import { Button, Segmented, Tabs } from 'antd'
import { useSearchParams } from 'react-router'
import { say } from '#kernel/text'
import { Trend } from '#ui/chart'
import { useAsk, useDo } from '#ui/call'
import { Count, Percent, thousands } from '#ui/count'
import { Ask, Columns, Figures, Page, Section, Stack } from '#ui/page'
import { useMay } from '#ui/viewer'
import { Book } from './book.tsx'
import { rateOf, percent, Heat } from './heat.tsx'
import { DIMENSIONS, getSummary, runRules, type Summary } from './quality.api.ts'
import { Failing, useWanted } from './failing.tsx'
import { Orphan } from './orphan.tsx'
import { Stale } from './stale.tsx'
import { t } from './text.ts'
import './quality.css'

type Dimension = (typeof DIMENSIONS)[number]

/** 数据质量: how far each field of each system can be trusted, and the rows that fail, to be repaired at once. */
export default function Quality() {
  const [address, setAddress] = useSearchParams()
  const tab = address.get('tab') ?? 'map'
  const { data } = useAsk(getSummary, {})
  return (
    <Page title={t.title} subtitle={data ? `${data.scope} · ${t.subtitle}` : t.subtitle} asOf={data?.asOf} opens={getSummary} actions={<RunNow />}>
      <Tabs
        activeKey={tab} destroyOnHidden onChange={(key) => setAddress(key === 'map' ? {} : { tab: key })}
        items={[{ key: 'map', label: t.tabs.map, children: <Scores /> }, { key: 'fresh', label: t.tabs.fresh, children: <Stale /> }, { key: 'orphans', label: t.tabs.orphans, children: <Orphan /> }, { key: 'rules', label: t.tabs.rules, children: <Book /> }]}
      />
    </Page>
  )
}

function RunNow() {
  const may = useMay(runRules)
  const run = useDo(runRules, { done: t.runAsked, invalidates: [getSummary] })
  return may ? <Button loading={run.busy} onClick={() => run.run({})}>{t.runNow}</Button> : null
}

function Scores() {
  const [wanted, want] = useWanted()
  const [address, setAddress] = useSearchParams()
  const chosen = DIMENSIONS.find((each) => each === address.get('dimension'))
  const choose = (dimension: Dimension | 'all') => setAddress(dimension === 'all' ? {} : { dimension }, { replace: true })
  return (
    <Ask door={getSummary} input={chosen ? { dimension: chosen } : {}} shape="page" keep isEmpty={(found) => found.asOf === null} empty={{ title: t.none, advice: t.noneAdvice, action: <RunNow /> }}>
      {(found) => (
        <Stack>
          <Heads of={found} />
          <Section title={t.heat} extra={<Segmented size="small" aria-label={t.dimension} value={chosen ?? 'all'} onChange={choose} options={[{ value: 'all' as const, label: t.all }, ...DIMENSIONS.map((value) => ({ value, label: t.dimensions[value] }))]} />}>
            <Heat of={found} onOpen={(source, field) => chosen === 'timeliness' ? setAddress({ tab: 'fresh', field }) : want({ source, field, ...(chosen && { dimension: chosen }) })} />
          </Section>
          <Columns of={[3, 2]}>
            <Stack>
              <Course of={found} />
              <Branches of={found} onOpen={(org) => want({ org })} />
            </Stack>
            <Stack>
              <Rules of={found} onOpen={(rule) => (rule === 'stale' ? setAddress({ tab: 'fresh' }) : want({ rule }))} />
              <Managers of={found} onOpen={(owner) => want({ owner })} />
            </Stack>
          </Columns>
          <Failing of={found} wanted={wanted} onClose={() => want(null)} />
        </Stack>
      )}
    </Ask>
  )
}

function Heads({ of }: { of: Summary }) {
  const all = of.systems.reduce((sum, { checked, failed }) => ({ checked: sum.checked + checked, failed: sum.failed + failed }), { checked: 0, failed: 0 })
  const repaired = of.repaired + of.open === 0 ? null : of.repaired / (of.repaired + of.open)
  return (
    <Figures items={[
      { label: t.figures.open, value: <Count of={of.open} />, note: t.figures.openNote(percent(rateOf(all))), meaning: of.open > 0 ? 'warn' : 'good' },
      ...DIMENSIONS.flatMap((dimension) => {
        const found = of.dimensions.find((each) => each.dimension === dimension)
        return found ? [{ label: t.figures[dimension], value: <Percent of={rateOf(found)} digits={2} />, note: t.figures.failed(thousands(found.failed)), to: `/quality?dimension=${dimension}` }] : []
      }),
      { label: t.figures.repaired, value: <Count of={of.repaired} />, note: t.figures.repairedNote(percent(repaired)) },
      { label: t.figures.excused, value: <Count of={of.excused} /> },
    ]} />
  )
}

function Course({ of }: { of: Summary }) {
  if (of.trend.length < 2) return <Section title={t.trend}><p className="y-faint">{t.noTrend}</p></Section>
  const series = DIMENSIONS.map((dimension) => ({ name: t.dimensions[dimension], values: of.trend.map((day) => day[dimension]) })).filter(({ values }) => values.some((value) => value !== null))
  return <Section><Trend question={t.trend} as="percent" at={of.trend.map(({ on }) => on)} series={series} /></Section>
}

function Rules({ of, onOpen }: { of: Summary; onOpen: (rule: string) => void }) {
  const failing = of.rules.filter(({ failed }) => failed > 0)
  const fine = of.rules.filter(({ failed }) => failed === 0)
  return (
    <Section title={t.rules} flush>
      <table className="quality-table">
        <thead><tr><th scope="col">{t.rule}</th><th scope="col">{t.dimension}</th><th scope="col" className="n">{t.failed}</th><th scope="col" className="n">{t.passRate}</th></tr></thead>
        <tbody>
          {failing.map((rule) => (
            <tr key={rule.rule}>
              <td><Opens words={say(rule.title)} count={rule.failed} onOpen={() => onOpen(rule.rule)} /></td>
              <td className="y-soft">{t.dimensions[rule.dimension]}</td>
              <td className="n">{thousands(rule.failed)}</td><td className="n">{percent(rateOf(rule))}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {fine.length > 0 && <p className="y-faint quality-none">{t.fine(fine.map(({ title }) => say(title)).join(t.comma))}</p>}
    </Section>
  )
}

function Branches({ of, onOpen }: { of: Summary; onOpen: (org: string) => void }) {
  return (
    <Section title={t.branches} flush>
      <table className="quality-table">
        <thead><tr><th scope="col">{t.branch}</th><th scope="col" className="n">{t.passRate}</th><th scope="col" className="n">{t.toRepair}</th><th scope="col" className="n">{t.repairedRate}</th></tr></thead>
        <tbody>
          {of.branches.map((branch) => (
            <tr key={branch.org}>
              <td><Opens words={branch.orgName} count={branch.open} onOpen={() => onOpen(String(branch.org))} /></td>
              <td className="n">{percent(rateOf(branch))}</td><td className="n">{thousands(branch.open)}</td><td className="n">{percent(mendedShare(branch))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

function Managers({ of, onOpen }: { of: Summary; onOpen: (staff: string) => void }) {
  return (
    <Section title={of.managers.length > 20 ? t.managersMost(20) : t.managers} flush>
      {of.managers.length === 0 ? <p className="y-faint quality-none">{t.noManagers}</p> : (
        <table className="quality-table">
          <thead><tr><th scope="col">{t.manager}</th><th scope="col" className="n">{t.toRepair}</th><th scope="col" className="n">{t.repairedRate}</th></tr></thead>
          <tbody>
            {of.managers.slice(0, 20).map((manager) => (
              <tr key={manager.staff}>
                <td><Opens words={manager.staffName ?? manager.staff} count={manager.open} onOpen={() => onOpen(manager.staff)} /></td>
                <td className="n">{thousands(manager.open)}</td><td className="n">{percent(mendedShare(manager))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  )
}

const mendedShare = ({ open, repaired }: { open: number; repaired: number }): number | null => (open + repaired === 0 ? null : repaired / (open + repaired))

function Opens({ words, count, onOpen }: { words: string; count: number; onOpen: () => void }) {
  return count > 0 ? <button type="button" className="y-plain quality-link" onClick={onOpen}>{words}</button> : <>{words}</>
}
