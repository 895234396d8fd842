import { useMemo } from 'react'
import { isZero } from '#kernel/money'
import { Trend } from '#ui/chart'
import type { Overview } from './overview.api.ts'
import { t } from './text.ts'

/** Twelve months of what they hold and owe; who owes nothing has one line. */
export function Course({ of }: { of: Overview }) {
  const { at, series } = useMemo(() => {
    const debts = of.trend.some((month) => !isZero(month.lum))
    const assets = { name: t.trend.assets, values: of.trend.map((month) => month.aum) }
    return { at: of.trend.map((month) => month.month.slice(0, 7)), series: debts ? [assets, { name: t.trend.debts, values: of.trend.map((month) => month.lum) }] : [assets] }
  }, [of.trend])
  return <Trend question={t.trend.question} period={t.trend.period(at[0] ?? '', at.at(-1) ?? '')} asOf={of.asOf} at={at} series={series} as="money" height={184} />
}
