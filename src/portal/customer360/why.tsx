import { QuestionCircleOutlined } from '@ant-design/icons'
import { Button, Popover } from 'antd'
import { words } from '#center/customer/words.api'
import { say } from '#kernel/text'
import { compare, isZero, subtract } from '#kernel/money'
import { moneyText } from '#ui/money'
import type { Overview } from './overview.api.ts'
import { t } from './text.ts'

/** 为什么是这个层级: the sentence with the customer's own figures, and the rule's version. */
export function WhyLevel({ of }: { of: Overview }) {
  return <Why title={t.why.level} lines={levelLines(of)} />
}

export function WhyStatus({ of }: { of: Overview }) {
  return <Why title={t.why.status} lines={statusLines(of)} />
}

export function WhyStage({ of }: { of: Overview }) {
  return <Why title={t.why.stage} lines={stageLines(of)} />
}

function Why({ title, lines }: { title: string; lines: string[] }) {
  return (
    <Popover trigger="click" title={title} content={<ul className="y-why-lines">{lines.map((line) => <li key={line}>{line}</li>)}</ul>}>
      <Button type="text" size="small" icon={<QuestionCircleOutlined />} aria-label={`${t.why.ask} ${title}`} />
    </Popover>
  )
}

function levelLines({ level, levelBy, levelReason, levelUntil, why, ladder, position, asOf }: Overview): string[] {
  const currency = position?.currency
  if (levelBy === 'person') return [t.why.byPerson, ...(levelReason ? [t.why.reason(levelReason)] : []), ...(levelUntil ? [t.why.until(levelUntil)] : [])]
  // Who has always stood on one level has no step to tell of: then today's figures give the reason.
  const decided = (why.level?.facts ?? { aum: position?.aum, asOf }) as { aum?: string | number; asOf?: string | null }
  return [
    decided.aum !== undefined && decided.asOf ? t.why.aum(moneyText(String(decided.aum), 'auto', currency), decided.asOf) : t.why.start,
    ...(level !== null && ladder && !isZero(ladder.atLeast) ? [t.why.atLeast(nameOf(level), moneyText(ladder.atLeast, 'auto', currency))] : []),
    ...(ladder ? [nextLine(ladder, position?.aum ?? '0', currency)] : []),
    ...ruleLine(why.level?.rule),
  ]
}

function nextLine({ next }: NonNullable<Overview['ladder']>, aum: string, currency: string | undefined): string {
  if (!next) return t.why.top
  const missing = compare(next.atLeast, aum) > 0 ? subtract(next.atLeast, aum) : '0'
  return t.why.next(nameOf(next.level), moneyText(missing, 'auto', currency))
}

function statusLines({ why, rhythm }: Overview): string[] {
  const { lastOn, days, asOf } = (why.status?.facts ?? {}) as { lastOn?: string | null; days?: number; asOf?: string }
  const moved = typeof lastOn === 'string' && days !== undefined && asOf !== undefined ? t.why.moved(lastOn, days, asOf) : t.why.never
  return [moved, ...(rhythm ? [t.why.rhythm(rhythm.activeDays, rhythm.dormantDays)] : []), ...ruleLine(why.status?.rule)]
}

function stageLines({ why, carePlan }: Overview): string[] {
  const { since, lastOn, asOf } = (why.stage?.facts ?? {}) as { since?: string | null; lastOn?: string | null; asOf?: string }
  return [
    ...(since ? [t.why.customerSince(since)] : []),
    lastOn ? t.why.lastMoved(lastOn, asOf ?? '') : t.why.never,
    ...(carePlan ? [t.why.plan(say(carePlan))] : []),
    ...ruleLine(why.stage?.rule),
  ]
}

// Rules are named 'level-1', 'status-1': the number is their version.
function ruleLine(rule: string | undefined): string[] {
  const version = /(\d+)$/.exec(rule ?? '')?.[1]
  return version === undefined ? [] : [t.why.rule(version)]
}

const nameOf = (level: string): string => words.levels[level as keyof typeof words.levels] ?? level
