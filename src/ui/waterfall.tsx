import type { ReactNode } from 'react'
import { meaning as colours, type Meaning } from './palette.tsx'
import './waterfall.css'

export type Cause = { key: string; label: ReactNode; note?: ReactNode; by: number; meaning?: Meaning }
export type Mark = { key: string; label: string; at: number }

export type WaterfallProps = {
  /** What the table is called for who cannot see it. */
  label: string
  from: { label: ReactNode; at: number }
  causes: Cause[]
  to: { label: ReactNode; note?: ReactNode; meaning?: Meaning }
  /** What the sum is held against: drawn through every row, named above. */
  marks?: Mark[]
}

/** A sum by its causes: where it begins, what each adds or takes, where it ends. */
export function Waterfall({ label, from, causes, to, marks = [] }: WaterfallProps) {
  const steps = climb(from.at, causes)
  const end = steps.at(-1)?.after ?? from.at
  const scale = scaleOf([0, from.at, end, ...steps.flatMap(({ before, after }) => [before, after]), ...marks.map(({ at }) => at)])
  const row = { marks, scale }
  return (
    <table className="y-waterfall" aria-label={label}>
      {marks.length > 0 && <Heads {...row} />}
      <tbody>
        <Row {...row} label={from.label} before={0} after={from.at} value={from.at} meaning="idle" />
        {steps.map(({ key, before, after, ...cause }) => <Row key={key} {...row} {...cause} before={before} after={after} value={cause.by} meaning={cause.meaning ?? (cause.by < 0 ? 'risk' : cause.by > 0 ? 'good' : 'idle')} />)}
        <Row {...row} {...to} isSum before={0} after={end} value={end} meaning={to.meaning ?? 'info'} />
      </tbody>
    </table>
  )
}

/** A signed figure with one decimal, as weights are written. */
export function signed(value: number): string {
  const size = Math.abs(value).toFixed(1)
  return Number(size) === 0 ? '0' : `${value < 0 ? '−' : '+'}${size}`
}

type Step = Cause & { before: number; after: number }

function climb(start: number, causes: Cause[]): Step[] {
  let at = start
  return causes.map((cause) => {
    const before = at
    at += cause.by
    return { ...cause, before, after: at }
  })
}

type Scale = (value: number) => number

function scaleOf(values: number[]): Scale {
  const low = Math.min(...values)
  const span = Math.max(...values) - low || 1
  return (value) => ((value - low) / span) * 100
}

type RowProps = { label: ReactNode; note?: ReactNode; before: number; after: number; value: number; meaning: Meaning; isSum?: boolean; marks: Mark[]; scale: Scale }

function Row({ label, note, before, after, value, meaning, isSum, marks, scale }: RowProps) {
  const [left, right] = [scale(Math.min(before, after)), scale(Math.max(before, after))]
  return (
    <tr className={isSum === true ? 'sum' : undefined}>
      <th scope="row">{label}</th>
      <td className="note">{note}</td>
      <td className="track" aria-hidden>
        <div>
          {marks.map((mark) => <i key={mark.key} className="mark" style={{ left: `${scale(mark.at)}%` }} />)}
          <b style={{ left: `${left}%`, width: `max(2px, ${right - left}%)`, background: colours[meaning].ink }} />
        </div>
      </td>
      <td className="value" style={isSum === true ? undefined : { color: colours[meaning].ink }}>{isSum === true ? value.toFixed(1).replace('-', '−') : signed(value)}</td>
    </tr>
  )
}

function Heads({ marks, scale }: { marks: Mark[]; scale: Scale }) {
  return (
    <thead>
      <tr>
        <td colSpan={2} />
        <td className="track"><div>{marks.map((mark, n) => <span key={mark.key} className={isLeft(n, marks, scale) ? 'end' : undefined} style={{ left: `${scale(mark.at)}%` }}>{mark.label}</span>)}</div></td>
        <td />
      </tr>
    </thead>
  )
}

// Of two lines the lower is named on its left, so that the names never meet: the head is empty there. At the right edge there is only one side.
function isLeft(n: number, marks: Mark[], scale: Scale): boolean {
  return n < marks.length - 1 || scale(marks[n]?.at ?? 0) > 75
}
