import { Button } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { invalidate, useAsk, useDo } from '#ui/call'
import { Count } from '#ui/count'
import { Filters, useFilters } from '#ui/filters'
import { useKey } from '#ui/keys'
import { moneyText } from '#ui/money'
import { Ask, Empty, Figures, Page, Section } from '#ui/page'
import { usePhone } from '#ui/theme'
import { Desk } from './desk.tsx'
import { Waiting } from './waiting.tsx'
import { claimReview, getReview, getReviewCounts, listReviews, NEEDS, REVIEW_KINDS, undoDecision, type ReviewRow } from './queue.api.ts'
import { refusals, Review } from './review.tsx'
import { t } from './text.ts'
import './identity.css'

/** 客户归并队列: one pair beside the list; everything by the keyboard. */
export default function Queue() {
  return (
    <Page title={t.queue.title} subtitle={t.queue.subtitle} opens={listReviews}>
      {usePhone() ? <Desk /> : <Work />}
    </Page>
  )
}

export type Wanted = { kind: ReviewRow['kind'] | undefined; need: ReviewRow['need'] | undefined; mine: boolean | undefined; org: number | undefined }

/** As the address has them. */
type Asked = Omit<Wanted, 'org'> & { org: string | undefined }

function Work() {
  const [asked, setFilters] = useFilters<Asked>({ kind: undefined, need: undefined, mine: undefined, org: undefined })
  const filters = { ...asked, org: asked.org === undefined ? undefined : Number(asked.org) }
  const branches = useAsk(getReviewCounts, {}).data?.branches ?? []
  const sitting = useSitting(filters)
  return (
    <>
      <Counts />
      <Filters value={asked} onChange={setFilters} fields={[
        { key: 'kind', label: t.queue.kind, kind: 'choice', options: Object.fromEntries(REVIEW_KINDS.map((kind) => [kind, t.queue.kinds[kind]])) },
        { key: 'need', label: t.queue.need, kind: 'choice', options: Object.fromEntries(NEEDS.map((need) => [need, t.queue.needs[need]])) },
        { key: 'org', label: t.queue.branch, kind: 'choice', options: branches.map(({ org, name, open }) => ({ value: String(org), label: `${name}（${open}）` })) },
        { key: 'mine', label: t.queue.onlyMine, kind: 'flag' },
      ]} />
      <div className="identity-queue">
        <Waiting wanted={filters} chosen={sitting.item} onChoose={sitting.open} />
        {sitting.item === null ? <Nothing onTake={sitting.next} /> : <Review key={sitting.item} item={sitting.item} onDecided={sitting.decided} />}
      </div>
    </>
  )
}

function Counts() {
  return (
    <Ask door={getReviewCounts} input={{}} shape="figures">
      {(counts) => (
        <Figures items={[
          { label: t.queue.open, value: <Count of={counts.open} />, note: counts.oldest === null ? t.queue.nothingOldest : t.queue.oldest(counts.oldest), to: '/identity/queue' },
          { label: t.queue.mine, value: <Count of={counts.mine} />, to: '/identity/queue?mine=true', meaning: counts.mine > 0 ? 'warn' : undefined },
          { label: t.queue.owners, value: <Count of={counts.owners} />, to: '/identity/queue?need=owners' },
          { label: t.queue.contact, value: <Count of={counts.contact} />, to: '/identity/queue?need=contact' },
          { label: t.queue.value, value: moneyText(counts.value) },
          { label: t.queue.today, value: <Count of={counts.today} /> },
        ]} />
      )}
    </Ask>
  )
}

function Nothing({ onTake }: { onTake: () => void }) {
  return <Section><Empty title={t.queue.choose} action={<Button type="primary" onClick={onTake}>{t.queue.takeNext}</Button>} /></Section>
}

export type Decision = { item: string; decision: number }
type Sitting = { item: string | null; open: (item: string) => void; next: () => void; decided: (decision: Decision) => void }

/** One person's sitting at the queue: what is open, what was passed over, what was decided last. J goes on, K goes back. */
function useSitting(wanted: Wanted): Sitting {
  const [address, setAddress] = useSearchParams()
  const [trail, setTrail] = useState<string[]>([])
  const [last, setLast] = useState<Decision | null>(null)
  const item = address.get('item')
  const take = useDo(claimReview, { words: { 'not-found': t.queue.noMore } })
  const show = (found: string | null) => setAddress((now) => { const next = new URLSearchParams(now); if (found === null) next.delete('item'); else next.set('item', found); return next }, { replace: true })
  const open = (found: string) => {
    setTrail((old) => [...old.filter((each) => each !== found), found])
    show(found)
  }
  const next = () => {
    const at = item === null ? -1 : trail.indexOf(item)
    const ahead = at < 0 ? undefined : trail[at + 1]
    if (ahead !== undefined) return show(ahead)
    take.run({ ...wanted, passed: trail.slice(-200) }, (reply) => (reply.item === null ? show(null) : open(reply.item)))
  }
  const back = () => {
    const before = item === null ? trail.at(-1) : trail[trail.indexOf(item) - 1]
    if (before !== undefined) show(before)
  }
  const undo = useDo(undoDecision, { invalidates: [listReviews, getReviewCounts, getReview], done: t.queue.step.undo, words: refusals })
  const takeBack = () => {
    if (last === null) return
    undo.run(last, () => open(last.item))
    setLast(null)
  }
  const decided = (decision: Decision) => {
    setLast(decision)
    void invalidate(listReviews, getReviewCounts)
    next()
  }
  useKey('j', t.queue.keys.next, next)
  useKey('k', t.queue.keys.previous, back)
  useKey('z', t.queue.keys.undo, takeBack, { enabled: last !== null })
  return { item, open, next, decided }
}
