import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons'
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type MouseEvent, type RefObject } from 'react'
import { Link } from 'react-router'
import { Cards } from './cards.tsx'
import { isComposing, useKey } from './keys.tsx'
import type { Column } from './column.tsx'
import { content, isOwnClick, useOpen, type GridProps } from './row.tsx'
import { t } from './text.ts'
import { useNarrow } from './theme.tsx'

const ROW = { tight: 28, compact: 34, comfortable: 44 }
const HEAD = 38
const SPARE = 8 // rows kept in the document above and below what is visible

export function Grid<Row>(props: GridProps<Row>) {
  return useNarrow() ? <Cards {...props} /> : <Lines {...props} />
}

function Lines<Row>(props: GridProps<Row>) {
  const { rows, columns, rowKey, density, onEnd, foot } = props
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const maxHeight = useHeight(box, props.height)
  const rowHeight = ROW[density]
  const [from, setFrom] = useState(0)
  const open = useOpen(props)
  const [active, onKeyDown] = useActive(box, rows, rowHeight, open, props.isMain === true)
  const fit = Math.ceil((maxHeight ?? rows.length * rowHeight) / rowHeight)
  const first = Math.max(0, from - SPARE)
  const last = Math.min(rows.length, from + fit + SPARE)
  const scrolled = () => setFrom(Math.floor((box.current?.scrollTop ?? 0) / rowHeight))
  // After every drawing, not on scrolling alone: who waits at the end while an answer comes scrolls no more.
  useEffect(() => {
    if (from + fit > rows.length - 2 * SPARE) onEnd?.()
  })
  const isShared = columns.some((column) => column.width === undefined)
  const template = columns.map(({ width }) => (width === undefined ? 'minmax(140px, 1fr)' : isShared ? `${width}px` : `minmax(${width}px, ${width}fr)`)).join(' ')
  const minWidth = columns.reduce((sum, column) => sum + (column.width ?? 140), 0)
  return (
    <div
      ref={box} className={`y-grid${props.isStale === true ? ' y-grid-stale' : ''}`} role="grid" tabIndex={0} aria-label={t.table.label}
      aria-rowcount={onEnd ? -1 : rows.length + 1} aria-colcount={columns.length} aria-activedescendant={active >= 0 ? `${id}${active}` : undefined}
      style={{ maxHeight }} onScroll={scrolled} onKeyDown={onKeyDown}
    >
      <div style={{ minWidth }}>
        <Head columns={columns} template={template} sort={props.sort} onSort={props.onSort} />
        <div role="rowgroup" style={{ position: 'relative', height: rows.length * rowHeight }}>
          {rows.slice(first, last).map((row, n) => (
            <Line
              key={String(row[rowKey])} id={`${id}${first + n}`} index={first + n} isActive={first + n === active}
              {...{ row, columns, template }} height={rowHeight} open={open} to={props.to}
            />
          ))}
        </div>
        {foot}
      </div>
    </div>
  )
}

function Head<Row>({ columns, template, sort, onSort }: { columns: Column<Row>[]; template: string; sort?: string; onSort?: (sort: string) => void }) {
  return (
    <div role="rowgroup" className="y-grid-head">
      <div role="row" aria-rowindex={1} style={{ gridTemplateColumns: template, height: HEAD }}>
        {columns.map((column) => {
          const order = column.sort === undefined ? undefined : sort === column.sort ? 'ascending' : sort === `-${column.sort}` ? 'descending' : 'none'
          return (
            <div key={column.key} role="columnheader" aria-sort={order} className={`y-cell y-${column.align ?? 'left'}`}>
              {column.sort === undefined || onSort === undefined ? column.title : (
                <button type="button" className="y-plain" onClick={() => onSort(order === 'descending' ? column.sort ?? '' : `-${column.sort}`)}>
                  {column.title} {order === 'ascending' && <ArrowUpOutlined aria-label={t.table.ascending} />}{order === 'descending' && <ArrowDownOutlined aria-label={t.table.descending} />}
                </button>
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

// What the column cuts short is whole in the tooltip.
function tellWhole({ currentTarget: cell }: MouseEvent<HTMLElement>): void {
  cell.title = cell.scrollWidth > cell.clientWidth ? cell.innerText : ''
}

type LineProps<Row> = { row: Row; id: string; index: number; isActive: boolean; columns: Column<Row>[]; template: string; height: number; open?: (row: Row) => void; to?: (row: Row) => string }

function Line<Row>({ row, id, index, isActive, columns, template, height, open, to }: LineProps<Row>) {
  return (
    <div
      role="row" id={id} aria-rowindex={index + 2} aria-selected={open ? isActive : undefined} className={open ? 'y-line y-opens' : 'y-line'}
      style={{ gridTemplateColumns: template, height, top: index * height }} onClick={(event) => open && !isOwnClick(event) && open(row)}
    >
      {columns.map((column, n) => (
        <div key={column.key} role="gridcell" className={`y-cell y-${column.align ?? 'left'}`}>
          {n === 0 && to ? <Link className="y-cut" to={to(row)}>{content(column, row)}</Link> : <span className="y-cut" onMouseEnter={tellWhole}>{content(column, row)}</span>}
        </div>
      ))}
    </div>
  )
}

function useActive<Row>(box: RefObject<HTMLDivElement | null>, rows: Row[], rowHeight: number, open: ((row: Row) => void) | undefined, isMain: boolean): [number, (event: KeyboardEvent) => void] {
  const [chosen, choose] = useState(-1)
  const active = Math.min(chosen, rows.length - 1)
  const move = (to: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, to))
    choose(next)
    reveal(box.current, next, rowHeight)
  }
  const openActive = () => {
    const row = rows[active]
    if (row !== undefined) open?.(row)
  }
  useKey('j', t.keys.next, () => move(active + 1), { where: 'list', enabled: isMain })
  useKey('k', t.keys.previous, () => move(active - 1), { where: 'list', enabled: isMain })
  useKey('Enter', t.keys.open, openActive, { where: 'list', enabled: isMain && open !== undefined && active >= 0 })
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== box.current || isComposing(event)) return
    const page = Math.floor((box.current.clientHeight - HEAD) / rowHeight)
    const steps: Record<string, number> = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + page, PageUp: active - page, Home: 0, End: rows.length - 1 }
    const to = isMain ? steps[event.key] : { j: active + 1, k: active - 1, ...steps }[event.key]
    if (to !== undefined) move(to)
    else if (event.key === 'Enter' && active >= 0) openActive()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return [active, onKeyDown]
}

function reveal(box: HTMLElement | null, index: number, rowHeight: number): void {
  if (box === null) return
  const top = index * rowHeight
  const room = box.clientHeight - HEAD
  if (top < box.scrollTop) box.scrollTop = top
  else if (top + rowHeight > box.scrollTop + room) box.scrollTop = top + rowHeight - room
}

const BOTTOM = 26
const LEAST = 300

// Down to the bottom of the screen, measured again when what stands above grows or shrinks.
function useHeight(box: RefObject<HTMLElement | null>, height: number | 'all' | undefined): number | undefined {
  const [rest, setRest] = useState(480)
  useLayoutEffect(() => {
    const page = box.current?.closest<HTMLElement>('.y-page')
    if (height !== undefined || page === null || page === undefined) return
    const measure = () => {
      const scroller = page.parentElement
      const top = (box.current?.getBoundingClientRect().top ?? 0) + (scroller?.scrollTop ?? 0)
      setRest(Math.max(LEAST, innerHeight - top - BOTTOM))
    }
    measure()
    const watch = new ResizeObserver(measure)
    watch.observe(page)
    addEventListener('resize', measure)
    return () => {
      watch.disconnect()
      removeEventListener('resize', measure)
    }
  }, [box, height])
  return height === 'all' ? undefined : height ?? rest
}
