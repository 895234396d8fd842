import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { LEVELS, statusMeanings, words } from '#center/customer/words.api'
import { say } from '#kernel/text'
import { Facts } from '#ui/facts'
import { Level } from '#ui/level'
import { Money, moneyText } from '#ui/money'
import { Ask, Section, Stack } from '#ui/page'
import { Status } from '#ui/status'
import { When } from '#ui/when'
import { getPath, type CustomerMap, type CustomerPath, type MapNode } from './map.api.ts'
import type { Overview } from './overview.api.ts'
import { t } from './text.ts'
import { Whom } from './whom.tsx'

export const kindOf = (kind: string): string => words.kinds[kind as keyof typeof words.kinds] ?? kind
const levelOf = (level: string): string => words.levels[level as keyof typeof words.levels] ?? level

/** The card one sees with the mouse over a node. */
export function noteOf(node: MapNode): string {
  const currency = node.currency ?? undefined
  return [
    [kindOf(node.kind), node.level !== null && levelOf(node.level), node.owner].filter(Boolean).join(' · '),
    node.aum !== null && `${t.relations.aum} ${moneyText(node.aum, 'auto', currency)}`,
    Number(node.lum ?? 0) > 0 && `${t.figures.lum} ${moneyText(node.lum ?? '0', 'auto', currency)}`,
    Number(node.overdue ?? 0) > 0 && `${t.figures.overdue} ${moneyText(node.overdue ?? '0', 'auto', currency)}`,
    node.movedOn !== null && `${t.map.moved} ${node.movedOn}`,
  ].filter(Boolean).join('\n')
}

type ChosenProps = { of: Overview; node: MapNode | undefined; found: CustomerMap; onWay: (way: ReadonlySet<string> | undefined) => void; hasWay: boolean }

/** The node picked: its facts, how it stands to the customer, and where to go from here. */
export function Chosen({ of, node, found, onWay, hasWay }: ChosenProps) {
  const [other, look] = useState<string | null>(null)
  const isOther = node !== undefined && node.customerNo !== of.customerNo
  return (
    <Section title={isOther ? node.name : t.map.pick}>
      <Stack>
        {isOther ? <NodeFacts node={node} found={found} /> : <p className="y-soft">{t.map.pickHint}</p>}
        {isOther && (
          <div className="y-row">
            <Link to={`/customer360/customers/${node.customerNo}`}><Button type="primary" size="small">{t.map.open}</Button></Link>
            <Link to={`/customer360/customers/${node.customerNo}?tab=relations`}><Button size="small">{t.map.recentre}</Button></Link>
            <Button size="small" onClick={() => look(node.customerNo)}>{t.map.way}</Button>
          </div>
        )}
        <Whom of={of} label={t.map.ask(of.name)} onChoose={look} />
        {other !== null && (
          <Ask door={getPath} input={{ customerNo: of.customerNo, other }} isEmpty={(path) => path.nodes.length === 0} empty={{ title: t.map.noWay, advice: t.map.noWayAdvice }}>
            {(path) => <Way path={path} onShow={() => onWay(hasWay ? undefined : new Set(path.nodes.map((each) => each.customerNo)))} isShown={hasWay} />}
          </Ask>
        )}
      </Stack>
    </Section>
  )
}

function NodeFacts({ node, found }: { node: MapNode; found: CustomerMap }) {
  const ties = found.ties.filter((tie) => [tie.from, tie.to].includes(node.customerNo))
  const flows = found.flows.filter((flow) => [flow.from, flow.to].includes(node.customerNo))
  const nameOf = (no: string) => found.nodes.find((each) => each.customerNo === no)?.name ?? no
  return (
    <>
      <div className="y-row">
        <span className="y-soft">{kindOf(node.kind)}</span>
        {node.level !== null && <Level rank={LEVELS.indexOf(node.level as (typeof LEVELS)[number]) + 1} of={LEVELS.length} title={levelOf(node.level)} />}
        {node.status !== null && <Status of={words.statuses} value={node.status as keyof typeof words.statuses} meanings={statusMeanings} plain />}
      </div>
      <Facts columns={1} items={[
        { label: t.number, value: <span className="y-figures">{node.customerNo}</span> },
        { label: t.relations.aum, value: <Money amount={node.aum} currency={node.currency ?? undefined} /> },
        { label: t.figures.lum, value: <Money amount={node.lum} currency={node.currency ?? undefined} /> },
        ...(Number(node.overdue ?? 0) > 0 ? [{ label: t.figures.overdue, value: <span className="y-risk"><Money amount={node.overdue} currency={node.currency ?? undefined} /></span> }] : []),
        { label: t.map.moved, value: <When at={node.movedOn} /> },
        { label: t.owner, value: node.owner ?? t.unowned },
      ]} />
      <ul className="y-map-ties">
        {ties.map((tie) => <li key={`${tie.from} ${tie.to} ${tie.type}`}><span>{t.map.says(nameOf(tie.from), say(tie.label), nameOf(tie.to))}</span><small className="y-faint">{tie.until === null ? t.map.sinceDay(tie.since) : t.map.between(tie.since, tie.until)}</small></li>)}
        {flows.map((flow) => <li key={`${flow.from} ${flow.to} ${flow.currency}`}><span>{t.map.paid(nameOf(flow.from), nameOf(flow.to))}</span><small className="y-faint"><Money amount={flow.amount} currency={flow.currency} unit="auto" /> · {t.map.times(flow.count)}</small></li>)}
      </ul>
    </>
  )
}

/** The way from one to the other, step by step. */
function Way({ path, onShow, isShown }: { path: CustomerPath; onShow: () => void; isShown: boolean }) {
  return (
    <section className="y-map-way" aria-label={t.map.way}>
      <h3 className="y-drawer-heading">{t.map.steps(path.nodes.length - 1)}</h3>
      <ol>
        {path.nodes.map((node, n) => (
          <li key={node.customerNo}>
            {n > 0 && <small className="y-soft">{stepOf(path, path.nodes[n - 1]?.customerNo ?? '', node.customerNo)}</small>}
            <Link to={`/customer360/customers/${node.customerNo}`}>{node.name}</Link>
          </li>
        ))}
      </ol>
      <Button size="small" onClick={onShow}>{isShown ? t.map.hideWay : t.map.showWay}</Button>
    </section>
  )
}

function stepOf({ nodes, ties, flows }: CustomerPath, a: string, b: string): string {
  const between = ({ from, to }: { from: string; to: string }) => (from === a && to === b) || (from === b && to === a)
  const nameOf = (no: string) => nodes.find((node) => node.customerNo === no)?.name ?? no
  const said = [
    ...ties.filter(between).map((tie) => t.map.says(nameOf(tie.from), say(tie.label), nameOf(tie.to)) + (tie.until === null ? '' : ` · ${t.relations.ended}`)),
    ...flows.filter(between).map((flow) => `${t.map.paid(nameOf(flow.from), nameOf(flow.to))} ${moneyText(flow.amount, 'auto', flow.currency)}`),
  ]
  return said.join(t.map.and)
}
