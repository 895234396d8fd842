import { CheckCircleOutlined, ClockCircleOutlined, ExclamationCircleOutlined, InfoCircleOutlined, StopOutlined, WarningFilled } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { meaning as colours, type Meaning } from './palette.tsx'
import { t } from './text.ts'
import './marks.css'

type Given = { meaning: Meaning; text: string }
type Looked<V extends string> = { of: Record<V, string>; value: V; meanings: Partial<Record<V, Meaning>> }

/** A state as icon and text; colour only repeats it. Either said outright, or looked up in the room's words. */
export function Status<V extends string>(props: (Given | Looked<V>) & { plain?: boolean }) {
  const shown = 'of' in props ? looked(props) : props
  const { ink, wash, line } = colours[shown.meaning]
  const style = props.plain === true ? { color: ink, padding: 0 } : { color: ink, background: wash, borderColor: line }
  return <span className="y-status" style={style}>{icons[shown.meaning]}{shown.text}</span>
}

function looked<V extends string>({ of, value, meanings }: Looked<V>): Given {
  return { meaning: meanings[value] ?? 'idle', text: of[value] ?? value }
}

/** The icon of a meaning alone, with its name for who cannot see it. */
export function Glyph({ meaning }: { meaning: Meaning }) {
  return <span style={{ color: colours[meaning].ink }} role="img" aria-label={t.meanings[meaning]}>{icons[meaning]}</span>
}

const icons: Record<Meaning, ReactNode> = {
  good: <CheckCircleOutlined aria-hidden />,
  info: <InfoCircleOutlined aria-hidden />,
  warn: <ExclamationCircleOutlined aria-hidden />,
  risk: <WarningFilled aria-hidden />,
  idle: <StopOutlined aria-hidden />,
  wait: <ClockCircleOutlined aria-hidden />,
}
