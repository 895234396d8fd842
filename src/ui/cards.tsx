import { useEffect, useRef } from 'react'
import { Link } from 'react-router'
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
              {lines.map((column) => <div key={column.key}><dt>{column.title}</dt><dd>{content(column, row)}</dd></div>)}
            </dl>
          </li>
        ))}
      </ul>
      <div ref={end} />
      {foot}
    </>
  )
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
