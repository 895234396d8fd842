import { useInfiniteQuery, keepPreviousData, type InfiniteData } from '@tanstack/react-query'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import type { Refused } from '#kernel/error'
import { Empty } from './ask.tsx'
import { call, keyOf, type AnyDoor } from './call.tsx'
import type { Column } from './column.tsx'
import { thousands } from './count.tsx'
import { Grid } from './grid.tsx'
import { Refusal } from './refusal.tsx'
import type { GridProps } from './row.tsx'
import { Skeleton } from './skeleton.tsx'
import { TableTools, useColumns, useDensity, type Density } from './tabletools.tsx'
import { t } from './text.ts'
import './table.css'

export type { Column } from './column.tsx'

/** What a page asks of a list door: everything but the paging. */
export type AsksOf<D extends AnyDoor> = Omit<InputOf<D>, 'after' | 'limit'>
export type RowOf<D extends AnyDoor> = ReplyOf<D> extends { rows: (infer R)[] } ? R : never

type Opening<Row> = {
  onOpen?: (row: Row) => void
  /** Where the row leads: it opens there, and its first column is a true link. */
  to?: (row: Row) => string
}

export type TableProps<D extends AnyDoor> = Opening<RowOf<D>> & {
  door: D
  input: AsksOf<D>
  columns: Column<RowOf<D>>[]
  rowKey: keyof RowOf<D> & string
  /** Left of the column setting. */
  tools?: ReactNode
  /** Pixels; without it the table reaches the bottom of the screen. */
  height?: number
  pageSize?: number
  sort?: string
  onSort?: (sort: string) => void
  empty?: { title: string; advice?: string; action?: ReactNode }
  enabled?: boolean
}

/** A list door's rows, paged by key while one scrolls; only the visible ones are in the document. */
export function Table<D extends AnyDoor>(props: TableProps<D>) {
  const { door, input, columns, rowKey, tools, height, sort, onSort, empty, onOpen, to } = props
  const [density] = useDensity()
  const [shown, setting] = useColumns(`columns ${door.path}`, columns)
  const asked = usePages(door, input, props.pageSize ?? 60, props.enabled ?? true)
  const rows = asked.data?.pages.flatMap((page) => page.rows as RowOf<D>[]) // PageOf's rows
  const count = rows === undefined || rows.length === 0 ? undefined : asked.hasNextPage ? t.table.loaded(thousands(rows.length)) : t.table.end(thousands(rows.length))
  return (
    <div className="y-section y-table" aria-busy={asked.isFetching}>
      {(rows?.length !== 0 || tools !== undefined) && <TableTools count={count} setting={setting}>{tools}</TableTools>}
      {rows === undefined ? (
        asked.error === null ? <Skeleton shape="rows" /> : <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      ) : rows.length === 0 ? (
        <Empty {...empty} />
      ) : (
        <Grid<RowOf<D>>
          key={JSON.stringify([input, sort])} // another question begins at its first row
          {...{ rows, columns: shown, rowKey, density, height, sort, onSort, onOpen, to }}
          isMain={height === undefined}
          isStale={asked.isPlaceholderData}
          onEnd={() => asked.hasNextPage && !asked.isFetching && asked.error === null && void asked.fetchNextPage()}
          foot={<Foot asked={asked} />}
        />
      )}
    </div>
  )
}

/** The same table for rows already at hand. */
export function Rows<Row extends object>(props: Opening<Row> & { rows: Row[]; columns: Column<Row>[]; rowKey: keyof Row & string; height?: number; empty?: { title: string; advice?: string }; density?: Density }) {
  const { rows, empty, columns, ...rest } = props
  const [density] = useDensity()
  if (rows.length === 0) return <Empty {...empty} />
  const grid: GridProps<Row> = { density, rows, columns: columns.filter((column) => column.hidden !== true), height: 'all', ...rest }
  return <div className="y-table"><Grid {...grid} /></div>
}

type PageShape = { rows: unknown[]; next: string | null }

/** A list door's pages, for what is no table. */
export function usePages<D extends AnyDoor>(door: D, input: AsksOf<D>, limit: number, enabled: boolean) {
  return useInfiniteQuery<PageShape, Refused, InfiniteData<PageShape>, readonly unknown[], string | undefined>({
    queryKey: [...keyOf(door, input as InputOf<D>), 'pages'],
    queryFn: ({ pageParam, signal }) => call(door, { ...input, after: pageParam, limit } as InputOf<D>, { signal }) as Promise<PageShape>, // a list door answers PageOf
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    enabled,
  })
}

function Foot({ asked }: { asked: ReturnType<typeof usePages> }) {
  if (asked.error !== null) return <div className="y-table-foot" role="alert">{t.refusals.unavailable.title} <Button type="link" size="small" onClick={() => void asked.fetchNextPage()}>{t.retry}</Button></div>
  return asked.isFetchingNextPage ? <div className="y-table-foot" role="status">{t.loading}</div> : null
}
