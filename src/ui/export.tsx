import { DownloadOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { language } from '#kernel/text'
import type { AnyDoor } from './call.tsx'
import { thousands } from './count.tsx'
import { Drawer } from './drawer.tsx'
import { Form } from './form.tsx'
import { t } from './text.ts'
import { useMay } from './viewer.tsx'

export type ExportProps = {
  /** The door of platform/open that takes the request: the kit knows no room. */
  ask: AnyDoor
  /** The export's name in its room's plan, and what it is called. */
  of: string
  title: string
  /** What the page is narrowed down by. */
  filter: Record<string, unknown>
}

/** What purposes and formats are called, wherever an export is shown. */
export const exportWords = (): typeof t.export => t.export

/** 导出: asks for the page's rows as a file, with a purpose. Absent for who may not. */
export function Export({ ask, of, title, filter }: ExportProps) {
  const [asking, setAsking] = useState(false)
  const may = useMay(ask)
  const { message } = App.useApp()
  const visit = useNavigate()
  if (!may) return null
  const narrowed = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value !== ''))
  const tell = (reply: unknown) => {
    setAsking(false)
    const { needsApproval } = reply as { needsApproval: boolean } // what that door answers
    // The message stands outside the router: a link would find none.
    message.success(<>{needsApproval ? t.export.waits : t.export.made} <Button size="small" type="link" onClick={() => void visit('/open/exports')}>{t.export.go}</Button></>, 6)
  }
  return (
    <>
      <Button size="small" icon={<DownloadOutlined />} onClick={() => setAsking(true)}>{t.export.open}</Button>
      <Drawer title={t.export.title(title)} open={asking} onClose={() => setAsking(false)} width={480}>
        <p className="y-soft" style={{ marginBottom: 16 }}>{t.export.advice}</p>
        {/* The door is platform/open's, whose input the kit does not know. */}
        <Form<any>
          door={ask}
          fields={[
            { key: 'purpose', label: t.export.purpose, kind: 'choice', options: t.export.purposes },
            { key: 'note', label: t.export.note, kind: 'text', hint: t.export.noteHint },
            { key: 'format', label: t.export.format, kind: 'choice', options: t.export.formats },
            { key: 'cap', label: t.export.cap, kind: 'number' },
          ]}
          initial={{ format: 'xlsx', cap: 500 }} fixed={{ name: of, filter: narrowed, language: language() }} submit={t.export.ask}
          words={{ unprocessable: (facts) => (typeof facts.most === 'number' ? t.export.most(thousands(facts.most)) : t.export.empty), conflict: t.export.same }}
          onDone={tell} onCancel={() => setAsking(false)}
        />
      </Drawer>
    </>
  )
}
