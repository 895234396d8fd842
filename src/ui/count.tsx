import { CaretDownOutlined, CaretUpOutlined } from '@ant-design/icons'
import './marks.css'

/** A whole number with thousands. */
export function Count({ of }: { of: number | null | undefined }) {
  return <span className="y-money">{of === null || of === undefined ? <span className="y-faint">—</span> : thousands(of)}</span>
}

/** A share as per cent: 0.123 is 12.3%. `signed`: with + or − and an arrow, as for a change. */
export function Percent({ of, signed, digits = 1 }: { of: number | null | undefined; signed?: boolean; digits?: number }) {
  if (of === null || of === undefined) return <span className="y-faint">—</span>
  const text = `${Math.abs(of * 100).toFixed(digits)}%`
  if (signed !== true || of === 0) return <span className="y-money">{of < 0 ? '−' : ''}{text}</span>
  return <span className="y-money"><span className="y-money-sign" aria-hidden>{of > 0 ? <CaretUpOutlined /> : <CaretDownOutlined />}</span>{of > 0 ? '+' : '−'}{text}</span>
}

export function thousands(n: number): string {
  return n.toLocaleString('en-US') // the same in Chinese: 12,345
}
