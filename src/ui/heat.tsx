import type { ReactNode } from 'react'
import './waterfall.css'

export type Cell = { value: number | null; text: ReactNode; title?: string; isLit?: boolean }

/** A matrix as colours with their numbers; `cell` is asked for each pair, null on the diagonal. Values run from 0 to 1. */
export function Heat({ label, names, cell }: { label: string; names: { key: string; title: string }[]; cell: (row: string, column: string) => Cell | null }) {
  return (
    <table className="y-heat" aria-label={label}>
      <thead><tr><td />{names.map(({ key, title }) => <th key={key} scope="col">{title}</th>)}</tr></thead>
      <tbody>
        {names.map((row) => (
          <tr key={row.key}>
            <th scope="row">{row.title}</th>
            {names.map((column) => <One key={column.key} of={cell(row.key, column.key)} />)}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

// Half the brand at most: the ink keeps its contrast on every cell.
const MOST = 50

function One({ of }: { of: Cell | null }) {
  if (of === null) return <td className="self">—</td>
  const share = of.value === null ? 0 : Math.round(Math.max(0, Math.min(1, of.value)) * MOST)
  return <td className={of.isLit === true ? 'lit' : undefined} title={of.title} style={{ background: `color-mix(in srgb, var(--y-brand) ${share}%, var(--y-paper))` }}>{of.text}</td>
}
