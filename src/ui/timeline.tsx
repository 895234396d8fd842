import { useState, type ReactNode } from 'react'
import { Button } from 'antd'
import { Empty } from './ask.tsx'
import { meaning as colours, type Meaning } from './palette.tsx'
import { Glyph } from './status.tsx'
import { t } from './text.ts'
import { When } from './when.tsx'
import './facts.css'

export type Happening<K extends string = string> = {
  key: string
  /** A day or an instant. */
  at: string
  kind: K
  title: ReactNode
  body?: ReactNode
  meaning?: Meaning
  icon?: ReactNode
}

/** What happened, latest first; a chip for each kind narrows it, unless the page filters by itself. */
export function Timeline<K extends string>({ items, kinds, onEarlier, isFiltered }: { items: Happening<K>[]; kinds: Record<K, string>; onEarlier?: () => void; isFiltered?: boolean }) {
  const [only, setOnly] = useState<K | null>(null)
  const present = (Object.keys(kinds) as K[]).filter((kind) => items.some((item) => item.kind === kind)) // the keys of a Record<K, …> are K
  const shown = items.filter((item) => only === null || item.kind === only)
  if (items.length === 0) return <Empty />
  return (
    <>
      {isFiltered !== true && present.length > 1 && (
        <div className="y-chips" role="group">
          <Chip isOn={only === null} onClick={() => setOnly(null)}>{t.timeline.all}</Chip>
          {present.map((kind) => <Chip key={kind} isOn={only === kind} onClick={() => setOnly(kind)}>{kinds[kind]}</Chip>)}
        </div>
      )}
      <ol className="y-timeline">{shown.map((item) => <Item key={item.key} item={item} kind={kinds[item.kind]} />)}</ol>
      {onEarlier !== undefined && <Button type="text" block onClick={onEarlier}>{t.timeline.earlier}</Button>}
    </>
  )
}

function Item({ item, kind }: { item: Happening; kind: string }) {
  const colour = colours[item.meaning ?? 'idle']
  return (
    <li>
      <When at={item.at} as="day" />
      <span className="dot" style={{ color: colour.ink, background: colour.wash, borderColor: colour.line }}>
        {item.icon ?? (item.meaning === undefined ? <span aria-hidden>·</span> : <Glyph meaning={item.meaning} />)}
      </span>
      <div className="what">
        <div>{item.title}<span className="kind">{kind}</span></div>
        {item.body !== undefined && <div className="body">{item.body}</div>}
      </div>
    </li>
  )
}

function Chip({ isOn, onClick, children }: { isOn: boolean; onClick: () => void; children: ReactNode }) {
  return <button type="button" className="y-chip" aria-pressed={isOn} onClick={onClick}>{children}</button>
}
