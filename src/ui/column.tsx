import type { ReactNode } from 'react'

export type Column<Row> = {
  key: string
  title: string
  render?: (row: Row) => ReactNode
  /** Pixels it needs at least; columns without it share what is left. */
  width?: number
  align?: 'left' | 'right' | 'center'
  /** Not shown until chosen in the column setting. */
  hidden?: boolean
  /** On phones: the card's heading, the figure at its right, a line over the whole width, or absent. Others share a line. */
  card?: 'title' | 'side' | 'wide' | 'none'
  /** The key the door sorts by; the heading then says and turns the order. */
  sort?: string
}
