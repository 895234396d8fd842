import { useMemo } from 'react'
import { language } from '#kernel/text'
import { thousands } from './count.tsx'
import { base, tooltip } from './drawing.tsx'
import type { Option } from './echarts.tsx'
import { Figure, type About } from './figure.tsx'
import { moneyText } from './money.tsx'
import type { Palette } from './palette.tsx'
import { t } from './text.ts'
import { useTokens } from './theme.tsx'

export { NodeKinds, Relations, toneOf, type Node, type Link, type Tone } from './relations.tsx'
export { Sparkline } from './sparkline.tsx'

/** How values read: amounts in 万/亿, whole numbers, or shares. */
export type As = 'money' | 'count' | 'percent'
export type Series = { name: string; values: (string | number | null)[] }

/** A course over time: up to five lines, each named at its end. `at` are days, months or instants in order. */
export function Trend({ at, series, as = 'count', ...about }: About & { at: string[]; series: Series[]; as?: As }) {
  const tokens = useTokens()
  const option = useMemo(() => trendOption(tokens, at, series, as), [tokens, at, series, as])
  const sheet = { head: [t.chart.period, ...series.map((one) => one.name)], rows: at.map((when, n) => [when, ...series.map((one) => exact(one.values[n]))]) }
  return <Figure {...about} option={option} sheet={sheet} says={series.map((one) => trendSays(one, as)).join('')} />
}

/** Amounts side by side, largest as given; the value stands at each bar. */
export function Bars({ names, values, as = 'count', onPick, ...about }: About & { names: string[]; values: (string | number)[]; as?: As; onPick?: (name: string) => void }) {
  const tokens = useTokens()
  const option = useMemo(() => barsOption(tokens, names, values, as), [tokens, names, values, as])
  const most = values.reduce<number>((top, value, n) => (Number(value) > Number(values[top]) ? n : top), 0)
  const says = names.length === 0 ? '' : t.chartSays.bars(names.length, names[most] ?? '', shown(values[most] ?? 0, as))
  return <Figure height={Math.max(120, names.length * 34 + 16)} {...about} {...{ option, says, onPick }} sheet={{ head: [t.chart.name, t.chart.value], rows: names.map((name, n) => [name, values[n] ?? '']) }} />
}

/** A value as charts write it: short, in the reader's units. */
export function shown(value: string | number, as: As): string {
  if (as === 'money') return moneyText(String(value))
  return as === 'percent' ? `${(Number(value) * 100).toFixed(1)}%` : thousands(Number(value))
}

function trendSays({ name, values }: Series, as: As): string {
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return ''
  const sorted = known.toSorted((a, b) => Number(a) - Number(b))
  const [first, last, low, high] = [known[0], known.at(-1), sorted[0], sorted.at(-1)].map((value) => shown(value ?? 0, as))
  return t.chartSays.trend(name, first ?? '', last ?? '', low ?? '', high ?? '')
}

function exact(value: string | number | null | undefined): string | number {
  return value ?? ''
}

// Drawing needs floats; the exact amounts stay in the table and the tooltip's text.
function drawn(value: string | number | null): number | null {
  return value === null ? null : Number(value)
}

function trendOption(tokens: Palette, at: string[], series: Series[], as: As): Option {
  const isOne = series.length === 1
  return {
    ...base(tokens),
    grid: { left: 8, right: isOne ? 16 : 96, top: 16, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: { type: 'category', data: at, boundaryGap: false, axisLine: { lineStyle: { color: tokens.line } }, axisTick: { show: false }, axisLabel: { color: tokens.faint, hideOverlap: true } },
    yAxis: { type: 'value', scale: as === 'percent', splitNumber: 4, splitLine: { lineStyle: { color: tokens.hair } }, axisLabel: { color: tokens.faint, formatter: (value: number) => onAxis(value, as) } },
    tooltip: { ...tooltip(tokens), trigger: 'axis', axisPointer: { type: 'line', lineStyle: { color: tokens.faint } }, formatter: (points: { dataIndex: number }[]) => pointText(points[0]?.dataIndex ?? 0, at, series, as) },
    series: series.map((one, n) => ({
      type: 'line', name: one.name, data: one.values.map(drawn), symbol: 'circle', symbolSize: 5, showSymbol: at.length <= 13, color: tokens.series[n % tokens.series.length],
      lineStyle: { width: 2 }, areaStyle: isOne ? { opacity: 0.08 } : undefined, emphasis: { disabled: true },
      endLabel: isOne ? undefined : { show: true, formatter: one.name, color: tokens.soft, fontSize: 12 },
    })),
  }
}

function pointText(index: number, at: string[], series: Series[], as: As): string {
  const lines = series.map((one) => {
    const value = one.values[index]
    return `${one.name}  ${value === null || value === undefined ? '—' : shown(value, as)}`
  })
  return [at[index], ...lines].join('\n')
}

function barsOption(tokens: Palette, names: string[], values: (string | number)[], as: As): Option {
  return {
    ...base(tokens),
    grid: { left: 8, right: 84, top: 4, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: { type: 'value', show: false },
    yAxis: { type: 'category', data: names, inverse: true, axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: tokens.soft, width: 120, overflow: 'truncate' } },
    series: [{
      type: 'bar', data: values.map(drawn), barMaxWidth: 16, color: tokens.series[0], itemStyle: { borderRadius: 2 }, emphasis: { disabled: true },
      label: { show: true, position: 'right', color: tokens.ink, formatter: (point: { dataIndex: number }) => shown(values[point.dataIndex] ?? 0, as) },
    }],
  }
}

function onAxis(value: number, as: As): string {
  if (as === 'percent') return `${(value * 100).toFixed(0)}%`
  const isChinese = language() === 'zh'
  const steps = isChinese ? [{ by: 1e8, sign: '亿' }, { by: 1e4, sign: '万' }] : [{ by: 1e6, sign: 'M' }, { by: 1e3, sign: 'K' }]
  const step = steps.find((one) => Math.abs(value) >= one.by)
  return step ? `${trimmed(value / step.by)}${step.sign}` : trimmed(value)
}

function trimmed(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 1 })
}
