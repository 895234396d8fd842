import { Popover, Tooltip } from 'antd'
import { meaning as colours, type Meaning } from './palette.tsx'
import { Glyph } from './status.tsx'
import './marks.css'

export type TagShown = { text: string; meaning?: Meaning; /** Why the customer carries it. */ why?: string }

/** Tags of one thing; those beyond `max` lie behind a number. */
export function Tags({ tags, max = 6 }: { tags: TagShown[]; max?: number }) {
  if (tags.length === 0) return <span className="y-faint">—</span>
  const hidden = tags.slice(max)
  return (
    <span className="y-tags">
      {tags.slice(0, max).map((tag) => <One key={tag.text} {...tag} />)}
      {hidden.length > 0 && (
        <Popover content={<span className="y-tags" style={{ maxWidth: 320 }}>{hidden.map((tag) => <One key={tag.text} {...tag} />)}</span>}>
          <button type="button" className="y-plain y-tag">+{hidden.length}</button>
        </Popover>
      )}
    </span>
  )
}

function One({ text, meaning, why }: TagShown) {
  const colour = meaning === undefined ? undefined : colours[meaning]
  const tag = (
    <span className="y-tag" style={colour && { color: colour.ink, background: colour.wash, borderColor: colour.line }}>
      {meaning !== undefined && <Glyph meaning={meaning} />}{text}
    </span>
  )
  return why === undefined ? tag : <Tooltip title={why}>{tag}</Tooltip>
}
