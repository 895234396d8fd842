import { useMemo } from 'react'
import { isZero } from '#kernel/money'
import { Trend } from '#ui/chart'
import type { Overview } from './overview.api.ts'
import { t } from './text.ts'

/** Whether there is any course to draw: nothing held and nothing owed in a year is no line along the ground. */
export const hasCourse = ({ trend }: Overview): boolean => trend.some((month) => !isZero(month.aum) || !isZero(month.lum))

/** Twelve months of what they hold and owe; who owes nothing has one line. */
export function Course({ of }: { of: Overview }) {
  const { at, series } = useMemo(() => {
    const lines = [{ name: t.trend.assets, values: of.trend.map((month) => month.aum) }, { name: t.trend.debts, values: of.trend.map((month) => month.lum) }]
    return { at: of.trend.map((month) => month.month.slice(0, 7)), series: lines.filter(({ values }) => values.some((value) => !isZero(value))) }
  }, [of.trend])
  return <Trend question={t.trend.question} period={t.trend.period(at[0] ?? '', at.at(-1) ?? '')} asOf={of.asOf} at={at} series={series} as="money" height={184} />
}
