import { App } from 'antd'
import { Drawer } from '#ui/drawer'
import { Form } from '#ui/form'
import { daysAgo } from '#ui/when'
import { assignFailure, excuseFailure, getFailure, getSummary, listCustomerFailures, listFailures, reopenFailure, type FailureRow } from './quality.api.ts'
import { t } from './text.ts'

export type Acting = { kind: 'excuse' | 'assign' | 'reopen'; row: FailureRow }
const FOLLOW = [listFailures, getSummary, getFailure, listCustomerFailures]

/** What needs a word of reason or a day. */
export function Act({ of, onClose }: { of: Acting | null; onClose: () => void }) {
  const { message } = App.useApp()
  const done = (said: string) => () => {
    message.success(said)
    onClose()
  }
  const fixed = of && { failure: of.row.failure, version: of.row.version }
  const title = of === null ? '' : { excuse: t.excuseTitle, assign: t.assignTitle, reopen: t.reopen }[of.kind]
  return (
    <Drawer title={title} open={of !== null} onClose={onClose} width={440}>
      {of?.kind === 'excuse' && fixed && (
        <Form door={excuseFailure} fixed={fixed} initial={{ until: daysAgo(-180) }} fields={[{ key: 'reason', label: t.reason, kind: 'long', autoFocus: true }, { key: 'until', label: t.until, kind: 'day' }]} submit={t.excuseTitle} invalidates={FOLLOW} onCancel={onClose} onDone={done(t.excused)} />
      )}
      {of?.kind === 'assign' && fixed && (
        <Form door={assignFailure} fixed={fixed} initial={{ due: daysAgo(-14) }} fields={[{ key: 'due', label: t.due, kind: 'day' }, { key: 'note', label: t.note, kind: 'long' }]} submit={t.assignTitle} invalidates={FOLLOW} onCancel={onClose} onDone={done(t.assigned)} words={{ conflict: t.alreadyAsked, unprocessable: t.noOwner }} />
      )}
      {of?.kind === 'reopen' && fixed && (
        <Form door={reopenFailure} fixed={fixed} fields={[{ key: 'reason', label: t.reason, kind: 'long', autoFocus: true }]} submit={t.reopen} invalidates={FOLLOW} onCancel={onClose} onDone={done(t.reopened)} />
      )}
    </Drawer>
  )
}
