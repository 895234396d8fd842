import { useMemo } from 'react'
import { base, tooltip } from './drawing.tsx'
import type { Option } from './echarts.tsx'
import { Figure, type About } from './figure.tsx'
import type { Palette } from './palette.tsx'
import { t } from './text.ts'
import { useTokens } from './theme.tsx'

export type Node = { id: string; name: string; /** 个人, 企业, 机构 …: one colour and one shape each. */ kind: string; note?: string }
export type Link = { from: string; to: string; label: string; /** Wider when larger; an amount or a strength. */ weight?: number }

const MOST = 60 // more than sixty nodes are a hairball: the closest are drawn, all stand in the table

/** Who is related to whom. The centre is the customer; a click on a node picks it. */
export function Relations({ nodes, links, centre, onPick, ...about }: About & { nodes: Node[]; links: Link[]; centre: string; onPick?: (id: string) => void }) {
  const tokens = useTokens()
  const kept = useMemo(() => closest(nodes, links, centre), [nodes, links, centre])
  const option = useMemo(() => graphOption(tokens, kept, links, centre), [tokens, kept, links, centre])
  const nameOf = new Map(nodes.map((node) => [node.id, node.name]))
  const sheet = {
    head: [t.chart.from, t.chart.relation, t.chart.to, t.chart.weight],
    rows: links.map((link) => [nameOf.get(link.from) ?? link.from, link.label, nameOf.get(link.to) ?? link.to, link.weight ?? '']),
  }
  const note = kept.length < nodes.length ? t.chart.tooMany(nodes.length, kept.length) : undefined
  return <Figure height={360} {...about} {...{ option, sheet, note, onPick }} says={t.chartSays.relations(nodes.length, links.length)} />
}

// Breadth first from the centre, strongest ties first.
function closest(nodes: Node[], links: Link[], centre: string): Node[] {
  const strongest = links.toSorted((a, b) => (b.weight ?? 0) - (a.weight ?? 0))
  const reached = new Set([centre])
  for (const id of reached) {
    for (const link of strongest) {
      if (reached.size >= MOST) break
      if (link.from === id) reached.add(link.to)
      if (link.to === id) reached.add(link.from)
    }
  }
  return nodes.filter((node) => reached.has(node.id))
}

const SHAPES = ['circle', 'roundRect', 'diamond', 'triangle', 'rect', 'pin']

function graphOption(tokens: Palette, nodes: Node[], links: Link[], centre: string): Option {
  const ids = new Set(nodes.map((node) => node.id))
  const kinds = [...new Set(nodes.map((node) => node.kind))]
  const most = Math.max(1, ...links.map((link) => link.weight ?? 0))
  const drawn = links.filter((link) => ids.has(link.from) && ids.has(link.to))
  return {
    ...base(tokens),
    tooltip: { ...tooltip(tokens), formatter: (point: { data: { says?: string } }) => point.data.says ?? '' },
    series: [{
      type: 'graph', layout: 'force', roam: true, draggable: true, scaleLimit: { min: 0.5, max: 3 }, top: 24, bottom: 24, left: 24, right: 24,
      force: { repulsion: nodes.length > 24 ? 180 : 420, edgeLength: nodes.length > 24 ? 70 : nodes.length > 8 ? 120 : 200, gravity: 0.12, layoutAnimation: false },
      data: nodes.map((node) => {
        const kind = kinds.indexOf(node.kind)
        const isCentre = node.id === centre
        return {
          id: node.id, name: node.name, says: [node.name, node.kind, node.note].filter(Boolean).join('\n'), symbol: SHAPES[kind % SHAPES.length], symbolSize: isCentre ? 44 : 26,
          itemStyle: { color: tokens.series[kind % tokens.series.length], borderColor: isCentre ? tokens.ink : tokens.paper, borderWidth: 2 },
          label: { show: true, position: 'bottom', color: tokens.ink, fontWeight: isCentre ? 600 : 400 },
        }
      }),
      links: drawn.map((link) => ({
        source: link.from, target: link.to, says: link.label, lineStyle: { width: 1 + (4 * (link.weight ?? 0)) / most, color: tokens.faint, opacity: 0.5, curveness: 0.06 },
        label: { show: drawn.length <= 16, formatter: link.label, color: tokens.soft, fontSize: 11 },
      })),
    }],
  }
}
