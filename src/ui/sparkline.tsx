/** The shape of a course beside a figure; the figure itself says the value, `label` says the course. */
export function Sparkline({ values, label, width = 96, height = 28 }: { values: (string | number)[]; label: string; width?: number; height?: number }) {
  const points = values.map(Number)
  const low = Math.min(...points)
  const span = Math.max(...points) - low || 1
  const x = (n: number) => 2 + (n * (width - 6)) / Math.max(1, points.length - 1)
  const y = (value: number) => height - 3 - ((value - low) / span) * (height - 6)
  const line = points.map((value, n) => `${n === 0 ? 'M' : 'L'}${x(n).toFixed(1)} ${y(value).toFixed(1)}`).join('')
  const last = points.at(-1)
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <title>{label}</title>
      <path d={line} fill="none" stroke="var(--y-brand)" strokeWidth="1.6" strokeLinejoin="round" strokeLinecap="round" />
      {last !== undefined && <circle cx={x(points.length - 1)} cy={y(last)} r="2.4" fill="var(--y-brand)" />}
    </svg>
  )
}
