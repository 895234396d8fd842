import { BarChart, GraphChart, LineChart } from 'echarts/charts'
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components'
import { LabelLayout } from 'echarts/features'
import { init, use, type ECharts, type EChartsCoreOption } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'

export type Option = EChartsCoreOption

// Loaded only with the first chart, and only these pieces.
use([LineChart, BarChart, GraphChart, GridComponent, TooltipComponent, AriaComponent, LabelLayout, SVGRenderer])

/** One drawing. Its words and table stand around it, in `Figure`; here only lines are drawn. */
export default function Drawing({ option, height, onPick }: { option: Option; height: number; onPick?: (name: string) => void }) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<ECharts | null>(null)
  const pick = useRef(onPick)
  useEffect(() => {
    pick.current = onPick
  })
  useEffect(() => {
    if (box.current === null) return
    const drawn = init(box.current, undefined, { renderer: 'svg' })
    chart.current = drawn
    drawn.on('click', (event) => pick.current?.(picked(event)))
    const watch = new ResizeObserver(() => drawn.resize())
    watch.observe(box.current)
    return () => {
      watch.disconnect()
      drawn.dispose()
    }
  }, [])
  useEffect(() => chart.current?.setOption(option, { notMerge: true }), [option])
  return <div ref={box} className="y-drawing" style={{ height }} aria-hidden />
}

function picked(event: { name?: unknown; data?: unknown }): string {
  const id = (event.data as { id?: unknown } | undefined)?.id // nodes of a graph carry an id, bars only a name
  return String(id ?? event.name)
}
