/** How each kind of happening is said. What another room tells brings its own words. */
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { wordOf, words as accountWords } from '#center/account/words.api'
import { words } from '#center/customer/words.api'
import { say } from '#kernel/text'
import { Money, moneyText } from '#ui/money'
import type { Meaning } from '#ui/theme'
import type { Overview } from './overview.api.ts'
import type { Moment } from './timeline.api.ts'
import { t } from './text.ts'

type Said = { title: ReactNode; body?: ReactNode; meaning?: Meaning }

export function tell(of: Overview, moment: Moment): Said {
  const teller = tellers[moment.kind]
  return teller ? teller(of, moment) : { title: [moment.title ? say(moment.title) : moment.what, moment.party].filter(Boolean).join(' · '), body: lineOf(moment.body, moment.actor), meaning: 'info' }
}

const tellers: Record<string, (of: Overview, moment: Moment) => Said> = {
  transaction: (_, { what, amount, currency, party, body, accountNo, channel }) => ({
    title: <>{wordOf(accountWords.transactions, what)} <Money amount={amount} currency={currency ?? undefined} signed strong /></>,
    body: lineOf(party, body, channel === null ? null : wordOf(accountWords.channels, channel), accountNo),
  }),
  status: (_, { before, after, facts }) => ({
    title: t.timeline.status(wordOf(words.statuses, before) ?? '', wordOf(words.statuses, after) ?? ''),
    body: typeof facts.lastOn === 'string' && typeof facts.days === 'number' && typeof facts.asOf === 'string' ? t.why.moved(facts.lastOn, facts.days, facts.asOf) : undefined,
    meaning: after === 'active' ? 'good' : after === 'prospect' ? 'info' : 'warn',
  }),
  stage: (_, { before, after, facts }) => ({
    title: before === null ? t.timeline.stageFirst(wordOf(words.stages, after) ?? '') : t.timeline.stage(wordOf(words.stages, before) ?? '', wordOf(words.stages, after) ?? ''),
    body: typeof facts.since === 'string' ? t.why.customerSince(facts.since) : undefined,
    meaning: after === 'dormant' || after === 'lost' ? 'warn' : 'good',
  }),
  level: (of, { before, after, facts, actor }) => ({
    title: t.timeline.level(wordOf(words.levels, before) ?? '', wordOf(words.levels, after) ?? ''),
    body: facts.rule === 'person' ? lineOf(typeof facts.reason === 'string' ? t.why.reason(facts.reason) : t.timeline.byHand, actor) : typeof facts.asOf === 'string' && facts.aum !== undefined ? t.why.aum(moneyText(String(facts.aum), 'auto', of.position?.currency), facts.asOf) : undefined,
    meaning: 'info',
  }),
  owner: (_, { before, after, facts, actor }) => ({
    title: before !== null && after !== null ? t.timeline.owner(before, after) : after !== null ? t.timeline.assigned(after) : t.timeline.released(before ?? ''),
    body: lineOf(typeof facts.reason === 'string' ? t.timeline.reason(facts.reason) : null, actor),
    meaning: 'info',
  }),
  relation: (_, { what, party, facts }) => {
    const label = typeof facts.zh === 'string' && typeof facts.en === 'string' ? say({ zh: facts.zh, en: facts.en }) : ''
    return { title: <>{what === 'began' ? t.timeline.related(label) : t.timeline.parted(label)} <Link to={`/customer360/customers/${String(facts.otherNo)}`}>{party}</Link></>, meaning: what === 'began' ? 'info' : 'idle' }
  },
  identity: (_, { what, facts }) => {
    const titles = Array.isArray(facts.titles) ? (facts.titles as { zh: string; en: string }[]).map(say) : [] // as identity's timeline gathers them
    if (what === 'split') return { title: t.timeline.split(titles), meaning: 'warn' }
    if (what === 'undo') return { title: t.timeline.returned(titles) }
    const body = { document: t.timeline.document, match: t.timeline.matched, merge: t.timeline.merged }[String(facts.reason)]
    return facts.reason === 'own' ? { title: t.timeline.first(titles) } : { title: t.timeline.joined(titles), body }
  },
  account: (of, { what, after, accountNo, facts }) => {
    const kind = wordOf(accountWords.kinds, after) ?? ''
    const source = of.sources.find((one) => one.source === facts.source)
    const title = { opened: t.timeline.opened(kind, source ? say(source.title) : ''), closed: t.timeline.closed(kind), joined: t.timeline.joinedAccount(kind, wordOf(accountWords.roles, String(facts.role)) ?? ''), left: t.timeline.leftAccount(kind) }[what] ?? kind
    return { title, body: accountNo ?? undefined, meaning: what === 'opened' || what === 'joined' ? 'info' : 'idle' }
  },
}

const lineOf = (...parts: (string | null | undefined)[]): string | undefined => parts.filter(Boolean).join(' · ') || undefined
