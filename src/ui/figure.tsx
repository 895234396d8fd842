import { DownloadOutlined } from '@ant-design/icons'
import { Button, Segmented } from 'antd'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import type { Option } from './echarts.tsx'
import { Skeleton } from './skeleton.tsx'
import { t } from './text.ts'
import { thousands } from './count.tsx'
import { AsOf } from './when.tsx'
import './chart.css'

/** What every chart says about itself. */
export type About = {
  /** The question it answers, as its title. */
  question: string
  period?: string
  /** How many things the figures are drawn from; with the word for them, where there is one. */
  n?: number | string
  asOf?: string | null
  height?: number
}

export type Sheet = { head: string[]; rows: (string | number)[][] }

const Drawing = lazy(() => import('./echarts.tsx'))

/** A chart with its title, its sentence for who cannot see it, the same data as a table, and that table as CSV. */
export function Figure({ question, period, n, asOf, height = 240, option, sheet, says, note, onPick }: About & { option: Option; sheet: Sheet; says: string; note?: string; onPick?: (name: string) => void }) {
  const [isTable, setTable] = useState(false)
  return (
    <figure className="y-figure">
      <figcaption>
        <div className="y-figure-name">
          <h2>{question}</h2>
          <div className="y-figure-about">
            {period !== undefined && <span>{t.period(period)}</span>}
            {n !== undefined && <span>{typeof n === 'string' ? n : t.sampleSize(thousands(n))}</span>}
            {typeof asOf === 'string' && <AsOf at={asOf} />}
          </div>
        </div>
        <Segmented size="small" aria-label={t.chart.shown} value={isTable} onChange={setTable} options={[{ value: false, label: t.chart.chart }, { value: true, label: t.chart.table }]} />
        <Button size="small" type="text" icon={<DownloadOutlined />} aria-label={t.chart.download} title={t.chart.download} onClick={() => download(question, sheet)} />
      </figcaption>
      <p className="y-unseen">{says}</p>
      {isTable ? <SheetTable sheet={sheet} height={height} /> : <Suspense fallback={<Skeleton shape="chart" />}><Drawing {...{ option, height, onPick }} /></Suspense>}
      {note !== undefined && <p className="y-figure-note">{note}</p>}
    </figure>
  )
}

function SheetTable({ sheet, height }: { sheet: Sheet; height: number }) {
  return (
    <div className="y-sheet" style={{ maxHeight: height }} tabIndex={0}>
      <table>
        <thead><tr>{sheet.head.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
        <tbody>{sheet.rows.map((row, n) => <tr key={n}>{row.map((cell, m) => cellOf(cell, m))}</tr>)}</tbody>
      </table>
    </div>
  )
}

function cellOf(cell: string | number, column: number): ReactNode {
  return column === 0 ? <th key={column} scope="row">{cell}</th> : <td key={column}>{cell}</td>
}

function download(name: string, { head, rows }: Sheet): void {
  const lines = [head, ...rows].map((row) => row.map(quoted).join(','))
  const link = document.createElement('a')
  // The mark at the front makes Excel read UTF-8.
  link.href = URL.createObjectURL(new Blob([`\uFEFF${lines.join('\r\n')}`], { type: 'text/csv;charset=utf-8' }))
  link.download = `${name.replace(/[\\/:*?"<>|?]/g, '')}.csv`
  link.click()
  URL.revokeObjectURL(link.href)
}

// A cell that begins like a formula is made plain text, else Excel would run it.
function quoted(cell: string | number): string {
  const text = typeof cell === 'string' && /^[=+@\t\r]|^-(?![\d.])/.test(cell) ? `'${cell}` : String(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
