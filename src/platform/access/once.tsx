import { CopyOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { Facts } from '#ui/facts'
import { meaning } from '#ui/theme'
import { t } from './text.ts'

export type Credential = { staff: string; login: string; password: string }

/** A password that opens one sign-on: shown now and never again. */
export function Once({ of: { staff, login, password }, onDone }: { of: Credential; onDone: () => void }) {
  const { message } = App.useApp()
  const copy = async () => {
    await navigator.clipboard.writeText(password)
    message.success(t.copied)
  }
  const { ink, wash, line } = meaning.warn
  return (
    <div className="y-stack">
      <div className="y-note" role="status" style={{ color: ink, background: wash, borderColor: line }}>{t.onceAdvice}</div>
      <Facts items={[{ label: t.staffNo, value: staff }, { label: t.login, value: login }, { label: t.once, wide: true, value: <span className="y-row"><code className="y-figures" style={{ fontSize: 20 }}>{password}</code><Button size="small" icon={<CopyOutlined />} onClick={() => void copy()}>{t.copy}</Button></span> }]} />
      <div><Button type="primary" onClick={onDone}>{t.done}</Button></div>
    </div>
  )
}
