import { EditOutlined, EyeOutlined, SwapOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { assignOwner, editCustomer } from '#center/customer/customer.api'
import { type LEVELS, words } from '#center/customer/words.api'
import { listStaff } from '#platform/access/staff.api'
import { looksAt } from '#platform/admin/looks.api'
import { useDo } from '#ui/call'
import { Drawer } from '#ui/drawer'
import { Form } from '#ui/form'
import { useKey } from '#ui/keys'
import { Ask, Stack } from '#ui/page'
import { useMay, useViewer } from '#ui/viewer'
import { getOverview, type Overview } from './overview.api.ts'
import { t } from './text.ts'

/** What one may do to this customer; nothing is offered that a door would refuse. */
export function Actions({ of }: { of: Overview }) {
  const isOwners = of.whole && of.version !== null
  const mayEdit = useMay(editCustomer) && isOwners
  const mayAsk = useMay(looksAt)
  const go = useNavigate()
  const mayAssign = useMay(assignOwner) && useMay(listStaff) && isOwners
  const [open, setOpen] = useState<'edit' | 'assign' | null>(null)
  const close = () => setOpen(null)
  useKey('e', t.editKey, () => setOpen('edit'), { enabled: mayEdit })
  return (
    <>
      {mayAsk && <Button icon={<EyeOutlined />} onClick={() => void go(`/admin/looks?customer=${of.customerNo}`)}>{t.looks}</Button>}
      {mayAssign && <Button icon={<SwapOutlined />} onClick={() => setOpen('assign')}>{t.assign}</Button>}
      {mayEdit && <Button type="primary" icon={<EditOutlined />} onClick={() => setOpen('edit')}>{t.edit}</Button>}
      <Drawer title={t.form.title} open={open === 'edit'} onClose={close} width={440}><Edit of={of} onClose={close} /></Drawer>
      <Drawer title={t.form.assignTitle} open={open === 'assign'} onClose={close} width={440}><Assign of={of} onClose={close} /></Drawer>
    </>
  )
}

function Edit({ of, onClose }: { of: Overview; onClose: () => void }) {
  const { message } = App.useApp()
  const version = useVersion(of)
  const fixed = { customerNo: of.customerNo, version }
  const done = () => {
    message.success(t.form.saved)
    onClose()
  }
  return (
    <Stack>
      <Form door={editCustomer} fields={[{ key: 'remark', label: t.remark, kind: 'long', help: t.form.remarkHelp, autoFocus: true }]} initial={{ remark: of.remark }} fixed={fixed} invalidates={[getOverview]} onDone={done} />
      <h3 className="y-drawer-heading">{t.form.level}</h3>
      {of.levelBy === 'person' && <BackToRule of={of} version={version} onDone={onClose} />}
      <Form
        door={editCustomer}
        fields={[
          { key: 'level', label: t.form.setTo, kind: 'choice', help: t.form.levelHelp, hint: t.form.byRule, options: words.levels },
          { key: 'levelReason', label: t.form.reason },
          { key: 'levelUntil', label: t.form.until, kind: 'day' },
        ]}
        initial={of.levelBy === 'person' ? { level: of.level as (typeof LEVELS)[number], levelReason: of.levelReason ?? undefined, levelUntil: of.levelUntil ?? undefined } : {}} // a customer's level is one of the five
        fixed={fixed}
        submit={t.form.setLevel}
        invalidates={[getOverview]}
        words={{ invalid: t.form.needsReason, unprocessable: t.form.needsReason }}
        onDone={done}
      />
    </Stack>
  )
}

/** What a person has set, a person may give back to the rule. */
function BackToRule({ of, version, onDone }: { of: Overview; version: number; onDone: () => void }) {
  const give = useDo(editCustomer, { invalidates: [getOverview], done: t.form.saved })
  return (
    <div className="y-row">
      <span className="y-soft">{[t.why.byPerson, of.levelUntil && t.why.until(of.levelUntil)].filter(Boolean).join(' · ')}</span>
      <Button size="small" loading={give.busy} onClick={() => give.run({ customerNo: of.customerNo, version, level: null }, onDone)}>{t.form.toRule}</Button>
    </div>
  )
}

function Assign({ of, onClose }: { of: Overview; onClose: () => void }) {
  const { message } = App.useApp()
  const { org } = useViewer()
  const version = useVersion(of)
  const done = () => {
    message.success(t.form.assigned)
    onClose()
  }
  return (
    <Ask door={listStaff} input={{ org, role: 'rm', status: 'active', limit: 200 }} isEmpty={(staff) => staff.rows.length === 0} empty={{ title: t.form.none }}>
      {({ rows }) => (
        <Form
          door={assignOwner}
          fields={[
            { key: 'owner', label: t.form.owner, kind: 'choice', options: rows.filter((each) => each.staff !== of.owner?.staff).map((each) => ({ value: each.staff, label: `${each.name} · ${each.orgName}` })) },
            { key: 'reason', label: t.form.assignReason, kind: 'long' },
          ]}
          fixed={{ customerNo: of.customerNo, version }}
          invalidates={[getOverview]}
          onDone={done}
          onCancel={onClose}
        />
      )}
    </Ask>
  )
}

/** The version one began on: the page behind may be asked again meanwhile, and what is typed was not typed on that. */
function useVersion(of: Overview): number {
  return useState(of.version ?? 1)[0]
}
