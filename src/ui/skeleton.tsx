import { t } from './text.ts'

export type Shape = 'lines' | 'rows' | 'figures' | 'chart' | 'page'

/** What is coming, in outline: never a blank page, never a lone spinner. */
export function Skeleton({ shape }: { shape: Shape }) {
  return (
    <div role="status" aria-busy="true" aria-label={t.loading} style={{ padding: shape === 'rows' ? '8px 0' : 0 }}>
      {outlines[shape]()}
    </div>
  )
}

const outlines: Record<Shape, () => React.ReactNode> = {
  lines: () => <Lines widths={['60%', '92%', '84%', '40%']} />,
  rows: () => Array.from({ length: 8 }, (_, row) => <Row key={row} />),
  figures: () => (
    <div className="y-keyfigures">
      {Array.from({ length: 5 }, (_, n) => (
        <div key={n} className="y-keyfigure"><Bone width="50%" height={14} /><Bone width="70%" height={26} /></div>
      ))}
    </div>
  ),
  chart: () => <Bone width="100%" height={220} />,
  page: () => (
    <div className="y-stack">
      {outlines.figures()}
      <Lines widths={['30%', '92%', '88%', '90%', '62%']} />
      <Bone width="100%" height={200} />
    </div>
  ),
}

function Lines({ widths }: { widths: string[] }) {
  return <div style={{ display: 'grid', gap: 12, padding: '6px 0' }}>{widths.map((width) => <Bone key={width} width={width} height={14} />)}</div>
}

function Row() {
  return (
    <div style={{ display: 'grid', gridTemplateColumns: '1.2fr 1fr 1fr .8fr', gap: 24, padding: '12px 16px' }}>
      <Bone width="80%" height={14} /><Bone width="60%" height={14} /><Bone width="70%" height={14} /><Bone width="90%" height={14} />
    </div>
  )
}

function Bone({ width, height }: { width: string; height: number }) {
  return <div className="y-bone" style={{ width, height }} />
}
