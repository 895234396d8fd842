import { createContext, Fragment, useContext, useEffect, type ReactNode } from 'react'
import { Link } from 'react-router'
import { Refused } from '#kernel/error'
import type { Door } from '#kernel/endpoint'
import { Live, type Liveness } from './live.tsx'
import type { Meaning } from './palette.tsx'
import { Refusal } from './refusal.tsx'
import { Glyph } from './status.tsx'
import { t } from './text.ts'
import { useMay } from './viewer.tsx'
import { AsOf } from './when.tsx'

export { Ask, Empty, type AskProps } from './ask.tsx'
export { Refusal } from './refusal.tsx'
export { Skeleton } from './skeleton.tsx'

export type Crumb = { title: string; to?: string }

export type PageProps = {
  title: string
  /** What the browser's tab and its history say, where the title itself is personal: a customer's name stays out of both. */
  tab?: string
  subtitle?: ReactNode
  /** The instant or day the figures stand for: 数据截至. */
  asOf?: string | null
  /** Whether what is shown follows the bank by itself. */
  live?: Liveness
  actions?: ReactNode
  /** The page is shown only to who may open this door; usually the plan's own, which the shell has asked already. */
  opens?: Pick<Door<never, never>, 'may'>
  /** Pages between the menu's and this one. */
  trail?: Crumb[]
  children: ReactNode
}

export function Page({ title, tab, subtitle, asOf, live = 'off', actions, opens, trail = [], children }: PageProps) {
  const crumbs = [...useContext(CrumbsContext), ...trail]
  const may = useMay(opens ?? { may: 'anyone' })
  useEffect(() => {
    document.title = `${tab ?? title} · Yilan 一览`
  }, [tab, title])
  return (
    <div className="y-page">
      <div className="y-page-head">
        <div className="y-page-name">
          {crumbs.length > 0 && <Crumbs crumbs={crumbs} />}
          <h1>{title}</h1>
          {subtitle !== undefined && <div className="y-soft">{subtitle}</div>}
        </div>
        <div className="y-page-side">
          {typeof asOf === 'string' && <AsOf at={asOf} />}
          <Live of={live} />
          {may && actions}
        </div>
      </div>
      {may ? children : <Section><Refusal of={new Refused('forbidden')} /></Section>}
    </div>
  )
}

/** Set by the shell from the menu: where the page hangs. */
export const CrumbsContext = createContext<Crumb[]>([])

/** A card with a heading. `flush`: its content reaches the edges, as a table does. */
export function Section({ title, extra, asOf, flush, children }: { title?: ReactNode; extra?: ReactNode; asOf?: string | null; flush?: boolean; children: ReactNode }) {
  const hasHead = title !== undefined || extra !== undefined || typeof asOf === 'string'
  return (
    <section className={flush === true ? 'y-section y-section-flush' : 'y-section'}>
      {hasHead && (
        <header>
          {title === undefined ? <span style={{ flex: 1 }} /> : <h2>{title}</h2>}
          {typeof asOf === 'string' && <AsOf at={asOf} />}
          {extra}
        </header>
      )}
      <div className="y-section-body">{children}</div>
    </section>
  )
}

/** Side by side on a wide screen, one under another below 1200 px. `of`: the shares, as in [2, 1]. */
export function Columns({ of, children }: { of: number[]; children: ReactNode }) {
  const shares = of.map((share) => `minmax(0, ${share}fr)`).join(' ')
  return <div className="y-columns" ref={(box) => box?.style.setProperty('--y-of', shares)}>{children}</div>
}

/** One under another. */
export function Stack({ children }: { children: ReactNode }) {
  return <div className="y-stack">{children}</div>
}

export type Figure = { label: ReactNode; value: ReactNode; note?: ReactNode; to?: string; meaning?: Meaning }

/** Key figures, seven at most; each opens the rows it counts. */
export function Figures({ items }: { items: Figure[] }) {
  return <div className="y-keyfigures">{items.map((item, n) => <KeyFigure key={n} {...item} />)}</div>
}

function KeyFigure({ label, value, note, to, meaning }: Figure) {
  const content = (
    <>
      <span className="label">{meaning !== undefined && <Glyph meaning={meaning} />}{label}</span>
      <span className="value">{value}</span>
      {note !== undefined && <span className="note">{note}</span>}
    </>
  )
  return to === undefined ? <div className="y-keyfigure">{content}</div> : <Link className="y-keyfigure" to={to}>{content}</Link>
}

function Crumbs({ crumbs }: { crumbs: Crumb[] }) {
  return (
    <nav className="y-crumbs" aria-label={t.crumbs}>
      {crumbs.map((crumb, n) => (
        <Fragment key={n}>
          {n > 0 && <span aria-hidden>/</span>}
          {crumb.to === undefined ? <span>{crumb.title}</span> : <Link to={crumb.to}>{crumb.title}</Link>}
        </Fragment>
      ))}
    </nav>
  )
}
