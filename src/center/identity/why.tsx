import { Status } from '#ui/status'
import { signed, Waterfall } from '#ui/waterfall'
import type { Meaning } from '#ui/theme'
import { fieldWord, guardWord, levelWord } from './words.api.ts'
import type { ReviewDetail, ReviewField } from './queue.api.ts'
import { t } from './text.ts'

type ZoneName = 'auto' | 'review' | 'reject'
const MEANINGS: Record<ZoneName, Meaning> = { auto: 'good', review: 'warn', reject: 'idle' }

/** 为什么: the score by its causes against the two lines, and the guards that were hit. */
export function Why({ of }: { of: ReviewDetail }) {
  return (
    <section className="identity-why">
      <h3>{t.queue.why}{of.model !== null && <small>{t.queue.whyOf(of.model)}</small>}</h3>
      {of.fields.length === 0 || of.prior === null || of.thresholds === null || of.bits === null ? <p className="y-soft">{of.model === null ? t.queue.byDocument : t.queue.noFields}</p> : <Score of={of} bits={of.bits} prior={of.prior} lines={of.thresholds} />}
      <p className="y-row">
        {of.guards.length === 0 ? <span className="y-faint">{t.queue.noGuards}</span> : <><span className="y-soft">{t.queue.guards}</span>{of.guards.map((guard) => <Status key={guard} meaning="warn" text={guardWord(guard)} />)}</>}
      </p>
    </section>
  )
}

function Score({ of, bits, prior, lines }: { of: ReviewDetail; bits: number; prior: number; lines: { auto: number; review: number } }) {
  const shown = of.fields.filter((field) => field.verdict !== 'missing')
  const zone = zoneOf(bits, lines)
  return (
    <>
      <Waterfall
        label={t.queue.why} from={{ label: t.queue.start, at: prior }} causes={[...shown.map(cause), ...besides(of)]}
        to={{ label: t.queue.total, meaning: MEANINGS[zone] }}
        marks={[{ key: 'review', label: `${t.queue.review} ${lines.review}`, at: lines.review }, { key: 'auto', label: `${t.queue.auto} ${lines.auto}`, at: lines.auto }]}
      />
      <p className="y-faint identity-small">{t.queue.start} {signed(prior)}：{t.queue.startNote}</p>
    </>
  )
}

const cause = (field: ReviewField) => ({ key: field.field, label: fieldWord(field.field), note: levelWord(field), by: field.bits })

/** What is added for rare values and taken off by guards. */
function besides({ rarity, lessened }: ReviewDetail) {
  return [
    ...(Math.abs(rarity) < 0.05 ? [] : [{ key: 'rarity', label: t.queue.rarity, note: rarity > 0 ? t.queue.rare : t.queue.common, by: rarity }]),
    ...(lessened < 0.05 ? [] : [{ key: 'lessened', label: t.queue.lessened, by: -lessened }]),
  ]
}

/** The zone in a word, and how far from the lines. */
export function Zone({ of }: { of: ReviewDetail }) {
  if (of.bits === null || of.thresholds === null) return null
  const zone = zoneOf(of.bits, of.thresholds)
  return <span className="y-soft"><Status meaning={MEANINGS[zone]} text={t.queue.zones[zone]} /> {says(zone, of.bits, of.thresholds)}</span>
}

export const zoneOf = (bits: number, { auto, review }: { auto: number; review: number }): ZoneName => (bits >= auto ? 'auto' : bits >= review ? 'review' : 'reject')

function says(zone: ZoneName, bits: number, { auto }: { auto: number }): string {
  if (zone === 'auto') return t.queue.zoneSays.auto(bits.toFixed(1), String(auto))
  return zone === 'review' ? t.queue.zoneSays.review(bits.toFixed(1), (auto - bits).toFixed(1)) : t.queue.zoneSays.reject(bits.toFixed(1))
}
