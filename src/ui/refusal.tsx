import { CloudServerOutlined, DisconnectOutlined, FileSearchOutlined, LockOutlined, ReloadOutlined, WarningOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { Refused, type Code, type Facts } from '#kernel/error'
import { t } from './text.ts'

export type OwnWords = Partial<Record<Code, string | ((facts: Facts) => string)>>

/** The sentence for a refusal; a room may have its own. */
export function words(refused: Refused, own: OwnWords = {}): { title: string; advice: string } {
  const special = own[refused.code]
  if (special !== undefined) return { title: typeof special === 'function' ? special(refused.facts) : special, advice: '' }
  return refused.facts.reason === 'offline' ? t.offline : t.refusals[refused.code]
}

/** Refused or failed, said in place of what was asked for, with what one can do now. */
export function Refusal({ of, onRetry, own }: { of: unknown; onRetry?: () => void; own?: OwnWords }) {
  const refused = of instanceof Refused ? of : new Refused('unavailable')
  const { title, advice } = of instanceof Refused ? words(refused, own) : t.broken
  const isFailure = refused.code === 'unavailable' || refused.code === 'too-many'
  return (
    <State icon={icons[refused.code] ?? <WarningOutlined />} title={title} advice={advice} role="alert">
      {isFailure && onRetry !== undefined && <Button icon={<ReloadOutlined />} onClick={onRetry}>{t.retry}</Button>}
    </State>
  )
}

export function State({ icon, title, advice, role, children }: { icon: ReactNode; title: string; advice?: string; role?: 'alert' | 'status'; children?: ReactNode }) {
  return (
    <div className="y-state" role={role ?? 'status'}>
      <span className="y-state-icon" aria-hidden>{icon}</span>
      <h2>{title}</h2>
      {advice !== undefined && advice !== '' && <p>{advice}</p>}
      {children}
    </div>
  )
}

const icons: Partial<Record<Code, ReactNode>> = {
  forbidden: <LockOutlined />,
  'signed-out': <LockOutlined />,
  'not-found': <FileSearchOutlined />,
  unavailable: <CloudServerOutlined />,
  'too-many': <DisconnectOutlined />,
}
