import { App, Drawer as Panel } from 'antd'
import type { ReactNode } from 'react'
import { usePhone } from './theme.tsx'
import { t } from './text.ts'

/** Detail beside the list: Esc closes, the focus goes back to where it came from. On phones it fills the screen. */
export function Drawer({ title, open, onClose, actions, width = 560, children }: { title: ReactNode; open: boolean; onClose: () => void; actions?: ReactNode; width?: number; children: ReactNode }) {
  const isPhone = usePhone()
  return (
    <Panel title={title} open={open} onClose={onClose} extra={actions} size={isPhone ? '100%' : width} destroyOnHidden>
      {children}
    </Panel>
  )
}

/** A question before what cannot be undone: `const ask = useAskFirst()`, then `if (await ask({ title, advice })) …`. */
export function useAskFirst(): (question: { title: string; advice?: string; confirm?: string; isRisky?: boolean }) => Promise<boolean> {
  const { modal } = App.useApp()
  return ({ title, advice, confirm, isRisky }) =>
    new Promise((answer) => {
      modal.confirm({
        title,
        content: advice,
        okText: confirm ?? t.confirm,
        cancelText: t.cancel,
        okButtonProps: { danger: isRisky === true },
        autoFocusButton: 'cancel',
        onOk: () => answer(true),
        onCancel: () => answer(false),
      })
    })
}
