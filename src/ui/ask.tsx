import { HistoryOutlined, InboxOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { useAsk, type AnyDoor, type AskOptions } from './call.tsx'
import { meaning } from './palette.tsx'
import { Refusal, State, type OwnWords } from './refusal.tsx'
import { Skeleton, type Shape } from './skeleton.tsx'
import { t } from './text.ts'

export type AskProps<D extends AnyDoor> = AskOptions & {
  door: D
  input: InputOf<D>
  children: (data: ReplyOf<D>, state: { isRefreshing: boolean }) => ReactNode
  isEmpty?: (data: ReplyOf<D>) => boolean
  /** What to say when there is nothing, and what to do about it. */
  empty?: { title: string; advice?: string; action?: ReactNode }
  /** What the skeleton looks like while the first answer is awaited. */
  shape?: Shape
  words?: OwnWords
}

/** Asks a door and shows the answer; waiting, emptiness, refusal, failure and staleness are designed here once. */
export function Ask<D extends AnyDoor>({ door, input, children, isEmpty, empty, shape, words, ...options }: AskProps<D>) {
  const asked = useAsk(door, input, options)
  if (asked.data === undefined) {
    if (asked.error !== null) return <Refusal of={asked.error} own={words} onRetry={() => void asked.refetch()} />
    return <Skeleton shape={shape ?? 'lines'} />
  }
  const data = asked.data
  if (isEmpty?.(data) === true) return <Empty {...empty} />
  return (
    <>
      {asked.error !== null && <StaleNote onRetry={() => void asked.refetch()} />}
      {children(data, { isRefreshing: asked.isFetching })}
    </>
  )
}

export function Empty({ title, advice, action }: { title?: string; advice?: string; action?: ReactNode }) {
  return (
    <State icon={<InboxOutlined />} title={title ?? t.empty.title} advice={advice ?? (title === undefined ? t.empty.advice : '')}>
      {action}
    </State>
  )
}

function StaleNote({ onRetry }: { onRetry: () => void }) {
  const { ink, wash, line } = meaning.warn
  return (
    <div className="y-note" role="status" style={{ color: ink, background: wash, borderColor: line, marginBottom: 12 }}>
      <HistoryOutlined aria-hidden /> {t.staleShown} <Button type="link" size="small" onClick={onRetry}>{t.retry}</Button>
    </div>
  )
}
