import { CopyOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { meaning } from '#ui/theme'
import { t } from './text.ts'

/** A secret: shown now and never again. */
export function Once({ secret, advice, onDone }: { secret: string; advice?: string; onDone: () => void }) {
  const { message } = App.useApp()
  const copy = async () => {
    await navigator.clipboard.writeText(secret)
    message.success(t.copied)
  }
  const { ink, wash, line } = meaning.warn
  return (
    <div className="y-stack">
      <div className="y-note" role="status" style={{ color: ink, background: wash, borderColor: line }}>{t.secretOnce}{advice}</div>
      <p><code className="y-figures" aria-label={t.secret} style={{ fontSize: 15, overflowWrap: 'anywhere' }}>{secret}</code> <Button size="small" icon={<CopyOutlined />} onClick={() => void copy()}>{t.copy}</Button></p>
      <div><Button type="primary" onClick={onDone}>{t.done}</Button></div>
    </div>
  )
}
