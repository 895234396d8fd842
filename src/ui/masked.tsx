import { CopyOutlined, EyeInvisibleOutlined, EyeOutlined } from '@ant-design/icons'
import { App, Button, Form, Input, Popover, Select, Tooltip } from 'antd'
import { useEffect, useState } from 'react'
import type { PersonalKind } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { isComposing } from './keys.tsx'
import { words } from './refusal.tsx'
import { t } from './text.ts'
import './marks.css'

/** Why digits are looked at; the reference is the case, call or transaction it is for. */
export type Reason = { code: string; reference: string }
export type Revealed = { value: string; /** The instant at which it hides again. */ until: string }

export type MaskedProps = {
  /** As the server sent it: masked, unless the role sees this kind in clear. */
  value: string | null | undefined
  kind: PersonalKind
  /** Without it there is nothing to reveal. */
  onReveal?: (reason: Reason) => Promise<Revealed>
  reasons?: Record<string, string>
}

/** Personal data: masked; in clear for some minutes to who gives a reason, and hidden again by itself. */
export function Masked({ value, kind, onReveal, reasons }: MaskedProps) {
  const [clear, setClear] = useState<Revealed | null>(null)
  if (value === null || value === undefined || value === '') return <span className="y-faint">—</span>
  if (clear !== null) return <Clear {...clear} onHide={() => setClear(null)} />
  return (
    <span className="y-masked" data-kind={kind}>
      {value}
      {onReveal !== undefined && value.includes('*') && <Asking reasons={reasons ?? t.mask.reasons} onReveal={onReveal} onClear={setClear} />}
    </span>
  )
}

function Clear({ value, until, onHide }: Revealed & { onHide: () => void }) {
  const { message } = App.useApp()
  const left = useSecondsLeft(until, onHide)
  const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`
  const copy = () => navigator.clipboard.writeText(value).then(() => message.success(t.mask.copy))
  return (
    <span className="y-masked">
      <span className="y-masked-clear">{value}</span>
      <span className="y-masked-clock" aria-label={t.mask.left(clock)}>{clock}</span>
      <Tooltip title={t.mask.copy}><Button type="text" size="small" icon={<CopyOutlined />} aria-label={t.mask.copy} onClick={copy} /></Tooltip>
      <Tooltip title={t.mask.hide}><Button type="text" size="small" icon={<EyeInvisibleOutlined />} aria-label={t.mask.hide} onClick={onHide} /></Tooltip>
    </span>
  )
}

function useSecondsLeft(until: string, onEnd: () => void): number {
  const secondsTo = () => Math.max(0, Math.ceil((Date.parse(until) - Date.now()) / 1000))
  const [left, setLeft] = useState(secondsTo)
  useEffect(() => {
    const beat = setInterval(() => {
      const now = secondsTo()
      setLeft(now)
      if (now === 0) onEnd()
    }, 1000)
    return () => clearInterval(beat)
  })
  return left
}

type AskingProps = { reasons: Record<string, string>; onReveal: (reason: Reason) => Promise<Revealed>; onClear: (clear: Revealed) => void }

function Asking(props: AskingProps) {
  const [isOpen, open] = useState(false)
  return (
    <Popover open={isOpen} onOpenChange={open} trigger="click" destroyOnHidden title={t.mask.title} content={<ReasonForm {...props} />}>
      <Tooltip title={isOpen ? undefined : t.mask.reveal}>
        <Button type="text" size="small" icon={<EyeOutlined />} aria-label={t.mask.reveal} aria-expanded={isOpen} />
      </Tooltip>
    </Popover>
  )
}

function ReasonForm({ reasons, onReveal, onClear }: AskingProps) {
  const [failed, setFailed] = useState<Refused | null>(null)
  const [isBusy, setBusy] = useState(false)
  const reveal = async (reason: Reason) => {
    setBusy(true)
    try {
      onClear(await onReveal(reason))
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused
      setFailed(refused)
      setBusy(false)
    }
  }
  return (
    <Form<Reason> layout="vertical" onFinish={reveal} requiredMark={false} style={{ width: 272 }} onKeyDown={(event) => isComposing(event) && event.key === 'Enter' && event.preventDefault()}>
      <Form.Item name="code" label={t.mask.reason} rules={[{ required: true, message: t.form.choose(t.mask.reason) }]}>
        <Select options={Object.entries(reasons).map(([code, label]) => ({ value: code, label }))} placeholder={t.filters.pick} />
      </Form.Item>
      <Form.Item name="reference" label={t.mask.reference} rules={[{ required: true, whitespace: true, message: t.mask.needsReference }]}>
        <Input maxLength={40} placeholder={t.mask.referenceHint} autoComplete="off" />
      </Form.Item>
      {failed !== null && <p role="alert" style={{ color: 'var(--y-risk-ink)', marginBottom: 8 }}>{words(failed).title}</p>}
      <p className="y-faint" style={{ fontSize: 12, marginBottom: 12 }}>{t.mask.logged}</p>
      <Button type="primary" htmlType="submit" block loading={isBusy}>{t.mask.show}</Button>
    </Form>
  )
}
