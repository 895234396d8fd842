import { useMemo } from 'react'
import { base, tooltip } from './drawing.tsx'
import type { Option } from './echarts.tsx'
import { Figure, type About } from './figure.tsx'
import type { Palette } from './palette.tsx'
import { rings, TALL, WIDE, type Spot } from './rings.tsx'
import { t } from './text.ts'
import { usePhone, useTokens } from './theme.tsx'

export type Node = { id: string; name: string; /** 个人, 企业, 机构 …: one colour and one shape each. */ kind: string; /** Lines of the card that hovering shows. */ note?: string; /** Something is wrong with it. */ isRisky?: boolean }
export type Link = {
  from: string; to: string; label: string
  /** Wider when larger; an amount or a strength. */
  weight?: number
  /** Dashed: it held once. */
  isEnded?: boolean
  tone?: Tone
  hasArrow?: boolean
}
/** What a line carries: nothing but an acquaintance, control, a debt, or money that moved. */
export type Tone = 'plain' | 'control' | 'debt' | 'flow'

const MOST = 60 // more than sixty nodes are a hairball: the closest are drawn, all stand in the table
/** With more the names would lie over each other: they come with hovering. */
const NAMED = 120

export type RelationsProps = About & {
  nodes: Node[]; links: Link[]; centre: string
  onPick?: (id: string) => void
  /** The one picked, and a way between two: drawn strongly. */
  picked?: string | null
  marked?: ReadonlySet<string>
  /** How many are drawn; all of them stand in the table. */
  most?: number
}

/** Who is related to whom. The centre is the customer; a click on a node picks it. */
export function Relations({ nodes, links, centre, onPick, picked, marked, most = MOST, ...about }: RelationsProps) {
  const tokens = useTokens()
  const kept = useMemo(() => closest(nodes, links, centre, most), [nodes, links, centre, most])
  const isPhone = usePhone()
  const wide = isPhone ? TALL : WIDE
  const spots = useMemo(() => rings(kept, links, centre, wide), [kept, links, centre, wide])
  const option = useMemo(() => graphOption(tokens, { nodes: kept, links, centre, picked, marked, spots, isPhone }), [tokens, kept, links, centre, picked, marked, spots, isPhone])
  const nameOf = new Map(nodes.map((node) => [node.id, node.name]))
  const sheet = {
    head: [t.chart.from, t.chart.relation, t.chart.to, t.chart.weight],
    rows: links.map((link) => [nameOf.get(link.from) ?? link.from, link.label, nameOf.get(link.to) ?? link.to, link.weight ?? '']),
  }
  const note = kept.length < nodes.length ? t.chart.tooMany(nodes.length, kept.length) : undefined
  return <Figure height={360} {...about} {...{ option, sheet, note, onPick }} says={t.chartSays.relations(nodes.length, links.length)} />
}

export const SHAPES = ['circle', 'roundRect', 'diamond', 'triangle', 'rect', 'pin']

// Breadth first from the centre, strongest ties first.
function closest(nodes: Node[], links: Link[], centre: string, most: number): Node[] {
  if (nodes.length <= most) return nodes
  const near = new Map<string, string[]>()
  for (const { from, to } of links.toSorted((a, b) => (b.weight ?? 0) - (a.weight ?? 0))) {
    near.set(from, [...(near.get(from) ?? []), to])
    near.set(to, [...(near.get(to) ?? []), from])
  }
  const reached = new Set([centre])
  for (const id of reached) {
    for (const other of near.get(id) ?? []) if (reached.size < most) reached.add(other)
  }
  return nodes.filter((node) => reached.has(node.id))
}

type Drawn = { nodes: Node[]; links: Link[]; centre: string; picked: string | null | undefined; marked: ReadonlySet<string> | undefined; spots: Map<string, Spot>; isPhone: boolean }

function graphOption(tokens: Palette, { nodes, links, centre, picked, marked, spots, isPhone }: Drawn): Option {
  const ids = new Set(nodes.map((node) => node.id))
  const kinds = [...new Set(nodes.map((node) => node.kind))]
  const most = Math.max(1, ...links.map((link) => link.weight ?? 0))
  const drawn = links.filter((link) => ids.has(link.from) && ids.has(link.to))
  const onWay = (link: Link) => marked !== undefined && marked.has(link.from) && marked.has(link.to)
  return {
    ...base(tokens),
    tooltip: { ...tooltip(tokens), formatter: (point: { data: { says?: string } }) => point.data.says ?? '' },
    series: [{
      type: 'graph', layout: 'none', preserveAspect: true, roam: true, scaleLimit: { min: 0.5, max: 6 }, top: 36, bottom: 44, left: isPhone ? 44 : 72, right: isPhone ? 44 : 72,
      ...(isPhone || nodes.length > 24 ? { labelLayout: { hideOverlap: true } } : {}), edgeSymbol: ['none', 'none'], edgeSymbolSize: 7,
      data: nodes.map((node) => {
        const kind = kinds.indexOf(node.kind)
        const isCentre = node.id === centre
        const stands = isCentre || node.id === picked || marked?.has(node.id) === true
        return {
          id: node.id, name: node.name, ...spots.get(node.id), says: [node.name, node.note].filter(Boolean).join('\n'), symbol: SHAPES[kind % SHAPES.length], symbolSize: isCentre ? 40 : nodes.length > NAMED ? 10 : nodes.length > 24 ? 18 : 24,
          itemStyle: { color: tokens.series[kind % tokens.series.length], opacity: marked === undefined || stands ? 1 : 0.35, borderColor: stands ? tokens.ink : node.isRisky === true ? tokens.meanings.risk.ink : tokens.paper, borderWidth: stands || node.isRisky === true ? 2.5 : 1.5 },
          label: { show: nodes.length <= NAMED || stands, position: 'bottom', color: tokens.ink, fontWeight: stands ? 600 : 400, textBorderColor: tokens.paper, textBorderWidth: 3, ...(isPhone ? { width: 84, overflow: 'truncate' } : {}) },
        }
      }),
      links: drawn.map((link) => ({
        source: link.from, target: link.to, says: link.label, ...(link.hasArrow === true ? { symbol: ['none', 'arrow'] } : {}),
        lineStyle: {
          width: onWay(link) ? 3.5 : 1.2 + (4 * (link.weight ?? 0)) / most, color: toneOf(tokens, link.tone), type: link.isEnded === true ? [5, 5] : 'solid',
          opacity: marked !== undefined && !onWay(link) ? 0.15 : link.isEnded === true ? 0.6 : 0.75, curveness: link.tone === 'flow' ? 0.26 : 0,
        },
        // In the hand names of lines would lie over each other: the list above has them.
        label: { show: (!isPhone && drawn.length <= 24) || onWay(link), formatter: link.label, color: tokens.soft, fontSize: 11, textBorderColor: tokens.paper, textBorderWidth: 3 },
      })),
    }],
  }
}

/** What the shapes stand for, one for each kind among the nodes. */
export function NodeKinds({ nodes }: { nodes: readonly { kind: string }[] }) {
  const tokens = useTokens()
  const kinds = [...new Set(nodes.map((node) => node.kind))]
  return (
    <span className="y-node-kinds">
      {kinds.map((kind, n) => <span key={kind}><svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden><path d={OUTLINES[n % OUTLINES.length]} fill={tokens.series[n % tokens.series.length]} /></svg> {kind}</span>)}
    </span>
  )
}

/** As SHAPES, small. */
const OUTLINES = ['M0-5A5 5 0 1 1 0 5A5 5 0 1 1 0-5Z', 'M-3-5H3Q5-5 5-3V3Q5 5 3 5H-3Q-5 5-5 3V-3Q-5-5-3-5Z', 'M0-6L5 0L0 6L-5 0Z', 'M0-5L5 5H-5Z', 'M-5-4H5V4H-5Z', 'M0 6L-4-1A4 4 0 1 1 4-1Z']

/** The same colours stand in the legend of whoever filters by them. */
export function toneOf(tokens: Palette, tone: Tone = 'plain'): string {
  return { plain: tokens.faint, control: tokens.series[2], debt: tokens.series[1], flow: tokens.brand }[tone] ?? tokens.faint
}
