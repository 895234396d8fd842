import { Tooltip } from 'antd'
import { DatabaseOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { t } from './text.ts'
import './facts.css'

export type Fact = {
  label: string
  value: ReactNode
  /** Which system says so. */
  source?: string
  wide?: boolean
}

/** Labels and values. Columns fold on narrow screens by themselves. */
export function Facts({ items, columns = 2 }: { items: Fact[]; columns?: 1 | 2 | 3 | 4 }) {
  return (
    <dl className={`y-facts y-facts-${columns}`}>
      {items.map((fact) => (
        <div key={fact.label} className={fact.wide === true ? 'wide' : ''}>
          <dt>{fact.label}</dt>
          <dd>{fact.value ?? <span className="y-faint">—</span>}{fact.source !== undefined && <Source name={fact.source} />}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Marks a value with the system it comes from. */
export function Source({ name }: { name: string }) {
  return (
    <Tooltip title={t.source(name)}>
      <span className="y-source" tabIndex={0} aria-label={t.source(name)}><DatabaseOutlined aria-hidden /> {name}</span>
    </Tooltip>
  )
}
