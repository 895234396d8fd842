import { EditOutlined, StopOutlined } from '@ant-design/icons'
import { Button, Tooltip } from 'antd'
import type { KindName } from '#center/archive/kinds.api'
import type { Row } from '#center/archive/rows.api'
import { say } from '#kernel/text'
import { Tags } from '#ui/tags'
import { told } from './archiveTold.tsx'
import type { Overview } from './overview.api.ts'
import { t } from './text.ts'

export type Open = { what: 'add' } | { what: 'change' | 'end'; row: Row } | null

/** One row: what it says, how sure it is, whose word it is. What ended stays, pale. */
export function Line({ of, kind, row, onOpen, mark }: { of: Overview; kind: KindName; row: Row; onOpen?: (open: Open) => void; mark?: { text: string; why?: string } }) {
  const { title, lines, tags } = told(of, kind, row)
  const isOurs = row.source === 'yilan' && row.endedOn === null
  return (
    <li className={row.endedOn === null ? undefined : 'ended'} data-row={`${kind} ${row.id}`}>
      <div>
        <div className="y-row"><b>{title}</b><Tags tags={[...(mark ? [{ text: mark.text, meaning: 'warn' as const, why: mark.why }] : []), ...tags, ...(row.endedOn === null ? [] : [{ text: t.archive.ended(row.endedOn), meaning: 'idle' as const, why: row.endedWhy ?? undefined }])]} /></div>
        {lines.length > 0 && <div className="y-soft y-archive-lines">{lines.map((line, nth) => <span key={nth}>{line}</span>)}</div>}
        <small className="y-faint">{[say(row.sourceTitle), row.orgName, row.byName ?? null, row.knownAt.slice(0, 10)].filter(Boolean).join(' · ')}</small>
      </div>
      {onOpen !== undefined && isOurs && (
        <span className="y-archive-do">
          <Tooltip title={t.archive.change}><Button type="text" size="small" icon={<EditOutlined />} aria-label={t.archive.change} onClick={() => onOpen({ what: 'change', row })} /></Tooltip>
          <Tooltip title={t.archive.end}><Button type="text" size="small" icon={<StopOutlined />} aria-label={t.archive.end} onClick={() => onOpen({ what: 'end', row })} /></Tooltip>
        </span>
      )}
    </li>
  )
}
