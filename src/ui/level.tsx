import { t } from './text.ts'
import './marks.css'

/** A step on a scale: bars and the step's name. */
export function Level({ rank, of, title }: { rank: number; of: number; title: string }) {
  return (
    <span className="y-level" title={t.level(rank, of)}>
      <span className="y-level-bars" role="img" aria-label={t.level(rank, of)}>
        {Array.from({ length: of }, (_, n) => <i key={n} className={n < rank ? 'on' : ''} style={{ height: 4 + (8 * n) / Math.max(1, of - 1) }} />)}
      </span>
      {title}
    </span>
  )
}
