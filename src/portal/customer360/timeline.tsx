import { Button } from 'antd'
import { Link } from 'react-router'
import { words as accountWords } from '#center/account/words.api'
import { say } from '#kernel/text'
import { useAsk } from '#ui/call'
import { Filters, useFilters } from '#ui/filters'
import { Empty, Refusal, Section, Skeleton, Stack } from '#ui/page'
import { usePages } from '#ui/table'
import { Timeline, type Happening } from '#ui/timeline'
import type { Overview } from './overview.api.ts'
import { tell } from './timeline-told.tsx'
import { listMoments, type Moment } from './timeline.api.ts'
import { t } from './text.ts'

const BRIEF = 5

/** The latest of what happened; transactions stand beside it in a list of their own. */
export function MomentsBrief({ of }: { of: Overview }) {
  const { data } = useAsk(listMoments, { customerNo: of.customerNo, without: ['transaction'], limit: BRIEF })
  if (data === undefined || data.rows.length === 0) return null
  const brief = data.rows.map((moment) => ({ ...happening(of, moment), kind: 'only' as const }))
  return (
    <Section title={t.timeline.title} extra={<Link to="?tab=timeline">{t.timeline.all}</Link>}>
      <div className="y-moments-brief"><Timeline items={brief} kinds={{ only: '' }} /></div>
    </Section>
  )
}

type Wanted = { text?: string; kinds?: string[]; channel?: string; since?: string; until?: string }

/** 动态: all that every system knows to have happened, searched and narrowed on the server, page after page. */
export function Moments({ of }: { of: Overview }) {
  const [wanted, want] = useFilters<Wanted>({ text: undefined, kinds: [], channel: undefined, since: undefined, until: undefined }, { unspoken: ['text'] })
  const { kinds, ...rest } = wanted
  const asked = usePages(listMoments, { customerNo: of.customerNo, ...rest, ...(kinds?.length ? { kinds } : {}) }, PAGE, true)
  const pages = asked.data?.pages as Page[] | undefined // a list door's own pages
  const last = pages?.at(-1)
  const titles = Object.fromEntries((pages?.[0]?.kinds ?? []).map(({ kind, title }) => [kind, say(title)]))
  const items = (pages ?? []).flatMap((page) => page.rows.map((moment) => happening(of, moment)))
  return (
    <Stack>
      <Filters value={wanted} onChange={want} fields={[
        { key: 'text', label: t.timeline.search, kind: 'text', hint: t.timeline.searchHint },
        { key: 'kinds', label: t.timeline.kind, kind: 'choices', options: titles },
        { key: 'channel', label: t.moves.channel, kind: 'choice', options: accountWords.channels },
        { key: 'since', until: 'until', label: t.timeline.days, kind: 'days' },
      ]} />
      <Section>
        <div aria-busy={asked.isFetching}>
          {pages === undefined ? (asked.error === null ? <Skeleton shape="rows" /> : <Refusal of={asked.error} onRetry={() => void asked.refetch()} />) : (
            <>
              {items.length > 0 && <Timeline items={items} kinds={titles} isFiltered />}
              {items.length === 0 && last?.next === null && <Empty title={isNarrowed(wanted) ? t.timeline.noneFit : t.timeline.none} />}
              {typeof last?.searchedTo === 'string' && <p className="y-soft y-moments-reach" role="status">{t.timeline.searchedTo(last.searchedTo)}</p>}
              {asked.hasNextPage && <Button type="text" block loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>{last?.searchedTo ? t.timeline.searchOn : t.timeline.earlier}</Button>}
            </>
          )}
        </div>
      </Section>
    </Stack>
  )
}

const PAGE = 40
type Page = { rows: Moment[]; next: string | null; searchedTo: string | null; kinds: { kind: string; title: { zh: string; en: string } }[] }

const isNarrowed = ({ text, kinds, channel, since, until }: Wanted): boolean => Boolean(text ?? channel ?? since ?? until) || (kinds ?? []).length > 0

function happening(of: Overview, moment: Moment): Happening {
  return { key: moment.key, at: moment.kind === 'transaction' ? moment.at : moment.day, kind: moment.kind, ...tell(of, moment) }
}
