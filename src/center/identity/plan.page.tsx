import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons'
import { App, Button, Select, Space } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { say } from '#kernel/text'
import { thousands } from '#ui/count'
import { Drawer } from '#ui/drawer'
import { Form } from '#ui/form'
import { Heat, type Cell } from '#ui/heat'
import { moneyText } from '#ui/money'
import { Ask, Columns, Page, Section, Stack } from '#ui/page'
import { Status } from '#ui/status'
import { usePhone } from '#ui/theme'
import { useMay } from '#ui/viewer'
import { Desk } from './desk.tsx'
import { getPlan, savePlan, type Plan } from './plan.api.ts'
import { t } from './text.ts'
import './identity.css'

/** 归并计划: how far the systems lie apart, in which order they are brought together, and whether that matters. */
export default function MergePlan() {
  return (
    <Page title={t.plan.title} subtitle={t.plan.subtitle} opens={getPlan}>
      {usePhone() ? <Desk /> : (
        <Ask door={getPlan} input={{}} shape="page" isEmpty={(plan) => plan.systems.length === 0} empty={{ title: t.plan.noRun, advice: t.plan.noRunAdvice }}>
          {(plan) => <Whole key={plan.version} of={plan} />}
        </Ask>
      )}
    </Page>
  )
}

type Wish = Pick<Plan, 'rule' | 'against' | 'start'> & { order: string[] }

function Whole({ of }: { of: Plan }) {
  const [wish, setWish] = useState<Wish>({ rule: of.rule, against: of.against, start: of.start, order: of.byHand ? of.steps.map(({ source }) => source) : [] })
  return (
    <>
      <Columns of={[1, 1]}>
        <Matrix of={of} />
        <Stack>
          <Check of={of} />
          <Choice of={of} wish={wish} onWish={setWish} />
        </Stack>
      </Columns>
      <Steps of={of} wish={wish} onWish={setWish} />
    </>
  )
}

function Matrix({ of }: { of: Plan }) {
  const names = of.steps.map(({ source }) => ({ key: source, title: titleOf(of, source) }))
  const next = new Set(of.steps.slice(1).map((step, n) => pairKey(step.source, nearest(of, step.source, n + 1))))
  const cell = (row: string, column: string): Cell | null => {
    if (row === column) return null
    const pair = of.matrix.find(({ a, b }) => (a === row && b === column) || (a === column && b === row))
    if (!pair) return { value: null, text: t.none }
    return { value: pair.dispersion, text: pair.dispersion.toFixed(2), title: t.plan.cell(titleOf(of, row), titleOf(of, column), thousands(pair.shared)), isLit: next.has(pairKey(row, column)) }
  }
  return (
    <Section title={t.plan.matrix} asOf={of.asOf}>
      <div className="identity-sheet" tabIndex={0} role="region" aria-label={t.plan.matrix}><Heat label={t.plan.matrix} names={names} cell={cell} /></div>
      <p className="y-faint identity-small identity-below">{t.plan.matrixHelp}</p>
    </Section>
  )
}

const pairKey = (a: string, b: string): string => [a, b].toSorted().join(' ')

/** Of the systems before this step, the one whose distance decided. */
function nearest(of: Plan, source: string, at: number): string {
  const between = (other: string) => of.matrix.find(({ a, b }) => (a === source && b === other) || (a === other && b === source))?.dispersion ?? 1
  const earlier = of.steps.slice(0, of.against === 'start' ? 1 : at).map((step) => step.source)
  return earlier.reduce((best, other) => (between(other) < between(best) ? other : best), earlier[0] ?? source)
}

function titleOf(of: Plan, source: string): string {
  const title = of.systems.find((system) => system.source === source)?.title
  return title ? say(title) : source
}

/** Whether another order would have made other customers of the same records. */
function Check({ of }: { of: Plan }) {
  const { check } = of
  const isFine = check !== null && check.queued >= check.differing
  return (
    <Section title={t.plan.check} extra={<Link to="/identity/queue">{t.plan.openQueue}</Link>}>
      {check === null ? <p className="y-faint">{t.plan.checkNone}</p> : (
        <Stack>
          <p><Status meaning={isFine ? 'good' : 'warn'} text={isFine ? t.plan.checkFine : t.plan.checkBad} /></p>
          <p className="y-soft">{t.plan.checkSame(check.orders, thousands(check.same))}{check.differing > 0 && `；${t.plan.checkDiffer(thousands(check.differing), check.queued)}`}</p>
        </Stack>
      )}
    </Section>
  )
}

type Wishing = { of: Plan; wish: Wish; onWish: (next: Wish) => void }

function Choice({ of, wish, onWish }: Wishing) {
  const may = useMay(savePlan)
  const [isAsking, ask] = useState(false)
  const { message } = App.useApp()
  const options = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }))
  const isChanged = wish.rule !== of.rule || wish.against !== of.against || wish.start !== of.start || (wish.order.length > 0) !== of.byHand || (wish.order.length > 0 && wish.order.join() !== of.steps.map(({ source }) => source).join())
  return (
    <Section title={t.plan.rule} extra={of.savedBy !== null && <span className="y-faint identity-small">{t.plan.savedBy(of.savedBy)}{of.note !== null && `：${of.note}`}</span>}>
      <div className="identity-choice">
        <label><span>{t.plan.start}</span><Select aria-label={t.plan.start} disabled={!may} value={wish.start} onChange={(start) => onWish({ ...wish, start, order: [] })} options={of.systems.map(({ source, title }) => ({ value: source, label: say(title) }))} /></label>
        <label><span>{t.plan.rule}</span><Select aria-label={t.plan.rule} disabled={!may} value={wish.rule} onChange={(rule) => onWish({ ...wish, rule, order: [] })} options={options(t.plan.rules)} /></label>
        <label><span>{t.plan.against}</span><Select aria-label={t.plan.against} disabled={!may} value={wish.against} onChange={(against) => onWish({ ...wish, against, order: [] })} options={options(t.plan.againsts)} /></label>
      </div>
      {may && (
        <Space wrap className="identity-below">
          <Button type="primary" disabled={!isChanged} onClick={() => ask(true)}>{t.plan.save}</Button>
          {wish.order.length > 0 && <Button onClick={() => onWish({ ...wish, order: [] })}>{t.plan.reset}</Button>}
          {isChanged && <Status meaning="warn" text={t.plan.changed} />}
        </Space>
      )}
      <Drawer title={t.plan.save} open={isAsking} onClose={() => ask(false)} width={440}>
        <Form
          door={savePlan} fields={[{ key: 'note', label: t.plan.note, kind: 'long', autoFocus: true }]} fixed={{ version: of.version, ...wish }} submit={t.plan.save} invalidates={[getPlan]} onCancel={() => ask(false)}
          onDone={() => {
            message.success(t.plan.saved)
            ask(false)
          }}
        />
      </Drawer>
    </Section>
  )
}

/** The steps in order; by hand a system goes up or down. */
function Steps({ of, wish, onWish }: Wishing) {
  const may = useMay(savePlan)
  const order = wish.order.length > 0 ? wish.order : of.steps.map(({ source }) => source)
  const isByHand = wish.order.length > 0
  const isOther = order.join() !== of.steps.map(({ source }) => source).join()
  const swap = (at: number, by: number) => onWish({ ...wish, order: order.map((source, n) => (n === at ? (order[at + by] ?? source) : n === at + by ? (order[at] ?? source) : source)), start: at + by === 0 ? (order[at] ?? wish.start) : at === 0 ? (order[by] ?? wish.start) : wish.start })
  return (
    <Section title={t.plan.order} extra={<Status meaning={isByHand ? 'info' : 'idle'} text={isByHand ? t.plan.byHand : t.plan.byRule} />} flush>
      <div className="identity-sheet" tabIndex={0} role="region" aria-label={t.plan.order}>
        <table>
          <thead><tr><th scope="col">{t.plan.step}</th><th scope="col">{t.plan.system}</th><th scope="col" className="n">{t.plan.dispersion}</th><th scope="col" className="n">{t.plan.records}</th><th scope="col" className="n">{t.plan.documents}</th><th scope="col" className="n">{t.plan.value}</th><th scope="col">{t.plan.progress}</th><th scope="col" className="n">{t.plan.joined}</th><th scope="col" className="n">{t.plan.own}</th><th scope="col" className="n">{t.plan.review}</th>{may && <th scope="col" />}</tr></thead>
          <tbody>
            {order.map((source, n) => <Step key={source} of={of} source={source} nth={n} isOther={isOther} actions={may && <><Button size="small" type="text" icon={<ArrowUpOutlined />} aria-label={`${titleOf(of, source)} ${t.plan.up}`} disabled={n === 0} onClick={() => swap(n, -1)} /><Button size="small" type="text" icon={<ArrowDownOutlined />} aria-label={`${titleOf(of, source)} ${t.plan.down}`} disabled={n === order.length - 1} onClick={() => swap(n, 1)} /></>} />)}
          </tbody>
        </table>
      </div>
    </Section>
  )
}

function Step({ of, source, nth, isOther, actions }: { of: Plan; source: string; nth: number; isOther: boolean; actions: React.ReactNode }) {
  const system = of.systems.find((one) => one.source === source)
  const step = of.steps.find((one) => one.source === source)
  // What a step brings depends on those before it: of an order that is not saved it is not known.
  const known = isOther ? undefined : step
  const all = (known?.joined ?? 0) + (known?.own ?? 0)
  return (
    <tr>
      <td>{nth + 1}</td>
      <td><b>{titleOf(of, source)}</b>{nth === 0 && <small className="y-faint"> {t.plan.first}</small>}</td>
      <td className="n">{known?.dispersion?.toFixed(2) ?? t.none}</td>
      <td className="n">{thousands(system?.records ?? 0)}</td>
      <td className="n">{thousands(system?.documents ?? 0)}</td>
      <td className="n">{system?.value === null || system === undefined ? t.none : moneyText(system.value)}</td>
      <td><Progress joined={known?.joined ?? 0} own={known?.own ?? 0} of={all} /></td>
      <td className="n">{known === undefined ? t.none : thousands(known.joined ?? 0)}</td>
      <td className="n">{known === undefined ? t.none : thousands(known.own ?? 0)}</td>
      <td className="n">{known === undefined ? t.none : thousands(known.review ?? 0)}</td>
      {actions !== false && <td className="n">{actions}</td>}
    </tr>
  )
}

/** Of a system's records, those that joined a customer and those that brought one. */
function Progress({ joined, own, of }: { joined: number; own: number; of: number }) {
  if (of === 0) return <span className="y-faint">{t.plan.notYet}</span>
  return (
    <span className="identity-progress" role="img" aria-label={`${t.plan.joined} ${thousands(joined)}，${t.plan.own} ${thousands(own)}`}>
      <i style={{ width: `${(joined / of) * 100}%`, background: 'var(--y-brand)' }} /><i style={{ width: `${(own / of) * 100}%`, background: 'var(--y-line)' }} />
    </span>
  )
}
