import { CopyOutlined, InfoCircleOutlined } from '@ant-design/icons'
import { App, Button, Tooltip } from 'antd'
import { Link } from 'react-router'
import { optionsOf } from '#center/archive/words.api'
import { LEVELS, stageMeanings, statusMeanings, words } from '#center/customer/words.api'
import { ageOn, isDay, today } from '#kernel/time'
import { useKey } from '#ui/keys'
import { Level } from '#ui/level'
import { Masked } from '#ui/masked'
import { meaning } from '#ui/theme'
import { Person } from '#ui/person'
import { Status } from '#ui/status'
import { Tags, type TagShown } from '#ui/tags'
import { When } from '#ui/when'
import type { Overview } from './overview.api.ts'
import { useReveal } from './reveal.tsx'
import { t } from './text.ts'
import { WhyLevel, WhyStage, WhyStatus } from './why.tsx'

/** Under the name: what kind of customer, since when, with whom. */
export function Headline({ of }: { of: Overview }) {
  const { status, stage, level, owner } = of
  return (
    <div className="y-head">
      <div className="y-row">
        <Tags tags={[{ text: words.kinds[of.kind as keyof typeof words.kinds] ?? of.kind }]} />
        {level !== null && <span className="y-why"><Level rank={LEVELS.indexOf(level as (typeof LEVELS)[number]) + 1} of={LEVELS.length} title={words.levels[level as keyof typeof words.levels]} /><WhyLevel of={of} /></span>}
        {status !== null && <span className="y-why"><Status of={words.statuses} value={status as keyof typeof words.statuses} meanings={statusMeanings} /><WhyStatus of={of} /></span>}
        {stage !== null && <span className="y-why"><Status of={words.stages} value={stage as keyof typeof words.stages} meanings={stageMeanings} /><WhyStage of={of} /></span>}
        {of.ratings.length > 0 && <Tags tags={of.ratings.map((rating) => ratingTag(rating))} />}
      </div>
      <dl className="y-head-facts">
        <div><dt>{t.number}</dt><dd><CopyNumber of={of.customerNo} /></dd></div>
        {of.whole && <div><dt>{t.owner}</dt><dd>{owner ? <Person name={owner.name} org={owner.branch} plain /> : <Status meaning="wait" text={t.unowned} plain />}</dd></div>}
        {!of.whole && <div><dt>{t.seenThrough}</dt><dd>{of.branch}</dd></div>}
        <Contact of={of} />
        {of.openedOn !== null && <div><dt>{t.since}</dt><dd><When at={of.openedOn} /></dd></div>}
        <div><dt>{t.profile.origin}</dt><dd><Link to="?tab=profile">{t.sourcesOf(of.sources.length, of.records)}</Link></dd></div>
      </dl>
    </div>
  )
}

/** 信用 AAA; one whose day is past says so. */
function ratingTag({ kind, grade, on, until }: Overview['ratings'][number]): TagShown {
  const isPast = until !== null && until < today()
  const name = optionsOf('assessment', 'kind')?.[kind] ?? kind
  return { text: [t.archive.grade(name, grade), isPast && t.archive.expired].filter(Boolean).join(' · '), meaning: isPast ? 'warn' : undefined, why: [t.archive.assessed(on), until !== null && t.archive.until(until)].filter(Boolean).join(' · ') }
}

function Contact({ of }: { of: Overview }) {
  const reveal = useReveal(of.customerNo)
  const age = of.birthday !== null && isDay(of.birthday) ? t.profile.age(ageOn(today(), of.birthday)) : null
  const gender = of.gender === null ? null : (t.profile.genders[of.gender as keyof typeof t.profile.genders] ?? of.gender)
  return (
    <>
      {of.kind === 'retail' && (gender !== null || age !== null) && <div><dt>{t.profile.gender}</dt><dd>{[gender, age].filter(Boolean).join(' · ')}</dd></div>}
      <div><dt>{of.kind === 'retail' ? t.profile.phone : t.profile.tel}</dt><dd><Masked value={of.phone} kind="phone" onReveal={reveal('phone')} /></dd></div>
    </>
  )
}

/** The number is no secret of the customer's: it is what colleagues tell each other. */
function CopyNumber({ of }: { of: string }) {
  const { message } = App.useApp()
  const copy = () => void navigator.clipboard.writeText(of).then(() => message.success(t.copied))
  useKey('y', t.keys.copy, copy)
  return (
    <span className="y-figures y-why">
      {of}
      <Tooltip title={t.copyNumber}><Button type="text" size="small" icon={<CopyOutlined />} aria-label={t.copyNumber} onClick={copy} /></Tooltip>
    </span>
  )
}

/** Said where it is so, before any figure: this is not the whole customer. */
export function Partial({ branch }: { branch: string }) {
  const { ink, wash, line } = meaning.info
  return (
    <div className="y-note" role="status" style={{ color: ink, background: wash, borderColor: line }}>
      <InfoCircleOutlined aria-hidden /><span><b>{t.partial}</b> {t.partialWhy(branch)}</span>
    </div>
  )
}
