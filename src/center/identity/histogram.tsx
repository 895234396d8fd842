import { useRef, type KeyboardEvent, type PointerEvent } from 'react'
import { thousands } from '#ui/count'
import type { Effect, Thresholds } from './models.api.ts'
import { t } from './text.ts'

const [WIDTH, HEIGHT, FOOT] = [720, 190, 22]
const STEP = 0.5
/** From the ground up. */
const ZONES = ['auto', 'review', 'reject'] as const
const FILLS = { auto: 'var(--y-good-ink)', review: 'var(--y-warn-ink)', reject: 'var(--y-faint)' }

type Bin = Effect['histogram'][number]
const pairsOf = ({ auto, review, reject }: Bin): number => auto + review + reject

/** Pairs by score, on a logarithmic height, with the two lines to be dragged, or moved by the arrow keys. */
export function Histogram({ bins, thresholds, onMove }: { bins: Effect['histogram']; thresholds: Thresholds; onMove: (next: Thresholds) => void }) {
  const box = useRef<SVGSVGElement>(null)
  const low = Math.min(bins[0]?.from ?? 0, thresholds.review - 2)
  const high = Math.max((bins.at(-1)?.from ?? 0) + 1, thresholds.auto + 2)
  const x = (bits: number) => ((bits - low) / (high - low)) * WIDTH
  const most = Math.log10(1 + Math.max(1, ...bins.map(pairsOf)))
  const bitsAt = (event: PointerEvent) => {
    const { left, width: wide } = box.current?.getBoundingClientRect() ?? { left: 0, width: 1 }
    return Math.round((low + ((event.clientX - left) / wide) * (high - low)) / STEP) * STEP
  }
  const move = (line: keyof Thresholds, bits: number) => onMove(line === 'auto' ? { ...thresholds, auto: Math.max(bits, thresholds.review) } : { ...thresholds, review: Math.min(bits, thresholds.auto) })
  return (
    <svg ref={box} className="identity-histogram" viewBox={`0 0 ${WIDTH} ${HEIGHT + FOOT}`} preserveAspectRatio="none" role="group" aria-label={t.models.distribution}>
      {bins.map((bin) => <Bar key={bin.from} of={bin} left={x(bin.from)} wide={x(bin.from + 1) - x(bin.from)} tall={(Math.log10(1 + pairsOf(bin)) / most) * (HEIGHT - 24)} />)}
      <line x1={0} x2={WIDTH} y1={HEIGHT} y2={HEIGHT} stroke="var(--y-line)" />
      {ticks(low, high).map((bits) => <text key={bits} x={x(bits)} y={HEIGHT + 16} textAnchor="middle">{bits}</text>)}
      {(['review', 'auto'] as const).map((line) => <Handle key={line} line={line} at={x(thresholds[line])} bits={thresholds[line]} low={low} high={high} onDrag={(event) => move(line, bitsAt(event))} onStep={(by) => move(line, thresholds[line] + by)} />)}
    </svg>
  )
}

type HandleProps = { line: keyof Thresholds; at: number; bits: number; low: number; high: number; onDrag: (event: PointerEvent) => void; onStep: (by: number) => void }

function Handle({ line, at, bits, low, high, onDrag, onStep }: HandleProps) {
  const label = line === 'auto' ? t.models.autoLine : t.models.reviewLine
  const press = (event: KeyboardEvent) => {
    const by = { ArrowRight: STEP, ArrowUp: STEP, ArrowLeft: -STEP, ArrowDown: -STEP, PageUp: 5, PageDown: -5 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    onStep(by)
  }
  return (
    <g
      className="identity-handle" tabIndex={0} role="slider" aria-label={label} aria-valuenow={bits} aria-valuemin={low} aria-valuemax={high} onKeyDown={press}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)} onPointerMove={(event) => event.buttons === 1 && onDrag(event)}
    >
      <rect x={at - 8} y={0} width={16} height={HEIGHT} fill="transparent" />
      <line x1={at} x2={at} y1={18} y2={HEIGHT} />
      <text x={at} y={12} textAnchor={line === 'auto' ? 'start' : 'end'}>{`${label} ${bits}`}</text>
    </g>
  )
}

/** A bin by its zones: a strong pair that a guard holds back stands right of the line in the colour of where it belongs. */
function Bar({ of, left, wide, tall }: { of: Bin; left: number; wide: number; tall: number }) {
  const all = pairsOf(of)
  const below = (n: number) => ZONES.slice(0, n + 1).reduce((sum, zone) => sum + of[zone], 0)
  return (
    <g opacity={0.8}>
      <title>{`${of.from} … ${of.from + 1}: ${thousands(all)}`}</title>
      {ZONES.map((zone, n) => <rect key={zone} x={left + wide * 0.06} y={HEIGHT - (below(n) / all) * tall} width={Math.max(0.5, wide * 0.88)} height={(of[zone] / all) * tall} fill={FILLS[zone]} />)}
    </g>
  )
}

function ticks(low: number, high: number): number[] {
  const by = high - low > 80 ? 20 : high - low > 30 ? 10 : 5
  return Array.from({ length: Math.floor((high - low) / by) + 1 }, (_, n) => Math.ceil(low / by) * by + n * by).filter((bits) => bits <= high)
}
