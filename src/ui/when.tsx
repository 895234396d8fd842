import { ClockCircleOutlined } from '@ant-design/icons'
import { Tooltip } from 'antd'
import { addDays, daysBetween, formatDay, formatInstant, isDay, today } from '#kernel/time'
import { t } from './text.ts'

export type WhenProps = {
  /** A day or an instant. */
  at: string | null | undefined
  as?: 'day' | 'instant' | 'relative'
}

/** A date as YYYY-MM-DD, an instant with its minutes in the bank's zone; how long ago it was stands in the tooltip. */
export function When({ at, as }: WhenProps) {
  if (at === null || at === undefined || at === '') return <span className="y-faint">—</span>
  const full = isDay(at) ? formatDay(at) : formatInstant(at)
  const ago = sinceOrUntil(at)
  const shown = as === 'relative' ? ago : as === 'day' ? full.slice(0, 10) : full
  const beside = as === 'relative' ? full : shown === full ? ago : `${full} · ${ago}`
  return <Tooltip title={beside}><time dateTime={at} className="y-figures" style={{ whiteSpace: 'nowrap' }}>{shown}</time></Tooltip>
}

/** 数据截至: what the figures beside it stand for. */
export function AsOf({ at }: { at: string }) {
  const shown = isDay(at) ? formatDay(at) : formatInstant(at)
  return <span className="y-stamp" title={sinceOrUntil(at)}><ClockCircleOutlined aria-hidden />{t.asOf(shown)}</span>
}

/** '3 天前', '明天': days are counted on the bank's calendar, not in spans of 24 hours. */
export function sinceOrUntil(at: string, now = new Date()): string {
  if (!isDay(at)) {
    const minutes = Math.floor((now.getTime() - Date.parse(at)) / 60_000)
    if (minutes >= 0 && minutes < 1) return t.ago.now
    if (minutes >= 0 && minutes < 60) return t.ago.minutes(minutes)
    if (minutes >= 0 && minutes < 60 * 24 && formatInstant(at).slice(0, 10) === today(undefined, now)) return t.ago.hours(Math.floor(minutes / 60))
  }
  return daysAway(daysBetween(today(undefined, now), isDay(at) ? at : formatInstant(at).slice(0, 10)))
}

/** The day so many days before today, as filters use it. */
export function daysAgo(days: number): string {
  return addDays(today(), -days)
}

function daysAway(days: number): string {
  const { ago } = t
  if (days === 0) return ago.today
  if (days === 1) return ago.tomorrow
  if (days === -1) return ago.yesterday
  const count = Math.abs(days)
  if (count < 60) return days > 0 ? ago.inDays(count) : ago.days(count)
  if (count < 730) return days > 0 ? ago.inMonths(Math.floor(count / 30.4)) : ago.months(Math.floor(count / 30.4))
  return days > 0 ? ago.inYears(Math.floor(count / 365.25)) : ago.years(Math.floor(count / 365.25))
}
