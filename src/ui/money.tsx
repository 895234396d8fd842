import { CaretDownOutlined, CaretUpOutlined } from '@ant-design/icons'
import { Segmented } from 'antd'
import { compare, format, isNegative, isZero, type MoneyUnit } from '#kernel/money'
import { language } from '#kernel/text'
import { useRemembered } from './remember.tsx'
import { t } from './text.ts'
import './marks.css'

export type MoneyProps = {
  /** A decimal string, as it travels. */
  amount: string | null | undefined
  currency?: string
  /** 'auto' takes 万 or 亿 as large as the amount allows; without it one's own choice holds (`UnitToggle`). */
  unit?: MoneyUnit | 'auto'
  /** With + or − and an arrow: a movement, not a balance. */
  signed?: boolean
  strong?: boolean
}

/** An amount: ¥, thousands, tabular figures; to the last 分 in the tooltip. */
export function Money({ amount, currency = 'CNY', unit, signed, strong }: MoneyProps) {
  const [chosen] = useUnit()
  if (amount === null || amount === undefined || amount === '') return <span className="y-faint">—</span>
  if (amount.includes('*')) return <span className="y-money">{amount}</span> // masked by the server
  const scale = unit ?? (chosen === 'scaled' ? 'auto' : 'yuan')
  const text = format(amount, { currency, language: language(), unit: scale === 'auto' ? unitOf(amount) : scale, signed })
  return (
    <span className={strong === true ? 'y-money y-money-strong' : 'y-money'} title={format(amount, { currency, language: language(), signed })}>
      {signed === true && !isZero(amount) && <Direction isOut={isNegative(amount)} />}
      {text}
    </span>
  )
}

/** The words of `Money` where no element fits: charts, tooltips. */
export function moneyText(amount: string, unit: MoneyUnit | 'auto' = 'auto', currency = 'CNY'): string {
  return format(amount, { currency, language: language(), unit: unit === 'auto' ? unitOf(amount) : unit })
}

/** 元 or 万/亿, for every amount of every page; kept on this machine. */
export function UnitToggle() {
  const [unit, choose] = useUnit()
  return <Segmented size="small" aria-label={t.money.unit} value={unit} onChange={choose} options={[{ value: 'full', label: t.money.full }, { value: 'scaled', label: t.money.scaled }]} />
}

export function useUnit(): ['full' | 'scaled', (next: 'full' | 'scaled') => void] {
  return useRemembered<'full' | 'scaled'>('unit', 'full')
}

function Direction({ isOut }: { isOut: boolean }) {
  const label = isOut ? t.money.out : t.money.in
  return <span className="y-money-sign" role="img" aria-label={label} style={{ color: isOut ? 'var(--y-faint)' : 'var(--y-good-ink)' }}>{isOut ? <CaretDownOutlined /> : <CaretUpOutlined />}</span>
}

function unitOf(amount: string): MoneyUnit {
  const size = isNegative(amount) ? amount.slice(1) : amount
  const { wan, yi } = language() === 'zh' ? { wan: '10000', yi: '100000000' } : { wan: '1000', yi: '1000000' }
  if (compare(size, yi) >= 0) return 'yi'
  return compare(size, wan) >= 0 ? 'wan' : 'yuan'
}
