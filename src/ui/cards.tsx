import { useEffect, useRef } from 'react'
import { Link } from 'react-router'
import type { Column } from './column.tsx'
import { content, isOwnClick, useOpen, type GridProps } from './row.tsx'

/** The table on a phone: a card for each row; what is off the screen is not laid out (content-visibility). */
export function Cards<Row>(props: GridProps<Row>) {
  const { rows, columns, rowKey, onEnd, foot, to } = props
  const open = useOpen(props)
  const end = useEnd(onEnd)
  const title = columns.find((column) => column.card === 'title') ?? columns[0]
  const side = columns.find((column) => column.card === 'side')
  const lines = columns.filter((column) => column !== title && column !== side && column.card !== 'none')
  return (
    <>
      <ul className="y-cards">
        {rows.map((row) => (
          <li key={String(row[rowKey])} className={open ? 'y-card y-opens' : 'y-card'} onClick={(event) => open && !isOwnClick(event) && open(row)}>
            <div className="y-card-head">
              {title && <strong className="y-cut">{to ? <Link to={to(row)}>{content(title, row)}</Link> : content(title, row)}</strong>}
              {side && <span>{content(side, row)}</span>}
            </div>
            <dl>
              {lines.map((column) => <Fact key={column.key} column={column} row={row} />)}
            </dl>
          </li>
        ))}
      </ul>
      <div ref={end} />
      {foot}
    </>
  )
}

// What a row does not have takes no room in the hand.
function Fact<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const shown = content(column, row)
  if (shown === null || shown === undefined || shown === '' || shown === false) return null
  return <div className={column.card === 'wide' ? 'wide' : undefined}><dt>{column.title}</dt><dd>{shown}</dd></div>
}

// Watched anew after every drawing: who waits at the end while an answer comes scrolls no more.
function useEnd(onEnd: (() => void) | undefined) {
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const watch = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && onEnd?.(), { rootMargin: '600px' })
    if (end.current) watch.observe(end.current)
    return () => watch.disconnect()
  })
  return end
}
