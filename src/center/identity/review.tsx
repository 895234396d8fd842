import { Button, Input, Space } from 'antd'
import { useEffect, useState } from 'react'
import { useAsk, useDo } from '#ui/call'
import { Keycaps, useKey } from '#ui/keys'
import { Ask, Section, Stack } from '#ui/page'
import type { OwnWords } from '#ui/refusal'
import { Status } from '#ui/status'
import { Comparison } from './comparison.tsx'
import { Aftermath } from './aftermath.tsx'
import { claimReview, confirmReview, decideReview, getReasons, getReview, getReviewCounts, listReviews, ruleReview, undoDecision, type ReviewDetail } from './queue.api.ts'
import type { Decision } from './queue.page.tsx'
import { t } from './text.ts'
import { Why, Zone } from './why.tsx'

type Answer = 'same' | 'different' | 'unsure' | 'contact'
/** Each part decides at a door of its own. */
const DOORS = { steward: decideReview, owner: confirmReview, supervisor: ruleReview }
const KEYS: [Answer, string][] = [['same', 'y'], ['different', 'n'], ['unsure', 'u'], ['contact', 'c']]

/** What a stale or contradicted decision is told. */
export const refusals: OwnWords = {
  stale: (facts) => t.queue.stale[String(facts.cause)] ?? t.queue.stale.version ?? '',
  conflict: (facts) => t.queue.stale[String(facts.cause)] ?? (facts.cause === 'cannot' ? t.queue.constraint : t.queue.because.closed),
  forbidden: t.queue.forbidden,
}

type ReviewProps = { item: string; onDecided: (decision: Decision) => void }

/** One item: claimed while it stands open, with all that speaks for and against. */
export function Review({ item, onDecided }: ReviewProps) {
  const claim = useDo(claimReview, { invalidates: [getReview], words: refusals })
  const claimed = useAsk(getReview, { item })
  const { run } = claim
  const isFree = claimed.data?.state === 'open' && claimed.data.claimedBy === null && !claimed.data.isMine && claimed.data.because !== 'other-confirmer'
  useEffect(() => {
    if (isFree) run({ item })
    // Once for each item that is shown free: a claim that runs out is taken again only by hand.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [item, claimed.data === undefined])
  return (
    <Section>
      <Ask door={getReview} input={{ item }} shape="lines">
        {(found) => <Reasoned of={found} onDecided={onDecided} onTake={() => run({ item })} />}
      </Ask>
    </Section>
  )
}

type WholeProps = Omit<ReviewProps, 'item'> & { of: ReviewDetail; onTake: () => void }

/** Where no single pair of records stands for the item, the strongest of the two sides is looked for. */
function Reasoned({ of, ...rest }: WholeProps) {
  const reasons = useAsk(getReasons, { item: of.item }, { enabled: of.fields.length === 0 && of.kind !== 'owner' })
  return <Whole {...rest} of={of.fields.length === 0 && reasons.data ? { ...of, ...reasons.data, guards: [...of.guards, ...reasons.data.guards] } : of} />
}

function Whole({ of, onDecided, onTake }: WholeProps) {
  return (
    <Stack>
      <Question of={of} onTake={onTake} />
      <Answers of={of} onDecided={onDecided} />
      <Comparison of={of} />
      <Why of={of} />
      <Aftermath of={of} />
    </Stack>
  )
}

function Question({ of, onTake }: { of: ReviewDetail; onTake: () => void }) {
  return (
    <header className="identity-question">
      <h2>{t.queue.questions[of.kind]}</h2>
      <Zone of={of} />
      <span className="y-row">
        <Status meaning="info" text={t.queue.needs[of.need]} />
        {of.state !== 'open' && <Status meaning="idle" text={t.queue.states[of.state]} />}
        <Claim of={of} onTake={onTake} />
      </span>
    </header>
  )
}

function Claim({ of, onTake }: { of: ReviewDetail; onTake: () => void }) {
  const left = useSecondsLeft(of.until)
  if (of.state !== 'open') return null
  if (of.claimedBy !== null) return <Status meaning="wait" text={t.queue.claimed(of.claimedBy)} />
  if (!of.isMine) return null
  if (left === 0) return <><Status meaning="warn" text={t.queue.released} /><Button size="small" onClick={onTake}>{t.queue.takeAgain}</Button></>
  return <span className="y-faint y-figures">{t.queue.yours(`${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`)}</span>
}

function useSecondsLeft(until: string | null): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const beat = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(beat)
  }, [])
  return until === null ? 0 : Math.max(0, Math.ceil((Date.parse(until) - now) / 1000))
}

function Answers({ of, onDecided }: { of: ReviewDetail; onDecided: (decision: Decision) => void }) {
  const [note, setNote] = useState('')
  const words: Partial<Record<Answer, string>> = of.kind === 'split' ? t.queue.splitAnswers : of.kind === 'owner' ? t.queue.ownerAnswers : t.queue.answers
  const decide = useDo(DOORS[of.as ?? 'steward'], {
    invalidates: [listReviews, getReviewCounts, getReview],
    words: refusals,
    done: (reply, input) => doneWords(of, reply.need, reply.state, input.answer),
    undo: { door: undoDecision, input: (reply) => ({ item: reply.item, decision: reply.decision }) },
  })
  const answer = (chosen: Answer) => decide.run({ item: of.item, version: of.version, seen: of.seen, answer: chosen, note: note.trim() || undefined }, (reply) => onDecided({ item: reply.item, decision: reply.decision }))
  const isOpen = of.as !== null && of.because === null && !decide.busy
  if (of.because !== null) return <p className="y-soft" role="status">{t.queue.because[of.because]}</p>
  return (
    <div className="identity-answers">
      <Space wrap>
        {KEYS.map(([each, key]) => words[each] !== undefined && <Answering key={each} answer={each} hotkey={key} label={words[each]} isOpen={isOpen} onPress={() => answer(each)} />)}
      </Space>
      <Input value={note} maxLength={200} placeholder={t.queue.keys.note} aria-label={t.queue.keys.note} onChange={(event) => setNote(event.target.value)} />
    </div>
  )
}

function Answering({ answer, hotkey, label, isOpen, onPress }: { answer: Answer; hotkey: string; label: string; isOpen: boolean; onPress: () => void }) {
  useKey(hotkey, label, onPress, { enabled: isOpen })
  return <Button type={answer === 'same' ? 'primary' : 'default'} disabled={!isOpen} onClick={onPress}>{label} <Keycaps of={hotkey.toUpperCase()} /></Button>
}

function doneWords(of: ReviewDetail, need: ReviewDetail['need'], state: string, answer: Answer): string {
  if (answer === 'same' || answer === 'different') {
    if (state === 'open') return need === 'supervisor' ? t.queue.toHead : t.queue.waiting
  }
  return (of.kind === 'split' ? t.queue.splitDone : t.queue.done)[answer]
}

