import type { MouseEvent, ReactNode } from 'react'
import { useNavigate } from 'react-router'
import type { Column } from './column.tsx'
import type { Density } from './tabletools.tsx'

/** What the grid and, on phones, the cards are given. */
export type GridProps<Row> = {
  rows: Row[]
  columns: Column<Row>[]
  rowKey: keyof Row & string
  density: Density
  /** Pixels; 'all' shows every row; without it the grid reaches the bottom of the screen. */
  height?: number | 'all'
  sort?: string
  onSort?: (sort: string) => void
  onOpen?: (row: Row) => void
  to?: (row: Row) => string
  /** The page's own list: j, k and Enter reach it from anywhere on the page. */
  isMain?: boolean
  isStale?: boolean
  onEnd?: () => void
  foot?: ReactNode
}

export function content<Row>(column: Column<Row>, row: Row): ReactNode {
  if (column.render) return column.render(row)
  const value = (row as Record<string, unknown>)[column.key]
  return value === null || value === undefined || value === '' ? <span className="y-faint">—</span> : String(value)
}

/** A click on a button or link in the row, or the end of selecting text, does not open the row. */
export function isOwnClick(event: MouseEvent): boolean {
  const target = event.target as HTMLElement // React's clicks come from elements
  const isInside = event.currentTarget.contains(target) // a popover's clicks bubble here through React though it lies elsewhere
  return !isInside || target.closest('a, button, input, label, [role=button]') !== null || (getSelection()?.toString() ?? '') !== ''
}

export function useOpen<Row>({ onOpen, to }: { onOpen?: (row: Row) => void; to?: (row: Row) => string }): ((row: Row) => void) | undefined {
  const go = useNavigate()
  return onOpen ?? (to ? (row) => void go(to(row)) : undefined)
}
