import { Link } from 'react-router'
import { wordOf, words as accountWords } from '#center/account/words.api'
import { words } from '#center/customer/words.api'
import { say } from '#kernel/text'
import { moneyText } from '#ui/money'
import { Empty, Section } from '#ui/page'
import type { Meaning } from '#ui/theme'
import { Timeline, type Happening } from '#ui/timeline'
import type { Moment, Overview } from './overview.api.ts'
import { t } from './text.ts'

type Kind = Moment['kind']
const BRIEF = 5

export function MomentsBrief({ of }: { of: Overview }) {
  if (of.moments.length === 0) return null
  const brief = of.moments.slice(0, BRIEF).map((moment) => ({ ...told(of, moment), kind: 'only' as const }))
  return (
    <Section title={t.timeline.title} extra={<Link to="?tab=timeline">{t.timeline.all}</Link>}>
      <div className="y-moments-brief"><Timeline items={brief} kinds={{ only: '' }} /></div>
    </Section>
  )
}

/** What happened between the bank and the customer, latest first. */
export function Moments({ of }: { of: Overview }) {
  return <Section>{of.moments.length === 0 ? <Empty title={t.timeline.none} /> : <Timeline items={of.moments.map((moment) => told(of, moment))} kinds={t.timeline.kinds} />}</Section>
}

function told(of: Overview, moment: Moment): Happening<Kind> {
  return { key: moment.key, at: moment.at, kind: moment.kind, ...tellers[moment.kind](of, moment) }
}

type Told = { title: string; body?: string; meaning?: Meaning }

const tellers: Record<Kind, (of: Overview, moment: Moment) => Told> = {
  status: (_, { before, after, facts }) => ({
    title: t.timeline.status(wordOf(words.statuses, before) ?? '', wordOf(words.statuses, after) ?? ''),
    body: typeof facts.lastOn === 'string' && typeof facts.days === 'number' && typeof facts.asOf === 'string' ? t.why.moved(facts.lastOn, facts.days, facts.asOf) : undefined,
    meaning: after === 'active' ? 'good' : after === 'prospect' ? 'info' : 'warn',
  }),
  level: (of, { before, after, rule, facts }) => ({
    title: t.timeline.level(wordOf(words.levels, before) ?? '', wordOf(words.levels, after) ?? ''),
    body: rule === 'person' ? (typeof facts.reason === 'string' ? t.why.reason(facts.reason) : t.timeline.byHand) : typeof facts.asOf === 'string' && facts.aum !== undefined ? t.why.aum(moneyText(String(facts.aum), 'auto', of.position?.currency), facts.asOf) : undefined,
    meaning: 'info',
  }),
  owner: (_, { before, after, facts }) => ({
    title: before !== null && after !== null ? t.timeline.owner(before, after) : after !== null ? t.timeline.assigned(after) : t.timeline.released(before ?? ''),
    body: typeof facts.reason === 'string' ? t.timeline.reason(facts.reason) : undefined,
    meaning: 'info',
  }),
  identity: (of, { what, facts }) => {
    const sources = (facts.sources as string[]).map((source) => sourceOf(of, source)) // as moments() gathers them
    if (what === 'split') return { title: t.timeline.split(sources), meaning: 'warn' }
    if (what === 'undo') return { title: t.timeline.returned(sources) }
    const body = { document: t.timeline.document, match: t.timeline.matched, merge: t.timeline.merged }[String(facts.reason)]
    return facts.reason === 'own' ? { title: t.timeline.first(sources) } : { title: t.timeline.joined(sources), body }
  },
  account: (of, { after, facts }) => ({ title: t.timeline.opened(wordOf(accountWords.kinds, after) ?? '', sourceOf(of, typeof facts.source === 'string' ? facts.source : null)) }),
}

function sourceOf(of: Overview, source: string | null): string {
  const found = of.sources.find((one) => one.source === source)
  return found ? say(found.title) : (source ?? '')
}
