import { Checkbox, Segmented, Slider } from 'antd'
import { useMemo, useState } from 'react'
import { say } from '#kernel/text'
import { today } from '#kernel/time'
import { Ask, Columns, Empty, Section, Stack } from '#ui/page'
import { moneyText } from '#ui/money'
import { NodeKinds, Relations, toneOf, type Link, type Node, type Tone } from '#ui/chart'
import { useTokens } from '#ui/theme'
import { Exposure } from './map-exposure.tsx'
import { Chosen, kindOf, noteOf } from './map-node.tsx'
import { getMap, type CustomerMap, type MapTie } from './map.api.ts'
import type { Overview } from './overview.api.ts'
import { Together } from './rollup.tsx'
import { t } from './text.ts'

/** 关系图谱: who stands around the customer, on any day since, and what moves between them. */
export function MapPart({ of }: { of: Overview }) {
  const [hops, setHops] = useState(2)
  return (
    <Ask door={getMap} input={{ customerNo: of.customerNo, hops }} keep shape="chart">
      {(found) => (found.nodes.length < 2 ? <Columns of={[3, 1]}><Section><Empty title={t.relations.none} advice={t.relations.noneAdvice} /></Section><Together of={of} /></Columns> : <Drawn of={of} found={found} hops={hops} setHops={setHops} />)}
    </Ask>
  )
}

type Choice = { on: string; without: ReadonlySet<string>; ended: boolean }

function Drawn({ of, found, hops, setHops }: { of: Overview; found: CustomerMap; hops: number; setHops: (hops: number) => void }) {
  const [choice, choose] = useState<Choice>({ on: today(), without: new Set(), ended: true })
  const [picked, pick] = useState<string | null>(null)
  const [way, setWay] = useState<ReadonlySet<string>>()
  const [isWhole, setWhole] = useState(false)
  const { nodes, links } = useMemo(() => drawing(found, choice), [found, choice])
  const chosen = found.nodes.find((node) => node.customerNo === picked)
  return (
    <Columns of={[3, 1]}>
      <Section>
        <Tools {...{ found, choice, choose, hops, setHops, isWhole, setWhole }} />
        <Relations
          question={t.relations.question(of.name)} n={t.map.drawn(nodes.length)} asOf={found.asOf} height={HEIGHT} centre={of.customerNo} most={isWhole ? ALL : SHOWN}
          nodes={nodes} links={links} picked={picked} marked={way}
          onPick={(no) => { if (found.nodes.some((node) => node.customerNo === no)) pick(no) }}
        />
        <Days found={found} choice={choice} choose={choose} />
      </Section>
      <Stack>
        <Together of={of} />
        <Chosen of={of} node={chosen} found={found} onWay={setWay} hasWay={way !== undefined} />
        {found.exposure && <Exposure of={found.exposure} />}
      </Stack>
    </Columns>
  )
}

const HEIGHT = 440
const SHOWN = 60
const ALL = 500

type ToolsProps = { found: CustomerMap; choice: Choice; choose: (next: Choice) => void; hops: number; setHops: (hops: number) => void; isWhole: boolean; setWhole: (is: boolean) => void }

/** What is drawn: how far, which relations, and how much of a large map. */
function Tools({ found, choice, choose, hops, setHops, isWhole, setWhole }: ToolsProps) {
  const tokens = useTokens()
  const types = [...new Map(found.ties.map((tie) => [tie.type, { type: tie.type, name: say(tie.label), tone: toneFor(tie) }])).values(), ...(found.flows.length > 0 ? [{ type: FLOW, name: t.map.flow, tone: 'flow' as const }] : [])]
  const turn = (type: string) => choose({ ...choice, without: choice.without.has(type) ? new Set([...choice.without].filter((one) => one !== type)) : new Set([...choice.without, type]) })
  return (
    <div className="y-map-tools">
      <Segmented size="small" aria-label={t.map.hops} value={hops} onChange={setHops} options={[{ value: 1, label: t.map.oneHop }, { value: 2, label: t.map.twoHops }]} />
      <NodeKinds nodes={found.nodes.map((node) => ({ kind: kindOf(node.kind) }))} />
      <div className="y-chips" role="group" aria-label={t.map.types}>
        {types.map(({ type, name, tone }) => (
          <button key={type} type="button" className="y-chip" aria-pressed={!choice.without.has(type)} onClick={() => turn(type)}>
            <svg width="16" height="8" aria-hidden><line x1="0" x2="16" y1="4" y2="4" stroke={toneOf(tokens, tone)} strokeWidth={tone === 'flow' ? 4 : 2} /></svg> {name}
          </button>
        ))}
      </div>
      {found.ties.some((tie) => tie.until !== null) && <Checkbox checked={choice.ended} onChange={(event) => choose({ ...choice, ended: event.target.checked })}>{t.map.ended}</Checkbox>}
      {found.nodes.length > SHOWN && <Checkbox checked={isWhole} onChange={(event) => setWhole(event.target.checked)}>{t.map.whole(found.nodes.length)}</Checkbox>}
      {found.isCut && <span className="y-faint">{t.map.cut(ALL)}</span>}
    </div>
  )
}

/** 时间轴: every day on which something began or ended; the right end is today. */
function Days({ found, choice, choose }: { found: CustomerMap; choice: Choice; choose: (next: Choice) => void }) {
  const days = useMemo(() => [...new Set([...found.ties.flatMap((tie) => [tie.since, tie.until]), today()])].filter((day): day is string => day !== null && day <= today()).toSorted(), [found.ties])
  if (days.length < 2) return null
  const at = Math.max(0, days.indexOf(choice.on))
  return (
    <div className="y-map-days">
      <span className="y-figures">{days[0]}</span>
      <Slider min={0} max={days.length - 1} value={at} tooltip={{ formatter: (n) => days[n ?? 0] }} ariaLabelForHandle={t.map.day} onChange={(n: number) => choose({ ...choice, on: days[n] ?? today() })} />
      <span className="y-figures">{choice.on === today() ? t.map.now : t.map.on(choice.on)}</span>
    </div>
  )
}

const FLOW = 'flow'
const toneFor = (tie: MapTie): Tone => (tie.carries === 'control' ? 'control' : tie.carries === 'guarantee' ? 'debt' : 'plain')

/** The nodes that the lines of the day still reach, and those lines. */
function drawing(found: CustomerMap, { on, without, ended }: Choice): { nodes: Node[]; links: Link[] } {
  const isNow = on === today()
  const stands = (tie: MapTie) => tie.since <= on && (tie.until === null || tie.until > on || (isNow && ended))
  const links: Link[] = [
    ...found.ties.filter((tie) => !without.has(tie.type) && stands(tie)).map((tie) => ({ from: tie.from, to: tie.to, label: say(tie.label), isEnded: tie.until !== null && tie.until <= on, tone: toneFor(tie), hasArrow: !tie.mutual })),
    // What moved is of the last months: on an earlier day it is unknown.
    ...(isNow && !without.has(FLOW) ? found.flows.map((flow) => ({ from: flow.from, to: flow.to, label: moneyText(flow.amount, 'auto', flow.currency), weight: Number(flow.amount), tone: 'flow' as const, hasArrow: true })) : []),
  ]
  const reached = new Set([found.customerNo])
  for (const id of reached) for (const link of links) if (link.from === id) reached.add(link.to); else if (link.to === id) reached.add(link.from)
  return { links, nodes: found.nodes.filter((node) => reached.has(node.customerNo)).map((node) => ({ id: node.customerNo, name: node.name, kind: kindOf(node.kind), note: noteOf(node), isRisky: Number(node.overdue ?? 0) > 0 })) }
}
