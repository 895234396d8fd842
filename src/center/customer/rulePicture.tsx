import { say } from '#kernel/text'
import { Level } from '#ui/level'
import { moneyText } from '#ui/money'
import { Status } from '#ui/status'
import type { ReactNode } from 'react'
import type { RuleVersion } from './rule.api.ts'
import { t } from './text.ts'
import { LEVELS, STAGES, stageMeanings, statusMeanings, words } from './words.api.ts'

type Of = { of: Pick<RuleVersion, 'kind' | 'body'> }
type Step = { key: string; head: ReactNode; bound: string; note?: string }

/** The rule as steps from left to right: what one is called, and from where. */
export function Picture({ of }: Of) {
  return (
    <ol className={`customer-ladder customer-ladder-${of.kind}`}>
      {steps[of.kind](of.body).map((step) => <li key={step.key}><div>{step.head}</div><b className="y-figures">{step.bound}</b>{step.note !== undefined && <p className="y-soft">{step.note}</p>}</li>)}
    </ol>
  )
}

const steps: Record<RuleVersion['kind'], (body: RuleVersion['body']) => Step[]> = {
  level: ({ bands = [] }) => bands.map(({ level, atLeast }) => ({ key: level, head: <Level rank={LEVELS.indexOf(level) + 1} of={LEVELS.length} title={words.levels[level]} />, bound: t.rule.above(moneyText(atLeast, 'auto')) })),
  status: ({ activeDays = 0, dormantDays = 0 }) => [
    { key: 'prospect', head: status('prospect'), bound: t.rule.none },
    { key: 'active', head: status('active'), bound: t.rule.within(activeDays) },
    { key: 'dormant', head: status('dormant'), bound: t.rule.over(activeDays) },
    { key: 'lost', head: status('lost'), bound: t.rule.over(dormantDays) },
  ],
  stage: (body) => STAGES.map((stage) => ({ key: stage, head: <Status of={words.stages} value={stage} meanings={stageMeanings} />, bound: bounds(body)[stage], note: body.plans && say(body.plans[stage]) })),
}

const status = (value: keyof typeof words.statuses): ReactNode => <Status of={words.statuses} value={value} meanings={statusMeanings} />

const bounds = ({ activeDays = 0, dormantDays = 0, newDays = 0, matureDays = 0, matureAum = '0' }: RuleVersion['body']): Record<(typeof STAGES)[number], string> => ({
  prospect: t.rule.none, new: t.rule.within(newDays), growing: t.rule.over(newDays), mature: `${t.rule.over(matureDays)} · ${t.rule.above(moneyText(matureAum, 'auto'))}`, dormant: t.rule.over(activeDays), lost: t.rule.over(dormantDays),
})
